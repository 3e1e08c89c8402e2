"""The days in which a warned agreement may be mended: they run from the letter that reached the last of those warned.

Until one has, and from the day on which it came back, they do not run: each night the day by which it is to be mended
lies as far ahead of the next as it did on the first. So facts, procedures and the verdict know one day.
"""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session

from cases.agreements.events import happened
from cases.agreements.nights import warned_of
from cases.agreements.standings import DebtStanding
from cases.agreements.tables import Agreement, AgreementEvent
from cases.agreements.words import EventKind
from cases.calculating.counting import said
from cases.periods import Periods
from tasks.assembly import House
from tasks.in_writing import warned_in_writing
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

MEND = "breach_time_limit"
"""The row of ``bpmn/law/periods.yaml``: how long a broken agreement may be mended (protocol 2.9)."""
SYSTEM = "system"
_agreement, _event = table(Agreement), table(AgreementEvent)


class Moved(NamedTuple):
    """The day by which it is to be mended is another.

    :ivar left: the day on which the last letter left; ``None``: to those who are ``lacking`` none has
    """

    mend_by: date
    left: date | None
    lacking: tuple[str, ...]


def days_moved(house: House, session: Session, found: list[DebtStanding], today: date) -> Moved | None:
    """Whether the days of a warned agreement end later than the record says; ``None``: they do not, or none run.

    On the night of the warning itself its letter is only being made.
    """
    agreement = found[0].agreement
    if agreement.mend_by is None or agreement.warned_on is None or agreement.warned_on >= today:
        return None
    accounts = {each.debt.account_id for each in warned_of(session, found)}
    written = warned_in_writing(session, house.library, agreement, accounts)
    if not written.lacking and written.last is None:
        return None
    # Where none has gone it goes tomorrow at the earliest, and names a day that is as far ahead then.
    begins = today + timedelta(days=1) if written.lacking or written.last is None else written.last
    last = Periods(house.law).counted(MEND, begins).last
    moved = Moved(last, None if written.lacking else written.last, written.lacking)
    return moved if last > agreement.mend_by else None


def move_days(house: House, session: Session, found: list[DebtStanding], moved: Moved, today: date) -> list[NewEntry]:
    """Writes the new day down; that no letter has gone is said once, and not each night."""
    agreement = found[0].agreement
    session.execute(update(_agreement).where(_agreement.c.id == agreement.id).values(mend_by=moved.mend_by))
    query = select(_event.c.facts).where(_event.c.agreement_id == agreement.id, _event.c.kind == EventKind.WARNED)
    facts = dict(session.execute(query.order_by(_event.c.id.desc()).limit(1)).scalar() or {})
    if moved.lacking and facts.get("not_reached") == list(moved.lacking):
        return []
    warned = {**facts, "mend_by": moved.mend_by.isoformat(), "not_reached": list(moved.lacking)}
    if moved.left is None:
        words = f"No letter of the warning has reached {' and '.join(moved.lacking)}. Its days run from when one has."
    else:
        words = f"The last letter of the warning left on {said(moved.left)}: to be mended by {said(moved.mend_by)}."
    happened(session, agreement.id, EventKind.WARNED, today, house.runtime.clock.now(), SYSTEM, words, warned)
    return [NewEntry(Kind.AGREEMENT_WARNED, SYSTEM, payload=warned, clear={"agreement": agreement.id})]
