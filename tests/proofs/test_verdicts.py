"""Each sentence over whole diagrams: proved, broken with the shortest path, not exercised, not settled."""

import pytest

from tests.engine.drawing import Drawing
from tests.proofs.proving import HANDLERS, ON, law, proof, verdict
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import compile_procedure
from workflows.proofs.proof import prove
from workflows.proofs.rules import Rule, Rules

PROVED = ("PROVED", "")
Z = "before: claim, require: [serve, wait], in_order: true, since: [withdraw]"


def straight(*steps: str) -> Drawing:
    return Drawing("p").chain("start", *steps, "end")


def choice(p: Drawing, gateway: str, **ways: str) -> Drawing:
    """An exclusive gateway: target → condition; ``default`` names the target of the default."""
    default = ways.pop("default")
    p.xor(gateway, f"{gateway}_default")
    for target, condition in ways.items():
        p.flow(gateway, target, condition)
    return p.flow(gateway, default, ident=f"{gateway}_default")


def possession(again: str = "serve") -> Drawing:
    p = Drawing("p").user("serve", "wait", "withdraw", "claim").start().end().xor("join")
    choice(p, "valid", withdraw="valid = false", default="claim")
    if again == "serve":
        p.chain("start", "join", "serve", "wait", "valid").flow("withdraw", "join").flow("claim", "end")
    else:
        p.chain("start", "serve", "wait", "join", "valid").flow("withdraw", "join").flow("claim", "end")
    return p


def test_before_is_proved_round_a_loop_that_serves_again() -> None:
    assert verdict(possession(), Z) == PROVED


def test_a_withdrawn_notice_no_longer_counts() -> None:
    path = "start → serve → wait → join → valid → withdraw → join → valid → claim"
    assert verdict(possession("valid"), Z) == ("BROKEN", path)
    assert verdict(possession("valid"), "before: claim, require: [serve, wait]") == PROVED


def test_the_shortcut_round_a_requirement_is_shown() -> None:
    p = Drawing("p").user("serve", "wait", "claim", "read").start().end().xor("join")
    choice(p, "urgent", join="urgent", default="read")
    p.chain("start", "urgent").chain("read", "serve", "wait", "join", "claim", "end")
    assert verdict(p, "before: claim, require: [serve]") == ("BROKEN", "start → urgent → join → claim")
    assert verdict(p, "before: wait, require: [[serve, withdraw]]") == PROVED


def test_facts_that_nothing_changes_decide_conditions_together() -> None:
    p = Drawing("p").user("serve", "claim", "read").start().end().xor("join").xor("again")
    choice(p, "urgent", join="urgent", default="serve")
    choice(p, "still", read="urgent", default="claim")
    p.chain("start", "urgent").chain("serve", "join", "still").chain("read", "again", "end").flow("claim", "again")
    assert verdict(p, "before: claim, require: [serve]")[0] == "BROKEN"
    assert verdict(p, "before: claim, require: [serve]", facts={"urgent": [True, False]}) == PROVED
    found = proof(p, rules=law("before: read, require: [serve]"), facts={"urgent": [False, True]}).verdicts[0]
    assert (found.outcome, found.facts) == ("BROKEN", {"urgent": True})


def test_a_fact_that_a_step_may_change_decides_nothing_and_it_is_said() -> None:
    p = Drawing("p").user("serve", "claim").service("look", "now").start().end().xor("join")
    choice(p, "urgent", join="urgent", default="serve")
    p.chain("start", "look", "urgent").chain("serve", "join", "claim", "end")
    made = proof(p, rules=law("before: claim, require: [serve]"), facts={"urgent": [False]})
    assert made.verdicts[0].outcome == "BROKEN"
    assert "urgent decides nothing: look has no result variable" in made.notes[0]


def test_a_fact_among_the_outputs_of_a_service_task_decides_nothing() -> None:
    given = (
        '<spiffworkflow:serviceTaskOperator id="op.now" resultVariable="found"><spiffworkflow:outputs>'
        '<spiffworkflow:output id="{}" value="true"/></spiffworkflow:outputs></spiffworkflow:serviceTaskOperator>'
    )
    outcomes = []
    for name in ("urgent", "other"):
        p = Drawing("p").user("serve", "claim").start().end().xor("join")
        p.node("serviceTask", "look", p._extensions(given.format(name)))
        choice(p, "urgent", join="urgent", default="serve")
        p.chain("start", "look", "urgent").chain("serve", "join", "claim", "end")
        outcomes.append(verdict(p, "before: claim, require: [serve]", facts={"urgent": [False]})[0])
    assert outcomes == ["BROKEN", "PROVED"]


def test_too_many_facts_go_either_way_and_it_is_said() -> None:
    p = Drawing("p").user("serve", "claim").start().end().xor("join")
    choice(p, "urgent", join="a and b", default="serve")
    p.chain("start", "urgent").chain("serve", "join", "claim", "end")
    many = {"a": [False], "b": list(range(65))}
    made = proof(p, rules=law("before: claim, require: [serve]"), facts=many)
    assert made.verdicts[0].outcome == "BROKEN"
    assert "65 combinations" in made.notes[0]


def test_what_is_expected_must_come_before_the_end() -> None:
    sentence = "after: serve, expect: [certify], unless: [stop]"
    assert verdict(straight("serve", "certify"), sentence) == PROVED
    assert verdict(straight("serve", "stop"), sentence) == PROVED
    found = proof(straight("certify", "serve"), rules=law(sentence)).verdicts[0]
    assert found.path == ("start", "certify", "serve", "end")
    assert "can end without certify" in found.sentence
    p = Drawing("p").user("serve", "certify").start().end().end("end_early")
    choice(p, "paid", end_early="paid", default="certify").chain("start", "serve", "paid").chain("certify", "end")
    assert verdict(p, sentence) == ("BROKEN", "start → serve → paid → end_early")


def test_a_terminate_end_may_cut_off_what_is_owed() -> None:
    p = Drawing("p").user("serve", "certify", "stop").parallel("fork").start().end().terminate("end_now")
    p.chain("start", "fork", "serve", "certify", "end").chain("fork", "stop", "end_now")
    outcome, path = verdict(p, "after: serve, expect: [certify]")
    assert (outcome, sorted(path.split(" → "))) == ("BROKEN", ["end_now", "fork", "serve", "start", "stop"])


def test_at_most_once() -> None:
    p = Drawing("p").user("claim", "strike").start().end().xor("join")
    choice(p, "again", strike="again", default="end")
    p.chain("start", "join", "claim", "again").flow("strike", "join")
    assert verdict(p, "at_most_once: claim, since: [strike]") == PROVED
    assert verdict(p, "at_most_once: claim") == ("BROKEN", "start → join → claim → again → strike → join → claim")
    assert verdict(straight("claim"), "at_most_once: claim") == PROVED


def test_what_is_done_by_two_at_once_is_done_twice() -> None:
    p = Drawing("p").user("claim").start().end()
    p.sub(Drawing("s", tag="subProcess").chain("start_s", "note", "end_s"))
    p.on("b", "s", "message", "more", interrupting=False).chain("start", "s", "end").chain("b", "claim", "end_b")
    assert verdict(p, "at_most_once: claim") == ("BROKEN", "start → b → b → claim → claim")


def test_exclusive() -> None:
    p = Drawing("p").user("evict", "write_off").start().end().xor("join")
    choice(p, "paid", evict="paid", default="write_off")
    p.chain("start", "paid").chain("evict", "join", "end").flow("write_off", "join")
    assert verdict(p, "exclusive: [evict, write_off]") == PROVED
    assert verdict(straight("evict", "write_off"), "exclusive: [evict, write_off]")[1].endswith("evict → write_off")


def approving(*, draft: str = "", approve: str = "", loop: bool = False) -> Drawing:
    p = Drawing("p").start().end().xor("join")
    p.user("draft", properties={"differs_from": draft} if draft else {})
    p.user("approve", properties={"differs_from": approve} if approve else {})
    p.chain("start", "join", "draft", "approve")
    return choice(p.flow("approve", "good"), "good", join="again", default="end") if loop else p.flow("approve", "end")


FOUR_EYES = "by_different_person: [draft, approve]"


def test_only_differs_from_guarantees_a_second_person() -> None:
    assert verdict(approving(), FOUR_EYES) == ("BROKEN", "start → join → draft → approve")
    assert verdict(approving(approve="draft"), FOUR_EYES) == PROVED
    assert verdict(approving(draft="approve"), FOUR_EYES)[0] == "BROKEN"


def test_in_a_loop_both_must_differ_or_the_round_begin_anew() -> None:
    assert verdict(approving(approve="draft", loop=True), FOUR_EYES)[0] == "BROKEN"
    assert verdict(approving(draft="approve", approve="draft", loop=True), FOUR_EYES) == PROVED
    assert verdict(approving(approve="draft", loop=True), f"{FOUR_EYES}, since: [draft]") == PROVED


def test_what_the_machine_does_is_done_by_nobody() -> None:
    p = Drawing("p").service("draft", "now").user("approve").chain("start", "draft", "approve", "end")
    assert verdict(p, FOUR_EYES) == ("BROKEN", "start → draft → approve")
    q = Drawing("p").user("draft").service("approve", "now").chain("start", "draft", "approve", "end")
    assert verdict(q, FOUR_EYES) == ("BROKEN", "start → draft → approve")


def test_what_another_must_have_a_hand_in_is_not_done_alone() -> None:
    """The other step is drawn nowhere: nobody else is shown to do it."""
    p = Drawing("p").user("approve").chain("start", "approve", "end")
    made = proof(p, rules=law(FOUR_EYES)).verdicts[0]
    assert (made.outcome, made.path) == ("BROKEN", ("start", "approve"))
    assert "Nobody is shown to do draft" in made.sentence
    (only,) = proof(straight("draft"), rules=law(FOUR_EYES)).unconcerned
    assert only.not_drawn == ("approve",)
    three = "by_different_person: [draft, check, approve]"
    assert verdict(straight("draft", "check"), three) == ("BROKEN", "start → draft → check")
    apart = Drawing("p").user("draft").user("check", properties={"differs_from": "draft"})
    assert verdict(apart.chain("start", "draft", "check", "end"), three) == PROVED, "it is approved elsewhere"


HOLD = "never: [send], between: [[breathing_space_began], [breathing_space_ended]]"


def test_a_hold_may_begin_at_any_moment() -> None:
    p = straight("ask", "send")
    outcome, path = verdict(p, HOLD)
    assert outcome == "BROKEN"
    assert path in {"breathing_space_began → start → ask → send", "start → ask → breathing_space_began → send"}


def test_no_enforcement_step_happens_in_a_hold() -> None:
    assert verdict(straight("ask", "send"), HOLD, enforcement=["send"]) == PROVED
    assert verdict(straight("ask", "send"), HOLD, enforcement=["ask"])[0] == "BROKEN"


def test_a_hold_stops_a_step_that_is_open_but_not_a_call_that_runs() -> None:
    called = Drawing("q").chain("start_q", "inner", "end_q")
    p = Drawing("p").call("send", "q").chain("start", "send", "end")
    outcome, path = verdict(p, HOLD, called, enforcement=["send"])
    assert outcome == "BROKEN"
    assert path.endswith("send/end_q")
    job = Drawing("p").service("send", "later").chain("start", "send", "end")
    assert verdict(job, HOLD, enforcement=["send"]) == PROVED


def test_what_must_follow_a_hold_is_owed_even_at_the_last_moment() -> None:
    sentence = "after: breathing_space_began, expect: [write]"
    waiting = Drawing("p").user("write").start().end().catches("wait", "message", "paid")
    outcome, path = verdict(waiting.chain("start", "write", "wait", "end"), sentence)
    assert (outcome, path) == ("BROKEN", "start → write → breathing_space_began → wait → end")
    assert verdict(straight("write"), sentence) == PROVED, "between the last step and the end there is no moment"


def test_a_window_of_steps() -> None:
    p = Drawing("p").user("open", "shut", "send").start().end().xor("join")
    choice(p, "sure", shut="sure", default="join")
    p.chain("start", "open", "sure").chain("shut", "join", "send", "end")
    sentence = "never: [send], between: [[open], [shut]]"
    assert verdict(p, sentence) == ("BROKEN", "start → open → sure → join → send")
    assert verdict(straight("open", "shut", "send"), sentence) == PROVED


def test_a_step_that_opened_in_time_may_be_completed_too_late() -> None:
    p = Drawing("p").user("send", "open", "shut").parallel("fork", "join").start().end()
    p.chain("start", "fork", "send", "join", "end").chain("fork", "open", "shut", "join")
    assert verdict(p, "never: [send], between: [[open], [shut]]") == ("BROKEN", "start → fork → open → send")


@pytest.mark.parametrize(
    ("sentence", "not_drawn"),
    [
        ("before: x, require: [a]", ("x",)),
        ("after: x, expect: [a]", ("x",)),
        ("never: [x, y], between: [[a], [b]]", ("x", "y")),
        ("never: [b], between: [[x], [a]]", ("x",)),
        ("at_most_once: x", ("x",)),
        ("exclusive: [a, x]", ("x",)),
        ("by_different_person: [a, x]", ("x",)),
    ],
)
def test_a_rule_about_what_is_not_drawn_does_not_concern_the_procedure(
    sentence: str, not_drawn: tuple[str, ...]
) -> None:
    made = proof(straight("b", "a"), rules=law(sentence))
    assert made.verdicts == ()
    assert [(each.rule, each.not_drawn) for each in made.unconcerned] == [("r0", not_drawn)]
    assert made.lawful
    for name in not_drawn:
        assert name in made.unconcerned[0].sentence


@pytest.mark.parametrize(
    ("sentence", "path"),
    [
        ("before: a, require: [x]", "start → b → a"),
        ("before: a, require: [b, x], since: [y]", "start → b → a"),
        ("after: b, expect: [x]", "start → b → a → end"),
        ("never: [a], between: [[b, x], [y]]", "start → b → a"),
    ],
)
def test_what_is_drawn_without_what_it_needs_is_broken_with_the_path(sentence: str, path: str) -> None:
    assert verdict(straight("b", "a"), sentence) == ("BROKEN", path)


def test_a_reset_that_is_not_drawn_changes_nothing() -> None:
    assert verdict(straight("a", "b"), "before: b, require: [a], since: [x]") == PROVED


def test_nothing_is_proved_of_a_procedure_where_tokens_multiply() -> None:
    p = Drawing("p").user("a", "b", "c").parallel("fork").xor("merge").start().end()
    p.chain("start", "fork", "a", "merge", "c", "end").chain("fork", "b", "merge")
    made = proof(p, rules=law("before: c, require: [[a, b]]", "at_most_once: c"))
    assert [each.outcome for each in made.verdicts] == ["NOT SETTLED", "BROKEN"]
    assert not made.lawful


def test_a_budget_that_is_too_small_settles_nothing() -> None:
    p = Drawing("p").parallel("fork", "join").start().end().chain("start", "fork").chain("join", "end")
    for branch in range(6):
        p.chain("fork", *(f"u{branch}_{step}" for step in range(4)), "join")
    sentence = "before: u5_3, require: [u5_0]"
    assert verdict(p, sentence) == PROVED
    every_step = [f"never: [u{b}_{s}], between: [[u{b}_3], [u0_0]]" for b in range(1, 6) for s in range(3)]
    made = proof(p, rules=law(*every_step), most=10)
    assert "NOT SETTLED" in {each.outcome for each in made.verdicts}


def test_rules_to_come_are_told_and_ended_ones_left_out() -> None:
    (rule,) = law("before: b, require: [a]").rules
    later = Rule("later", rule.text, rule.law, rule.sentence, begins=ON.replace(year=2027))
    past = Rule("past", rule.text, rule.law, rule.sentence, ends=ON.replace(year=2020))
    made = proof(straight("b", "a"), rules=Rules((past, later)))
    assert [(each.rule, each.outcome, each.in_force) for each in made.verdicts] == [("later", "BROKEN", False)]
    assert made.lawful


def test_what_is_always_taken_is_always_taken() -> None:
    p = Drawing("p").user("serve", "write", "claim").node("inclusiveGateway", "part").node("inclusiveGateway", "join")
    p.start().end().chain("start", "part").flow("part", "serve", "true").flow("part", "write", "urgent")
    p.flow("serve", "join").flow("write", "join").chain("join", "claim", "end")
    assert verdict(p, "before: claim, require: [serve]") == PROVED
    assert verdict(p, "before: claim, require: [write]") == ("BROKEN", "start → part → serve → join → claim")
    facts = {"urgent": [True]}
    assert verdict(p, "before: claim, require: [write]", facts=facts) == PROVED


def test_a_step_that_is_called_like_the_beginning_of_a_hold_is_a_step() -> None:
    sentence = "never: [evict], between: [[works_began], [works_ended]]"
    p = straight("evict")
    assert verdict(p, sentence, enforcement=["evict"])[0] == "PROVED", "an unknown name of that form is a hold"
    steps = ["evict", "works_began", "works_ended"]
    (only,) = proof(p, rules=law(sentence), enforcement=steps).unconcerned
    assert only.not_drawn == ("works_began",)


def test_a_condition_that_looks_into_the_tables_of_law_decides_nothing() -> None:
    p = Drawing("p").user("serve", "claim").start().end().xor("join")
    choice(p, "long", join='period("notice") = tenure', default="serve")
    p.chain("start", "long").chain("serve", "join", "claim", "end")
    files = {"p.bpmn": p.xml()}
    law_today = {"period": lambda _name: "secure"}
    vocabulary = Vocabulary(handlers=HANDLERS, functions=law_today)
    compiled, rules = compile_procedure(files, "p", vocabulary).graphs, law("before: claim, require: [serve]")
    made = prove(compiled, "p", rules, vocabulary, ON, {"tenure": ["introductory"]})
    assert made.verdicts[0].outcome == "BROKEN"
