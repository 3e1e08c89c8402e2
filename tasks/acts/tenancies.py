"""Tenancies: their terms, what their rent is made of, the landlord's rent years; seeing and correcting them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlmodel import Session

from cases.chains import account_chain, record_on
from cases.permissions import Group
from cases.tenancies import correcting
from cases.tenancies.correcting import TenancyNotUnderstood, TenancyUnusual
from cases.tenancies.parts import Part
from cases.tenancies.reading import calendars, years_of
from cases.tenancies.rows import Kept, PartOfRent, Terms, YearOfRent
from cases.words import RentPeriod, Tenure
from tasks.acts.accounts import account_row
from tasks.acts.subjects import ACCOUNT, ORGANISATION
from tasks.acts.table import WITH_CASES, act, of
from tasks.assembly import House, installation
from tasks.people import Person
from tasks.refusals import ReasonMissing
from tasks.tenancies_seen import TenancySeen, tenancy_seen
from workflows.clock import london_date
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

__all__ = [
    "Kept",
    "Part",
    "PartOfRent",
    "RentPeriod",
    "TenancyNotUnderstood",
    "TenancySeen",
    "TenancyUnusual",
    "Tenure",
    "Terms",
    "YearOfRent",
]
CORRECTORS = of(Group.LEADING) | of(Group.RUNNING)
"""Who corrects what the housing system says: whoever answers for cases, or brings the exports in."""


@act(WITH_CASES, ACCOUNT, Kind.ACCOUNT_LOOKED_AT)
def look(house: House, person: Person, account_id: int) -> TenancySeen:
    """See the terms of a tenancy, what its rent is made of, and when it falls due.

    :raises NoSuchAccount: there is none
    """
    with house.db.write() as session:
        account = account_row(session, account_id)
        entry = NewEntry(Kind.ACCOUNT_LOOKED_AT, person.actor, payload={"what": "tenancy"})
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)
        return tenancy_seen(session, account, london_date(house.runtime.clock.now()))


@act(CORRECTORS, ACCOUNT, Kind.TENANCY_CORRECTED)
def correct_terms(
    house: House,
    person: Person,
    account_id: int,
    *,
    terms: Terms,
    reason: str,
    replaces: int | None = None,
    confirmed: str = "",
) -> int:
    """Correct the terms of a tenancy, or add some; gives their number.

    They stand until the housing system says something else than it did.

    :param replaces: the number of those in whose place they stand
    :param confirmed: ``to_confirm`` of the refusal that told what is unusual, where all of that is so all the same
    :raises ReasonMissing: it was not said how that is known
    :raises TenancyNotUnderstood: they cannot be so
    :raises TenancyUnusual: they may be so, and nobody has confirmed all of it
    :raises CorrectedAlready: what they would replace stands no more
    """
    told: dict[str, Any] = {"terms": vars(terms)}

    def keep(session: Session, account: int, **how: Any) -> int:
        kept = correcting.correct_terms(session, account, terms, law=house.law, confirmed=confirmed, **how)
        if kept.confirmed:
            told["confirmed"] = kept.confirmed
        return kept.number

    return _correct(house, person, account_id, keep, told, reason, replaces)


@act(CORRECTORS, ACCOUNT, Kind.TENANCY_CORRECTED)
def correct_part(
    house: House, person: Person, account_id: int, *, part: PartOfRent, reason: str, replaces: int | None = None
) -> int:
    """Correct a part of a rent, or add one; gives its number.

    It stands until the housing system says something else than it did.

    :param replaces: the number of the one in whose place it stands
    :raises ReasonMissing: it was not said how that is known
    :raises TenancyNotUnderstood: it cannot be so
    :raises CorrectedAlready: what it would replace stands no more
    """
    kept = partial(correcting.correct_part, part=part)
    return _correct(house, person, account_id, kept, {"part": vars(part)}, reason, replaces)


def _correct(  # whose, how it is kept, what the record says of it, why
    house: House,
    person: Person,
    account_id: int,
    keep: Callable[..., int],
    told: dict[str, Any],
    reason: str,
    replaces: int | None,
) -> int:
    why = _reason(reason)
    with house.db.write() as session:
        account_row(session, account_id)
        at = house.runtime.clock.now()
        number = keep(session, account_id, replaces=replaces, reason=why, by=person.actor, at=at)
        said = {**told, "reason": why, **_in_place_of(replaces)}
        entry = NewEntry(Kind.TENANCY_CORRECTED, person.actor, payload=said)
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)
        return number


@act(WITH_CASES)
def list_years(house: House, person: Person) -> list[Kept[YearOfRent]]:
    """See the landlord's rent years: their first days, their weeks, and those without rent."""
    del person
    with house.db.read() as session:
        return [year for calendar in calendars(session) for year in years_of(session, calendar)]


@act(CORRECTORS, ORGANISATION, Kind.RENT_YEAR_CORRECTED)
def correct_year(house: House, person: Person, *, year: YearOfRent, reason: str, replaces: int | None = None) -> int:
    """Correct a rent year of a calendar, or add one; gives its number.

    :param replaces: the number of the one in whose place it stands
    :raises ReasonMissing: it was not said how that is known
    :raises TenancyNotUnderstood: it cannot be so
    :raises CorrectedAlready: what it would replace stands no more
    """
    why = _reason(reason)
    with house.db.write() as session:
        chain_id = installation(session).chain_id
        at = house.runtime.clock.now()
        number = correcting.correct_year(session, year, replaces=replaces, reason=why, by=person.actor, at=at)
        clear = {"calendar": year.calendar, "year": year.year, **_in_place_of(replaces)}
        said = {"begins_on": year.begins_on, "weeks": year.weeks, "rent_free": year.rent_free, "reason": why}
        entry = NewEntry(Kind.RENT_YEAR_CORRECTED, person.actor, payload=said, clear=clear)
        append(session, chain_id, [entry], house.runtime.clock)
        return number


def _reason(given: str) -> str:
    if not given.strip():
        raise ReasonMissing(
            "Say how this is known (the agreement, the rent notice, the system's manual).", field="reason"
        )
    return given.strip()[:2000]


def _in_place_of(replaces: int | None) -> dict[str, int]:
    return {} if replaces is None else {"replaces": replaces}
