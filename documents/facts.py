"""The declared facts of a letter: a template may use nothing else."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from cases.facts import account_of_case, last_payment, tenants_of
from cases.law import Law
from cases.rows import AccountRow
from documents import words
from documents.addressee import Addressee, FactMissing, FactsContradict, addressee
from documents.landlord import Landlord
from documents.statement import Statement, statement_of


class NothingOwed(FactsContradict):
    """There are no arrears to write about."""


class TenancyEnded(FactsContradict):
    """The tenancy has ended."""


@dataclass(frozen=True)
class LetterFacts:
    """Everything that one letter to one tenant may state. Amounts in pence, positive where owed.

    :ivar other_tenants: the joint tenants' names, this one's left out
    :ivar arrears_pence: owed at the end of ``on``, the letter's date
    :ivar reply_by: the last day for the reply: so many clear days after the letter's date
    :ivar earlier_letter_on: the date of the case's last letter before this one
    """

    letter: str
    reference: str
    on: date
    reply_by: date
    addressee: Addressee
    other_tenants: tuple[str, ...]
    property_address: tuple[str, ...]
    arrears_pence: int
    rent_pence: int
    rent_period: str
    last_payment_pence: int | None
    last_payment_on: date | None
    earlier_letter_on: date | None
    statement: Statement
    landlord: Landlord

    @property
    def plain(self) -> dict[str, Any]:
        """The facts as they enter the record."""
        return asdict(self)


SAYABLE = frozenset(
    {
        *("addressee", "salutation", "care_of", "care_of_role", "other_tenants", "property_address", "reference"),
        *("date", "reply_by", "arrears", "rent", "last_payment", "last_payment_on", "earlier_letter_on"),
        *("statement_since", "statement_until", "charged", "paid", "ways_to_pay", "formats"),
        *("landlord", "team", "phone", "hours", "email"),
    }
)
"""The names that a paragraph of wording may use: the keys of :func:`said`."""


def facts_of_letter(
    session: Session, law: Law, landlord: Landlord, case: tuple[int, str], letter: str, on: date, earlier: date | None
) -> list[LetterFacts]:
    """The facts of a letter to each tenant of a case, in the order of the tenants' references.

    :param case: its id and its reference
    :param letter: ``letter_1`` or ``letter_2``; the time for a reply is the period ``<letter>_reply`` of the law
    :param on: the letter's date, to the end of which the ledger is struck
    :param earlier: the date of the case's last letter before this one
    :raises FactMissing: something that must be stated is not known
    :raises FactsContradict: two things cannot both be true
    """
    case_id, reference = case
    account = account_of_case(session, case_id)
    _tenancy_runs(account, on)
    tenants = tenants_of(session, account.id)
    if not tenants:
        raise FactMissing(f"Account {account.reference} has no tenant, so there is nobody to write to.")
    people = [addressee(tenant, account) for tenant in tenants]
    if len({(person.name, tenant.date_of_birth) for person, tenant in zip(people, tenants, strict=True)}) < len(people):
        raise FactsContradict(
            f"Two tenants of account {account.reference} bear the same name and no different dates of birth, so one "
            "person seems to be recorded twice. Record their dates of birth, or remove the second record."
        )
    statement = statement_of(session, account, days(law, "rent_statement_span", on), on)
    if statement.closing_pence <= 0:
        raise NothingOwed(
            f"Account {account.reference} stands at {words.balance(statement.closing_pence)} on {words.day(on)}: "
            "there are no arrears to write about."
        )
    property_lines = [*account.address.splitlines(), account.postcode]
    property_address = tuple(line for line in map(words.clean, property_lines) if line)
    payment = last_payment(session, account.id, on)
    return [
        LetterFacts(
            letter=letter,
            reference=reference,
            on=on,
            reply_by=on + days(law, f"{letter}_reply", on),
            addressee=person,
            other_tenants=tuple(other.name for other in people if other is not person),
            property_address=property_address,
            arrears_pence=statement.closing_pence,
            rent_pence=account.rent_pence,
            rent_period=account.rent_period,
            last_payment_pence=payment.amount_pence if payment else None,
            last_payment_on=payment.posted_on if payment else None,
            earlier_letter_on=earlier,
            statement=statement,
            landlord=landlord,
        )
        for person in people
    ]


def days(law: Law, name: str, on: date) -> timedelta:
    """A period of the law that counts days.

    :raises FactsContradict: it counts months, which no letter's time limit may
    """
    period = law.period(name, on)
    if not isinstance(period, timedelta) or period <= timedelta(0):
        raise FactsContradict(f"The period {name!r} is not a number of days, so no date can be given. Correct it.")
    return period


def said(facts: LetterFacts) -> dict[str, str]:
    """The facts as they are written in a sentence; the keys are :data:`SAYABLE`. What does not apply is left out."""
    person, landlord, statement = facts.addressee, facts.landlord, facts.statement
    every = "week" if facts.rent_period == "weekly" else "month"
    found = {
        "addressee": person.name,
        "salutation": person.salutation,
        "care_of": person.care_of,
        "care_of_role": person.care_of_role,
        "other_tenants": words.listed(list(facts.other_tenants)) if facts.other_tenants else "",
        "property_address": words.address(facts.property_address),
        "reference": facts.reference,
        "date": words.day(facts.on),
        "reply_by": words.day(facts.reply_by),
        "arrears": words.pounds(facts.arrears_pence),
        "rent": f"{words.pounds(facts.rent_pence)} a {every}",
        "last_payment": words.pounds(facts.last_payment_pence) if facts.last_payment_pence is not None else "",
        "last_payment_on": words.day(facts.last_payment_on) if facts.last_payment_on else "",
        "earlier_letter_on": words.day(facts.earlier_letter_on) if facts.earlier_letter_on else "",
        "statement_since": words.day(statement.since),
        "statement_until": words.day(statement.until),
        "charged": words.pounds(statement.charged_pence),
        "paid": words.pounds(statement.paid_pence),
        "ways_to_pay": landlord.ways_to_pay,
        "formats": landlord.formats,
        "landlord": landlord.name,
        "team": landlord.team,
        "phone": landlord.phone.replace(" ", "\u00a0"),
        "hours": landlord.hours,
        "email": landlord.email,
    }
    return {name: text for name, text in found.items() if text}


def _tenancy_runs(account: AccountRow, on: date) -> None:
    ended = account.tenancy_end
    if ended is not None and ended <= on:
        raise TenancyEnded(
            f"The tenancy of account {account.reference} ended on {words.day(ended)}. A former tenant is written to "
            "by another procedure: close this case."
        )
    if account.tenancy_start > on:
        raise FactsContradict(
            f"The tenancy of account {account.reference} begins on {words.day(account.tenancy_start)}, after the "
            "date of the letter. Correct the date."
        )
    if account.rent_pence <= 0:
        raise FactMissing(f"Account {account.reference} has no rent. Record the rent, then try again.")
    if account.rent_period not in {"weekly", "monthly"}:
        raise FactsContradict(
            f"The rent of account {account.reference} is said to be {account.rent_period!r}, neither weekly nor "
            "monthly. Correct it."
        )
