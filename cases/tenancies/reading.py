"""Tenancies as they are read: what is known now of terms, parts of the rent and rent years."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.tenancies.keeping import PARTS, TERMS, YEARS, Keeping, days_of
from cases.tenancies.rows import Kept, PartOfRent, Terms, YearOfRent
from workflows.prepared import AllOrOne
from workflows.rows import row_of

S = TypeVar("S")


class Standing(NamedTuple):
    """The terms of a tenancy that stand on a day.

    :ivar ends: the last day of those that follow them, or of themselves; ``None``: the tenancy goes on
    """

    terms: Terms
    ends: date | None


_terms, _years = TERMS.rows, YEARS.rows
_not_over = _terms.c.replaced_at.is_(None) & (_terms.c.until_on.is_(None) | (_terms.c.until_on >= bindparam("b_on")))
_standing = _not_over & (_terms.c.from_on <= bindparam("b_on"))
_from_day = AllOrOne(select(_terms).where(_not_over).order_by(_terms.c.from_on, _terms.c.id), _terms.c.account_id)
_of_calendars = AllOrOne(
    select(_terms.c.account_id, _years)
    .join(_years, _years.c.calendar == _terms.c.rent_calendar)
    .where(_standing, _years.c.replaced_at.is_(None))
    .order_by(_terms.c.account_id, _years.c.begins_on),
    _terms.c.account_id,
)


def terms(session: Session, on: date, account_id: int | None) -> dict[int, Standing]:
    """A reading: account → the terms that stand on a day; an account of which none are known is not in it."""
    found: dict[int, Standing] = {}
    for row in _from_day.rows(session, account_id, b_on=on):  # the earliest first, and those that are to come
        said, before = row_of(Terms, row._asdict()), found.get(row.account_id)
        if before is not None or said.from_on <= on:
            found[row.account_id] = Standing(before.terms if before else said, said.until_on)
    return found


def rent_years(session: Session, on: date, account_id: int | None) -> dict[int, list[YearOfRent]]:
    """A reading: account → the rent years of its calendar, the earliest first."""
    found: dict[int, list[YearOfRent]] = {}
    for row in _of_calendars.rows(session, account_id, b_on=on):
        found.setdefault(row.account_id, []).append(_year(row._asdict()))
    return found


def terms_of(session: Session, account_id: int) -> list[Kept[Terms]]:
    """The terms of an account, the earliest first."""
    return _kept(session, TERMS, account_id, lambda row: row_of(Terms, row), lambda each: each.from_on)


def terms_of_accounts(session: Session, accounts: Collection[int]) -> dict[int, list[Terms]]:
    """Account → its terms as they are known now, the earliest first."""
    query = select(_terms).where(_terms.c.account_id.in_(accounts), _terms.c.replaced_at.is_(None))
    found: dict[int, list[Terms]] = {}
    for row in session.execute(query.order_by(_terms.c.from_on, _terms.c.id)):
        found.setdefault(row.account_id, []).append(row_of(Terms, row._asdict()))
    return found


def parts_of(session: Session, account_id: int) -> list[Kept[PartOfRent]]:
    """What the rent of an account is and was made of, the earliest first."""
    return _kept(session, PARTS, account_id, lambda row: row_of(PartOfRent, row), lambda each: each.from_on)


def years_of(session: Session, calendar: str) -> list[Kept[YearOfRent]]:
    """The rent years of a calendar, the earliest first."""
    return _kept(session, YEARS, calendar, _year, lambda each: each.begins_on)


def calendars(session: Session) -> list[str]:
    """The landlord's rent calendars by their names."""
    query = select(_years.c.calendar).where(_years.c.replaced_at.is_(None)).distinct().order_by(_years.c.calendar)
    return list(session.execute(query).scalars())


def _kept(
    session: Session, keeping: Keeping, of: Any, read: Callable[[Any], S], first: Callable[[S], date]
) -> list[Kept[S]]:
    rows = keeping.rows
    query = select(rows).where(rows.c[keeping.owner] == of, rows.c.replaced_at.is_(None)).order_by(rows.c.id)
    found: Iterable[Kept[S]] = (
        Kept(row["id"], read(row), row["reason"], row["recorded_by"], row["recorded_at"])
        for row in session.execute(query).mappings()
    )
    return sorted(found, key=lambda each: first(each.said))


def _year(row: Any) -> YearOfRent:
    return YearOfRent(row["calendar"], row["year"], row["begins_on"], row["weeks"], tuple(days_of(row["rent_free"])))
