"""Claims for benefit towards an account: what is known, asking the offices, and direct payment."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import benefits
from tasks.acts.benefits import (
    AwardEvery,
    ChaserKind,
    Claim,
    ClaimKind,
    ClaimStatus,
    Outcome,
    PaidTo,
    PaysEvery,
    RequestKind,
    TenantView,
)
from tasks.assembly import House
from tasks.people import Person
from web.rendering import HEADERS, page
from web.typed import day_of, no_day, number_of, pence_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import capital, plain
from workflows.errors import Forbidden, Malformed, NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/accounts/{account}/benefits")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Word = TypeVar("Word", bound=StrEnum)
DAYS = ("evidence_given_on", "decided_on", "award_from", "award_until", "next_payment_on")
WORDS = ("reference", "evidence", "expects_because", "notes", "award_every", "paid_to", "pays_every")
DONE = {"record": "It is recorded.", "chase": "It is recorded.", "ask": "The request is recorded.", "answer": "Done."}


class NotRead(Malformed):
    """Some of the fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)


@router.get("")
def benefits_page(request: Request, house: AHouse, person: APerson, account: Number, done: str = "") -> Response:
    """What is known of claims towards an account. Looking at it is recorded."""
    return _show(request, house, person, account, done=DONE.get(done, ""))


@router.post("")
def record(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Records what is known of a claim."""

    def act() -> None:
        errors: dict[str, str] = {}
        kind = _word(posted, "kind", ClaimKind, errors, "Select which benefit it is")
        status = _word(posted, "status", ClaimStatus, errors, "Select how the claim stands")
        claimed = _day(posted, "claimed_on", errors, needed=True)
        said: dict[str, Any] = {name: _day(posted, name, errors) for name in DAYS}
        said |= {name: text(posted, name).strip() for name in WORDS}
        award = pence_of(posted, "award_pence") if text(posted, "award_pence").strip() else None
        if award is None and text(posted, "award_pence").strip():
            errors["award_pence"] = "Enter an amount of money, like 103.75"
        if errors or kind is None or status is None or claimed is None:
            raise NotRead(errors)
        claim = Claim(
            account_id=account,
            customer_id=number_of(posted, "person") or 0,
            kind=kind,
            claimed_on=claimed,
            status=status,
            expects_award=text(posted, "expects_award") == "yes",
            award_pence=award,
            assessment_day=number_of(posted, "assessment_day"),
            **said,
        )
        benefits.record(house, person, account, claim=claim, replaces=number_of(posted, "replaces"))

    return _do(request, house, person, account, "record", posted, act)


@router.post("/chasers")
def chase(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Records that an office was asked, asked again, or answered."""

    def act() -> None:
        errors: dict[str, str] = {}
        kind = _word(posted, "chaser_kind", ChaserKind, errors, "Select what was said")
        on = _day(posted, "on", errors, needed=True)
        again = _day(posted, "ask_again_on", errors)
        if errors or kind is None or on is None:
            raise NotRead(errors)
        claim, words = number_of(posted, "claim") or 0, text(posted, "words")
        benefits.chase(house, person, account, claim_id=claim, kind=kind, on=on, words=words, ask_again_on=again)

    return _do(request, house, person, account, "chase", posted, act)


@router.post("/direct-payments")
def ask(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Records that direct payment is asked for."""

    def act() -> None:
        errors: dict[str, str] = {}
        kind = _word(posted, "request_kind", RequestKind, errors, "Select what is asked for")
        asked = _day(posted, "tenant_asked_on", errors)
        if errors or kind is None:
            raise NotRead(errors)
        view = next((each for each in TenantView if each == text(posted, "tenant_view")), TenantView.NOT_ASKED)
        benefits.ask_direct_payment(
            house,
            person,
            account,
            claim_id=number_of(posted, "claim") or 0,
            kind=kind,
            tenant_view=view,
            tenant_asked_on=asked,
            tenant_said=text(posted, "tenant_said"),
            budget_id=number_of(posted, "budget"),
            affordability=text(posted, "affordability"),
        )

    return _do(request, house, person, account, "ask", posted, act)


@router.post("/direct-payments/{number}/answer")
def answer(
    request: Request, house: AHouse, person: APerson, account: Number, number: Number, posted: Fields
) -> Response:
    """Records what became of a request."""

    def act() -> None:
        errors: dict[str, str] = {}
        outcome = _word(posted, "outcome", Outcome, errors, "Select what became of it")
        on = _day(posted, "answered_on", errors, needed=True)
        if errors or outcome is None or on is None:
            raise NotRead(errors)
        words = text(posted, "outcome_words")
        benefits.answer(house, person, account, request_id=number, outcome=outcome, on=on, words=words)

    return _do(request, house, person, account, "answer", posted, act)


def _do(
    request: Request, house: House, person: Person, account: int, form: str, posted: Posted, act: Callable[[], None]
) -> Response:
    try:
        act()
    except (Forbidden, NotFound):
        raise  # whoever may not do it is not shown the page for it
    except Refused as refused:
        return _show(request, house, person, account, refused, posted, form=form)
    return RedirectResponse(f"/accounts/{account}/benefits?done={form}", 303, HEADERS)


def _show(
    request: Request,
    house: House,
    person: Person,
    account: int,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    form: str = "",
    done: str = "",
) -> Response:
    seen = benefits.look(house, person, account)
    errors: dict[str, str] = {}
    if refused is not None:
        field = str(refused.facts.get("field", ""))
        errors = refused.facts.get("errors") or {_PLACES.get((form, field), field): refused.sentence}
    return page(
        request,
        "benefits.html",
        title=f"Benefits towards {seen.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        words={
            each.__name__: {str(word): capital(plain(word)) for word in each}
            for each in (ClaimKind, ClaimStatus, AwardEvery, PaidTo, PaysEvery, ChaserKind, RequestKind, Outcome)
        },
        refused=refused,
        errors=errors,
        form=form,
        typed=lambda name, otherwise="": otherwise if posted is None else text(posted, name),
        done=done,
    )


_PLACES = {("ask", "kind"): "request_kind", ("answer", "on"): "answered_on"}
"""Where on the page a field stands that an act calls otherwise."""


def _word(posted: Posted, name: str, words: type[Word], errors: dict[str, str], sentence: str) -> Word | None:
    found = next((each for each in words if each == text(posted, name)), None)
    if found is None:
        errors[name] = sentence
    return found


def _day(posted: Posted, name: str, errors: dict[str, str], *, needed: bool = False) -> date | None:
    if no_day(posted, name) and not needed:
        return None
    day = day_of(posted, name)
    if day is None:
        errors[name] = "Enter a real date"
    return day
