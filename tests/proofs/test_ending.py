"""The end of a procedure comes at once: nothing happens between the last step and itself."""

from tests.engine.drawing import Drawing
from tests.proofs.proving import net, verdict
from workflows.proofs.ending import ending_at_once

OWED = "after: agree, expect: [begin], unless: [clear]"


def cleared(*behind: str) -> Drawing:
    """An agreement is made and begins, while somebody beside may clear the debt, which ends the case."""
    p = Drawing("p").user("agree").service("begin", "later").service("clear", "later").parallel("fork")
    p.start().terminate("end_agreed").terminate("end_cleared").catches("paid", "message", "paid").user(*behind)
    return p.chain("start", "fork", "agree", "begin", "end_agreed").chain(
        "fork", "paid", "clear", *behind, "end_cleared"
    )


def test_nobody_acts_between_the_last_step_and_the_end() -> None:
    assert verdict(cleared(), OWED) == ("PROVED", "")


def test_somebody_may_act_where_a_step_still_waits_before_the_end() -> None:
    path = "start → fork → paid → clear → agree → file → end_cleared"
    outcome, found = verdict(cleared("file"), OWED)
    assert (outcome, sorted(found.split(" → "))) == ("BROKEN", sorted(path.split(" → ")))


def test_a_gateway_before_the_end_may_stand_still_while_others_act() -> None:
    p = Drawing("p").user("agree").service("clear", "later").parallel("fork").xor("sure", "sure_not")
    p.start().end().terminate("end_cleared").catches("paid", "message", "paid").service("begin", "later")
    p.chain("start", "fork", "agree", "begin", "end").chain("fork", "paid", "clear", "sure")
    p.flow("sure", "paid", "more").flow("sure", "end_cleared", ident="sure_not")
    assert verdict(p, OWED)[0] == "BROKEN"


def test_the_path_ends_with_what_is_forbidden_and_not_with_the_end_behind_it() -> None:
    p = Drawing("p").user("a", "b").chain("start", "a", "b", "end")
    assert verdict(p, "before: b, require: [c]") == ("BROKEN", "start → a → b")


def test_where_branches_part_before_the_end_nothing_is_joined() -> None:
    p = Drawing("p").user("a", "b").parallel("part").terminate("stop").start().end()
    p.chain("start", "a", "part", "stop").chain("part", "b", "end")
    whole = net(p)
    assert [each.parts for each in ending_at_once(whole).transitions] == [each.parts for each in whole.transitions]
    assert verdict(p, "after: a, expect: [b]")[0] == "BROKEN"


def test_an_end_is_joined_to_each_step_that_leads_there() -> None:
    p = Drawing("p").user("a", "b").xor("one", "one_b").parallel("fork").start().terminate("stop").end()
    p.user("c").chain("start", "fork", "one").flow("one", "a", "x").flow("one", "b", ident="one_b")
    p.chain("a", "stop").chain("b", "stop").chain("fork", "c", "end")
    whole = net(p)
    joined = [each for each in ending_at_once(whole).transitions if len(each.parts) > 1]
    assert [each.label for each in joined] == ["a", "b"]
    assert all(whole.transitions[each.parts[1]].path == "stop" for each in joined)
