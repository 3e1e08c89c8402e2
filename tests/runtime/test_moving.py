"""A case is moved to another version where nothing can be lost or stand still, and nowhere else."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.engine.drawing import Drawing
from tests.runtime.conftest import Small
from tests.runtime.test_publishing import RULE
from workflows.db import table
from workflows.evidence import NewEntry, append, timeline
from workflows.evidence.kinds import Kind
from workflows.proofs.rules import Rules
from workflows.runtime.moving import (
    CannotBeMoved,
    NothingToMove,
    Preview,
    TooLateToTakeBack,
    move_case,
    preview,
    take_back,
)
from workflows.runtime.publishing import put_in_force
from workflows.runtime.reopening import TooLateToReopen, reopen
from workflows.runtime.tables import Instance, WorkItem


def publish(small: Small, drawn: Drawing | bytes) -> int:
    xml = drawn if isinstance(drawn, bytes) else drawn.xml()
    with small.runtime.db.write() as session:
        return put_in_force(small.runtime, session, "p", {"p.bpmn": xml}, "user:1", "user:2").number


def line(*steps: str) -> Drawing:
    return Drawing("p").user(*steps).chain("start", *steps, "end")


def opened(small: Small) -> int:
    with small.runtime.db.write() as session:
        case = small.runtime.open_case(session, "C-1", "A case", "user:1")
        small.runtime.start(session, case, "p", {}, "user:1")
    return case


def move(small: Small, case: int, number: int | None = None) -> list[Preview]:
    with small.runtime.db.write() as session:
        return move_case(small.runtime, session, case, "user:9", "The new version asks for less", number)


def looked_at(small: Small, case: int) -> Preview:
    with small.runtime.db.read() as session:
        (found,) = preview(small.runtime, session, case)
    return found


def items(small: Small, case: int) -> Mapping[str, str]:
    item = table(WorkItem)
    with small.runtime.db.read() as session:
        query = select(item.c.step, item.c.status).where(item.c.case_id == case)
        return {row.step: row.status for row in session.execute(query)}


def entries(small: Small, case: int) -> list[str]:
    with small.runtime.db.read() as session:
        return [each["kind"] for each in timeline(session, small.runtime.chain_of(session, case))]


def test_a_case_goes_on_in_the_other_version_from_where_it_stands(small: Small) -> None:
    publish(small, line("ask", "send"))
    case = opened(small)
    small.act(case, "ask")
    assert publish(small, line("ask", "send", "decide")) == 2
    seen = looked_at(small, case)
    assert ([each.element for each in seen.places], seen.against) == (["send"], ())
    move(small, case)
    small.act(case, "send")
    assert items(small, case) == {"ask": "completed", "send": "completed", "decide": "open"}
    small.act(case, "decide")
    with small.runtime.db.read() as session:
        instance = session.execute(select(table(Instance))).mappings().one()
    assert (instance["version_id"], instance["status"]) == (2, "completed")
    with small.runtime.db.read() as session:
        told = list(timeline(session, small.runtime.chain_of(session, case)))
    moved = next(each for each in told if each["kind"] == "version moved")
    assert (moved["procedure"], moved["before"], moved["after"], moved["actor"]) == ("p", 1, 2, "user:9")
    assert moved["content"]["places"] == ["send"]


def test_a_draft_of_other_questions_is_cleared_and_the_preview_says_so(small: Small) -> None:
    def form(title: str) -> bytes:
        return json.dumps({"properties": {"said": {"type": "string", "title": title}}}).encode()

    def put(title: str) -> None:
        drawn = Drawing("p").user("ask", properties={"form": "asked"}).chain("start", "ask", "end")
        files = {"p.bpmn": drawn.xml(), "forms/asked.json": form(title)}
        with small.runtime.db.write() as session:
            put_in_force(small.runtime, session, "p", files, "user:1", "user:2")

    small.runtime.vocabulary = replace(small.runtime.vocabulary, read_form=lambda name, content: {})
    put("What did they say?")
    case = opened(small)
    item = table(WorkItem)
    with small.runtime.db.write() as session:
        session.execute(update(item).values(draft={"said": "No"}))
    put("Do they agree?")
    (place,) = looked_at(small, case).places
    assert place.becomes == ("its form asked asks otherwise; what was drafted in it is cleared",)
    move(small, case)
    with small.runtime.db.read() as session:
        assert session.execute(select(item.c.draft)).scalar_one() is None


def test_what_the_rules_know_of_it_stays_known(small: Small) -> None:
    small.runtime.rules = Rules((RULE,))  # nothing is sent before somebody asked
    publish(small, line("ask", "extra", "send"))
    case = opened(small)
    small.act(case, "ask")
    publish(
        small,
        Drawing("p").user("ask", "extra", "send", "decide").chain("start", "ask", "extra", "send", "decide", "end"),
    )
    move(small, case)
    small.act(case, "extra")
    assert items(small, case)["send"] == "open"


def test_nothing_is_moved_where_nothing_is(small: Small) -> None:
    publish(small, line("ask"))
    case = opened(small)
    with pytest.raises(NothingToMove, match="on that version already"):
        move(small, case)
    with pytest.raises(NothingToMove, match="no version 7"):
        move(small, case, 7)
    with small.runtime.db.write() as session, pytest.raises(NothingToMove, match="not moved"):
        take_back(small.runtime, session, case, "user:9", "x")
    small.act(case, "ask")
    with pytest.raises(NothingToMove, match="No procedure runs"):
        move(small, case)


def boundary(drawn: Drawing) -> bytes:
    """With a time limit at ``ask``."""
    event = (
        '<bpmn:boundaryEvent id="late" attachedToRef="ask"><bpmn:extensionElements><spiffworkflow:properties>'
        '<spiffworkflow:property name="on_hold" value="run"/></spiffworkflow:properties></bpmn:extensionElements>'
        '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P5D</bpmn:timeDuration>'
        '</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="over"/>'
        '<bpmn:sequenceFlow id="late_over" sourceRef="late" targetRef="over"/></bpmn:process>'
    )
    return drawn.xml().replace(b"</bpmn:process>", event.encode())


def forked(*inside: str, behind: str = "") -> Drawing:
    """Two branches side by side: ``ask`` and then these, and ``send``; perhaps a step behind their meeting."""
    drawn = Drawing("p").user(*{"ask", "send", *inside, *([behind] if behind else [])})
    drawn.parallel("fork", "meet").chain("start", "fork", "ask", *inside, "meet")
    drawn.chain("fork", "send", "meet")
    return drawn.chain("meet", behind, "end") if behind else drawn.chain("meet", "end")


def forked_in_a_line(*steps: str) -> Drawing:
    """As many ways into the meeting as two branches have, and both steps on one of them."""
    drawn = Drawing("p").user(*steps).parallel("fork", "meet")
    return drawn.chain("start", "fork", *steps, "meet", "end").flow("fork", "meet")


CANNOT = {
    "the step is gone": (line("ask", "send"), line("send", "decide"), "“ask” is not there any more|ask is not there"),
    "an event came to it": (line("ask"), boundary(line("ask")), "other events at it"),
    "an event went": (boundary(line("ask")), line("ask"), "other events at it"),
    "it stands in a fork now": (line("ask", "send"), forked(), "between other forks and joins"),
    "it stands in a fork no more": (forked(), line("ask", "send"), "is not there any more|between other forks"),
    "a branch is one more": (
        forked(),
        Drawing("p").user("ask", "send", "decide").parallel("fork", "meet").chain("start", "fork", "ask", "meet", "end")
        .chain("fork", "send", "meet").chain("fork", "decide", "meet"),
        "other ways|between other forks",
    ),
    "it moved out of the branch": (
        forked("decide"),
        forked(behind="decide"),
        "between other forks and joins",
    ),
    "branches stand one behind the other now": (
        forked(),
        forked_in_a_line("ask", "send"),
        "would come to meet on other ways, and it would wait for ever",
    ),
    "a branch comes now on the way on which another has come": (
        forked(),
        forked_in_a_line("send", "ask"),
        "would come to meet on other ways, and it would wait for ever",
    ),
    "the machine does it now": (
        line("ask", "decide"),
        Drawing("p").service("ask", "send").user("decide").chain("start", "ask", "decide", "end"),
        "of another kind",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CANNOT)
def test_where_something_would_be_lost_it_is_refused_with_the_reason(small: Small, what: str) -> None:
    before, after, says = CANNOT[what]
    publish(small, before)
    case = opened(small)
    if what in {"it moved out of the branch", "a branch comes now on the way on which another has come"}:
        small.act(case, "ask")
    publish(small, after)
    was = entries(small, case)
    assert looked_at(small, case).against
    with pytest.raises(CannotBeMoved, match=says) as caught:
        move(small, case)
    assert "stays on version 1" in caught.value.sentence
    assert entries(small, case) == was


def test_branches_side_by_side_go_on_and_meet(small: Small) -> None:
    publish(small, forked())
    case = opened(small)
    small.act(case, "send")
    publish(small, forked("decide", behind="extra"))
    assert looked_at(small, case).against == ()
    move(small, case)
    for step in ("ask", "decide", "extra"):
        small.act(case, step)
    assert set(items(small, case).values()) == {"completed"}


def test_a_branch_that_has_come_to_the_meeting_is_not_parted_from_it(small: Small) -> None:
    """A step drawn between it and the meeting would be waited for, and nobody would ever do it."""
    publish(small, forked())
    case = opened(small)
    small.act(case, "send")
    drawn = Drawing("p").user("ask", "send", "decide").parallel("fork", "meet").chain("start", "fork", "ask", "meet")
    publish(small, drawn.chain("fork", "send", "decide", "meet").chain("meet", "end"))
    with pytest.raises(CannotBeMoved, match="from which a branch of the case has come"):
        move(small, case)


def test_a_time_that_runs_stays_due_when_it_is_due(small: Small) -> None:
    publish(small, boundary(line("ask")))
    case = opened(small)
    publish(small, boundary(line("ask", "send")).replace(b">P5D<", b">P50D<"))
    seen = looked_at(small, case)
    assert [(step, f"{at:%Y-%m-%d}") for step, at in seen.due] == [("late", "2026-03-08")]
    assert any("the one that runs stays as it is" in each for place in seen.places for each in place.becomes)
    move(small, case)
    assert looked_at_due(small, case) == "2026-03-08"


def looked_at_due(small: Small, case: int) -> str:
    publish(small, boundary(line("ask", "send", "decide")))
    return f"{looked_at(small, case).due[0][1]:%Y-%m-%d}"


def test_it_is_taken_back_until_something_happens(small: Small) -> None:
    publish(small, line("ask", "send"))
    case = opened(small)
    publish(small, line("ask", "decide"))
    move(small, case)
    with small.runtime.db.write() as session:
        take_back(small.runtime, session, case, "user:9", "The wrong case")
    with small.runtime.db.write() as session, pytest.raises(TooLateToTakeBack):
        take_back(small.runtime, session, case, "user:9", "Twice")
    small.act(case, "ask")
    assert items(small, case) == {"ask": "completed", "send": "open"}
    assert entries(small, case).count("version moved") == 2


def test_a_look_and_a_click_that_was_refused_are_nothing_that_happened(small: Small) -> None:
    publish(small, line("ask", "send"))
    case = opened(small)
    publish(small, line("ask", "decide"))
    move(small, case)
    with small.runtime.db.write() as session:
        told = [NewEntry(kind, "user:8", "ask") for kind in (Kind.CASE_LOOKED_AT, Kind.ACT_REFUSED)]
        append(session, small.runtime.chain_of(session, case), told, small.runtime.clock)
    with small.runtime.db.write() as session:
        take_back(small.runtime, session, case, "user:9", "The wrong case")
    small.act(case, "ask")
    assert items(small, case) == {"ask": "completed", "send": "open"}


def test_once_something_has_happened_it_is_not_taken_back(small: Small) -> None:
    publish(small, line("ask", "send"))
    case = opened(small)
    publish(small, line("ask", "decide"))
    move(small, case)
    small.act(case, "ask")
    with small.runtime.db.write() as session, pytest.raises(TooLateToTakeBack, match="something has happened"):
        take_back(small.runtime, session, case, "user:9", "Too late")
    assert items(small, case)["decide"] == "open"


def test_a_step_from_before_the_move_is_not_opened_again(small: Small) -> None:
    publish(small, line("ask", "send"))
    case = opened(small)
    small.act(case, "ask")
    publish(small, line("ask", "send", "decide"))
    move(small, case)
    item = table(WorkItem)
    with small.runtime.db.read() as session:
        task = session.execute(select(item.c.task_id).where(item.c.step == "ask")).scalar_one()
    with small.runtime.db.write() as session, pytest.raises(TooLateToReopen, match="moved to another version"):
        reopen(small.runtime, session, task, "user:9", "a wrong click")
