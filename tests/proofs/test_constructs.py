"""Each construct of a diagram, as the net does it: one rule that tells right from wrong."""

import pytest

from tests.engine.drawing import Drawing, again_while, several
from tests.proofs.proving import graphs, law, proof, unsound, verdict
from workflows.diagrams.graph import Graph, Node
from workflows.proofs.compiling import NotProvable, compile_net

PROVED = ("PROVED", "")


def sub(ident: str, *chain: str) -> Drawing:
    return Drawing(ident, tag="subProcess").chain(f"start_{ident}", *chain, f"end_{ident}")


def called(ident: str, *chain: str) -> Drawing:
    return Drawing(ident).chain(f"start_{ident}", *chain, f"end_{ident}")


def test_a_called_process_is_put_in_at_each_place_where_it_is_called() -> None:
    p = Drawing("p").user("b").call("one", "q").call("two", "q").chain("start", "one", "b", "two", "end")
    q = called("q", "a")
    assert verdict(p, "before: b, require: [a]", q) == PROVED
    assert verdict(p, "before: two, require: [one]", q) == PROVED
    assert verdict(p, "at_most_once: a", q) == (
        "BROKEN",
        "start → one/start_q → one/a → one/end_q → b → two/start_q → two/a",
    )


def test_a_call_is_completed_when_all_inside_is_over() -> None:
    q = Drawing("q").start("start_q").parallel("f").user("a", "b").end("end_q").end("end_r")
    q.chain("start_q", "f", "a", "end_q").chain("f", "b", "end_r")
    p = Drawing("p").call("c", "q").user("d").chain("start", "c", "d", "end")
    assert verdict(p, "before: d, require: [a, b, c]", q) == PROVED


def test_a_terminate_end_ends_the_other_branches_of_its_scope_only() -> None:
    q = Drawing("q", tag="subProcess").start("start_q").parallel("f").user("a", "b").end("end_q").terminate("end_now")
    q.chain("start_q", "f", "a", "end_now").chain("f", "b", "end_q")
    p = Drawing("p").sub(q).user("d").chain("start", "q", "d", "end")
    assert verdict(p, "before: d, require: [a]") == PROVED, "only the end behind it ends the scope"
    assert verdict(p, "before: d, require: [b]")[0] == "BROKEN", "it may be cut off"
    assert verdict(p, "never: [a, b], between: [[d], [claim]]") == PROVED


def test_a_call_that_only_a_terminate_end_ends_is_no_call_that_never_ends() -> None:
    again = called("again", "asked")
    q = Drawing("q").start("start_q").parallel("f").user("a").call("w", "again", again_while("x = 1"))
    q.terminate("end_now").end("end_q").chain("start_q", "f", "a", "end_now").chain("f", "w", "end_q")
    p = Drawing("p").call("c", "q").user("d").chain("start", "c", "d", "end")
    assert unsound(p, q, again) == []
    assert verdict(p, "before: d, require: [a, c]", q, again) == PROVED
    assert verdict(p, "before: d, require: [asked]", q, again)[0] == "BROKEN", "nobody need have been asked"


def test_an_interrupting_event_leaves_nothing_of_its_activity_behind() -> None:
    p = Drawing("p").sub(sub("q", "a", "b")).on_timer("t", "q", "P1D").xor("m").user("c", "d").start().end()
    p.chain("start", "q", "m", "d", "end").chain("t", "c", "m")
    assert verdict(p, "never: [a, b], between: [[c], [claim]]") == PROVED
    assert verdict(p, "before: d, require: [[b, c]]") == PROVED
    assert verdict(p, "before: d, require: [b]") == ("BROKEN", "start → t → c → m → d")


def test_a_step_that_is_held_can_be_interrupted_before_it_opens() -> None:
    hold = "never: [c], between: [[x_began], [x_ended]]"
    p = Drawing("p").user("a", "c").on_timer("t", "a", "P1D").start().end().chain("start", "a", "end")
    assert verdict(p.chain("t", "c", "end_c"), hold, enforcement=["a"])[0] == "BROKEN"


def test_an_event_that_does_not_interrupt_goes_on_beside() -> None:
    p = Drawing("p").user("a", "c").start().end().on_timer("t", "a", "P1D", interrupting=False)
    p.chain("start", "a", "end").chain("t", "c", "end_c")
    assert verdict(p, "exclusive: [a, c]")[0] == "BROKEN"
    assert verdict(p, "at_most_once: c") == PROVED
    assert verdict(p, "never: [a], between: [[c], [claim]]") == ("BROKEN", "start → t → c → a")


@pytest.mark.parametrize("kind", ["message", "cycle"])
def test_messages_and_cycles_may_happen_again(kind: str) -> None:
    p = Drawing("p").user("a", "c").start().end()
    if kind == "message":
        p.on("t", "a", "message", "more", interrupting=False)
    else:
        p.on_timer("t", "a", "R3/P1D", "timeCycle", interrupting=False)
    p.chain("start", "a", "end").chain("t", "c", "end_c")
    assert verdict(p, "at_most_once: c") == ("BROKEN", "start → t → t → c → c")
    assert verdict(p, "after: c, expect: [a]")[0] == "BROKEN"


@pytest.mark.parametrize(
    ("loop", "none", "twice"),
    [
        (several("2"), False, True),
        (several("2", sequential=True), False, True),
        (several("n"), True, True),
        (several("items", item="i"), True, True),
        (again_while("again"), False, True),
        (again_while("again", test_before=True), True, True),
        ("", False, False),
    ],
)
@pytest.mark.parametrize("call", [False, True])
def test_how_often_a_looping_activity_is_done(loop: str, none: bool, twice: bool, call: bool) -> None:
    p, q = Drawing("p").user("d"), called("q", "a", "b")
    (p.call("c", "q", loop) if call else p.user("c", loop=loop)).chain("start", "c", "d", "end")
    others = (q,) if call else ()
    assert verdict(p, "before: d, require: [c]", *others)[0] == ("BROKEN" if none else "PROVED")
    assert verdict(p, "at_most_once: c", *others)[0] == ("BROKEN" if twice else "PROVED")
    if call:
        assert verdict(p, "before: b, require: [a]", q) == PROVED
        assert verdict(p, "never: [a, b], between: [[d], [claim]]", q) == PROVED


def test_instances_at_once_are_interleaved_and_instances_in_turn_are_not() -> None:
    sentence = "never: [a], between: [[a], [b]]"
    for sequential, outcome in ((False, "BROKEN"), (True, "PROVED")):
        p = Drawing("p").call("c", "q", several("2", sequential)).chain("start", "c", "end")
        assert verdict(p, sentence, called("q", "a", "b"))[0] == outcome


def test_an_event_gateway_takes_one_way() -> None:
    p = Drawing("p").choice_of_events("g").timer("t", "P1D").catches("m", "message", "x").user("a", "b")
    p.chain("start", "g", "t", "a", "end").chain("g", "m", "b", "end_b")
    assert verdict(p, "exclusive: [a, b]") == PROVED
    assert verdict(p, "after: a, expect: [b]") == ("BROKEN", "start → g → t → a → end")


def test_an_inclusive_gateway_takes_some_ways_and_its_join_waits_for_them() -> None:
    p = Drawing("p").inclusive("f", "d").inclusive("j").user("a", "b", "c", "after").start().end()
    p.chain("start", "f").flow("f", "a", "x").flow("f", "b", "y").flow("f", "c", ident="d")
    for step in ("a", "b", "c"):
        p.flow(step, "j")
    p.chain("j", "after", "end")
    assert verdict(p, "never: [a, b, c], between: [[after], [claim]]") == PROVED
    assert verdict(p, "before: after, require: [[a, b, c]]") == PROVED
    assert verdict(p, "exclusive: [a, b]")[0] == "BROKEN"
    assert verdict(p, "exclusive: [a, c]") == PROVED


def escalating(interrupting: bool) -> Drawing:
    q = Drawing("q", tag="subProcess").user("a", "b").throws("up", "escalation", "UP", "intermediateThrowEvent")
    q.chain("start_q", "a", "up", "b", "end_q")
    p = Drawing("p").user("c", "d").sub(q).on("e", "q", "escalation", "UP", interrupting=interrupting)
    return p.chain("start", "q", "d", "end").chain("e", "c", "end_c")


def test_an_escalation_goes_to_the_event_that_catches_it() -> None:
    assert verdict(escalating(False), "before: c, require: [a]") == PROVED
    assert verdict(escalating(False), "exclusive: [b, c]")[0] == "BROKEN"
    assert verdict(escalating(False), "before: d, require: [b]") == PROVED
    found = proof(escalating(True), rules=law("exclusive: [b, c]", "before: c, require: [a]"))
    assert [each.outcome for each in found.verdicts] == ["PROVED", "PROVED"]
    never = {element for each in found.findings for element in each.elements}
    assert never == {"q/b", "q/end_q", "d", "end"}, "it always escalates"


def test_a_signal_interrupts_what_waits_for_it_at_once() -> None:
    p = (
        Drawing("p")
        .parallel("f", "j")
        .user("a", "b", "c")
        .start()
        .end()
        .throws("go", "signal", "GO", "intermediateThrowEvent")
    )
    p.on("e", "b", "signal", "GO").xor("m")
    p.chain("start", "f", "a", "go", "j", "end").chain("f", "b", "m", "j").chain("e", "c", "m")
    assert verdict(p, "before: c, require: [a]") == PROVED
    assert verdict(p, "exclusive: [b, c]") == PROVED


def test_a_job_may_end_with_an_error_that_somebody_catches() -> None:
    p = Drawing("p").service("a", "later").user("c").on("e", "a", "error", "BAD").chain("start", "a", "end")
    p.chain("e", "c", "end_c")
    assert verdict(p, "exclusive: [a, c]") == PROVED
    assert verdict(p, "after: c, expect: [a]")[0] == "BROKEN"


def test_an_error_is_caught_by_the_innermost_activity_that_can() -> None:
    q = Drawing("q").start("start_q").service("a", "later").user("inner").end("end_q")
    q.on("e", "a", "error", None).chain("start_q", "a", "end_q").chain("e", "inner", "end_i")
    p = Drawing("p").call("s", "q").user("outer").on("o", "s", "error", "BAD").chain("start", "s", "end")
    p.chain("o", "outer", "end_o")
    made = compile_net(graphs(p, q), "p", ["now"])
    assert {each.path for each in made.transitions if each.element == "e" and each.consume} == {"s/e"}
    assert not [each for each in made.transitions if each.element == "o"], "the inner one catches all"


@pytest.mark.parametrize("kind", ["scriptTask", "sendTask", "complexGateway", "adHocSubProcess"])
def test_what_is_not_known_is_refused(kind: str) -> None:
    made = graphs(Drawing("p").chain("start", "a", "end"))["p"]
    nodes = {**made.nodes, "a": Node("a", kind)}
    with pytest.raises(NotProvable, match=f"Nothing can be proved about a \\({kind}\\)"):
        compile_net({"p": Graph("p", "p", nodes, made.flows)}, "p")


def test_a_called_process_that_is_not_there_or_calls_itself_is_refused() -> None:
    made = graphs(Drawing("p").chain("start", "a", "end"))["p"]
    for target, says in (("q", "which is not there"), ("p", "p → p")):
        nodes = {**made.nodes, "a": Node("a", "callActivity", called=target)}
        with pytest.raises(NotProvable, match=says):
            compile_net({"p": Graph("p", "p", nodes, made.flows)}, "p")


@pytest.mark.parametrize("kind", ["signal", "error", "escalation"])
def test_two_events_that_catch_the_same_are_refused(kind: str) -> None:
    p = Drawing("p").sub(sub("q", "a")).on("e", "q", kind, "X").on("f", "q", kind, "X").start()
    p.chain("start", "q", "end") if kind != "signal" else p.throws("end", kind, "X").chain("start", "q", "end")
    with pytest.raises(NotProvable, match="another event on q catches the same"):
        verdict(p.chain("e", "end_e").chain("f", "end_f"), "at_most_once: a")


def handled(interrupting: bool) -> Drawing:
    """b is done where the message comes, beside a or in its place."""
    p = Drawing("p").chain("start", "a", "end")
    h = Drawing("h", tag="subProcess")
    h.begins("told", h.event("message", "m"), interrupting).chain("told", "b", "end_h")
    return p.handler(h)


def test_an_event_sub_process_may_be_begun_at_any_time_and_again() -> None:
    assert verdict(handled(interrupting=False), "at_most_once: b")[0] == "BROKEN"
    assert verdict(handled(interrupting=False), "before: b, require: [a]")[0] == "BROKEN"
    assert verdict(handled(interrupting=True), "at_most_once: b") == PROVED
    assert unsound(handled(interrupting=False)) == []


def test_an_event_sub_process_may_be_begun_after_all_else_while_another_runs() -> None:
    """Then a is done, and b follows a; so it does not come before a on every way, nor is it done before the end."""
    p = Drawing("p").chain("start", "a", "end")
    for ident, step in (("h", "b"), ("k", "c")):
        h = Drawing(ident, tag="subProcess")
        h.begins(f"told_{ident}", h.event("message", ident), interrupting=False)
        p.handler(h.chain(f"told_{ident}", step, f"end_{ident}"))
    assert verdict(p, "exclusive: [b, c]")[0] == "BROKEN"
    assert verdict(p, "at_most_once: a") == PROVED


def test_of_several_starts_any_may_begin_it() -> None:
    p = Drawing("p")
    p.node("startEvent", "told", p.event("message", "m")).chain("start", "a", "b", "end").chain("told", "b")
    assert verdict(p, "before: b, require: [a]")[0] == "BROKEN"
    assert verdict(p, "at_most_once: b") == PROVED
    assert unsound(p) == []


def test_a_called_process_begins_at_its_plain_start_alone() -> None:
    q = Drawing("q")
    q.node("startEvent", "told", q.event("message", "m")).chain("start_q", "a", "b", "end_q").chain("told", "b")
    p = Drawing("p").call("c", "q").chain("start", "c", "end")
    assert verdict(p, "before: b, require: [a]", q) == PROVED


def enough(wanted: int) -> Drawing:
    """c follows once so many of a and b are done."""
    condition = f"<bpmn:activationCondition>activationCount &gt;= {wanted}</bpmn:activationCondition>"
    p = Drawing("p").parallel("f").user("a", "b", "c").node("complexGateway", "g", condition).start().end()
    return p.chain("start", "f", "a", "g", "c", "end").chain("f", "b", "g")


def test_a_complex_gateway_waits_for_enough_and_no_more() -> None:
    assert verdict(enough(1), "before: c, require: [a]")[0] == "BROKEN"
    assert verdict(enough(2), "before: c, require: [a]") == PROVED
    assert verdict(enough(1), "before: c, require: [[a, b]]") == PROVED
    for wanted in (1, 2):
        assert verdict(enough(wanted), "at_most_once: c") == PROVED
        assert unsound(enough(wanted)) == []


def test_a_condition_may_become_true_at_any_time_or_never() -> None:
    p = Drawing("p").user("a", "b").start().end().end("end_b")
    p._boundary("c", "a", p.condition("x = 1"), interrupting=True).chain("start", "a", "end").chain("c", "b", "end_b")
    assert verdict(p, "before: b, require: [a]")[0] == "BROKEN"
    assert verdict(p, "exclusive: [a, b]") == PROVED
    assert unsound(p) == []


def test_a_complex_gateway_to_which_one_way_comes_round() -> None:
    condition = "<bpmn:activationCondition>activationCount &gt;= 1</bpmn:activationCondition>"
    p = Drawing("p").user("a", "b", "z").node("complexGateway", "g", condition).xor("k", "out").start().end()
    p.parallel("f").chain("start", "f", "a", "g", "z", "k").flow("k", "b", "again").chain("b", "g")
    p.flow("k", "end", ident="out").chain("f", "other", "end_o")
    assert verdict(p, "at_most_once: z") == PROVED


def test_what_comes_late_to_a_complex_gateway_may_be_the_last_that_is_done() -> None:
    condition = "<bpmn:activationCondition>activationCount &gt;= 1</bpmn:activationCondition>"
    p = Drawing("p").user("a", "b").node("complexGateway", "g", condition).xor("k", "out").start().end()
    p.chain("start", "g", "a", "k").flow("k", "b", "again").chain("b", "g").flow("k", "end", ident="out")
    assert unsound(p) == []
    assert verdict(p, "after: b, expect: [a]")[0] == "BROKEN", "it ends where b comes late"
