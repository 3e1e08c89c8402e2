"""When a timer is due: clear days, months, hours, moments and days, and what is none of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.engine.drawing import Drawing
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import Cycle, TimerWait, compile_procedure
from workflows.expressions import YearsAndMonths
from workflows.proofs.sentences import Counted, When
from workflows.runtime.due import NEVER, NotATime, day_named, due_at, due_of_work
from workflows.runtime.past import Past
from workflows.runtime.timers_again import TimersAgain

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 3, 28, 23, 59, tzinfo=UTC)
"""The last minute of the last day of winter time."""


@pytest.mark.parametrize(
    ("value", "began", "due"),
    [
        (timedelta(days=14), MORNING, datetime(2026, 3, 17, tzinfo=UTC)),
        (timedelta(days=1), MORNING, datetime(2026, 3, 4, tzinfo=UTC)),
        (timedelta(0), MORNING, datetime(2026, 3, 3, tzinfo=UTC)),
        (timedelta(days=1), LATE, datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (timedelta(hours=24, seconds=1), MORNING, datetime(2026, 3, 3, 9, 0, 1, tzinfo=UTC)),
        (timedelta(hours=30), LATE, datetime(2026, 3, 30, 5, 59, tzinfo=UTC)),
        (YearsAndMonths(1), MORNING, datetime(2026, 4, 2, 23, tzinfo=UTC)),
        (YearsAndMonths(12), MORNING, datetime(2027, 3, 3, tzinfo=UTC)),
        (date(2026, 7, 1), MORNING, datetime(2026, 6, 30, 23, tzinfo=UTC)),
        (date(2026, 3, 1), MORNING, datetime(2026, 3, 1, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), MORNING, datetime(2026, 7, 1, 12, tzinfo=UTC)),
        (Cycle(3, timedelta(days=7)), MORNING, datetime(2026, 3, 10, tzinfo=UTC)),
        (Cycle(None, timedelta(hours=2)), MORNING, datetime(2026, 3, 2, 11, tzinfo=UTC)),
        (Cycle(3, timedelta(days=7), LATE), MORNING, LATE),
        (Cycle(3, timedelta(days=7), MORNING), MORNING, MORNING),
        (Cycle(2, timedelta(days=7), MORNING, None, 1), MORNING, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (Cycle(3, timedelta(days=20), MORNING), LATE, datetime(2026, 4, 11, 9, tzinfo=UTC)),
        (Cycle(3, timedelta(days=7), MORNING), LATE, NEVER),
        (
            Cycle(None, YearsAndMonths(1), datetime(2025, 12, 31, tzinfo=UTC)),
            MORNING,
            datetime(2026, 3, 31, tzinfo=UTC),
        ),
        (Cycle(None, YearsAndMonths(1), datetime(9999, 12, 31, tzinfo=UTC), None, 1), MORNING, NEVER),
        (Cycle(None, timedelta(9), datetime(9999, 12, 31, tzinfo=UTC), None, 1), MORNING, NEVER),
    ],
)
def test_a_wait_is_due(value: object, began: datetime, due: datetime) -> None:
    assert due_at(value, began) == due


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (datetime(2026, 7, 1, 12), "The time 2026-07-01T12:00:00 has no zone, so its moment is not known."),  # noqa: DTZ001
        ("P14D", "A timer waits for 'P14D', which is neither a date, a time nor a duration."),
        (None, "A timer waits for None, which is neither a date, a time nor a duration."),
        (14, "A timer waits for 14, which is neither a date, a time nor a duration."),
    ],
)
def test_what_is_no_time_is_a_sentence(value: object, sentence: str) -> None:
    with pytest.raises(NotATime) as refused:
        due_at(value, MORNING)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("", None),
        ("P0D", datetime(2026, 3, 2, 17, tzinfo=UTC)),
        ("P5D", datetime(2026, 3, 7, 17, tzinfo=UTC)),
        ("P28D", datetime(2026, 3, 30, 16, tzinfo=UTC)),  # seventeen in British Summer Time
    ],
)
def test_work_is_due_by_the_end_of_a_day(text: str, due: datetime | None) -> None:
    assert due_of_work(text, MORNING) == due


@pytest.mark.parametrize(
    ("text", "last", "due"),
    [
        ("", date(2026, 3, 4), datetime(2026, 3, 4, 17, tzinfo=UTC)),
        ("P5D", date(2026, 3, 4), datetime(2026, 3, 4, 17, tzinfo=UTC)),
        ("P5D", date(2026, 3, 16), datetime(2026, 3, 7, 17, tzinfo=UTC)),
        ("P5D", date(2026, 2, 27), datetime(2026, 2, 27, 17, tzinfo=UTC)),  # the day has passed: it is overdue at once
    ],
)
def test_work_is_due_by_the_last_day_where_that_comes_earlier(text: str, last: date, due: datetime) -> None:
    assert due_of_work(text, MORNING, last) == due


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("days.by", date(2026, 3, 4)),
        ("on", date(2026, 3, 5)),
        ("at", None),
        ("days", None),
        ("on.by", None),
        ("", None),
    ],
)
def test_a_day_is_found_by_its_name(name: str, day: date | None) -> None:
    data = {"days": {"by": date(2026, 3, 4)}, "on": date(2026, 3, 5), "at": MORNING}
    assert day_named(name, data) == day
    assert day_named(name, {}) is None


class _OfFacts:
    """Periods of which one is calculated from a fact."""

    def __contains__(self, name: object) -> bool:
        return name == "by_fact"

    def counted(self, name: str, since: date, length: object = None, facts: Any = None) -> Counted:
        first = since + timedelta(days=facts()["days"])
        return Counted(first, first - timedelta(days=1), "the days that the fact says")


def test_a_replay_counts_by_the_facts_of_the_day_on_which_the_wait_began() -> None:
    drawn = Drawing("p").timer("wait", 'period("by_fact", some_day)').chain("start", "wait", "end")
    vocabulary = Vocabulary(functions={"period": lambda name, on: timedelta()})  # a wait counts it
    procedure = compile_procedure({"p.bpmn": drawn.xml()}, "p", vocabulary)
    timers = TimersAgain(Past(), procedure, _OfFacts(), lambda day: When(day, lambda: {"days": day.day}))
    timer = TimerWait("task", "wait", "duration", timedelta(), None, False)
    timers.note([timer], MORNING)
    assert timers.due(timer, False, [])[0] == datetime(2026, 3, 4, tzinfo=UTC)
