"""The sentences of time: by days beside a case, by waits over a procedure."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.book import LOOKUPS
from tests.engine.drawing import Drawing, several
from tests.proofs.proving import law, proof, verdict
from workflows.proofs.law_book import caught_at, mistaken
from workflows.proofs.reading import RuleUnreadable, sentence_of
from workflows.proofs.recheck import recheck
from workflows.proofs.rules import Rule, Rules, read_rules
from workflows.proofs.sentences import When
from workflows.proofs.times import NotEarlier, Timed

SERVED = date(2026, 3, 2)
EARLIER = "before: act, since: [serve], not_earlier_than: secure_notice"
LATER = "before: act, since: [serve], not_later_than: assured_notice_life, unless: [permit], anew: [withdraw]"
CHOICE = (
    "before: act, since: [serve], not_earlier_than: {tenure: {secure: secure_notice, social: assured_social_notice}}"
)


def timed(text: str) -> Rule:
    (rule,) = law(text).rules
    assert isinstance(rule.sentence, Timed)
    return Rule(rule.id, rule.text, rule.law, rule.sentence.looking_up(LOOKUPS))


def days(rule: Rule, *happened: tuple[str, int], **facts: Any) -> bool:
    """Whether the act is let happen as the last of what happened, each so many days after the first of March."""
    state = rule.initial
    *before, (step, number) = happened
    for done, at in before:
        state = rule.after(state, done, when=When(date(2026, 3, 1) + timedelta(days=at)))
    return not rule.forbids(state, step, when=When(date(2026, 3, 1) + timedelta(days=number), lambda: facts))


# Beside a case.


def test_an_act_waits_for_its_day() -> None:
    rule = timed(EARLIER)
    assert not days(rule, ("act", 100)), "never served"
    assert not days(rule, ("serve", 1), ("act", 29)), "28 days after 2 March is 30 March, its last day"
    assert days(rule, ("serve", 1), ("act", 30))
    assert not days(rule, ("serve", 1), ("serve", 20), ("act", 30)), "the last service counts"
    assert days(rule, ("serve", 1), ("other", 1)), "another step is none of its business"


def test_what_is_done_anew_begins_the_count_anew() -> None:
    rule = timed(EARLIER + ", anew: [withdraw]")
    assert not days(rule, ("serve", 1), ("withdraw", 5), ("act", 90))
    assert days(rule, ("withdraw", 1), ("serve", 2), ("act", 40))


def test_where_nothing_was_done_nothing_need_be_waited_for_if_the_rule_says_so() -> None:
    rule = timed(EARLIER + ", where_done: true")
    assert days(rule, ("act", 1))
    assert not days(rule, ("serve", 1), ("act", 29))


def test_a_fact_says_which_period_counts_and_where_none_does_the_longest() -> None:
    rule = timed(CHOICE)
    assert days(rule, ("serve", 1), ("act", 16), tenure="social")
    assert not days(rule, ("serve", 1), ("act", 16), tenure="secure")
    assert not days(rule, ("serve", 1), ("act", 16)), "not known"
    assert not days(rule, ("serve", 1), ("act", 16), tenure="a house boat")
    assert days(rule, ("serve", 1), ("act", 30))


def test_a_life_runs_out_from_the_first_time_and_is_lifted() -> None:
    rule = timed(LATER)
    assert days(rule, ("act", 10_000)), "nothing runs"
    assert days(rule, ("serve", 1), ("act", 365)), "1 March 2027, the day before a year is over"
    assert not days(rule, ("serve", 1), ("act", 366))
    assert not days(rule, ("serve", 1), ("serve", 300), ("act", 366)), "the first service counts"
    assert days(rule, ("serve", 1), ("permit", 400), ("act", 500))
    assert not days(rule, ("permit", 1), ("serve", 2), ("act", 500)), "permitted before there was anything to permit"
    assert days(rule, ("serve", 1), ("withdraw", 400), ("serve", 410), ("act", 500))


def test_the_count_is_told_in_words() -> None:
    rule = timed(EARLIER)
    when = When(date(2026, 3, 30))
    state = rule.after(rule.initial, "serve", when=When(SERVED))
    assert rule.because(state, when) == (
        "serve was done on 2 March 2026; 28 days (secure_notice) make the earliest day 31 March 2026; "
        "today is 30 March 2026."
    )
    assert rule.because(rule.initial, when) == ""
    life = timed(LATER)
    state = life.after(life.initial, "serve", when=When(SERVED))
    assert "12 months (assured_notice_life) make the last day 1 March 2027" in life.because(state, when)


def test_what_nobody_can_count_is_not_let_happen() -> None:
    (bare,) = law(EARLIER).rules
    assert bare.forbids("2026-03-02", "act", when=When(date(2030, 1, 1)))
    assert "Nobody can count secure_notice here" in bare.because("2026-03-02", When(date(2030, 1, 1)))
    early = timed(EARLIER)
    assert early.forbids("1970-01-01", "act", when=When(date(2030, 1, 1))), "the tables hold no row for 1970"
    assert "not for 1 January 1970" in early.because("1970-01-01", When(date(2030, 1, 1)))
    assert early.forbids("2026-03-02", "act"), "nobody says which day it is"
    life = timed(LATER)
    assert life.forbids("1970-01-01", "act", when=When(date(1970, 1, 2)))


# Over a procedure.


def drawn(*between: str, since: str = "serve", timers: dict[str, str] | None = None) -> Drawing:
    p = Drawing("p").user(since, "act")
    for name, text in (timers or {}).items():
        p.timer(name, text)
    return p.chain("start", since, *between, "act", "end")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ('period("secure_notice", served_on)', "PROVED"),
        ('if a = 1 then period("secure_notice", d) else period("eviction_notice", d)', "PROVED"),
        ("P1D", "BROKEN"),
        ("P28D", "BROKEN"),
        ('period("eviction_notice", served_on)', "BROKEN"),
        ('period("secure_notice", served_on) - duration("P20D")', "BROKEN"),
        ('if a = 1 then period("secure_notice", d) else duration("P1D")', "BROKEN"),
        ("period(which, served_on)", "BROKEN"),
    ],
)
def test_only_a_wait_that_names_the_period_counts(text: str, outcome: str) -> None:
    found, path = verdict(drawn("wait", timers={"wait": text}), EARLIER)
    assert found == outcome
    assert outcome == "PROVED" or path == "start → serve → wait → act"


def test_the_sentence_says_which_wait_is_missing() -> None:
    (found,) = proof(drawn(), rules=law(EARLIER)).verdicts
    assert "Here act comes with no wait of secure_notice behind serve: start → serve → act." in found.sentence
    assert 'period("secure_notice", …)' in found.sentence


def test_a_wait_that_began_before_does_not_count() -> None:
    p = Drawing("p").user("serve", "act").timer("wait", 'period("secure_notice", d)').parallel("fork", "join")
    p.chain("start", "fork", "serve", "join", "act", "end").chain("fork", "wait", "join")
    outcome, path = verdict(p, EARLIER)
    assert (outcome, path.split(" → ")[-1]) == ("BROKEN", "act")
    assert path.index("serve") < path.index("act")


def test_serving_once_more_while_it_runs_begins_it_anew() -> None:
    p = Drawing("p").user("serve", "serve_more", "act").timer("wait", 'period("secure_notice", d)')
    p.parallel("fork", "join").chain("start", "serve", "fork", "wait", "join", "act", "end")
    p.chain("fork", "serve_more", "join")
    said = "before: act, since: [serve, serve_more], not_earlier_than: secure_notice"
    outcome, path = verdict(p, said)
    assert (outcome, path.split(" → ")[-1]) == ("BROKEN", "act")


def test_a_wait_on_an_activity_and_behind_an_event_gateway_counts() -> None:
    p = Drawing("p").user("serve", "talk", "act").on_timer("over", "talk", 'period("secure_notice", d)')
    p.end("end_talk").chain("start", "serve", "talk", "end_talk").chain("over", "act", "end")
    assert verdict(p, EARLIER) == ("PROVED", "")
    p = Drawing("p").user("serve", "act").choice_of_events("either").timer("over", 'period("secure_notice", d)')
    p.catches("paid", "message", "paid").end("end_paid").chain("start", "serve", "either", "over", "act", "end")
    assert verdict(p.chain("either", "paid", "end_paid"), EARLIER) == ("PROVED", "")


def test_an_activity_that_ends_before_its_wait_was_over_does_not_count() -> None:
    p = Drawing("p").user("serve", "talk", "act").on_timer("over", "talk", 'period("secure_notice", d)').xor("met")
    p.chain("start", "serve", "talk", "met", "act", "end").chain("over", "met")
    assert verdict(p, EARLIER) == ("BROKEN", "start → serve → talk → met → act")


def test_each_call_waits_by_itself() -> None:
    q = Drawing("q").timer("wait", 'period("secure_notice", d)').chain("start_q", "wait", "end_q")
    p = Drawing("p").user("serve", "act").call("first", "q").call("second", "q")
    assert verdict(p.chain("start", "first", "serve", "second", "act", "end"), EARLIER, q) == ("PROVED", "")
    p = Drawing("p").user("serve", "act").call("first", "q")
    assert verdict(p.chain("start", "first", "serve", "act", "end"), EARLIER, q)[0] == "BROKEN"


def test_of_several_waits_at_once_nobody_can_say_which_is_over() -> None:
    q = Drawing("q", tag="subProcess").timer("wait", 'period("secure_notice", d)').user("serve")
    q.start("start_q").end("end_q").chain("start_q", "serve", "wait", "end_q")
    p = Drawing("p").user("act").sub(q, several("2")).start().end().chain("start", "q", "act", "end")
    assert verdict(p, EARLIER)[0] == "BROKEN"


def test_each_row_that_may_count_is_waited_for_unless_the_fact_is_declared() -> None:
    social = drawn("wait", timers={"wait": 'period("assured_social_notice", d)'})
    assert verdict(social, CHOICE)[0] == "BROKEN"
    assert verdict(social, CHOICE, facts={"tenure": ["social"]})[0] == "PROVED"
    assert verdict(social, CHOICE, facts={"tenure": ["social", "secure"]})[0] == "BROKEN"
    assert verdict(social, CHOICE, facts={"tenure": ["a house boat"]})[0] == "BROKEN"
    both = {"wait": 'if t = 1 then period("assured_social_notice", d) else period("secure_notice", d)'}
    assert verdict(drawn("wait", timers=both), CHOICE)[0] == "PROVED"


def test_whom_it_concerns() -> None:
    p = Drawing("p").user("act").chain("start", "act", "end")
    assert verdict(p, EARLIER) == ("BROKEN", "start → act")
    assert not proof(p, rules=law(EARLIER + ", where_done: true")).verdicts
    assert not proof(p, rules=law(LATER)).verdicts, "nothing begins the life here"
    p = Drawing("p").user("serve").chain("start", "serve", "end")
    assert not proof(p, rules=law(EARLIER)).verdicts


def test_a_life_that_can_run_out_needs_a_way_out() -> None:
    outcome, path = verdict(drawn(), LATER)
    assert (outcome, path) == ("BROKEN", "start → serve → assured_notice_life runs out → act")
    (found,) = proof(drawn(), rules=law(LATER)).verdicts
    assert "Here act is refused, and nothing else leads to the end" in found.sentence
    p = Drawing("p").user("serve", "act").on("given_up", "act", "message", "late").end("end_late")
    p.chain("start", "serve", "act", "end").flow("given_up", "end_late")
    assert verdict(p, LATER) == ("GUARDED", "")
    p = Drawing("p").user("serve", "permit", "act").chain("start", "serve", "permit", "act", "end")
    assert verdict(p, LATER) == ("GUARDED", ""), "permission is always asked for before"


def test_a_choice_before_the_act_is_no_way_out_once_it_was_taken() -> None:
    p = Drawing("p").user("serve", "act").xor("whether", "no").xor("met").chain("start", "serve", "whether")
    p.flow("whether", "act", "in_time").flow("whether", "met", ident="no").chain("act", "met", "end")
    outcome, path = verdict(p, LATER)
    assert (outcome, path.split(" → ")[-1]) == ("BROKEN", "act")


def test_what_is_guarded_may_be_published_and_says_so() -> None:
    p = Drawing("p").user("serve", "act").on("given_up", "act", "message", "late").end("end_late")
    made = proof(p.chain("start", "serve", "act", "end").flow("given_up", "end_late"), rules=law(LATER, EARLIER))
    assert [each.outcome for each in made.verdicts] == ["GUARDED", "BROKEN"]
    assert not made.lawful
    alone = proof(p, rules=law(LATER))
    assert alone.lawful
    assert "refused on the day" in alone.verdicts[0].sentence


def test_the_second_checker_confirms_a_wait_and_notices_one_that_is_not_there() -> None:
    made = proof(drawn("wait", timers={"wait": 'period("secure_notice", d)'}), rules=law(EARLIER), sets=True)
    data = {"proof": made.plain, "closed": dict(made.closed)}
    assert recheck(data) == (["r0"], [])
    net = data["closed"]["net"]
    for gone in ("over", "begins"):
        rows = [{name: value for name, value in row.items() if name != gone} for row in net["transitions"]]
        proved, wrong = recheck({**data, "closed": {**data["closed"], "net": {**net, "transitions": rows}}})
        assert (proved, len(wrong)) == ([], 1), gone
    rows = [{**row, "over": "wait"} if row["path"] == "serve" and "label" in row else row for row in net["transitions"]]
    assert recheck({**data, "closed": {**data["closed"], "net": {**net, "transitions": rows}}})[1] == []


# How they are written.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("before: act, not_earlier_than: secure_notice", "lacks `since`"),
        ("before: act, since: serve, not_earlier_than: secure_notice", "`since` is a list"),
        ("before: act, since: [act], not_earlier_than: secure_notice", "would be counted from itself"),
        ("before: act, since: [serve], anew: [serve], not_earlier_than: x", "under `since` and under `anew`"),
        ("before: act, since: [serve], not_earlier_than: 28", "names a row of the tables of law"),
        ("before: act, since: [serve], not_earlier_than: {tenure: {}}", "names a row of the tables of law"),
        ("before: act, since: [serve], not_earlier_than: {a: {b: c}, d: {e: f}}", "names a row of the tables of law"),
        ("before: act, since: [serve], not_earlier_than: x, not_later_than: y", "no member 'not_later_than'"),
        ("before: act, since: [serve], not_earlier_than: x, require: [serve]", "no member 'require'"),
        ("before: act, since: [serve], not_earlier_than: x, where_done: maybe", "`where_done` is true or false"),
        ("before: act, since: [serve], not_later_than: x, unless: [serve]", "under `unless` and elsewhere"),
    ],
)
def test_what_is_written_otherwise_is_refused(text: str, says: str) -> None:
    with pytest.raises(RuleUnreadable, match=says):
        law(text)


def test_a_period_that_the_tables_do_not_hold_is_refused() -> None:
    row = b"rules: [{id: r, text: t, law: l, before: act, since: [serve], not_earlier_than: %s}]"
    with pytest.raises(RuleUnreadable, match="rule r: the tables of law hold no period 'notice_of_nothing'"):
        read_rules({"f.yaml": row % b"notice_of_nothing"}, ["act", "serve"], lookups=LOOKUPS)
    (rule,) = read_rules({"f.yaml": row % b"secure_notice"}, ["act", "serve"], lookups=LOOKUPS).rules
    assert isinstance(rule.sentence, NotEarlier)
    assert rule.sentence == sentence_of({"before": "act", "since": ["serve"], "not_earlier_than": "secure_notice"}, "")


def test_rules_that_differ_in_a_period_are_told_apart() -> None:
    other = law(EARLIER.replace("secure_notice", "eviction_notice"))
    assert law(EARLIER).version != other.version
    assert law(EARLIER).version == Rules((timed(EARLIER),)).version, "who counts changes nothing of what it says"


def test_examples_carry_days_and_facts() -> None:
    row = (
        "rules: [{id: r, text: t, law: l, before: act, since: [serve], "
        "not_earlier_than: {tenure: {secure: secure_notice, social: assured_social_notice}}, "
        "right: [%s], wrong: ['serve, act']}]"
    )
    for right, at in (
        ("serve on 2026-03-02, act by ann on 2026-03-31", None),
        ("serve, +29 days, act", None),
        ("tenure = social, serve, +15 days, act", None),
        ("serve, +15 days, act", "act"),
        ("tenure = social, serve, +13 days, +1 day, act", "act"),
    ):
        read = read_rules({"f.yaml": (row % f"'{right}'").encode()}, ["act", "serve"], lookups=LOOKUPS)
        (rule,) = read.rules
        assert caught_at(rule, rule.right[0]) == at, right
        assert len(mistaken(read)) == (at is not None)


def test_what_is_told_of_an_example_names_its_days() -> None:
    text = f"rules: [{{id: r, text: t, law: l, {EARLIER}, right: ['serve, +2 days, act'], wrong: [act]}}]"
    read = read_rules({"f.yaml": text.encode()}, ["act", "serve"], lookups=LOOKUPS)
    assert mistaken(read) == ["r: it must let serve on 2026-03-02, act on 2026-03-04 happen, and catches it at act."]


def test_what_passes_by_itself_needs_no_other_way() -> None:
    drawn = Drawing("p").user("act").chain("start", "act", "end")
    assert verdict(drawn, "before: act, only_while: so")[0] == "BROKEN"
    assert verdict(drawn, "before: act, only_while: so, passes: true") == ("GUARDED", "")
