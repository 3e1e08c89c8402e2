"""What would have been otherwise is counted by step and by path."""

from datetime import UTC, datetime, timedelta

from workflows.runtime.differing import StepMoved, StepSummed, by_path, difference, summed
from workflows.runtime.past import Happening

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def opened(step: str, day: int) -> Happening:
    return Happening("opened", step, BEGAN + timedelta(days=day))


def chosen(flow: str) -> Happening:
    return Happening("chosen", "which", BEGAN, (flow,))


def test_the_same_is_no_difference() -> None:
    course = [opened("ask", 0), chosen("on"), opened("send", 3)]
    assert difference(course, course).is_none


def test_steps_are_earlier_later_more_and_fewer_and_paths_others() -> None:
    was = [opened("ask", 0), chosen("on"), opened("send", 9), opened("call", 9)]
    would = [opened("ask", 0), chosen("off"), opened("send", 2), opened("decide", 2)]
    found = difference(was, would)
    assert found.steps == (StepMoved("call", None), StepMoved("decide", None, new=True), StepMoved("send", -7))
    assert summed([found, found])[2] == StepSummed("send", more=0, fewer=0, earlier=2, later=0, days=-7.0)
    assert by_path([found, found, difference(was, was)]) == [(("which → on",), ("which → off",), 2)]
