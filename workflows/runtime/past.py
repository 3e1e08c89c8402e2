"""What a case's record says happened in it, in the order of its entries: read once, ready to be replayed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Entry, Payload
from workflows.runtime.holding import DaysHeld
from workflows.runtime.running import SYSTEM, WORDS
from workflows.runtime.tables import CaseFile, Timer
from workflows.runtime.words import TimerStatus

_case, _entry, _payload, _timer = table(CaseFile), table(Entry), table(Payload), table(Timer)
_ENGINE = {kind: word for word, kind in WORDS.items()}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_SECONDS = re.compile(r"PT-?\d+S")
_TOGETHER = 500
"""Cases read in one statement."""


@dataclass(frozen=True)
class Happening:
    """Something that happened in a case, or would have.

    :ivar kind: as the engine says it: ``opened``, ``completed``, ``chosen`` …
    :ivar essence: what of it must be the same for it to be the same: the ways chosen, what was decided
    """

    kind: str
    element: str
    at: datetime
    essence: Any = None


@dataclass
class Visit:
    """One visit of a step.

    :ivar opened: when it opened; ``None``: it was held, and did not open
    :ivar ending: ``completed``, ``cancelled`` or ``failed``; empty: it stands as it is
    :ivar seq: the number of the entry that ended it, and that opened it
    :ivar actor: who completed it
    :ivar said: what the entry says that completed it
    """

    opened: datetime | None
    opened_seq: int
    ending: str = ""
    ended: datetime | None = None
    seq: int = 0
    actor: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A message that came to the case, and was waited for."""

    at: datetime
    seq: int
    name: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class HoldTold:
    """The case was told that a hold began or ended; ``label`` moves the rules, where there is one."""

    at: datetime
    seq: int
    began: bool
    hold: int
    days: DaysHeld
    label: str


@dataclass(frozen=True)
class Firing:
    """A timer that ran: from when, until when it was due, and whether and when it fired."""

    began: datetime
    due: datetime
    status: str


@dataclass
class Past:
    """One case's record.

    :ivar begun: when its procedure started; ``None``: none did
    :ivar closed: when a person closed it; ``None``: nobody did
    :ivar against: why it cannot be replayed; empty where it can
    :ivar visits: step → its visits, in their order
    :ivar fired: element → when its time came, each with the entry's number
    :ivar timers: element → the timers that ran, in their order
    """

    begun: datetime | None = None
    closed: datetime | None = None
    against: str = ""
    course: list[Happening] = field(default_factory=list)
    visits: dict[str, list[Visit]] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    holds: list[HoldTold] = field(default_factory=list)
    fired: dict[str, list[tuple[datetime, int]]] = field(default_factory=dict)
    timers: dict[str, list[Firing]] = field(default_factory=dict)


def pasts(session: Session, case_ids: Iterable[int]) -> Iterator[tuple[int, Past]]:
    """The records of cases; nothing is written."""
    wanted = sorted(set(case_ids))
    for at in range(0, len(wanted), _TOGETHER):
        some = wanted[at : at + _TOGETHER]
        timers = _timers(session, some)
        query = (
            select(_case.c.id, _entry.c.body, _payload.c.content)
            .join(_entry, _entry.c.chain_id == _case.c.chain_id)
            .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
            .where(_case.c.id.in_(some))
            .order_by(_case.c.id, _entry.c.seq)
        )
        for case_id, rows in groupby(session.execute(query), key=lambda row: row[0]):
            past = _read([(msgspec.json.decode(body), content) for _id, body, content in rows])
            past.timers = timers.get(case_id, {})
            yield int(case_id), past


def value_of(plain: Any) -> Any:
    """A value as a process holds it, of what an entry says of it: days, times and lengths are no texts."""
    if isinstance(plain, str):
        if _DAY.fullmatch(plain):
            return date.fromisoformat(plain)
        if _MOMENT.fullmatch(plain):
            return datetime.fromisoformat(plain)
        return timedelta(seconds=int(plain[2:-1])) if _SECONDS.fullmatch(plain) else plain
    if isinstance(plain, list):
        return [value_of(each) for each in plain]
    return {name: value_of(each) for name, each in plain.items()} if isinstance(plain, dict) else plain


def essence_of(kind: str, said: Mapping[str, Any]) -> Any:
    """What of an event must be the same for it to be the same; plain values."""
    match kind:
        case "chosen":
            return tuple(each["id"] for each in said.get("flows", ()))
        case "decided":
            return said.get("value")
        case "started":
            return said.get("parameters")
        case "received":
            return said.get("name")
    return None


def _timers(session: Session, cases: list[int]) -> dict[int, dict[str, list[Firing]]]:
    columns = (_timer.c.case_id, _timer.c.step, _timer.c.began_at, _timer.c.due_at, _timer.c.status)
    found: dict[int, dict[str, list[Firing]]] = {}
    query = select(*columns).where(_timer.c.case_id.in_(cases)).order_by(_timer.c.began_at, _timer.c.task_id)
    for row in session.execute(query):
        firing = Firing(row.began_at, row.due_at, TimerStatus(row.status))
        found.setdefault(row.case_id, {}).setdefault(row.step, []).append(firing)
    return found


def _read(entries: list[tuple[dict[str, Any], str | None]]) -> Past:
    past = Past()
    for body, content in _that_count(entries):
        kind, at, seq, step = body["kind"], datetime.fromisoformat(body["at"]), body["seq"], body.get("step", "")
        said = msgspec.json.decode(content) if content is not None else None
        if said is None:
            if kind in _ENGINE or kind in {Kind.MESSAGE_SENT, Kind.HOLD_BEGAN, Kind.HOLD_ENDED}:
                past.against = past.against or "what its record said was erased"
                return past
            continue
        match kind:
            case Kind.PROCEDURE_STARTED:
                if past.begun is not None:
                    past.against = "several procedures ran in it, and its record does not say which did what"
                past.begun = past.begun or at
            case Kind.CASE_CLOSED if body["actor"] != SYSTEM:
                past.closed = at
            case Kind.CASE_SENT_BACK:
                past.against = past.against or "it was sent back to do anew what was void"
            case Kind.MESSAGE_SENT:
                past.sent.append(Sent(at, seq, str(said["name"]), value_of(said["payload"])))
            case Kind.HOLD_BEGAN | Kind.HOLD_ENDED:
                past.holds.append(_hold(kind, at, seq, step, said))
            case _ if (word := _ENGINE.get(kind)) is not None:
                _happened(past, word, step, at, seq, body["actor"], said)
    return past


def _that_count(entries: list[tuple[dict[str, Any], str | None]]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Without what was taken back: a completed step that was opened again, and the steps that followed from it."""
    kept: list[tuple[dict[str, Any], str | None]] = []
    for body, content in entries:
        if body["kind"] != Kind.STEP_REOPENED:
            kept.append((body, content))
            continue
        done = [n for n, (each, _) in enumerate(kept) if _is(each, Kind.STEP_COMPLETED, body.get("step"))]
        if done:
            kept = kept[: done[-1]] + [each for each in kept[done[-1] :] if each[0]["kind"] not in _ENGINE]
    yield from kept


def _is(body: Mapping[str, Any], kind: str, step: Any) -> bool:
    return bool(body["kind"] == kind and body.get("step") == step)


def _hold(kind: str, at: datetime, seq: int, label: str, said: Mapping[str, Any]) -> HoldTold:
    begins = date.fromisoformat(said["begins_on"])
    ends = said.get("ends_on")
    over = [date.fromisoformat(ends) + timedelta(days=1)] if ends else []
    if said.get("released_on"):
        over.append(date.fromisoformat(said["released_on"]))
    began = kind == Kind.HOLD_BEGAN
    resumes = None if began else min(over, default=begins)
    return HoldTold(at, seq, began, int(said.get("hold", 0)), DaysHeld(begins, resumes), label)


def _happened(past: Past, word: str, step: str, at: datetime, seq: int, actor: str, said: Mapping[str, Any]) -> None:
    visits = past.visits.setdefault(step, [])
    standing = next((each for each in visits if not each.ending), None)
    if word == "held":
        if visits and not visits[-1].ending:
            return  # told again, or a job that a hold kept in
        visits.append(Visit(None, seq))
    elif word == "opened":
        waiting = next((each for each in visits if each.opened is None and not each.ending), None)
        if waiting is not None:
            waiting.opened, waiting.opened_seq = at, seq
        else:
            visits.append(Visit(at, seq))
    elif word in {"completed", "cancelled", "failed"} and standing is not None:
        standing.ending, standing.ended, standing.seq = word, at, seq
        standing.actor, standing.said = actor, said
    elif word == "fired":
        past.fired.setdefault(step, []).append((at, seq))
    past.course.append(Happening(word, step, at, essence_of(word, said)))
