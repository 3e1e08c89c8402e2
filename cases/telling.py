"""Telling cases of holds: each case in a unit of work of its own, so that a damaged one stops nobody else's hold.

A row for each hold and case (:class:`cases.tables.HoldTold`) is written together with the hold's beginning, before any
case is told. What could not be told stands in it with the reason, is an incident of its case, and is tried again every
night. What a hold does to a case is worked out from the days in these rows, not from when it was told.
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from cases.covering import covering, open_cases_covered
from cases.rows import HoldRow, ToldRow
from cases.tables import Hold, HoldTold
from cases.told import BEGAN_UNTOLD, END_UNTOLD
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused, TryAgain
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.holding import DaysHeld, follow_holds
from workflows.runtime.house import Runtime
from workflows.runtime.tables import CaseFile, Incident
from workflows.runtime.trouble import open_incident
from workflows.runtime.words import CaseStatus, IncidentKind, IncidentStatus

log = logging.getLogger(__name__)
_hold, _told, _case, _incident = table(Hold), table(HoldTold), table(CaseFile), table(Incident)


@dataclass
class Reconciled:
    """What the nightly comparison of holds and cases did: cases told of something, cases that could not be told."""

    told: int = 0
    failed: int = 0


def list_cases(session: Session, hold_id: int, begins_on: date) -> None:
    """Writes down which open cases are to be told that a hold has begun; the caller has locked the hold."""
    lasting = select(_told.c.case_id).where(_told.c.hold_id == hold_id, _told.c.resumes_on.is_(None))
    known = set(session.execute(lasting).scalars())
    cases = sorted(case for _hold_id, case in open_cases_covered(session, hold_id) if case not in known)
    if cases:
        session.execute(insert(_told), [_row(hold_id, case_id, begins_on) for case_id in cases])


def list_end(session: Session, hold_id: int, resumes_on: date) -> None:
    """Writes down that all cases are to be told that a hold has ended; the caller has locked the hold."""
    lasting = (_told.c.hold_id == hold_id) & _told.c.resumes_on.is_(None)
    session.execute(update(_told).where(lasting).values(resumes_on=resumes_on))


def tell(runtime: Runtime, hold_id: int | None = None, *, again: bool = False) -> Reconciled:
    """Tells every open case what it was not told yet, of one hold or of all, each in a unit of work of its own.

    :param again: also those that could not be told before
    """
    query = (
        select(_told.c.id)
        .join(_case, _case.c.id == _told.c.case_id)
        .where(_case.c.status == CaseStatus.OPEN, or_(BEGAN_UNTOLD, END_UNTOLD))
        .order_by(_told.c.case_id, _told.c.id)
    )
    if hold_id is not None:
        query = query.where(_told.c.hold_id == hold_id)
    elif not again:
        query = query.where(_told.c.trouble == "")
    with runtime.db.read() as session:
        waiting = list(session.execute(query).scalars())
    done = Reconciled()
    for told_id in waiting:
        try:
            with runtime.db.write() as session:
                _tell_one(runtime, session, told_id)
            done.told += 1
        except TryAgain as busy:  # told at the next look, in a few seconds
            log.warning("a case is told of a hold at the next look: %s", busy.slug)
            done.failed += 1
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other cases must not wait for this one
            done.failed += 1
            _could_not(runtime, told_id, error)
    return done


def tell_new_case(runtime: Runtime, session: Session, case_id: int) -> None:
    """Tells a case of the holds that cover it already, before its first procedure starts, so that its rules know.

    The caller has locked its account (:func:`cases.covering.lock_accounts`).
    """
    now = runtime.clock.now()
    labels = []
    for hold in covering(session, case_id, london_date(now)):
        labels.append(f"{hold.kind}_began")
        session.execute(insert(_told), [{**_row(hold.id, case_id, hold.begins_on), "began_told_at": now}])
        entry = NewEntry(Kind.HOLD_BEGAN, "system", labels[-1], _said(hold), about=hold.begins_on)
        append(session, runtime.chain_of(session, case_id), [entry], runtime.clock)
    runtime.tell_guard(session, case_id, labels)


def _tell_one(runtime: Runtime, session: Session, told_id: int) -> None:
    """Into the record, and to the rules: ``breathing_space_began``, ``death_ended``; then what it does to the case."""
    query = select(_told, _case.c.status).join(_case, _case.c.id == _told.c.case_id).where(_told.c.id == told_id)
    case_id = session.execute(query).mappings().one()["case_id"]
    runtime.lock_case(session, case_id)
    row = row_of(ToldRow, session.execute(query).mappings().one())  # as nobody else can change it now
    if row.status != CaseStatus.OPEN:
        return
    hold = row_of(HoldRow, session.execute(select(_hold).where(_hold.c.id == row.hold_id)).mappings().one())
    now = runtime.clock.now()
    values: dict[str, Any] = {"trouble": "", "tried_at": now}
    chain_id = runtime.chain_of(session, case_id)
    if row.began_told_at is None:
        values["began_told_at"] = now
        at_once = hold.begins_on <= london_date(hold.placed_at)
        label = f"{hold.kind}_began"
        entry = NewEntry(
            Kind.HOLD_BEGAN, hold.placed_by if at_once else "system", label, _said(hold), about=hold.begins_on
        )
        append(session, chain_id, [entry], runtime.clock)
        runtime.tell_guard(session, case_id, [label])
    if row.resumes_on is not None and row.ended_told_at is None:
        values["ended_told_at"] = now
        # The rules are told once the last hold of a kind has ended.
        same = [each for each in covering(session, case_id, london_date(now)) if each.kind == hold.kind]
        label = "" if same else f"{hold.kind}_ended"
        said, ended = _said(hold), hold.ends_on
        if hold.released_at is not None:
            ended = london_date(hold.released_at)
            said |= {"released_on": ended, "released_because": hold.released_reason}
        entry = NewEntry(Kind.HOLD_ENDED, hold.released_by or "system", label, said, about=ended)
        append(session, chain_id, [entry], runtime.clock)
        runtime.tell_guard(session, case_id, [label] if label else [])
    session.execute(update(_told).where(_told.c.id == told_id).values(**values))
    follow_holds(runtime, session, case_id, _days(session, case_id))
    _settle_incident(runtime, session, case_id, _task_id(row.hold_id, case_id))


def _could_not(runtime: Runtime, told_id: int, error: Exception) -> None:
    """Notes why a case could not be told, where a person will see it; the hold itself stands whatever happens here."""
    sentence = error.sentence if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    log.error("a case could not be told of a hold (row %s of hold_told)", told_id, exc_info=error)
    try:
        with runtime.db.write() as session:
            row = session.execute(select(_told).where(_told.c.id == told_id)).one()
            case_id, now = row.case_id, runtime.clock.now()
            runtime.lock_case(session, case_id)
            session.execute(update(_told).where(_told.c.id == told_id).values(trouble=sentence[:2000], tried_at=now))
            for instance_id in runtime.instances(session, case_id)[:1]:
                said = f"The case could not be told of hold {row.hold_id}, which is in force all the same: {sentence}"
                task_id = _task_id(row.hold_id, case_id)
                entry = open_incident(session, case_id, instance_id, task_id, "", IncidentKind.HOLD_NOT_TOLD, said, now)
                if entry is not None:
                    append(session, runtime.chain_of(session, case_id), [entry], runtime.clock)
    except Exception:
        log.exception("nor could that be noted; it is tried again at the next nightly look")


def _settle_incident(runtime: Runtime, session: Session, case_id: int, task_id: str) -> None:
    said = "The case was told of the hold at a later try."
    where = (
        (_incident.c.task_id == task_id)
        & (_incident.c.kind == IncidentKind.HOLD_NOT_TOLD)
        & (_incident.c.status == IncidentStatus.OPEN)
    )
    values = {
        "status": IncidentStatus.RESOLVED,
        "resolved_at": runtime.clock.now(),
        "resolved_by": "system",
        "resolution": said,
    }
    if session.execute(update(_incident).where(where).values(**values)).rowcount:  # type: ignore[attr-defined]
        entry = NewEntry(Kind.INCIDENT_RESOLVED, "system", payload={"reason": said})
        append(session, runtime.chain_of(session, case_id), [entry], runtime.clock)


def reconcile(runtime: Runtime) -> Reconciled:
    """Compares what every hold covers now with what cases were told, tells the difference, and tries again what failed.

    Accounts change their tenants by import, and a case may have been opened in the moment in which a hold was placed.
    """
    today = london_date(runtime.clock.now())
    in_force = (_hold.c.begun.is_(True)) & _hold.c.released_at.is_(None)
    in_force &= or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= today)
    with runtime.db.read() as session:
        holds = {row.id: row for row in session.execute(select(_hold)).all()}
        lasting = set(session.execute(select(_hold.c.id).where(in_force)).scalars())
        wanted = {pair for pair in open_cases_covered(session) if pair[0] in lasting}
        query = select(_told.c.hold_id, _told.c.case_id).join(_case, _case.c.id == _told.c.case_id)
        query = query.where(_told.c.resumes_on.is_(None), _case.c.status == CaseStatus.OPEN)
        standing = {(int(hold), int(case)) for hold, case in session.execute(query)}
    for hold_id in sorted({hold for hold, _case_id in wanted ^ standing}):
        with runtime.db.write() as session:
            session.execute(select(_hold.c.id).where(_hold.c.id == hold_id).with_for_update())
            if hold_id not in lasting:
                list_end(session, hold_id, resumes_after(holds[hold_id], today))
                continue
            covered = {case for _hold_id, case in open_cases_covered(session, hold_id)}
            left = (_told.c.hold_id == hold_id) & _told.c.resumes_on.is_(None) & _told.c.case_id.not_in(covered)
            session.execute(update(_told).where(left).values(resumes_on=today))
            list_cases(session, hold_id, holds[hold_id].begins_on)
    return tell(runtime, again=True)


def resumes_after(hold: Any, today: date) -> date:
    """The first day that a hold does not cover any more: of its release, or after its last day."""
    ends = []
    if hold.released_at is not None:
        ends.append(london_date(hold.released_at))
    if hold.ends_on is not None:
        ends.append(hold.ends_on + timedelta(days=1))
    return min(ends, default=today)


def _days(session: Session, case_id: int) -> list[DaysHeld]:
    query = select(_told.c.begins_on, _told.c.resumes_on).where(_told.c.case_id == case_id)
    return [DaysHeld(begins, resumes) for begins, resumes in session.execute(query)]


def _row(hold_id: int, case_id: int, begins_on: date) -> dict[str, Any]:
    return {
        "hold_id": hold_id,
        "case_id": case_id,
        "begins_on": begins_on,
        "resumes_on": None,
        "began_told_at": None,
        "ended_told_at": None,
        "trouble": "",
        "tried_at": None,
    }


def _task_id(hold_id: int, case_id: int) -> str:
    """Under what an incident of a hold stands: there is no task of the diagram that it is about."""
    return f"hold:{hold_id}:{case_id}"


def _said(hold: HoldRow) -> dict[str, Any]:
    """What the record says of a hold."""
    said = {key: getattr(hold, key) for key in ("kind", "begins_on", "ends_on", "source", "reason")}
    return {**said, "hold": hold.id}
