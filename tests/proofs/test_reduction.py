"""The smaller net: small where branches run side by side, and the same in what one looks at."""

import pytest

from tests.engine.drawing import Drawing, several
from tests.proofs.proving import HANDLERS, ON, graphs, law, net, proof
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.proof import prove
from workflows.proofs.reduction import reduced
from workflows.proofs.states import explore


def branches(count: int, steps: int = 5) -> Drawing:
    p = Drawing("p").parallel("fork", "join").start().end().chain("start", "fork").chain("join", "end")
    for branch in range(count):
        p.chain("fork", *(f"u{branch}x{step}" for step in range(steps)), "join")
    return p


@pytest.mark.parametrize("count", [4, 10])
def test_branches_side_by_side_are_not_stepped_through_in_all_combinations(count: int) -> None:
    made = net(branches(count))
    assert len(explore(reduced(made, lambda _: False, safe=True), 1000).markings) <= 4
    seen = reduced(made, lambda each: each.label in {"u0x1", "u1x3"})
    assert len(explore(seen, 1000).markings) < 30
    assert len(explore(made, 2000).markings) > 2000


def test_a_rule_over_ten_branches_is_settled() -> None:
    made = proof(branches(10), rules=law("before: u0x4, require: [u0x0]", "before: u1x0, require: [u0x4]"))
    assert not made.findings
    assert [each.outcome for each in made.verdicts] == ["PROVED", "BROKEN"]
    assert made.verdicts[1].path == ("start", "fork", "u1x0")


def test_two_tokens_that_meet_are_seen_in_the_smaller_net_too() -> None:
    p = Drawing("p").parallel("fork").xor("merge").start().end().chain("start", "fork").chain("merge", "a", "b", "end")
    for branch in ("u", "v"):
        p.chain("fork", branch, "merge")
    made = graphs(p)
    for reduce in (True, False):
        found = prove(made, "p", law(), Vocabulary(handlers=HANDLERS), ON, reduce=reduce).findings
        assert [each.kind for each in found] == ["tokens multiply"], reduce
    # A token on the way that leads round, while the other has not moved on.
    p = Drawing("p").xor("again").parallel("fork").user("slow", "wait").start().end()
    p.chain("start", "again", "fork", "slow", "end").chain("fork", "wait", "again")
    assert "tokens multiply" in {each.kind for each in proof(p, rules=law()).findings}


def test_a_hold_may_still_begin_between_what_is_passed_at_once() -> None:
    p = Drawing("p").chain("start", "write", "other", "end")
    made = proof(p, rules=law("after: x_began, expect: [write]")).verdicts[0]
    assert made.outcome == "BROKEN"
    assert proof(p, rules=law("after: write, expect: [x_ended]")).verdicts[0].outcome == "BROKEN"


def test_a_choice_is_not_made_early_where_a_gateway_waits_for_one_of_its_ways() -> None:
    p = Drawing("p").parallel("f").inclusive("j").xor("m").xor("g", "e").user("a", "b", "c", "after").start().end()
    p.chain("start", "f", "a", "m", "j", "after", "end").chain("f", "b", "g").flow("g", "m", "y")
    p.flow("g", "c", ident="e").flow("c", "j")
    made = graphs(p)
    for reduce in (True, False):
        rules = law("never: [c], between: [[after], [claim]]")
        (found,) = prove(made, "p", rules, Vocabulary(handlers=HANDLERS), ON, reduce=reduce).verdicts
        assert found.outcome == "BROKEN", reduce
        assert sorted(found.path) == sorted(("start", "f", "a", "m", "j", "after", "b", "g", "c")), (reduce, found)


def test_of_several_instances_one_may_go_one_way_and_another_the_other() -> None:
    called = Drawing("q").start("start_q").xor("g", "d").user("a", "b").end("end_q").end("end_r")
    called.chain("start_q", "g").flow("g", "a", "x").flow("g", "b", ident="d").flow("a", "end_q").flow("b", "end_r")
    p = Drawing("p").call("c", "q", several("2")).chain("start", "c", "end")
    assert proof(p, called, rules=law("exclusive: [a, b]")).verdicts[0].outcome == "BROKEN"
