"""What a procedure may assume is worked out from the ends of those before it."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from tests.engine.drawing import Drawing
from tests.proofs.artist import VOCABULARY, compiled
from tests.proofs.proving import HANDLERS, ON, graphs, law
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import LintFailed, Procedure
from workflows.proofs.beginnings import Beginnings, BeginningUnreadable, read_beginnings
from workflows.proofs.journeys import JourneyBroken, Journeys, Leg
from workflows.proofs.proof import prove
from workflows.proofs.recheck import recheck
from workflows.proofs.rules import Rules
from workflows.proofs.search import Start
from workflows.proofs.verdict import Verdict


def leg(drawing: Drawing, anew: bool = True, enforcement: tuple[str, ...] = (), **after: str) -> Leg:
    """:param after: procedure → its ends, with spaces between them"""
    begins = Beginnings(anew, {name: frozenset(ends.split()) for name, ends in after.items()})
    made = graphs(drawing)
    return Leg(drawing.ident, made, begins, frozenset(["now"]), dict.fromkeys(enforcement))


def judged(sentence: str, name: str, *legs: Leg) -> Verdict:
    """The verdict on a rule over one of the procedures, which is rechecked."""
    rules, by_name = law(sentence), {each.process: each for each in legs}
    starts = Journeys(by_name.get, lambda: {each: one.beginnings for each, one in by_name.items()}).starts(
        name, rules.rules
    )
    steps = {step: Step(step, "somebody", "means", enforcement=True) for step in by_name[name].halted}
    vocabulary = Vocabulary(steps=steps, handlers=HANDLERS)
    made = prove(by_name[name].graphs, name, rules, vocabulary, ON, sets=True, starts=starts)
    certificate = {"proof": made.plain, "closed": made.closed, "begins": by_name[name].beginnings.plain}
    proved, wrong = recheck(certificate)
    assert not wrong
    assert {each.rule for each in made.verdicts if each.outcome == "PROVED"} <= set(proved)
    (verdict,) = made.verdicts
    return verdict


def first() -> Drawing:
    """Writes, and talks or does not; ends at ``ready`` only behind a talk."""
    q = Drawing("q").user("write", "talk").xor("which", "no").start()
    q.chain("start", "write", "which").flow("which", "talk", "reached").flow("which", "not_reached", ident="no")
    return q.end("ready").end("not_reached").flow("talk", "ready")


def second(*steps: str) -> Drawing:
    return Drawing("p").user(*steps).start().chain("start", *steps, "end")


BOTH = "before: serve, require: [write, talk]"


def test_what_was_done_before_counts_and_only_on_the_way_that_leads_here() -> None:
    assert judged(BOTH, "p", leg(first()), leg(second("serve"), False, q="ready")).outcome == "PROVED"
    found = judged(BOTH, "p", leg(first()), leg(second("serve"), False, q="ready not_reached"))
    assert (found.outcome, found.path) == ("BROKEN", ("start", "serve"))
    assert "in a case that comes from q at not_reached" in found.sentence
    assert judged("before: serve, require: [write]", "p", leg(first()), leg(second("serve"), False, q="not_reached"))


def test_whoever_begins_it_anew_as_well_has_done_nothing() -> None:
    found = judged(BOTH, "p", leg(first()), leg(second("serve"), True, q="ready"))
    assert found.outcome == "BROKEN"
    assert "comes from" not in found.sentence


def test_what_must_not_be_done_twice_was_done_once_already() -> None:
    claims = Drawing("q").user("claim").start().chain("start", "claim", "end")
    found = judged("at_most_once: claim", "p", leg(claims), leg(second("claim"), False, q="end"))
    assert found.outcome == "BROKEN"
    assert judged("at_most_once: claim", "p", leg(claims), leg(second("claim"), True)).outcome == "PROVED"


def test_a_window_that_was_opened_before_is_open_here_though_nothing_here_opens_it() -> None:
    opens = Drawing("q").user("agree").start().chain("start", "agree", "end")
    sentence = "never: [claim], between: [[agree], [breach]]"
    assert judged(sentence, "p", leg(opens), leg(second("claim"), False, q="end")).outcome == "BROKEN"
    assert judged(sentence, "p", leg(opens), leg(second("breach", "claim"), False, q="end")).outcome == "PROVED"


def test_a_hold_that_is_on_at_the_end_is_on_at_the_start() -> None:
    sentence = "never: [serve], between: [[breathing_space_began], [breathing_space_ended]]"
    for halted, outcome in ((("serve",), "PROVED"), ((), "BROKEN")):
        made = (leg(first(), enforcement=halted), leg(second("serve"), False, halted, q="ready"))
        assert judged(sentence, "p", *made).outcome == outcome


def test_a_period_that_was_waited_for_before_need_not_be_waited_for_again() -> None:
    q = Drawing("q").user("serve").timer("wait", 'period("notice", today)').start()
    q.chain("start", "serve", "wait", "end")
    sentence = "before: claim, since: [serve], not_earlier_than: notice"
    assert judged(sentence, "p", leg(q), leg(second("claim"), False, q="end")).outcome == "PROVED"
    again = leg(second("serve", "claim"), False, q="end")
    assert judged(sentence, "p", leg(q), again).outcome == "BROKEN", "a notice that was served anew runs anew"
    other = Drawing("q").user("serve").timer("wait", 'period("other", today)').start()
    other.chain("start", "serve", "wait", "end")
    assert judged(sentence, "p", leg(other), leg(second("claim"), False, q="end")).outcome == "BROKEN"


def test_a_wait_that_ran_when_the_procedure_ended_is_over_nowhere() -> None:
    q = Drawing("q").user("serve", "look").parallel("fork").timer("wait", 'period("notice", today)').start()
    q.chain("start", "serve", "fork", "look").flow("fork", "wait").terminate("end").terminate("over")
    q.flow("look", "end").flow("wait", "over")
    sentence = "before: claim, since: [serve], not_earlier_than: notice"
    assert judged(sentence, "p", leg(q), leg(second("claim"), False, q="end")).outcome == "BROKEN"
    assert judged(sentence, "p", leg(q), leg(second("claim"), False, q="over")).outcome == "PROVED"


def test_another_person_is_asked_for_by_name_where_somebody_was_before() -> None:
    q = Drawing("q").user("draft").start().chain("start", "draft", "end")
    sentence = "by_different_person: [draft, approve]"
    found = judged(sentence, "p", leg(q), leg(second("approve"), False, q="end"))
    assert found.outcome == "GUARDED"
    assert "refused by name" in found.sentence
    assert judged(sentence, "p", leg(first()), leg(second("approve"), False, q="ready")).outcome == "BROKEN"


def test_a_life_that_began_before_may_run_out_here() -> None:
    q = Drawing("q").user("order").start().chain("start", "order", "end")
    sentence = "before: warrant, since: [order], not_later_than: six_years, unless: [permit]"
    assert judged(sentence, "p", leg(q), leg(second("warrant"), False, q="end")).outcome == "BROKEN"
    assert judged(sentence, "p", leg(q), leg(second("permit", "warrant"), False, q="end")).outcome == "GUARDED"


def test_procedures_that_lead_round_are_followed_until_nothing_is_new() -> None:
    q = Drawing("q").user("serve").xor("which", "no").start().chain("start", "serve", "which")
    q.end("served").end("given_up").flow("which", "served", "yes").flow("which", "given_up", ident="no")
    back = Drawing("p").user("withdraw").end("again").chain("start", "withdraw", "again")
    legs = (leg(q, True, p="again"), leg(back, False, q="served given_up"))
    assert judged("at_most_once: serve", "q", *legs).outcome == "BROKEN"
    assert judged("at_most_once: serve, since: [withdraw]", "q", *legs).outcome == "PROVED"
    assert judged("before: withdraw, require: [serve]", "p", *legs).outcome == "PROVED"


@pytest.mark.parametrize(
    ("legs", "sentence"),
    [
        ((leg(second("serve"), False, z="end"),), "there is no such procedure"),
        ((leg(first()), leg(second("serve"), False, q="nowhere")), "no such end; there is not_reached, ready"),
        (
            (
                leg(first()),
                leg(second("serve"), False, q="ready"),
                leg(Drawing("r").chain("start", "look", "end"), False, q="ready"),
            ),
            "Both p and r begin where q ends at ready",
        ),
    ],
)
def test_what_leads_nowhere_or_two_ways_is_refused(legs: tuple[Leg, ...], sentence: str) -> None:
    with pytest.raises(JourneyBroken, match=sentence):
        judged(BOTH, "p", *legs)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{by: end, of: q}", "and nothing else"),
        ("{by: end, of: q, at: [a], when: b}", "and nothing else"),
        ("{by: end, of: [q], at: [a]}", "the name of the procedure"),
        ("{by: end, of: q, at: ready}", "`at` is a list"),
        ("{by: end, of: q, at: [7]}", "`at` is a list"),
    ],
)
def test_a_beginning_that_is_not_written_so_is_refused(row: str, sentence: str) -> None:
    with pytest.raises(BeginningUnreadable, match=sentence):
        read_beginnings({"procedure.yaml": f"begins: [{row}]".encode()})


def test_how_it_begins_is_read() -> None:
    said = b"begins: [{by: end, of: q, at: [a]}, {by: end, of: q, at: [b]}, {by: end, of: r, at: [a]}]"
    assert read_beginnings({"procedure.yaml": said}).plain == {"anew": False, "after": {"q": ["a", "b"], "r": ["a"]}}
    assert read_beginnings({"procedure.yaml": said[:-1] + b", {by: night}]"}).anew
    assert read_beginnings({}) == Beginnings()


# Against one procedure that calls the two, one after the other.


def _composed(one: Procedure, other: Procedure) -> Procedure:
    j = Drawing("j").start().call("one", "first").call("two", "second").end().chain("start", "one", "two", "end")
    stubs = [
        Drawing(name).start(f"s_{name}").end(f"e_{name}").flow(f"s_{name}", f"e_{name}") for name in ("first", "second")
    ]
    made = dict(graphs(j, *stubs))
    return made | {"first": one.graphs["p"], "second": other.graphs["p"]}  # type: ignore[return-value]


def _rules(random: Random, earlier: Sequence[str], later: Sequence[str]) -> Rules:
    """Rules of each kind that forbid the later procedure what the earlier one has, or has not, done."""
    a, c = random.choice(earlier), random.choice(earlier)
    others = [step for step in later if step != a]
    if not others:
        return Rules()
    b, d = random.choice(others), random.choice(others)
    since = f"since: [{c}]" if c not in (a, b) else ""
    return law(
        f"before: {b}, require: [{a}]",
        f"before: {b}, require: [{a}], {since or 'in_order: true'}",
        f"before: {b}, require: [[{a}, {d}]]" if d not in (a, b) else f"before: {b}, require: [{a}]",
        f"never: [{b}], between: [[{a}], [{d}]]" if d != b != a != d else f"at_most_once: {b}",
        f"never: [{b}], between: [[x_began], [{a}]]" if a != b else f"at_most_once: {a}",
        f"at_most_once: {b}",
        f"exclusive: [{a}, {b}]" if a != b else f"at_most_once: {c}",
        f"before: {b}, since: [{a}], not_earlier_than: some_law, where_done: true",
        f"before: {b}, since: [{a}], not_earlier_than: other_law",
        f"before: {b}, only_while: so",
        f"before: {b}, since: [{a}], not_later_than: some_law",
    )


def _outcomes(seed: int) -> Counter[str]:
    try:
        one, other = (compiled(each, depth=2, mistakes=0) for each in (2 * seed, 2 * seed + 1))
    except LintFailed:
        return Counter()
    if len(one.graphs) > 1 or len(other.graphs) > 1:
        return Counter()
    steps = [sorted(node.id for _, node in each.graphs["p"].walk() if node.is_step) for each in (one, other)]
    if not all(steps):
        return Counter()
    rules, inline = _rules(Random(seed), *steps), frozenset(["now", "add_one"])
    ends = frozenset(each.id for each in one.graphs["p"].nodes.values() if each.kind == "endEvent")
    legs = {
        "q": Leg("p", one.graphs, Beginnings(), inline),
        "p": Leg("p", other.graphs, Beginnings(anew=False, after={"q": ends}), inline),
    }
    before = prove(one.graphs, "p", rules, VOCABULARY, ON, most=3_000)
    whole = prove(_composed(one, other), "j", rules, VOCABULARY, ON, most=3_000)  # type: ignore[arg-type]
    if before.findings or whole.findings:
        return Counter()
    try:
        starts = Journeys(legs.get).starts("p", rules.rules)
    except JourneyBroken:  # too large
        return Counter()
    after = {
        each.rule: each.outcome for each in prove(other.graphs, "p", rules, VOCABULARY, ON, starts=starts).verdicts
    }
    kept = {each.rule for each in before.verdicts if each.outcome != "PROVED"}
    ends_all = any(
        node.event is not None and node.event.kind == "terminate"
        for each in (one, other)
        for node in each.graphs["p"].nodes.values()
    )
    told = Counter[str]()
    for verdict in whole.verdicts:
        unsettled = "NOT SETTLED" in (verdict.outcome, after.get(verdict.rule))  # too large for one of the two ways
        if verdict.rule not in kept and verdict.rule in after and not unsettled:
            told[f"{after[verdict.rule]} {verdict.outcome}"] += 1
            # A step and the end behind it that ends all happen at once; of a call the net lets others come between, so
            # that more may be objected to there, and never less.
            if ends_all and (after[verdict.rule], verdict.outcome) == ("PROVED", "BROKEN"):
                continue
            assert after[verdict.rule] == verdict.outcome, (
                seed,
                rules.named(verdict.rule).sentence,
                starts[verdict.rule],
            )
    return told


@pytest.mark.parametrize(
    ("seeds", "most"), [(range(60), 5), pytest.param(range(60, 1_000), 100, marks=pytest.mark.long)]
)
def test_two_procedures_in_a_row_are_judged_as_one_that_calls_them(seeds: range, most: int) -> None:
    told = Counter[str]()
    for seed in seeds:
        told += _outcomes(seed)
    assert told["PROVED PROVED"] > most, told
    assert told["BROKEN BROKEN"] > most, told


def test_a_start_says_where_a_case_came_from() -> None:
    legs = {each.process: each for each in (leg(first()), leg(second("serve"), False, q="ready"))}
    assert Journeys(legs.get).starts("p", law(BOTH).rules) == {"r0": (Start([0, 1], (), "q at ready"),)}
