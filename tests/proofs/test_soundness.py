"""What is unsound, drawn by hand; and that what looks alike but is sound is not refused."""

import pytest

from tests.engine.drawing import Drawing, several
from tests.proofs.proving import proof, unsound
from workflows.proofs.rules import Rules


def inside(ident: str, *chain: str) -> Drawing:
    return Drawing(ident, tag="subProcess").chain(f"start_{ident}", *chain, f"end_{ident}")


def fork(p: Drawing, split: str, join: str, *branches: str) -> Drawing:
    for branch in branches:
        p.chain(split, branch, join)
    return p


def test_a_straight_procedure_is_sound() -> None:
    assert unsound(Drawing("p").chain("start", "a", "b", "end")) == []


def test_an_exclusive_gateway_where_a_parallel_join_was_meant() -> None:
    p = Drawing("p").parallel("fork").xor("join").user("a", "b", "c").start().end()
    fork(p.chain("start", "fork").chain("join", "c", "end"), "fork", "join", "a", "b")
    found = proof(p, rules=Rules()).findings
    assert [(each.kind, each.elements) for each in found] == [("tokens multiply", ("c",))] or found[0].elements == (
        "join",
    )
    assert found[0].path[0] == "start"
    assert "parallel gateway" in found[0].sentence


def test_a_parallel_join_where_an_exclusive_one_was_meant() -> None:
    p = Drawing("p").xor("choice", "d").parallel("join").user("a", "b").start().end()
    p.chain("start", "choice").flow("choice", "a", "x").flow("choice", "b", ident="d")
    p.chain("a", "join", "end").flow("b", "join")
    found = proof(p, rules=Rules()).findings
    assert [(each.kind, each.elements) for each in found] == [("cannot end", ("join",))]
    assert "waits at join" in found[0].sentence


def test_the_right_gateways_are_sound() -> None:
    p = Drawing("p").parallel("fork", "join").user("a", "b").start().end().chain("start", "fork").chain("join", "end")
    assert unsound(fork(p, "fork", "join", "a", "b")) == []
    p = Drawing("p").inclusive("fork", "d").inclusive("join").user("a", "b").start().end()
    p.chain("start", "fork").chain("join", "end").flow("fork", "a", "x").flow("fork", "b", ident="d")
    assert unsound(p.flow("a", "join").flow("b", "join")) == []


def test_a_join_on_a_loop_is_sound() -> None:
    p = Drawing("p").xor("again").parallel("fork", "join").xor("choice", "d").user("a", "b").start().end()
    p.chain("start", "again", "fork")
    fork(p, "fork", "join", "a", "b").chain("join", "choice").flow("choice", "again", "x").flow(
        "choice", "end", ident="d"
    )
    assert unsound(p) == []


def test_a_breathing_space_put_on_a_parallel_branch_multiplies_tokens() -> None:
    p = (
        Drawing("p")
        .xor("check")
        .xor("bs", "d")
        .parallel("bsfork")
        .user("look", "pause", "claim")
        .start()
        .end()
        .end("bsend")
    )
    p.chain("start", "check", "look", "bs").flow("bs", "bsfork", "x").flow("bs", "claim", ident="d").chain(
        "claim", "end"
    )
    p.chain("bsfork", "pause", "bsend").flow("bsfork", "check")
    assert unsound(p)[0][0] == "tokens multiply"


def test_what_runs_beside_an_activity_is_sound_also_when_it_happens_often() -> None:
    p = Drawing("p").user("a").start().end()
    p.on("b", "a", "message", "more", interrupting=False).chain("start", "a", "end").chain("b", "c", "end_b")
    assert unsound(p) == []
    p = Drawing("p").xor("again").xor("choice", "d").user("a").start().end()
    p.on_timer("b", "a", "P1D", interrupting=False).chain("start", "again", "a", "choice").chain("b", "c", "end_b")
    assert unsound(p.flow("choice", "again", "x").flow("choice", "end", ident="d")) == []


def test_a_reminder_that_runs_into_the_main_way_does_it_twice() -> None:
    p = Drawing("p").user("a", "c").xor("merge").start().end()
    p.on_timer("b", "a", "P1D", interrupting=False).chain("start", "a", "merge", "c", "end").flow("b", "merge")
    assert unsound(p)[0][0] == "tokens multiply"


def test_an_interrupting_event_takes_everything_inside_along() -> None:
    q = Drawing("q", tag="subProcess").start("start_q").parallel("fork", "join").end("end_q").user("a", "b")
    fork(q.chain("start_q", "fork").chain("join", "end_q"), "fork", "join", "a", "b")
    p = Drawing("p").start().end().xor("merge").sub(q).on_timer("t", "q", "P1D").chain("start", "q", "merge", "end")
    assert unsound(p.chain("t", "c", "merge")) == []


def test_a_scope_waits_until_all_its_tokens_are_gone() -> None:
    q = Drawing("q", tag="subProcess").start("start_q").parallel("fork").end("end_q").end("end_r").user("a", "b")
    q.chain("start_q", "fork", "a", "end_q").chain("fork", "b", "end_r")
    p = Drawing("p").start().end().sub(q).chain("start", "q", "after", "end")
    assert unsound(p) == []


@pytest.mark.parametrize("loop", [several("2"), several("2", sequential=True), several("n")])
def test_calls_that_run_several_times_are_sound(loop: str) -> None:
    called = Drawing("q").start("start_q").parallel("fork", "join").end("end_q").user("a", "b")
    fork(called.chain("start_q", "fork").chain("join", "end_q"), "fork", "join", "a", "b")
    assert unsound(Drawing("p").call("c", "q", loop=loop).chain("start", "c", "end"), called) == []


def signalling(throw_first: bool) -> Drawing:
    p = Drawing("p").start().end().parallel("fork", "join").throws("go", "signal", "GO", "intermediateThrowEvent")
    p.catches("wait", "signal", "GO").chain("start", "fork").chain("join", "end")
    if throw_first:
        return p.chain("fork", "go", "join").chain("fork", "late", "wait", "join")
    return p.chain("fork", "wait", "join").chain("fork", "ask", "go", "join")


def test_a_signal_that_comes_too_early_is_waited_for_for_ever() -> None:
    assert ("cannot end", ("join", "wait")) in unsound(signalling(throw_first=True))


def test_a_signal_reaches_only_what_waits_at_that_moment() -> None:
    # As the engine runs, `wait` waits before anybody can ask; the net knows nothing of that order.
    assert unsound(signalling(throw_first=False)) in ([], [("cannot end", ("join", "wait"))])


def test_an_event_that_never_comes_is_told() -> None:
    p = Drawing("p").user("a").start().on("b", "a", "signal", "LATE").throws("end", "signal", "LATE")
    p.chain("start", "a", "end")  # it is thrown when nobody waits for it any more
    assert unsound(p.chain("b", "c", "end_b")) == [("never happens", ("b", "c", "end_b"))]


def test_an_error_end_goes_to_the_boundary_event_that_catches_it() -> None:
    q = Drawing("q", tag="subProcess").start("start_q").xor("g", "d").end("end_q").throws("bad", "error", "BAD")
    q.chain("start_q", "g").flow("g", "bad", "x").flow("g", "end_q", ident="d")
    p = (
        Drawing("p")
        .start()
        .end()
        .sub(q)
        .on("b", "q", "error", "BAD")
        .chain("start", "q", "end")
        .chain("b", "c", "end_b")
    )
    assert unsound(p) == []


def test_an_error_that_ends_one_branch_ends_the_others() -> None:
    q = Drawing("q", tag="subProcess").start("start_q").parallel("f").end("end_q").throws("bad", "error", "BAD")
    q.chain("start_q", "f", "a", "bad").chain("f", "b", "end_q")
    p = (
        Drawing("p")
        .start()
        .end()
        .sub(q)
        .on("e", "q", "error", "BAD")
        .chain("start", "q", "end")
        .chain("e", "c", "end_b")
    )
    assert unsound(p) == [("never happens", ("end",))], "the error always comes before all branches are done"


def test_what_is_too_large_is_not_settled() -> None:
    p = Drawing("p").parallel("fork", "join").start().end().chain("start", "fork").chain("join", "end")
    for number in range(8):
        p.user(u := f"u{number}").on_timer(f"b{number}", u, "P1D", interrupting=False)
        p.chain("fork", u, "join").chain(f"b{number}", f"v{number}", f"end{number}")
    assert [kind for kind, _ in [(e.kind, e.elements) for e in proof(p, rules=Rules(), most=50).findings]] == [
        "not settled"
    ]


def test_a_fork_on_a_loop_without_a_join_is_told_as_such() -> None:
    p = Drawing("p").xor("m").parallel("f").xor("g", "d").user("a", "b").start().end().chain("start", "m", "f", "a")
    p.chain("a", "g").flow("g", "m", "x").flow("g", "end", ident="d").chain("f", "b", "end")
    (found,) = proof(p, rules=Rules()).findings
    assert found.kind == "tokens multiply"
    assert "f parts the flow on a loop" in found.sentence


def test_a_fork_on_a_loop_that_never_ends_is_told_as_such() -> None:
    p = Drawing("p").inclusive("m").parallel("f").user("a", "b").start().end().xor("g", "d")
    p.chain("start", "m", "f", "a", "m").chain("f", "b", "g").flow("g", "m", "x").flow("g", "end", ident="d")
    (found,) = proof(p, rules=Rules()).findings
    assert (found.kind, found.elements) == ("tokens multiply", ("f",))
    assert "parts the flow on a loop" in found.sentence


def test_a_joined_fork_on_a_loop_is_not_blamed_for_what_another_does() -> None:
    p = Drawing("p").xor("m").parallel("f", "j", "k").user("a", "b", "c").xor("n").start().end()
    p.chain("start", "k", "m", "f", "a", "j").chain("f", "b", "j").xor("g", "d").chain("j", "g")
    p.flow("g", "m", "x").flow("g", "n", ident="d").chain("k", "c", "n").user("u").chain("n", "u", "end")
    (found,) = proof(p, rules=Rules()).findings
    assert found.elements == ("u",)
    assert "Draw a parallel gateway" in found.sentence


def beside(join: str) -> Drawing:
    """An event that does not interrupt, and what it begins, led to the way of its activity."""
    p = Drawing("p").user("a", "b", "after").node(join, "j").start().end()
    p.on_timer("late", "a", "P1D", interrupting=False)
    return p.chain("start", "a", "j", "after", "end").chain("late", "b", "j")


def test_the_advice_for_what_an_event_begins_beside_does_not_lead_into_a_dead_end() -> None:
    (found,) = proof(beside("exclusiveGateway"), rules=Rules()).findings
    assert found.kind == "tokens multiply"
    assert "inclusive gateway" in found.sentence
    assert "Draw a parallel" not in found.sentence
    assert [each.kind for each in proof(beside("parallelGateway"), rules=Rules()).findings] == ["cannot end"]
    assert proof(beside("inclusiveGateway"), rules=Rules()).findings == ()
