"""The JSON API of tenancies: terms, parts of the rent, rent years. Money is integer pence."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.incoming import Strict
from tasks.acts import tenancies
from tasks.acts.tenancies import Kept, Part, PartOfRent, RentPeriod, Tenure, Terms, YearOfRent

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["accounts"])


class TermsSaid(Strict):
    """What a tenancy agreement says for as long as it stands; what is null is not known."""

    tenure: Tenure
    from_on: date
    until_on: date | None = None
    fixed_until: date | None = None
    trial_extended: bool = False
    demoted_on: date | None = None
    rent_begins: date | None = None
    rent_calendar: str = Field(default="", max_length=40)


class PartSaid(Strict):
    """A part of a rent, once a period."""

    part: Part
    pence: int = Field(ge=-(10**9), le=10**9)
    period: RentPeriod
    from_on: date
    until_on: date | None = None
    code: str = Field(default="", max_length=40)


class YearSaid(Strict):
    """A rent year of a calendar: its first day, its weeks, the first days of those without rent."""

    calendar: str = Field(max_length=40)
    year: int = Field(ge=1900, le=2200)
    begins_on: date
    weeks: int
    rent_free: tuple[date, ...] = Field(default=(), max_length=53)


class Correcting(Strict):
    """Why something is corrected, and in place of which number."""

    reason: str = Field(max_length=2000)
    replaces: int | None = Field(default=None, ge=1, le=2**31 - 1)


class TermsGiven(Correcting):
    """Terms, and how they are known."""

    terms: TermsSaid
    confirmed: str = Field(
        default="",
        max_length=64,
        description="What is unusual is so all the same: `to_confirm` of the refusal that told it",
    )


class PartGiven(Correcting):
    """A part of a rent, and how it is known."""

    part: PartSaid


class YearGiven(Correcting):
    """A rent year, and how it is known."""

    year: YearSaid


class Recorded(BaseModel):
    """The number of what was recorded."""

    number: int


class KeptView(BaseModel):
    """Of which number something is, and who said it: an export, or a person with a reason."""

    number: int
    reason: str
    recorded_at: datetime


class TermsView(KeptView):
    """Terms of a tenancy."""

    terms: TermsSaid


class PartView(KeptView):
    """A part of a rent."""

    part: PartSaid


class YearView(KeptView):
    """A rent year."""

    year: YearSaid


class TenantView(BaseModel):
    """Since when somebody is or was a tenant, and until when."""

    person: int
    from_on: date | None
    until_on: date | None


class TenancyView(BaseModel):
    """A tenancy: its terms, what its rent is made of, when it falls due, and who is and was a tenant."""

    account: str
    terms: list[TermsView]
    parts: list[PartView]
    wrong: list[str]
    sum_said: str
    calendar_said: str
    tenants: list[TenantView]


@router.get("/accounts/{account}/tenancy")
def look(account: shapes.Row, house: AHouse, person: APerson) -> TenancyView:
    """The tenancy of an account. Looking at it is recorded."""
    seen = tenancies.look(house, person, account)
    return TenancyView(
        account=seen.account.reference,
        terms=[TermsView(terms=TermsSaid(**vars(each.said)), **_kept(each)) for each in seen.terms],
        parts=[PartView(part=PartSaid(**vars(each.said)), **_kept(each)) for each in seen.parts],
        wrong=seen.wrong,
        sum_said=seen.sum_said,
        calendar_said=seen.calendar_said,
        tenants=[
            TenantView(person=each.customer_id, from_on=each.from_on, until_on=each.until_on) for each in seen.tenants
        ],
    )


@router.post("/accounts/{account}/tenancy/terms", status_code=201)
def correct_terms(account: shapes.Row, body: TermsGiven, house: AHouse, person: APerson) -> Recorded:
    """Corrects the terms of a tenancy, or adds some."""
    said = Terms(**body.terms.model_dump())
    made = tenancies.correct_terms(
        house, person, account, terms=said, reason=body.reason, replaces=body.replaces, confirmed=body.confirmed
    )
    return Recorded(number=made)


@router.post("/accounts/{account}/tenancy/parts", status_code=201)
def correct_part(account: shapes.Row, body: PartGiven, house: AHouse, person: APerson) -> Recorded:
    """Corrects a part of a rent, or adds one."""
    said = PartOfRent(**body.part.model_dump())
    made = tenancies.correct_part(house, person, account, part=said, reason=body.reason, replaces=body.replaces)
    return Recorded(number=made)


@router.get("/rent-years")
def list_years(house: AHouse, person: APerson) -> list[YearView]:
    """The landlord's rent years, calendar by calendar."""
    return [YearView(year=YearSaid(**vars(each.said)), **_kept(each)) for each in tenancies.list_years(house, person)]


@router.post("/rent-years", status_code=201)
def correct_year(body: YearGiven, house: AHouse, person: APerson) -> Recorded:
    """Corrects a rent year of a calendar, or adds one."""
    said = YearOfRent(**{**body.year.model_dump(), "rent_free": tuple(sorted(body.year.rent_free))})
    made = tenancies.correct_year(house, person, year=said, reason=body.reason, replaces=body.replaces)
    return Recorded(number=made)


def _kept(each: Kept[Any]) -> dict[str, Any]:
    return {"number": each.id, "reason": each.reason, "recorded_at": each.recorded_at}
