"""What is examined is what will run: a procedure's own forms, its facts, its people; and what came before it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.forms import Form
from tests.engine.drawing import Drawing
from tests.runtime.conftest import Small
from tests.runtime.test_publishing import RULE, files, refused
from workflows.clock import london_date
from workflows.engine import LintFailed
from workflows.engine.procedure import DecisionTwice
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.proofs.automata import AtMostOnce, Before, ByDifferentPerson, Never
from workflows.proofs.declarations import DeclarationUnreadable
from workflows.proofs.rules import Rule, Rules
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.examining import examine_files
from workflows.runtime.guard import guard_of
from workflows.runtime.publishing import put_in_force
from workflows.runtime.reopening import TooLateToReopen, reopen

SHORTCUT = {"rules.yaml": b"facts: {urgent: [false]}"}


def form(*fields: str) -> bytes:
    properties = {name: {"type": "boolean", "title": name.title(), "x-fact": True} for name in fields}
    return json.dumps({"type": "object", "properties": properties}).encode()


def with_forms(small: Small) -> None:
    """The small house reads forms as the whole one does."""
    vocabulary = replace(small.runtime.vocabulary, read_form=lambda name, content: Form.read(name, content).fact_types)
    small.runtime.vocabulary = small.runtime.procedures.vocabulary = vocabulary


def shortcut() -> bytes:
    """A form is filled in; in urgent cases nobody is asked before something is sent."""
    drawn = Drawing("new").user("extra", properties={"form": "extra"}).user("ask", "send").start().end()
    drawn.xor("which", "straight").xor("met").chain("start", "extra", "which")
    drawn.flow("which", "ask", "urgent = false").flow("which", "met", ident="straight")
    return drawn.chain("ask", "met", "send", "end").xml()


def test_a_form_of_the_procedure_that_asks_for_a_declared_fact_decides_nothing(small: Small) -> None:
    with_forms(small)
    small.runtime.rules = Rules((RULE,))
    harmless = {"new.bpmn": shortcut(), "forms/extra.json": form("other"), **SHORTCUT}
    assert not examine_files(small.runtime, "new", harmless).objections
    (objection,) = refused(small, harmless | {"forms/extra.json": form("urgent")})
    assert "send comes against it" in objection


def test_a_form_deeper_in_the_folder_is_another_form(small: Small) -> None:
    with_forms(small)
    small.runtime.rules = Rules((RULE,))
    asking = {"new.bpmn": shortcut(), "forms/extra.json": form("urgent"), **SHORTCUT}
    (objection,) = refused(small, asking | {"forms/more/extra.json": form("other")})
    assert "send comes against it" in objection
    with pytest.raises(LintFailed, match="extra"):
        examine_files(small.runtime, "new", {"new.bpmn": shortcut(), "forms/more/extra.json": form("other")})


def test_a_procedure_brings_the_forms_that_it_names(small: Small) -> None:
    with_forms(small)
    with pytest.raises(LintFailed, match="extra"):
        examine_files(small.runtime, "new", {"new.bpmn": shortcut()})
    for content in (b"not JSON", b"{}", b"[]", b'{"properties": 7}'):
        with pytest.raises(Refused, match="Form extra"):
            examine_files(small.runtime, "new", {"new.bpmn": shortcut(), "forms/extra.json": content})


def test_whoever_did_one_of_several_does_not_judge_them(small: Small) -> None:
    twice = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    drawn = Drawing("new").user("ask", loop=twice).user("decide", properties={"differs_from": "ask"})
    xml = {"new.bpmn": drawn.chain("start", "ask", "decide", "end").xml()}
    small.runtime.rules = Rules((Rule("four", "Other eyes.", "Act", ByDifferentPerson(("ask", "decide"))),))
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", xml, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        instance = small.runtime.start(session, case_id, "new", {}, "user:1")
    for who in ("user:1", "user:2"):
        with small.runtime.db.write() as session:
            running = small.runtime.running(session, instance)
            running.complete(running.execution.tasks()[0].task_id, {}, who, {})
            running.save()
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, instance)
        asked = {who: running.gate.rule(running.guard, "decide", who) for who in ("user:1", "user:2", "user:3")}
    assert asked == {
        "user:1": "Other eyes. (Act [to confirm])",
        "user:2": "Other eyes. (Act [to confirm])",
        "user:3": None,
    }


def test_a_step_is_not_taken_back_over_what_another_procedure_of_the_case_did(small: Small) -> None:
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", files("ask", "send"), "user:1", "user:2")
        other = {"other.bpmn": Drawing("other").user("extra").chain("start", "extra", "end").xml()}
        put_in_force(small.runtime, session, "other", other, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        first = small.runtime.start(session, case_id, "new", {}, "user:1")
        second = small.runtime.start(session, case_id, "other", {}, "user:1")
    tasks = {}
    for instance in (first, second):
        with small.runtime.db.write() as session:
            running = small.runtime.running(session, instance)
            tasks[instance] = running.execution.tasks()[0].task_id
            running.complete(tasks[instance], {}, "user:3", {})
            running.save()
    with small.runtime.db.write() as session, pytest.raises(TooLateToReopen, match="Another procedure of this case"):
        reopen(small.runtime, session, tasks[first], "user:9", "a wrong click")


def test_a_window_that_an_earlier_procedure_opened_is_told_though_nothing_here_opens_it(small: Small) -> None:
    """The rule does not concern the procedure that draws the act; the guard and the list of the night know better."""
    rule = Rule("shut", "Nothing is sent after that.", "s.1", Never(*map(frozenset, (["send"], ["extra"], ["note"]))))
    small.runtime.rules = Rules((rule,))
    other = {"other.bpmn": Drawing("other").user("extra").chain("start", "extra", "end").xml()}
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", files("ask", "send"), "user:1", "user:2")
        put_in_force(small.runtime, session, "other", other, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        small.runtime.start(session, case_id, "new", {}, "user:1")
        before = small.runtime.start(session, case_id, "other", {}, "user:1")
    day = small.clock.now().date()
    with small.runtime.db.read() as session:
        assert not list(threatened(small.runtime, session, small.runtime.rules, day))
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, before)
        running.complete(running.execution.tasks()[0].task_id, {}, "user:3", {})
        running.save()
    with small.runtime.db.read() as session:
        (told,) = threatened(small.runtime, session, small.runtime.rules, day)
    assert (told.case_id, told.rule.id, told.step, told.lacking) == (case_id, "shut", "send", ("note",))


def test_what_opens_while_a_step_is_opened_again_is_done_once_and_told_behind_it(small: Small) -> None:
    last = london_date(small.clock.now())
    first = Rule("first", "No note before a decision.", "s.1", Before("note", (frozenset({"decide"}),)), ends=last)
    once = Rule("once", "One note.", "s.2", AtMostOnce("note"))
    drawn = Drawing("new").user("ask", "extra", "decide").service("note", "note", "noted").parallel("fork", "join")
    drawn.chain("start", "fork", "ask", "extra", "join", "decide", "end").chain("fork", "note", "join")
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", {"new.bpmn": drawn.xml()}, "user:1", "user:2")
        small.runtime.rules = Rules((first, once))
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        running = small.runtime.running(session, small.runtime.start(session, case_id, "new", {}, "user:1"))
        (asked,) = running.execution.tasks()
        running.complete(asked.task_id, {}, "user:3", {})
        running.save()
    small.clock.move_to(small.clock.now() + timedelta(days=2))
    with small.runtime.db.write() as session:
        reopen(small.runtime, session, asked.task_id, "user:9", "a wrong click")
    with small.runtime.db.write() as session:
        told = list(timeline(session, small.runtime.chain_of(session, case_id)))
        kinds = [(each["kind"], each.get("step")) for each in told]
        running = small.runtime.running(session, running.id)
        assert kinds.index(("step reopened", "ask")) < max(
            at for at, each in enumerate(kinds) if each == ("step completed", "note")
        ), kinds
        assert guard_of(session, running.chain_id, small.runtime.rules) == running.guard


def test_a_version_that_is_lawful_by_its_facts_is_not_told_as_threatened(small: Small) -> None:
    with_forms(small)
    small.runtime.rules = Rules((RULE,))
    drawn = {"new.bpmn": shortcut(), "forms/extra.json": form("other"), **SHORTCUT}
    with small.runtime.db.write() as session:
        put_in_force(small.runtime, session, "new", drawn, "user:1", "user:2")
        case_id = small.runtime.open_case(session, "C-1", "", "user:1")
        small.runtime.start(session, case_id, "new", {"urgent": False}, "user:1")
    with small.runtime.db.read() as session:
        assert not list(threatened(small.runtime, session, small.runtime.rules, small.clock.now().date()))
        assert [case.id for case in follow_cases(session, small.runtime.rules)] == [case_id]


@pytest.mark.parametrize(
    "text",
    [
        "rules: [[a]]\nnot_applicable: []",
        "rules: {a: 1}",
        "rules: !!int ''",
        "facts: !!timestamp foo",
        "facts: !!float ''",
        "facts: {" + ", ".join(f"k{number}: [1]" for number in range(9_000)) + "}",
    ],
)
def test_hostile_declarations_get_a_sentence(small: Small, text: str) -> None:
    with pytest.raises(DeclarationUnreadable):
        examine_files(small.runtime, "new", files("ask", rules_yaml=text))


def test_one_decision_in_two_files_is_refused(small: Small) -> None:
    model = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
        '<decision id="one" name="one"><literalExpression><text>1</text></literalExpression></decision></definitions>'
    )
    with pytest.raises(DecisionTwice, match=r"b\.dmn: the decision one stands in another file too"):
        examine_files(small.runtime, "new", files("ask", a_dmn=model, b_dmn=model))
