"""The timers of a replay: when each is due under another reading, and when the house would have let it fire."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.clock import london_date
from workflows.diagrams.waits import rows_of_wait
from workflows.engine import Procedure, TimerWait
from workflows.proofs.sentences import Periods, When
from workflows.runtime.due import due_at_end
from workflows.runtime.holding import due_with_holds, together
from workflows.runtime.past import HoldTold, Past
from workflows.runtime.words import OnHold, TimerStatus

NEVER_TOLD = 2**62
"""After every entry of a record: what it never tells of comes last of what happens at once."""


@dataclass(frozen=True)
class _Waiting:
    """A timer as the rules of holds know it."""

    unheld_due_at: datetime
    holds_from: date
    on_hold: str
    extend_by: str


class TimersAgain:
    """The timers of one replay. The nth timer at an element fires as long after it is due as its nth did.

    :param periods: those of the reading under which it is replayed; ``None``: they count clear days
    :param when: gives what was known of the case on a day, for periods that are calculated from facts
    """

    def __init__(self, past: Past, procedure: Procedure, periods: Periods | None, when: Callable[[date], When]) -> None:
        self._past, self._procedure, self._periods, self._when = past, procedure, periods, when
        self._began: dict[str, datetime] = {}
        self._number: dict[str, int] = {}
        self._count: Counter[str] = Counter()

    def note(self, timers: Sequence[TimerWait], now: datetime) -> None:
        """Which run: those that are new begin now."""
        for timer in timers:
            if timer.task_id not in self._number:
                self._number[timer.task_id] = self._count[timer.element]
                self._count[timer.element] += 1
            self._began.setdefault(timer.task_id, now)

    def fired(self, task_id: str) -> None:
        """It has fired; should it run again, it begins again."""
        self._began.pop(task_id, None)

    def due(self, timer: TimerWait, held: bool, spans: Iterable[HoldTold]) -> tuple[datetime | None, int]:
        """When it fires and by which entry of the record; ``None``: it waits.

        :param held: whether a hold is in force
        :param spans: the holds of which the case was told by now
        """
        node = self._procedure.node(timer.element)
        began, properties = self._began[timer.task_id], node.properties if node is not None else {}
        rows = rows_of_wait(node.event if node is not None else None)
        due = due_at_end(rows, timer.value, began, self._periods, self._when(london_date(began)).facts)
        on_hold = properties.get("on_hold", OnHold.RUN)
        if on_hold != OnHold.RUN:
            if held:
                return None, NEVER_TOLD
            waiting = _Waiting(due, london_date(began), on_hold, properties.get("extend_by", ""))
            due = due_with_holds(waiting, together(each.days for each in spans))
        return self._at_work(timer, due)

    def _at_work(self, timer: TimerWait, due: datetime) -> tuple[datetime | None, int]:
        """When the house would have let it fire: as long after it was due as it did."""
        ran = self._past.timers.get(timer.element, [])
        number = self._number[timer.task_id]
        if number >= len(ran):
            return due, NEVER_TOLD
        then = ran[number]
        if then.status != TimerStatus.FIRED:
            return (None if then.due == due else due), NEVER_TOLD  # it waits as it does, or was taken away
        earlier = sum(each.status == TimerStatus.FIRED for each in ran[:number])
        fired = self._past.fired.get(timer.element, [])
        if earlier >= len(fired):
            return due, NEVER_TOLD
        at, seq = fired[earlier]
        return due + max(at - then.due, timedelta(0)), seq
