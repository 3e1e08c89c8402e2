"""Replaying a case's record on another version of its procedure, under another reading of the rule book.

What people answered, what the machine read and made, and what came from outside is taken from the record: the nth visit
of a step gives what its nth visit gave, after the same delay. Ways, decisions, times, holds and rules are worked out
anew. Where the version asks for a step that the record knows nothing of, the replay stands still in that branch, and
says so. Nothing is written; the same record gives the same replay.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from workflows.clock import london_date, start_of_day
from workflows.diagrams.graph import HUMAN_TASKS
from workflows.engine import Execution, Procedure, StepEvent
from workflows.errors import Refused
from workflows.evidence.canonical import plain
from workflows.proofs.sentences import When
from workflows.runtime.guard import RULES
from workflows.runtime.in_force import Reading
from workflows.runtime.past import Happening, HoldTold, Past, Sent, Visit, essence_of, value_of
from workflows.runtime.running import SYSTEM
from workflows.runtime.timers_again import NEVER_TOLD, TimersAgain

MOST_MOVES = 2000
_HOLD, _RULE = "A hold.", "A rule: "


class _NotKnown(Exception):
    """The record does not say what this step gives."""


@dataclass(frozen=True)
class Replayed:
    """What would have happened.

    :ivar unknown: the steps that it asked for and of which the record says nothing
    :ivar refused: step → the rule that did not let it open, and does not yet
    :ivar against: why it could not be replayed to here; empty where it could
    """

    course: list[Happening]
    unknown: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    against: str = ""


class _Move(NamedTuple):
    """The next thing to happen: of two at once, that which the record tells first."""

    at: datetime
    seq: int
    what: str
    about: Any


class Replay:
    """One case; drives an execution as its host.

    :param until: how far the clock goes
    :param when: gives what rules may ask on a day
    """

    def __init__(
        self, procedure: Procedure, reading: Reading, past: Past, until: datetime, when: Callable[[date], When]
    ) -> None:
        self.procedure, self.reading, self.past, self._when = procedure, reading, past, when
        self.until = until if past.closed is None else min(until, past.closed)
        if past.begun is None:
            raise ValueError("a past in which nothing began cannot be replayed")
        self.now = past.begun
        self.course: list[Happening] = []
        self.unknown: dict[str, str] = {}
        self.guard: dict[str, Any] = {RULES: reading.rules.version}
        self._held: dict[int, HoldTold] = {}
        self._spans: dict[int, HoldTold] = {}
        self._visit_of: dict[str, int] = {}
        self._opened: dict[str, datetime] = {}
        self._count: Counter[str] = Counter()
        self._timers = TimersAgain(past, procedure, reading.periods, when)
        self._failed_at: dict[str, datetime] = {}
        self._asked_on: dict[str, date] = {}
        self._told_held: set[str] = set()
        self._outside = 0
        """How many of the happenings from outside are over."""
        outside: list[Sent | HoldTold] = [*past.sent, *past.holds]
        self._from_outside = sorted(outside, key=lambda each: each.seq)
        self._actor = ""

    def told(self) -> Replayed:
        """Replays it to its end, or to where nothing more is known."""
        try:
            return self._told()
        except Refused as refused:
            return Replayed(self.course, tuple(self.unknown.values()), against=refused.sentence)

    def _told(self) -> Replayed:
        begun = [each for each in self._from_outside if isinstance(each, HoldTold) and each.at <= self.now]
        for each in begun:  # it was told of holds before it began
            if each.seq < self._first_seq():
                self._outside += 1
                self._hold(each)
        case = Execution.start(self.procedure, {})
        for _ in range(MOST_MOVES):
            case.advance(self)
            self._timers.note(case.timers(), self.now)
            if case.completed:
                break
            move = min(self._moves(case), key=lambda each: each[:2], default=None)
            if move is None or move.at > self.until:
                if self.past.closed is not None and self.past.closed <= self.until:
                    return self._closed_by_hand(case)
                break
            self.now = max(self.now, move.at)
            self._do(case, move)
        else:
            return Replayed(self.course, against=f"it goes round: {MOST_MOVES} moves were not enough")
        return self._result(case)

    def _closed_by_hand(self, case: Execution) -> Replayed:
        """What stood open when a person closed the case was taken away with it, and nothing waits any more."""
        self.now = self.past.closed or self.now
        self.course += [Happening("cancelled", task.element, self.now) for task in case.tasks()]
        return Replayed(self.course, tuple(self.unknown.values()), ends=case.ends)

    def _first_seq(self) -> int:
        return min((each.opened_seq for visits in self.past.visits.values() for each in visits), default=NEVER_TOLD)

    def _result(self, case: Execution) -> Replayed:
        refused = {each.element: each.reason.removeprefix(_RULE) for each in case.held() if each.reason != _HOLD}
        events = (case.timers(), case.messages(), case.signals())
        waits = [each.element for some in (case.tasks(), *events, case.jobs()) for each in some]
        open_now = [(each.task_id, each.element) for each in case.tasks()]
        for task_id, element in [*open_now, *((each.task_id, each.element) for each in case.jobs())]:
            visit = self._visit(element, task_id)
            if visit is None or visit.ending in {"cancelled", "failed"}:
                self.unknown[task_id] = element
        return Replayed(self.course, tuple(self.unknown.values()), refused, case.ends, tuple(waits))

    # What the engine asks of its host.

    def may_open(self, element: str, task_id: str) -> str | None:
        """Holds and rules, as the gate of a running case asks them."""
        if task_id not in self._visit_of or task_id in self._failed_at:
            self._visit_of[task_id] = self._next(element)
            self._failed_at.pop(task_id, None)
        self._opened[task_id] = self.now
        step = self.reading.vocabulary.steps.get(element)
        if self._held and step is not None and step.enforcement:
            return _HOLD
        rules = self.reading.rules
        node = self.procedure.node(element)
        machine = node is not None and node.kind not in HUMAN_TASKS
        actor = SYSTEM if machine and rules.asks_for_level(element) else ""
        rule = rules.refusal(self.guard, element, self._asked(), actor)
        if rule is not None:
            self._asked_on[task_id] = london_date(self.now)
        return f"{_RULE}{rule.text}" if rule is not None else None

    def run(self, element: str, operation: str, parameters: dict[str, Any], data: dict[str, Any], task_id: str) -> Any:
        """What the step gave in this visit."""
        del operation, parameters, data
        visit = self._visit(element, task_id)
        if visit is None or visit.ending != "completed":
            self._failed_at[task_id] = self.now
            if visit is None or visit.ending != "failed":
                self.unknown[task_id] = element
            raise _NotKnown(element)
        return value_of(visit.said.get("result"))

    def record(self, event: StepEvent) -> None:
        """Notes an event; the rules follow it."""
        if event.kind == "held":
            if event.task_id in self._told_held:
                return
            self._told_held.add(event.task_id)
        essence = plain(essence_of(event.kind, event.detail))
        essence = tuple(essence) if isinstance(essence, list) else essence
        self.course.append(Happening(event.kind, event.element, self.now, essence))
        if event.kind == "completed":
            actor = self._actor if self._actor not in ("", SYSTEM) else ""
            self.guard = self.reading.rules.after(self.guard, event.element, actor, self._asked())
            self._actor = ""

    # What may happen next.

    def _moves(self, case: Execution) -> Iterator[_Move]:
        if self._outside < len(self._from_outside):
            each = self._from_outside[self._outside]
            yield _Move(each.at, each.seq, "outside", each)
        for task in case.tasks():
            yield from self._done(task.element, task.task_id, "complete")
        for job in case.jobs():
            yield from self._done(job.element, job.task_id, "finish")
        for timer in case.timers():
            at, seq = self._timers.due(timer, bool(self._held), self._spans.values())
            if at is not None:
                yield _Move(max(at, self.now), seq, "fire", timer.task_id)
        for failed in case.failed():
            yield from self._again(failed)
        for held in case.held():
            yield from self._asked_again(held)

    def _done(self, element: str, task_id: str, what: str) -> Iterator[_Move]:
        if task_id in self.unknown:
            return
        visit = self._visit(element, task_id)
        if visit is None or visit.ending in {"cancelled", "failed"}:
            return  # not known from here, unless it is taken away
        step = self.reading.vocabulary.steps.get(element)
        if visit.ending != "completed" or visit.opened is None or visit.ended is None:
            return  # it waits, as it does
        if self._held and step is not None and step.enforcement and visit.opened != self._opened[task_id]:
            return  # until the hold ends
        at = self._opened[task_id] + (visit.ended - visit.opened)
        yield _Move(max(at, self.now), visit.seq, what, (task_id, visit))

    def _again(self, failed: Any) -> Iterator[_Move]:
        number = self._visit_of.get(failed.task_id)
        visits = self.past.visits.get(failed.element, [])
        if number is None or number + 1 >= len(visits) or failed.task_id in self.unknown:
            return
        this, following = visits[number], visits[number + 1]
        if this.ending == "failed" and this.ended is not None and following.opened is not None:
            at = self._failed_at[failed.task_id] + (following.opened - this.ended)
            yield _Move(max(at, self.now), following.opened_seq, "retry", failed.task_id)

    def _asked_again(self, held: Any) -> Iterator[_Move]:
        """What a rule stops asks again each day; on the day on which it opened, when it did."""
        if held.reason == _HOLD:
            return
        tomorrow = start_of_day(self._asked_on[held.task_id] + timedelta(days=1))
        visit = self._visit(held.element, held.task_id)
        if visit is not None and visit.opened is not None and visit.opened > self.now:
            same = london_date(visit.opened) == london_date(tomorrow)
            if same or visit.opened < tomorrow:
                yield _Move(visit.opened, visit.opened_seq, "ask", held.task_id)
                return
        yield _Move(max(tomorrow, self.now), NEVER_TOLD, "ask", held.task_id)

    # Doing it.

    def _do(self, case: Execution, move: _Move) -> None:
        match move.what:
            case "complete":
                task_id, visit = move.about
                self._complete(case, task_id, visit)
            case "finish":
                task_id, visit = move.about
                self._actor = SYSTEM
                case.finish(task_id, value_of(visit.said.get("result")))
            case "fire":
                case.fire(move.about)
                self._timers.fired(move.about)
            case "retry":
                case.retry(move.about)
            case "outside":
                self._outside += 1
                if isinstance(move.about, HoldTold):
                    self._hold(move.about)
                    return
                for wait in case.messages():
                    if wait.name == move.about.name:
                        case.deliver(wait.task_id, move.about.payload)
                        return

    def _complete(self, case: Execution, task_id: str, visit: Visit) -> None:
        element = next(each.element for each in case.tasks() if each.task_id == task_id)
        rule = self.reading.rules.refusal(self.guard, element, self._asked(), visit.actor)
        if rule is not None and visit.opened != self._opened[task_id]:
            self.unknown[task_id] = element
            return
        self._actor = visit.actor
        case.complete(task_id, value_of(visit.said.get("data") or {}))

    def _hold(self, told: HoldTold) -> None:
        if told.began:
            self._held[told.hold] = told
        else:
            self._held.pop(told.hold, None)
        self._spans[told.hold] = told
        self.guard = self.reading.rules.after(self.guard, told.label, when=self._asked())  # no rule watches no label

    def _asked(self) -> When:
        return self._when(london_date(self.now))

    def _next(self, element: str) -> int:
        self._count[element] += 1
        return self._count[element] - 1

    def _visit(self, element: str, task_id: str) -> Visit | None:
        visits, number = self.past.visits.get(element, []), self._visit_of[task_id]
        return visits[number] if number < len(visits) else None
