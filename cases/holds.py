"""Holds: what stops enforcement, on which debts and debtors, from when to when.

A hold is placed by its row, with its entry in the organisation's record, before any case is told: from then on no step
of enforcement opens in any case that it covers, whatever else fails. Then each case is told (:mod:`cases.telling`).
"""

import logging
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.covering import cases_of, covering, lock_accounts, why_held
from cases.tables import Hold, HoldScope
from cases.telling import list_cases, list_end, reconcile, resumes_after, tell, tell_new_case
from cases.told import CaseTold, told
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.runtime.house import Runtime
from workflows.runtime.tables import Installation

__all__ = [
    "CaseTold",
    "HoldEnded",
    "HoldNotUnderstood",
    "HoldStands",
    "NoSuchHold",
    "ReasonMissing",
    "cases_of",
    "covering",
    "follow_the_calendar",
    "lock_accounts",
    "must_be_meant",
    "place",
    "reconcile",
    "release",
    "tell_new_case",
    "told",
    "why_held",
]
log = logging.getLogger(__name__)
EARLIEST = date(1990, 1, 1)
"""No hold that anybody means begins before."""
AHEAD, LONGEST = 366, 3653
"""Days that a hold may begin ahead, and that it may be said to last: more is a slip in the year."""
LONGEST_SOURCE, LONGEST_REASON = 200, 2000
_hold, _scope, _installation = table(Hold), table(HoldScope), table(Installation)


class NoSuchHold(NotFound):
    """There is no such hold."""


class HoldNotUnderstood(Malformed):
    """A hold is not described as holds are."""


class HoldStands(Refused):
    """That very hold is placed already."""


class HoldEnded(Refused):
    """The hold has ended already."""


class ReasonMissing(Malformed):
    """A reason is needed."""


def place(
    runtime: Runtime,
    kind: str,
    actor: str,
    *,
    kinds: Collection[str] | None = None,
    begins_on: date,
    ends_on: date | None = None,
    accounts: Iterable[int] = (),
    customers: Iterable[int] = (),
    source: str = "",
    reason: str = "",
) -> int:
    """Places a hold, in units of work of its own; call it within none.

    When it returns the hold is in force (if it begins by today), and every case that it covers was told, but for those
    that could not be: see :func:`told`.

    :param kinds: the organisation's kinds of hold; ``None``: whoever asks has looked
    :returns: the hold's id
    :raises HoldNotUnderstood: the kind is unknown, it covers nothing, its days or words are none that anybody means
    :raises HoldStands: the very same one is placed already
    """
    accounts, customers = sorted(set(accounts)), sorted(set(customers))
    if kinds is not None and kind not in kinds:
        raise HoldNotUnderstood(f"{kind!r} is not a kind of hold. Kinds are: {', '.join(sorted(kinds))}.")
    if not accounts and not customers:
        raise HoldNotUnderstood("A hold must cover at least one account or one customer.")
    source, reason = source.strip(), reason.strip()
    if len(source) > LONGEST_SOURCE or len(reason) > LONGEST_REASON:
        raise HoldNotUnderstood(
            f"The source may have {LONGEST_SOURCE} characters and the reason {LONGEST_REASON:,}; yours have "
            f"{len(source):,} and {len(reason):,}. Shorten them; what is longer belongs into a document."
        )
    today = london_date(runtime.clock.now())
    must_be_meant(begins_on, ends_on, today)
    said = {"kind": kind, "begins_on": begins_on, "ends_on": ends_on, "source": source, "reason": reason}
    with runtime.db.write() as session:
        lock_accounts(session, accounts, customers)
        hold_id = write_down(runtime, session, said, actor, accounts, customers)
    if begins_on <= today:
        tell(runtime, hold_id)
    return hold_id


def write_down(  # what it is, by whom, and what it covers
    runtime: Runtime,
    session: Session,
    said: dict[str, Any],
    actor: str,
    accounts: list[int],
    customers: list[int],
) -> int:
    """Writes a hold down within a unit of work that has locked its debts; its cases are told afterwards.

    :param said: ``kind``, ``begins_on``, ``ends_on``, ``source`` and ``reason``, looked at
    :returns: the hold's id
    :raises HoldStands: the very same one is placed already
    """
    now = runtime.clock.now()
    today = london_date(now)
    begins, over = said["begins_on"] <= today, said["ends_on"] is not None and said["ends_on"] < today
    more = {"released_by": "", "released_reason": "", "begun": begins, "ended": over}
    _refuse_twice(session, said, accounts, customers)
    values = {**said, **more, "placed_by": actor, "placed_at": now}
    hold_id = int(session.execute(insert(_hold).values(**values).returning(_hold.c.id)).scalar_one())
    scopes = [{"hold_id": hold_id, "account_id": a, "customer_id": None} for a in accounts]
    scopes += [{"hold_id": hold_id, "account_id": None, "customer_id": c} for c in customers]
    session.execute(insert(_scope), scopes)
    if begins:
        list_cases(session, hold_id, said["begins_on"])
    if over:  # reported when it was over already
        list_end(session, hold_id, resumes_after(_locked(session, hold_id), today))
    covers = {"accounts": accounts, "customers": customers}
    entry = NewEntry(Kind.HOLD_PLACED, actor, payload={**said, **covers, "hold": hold_id}, about=said["begins_on"])
    _note(runtime, session, entry)
    return hold_id


def must_be_meant(begins_on: date, ends_on: date | None, today: date) -> None:
    """Refuses days that nobody means.

    :raises HoldNotUnderstood: with the day
    """
    if ends_on is not None and ends_on < begins_on:
        raise HoldNotUnderstood(
            f"The hold would end on {ends_on:%-d %B %Y}, before it begins on {begins_on:%-d %B %Y}."
        )
    if not EARLIEST <= begins_on <= today + timedelta(days=AHEAD):
        raise HoldNotUnderstood(
            f"The hold would begin on {begins_on:%-d %B} {begins_on.year}. Check the year: a hold begins in or after "
            f"{EARLIEST.year}, and at most a year ahead."
        )
    if ends_on is not None and (ends_on - begins_on).days > LONGEST:
        raise HoldNotUnderstood(
            f"The hold would last until {ends_on:%-d %B} {ends_on.year}, more than ten years. Check the years; leave "
            "the last day empty where it is not known."
        )


def _refuse_twice(session: Session, said: dict[str, Any], accounts: list[int], customers: list[int]) -> None:
    """The same hold twice would have to be ended twice: the second is a slip."""
    same = [_hold.c[name] == said[name] for name in ("kind", "begins_on", "source")]
    query = select(_hold).where(
        *same, _hold.c.released_at.is_(None), _hold.c.ends_on.is_not_distinct_from(said["ends_on"])
    )
    for hold in session.execute(query.order_by(_hold.c.id)).all():
        scopes = session.execute(select(_scope).where(_scope.c.hold_id == hold.id)).all()
        covers = sorted(row.account_id for row in scopes if row.account_id is not None)
        debtors = sorted(row.customer_id for row in scopes if row.customer_id is not None)
        if (covers, debtors) == (accounts, customers):
            raise HoldStands(
                f"This hold stands already: hold {hold.id}, with the same kind, days, source and debts, placed by a "
                f"colleague or by the same click. Give another source if it is another one."
            )


def release(runtime: Runtime, hold_id: int, actor: str, reason: str, *, placed_in_error: bool = False) -> None:
    """Ends a hold before its time, in units of work of its own; call it within none.

    :param placed_in_error: for the record
    :raises NoSuchHold: there is none
    :raises HoldEnded: it has ended already
    :raises ReasonMissing: no reason was given
    """
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise HoldNotUnderstood(f"The reason may have {LONGEST_REASON:,} characters; yours has {len(reason):,}.")
    if not reason:
        raise ReasonMissing("Say why the hold ends before its time; the reason goes into the record of every case.")
    with runtime.db.write() as session:
        scopes = session.execute(select(_scope).where(_scope.c.hold_id == hold_id)).all()
        accounts = [row.account_id for row in scopes if row.account_id is not None]
        lock_accounts(session, accounts, [row.customer_id for row in scopes if row.customer_id is not None])
        end_now(runtime, session, hold_id, actor, reason, placed_in_error=placed_in_error)
    tell(runtime, hold_id)


def end_now(
    runtime: Runtime, session: Session, hold_id: int, actor: str, reason: str, *, placed_in_error: bool = False
) -> None:
    """Ends a hold within a unit of work that has locked its debts; its cases are told afterwards.

    :raises NoSuchHold: there is none
    :raises HoldEnded: it has ended already
    """
    now = runtime.clock.now()
    hold = _locked(session, hold_id)
    if hold is None:
        raise NoSuchHold(f"There is no hold {hold_id}.")
    if hold.released_at is not None or hold.ended:
        raise HoldEnded(f"Hold {hold_id} ({hold.kind}) has ended already.")
    values = {"released_at": now, "released_by": actor, "released_reason": reason, "ended": True}
    values["placed_in_error"] = placed_in_error
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(**values))
    list_end(session, hold_id, resumes_after(_locked(session, hold_id), london_date(now)))
    said = {"hold": hold_id, "reason": reason} | ({"placed_in_error": True} if placed_in_error else {})
    _note(runtime, session, NewEntry(Kind.HOLD_RELEASED, actor, payload=said))


_any = Prepared(select(_hold.c.id).limit(1))


def any_was_placed(session: Session) -> bool:
    """Whether anybody ever placed a hold."""
    return _any.one_or_none(session, {}) is not None


def follow_the_calendar(runtime: Runtime) -> int:
    """Begins the holds whose day has come and ends those whose last day is over; returns how many moved.

    Cases that a crash kept from being told are told too.
    """
    today = london_date(runtime.clock.now())
    moved = 0
    with runtime.db.read() as session:
        if not any_was_placed(session):
            return 0
    in_force = _hold.c.released_at.is_(None)
    begin = select(_hold.c.id).where(_hold.c.begun.is_(False), in_force, _hold.c.begins_on <= today)
    end = select(_hold.c.id).where(_hold.c.ended.is_(False), in_force, _hold.c.ends_on < today)
    for act, query in ((_begin, begin), (_end, end)):
        with runtime.db.read() as session:
            hold_ids = list(session.execute(query.order_by(_hold.c.id)).scalars())
        for hold_id in hold_ids:
            try:
                with runtime.db.write() as session:
                    moved += act(session, hold_id)
            except Exception:  # the other holds must not wait for this one; it is tried again at the next look
                log.exception("hold %s could not be moved on by the calendar", hold_id)
    tell(runtime)
    return moved


def _begin(session: Session, hold_id: int) -> bool:
    hold = _locked(session, hold_id)
    if hold.begun or hold.released_at is not None:
        return False  # another worker was here, or it was released
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(begun=True))
    list_cases(session, hold_id, hold.begins_on)
    return True


def _end(session: Session, hold_id: int) -> bool:
    hold = _locked(session, hold_id)
    if hold.ended:
        return False
    session.execute(update(_hold).where(_hold.c.id == hold_id).values(ended=True))
    list_end(session, hold_id, resumes_after(hold, hold.ends_on))
    return True


def _locked(session: Session, hold_id: int) -> Any:
    return session.execute(select(_hold).where(_hold.c.id == hold_id).with_for_update()).one_or_none()


def _note(runtime: Runtime, session: Session, entry: NewEntry) -> None:
    """Into the organisation's record."""
    chain_id = session.execute(select(_installation.c.chain_id)).scalar()
    if chain_id is not None:
        append(session, chain_id, [entry], runtime.clock)
