"""Trial runs: what is given, in which order it happens, and what is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.commands import main
from tests.engine.drawing import Drawing, again_while
from workflows.diagrams import Vocabulary
from workflows.engine import compile_procedure
from workflows.engine.trial import BadAnswer, Script, Trial, TrialTooLong, plain

VOCABULARY = Vocabulary.assumed({})


def p() -> Drawing:
    return Drawing("p")


def told(drawing: Drawing, *others: Drawing, days: int | None = None, **given: Any) -> dict[str, Any]:
    from datetime import timedelta

    from workflows.engine.trial import BEGIN

    until = BEGIN + timedelta(days=days) if days is not None else None
    procedure = compile_procedure({"p.bpmn": drawing.xml(*others)}, "p", VOCABULARY)
    trace = Trial(procedure, Script(until=until, **given)).told()
    assert json.loads(json.dumps(trace)) == trace
    return trace


def said(trace: dict[str, Any]) -> list[str]:
    return [f"{event['kind']} {event['element']}" for event in trace["events"]]


def test_everything_answers_by_itself() -> None:
    trace = told(
        p().service("s", "op", "r").chain("start", "a", "s", "end"), data={"x": 1}, answers={"a": {"y": 2}, "s": 3}
    )
    assert said(trace) == [
        *("passed start", "opened a", "completed a"),
        *("opened s", "started s", "completed s", "ended end"),
    ]
    assert (trace["ended"], trace["ends"], trace["data"]) == (True, ["end"], {"x": 1, "y": 2, "r": 3})
    assert trace["undelivered"] == []


def test_where_tokens_wait_for_others_is_told() -> None:
    enough = "<bpmn:activationCondition>activationCount &gt;= 2</bpmn:activationCondition>"
    drawing = p().xor("x", default="on").node("complexGateway", "g", enough).chain("start", "x")
    drawing.flow("x", "a", "n > 0").flow("x", "b", ident="on").chain("a", "g", "end").chain("b", "g")
    trace = told(drawing, data={"n": 1})
    assert (trace["ended"], trace["waits"]["joins"]) == (False, [{"element": "g", "tokens": 1}])
    together = p().parallel("f", "j").chain("start", "f", "a", "j", "end").chain("f", "b", "j")
    assert told(together)["waits"]["joins"] == []
    assert told(together, answers={"a": {"$open": True}})["waits"]["joins"] == [{"element": "j", "tokens": 1}]


def test_what_is_left_open_lets_a_timer_come_first() -> None:
    drawing = p().on_timer("t", "a", "P3D").chain("start", "a", "end").chain("t", "b", "end2")
    assert "completed a" in said(told(drawing, days=10))
    trace = told(drawing, days=10, answers={"a": {"$open": True}})
    assert said(trace) == [
        *("passed start", "opened a", "fired t", "cancelled a", "opened b", "completed b", "ended end2"),
    ]
    assert [event["at"][:10] for event in trace["events"]][1:3] == ["2026-01-01", "2026-01-04"]
    waiting = told(drawing, days=2, answers={"a": {"$open": True}})
    assert not waiting["ended"]
    assert waiting["waits"]["tasks"] == ["a"]
    assert waiting["waits"]["timers"] == [{"element": "t", "due": "2026-01-04T00:00:00+00:00"}]
    assert waiting["clock"] == "2026-01-03T00:00:00+00:00"


def test_messages_come_in_their_order_and_before_people() -> None:
    drawing = p().on("m", "a", "message", "stop").catches("n", "message", "go").chain("start", "a", "n", "end")
    drawing.chain("m", "end2")
    assert "cancelled a" in said(told(drawing, messages=[("stop", {"why": "x"})]))
    trace = told(drawing, messages=[("go", {}), ("stop", {})])
    assert said(trace)[-2:] == ["received n", "ended end"]
    assert trace["undelivered"] == ["stop"]


def test_a_message_start_takes_the_first_message() -> None:
    drawing = p()
    drawing.node("startEvent", "start", drawing.event("message", "claim")).chain("start", "a", "end")
    assert told(drawing, messages=[("claim", {"amount": 5})])["data"] == {"amount": 5}


def test_an_answer_for_each_visit_and_an_error() -> None:
    drawing = p().service("s", "op", loop=again_while("not(done)", most=5)).on("b", "s", "error", "BAD")
    drawing.chain("start", "s", "end").chain("b", "end2")
    each = {"s": {"$each": [{"done": False}, {"done": True}]}}
    assert said(told(drawing, answers=each)).count("completed s") == 2
    trace = told(drawing, answers={"s": {"$error": "BAD", "data": {"n": 1}}})
    assert said(trace)[-3:] == ["received b", "cancelled s", "ended end2"]
    assert trace["data"]["n"] == 1


def test_a_failure_is_told_and_others_go_on() -> None:
    drawing = p().xor("g", "d").parallel("f").chain("start", "f", "g").end().end("end2")
    drawing.flow("g", "end", "unknown").flow("g", "end2", ident="d").chain("f", "a", "end3")
    trace = told(drawing)
    assert [failed["element"] for failed in trace["waits"]["failed"]] == ["g"]
    assert "ended end3" in said(trace)


def test_what_never_ends_is_stopped() -> None:
    drawing = p().on_timer("t", "a", "R/PT1M", "timeCycle", interrupting=False).chain("start", "a", "end")
    with pytest.raises(TrialTooLong):
        told(drawing.chain("t", "end2"), days=365, answers={"a": {"$open": True}})
    with pytest.raises(BadAnswer):
        told(p().chain("start", "a", "end"), answers={"a": 3})


def test_the_same_trial_gives_the_same_trace() -> None:
    drawing = p().parallel("f", "j").inclusive("g", "d").chain("start", "f", "a", "j", "g").chain("f", "b", "j")
    drawing.flow("g", "c", "x").flow("g", "e", ident="d").user("c", "e").chain("c", "end").chain("e", "end2")
    assert told(drawing, data={"x": True}) == told(drawing, data={"x": True})


def test_months_are_counted_from_the_start_of_a_cycle() -> None:
    d = p().on_timer("t", "a", "R4/2026-01-31T09:00:00Z/P1M", "timeCycle", interrupting=False)
    trace = told(d.chain("start", "a", "end").chain("t", "b", "end2"), days=400, answers={"a": {"$open": True}})
    fired = [(each["at"][:10], each["detail"]["value"]) for each in trace["events"] if each["kind"] == "fired"]
    assert fired == [
        ("2026-01-31", "R4/2026-01-31T09:00:00Z/P1M"),
        ("2026-02-28", "R3/P1M"),
        ("2026-03-31", "R2/P1M"),
        ("2026-04-30", "R1/P1M"),
    ]
    assert trace["waits"]["timers"] == []


def test_a_timer_beyond_all_clocks_is_never_due() -> None:
    from datetime import UTC, datetime, timedelta

    from workflows.engine.trial import due_at
    from workflows.expressions import YearsAndMonths

    late = datetime(9999, 12, 30, tzinfo=UTC)
    assert due_at(timedelta(days=9), late) == due_at(YearsAndMonths(9), late) == datetime.max.replace(tzinfo=UTC)


def test_values_are_plain() -> None:
    from datetime import date, timedelta
    from decimal import Decimal

    from workflows.engine import Cycle

    given = {"a": Decimal("1.50"), "b": Decimal(2), "c": date(2026, 1, 2), "d": [timedelta(days=3)], "e": None}
    assert plain(given) == {"a": 1.5, "b": 2, "c": "2026-01-02", "d": ["P3D"], "e": None}
    assert plain(Cycle(3, timedelta(days=1))) == "R3/P1D"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    called = Drawing("q").chain("start_q", "b", "end_q")
    (tmp_path / "p.bpmn").write_bytes(p().call("c", "q").timer("t", "P1D").chain("start", "c", "t", "end").xml())
    (tmp_path / "q.bpmn").write_bytes(called.xml())
    (tmp_path / "bad.bpmn").write_bytes(p().node("scriptTask", "s").chain("start", "s", "end").xml())
    words = [
        str(tmp_path / "p.bpmn"),
        "--trace",
        "--answers",
        '{"b": {"x": 1.5}}',
        "--clock",
        "PT20H",
        "--clock",
        "P1D",
    ]
    monkeypatch.setattr("sys.argv", ["duecourse", "run", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code
    trace = json.loads(capsys.readouterr().out)
    assert (trace["verdict"], trace["ended"], trace["data"]) == ("accepted", True, {"x": 1.5})
    assert trace["clock"] == "2026-01-02T00:00:00+00:00"
    for words, code in (
        ([str(tmp_path / "bad.bpmn"), "--trace"], 1),
        ([str(tmp_path / "q.bpmn"), "--data", "[]"], 1),
        ([str(tmp_path / "q.bpmn"), "--data", "{"], 1),
        ([str(tmp_path / "q.bpmn"), "--data", '{"x": NaN}'], 1),
        ([str(tmp_path / "q.bpmn"), "--data", '{"x": ' + "[" * 100_000], 1),
        ([str(tmp_path / "q.bpmn"), "--clock", "tomorrow"], 1),
        ([str(tmp_path / "q.bpmn"), "--clock", "P99Y"], 1),
        ([str(tmp_path / "q.bpmn"), "--data", "@nowhere.json"], 1),
        ([str(tmp_path / "q.bpmn")], 0),
    ):
        monkeypatch.setattr("sys.argv", ["duecourse", "run", *words])
        with pytest.raises(SystemExit) as left:
            main()
        assert (left.value.code or 0) == code
        said_here = capsys.readouterr()
        assert (said_here.out + said_here.err).strip()
        assert "Traceback" not in said_here.err
