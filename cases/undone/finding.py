"""Finding the acts that a hold forbade before it was known: striking them, and restoring what was struck in error."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from cases.covering import cases_of
from cases.late import Late
from cases.tables import Hold
from cases.undone.tables import ActUndone
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry, append, timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.house import Runtime
from workflows.runtime.striking import restore, strike
from workflows.runtime.tables import Installation

_hold, _undone, _installation = table(Hold), table(ActUndone), table(Installation)


def undo_since(
    runtime: Runtime, hold_id: int, late: Late, stops: Collection[str], kinds: Mapping[str, str], actor: str
) -> int:
    """Lists and strikes what was done since a hold's first day of what it stops; gives how many acts were found.

    Each case is dealt with in a unit of work of its own. Again it finds what is new alone.

    :param stops: the kinds of act that the hold stops
    :param kinds: step → its kind of act
    """
    if not late.effect:
        return 0
    with runtime.db.read() as session:
        hold = session.execute(select(_hold).where(_hold.c.id == hold_id)).one()
        cases = cases_of(session, hold_id)
    if hold.begins_on > london_date(hold.placed_at) or hold.released_at is not None:
        return 0
    steps = {step for step, kind in kinds.items() if kind in stops}
    found = 0
    for case_id in cases:
        with runtime.db.write() as session:
            found += _of_case(runtime, session, case_id, hold, late, steps, actor)
    return found


def restore_of(runtime: Runtime, hold_id: int, actor: str, reason: str) -> bool:
    """Lets the acts count again that a hold struck which was placed in error; says whether anything is otherwise now.

    What another hold struck too stays struck. Nobody need settle them any more. Each case is dealt with in a unit of
    work of its own; again it finds what is left alone.

    :param reason: why it was a mistake
    """
    open_ones = (_undone.c.hold_id == hold_id, _undone.c.lifted.is_(False))
    with runtime.db.read() as session:
        cases = list(session.execute(select(_undone.c.case_id).where(*open_ones).distinct()).scalars())
    with runtime.db.write() as session:
        unsaid = update(_hold).where(_hold.c.id == hold_id, _hold.c.placed_in_error.is_(False))
        said = session.execute(unsaid.values(placed_in_error=True).returning(_hold.c.id)).scalars().all()
        chain = session.execute(select(_installation.c.chain_id)).scalar()
        if said and chain is not None:  # it had ended already, so nothing else tells of it
            payload = {"hold": hold_id, "reason": reason, "placed_in_error": True}
            append(session, chain, [NewEntry(Kind.HOLD_RELEASED, actor, payload=payload)], runtime.clock)
    for case_id in sorted(cases):
        with runtime.db.write() as session:
            runtime.lock_case(session, case_id)
            of_case = (_undone.c.case_id == case_id, _undone.c.lifted.is_(False))
            of_hold = (*of_case, _undone.c.hold_id == hold_id)
            seqs = set(session.execute(select(_undone.c.seq).where(*of_hold)).scalars())
            others = session.execute(select(_undone.c.seq).where(*of_case, _undone.c.hold_id != hold_id)).scalars()
            because = f"hold {hold_id} was placed in error: {reason}"
            restore(runtime, session, case_id, sorted(seqs - set(others)), actor, because=because)
            settled = {"settled_by": actor, "settled_at": runtime.clock.now(), "settled_reason": reason}
            unsettled = (*of_hold, _undone.c.settled_at.is_(None))
            session.execute(update(_undone).where(*unsettled).values(**settled))
            session.execute(update(_undone).where(*of_hold).values(lifted=True))
    return bool(cases or said)


def _of_case(  # what, where, since when, why and by whom
    runtime: Runtime, session: Session, case_id: int, hold: Any, late: Late, steps: Collection[str], actor: str
) -> int:
    runtime.lock_case(session, case_id)
    known = set(
        session.execute(
            select(_undone.c.seq).where(_undone.c.case_id == case_id, _undone.c.hold_id == hold.id)
        ).scalars()
    )
    until = hold.placed_at
    acts = [
        entry
        for entry in timeline(session, runtime.chain_of(session, case_id))
        if entry["kind"] == Kind.STEP_COMPLETED
        and entry.get("step") in steps
        and entry["seq"] not in known
        and hold.begins_on <= _day(entry["at"])
        and datetime.fromisoformat(entry["at"]) <= until
        and (hold.ends_on is None or _day(entry["at"]) <= hold.ends_on)
    ]
    if not acts:
        return 0
    event = f"{hold.kind.replace('_', ' ')} since {hold.begins_on:%-d %B %Y}, known on {london_date(until):%-d %B %Y}"
    strike(runtime, session, case_id, [act["seq"] for act in acts], actor, event=event, because=late.because)
    said = {"hold_id": hold.id, "case_id": case_id, "effect": late.effect, "because": late.because}
    more = {
        "found_at": runtime.clock.now(),
        "lifted": False,
        "settled_by": "",
        "settled_at": None,
        "settled_reason": "",
    }
    rows = [
        {**said, **more, "seq": act["seq"], "step": act["step"], "done_on": _day(act["at"]), "documents": _letters(act)}
        for act in acts
    ]
    session.execute(insert(_undone), rows)
    return len(acts)


def _letters(act: Mapping[str, object]) -> int:
    """How many letters an act sent."""
    content = act.get("content")
    documents = content.get("documents") if isinstance(content, Mapping) else None
    return len(documents) if isinstance(documents, list) else 0


def unsettled(session: Session) -> int:
    """How many acts nobody has settled yet."""
    query = select(func.count()).select_from(_undone).where(_undone.c.settled_at.is_(None))
    return int(session.execute(query).scalar_one())


def unsettled_of(session: Session, case_id: int) -> int:
    """How many acts of a case nobody has settled yet."""
    query = select(func.count()).select_from(_undone)
    query = query.where(_undone.c.case_id == case_id, _undone.c.settled_at.is_(None), _undone.c.lifted.is_(False))
    return int(session.execute(query).scalar_one())


def has_void_acts(session: Session, case_id: int) -> bool:
    """Whether acts of a case are void or wrong, settled or not."""
    query = select(_undone.c.id).where(_undone.c.case_id == case_id, _undone.c.lifted.is_(False)).limit(1)
    return session.execute(query).first() is not None


def _day(at: str) -> date:
    return london_date(datetime.fromisoformat(at))
