"""Who writes procedures does not also say what the law demands: that is published by compliance."""

import pytest

from tasks.acts import procedures, rule_book
from tests.house import Landlord, publish
from tests.tasks.test_rule_book import RULES, drafted, replaced
from workflows.errors import Forbidden
from workflows.runtime.publishing import NotForThem

HOLDS = "organisation/holds.yaml"
STOPS = "stops: [contact, send, serve, file, enforce, prepare]"
ACTS = "law/acts.yaml"


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


CHANGES = {
    "a hold with its rule": (
        narrowed,
        {"serve_notice would be done while there is breathing_space", "no-enforcement-in-breathing-space would read"},
    ),
    "a rule of law": (lambda ours: without(ours, "notice-before-mandatory-claim", "shared/rules/notices.yaml"), set()),
    "a row of law": (
        lambda ours: replaced(ours.house, "law/periods.yaml", "    source: Housing Act 1985", "    source: Some Act"),
        {"The row law/periods/"},
    ),
    "a hold that ends when somebody types so": (
        lambda ours: replaced(ours.house, HOLDS, "    lasts: breathing_space\n", ""),
        {"breathing_space would end otherwise: on the day that is said, and not lasts: breathing_space."},
    ),
    "an act of another kind": (
        lambda ours: replaced(
            ours.house, ACTS, "{step: restore_claim, kind: file", "{step: restore_claim, kind: decide"
        ),
        {"restore_claim would be stopped by no hold any more.", "The row law/acts/restore_claim would read otherwise."},
    ),
}
ANYBODY = {
    "a policy": lambda ours: replaced(ours.house, RULES, "Nobody is contacted about a debt before", "Never before"),
    "a stricter law": lambda ours: replaced(
        ours.house,
        RULES,
        "rules:\n",
        "rules:\n  - id: letter-before-contact\n    text: No contact before a letter.\n    law: Some Act\n"
        "    before: contact_customer\n    require: [send_letter_1]\n    right:\n      - send_letter_1, "
        "contact_customer\n    wrong:\n      - contact_customer\n",
    ),
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


def test_whoever_wrote_it_does_not_publish_it_even_of_compliance(landlord: Landlord) -> None:
    house = landlord.house
    number = drafted(landlord, narrowed(landlord), who="cora")
    rule_book.propose(house, landlord.person("cora"), number)
    with pytest.raises(Forbidden, match="Ask a colleague"):
        publish(house, landlord.person("cora"), number)
