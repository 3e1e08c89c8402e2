"""Agreements to pay: those about which somebody has to talk, one of them, and making one."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import agreements, allocations, approving
from tasks.acts.agreements import AgreementStatus, Frequency, Talk
from tasks.assembly import House
from tasks.people import Person
from web.agreed import AMOUNT, AgreementNotRead, debts_of, field_of, first_of, instalments_of, parties_of, when_of
from web.rendering import HEADERS, page
from web.typed import number_of, pence_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Forbidden, NotFound, Refused

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
    Talk.ENDED: "Ended",
    Talk.REOPENED: "Live again",
    Talk.REVIEW_DUE: "Review due",
}
DONE = {
    "made": "The agreement is made.",
    "varied": "The agreement is varied.",
    "ended": "The agreement is ended.",
    "approved": "The agreement is approved, and stands from today.",
    "declined": "The agreement is declined.",
    "dated": "The agreement is proposed anew, with another first day.",
}


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
        fields = instalments_of(posted)
        typed = {fields[name]: pence_of(posted, name) for name in fields}
        errors = {name: AMOUNT for name, of in fields.items() if typed[of] is None}
        frequency, first = when_of(posted, errors)
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


@router.post("/agreements/{agreement}/first-day")
def name_first_day(request: Request, house: AHouse, person: APerson, agreement: Number, posted: Fields) -> Response:
    """Proposes a waiting agreement anew, with another day of the first instalment."""

    def act() -> None:
        approving.name_first_day(house, person, agreement, first_due=first_of(posted), reason=text(posted, "reason"))

    return _do(request, house, person, agreement, "dated", posted, act)


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
        debts, errors = debts_of(posted)
        frequency, first = when_of(posted, errors)
        number = agreements.make(
            house,
            person,
            account,
            parties=parties_of(posted),
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


@router.post("/accounts/{account}/agreements/allocation")
def allocate(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Fills the form with the shares that are proposed of an instalment; nothing is agreed by it."""
    try:
        pence = pence_of(posted, "altogether")
        frequency = next((each for each in Frequency if each == text(posted, "every")), None)
        errors = {} if pence is not None else {"altogether": AMOUNT}
        if frequency is None:
            errors["every"] = "Select how often it is paid"
        if errors or pence is None or frequency is None:
            raise AgreementNotRead(errors)
        shares = allocations.propose(house, person, account, instalment_pence=pence, frequency=frequency)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        return _show_account(request, house, person, account, refused, posted, asked="altogether")
    filled = {field_of(each.about.account.id, each.about.debt): f"{each.instalment_pence / 100:.2f}" for each in shares}
    return _show_account(request, house, person, account, posted=posted, filled={**filled, "frequency": str(frequency)})


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
        field_of=field_of,
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
    *,
    asked: str = "instalment",
    filled: Mapping[str, str] | None = None,
) -> Response:
    about = agreements.of_account(house, person, account)
    typed = _typed(posted)
    return page(
        request,
        "account_agreements.html",
        title=f"Agreements about {about.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        about=about,
        frequencies=FREQUENCIES,
        refused=refused,
        errors=_errors(refused, posted, asked),
        typed=lambda name, otherwise="": (filled or {}).get(name) or typed(name, otherwise),
        proposed=filled is not None,
        field_of=field_of,
        ticked=posted.getlist("party") if posted is not None else [],
    )


def _typed(posted: Posted | None) -> Callable[..., str]:
    return lambda name, otherwise="": otherwise if posted is None else text(posted, name)


def _errors(refused: Refused | None, posted: Posted | None, asked: str = "instalment") -> dict[str, str]:
    """What is wrong with which field; under no name what is wrong with the whole.

    :param asked: the field of what the instalment is altogether, where that alone was asked for
    """
    if refused is None:
        return {}
    if (several := refused.facts.get("errors")) is not None:
        return dict(several)
    field = str(refused.facts.get("field", ""))
    amount = next(iter(instalments_of(posted)), "") if posted is not None else ""
    amount = asked if asked != "instalment" else amount
    places = {"first_due": "first", "instalment": amount, "debts": amount, "representative": "parties"}
    return {places.get(field, field): refused.sentence}
