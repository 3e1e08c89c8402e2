"""When a wait ends under holds: worked out from their days, in whatever order and however often it is told."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.runtime.conftest import Small, chain, diagram, timer
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.holding import DaysHeld, follow_holds
from workflows.runtime.tables import Timer

ENDS = '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'


def day(number: int) -> date:
    """Days of March and what follows."""
    return date(2026, 3, 1) + timedelta(days=number - 1)


def waits(small: Small, duration: str, on_hold: str, **more: str) -> int:
    body = ENDS + timer("t", duration, on_hold, **more) + chain("b", "t", "e")
    return small.start("x", {"x.bpmn": diagram("x", body)})


def row(small: Small) -> Any:
    with small.runtime.db.read() as session:
        return session.execute(select(table(Timer))).one()


def follow(small: Small, case_id: int, *held: DaysHeld) -> Any:
    with small.runtime.db.write() as session:
        follow_holds(small.runtime, session, case_id, held)
    return row(small)


# Begun on 2 March, fourteen clear days end with the first moment of the 17th.
@pytest.mark.parametrize(
    ("held", "due"),
    [
        ([], 17),
        ([DaysHeld(day(5), day(8))], 20),
        ([DaysHeld(day(5), day(8)), DaysHeld(day(10), day(12))], 22),
        ([DaysHeld(day(5), day(8)), DaysHeld(day(6), day(12))], 24),  # days that two cover count once
        ([DaysHeld(day(5), day(12)), DaysHeld(day(6), day(8))], 24),
        ([DaysHeld(day(1), day(5))], 20),  # what was held before the wait began does not count
        ([DaysHeld(day(17), day(19))], 19),  # its day had come, and it had not fired
        ([DaysHeld(day(18), day(25))], 17),
        ([DaysHeld(day(15), day(18)), DaysHeld(day(19), day(22))], 23),  # moved into the second
        ([DaysHeld(day(5), day(5))], 17),  # released on the day on which it began
    ],
)
def test_a_pause(small: Small, held: list[DaysHeld], due: int) -> None:
    case_id = waits(small, "P14D", "pause")
    for order in itertools.permutations(held):
        after = follow(small, case_id, *order)
        assert (london_date(after.due_at), after.status) == (day(due), "waiting")
        assert follow(small, case_id, *order).due_at == after.due_at


@pytest.mark.parametrize(
    ("held", "due"),
    [
        ([DaysHeld(day(5), day(8))], 17),  # it would not have ended within
        ([DaysHeld(day(10), day(20))], 31),  # ten clear days after the 20th
        ([DaysHeld(day(10), day(17))], 28),  # its last day was the hold's last
        ([DaysHeld(day(18), day(20))], 17),
    ],
)
def test_an_extension(small: Small, held: list[DaysHeld], due: int) -> None:
    case_id = waits(small, "P14D", "extend", extend_by="P10D")
    after = follow(small, case_id, *held)
    assert london_date(after.due_at) == day(due)


def test_what_runs_is_left_alone(small: Small) -> None:
    case_id = waits(small, "P14D", "run")
    before = row(small)
    small.hold.append("held")
    assert follow(small, case_id, DaysHeld(day(2))) == before


def test_one_that_lasts_stops_it_and_counts_when_it_ends(small: Small) -> None:
    case_id = waits(small, "P14D", "pause")
    small.hold.append("held")
    small.clock.move_to(datetime(2026, 3, 10, 9, tzinfo=UTC))
    paused = follow(small, case_id, DaysHeld(day(4)))  # told six days late
    assert (paused.status, london_date(paused.due_at)) == ("paused", day(17))
    small.clock.move_to(datetime(2026, 3, 30, 9, tzinfo=UTC))
    assert follow(small, case_id, DaysHeld(day(4))).paused_at == paused.paused_at
    small.hold.clear()
    resumed = follow(small, case_id, DaysHeld(day(4), day(24)))  # and that it ended, six days late too
    assert (resumed.status, resumed.paused_at, london_date(resumed.due_at)) == ("waiting", None, day(37))


def test_a_wait_of_hours_keeps_its_time_of_day(small: Small) -> None:
    case_id = waits(small, "PT30H", "pause")
    after = follow(small, case_id, DaysHeld(day(3), day(5)))
    assert after.due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)


def test_summer_time_comes_in_between(small: Small) -> None:
    case_id = waits(small, "P14D", "pause")
    after = follow(small, case_id, DaysHeld(day(10), day(30)))
    assert after.due_at == datetime(2026, 4, 5, 23, tzinfo=UTC)  # the first moment of 6 April in England


def test_a_hold_to_come_stops_nothing_yet(small: Small) -> None:
    case_id = waits(small, "P14D", "pause")
    assert follow(small, case_id, DaysHeld(day(20))).status == "waiting"
