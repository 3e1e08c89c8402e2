"""The page of a tenancy: its terms, what its rent is made of, when it falls due; and that of the rent years."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import tenancies
from tasks.acts.tenancies import Part, PartOfRent, RentPeriod, Tenure, Terms, YearOfRent
from web.flags import tenure_words
from web.rendering import HEADERS, page
from web.typed import day_of, no_day, number_of, pence_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import capital, plain
from workflows.errors import Forbidden, Malformed, NotFound, Refused

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Word = TypeVar("Word", bound=StrEnum)
TENURES = {str(each): tenure_words(each) for each in Tenure}
PARTS = {str(each): capital(plain(each)) for each in Part}
PERIODS = {str(each): capital(plain(each)) for each in RentPeriod}


class NotRead(Malformed):
    """Some of the fields are missing or not right."""


@router.get("/accounts/{account}/tenancy")
def tenancy_page(request: Request, house: AHouse, person: APerson, account: Number, done: str = "") -> Response:
    """A tenancy. Looking at it is recorded."""
    return _show(request, house, person, account, done=bool(done))


@router.post("/accounts/{account}/tenancy/terms")
def correct_terms(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Corrects terms, or adds some."""

    def act() -> None:
        terms = Terms(
            tenure=_word(posted, "tenure", Tenure, "Select the tenure"),
            from_on=_day(posted, "from_on"),
            until_on=_day_or_none(posted, "until_on"),
            fixed_until=_day_or_none(posted, "fixed_until"),
            trial_extended=text(posted, "trial_extended") == "yes",
            demoted_on=_day_or_none(posted, "demoted_on"),
            rent_begins=_day_or_none(posted, "rent_begins"),
            rent_calendar=text(posted, "rent_calendar").strip()[:40],
        )
        confirmed = text(posted, "confirmed")[:64]
        tenancies.correct_terms(house, person, account, terms=terms, confirmed=confirmed, **_why(posted))

    return _do(request, house, person, account, "terms", posted, act)


@router.post("/accounts/{account}/tenancy/parts")
def correct_part(request: Request, house: AHouse, person: APerson, account: Number, posted: Fields) -> Response:
    """Corrects a part of the rent, or adds one."""

    def act() -> None:
        pence = pence_of(posted, "amount")
        if pence is None:
            raise NotRead("Enter an amount of money, like 103.75.", field="amount")
        part = PartOfRent(
            part=_word(posted, "part", Part, "Select which part of the rent it is"),
            pence=pence,
            period=_word(posted, "period", RentPeriod, "Select how often it falls due"),
            from_on=_day(posted, "part-from_on"),
            until_on=_day_or_none(posted, "part-until_on"),
            code=text(posted, "code").strip()[:40],
        )
        tenancies.correct_part(house, person, account, part=part, **_why(posted))

    return _do(request, house, person, account, "part", posted, act)


@router.get("/rent-years")
def years_page(request: Request, house: AHouse, person: APerson, done: str = "") -> Response:
    """The landlord's rent years."""
    return _show_years(request, house, person, done=bool(done))


@router.post("/rent-years")
def correct_year(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Corrects a rent year, or adds one."""
    try:
        begins = _day(posted, "begins_on")
        year = YearOfRent(
            calendar=text(posted, "calendar").strip()[:40],
            year=begins.year,
            begins_on=begins,
            weeks=number_of(posted, "weeks") or 0,
            rent_free=_days(posted, "rent_free"),
        )
        tenancies.correct_year(house, person, year=year, **_why(posted))
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        return _show_years(request, house, person, refused, posted)
    return RedirectResponse("/rent-years?done=year", 303, HEADERS)


def _do(  # one of the page's forms
    request: Request,
    house: AHouse,
    person: APerson,
    account: int,
    form: str,
    posted: Posted,
    act: Callable[[], None],
) -> Response:
    try:
        act()
    except (Forbidden, NotFound):
        raise  # whoever may not do it is not shown the page for it
    except Refused as refused:
        return _show(request, house, person, account, refused, posted, form=form)
    return RedirectResponse(f"/accounts/{account}/tenancy?done={form}", 303, HEADERS)


def _show(  # the page, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    account: int,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    form: str = "",
    done: bool = False,
) -> Response:
    seen = tenancies.look(house, person, account)
    return page(
        request,
        "tenancy.html",
        title=f"Tenancy of {seen.account.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        tenures=TENURES,
        parts=PARTS,
        periods=PERIODS,
        refused=refused,
        to_confirm=str(refused.facts.get("to_confirm", "")) if refused else "",
        errors=_errors(refused, form),
        form=form,
        typed=lambda name, otherwise="": otherwise if posted is None else text(posted, name),
        done=done,
    )


def _show_years(
    request: Request,
    house: AHouse,
    person: APerson,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    done: bool = False,
) -> Response:
    return page(
        request,
        "rent_years.html",
        title="Rent years",
        status=refused.status if refused else 200,
        error=refused is not None,
        rows=tenancies.list_years(house, person),
        refused=refused,
        errors=_errors(refused),
        typed=lambda name, otherwise="": otherwise if posted is None else text(posted, name),
        done=done,
    )


def _errors(refused: Refused | None, form: str = "") -> dict[str, str]:
    field = str(refused.facts.get("field", "")) if refused else ""
    return {} if refused is None else {_PLACES.get((form, field), field): refused.sentence}


_PLACES = {
    ("part", "from_on"): "part-from_on",
    ("part", "until_on"): "part-until_on",
    ("part", "reason"): "part-reason",
    ("terms", "reason"): "terms-reason",
}
"""Where on the page a field stands that both of its forms have."""


def _why(posted: Posted) -> dict[str, Any]:
    return {"reason": text(posted, "reason"), "replaces": number_of(posted, "replaces")}


def _word(posted: Posted, name: str, words: type[Word], sentence: str) -> Word:
    found = next((each for each in words if each == text(posted, name)), None)
    if found is None:
        raise NotRead(f"{sentence}.", field=name)
    return found


def _day(posted: Posted, name: str) -> date:
    day = day_of(posted, name)
    if day is None:
        raise NotRead("Enter a real date, like 27 3 2026.", field=name)
    return day


def _day_or_none(posted: Posted, name: str) -> date | None:
    return None if no_day(posted, name) else _day(posted, name)


def _days(posted: Posted, name: str) -> tuple[date, ...]:
    """Days typed in one field, as 2026-12-21, with spaces or commas between them."""
    try:
        return tuple(sorted(date.fromisoformat(each) for each in text(posted, name).replace(",", " ").split()))
    except ValueError:
        raise NotRead("Enter each week by its first day, like 2026-12-21, with a space between.", field=name) from None
