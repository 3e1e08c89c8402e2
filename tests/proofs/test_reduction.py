"""The smaller net: small where branches run side by side, and the same in what one looks at."""

import pytest

from tests.engine.drawing import Drawing
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
