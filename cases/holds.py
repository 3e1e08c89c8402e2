"""Holds: what stops enforcement, on which debts and debtors, from when to when."""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from cases.tables import AccountParty, CaseAccount, Hold, HoldScope
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.prepared import Prepared
from workflows.runtime.holding import hold_began, hold_ended
from workflows.runtime.house import Runtime
from workflows.runtime.running import Running
from workflows.runtime.tables import Installation

log = logging.getLogger(__name__)
_hold, _scope = table(Hold), table(HoldScope)
_party, _case_account = table(AccountParty), table(CaseAccount)

KINDS = {
    "breathing_space": "a breathing space is in force (Debt Respite Scheme Regulations 2020, reg. 7)",
    "mental_health_crisis": "a mental health crisis breathing space is in force (Debt Respite Scheme Regulations 2020)",
    "death": "the tenant has died; write to the personal representatives instead",
    "dispute": "the debt is disputed",
    "safeguarding": "a safeguarding concern is open",
    "data_quality": "the facts about this tenancy contradict each other",
}


class NoSuchHold(NotFound):
    """There is no such hold."""


class HoldNotUnderstood(Malformed):
    """A hold is not described as holds are."""


class HoldEnded(Refused):
    """The hold has ended already."""


class ReasonMissing(Malformed):
    """A reason is needed."""


_accounts = select(_case_account.c.account_id).where(_case_account.c.case_id == bindparam("b_case"))
_debtors = select(_party.c.customer_id).where(_party.c.account_id.in_(_accounts))
_of_case = (
    select(_scope.c.hold_id).where(or_(_scope.c.account_id.in_(_accounts), _scope.c.customer_id.in_(_debtors)))
)  # fmt: skip
_covering = Prepared(  # asked before each enforcement step opens
    select(_hold)
    .where(_hold.c.id.in_(_of_case), _hold.c.begins_on <= bindparam("b_on"), _hold.c.released_at.is_(None))
    .where(or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= bindparam("b_on")))
    .order_by(_hold.c.id)
)


def covering(session: Session, case_id: int, on: date) -> list[dict[str, Any]]:
    """The holds in force on a day that cover a case, through its accounts or through any tenant of them."""
    return [dict(row._asdict()) for row in _covering.all(session, {"b_case": case_id, "b_on": on})]


def why_held(session: Session, case_id: int, on: date) -> str | None:
    """Why a hold covers a case on a day, in a sentence; ``None`` where none does."""
    holds = covering(session, case_id, on)
    if not holds:
        return None
    hold = holds[0]
    until = f" until {hold['ends_on']:%-d %B %Y}" if hold["ends_on"] else ""
    return f"This step must wait: {KINDS[hold['kind']]}{until}."


def place(
    runtime: Runtime,
    session: Session,
    kind: str,
    actor: str,
    *,
    begins_on: date,
    ends_on: date | None = None,
    accounts: Iterable[int] = (),
    customers: Iterable[int] = (),
    source: str = "",
    reason: str = "",
) -> int:
    """Places a hold; if it begins by today, every case that it covers stops in this very transaction.

    :returns: the hold's id
    :raises HoldNotUnderstood: the kind is unknown, it covers nothing, or it ends before it begins
    """
    accounts, customers = list(accounts), list(customers)
    if kind not in KINDS:
        raise HoldNotUnderstood(f"{kind!r} is not a kind of hold. Kinds are: {', '.join(sorted(KINDS))}.")
    if not accounts and not customers:
        raise HoldNotUnderstood("A hold must cover at least one account or one customer.")
    if ends_on is not None and ends_on < begins_on:
        raise HoldNotUnderstood(f"The hold would end on {ends_on}, before it begins on {begins_on}.")
    values = {
        "kind": kind,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "source": source,
        "reason": reason,
        "placed_by": actor,
        "placed_at": runtime.clock.now(),
        "released_by": "",
        "released_reason": "",
        "begun": False,
        "ended": False,
    }
    hold_id = int(session.execute(insert(_hold).values(**values).returning(_hold.c.id)).scalar_one())
    scopes = [{"hold_id": hold_id, "account_id": a, "customer_id": None} for a in accounts]
    scopes += [{"hold_id": hold_id, "account_id": None, "customer_id": c} for c in customers]
    session.execute(insert(_scope), scopes)
    if begins_on <= london_date(runtime.clock.now()):
        _begin(runtime, session, hold_id, actor)
    said = {**_told({**values, "id": hold_id}), "accounts": sorted(accounts), "customers": sorted(customers)}
    _note_in_house(runtime, session, NewEntry("hold placed", actor, payload=said, about=begins_on))
    return hold_id


def release(runtime: Runtime, session: Session, hold_id: int, actor: str, reason: str) -> None:
    """Ends a hold before its time.

    :raises NoSuchHold: there is none
    :raises HoldEnded: it has ended already
    :raises ReasonMissing: no reason was given
    """
    if not reason.strip():
        raise ReasonMissing("Say why the hold ends before its time; the reason goes into the record of every case.")
    query = select(_hold).where(_hold.c.id == hold_id).with_for_update()
    hold = session.execute(query).mappings().one_or_none()
    if hold is None:
        raise NoSuchHold(f"There is no hold {hold_id}.")
    if hold["released_at"] is not None or hold["ended"]:
        raise HoldEnded(f"Hold {hold_id} ({hold['kind']}) has ended already.")
    values = {"released_at": runtime.clock.now(), "released_by": actor, "released_reason": reason}
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(**values))
    _end(runtime, session, hold_id, actor)
    _note_in_house(runtime, session, NewEntry("hold released", actor, payload={"hold": hold_id, "reason": reason}))


def follow_the_calendar(runtime: Runtime) -> int:
    """Begins the holds whose day has come and ends those whose last day is over; returns how many moved."""
    today = london_date(runtime.clock.now())
    in_force = _hold.c.released_at.is_(None)
    with runtime.db.read() as session:
        begin = (
            session.execute(select(_hold.c.id).where(_hold.c.begun.is_(False), in_force, _hold.c.begins_on <= today))
            .scalars()
            .all()
        )
        end = (
            session.execute(select(_hold.c.id).where(_hold.c.ended.is_(False), in_force, _hold.c.ends_on < today))
            .scalars()
            .all()
        )
    moved = 0
    for act, hold_ids in ((_begin, begin), (_end, end)):
        for hold_id in hold_ids:
            try:
                with runtime.db.write() as session:
                    act(runtime, session, hold_id, "system")
                moved += 1
            except Exception:  # the other holds must not wait for this one; it is tried again at the next look
                log.exception("hold %s could not be told to its cases", hold_id)
    return moved


def cases_of(session: Session, hold_id: int) -> list[int]:
    """The cases whose accounts, or whose tenants, a hold covers."""
    accounts = select(_scope.c.account_id).where(_scope.c.hold_id == hold_id, _scope.c.account_id.isnot(None))
    debtors = select(_scope.c.customer_id).where(_scope.c.hold_id == hold_id, _scope.c.customer_id.isnot(None))
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(debtors))
    query = (
        select(_case_account.c.case_id)
        .where(or_(_case_account.c.account_id.in_(accounts), _case_account.c.account_id.in_(theirs)))
        .distinct()
        .order_by(_case_account.c.case_id)
    )
    return [int(found) for found in session.execute(query).scalars()]


def tell_new_case(runtime: Runtime, session: Session, case_id: int) -> None:
    """Tells a case of the holds that cover it already, before its first procedure starts, so that its rules know."""
    labels = []
    for hold in covering(session, case_id, london_date(runtime.clock.now())):
        labels.append(f"{hold['kind']}_began")
        entry = NewEntry("hold began", "system", labels[-1], _told(hold), about=hold["begins_on"])
        append(session, runtime.chain_of(session, case_id), [entry], runtime.clock)
    runtime.tell_guard(session, case_id, labels)


def _begin(runtime: Runtime, session: Session, hold_id: int, actor: str) -> None:
    hold = session.execute(select(_hold).where(_hold.c.id == hold_id).with_for_update()).mappings().one()
    if hold["begun"]:
        return
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(begun=True))
    for case_id in cases_of(session, hold_id):
        runtime.lock_case(session, case_id)
        _tell(runtime, session, case_id, dict(hold), "began", actor)
        hold_began(runtime, session, case_id)


def _end(runtime: Runtime, session: Session, hold_id: int, actor: str) -> None:
    hold = session.execute(select(_hold).where(_hold.c.id == hold_id).with_for_update()).mappings().one()
    if hold["ended"]:
        return
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(ended=True))
    if not hold["begun"]:
        return
    today = london_date(runtime.clock.now())
    for case_id in cases_of(session, hold_id):
        runtime.lock_case(session, case_id)
        same = [other for other in covering(session, case_id, today) if other["kind"] == hold["kind"]]
        _tell(runtime, session, case_id, dict(hold), "ended", actor, to_guard=not same)
        hold_ended(runtime, session, case_id)


def _tell(
    runtime: Runtime, session: Session, case_id: int, hold: dict[str, Any], what: str, actor: str, to_guard: bool = True
) -> None:
    """Into the record, and to the rules: ``breathing_space_began``, ``death_ended``."""
    for instance_id in runtime.instances(session, case_id):
        running = Running.open(runtime, session, instance_id)
        if running is None:
            continue
        label = f"{hold['kind']}_{what}" if to_guard else ""
        day = hold["begins_on"] if what == "began" else hold["ends_on"]
        running.note(f"hold {what}", actor, label, about=day, **_told(hold))
        if label:
            running.tell_guard(label)
        running.save()


def _note_in_house(runtime: Runtime, session: Session, entry: NewEntry) -> None:
    """Into the organisation's record, which tells of every hold, whether or not it covers a case by now."""
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar()
    if chain_id is not None:
        append(session, chain_id, [entry], runtime.clock)


def _told(hold: dict[str, Any]) -> dict[str, Any]:
    """What the record says of a hold."""
    told = {key: hold[key] for key in ("kind", "begins_on", "ends_on", "source", "reason")}
    return {**told, "hold": hold["id"]}
