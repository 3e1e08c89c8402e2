"""Who draws procedures does not also say what cases are held to: that is published by compliance."""

import json

import pytest

from tasks.acts import procedures, rule_book
from tests.house import Landlord, publish
from tests.tasks.test_rule_book import RULES, drafted, replaced
from workflows.diagrams.vocabulary import Step
from workflows.errors import Forbidden
from workflows.runtime.of_law import frees
from workflows.runtime.publishing import NotForThem

HOLDS = "organisation/holds.yaml"
STOPS = "stops: [contact, send, serve, file, enforce, prepare]"
ACTS = "law/acts.yaml"
STEPS = "procedures/arrears/steps.yaml"


@pytest.fixture(autouse=True)
def _no_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("rule_book", "procedures"):
        monkeypatch.setattr(f"tasks.acts.{room}.must_be_as_meant", lambda _house, _examination: None)


def without(landlord: Landlord, rule: str, path: str) -> dict[str, bytes | None]:
    """A file of rules without one of them."""
    text = landlord.house.book[path].decode()
    before, _, rest = text.partition(f"  - id: {rule}\n")
    assert rest
    return {path: (before + rest[rest.index("  - id: ") :]).encode()}


def narrowed(landlord: Landlord, **_: str) -> dict[str, bytes | None]:
    """A breathing space that lets a landlord serve, with the rule that forbade it."""
    less = replaced(landlord.house, HOLDS, STOPS, "stops: [contact, send, file, enforce, prepare]")
    rule = replaced(
        landlord.house,
        RULES,
        "never: [act: contact, act: send, act: prepare, act: serve, act: file, act: enforce]\n    between: [[breathing",
        "never: [act: contact, act: send, act: prepare, act: file, act: enforce]\n    between: [[breathing",
    )
    return less | rule


FORM = "procedures/arrears/forms/contact_customer.json"
RENT = "procedures/arrears/"


def emptied(landlord: Landlord) -> dict[str, bytes | None]:
    """A form of the one question that the diagram cannot do without."""
    form = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "Contact"}
    form |= {
        "required": ["agreement_reached"],
        "properties": {"agreement_reached": {"type": "boolean", "title": "Agreed?", "x-fact": True}},
    }
    return {FORM: json.dumps(form).encode()}


def a_step_of_their_own(landlord: Landlord) -> dict[str, bytes | None]:
    steps = landlord.house.book[STEPS].decode()
    return {
        STEPS: f'{steps}  - {{id: close_the_file, who: Income officer, means: "The locks are changed."}}\n'.encode()
    }


def an_act_of_their_own(landlord: Landlord) -> dict[str, bytes | None]:
    act = 'acts:\n  - {step: check_data, kind: dispose, source: "Our policy", confidence: policy}\n'
    rule = landlord.house.book[f"{RENT}rules.yaml"].decode() + (
        "  - id: looked-at-first\n    text: First one looks.\n    law: Our policy\n    confidence: policy\n"
        '    before: check_data\n    require: [read_facts]\n    right: ["read_facts, check_data"]\n'
        '    wrong: ["check_data"]\n'
    )
    return {f"{RENT}acts.yaml": act.encode(), f"{RENT}rules.yaml": rule.encode()}


def no_holidays(landlord: Landlord) -> dict[str, bytes | None]:
    path = "law/bank_holidays.yaml"
    lines = landlord.house.book[path].decode().splitlines(keepends=True)
    return {path: "".join(line for line in lines if "2026-04-03" not in line).encode()}


def other_examples(landlord: Landlord) -> dict[str, bytes | None]:
    path = f"{RENT}rules.yaml"
    return replaced(landlord.house, path, "      - contact_customer, send_letter_2\n", "      - contact_customer\n")


CHANGES = {
    "a hold with its rule": (
        narrowed,
        {"serve_notice would be done while there is breathing_space", "no-enforcement-in-breathing-space would read"},
    ),
    "a rule of law": (
        lambda ours: without(ours, "notice-before-mandatory-claim", "shared/rules/notices.yaml"),
        {"The rule notice-before-mandatory-claim would be gone"},
    ),
    "a rule of policy": (
        lambda ours: replaced(ours.house, RULES, "Nobody is contacted about a debt before", "Never before"),
        {"The rule facts-before-contact would read otherwise"},
    ),
    "the examples of a rule": (other_examples, {"The examples of the rule letter-before-second-letter-or-contact"}),
    "a row of law": (
        lambda ours: replaced(ours.house, "law/periods.yaml", "    source: Housing Act 1985", "    source: Some Act"),
        {"The row law/periods/"},
    ),
    "a row of policy on which a rule rests": (
        lambda ours: replaced(ours.house, "law/periods.yaml", " (contact as soon as reasonably possible)", ""),
        {"The row law/periods/letter_1_reply would read otherwise."},
    ),
    "bank holidays": (no_holidays, {"The row law/bank_holidays/"}),
    "a hold that ends when somebody types so": (
        lambda ours: replaced(ours.house, HOLDS, "    lasts: breathing_space\n", ""),
        {"breathing_space would end otherwise: on the day that is said, and not lasts: breathing_space."},
    ),
    "an act of another kind": (
        lambda ours: replaced(
            ours.house, ACTS, "{step: restore_claim, kind: file", "{step: restore_claim, kind: decide"
        ),
        {
            "restore_claim would be an act of the kind decide, and no hold stops it",
            "The row law/acts/restore_claim would read otherwise.",
        },
    ),
    "an act of their own": (
        an_act_of_their_own,
        {"check_data would be an act of the kind dispose, and no hold stops it: Contradictory"},
    ),
    "a step of their own": (a_step_of_their_own, {"The step close_the_file would be new, done by Income officer: The"}),
    "what a step means": (
        lambda ours: replaced(ours.house, STEPS, "Each point of the protocol is answered", "Some point is answered"),
        {"The step complete_pre_action_checklist would be another: done by Income officer, Some point"},
    ),
    "who decides": (
        lambda ours: replaced(
            ours.house, "organisation/levels.yaml", "roles: [team_leader]", "roles: [officer, team_leader]"
        ),
        {"organisation/levels.yaml would say otherwise: "},
    ),
    "the landlord": (
        lambda ours: replaced(ours.house, "organisation/landlord.yaml", "01632 960100", "01632 960999"),
        {"organisation/landlord.yaml would say otherwise: "},
    ),
    "a form that asks less": (emptied, {f"The form {FORM} would ask less or otherwise: ", "the question reached"}),
    "a story that goes": (
        lambda _ours: {f"{RENT}stories/paid_in_between.yaml": None},
        {f"The story {RENT}stories/paid_in_between.yaml would be told no more."},
    ),
}


def a_question_more(landlord: Landlord) -> dict[str, bytes | None]:
    form = json.loads(landlord.house.book[FORM])
    form["properties"]["weather"] = {"type": "string", "title": "How is the weather?"}
    form["properties"]["reached"]["title"] = "Did you speak?"
    form["x-order"].append("weather")
    return {FORM: json.dumps(form).encode()}


ANYBODY = {
    "a policy on which no rule rests": lambda ours: replaced(
        ours.house,
        "law/periods.yaml",
        "look_again_after_case\n    value: P28D",
        "look_again_after_case\n    value: P21D",
    ),
    "a stricter law": lambda ours: replaced(
        ours.house,
        RULES,
        "rules:\n",
        "rules:\n  - id: letter-before-contact\n    text: No contact before a letter.\n    law: Some Act\n"
        "    before: contact_customer\n    require: [send_letter_1]\n    right:\n      - send_letter_1, "
        "contact_customer\n    wrong:\n      - contact_customer\n",
    ),
    "a question more, in other words": a_question_more,
    "a diagram": lambda ours: replaced(ours.house, f"{RENT}arrears.bpmn", "Contact the customer", "Speak with them"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_the_law_is_published_by_compliance(landlord: Landlord, what: str) -> None:
    house, make, said = landlord.house, *CHANGES[what]
    number = drafted(landlord, make(landlord))
    rule_book.propose(house, landlord.person("pat"), number)
    found = procedures.examine(house, landlord.person("ada"), number).examined.of_law
    assert found
    for words in said:
        assert any(words in sentence for sentence in found), found
    with pytest.raises(NotForThem, match="compliance publishes it") as refused:
        publish(house, landlord.person("ada"), number)
    assert refused.value.facts["findings"] == found
    assert publish(house, landlord.person("cora"), number).edition.number == 2


@pytest.mark.parametrize("what", ANYBODY)
def test_a_policy_and_what_forbids_more_go_by_any_two(landlord: Landlord, what: str) -> None:
    house = landlord.house
    number = drafted(landlord, ANYBODY[what](landlord))
    rule_book.propose(house, landlord.person("pat"), number)
    assert procedures.examine(house, landlord.person("ada"), number).examined.of_law == ()
    assert publish(house, landlord.person("ada"), number).edition.number == 2


NONE, ONE, TWO = frozenset[str](), frozenset({"dispute"}), frozenset({"dispute", "breathing_space"})


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        ((True, TWO), (True, ONE), True),
        ((True, ONE), (True, TWO), False),
        ((True, ONE), (True, ONE), False),
        ((True, ONE), (True, frozenset({"breathing_space"})), True),  # as many, and another
        ((True, ONE), (True, None), False),  # stopped by every kind from now on
        ((True, None), (True, None), False),
        ((True, None), (True, TWO), True),
        ((True, None), (False, None), True),
        ((False, None), (True, NONE), False),
        ((False, None), (False, None), False),
    ],
)
def test_a_step_is_freed_where_some_hold_stops_it_no_more(
    before: tuple[bool, frozenset[str] | None], after: tuple[bool, frozenset[str] | None], less: bool
) -> None:
    was, would = (Step("serve", "Officer", "serves", enforcement=e, stopped_by=by) for e, by in (before, after))
    assert frees(was, would) is less


def test_whoever_wrote_it_does_not_publish_it_even_of_compliance(landlord: Landlord) -> None:
    house = landlord.house
    number = drafted(landlord, narrowed(landlord), who="cora")
    rule_book.propose(house, landlord.person("cora"), number)
    with pytest.raises(Forbidden, match="Ask a colleague"):
        publish(house, landlord.person("cora"), number)
