"""What is typed of an agreement: its debts with their instalments, how often, from when, and who agreed."""

from datetime import date

from tasks.acts.agreements import RENT, Authority, Frequency, NewDebt, NewParty
from web.typed import day_of, pence_of
from web.visitors import Posted, text
from workflows.errors import Malformed

AMOUNT = "Enter an amount of money, like 3.75"
NO_DAY = "Enter the day of the first instalment, as a real date"


class AgreementNotRead(Malformed):
    """Some of the agreement's fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)


def field_of(account: int, debt: str) -> str:
    """The field of a debt's instalment: by its account, and by its kind where that is not rent."""
    return f"instalment-{account}" if debt == RENT else f"instalment-{account}-{debt}"


def instalments_of(posted: Posted) -> dict[str, tuple[int, str]]:
    """Field → account and debt, of each instalment that was asked for."""
    found = {}
    for name, _ in posted.pairs:
        of, _, debt = name.removeprefix("instalment-").partition("-")
        if name.startswith("instalment-") and of.isascii() and of.isdecimal() and len(of) < 10:
            found[name] = (int(of), debt or RENT)
    return found


def debts_of(posted: Posted) -> tuple[list[NewDebt], dict[str, str]]:
    """The debts with an instalment, and what is wrong with what was typed for others; an empty one is no part of it."""
    debts, errors = [], {}
    for name, (account, debt) in instalments_of(posted).items():
        if not text(posted, name).strip():
            continue
        pence = pence_of(posted, name)
        if pence is None:
            errors[name] = AMOUNT
        else:
            debts.append(NewDebt(account, pence, debt))
    return debts, errors


def when_of(posted: Posted, errors: dict[str, str]) -> tuple[Frequency, date]:
    """How often, and from when.

    :param errors: what is wrong already
    :raises AgreementNotRead: with a sentence for each field
    """
    frequency = next((each for each in Frequency if each == text(posted, "frequency")), None)
    first = day_of(posted, "first")
    if frequency is None:
        errors["frequency"] = "Select how often it is paid"
    if first is None:
        errors["first"] = NO_DAY
    if errors or frequency is None or first is None:
        raise AgreementNotRead(errors)
    return frequency, first


def first_of(posted: Posted) -> date:
    """The day of the first instalment.

    :raises AgreementNotRead: it is no day
    """
    first = day_of(posted, "first")
    if first is None:
        raise AgreementNotRead({"first": NO_DAY})
    return first


def parties_of(posted: Posted) -> list[NewParty]:
    """Who agreed, each themselves or by who acts for them."""
    made = []
    for each in posted.getlist("party"):
        number = int(each) if each.isascii() and each.isdecimal() and len(each) < 10 else 0
        acted = text(posted, f"representative-{number}").strip()
        acting = int(acted) if acted.isascii() and acted.isdecimal() and len(acted) < 10 else None
        made.append(NewParty(number, Authority.TENANT if not acted else Authority.REPRESENTATIVE, acting))
    return made
