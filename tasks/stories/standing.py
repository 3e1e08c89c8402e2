"""Where the newest case of a story stands, and the words for it where it goes otherwise."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextvars import ContextVar
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from documents.register import documents_of_case
from tasks.assembly import House
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.runtime.tables import CaseFile, Incident, Timer, WorkItem
from workflows.runtime.words import CaseStatus, IncidentStatus, ItemStatus, TimerStatus

_case, _item, _timer, _incident = table(CaseFile), table(WorkItem), table(Timer), table(Incident)
OPEN = (ItemStatus.OPEN, ItemStatus.HELD)
WAITS = (TimerStatus.WAITING, TimerStatus.PAUSED)


TOLD: ContextVar[frozenset[str]] = ContextVar("TOLD", default=frozenset())
"""The procedures whose case is "the case" of the story that is being told: its own, and those from which cases come to
it. What it begins beside itself is none of them."""
_cases = Prepared(select(_case.c.id, _case.c.procedure).order_by(_case.c.id.desc()))
_closing = Prepared(select(_case.c.status, _case.c.outcome).where(_case.c.id == bindparam("b_case")))
_items = Prepared(
    select(_item.c.step).where(_item.c.case_id == bindparam("b_case"), or_(*(_item.c.status == each for each in OPEN)))
)
_waits = Prepared(
    select(_timer.c.step).where(
        _timer.c.case_id == bindparam("b_case"), or_(*(_timer.c.status == each for each in WAITS))
    )
)


class Otherwise(Refused):
    """It went otherwise than the story tells."""

    status = 422


def standing(house: House, what: Collection[str] = ("steps", "waiting", "closed", "entries")) -> dict[str, list[str]]:
    """The open steps, what is waited for, how the newest case was closed, and its entries.

    :param what: which of these are asked for
    """
    with house.db.read() as session:
        case = _newest(session)
        return {each: _STANDING[each](house, session, case) if case is not None else [] for each in what}


def _steps(_house: House, session: Session, case: int) -> list[str]:
    return sorted(row.step for row in _items.all(session, {"b_case": case}))


def _waiting(_house: House, session: Session, case: int) -> list[str]:
    return sorted(row.step for row in _waits.all(session, {"b_case": case}))


def _closed(_house: House, session: Session, case: int) -> list[str]:
    row = _closing.one_or_none(session, {"b_case": case})
    return [row.outcome] if row is not None and row.status == CaseStatus.CLOSED else []


def _entries(house: House, session: Session, case: int) -> list[str]:
    told = timeline(session, house.runtime.chain_of(session, case))
    return [f"{each['kind']} {each.get('step', '')}".strip() for each in told]


_STANDING: Mapping[str, Callable[[House, Session, int], list[str]]] = {
    "steps": _steps,
    "waiting": _waiting,
    "closed": _closed,
    "entries": _entries,
}


def done_so_far(house: House) -> frozenset[str]:
    """The steps that were done in any case of the story."""
    with house.db.read() as session:
        chains = session.execute(select(_case.c.chain_id)).scalars().all()
        told = [each for chain_id in chains for each in timeline(session, chain_id)]
    return frozenset(str(each["step"]) for each in told if each["kind"] == Kind.STEP_COMPLETED)


def in_words(house: House) -> str:
    """Where the case stands, in words."""
    there = standing(house)
    if not there["entries"]:
        return f"No case was opened by {today(house):%-d %B %Y}."
    said = [f"closed as {there['closed'][0]}"] if there["closed"] else []
    said += [f"open for {', '.join(there['steps'])}"] if there["steps"] else []
    said += [f"waiting at {', '.join(there['waiting'])}"] if there["waiting"] else []
    with house.db.read() as session:
        query = select(_incident.c.sentence).where(_incident.c.status == IncidentStatus.OPEN)
        said += [f"stopped: {sentence}" for sentence in session.execute(query).scalars()]
    made = ", ".join(name for name, _ in documents_so_far(house)) or "none"
    done = [each for each in there["entries"] if each.startswith("step completed")]
    last = f" Last done: {done[-1].removeprefix('step completed ')}." if done else ""
    return f"On {today(house):%-d %B %Y} the case is {' and '.join(said) or 'at rest'}; documents: {made}.{last}"


def documents_so_far(house: House) -> Iterator[tuple[str, bytes]]:
    """The documents of the newest case: kind and content, in the order in which they were made."""
    case = newest_case(house)
    if case is None:
        return
    with house.db.read() as session:
        rows = documents_of_case(session, case)
    for row in rows:
        yield row.kind, house.store.bytes_of(row.sha256) or b""


def _newest(session: Session) -> int | None:
    return next((row.id for row in _cases.all(session, {}) if row.procedure in TOLD.get()), None)


def newest_case(house: House) -> int | None:
    """Its id; ``None`` where there is no case."""
    with house.db.read() as session:
        return _newest(session)


def listed(value: Any) -> list[str]:
    """What a story says of one thing or of several."""
    return sorted(str(each) for each in value) if isinstance(value, list) else [str(value)]


def today(house: House) -> date:
    """The story's day."""
    return london_date(house.runtime.clock.now())
