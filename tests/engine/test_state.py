"""State and timers: what is stored, what is refused, what survives."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.engine.drawing import Drawing
from tests.engine.driving import Driver, Recorder
from workflows.diagrams import Vocabulary
from workflows.engine import (
    Cycle,
    Execution,
    LintFailed,
    NotStorable,
    StateUnreadable,
    TooMuchData,
    compile_procedure,
)
from workflows.engine.packing import decode, encode, pack
from workflows.expressions import YearsAndMonths


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("timeDuration", "P14D", timedelta(days=14)),
        ("timeDuration", "P2W", timedelta(days=14)),
        ("timeDuration", "P2M", YearsAndMonths(2)),
        ("timeDuration", 'duration("P" + string(days) + "D")', timedelta(days=5)),
        ("timeDate", "2026-03-01", date(2026, 3, 1)),
        ("timeDate", "due", date(2026, 5, 4)),
        (
            "timeDate",
            'date and time("2026-07-01T09:00:00@Europe/London")',
            datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/London")),
        ),
    ],
)
def test_timers_are_evaluated_once_and_survive(kind: str, text: str, value: object) -> None:
    drawing = Drawing("p").timer("t", text, kind).chain("start", "t", "a", "end")
    at = datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/London"))
    case = Driver(drawing, days=5, due=date(2026, 5, 4), at=at)
    assert case.timers == {"t": value}
    assert case.fire("t").open == ["a"]


def test_a_cycle_arms_again_until_it_has_run_out() -> None:
    drawing = Drawing("p").on_timer("c", "a", "R2/P7D", "timeCycle", interrupting=False).chain("start", "a", "end")
    case = Driver(drawing.service("s", "remind").chain("c", "s", "end2"), handlers={"remind": lambda: None})
    (first,) = case.case.timers()
    assert first.value == Cycle(2, timedelta(days=7))
    assert (first.attached_to, first.interrupting) == ("a", False)
    case.fire("c")
    (second,) = case.case.timers()
    assert second.value == Cycle(1, timedelta(days=7))
    assert second.task_id != first.task_id
    assert case.fire("c").timers == {}
    assert case.do("a").case.completed
    assert case.host.said("completed") == [("completed", "s"), ("completed", "s"), ("completed", "a")]


def test_a_cycle_with_a_start_keeps_it() -> None:
    drawing = Drawing("p").on_timer("c", "a", "R3/2026-01-31T09:00:00Z/P1M", "timeCycle", interrupting=False)
    case = Driver(drawing.chain("start", "a", "end").chain("c", "end2")).fire("c")
    (wait,) = case.case.timers()
    assert wait.value == Cycle(2, YearsAndMonths(1), datetime(2026, 1, 31, 9, tzinfo=UTC), None, 1)


def test_a_cycle_that_was_stored_before_its_firings_were_counted_is_read() -> None:
    """What fired then had lost its start, and goes on from when it fired."""
    stored = encode(msgspec.msgpack.Ext(7, encode([2, pack(timedelta(days=7), "cycle"), None, None])))
    assert decode(stored) == Cycle(2, timedelta(days=7))


def test_state_survives_every_feel_value() -> None:
    data = {
        "n": 1, "big": 2**80, "d": Decimal("1.50"), "b": True, "none": None, "s": "é", "day": date(2026, 1, 31),
        "at": datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1), "for": timedelta(3, 5),
        "months": YearsAndMonths(14), "list": [1, {"k": Decimal(2)}], "context": {"typename": "x", "a": {"b": []}},
    }  # fmt: skip
    case = Driver(Drawing("p").chain("start", "a", "end"), **data)
    kept = case.case.tasks()[0].data
    assert kept == data
    assert [type(v) for v in kept.values()] == [type(v) for v in data.values()]
    assert kept["at"].fold == 1


def test_state_refuses_too_much_and_strange_data() -> None:
    case = Driver(Drawing("p").chain("start", "a", "b", "end"))
    with pytest.raises(NotStorable, match="object"):
        case.case.complete(case.id_of("a"), {"x": object()})
    assert case.open == ["a"]
    case.case.complete(case.id_of("a"), {"x": ["long text"] * 20_000})
    with pytest.raises(TooMuchData, match="at most 100 KB"):
        case.case.state()


def test_state_of_another_version_or_damaged_is_refused() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    other = Driver(Drawing("p").chain("start", "b", "end"))
    state = case.case.state()
    with pytest.raises(StateUnreadable, match="another version"):
        Execution.restore(other.procedure, state)
    for bad in (b"", b"xx", state[:-5], b"DC\x09" + state[3:], state[:3] + b"rubbish"):
        with pytest.raises(StateUnreadable):
            Execution.restore(case.procedure, bad)


def test_a_published_procedure_is_not_linted_again() -> None:
    files = {"p.bpmn": Drawing("p").service("s", "dropped").chain("start", "a", "s", "end").xml()}
    with pytest.raises(LintFailed):
        compile_procedure(files, "p", Vocabulary())
    case = Execution.start(compile_procedure(files, "p", Vocabulary(), published=True), {})
    case.advance(Recorder())
    assert [task.element for task in case.tasks()] == ["a"]


def test_state_restores_onto_a_freshly_compiled_procedure() -> None:
    case = Driver(Drawing("p").on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "b", "end2"))
    state = case.case.state()
    fresh = compile_procedure(dict(case.files), "p", type(case.vocabulary)())
    assert fresh is not case.procedure
    case.case = Execution.restore(fresh, state)
    case.procedure = fresh
    assert case.fire("t").open == ["b"]
