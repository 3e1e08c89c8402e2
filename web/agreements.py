"""Agreements to pay: those about which somebody has to talk, one of them, and making one."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import agreements, approving
from tasks.acts.agreements import AgreementStatus, Authority, Frequency, NewDebt, NewParty, Talk
from tasks.assembly import House
from tasks.people import Person
from web.rendering import HEADERS, page
from web.typed import day_of, number_of, pence_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Forbidden, Malformed, NotFound, Refused

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
FREQUENCIES = {
    Frequency.WEEKLY: "Every week",
    Frequency.FORTNIGHTLY: "Every two weeks",
    Frequency.FOUR_WEEKLY: "Every four weeks",
    Frequency.MONTHLY: "Every month",
}
WHY = {
    "": "All of them",
    Talk.TO_APPROVE: "To be approved",
    Talk.MISSED: "Behind, not yet warned",
    Talk.WARNED: "Warned",
    Talk.BREACHED: "Breached",
    Talk.REVIEW_DUE: "Review due",
}
DONE = {
    "made": "The agreement is made.",
    "varied": "The agreement is varied.",
    "ended": "The agreement is ended.",
    "approved": "The agreement is approved, and stands from today.",
    "declined": "The agreement is declined.",
}


class AgreementNotRead(Malformed):
    """Some of the agreement's fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)


@router.get("/agreements")
def list_page(request: Request, house: AHouse, person: APerson, why: str = "") -> Response:
    """The agreements about which somebody has to talk with the tenants. Looking at them is recorded."""
    chosen = why if why in WHY else ""
    rows = agreements.list_(house, person, why=chosen)
    return page(request, "agreements.html", title="Agreements", rows=rows, chosen=chosen, whys=WHY)


@router.get("/agreements/{agreement}")
def agreement_page(request: Request, house: AHouse, person: APerson, agreement: Number, done: str = "") -> Response:
    """An agreement, what happened to it, and how its debts stand. Looking at it is recorded."""
    return _show(request, house, person, agreement, done=DONE.get(done, ""))


@router.post("/agreements/{agreement}/vary")
def vary(request: Request, house: AHouse, person: APerson, agreement: Number, posted: Fields) -> Response:
    """Varies an agreement, with what changed."""

    def act() -> None:
        typed = {each: pence_of(posted, f"instalment-{each}") for each in _accounts(posted)}
        errors = {f"instalment-{each}": "Enter an amount of money, like 3.75" for each, p in typed.items() if p is None}
        frequency, first = _when(posted, errors)
        agreements.vary(
            house,
            person,
            agreement,
            reason=text(posted, "reason"),
            instalments={each: pence for each, pence in typed.items() if pence is not None},
            frequency=frequency,
            first_due=first,
            budget_id=number_of(posted, "budget"),
            without_budget=text(posted, "without_budget"),
            above_budget=text(posted, "above_budget"),
        )

    return _do(request, house, person, agreement, "varied", posted, act)


@router.post("/agreements/{agreement}/end")
def end(request: Request, house: AHouse, person: APerson, agreement: Number, posted: Fields) -> Response:
    """Ends an agreement, with a reason."""

    def act() -> None:
        agreements.end(house, person, agreement, reason=text(posted, "reason"))

    return _do(request, house, person, agreement, "ended", posted, act)


@router.post("/agreements/{agreement}/approve")
def approve(request: Request, house: AHouse, person: APerson, agreement: Number, posted: Fields) -> Response:
    """Approves an agreement that another person proposed (team leaders)."""

    def act() -> None:
        approving.approve(house, person, agreement, reason=text(posted, "reason"))

    return _do(request, house, person, agreement, "approved", posted, act)


@router.post("/agreements/{agreement}/decline")
def decline(request: Request, house: AHouse, person: APerson, agreement: Number, posted: Fields) -> Response:
    """Declines one (team leaders)."""

    def act() -> None:
        approving.decline(house, person, agreement, reason=text(posted, "reason"))

    return _do(request, house, person, agreement, "declined", posted, act)


@router.get("/accounts/{account}/agreements")
def account_page(request: Request, house: AHouse, person: APerson, account: Number) -> Response:
    """What was agreed about an account, and the form in which an agreement is made. Looking at it is recorded."""
    return _show_account(request, house, person, account)


@router.post("/accounts/{account}/agreements")
def make(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Records what was agreed."""
    try:
        debts, errors = _debts(posted)
        frequency, first = _when(posted, errors)
        number = agreements.make(
            house,
            person,
            account,
            parties=_parties(posted),
            debts=debts,
            frequency=frequency,
            first_due=first,
            agreed_with=text(posted, "agreed_with"),
            channel=text(posted, "channel"),
            replaces=text(posted, "replaces") == "yes",
            budget_id=number_of(posted, "budget"),
            without_budget=text(posted, "without_budget"),
            above_budget=text(posted, "above_budget"),
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        return _show_account(request, house, person, account, refused, posted)
    return RedirectResponse(f"/agreements/{number}?done=made", 303, HEADERS)


def _do(
    request: Request,
    house: House,
    person: Person,
    agreement: int,
    done: str,
    posted: Posted,
    act: Callable[[], None],
) -> Response:
    try:
        act()
    except (Forbidden, NotFound):
        raise  # whoever may not do it is not shown the page for it
    except Refused as refused:
        return _show(request, house, person, agreement, refused, posted, form=done)
    return RedirectResponse(f"/agreements/{agreement}?done={done}", 303, HEADERS)


def _show(
    request: Request,
    house: House,
    person: Person,
    agreement: int,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    form: str = "",
    done: str = "",
) -> Response:
    seen = agreements.look(house, person, agreement)
    return page(
        request,
        "agreement.html",
        title=f"Agreement {agreement}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        waits=seen.whole.agreement.status is AgreementStatus.PROPOSED,
        lives=seen.whole.agreement.status is AgreementStatus.LIVE,
        frequencies=FREQUENCIES,
        refused=refused,
        errors=_errors(refused, posted),
        form=form,
        typed=_typed(posted),
        done=done,
    )


def _show_account(
    request: Request,
    house: House,
    person: Person,
    account: int,
    refused: Refused | None = None,
    posted: Posted | None = None,
) -> Response:
    about = agreements.of_account(house, person, account)
    return page(
        request,
        "account_agreements.html",
        title=f"Agreements about {about.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        about=about,
        frequencies=FREQUENCIES,
        refused=refused,
        errors=_errors(refused, posted),
        typed=_typed(posted),
        ticked=posted.getlist("party") if posted is not None else [],
    )


def _typed(posted: Posted | None) -> Callable[..., str]:
    return lambda name, otherwise="": otherwise if posted is None else text(posted, name)


def _errors(refused: Refused | None, posted: Posted | None) -> dict[str, str]:
    """What is wrong with which field; under no name what is wrong with the whole."""
    if refused is None:
        return {}
    if (several := refused.facts.get("errors")) is not None:
        return dict(several)
    field = str(refused.facts.get("field", ""))
    amount = next((f"instalment-{each}" for each in _accounts(posted)), "") if posted is not None else ""
    places = {"first_due": "first", "instalment": amount, "debts": amount, "representative": "parties"}
    return {places.get(field, field): refused.sentence}


def _accounts(posted: Posted) -> list[int]:
    numbers = (name.removeprefix("instalment-") for name, _ in posted.pairs if name.startswith("instalment-"))
    return [int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) < 10]


def _debts(posted: Posted) -> tuple[list[NewDebt], dict[str, str]]:
    """The debts with an instalment, and what is wrong with what was typed for others; an empty one is no part of it."""
    debts, errors = [], {}
    for each in _accounts(posted):
        name = f"instalment-{each}"
        if not text(posted, name).strip():
            continue
        pence = pence_of(posted, name)
        if pence is None:
            errors[name] = "Enter an amount of money, like 3.75"
        else:
            debts.append(NewDebt(each, pence))
    return debts, errors


def _when(posted: Posted, errors: dict[str, str]) -> tuple[Frequency, date]:
    """How often, and from when.

    :param errors: what is wrong already
    :raises AgreementNotRead: with a sentence for each field
    """
    frequency = next((each for each in Frequency if each == text(posted, "frequency")), None)
    first = day_of(posted, "first")
    if frequency is None:
        errors["frequency"] = "Select how often it is paid"
    if first is None:
        errors["first"] = "Enter the day of the first instalment, as a real date"
    if errors or frequency is None or first is None:
        raise AgreementNotRead(errors)
    return frequency, first


def _parties(posted: Posted) -> list[NewParty]:
    made = []
    for each in posted.getlist("party"):
        number = int(each) if each.isascii() and each.isdecimal() and len(each) < 10 else 0
        acted = text(posted, f"representative-{number}").strip()
        acting = int(acted) if acted.isascii() and acted.isdecimal() and len(acted) < 10 else None
        made.append(NewParty(number, Authority.TENANT if not acted else Authority.REPRESENTATIVE, acting))
    return made
