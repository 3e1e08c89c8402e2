"""The sentence of facts: asked at the act beside a case; over a procedure, the act may be refused at any moment."""

from datetime import date
from typing import Any

import pytest

from tests.book import LOOKUPS
from tests.engine.drawing import Drawing
from tests.proofs.proving import law, proof, verdict
from workflows.proofs.following import lacking
from workflows.proofs.law_book import mistaken
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.reading import RuleUnreadable
from workflows.proofs.rules import Rule, read_rules
from workflows.proofs.sentences import When

SAID = 'before: act, only_while: "arrears_pence > 0", unless: [approve], anew: [draft]'
DAY = date(2026, 3, 2)


def asking(text: str = SAID) -> Rule:
    (rule,) = law(text).rules
    assert isinstance(rule.sentence, OnlyWhile)
    return Rule(rule.id, rule.text, rule.law, rule.sentence.looking_up(LOOKUPS))


def let(rule: Rule, *steps: str, **facts: Any) -> bool:
    """Whether the act is let happen after these steps."""
    state = rule.initial
    for step in steps:
        state = rule.after(state, step)
    return not rule.forbids(state, "act", when=When(DAY, lambda: facts))


def test_the_act_is_let_happen_only_while_it_is_so() -> None:
    rule = asking()
    assert let(rule, arrears_pence=1)
    assert not let(rule, arrears_pence=0)
    assert not let(rule), "what is not known is not so"
    assert not let(rule, arrears_pence="much")
    assert not let(rule, arrears_pence=0.5), "a number that FEEL does not have"
    assert not rule.forbids(rule.initial, "other", when=When(DAY, lambda: {"arrears_pence": 0}))
    assert rule.forbids(rule.initial, "act"), "nobody says what the facts are"


def test_an_exception_is_for_one_act() -> None:
    rule = asking()
    assert let(rule, "approve", arrears_pence=0)
    assert not let(rule, "approve", "act", arrears_pence=0)
    assert not let(rule, "approve", "draft", arrears_pence=0)
    assert let(rule, "draft", "approve", arrears_pence=0)


def test_the_refusal_tells_the_facts_of_the_day() -> None:
    rule = asking('before: act, only_while: "arrears_pence > 0 and tenure != ""secure"""'.replace('""', '\\"'))
    when = When(DAY, lambda: {"arrears_pence": 0})
    assert rule.because(0, when) == (
        'It is allowed only while arrears_pence > 0 and tenure != "secure"; '
        "on 2 March 2026 arrears_pence is 0 and tenure is not known."
    )
    assert lacking(asking(), 0, when)[1:] == ("approve",)
    (unable,) = law(SAID).rules
    assert unable.forbids(0, "act", when=when)
    assert "Nobody can say here whether arrears_pence > 0" in unable.because(0, when)


def test_a_procedure_needs_a_way_on_where_it_is_refused() -> None:
    p = Drawing("p").user("act").chain("start", "act", "end")
    assert verdict(p, SAID) == ("BROKEN", "start → no longer arrears_pence > 0 → act")
    p = Drawing("p").user("act").on("paid", "act", "message", "paid").end("end_paid").flow("paid", "end_paid")
    assert verdict(p.chain("start", "act", "end"), SAID) == ("GUARDED", "")


def test_an_approval_on_every_path_is_a_way_on_but_for_one_act_alone() -> None:
    p = Drawing("p").user("approve", "act").chain("start", "approve", "act", "end")
    assert verdict(p, SAID) == ("GUARDED", "")
    q = Drawing("q").user("act").chain("start_q", "act", "end_q")
    p = Drawing("p").user("approve").call("one", "q").call("other", "q")
    outcome, path = verdict(p.chain("start", "approve", "one", "other", "end"), SAID, q)
    assert (outcome, path.split(" → ")[-1]) == ("BROKEN", "other/act")


def test_a_way_beside_the_act_counts() -> None:
    p = Drawing("p").user("act").parallel("fork").catches("paid", "message", "paid").terminate("end_paid")
    p.chain("start", "fork", "act", "end").chain("fork", "paid", "end_paid")
    assert verdict(p, SAID)[0] == "GUARDED"


def test_whom_it_concerns() -> None:
    p = Drawing("p").user("approve").chain("start", "approve", "end")
    assert not proof(p, rules=law(SAID)).verdicts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("before: act, only_while: 3", "is a condition in FEEL"),
        ('before: act, only_while: " "', "is a condition in FEEL"),
        ("before: act, only_while: a, unless: [act]", "would approve itself"),
        ("before: act, only_while: a, unless: [b], anew: [b]", "under `unless` and under `anew`"),
        ("before: act, only_while: a, since: [b]", "no member 'since'"),
    ],
)
def test_what_is_written_otherwise_is_refused(text: str, says: str) -> None:
    with pytest.raises(RuleUnreadable, match=says):
        law(text)


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("arrears_pence >", "rule r: `only_while` is not FEEL"),
        ("arears_pence > 0", "speaks of arears_pence, and there is no such fact"),
        ("1 > 0", "speaks of no fact"),
        ("guess(arrears_pence)", "is not FEEL"),
    ],
)
def test_a_condition_about_what_there_is_not_is_refused(condition: str, says: str) -> None:
    row = f"rules: [{{id: r, text: t, law: l, before: act, only_while: '{condition}'}}]"
    with pytest.raises(RuleUnreadable, match=says):
        read_rules({"f.yaml": row.encode()}, ["act"], lookups=LOOKUPS)


def test_the_tables_of_law_may_be_asked_and_examples_name_facts() -> None:
    row = (
        "rules: [{id: r, text: t, law: l, before: act, "
        "only_while: 'weeks_owed >= limit(\"ground_8_weeks_social\", facts_on)', "
        "right: ['weeks_owed = 13, facts_on = 2026-03-02, act'], wrong: ['weeks_owed = 2, act', act]}]"
    )
    read = read_rules({"f.yaml": row.encode()}, ["act"], lookups=LOOKUPS)
    assert mistaken(read) == []
    (rule,) = read.rules
    early = When(DAY, lambda: {"weeks_owed": 13, "facts_on": date(1900, 1, 1)})
    assert rule.forbids(0, "act", when=early), "the tables hold no row for that day"


@pytest.mark.parametrize("job", ["now", "later"])
def test_that_an_automated_step_may_fail_is_no_way_on(job: str) -> None:
    """The act waits inside a scope that only an error of what is sent beside it, again and again, would end."""
    inner = Drawing("inside", tag="subProcess").user("act").service("send", job).chain("start_in", "act", "end_in")
    inner.on_timer("again", "act", "R3/P1D", "timeCycle", interrupting=False).chain("again", "send", "end_sent")
    drawn = Drawing("p").sub(inner).on("failed", "inside", "error", "BAD").end("end_failed")
    drawn.chain("start", "inside", "end").flow("failed", "end_failed")
    outcome, *path = verdict(drawn, 'before: act, only_while: "so"')
    assert outcome == "BROKEN", path
    given_up = Drawing("p").sub(inner).on("failed", "inside", "error", "BAD").end("end_failed")
    given_up.on("told", "inside", "message", "given_up").end("end_told").flow("told", "end_told")
    given_up.chain("start", "inside", "end").flow("failed", "end_failed")
    assert verdict(given_up, 'before: act, only_while: "so"') == ("GUARDED", "")
