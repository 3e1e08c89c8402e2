"""Keeping what is known of tenancies: as the housing system says it, and as a person corrected it.

An export says everything of each account (or calendar) that it names. It is compared with what an export said last, not
with what a person made of that: so the same export again changes nothing, and a correction stands until the housing
system says something else.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlmodel import Session

from cases.tenancies.rows import PartOfRent, Terms, YearOfRent
from cases.tenancies.tables import RentPart, RentYear, TenancyTerms
from workflows.db import table
from workflows.errors import Refused

SOME = 500
"""Accounts that are looked up at once."""


class CorrectedAlready(Refused):
    """What would be corrected was corrected before, or stands there no more."""


@dataclass(frozen=True)
class Keeping:
    """How something of tenancies is kept.

    :ivar owner: the column that says whose it is
    :ivar said: the columns in which it is said
    """

    rows: Table
    owner: str
    said: tuple[str, ...]

    def values(self, row: Any) -> dict[str, Any]:
        """A row's values as columns hold them."""
        return {name: _stored(getattr(row, name)) for name in self.said}


TERMS = Keeping(table(TenancyTerms), "account_id", tuple(each.name for each in fields(Terms)))
PARTS = Keeping(table(RentPart), "account_id", tuple(each.name for each in fields(PartOfRent)))
YEARS = Keeping(table(RentYear), "calendar", tuple(each.name for each in fields(YearOfRent)))


def tell(  # how, what of whom, who says it when, and what must be locked
    session: Session,
    keeping: Keeping,
    told: Mapping[Any, Sequence[Any]],
    by: str,
    at: datetime,
    lock: Callable[[Collection[Any]], None],
) -> tuple[int, int]:
    """Keeps all that an export says; gives how many rows of it are kept anew, and how many stood before.

    :param told: owner → everything that is said of it
    :param lock: is told whose rows will change, before they do
    """
    rows, owner = keeping.rows, keeping.rows.c[keeping.owner]
    before = _told_before(session, keeping, list(told))
    said = {each: [keeping.values(row) for row in of] for each, of in told.items()}
    changed = [each for each in said if before.get(each, Counter()) != Counter(map(_frozen, said[each]))]
    lock(changed)
    for start in range(0, len(changed), SOME):
        theirs = owner.in_(changed[start : start + SOME])
        session.execute(update(rows).where(theirs, rows.c.told).values(told=False))
        session.execute(update(rows).where(theirs, rows.c.replaced_at.is_(None)).values(replaced_at=at))
    new = [
        {**values, keeping.owner: each, "told": True, "reason": "", "recorded_by": by, "recorded_at": at}
        for each in changed
        for values in said[each]
    ]
    if new:
        session.execute(insert(rows), new)
    return len(new), sum(map(len, said.values())) - len(new)


def correct(  # whose, what, in place of what, why, by whom, when
    session: Session, keeping: Keeping, of: Any, row: Any, *, replaces: int | None, reason: str, by: str, at: datetime
) -> int:
    """Keeps what a person says, perhaps in place of what stood; gives its number. Nothing is checked here.

    :raises CorrectedAlready: what it should replace stands there no more
    """
    rows = keeping.rows
    if replaces is not None:
        stood = (rows.c.id == replaces) & (rows.c[keeping.owner] == of) & rows.c.replaced_at.is_(None)
        if not session.execute(update(rows).where(stood).values(replaced_at=at)).rowcount:  # type: ignore[attr-defined]
            raise CorrectedAlready(
                "What would be corrected stands there no more: somebody corrected it, or an export came in. Look at it "
                "anew."
            )
    values = {**keeping.values(row), keeping.owner: of, "told": False, "reason": reason}
    written = insert(rows).values(**values, recorded_by=by, recorded_at=at).returning(rows.c.id)
    return int(session.execute(written).scalar_one())


def _told_before(session: Session, keeping: Keeping, owners: list[Any]) -> dict[Any, Counter[tuple[Any, ...]]]:
    rows, owner = keeping.rows, keeping.rows.c[keeping.owner]
    found: dict[Any, Counter[tuple[Any, ...]]] = {}
    for start in range(0, len(owners), SOME):
        query = select(rows).where(owner.in_(owners[start : start + SOME]), rows.c.told)
        for row in session.execute(query).mappings():
            values = {name: row[name] for name in keeping.said}
            found.setdefault(row[keeping.owner], Counter())[_frozen(values)] += 1
    return found


def _frozen(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values.values())


def _stored(value: Any) -> Any:
    return [day.isoformat() for day in value] if isinstance(value, tuple) else value


def days_of(written: Sequence[str]) -> Iterator[date]:
    """Days as a column holds them."""
    return map(date.fromisoformat, written)
