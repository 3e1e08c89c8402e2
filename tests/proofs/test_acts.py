"""Acts: what is done to a person has its row and what must precede it, whatever its author says."""

import pytest

from api.commands.does.knowing import house_vocabulary
from tests.book import BOOK, LAW
from tests.engine.drawing import Drawing
from workflows.diagrams.acts import EFFECTS, KINDS, ActsUnreadable, read_acts
from workflows.diagrams.steps import StepsUnreadable, read_steps
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import compile_procedure
from workflows.engine.refusals import LintFailed
from workflows.proofs.automata import Never
from workflows.proofs.examples import ExampleUnreadable
from workflows.proofs.law_book import ActUnguarded, LawBook, mistaken, read_law_book
from workflows.proofs.rules import RuleUnreadable

STEPS = b"steps: [{id: tell, who: system, means: m}, {id: look, who: system, means: m}]"
EVENTS = b"events: [{id: death_began, means: m}, {id: death_ended, means: m}]"
ACT = "acts: [{step: %s, kind: %s, source: Some Act, confidence: to confirm}]"
EXAMPLES = "right: ['look, tell'], wrong: [tell]"
RULE = "rules:\n  - {id: r, text: t, law: l, before: tell, require: [look], %s}\n"


def book(acts: str, rules: str = RULE % EXAMPLES) -> LawBook:
    files = {"shared/steps.yaml": STEPS + b"\n" + EVENTS}
    return read_law_book(files, {"shared/rules/r.yaml": rules.encode()}, {"law/acts.yaml": acts.encode()})


def test_whether_a_hold_forbids_a_step_follows_from_its_act() -> None:
    assert book(ACT % ("tell", "send")).steps["tell"].enforcement
    disclosed = book(ACT % ("tell", "disclose")).steps["tell"]
    assert (disclosed.act, disclosed.enforcement) == ("disclose", False)
    with pytest.raises(StepsUnreadable, match=r"row 1 \(tell\).*Take `enforcement` out"):
        read_steps({"shared/steps.yaml": b"steps: [{id: tell, who: a, means: m, enforcement: true}]"})


def test_what_somebody_does_is_no_event() -> None:
    with pytest.raises(StepsUnreadable, match=r"events row 1 \(tell\) says `who` does it.*Move it to `steps:`"):
        read_steps({"shared/steps.yaml": b"events: [{id: tell, who: a, means: m}]"})


def test_an_act_that_nothing_must_precede_is_refused() -> None:
    other = "rules:\n  - {id: r, text: t, law: l, at_most_once: tell, right: [tell], wrong: ['tell, tell']}\n"
    with pytest.raises(ActUnguarded, match="tell is an act \\(send\\), and no rule says what must precede it"):
        book(ACT % ("tell", "send"), other)
    assert book(ACT % ("tell", "prepare"), other).steps["tell"].enforcement, "a draft has no effect by itself"
    with pytest.raises(ActUnguarded, match="sing is an act, and no step"):
        book(ACT % ("sing", "send"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("acts: [", "not YAML"),
        ("acts: {}", "with a list of rows"),
        ("acts:\n", r"law/acts\.yaml holds no row. Write one below `acts:`, or delete the file"),
        ("acts: []", "holds no row. Write one below `acts:`, or delete the file"),
        ("acts: [1]", "row 1: a row has"),
        ("acts: [{step: a, kind: send}]", "row 1: a row has"),
        (ACT % ("tell", "sing"), "`kind` is one of contact"),
        (ACT % ("1", "send"), "`step` is a text"),
        ("acts: [{step: a, kind: send, source: s, confidence: high}]", "`confidence` is one of"),
        ("acts:\n" + 2 * "  - {step: a, kind: send, source: s, confidence: policy}\n", "row 2: a stands there twice"),
    ],
)
def test_acts_that_cannot_be_read_are_refused_with_their_place(text: str, says: str) -> None:
    with pytest.raises(ActsUnreadable, match=says):
        read_acts({"law/acts.yaml": text.encode()})


def test_a_rule_speaks_of_kinds_so_that_a_new_act_is_covered_at_once() -> None:
    held = "  - {id: h, text: t, law: l, never: [act: %s], between: [[death_began], [death_ended]], %s}\n"
    shown = "right: [tell], wrong: ['death_began, tell']"
    read = book(ACT % ("tell", "send"), RULE % EXAMPLES + held % ("send", shown))
    assert read.rules.named("h").steps == {"tell"}
    assert mistaken(read.rules) == []
    with pytest.raises(RuleUnreadable, match="is no kind of act"):
        book(ACT % ("tell", "send"), RULE % EXAMPLES + held % ("sing", shown))
    held_back = [rule for rule in LAW.rules.rules if isinstance(rule.sentence, Never)]
    held_back = [rule for rule in held_back if rule.law.startswith("Debt Respite Scheme")]
    assert len(held_back) >= 2  # a breathing space of either kind
    for rule in held_back:
        assert rule.steps == {act.step for act in LAW.acts.values() if KINDS[act.kind].stops}


def test_a_rule_without_both_examples_is_refused() -> None:
    for shown, lacks in (("right: ['look, tell']", "wrong"), ("wrong: [tell]", "right"), ("right: []", "right")):
        with pytest.raises(ExampleUnreadable, match=f"lacks `{lacks}:`"):
            book(ACT % ("tell", "send"), RULE % shown)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ("right: tell", "is a list of sequences"),
        ("right: [1]", "is a list of sequences"),
        ("right: [sing]", "there is no step 'sing'"),
        ("right: ['tell at ann']", "neither `step` nor"),
        ("wrong: ['tell, ']", "neither `step` nor"),
    ],
)
def test_examples_that_cannot_be_read_are_refused(shown: str, says: str) -> None:
    with pytest.raises(ExampleUnreadable, match=says):
        book(ACT % ("tell", "send"), RULE % shown)


def test_an_example_that_comes_out_otherwise_is_told() -> None:
    read = book(ACT % ("tell", "send"), RULE % "right: [tell], wrong: ['look by ann, tell']")
    assert mistaken(read.rules) == [
        "r: it must let tell happen, and catches it at tell.",
        "r: it must catch look by ann, tell, and lets it happen.",
    ]


@pytest.mark.parametrize(("act", "drawn"), [("", False), ("prepare", False), ("send", True), ("disclose", True)])
def test_a_step_that_sends_is_an_act_whatever_its_author_says(act: str, drawn: bool) -> None:
    vocabulary = Vocabulary(
        steps={"tell": Step("tell", "system", "tells", act=act)},
        handlers={"send_letter": "job"},
        effects={"send_letter": "send"},
    )
    files = {"p.bpmn": Drawing("p").service("tell", "send_letter").chain("start", "tell", "end").xml()}
    if drawn:
        compile_procedure(files, "p", vocabulary)
    else:
        with pytest.raises(LintFailed, match=r"tell does something to a person \(send_letter: send\)"):
            compile_procedure(files, "p", vocabulary)


def test_every_operation_of_the_house_says_what_it_does_to_a_person() -> None:
    house = house_vocabulary(assume_handlers=False)
    assert set(house.effects) == set(house.handlers)
    assert set(house.effects.values()) - {""} <= set(EFFECTS)


def test_the_shipped_book_has_an_act_for_each_step_that_a_hold_forbids() -> None:
    assert {step.id for step in LAW.steps.values() if step.enforcement} <= set(LAW.acts)
    assert BOOK.act_files
