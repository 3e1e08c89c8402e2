"""The landlord's organisation: read from the rule book, and refused with its place where it is not written so."""

import re
from decimal import Decimal

import pytest

from cases.endings import WHEN_SAID
from cases.organisation import NoSuchLevel, OrganisationUnreadable, must_be_told, must_last, read_organisation
from tasks.functions import functions_of
from tasks.people import ROLES
from tests.book import BOOK, EVENTS
from tests.calculating import LAW
from workflows.expressions import compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import Known
from workflows.settings import HOUSE

FILES = {path: content for path, content in BOOK.items() if path.startswith("organisation/")}
READ = read_organisation(FILES, ROLES)


def test_what_the_shipped_book_says() -> None:
    assert READ.lanes_of(["officer"]) == ["Income officer"]
    assert READ.lanes_of({"team_leader", "compliance"}) == ["Income officer", "Team leader"]
    assert READ.may_do(["team_leader"], "Income officer")
    assert not READ.may_do(["officer"], "Team leader")
    assert not READ.may_do(["officer"], "Wizard")
    assert set(READ.holds) >= {"breathing_space", "death"}
    assert set(READ.debts) == {"rent", "garage", "use_and_occupation", "service_charge", "court_costs", "recharges"}
    must_be_told(READ, EVENTS)


@pytest.mark.parametrize(
    ("pence", "level"),
    [(1, "income_officer"), (5000, "income_officer"), (5001, "team_leader"), (Decimal(100_001), "head_of_service")],
)
def test_the_lowest_level_decides(pence: int, level: str) -> None:
    assert READ.levels.functions()["approval level"]("write_off", pence) == level
    assert READ.levels.of("enforce", 1) == "team_leader"


@pytest.mark.parametrize(("act", "pence"), [("serve", 1), ("write_off", None), ("write_off", "1"), ("write_off", True)])
def test_what_no_level_decides_is_refused(act: str, pence: object) -> None:
    with pytest.raises(NoSuchLevel, match=r"Add it to organisation/levels\.yaml|is looked up for an amount in pence"):
        READ.levels.of(act, pence)


def test_how_a_hold_ends_editions_before_did_not_say() -> None:
    older = re.sub(rb"    (lasts|ends): .*\n", b"", FILES["organisation/holds.yaml"])
    assert set(read_organisation({**FILES, "organisation/holds.yaml": older}, ROLES).endings.values()) == {WHEN_SAID}
    assert READ.endings["breathing_space"].lasts == "breathing_space"
    assert [kind for kind, each in READ.endings.items() if each.by_release] == [
        *("mental_health_crisis", "death", "complaint", "capacity"),
        *("bankruptcy", "debt_relief_order", "voluntary_arrangement", "safeguarding"),
    ]


def test_a_hold_that_lasts_a_period_which_there_is_not_is_refused() -> None:
    must_last(READ, LAW.has_length)
    with pytest.raises(
        OrganisationUnreadable, match="the hold breathing_space lasts 'breathing_space', and law/periods"
    ):
        must_last(READ, lambda _name: False)


def test_a_kind_of_hold_of_which_rules_could_not_speak_is_refused() -> None:
    with pytest.raises(OrganisationUnreadable, match="add the event dispute_ended to `events:`"):
        must_be_told(READ, EVENTS - {"dispute_ended"})


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "roles.yaml",
            "roles: [officer, team_leader]",
            "roles: [wizard]",
            "row 1 (Income officer): `roles` is a list out of",
        ),
        ("roles.yaml", "lane: Team leader", "lane: Income officer", "row 2: `lane` is a text that no other row has"),
        ("roles.yaml", "lane: Team leader", "lane: System", "System is the machine's own lane"),
        ("roles.yaml", "lanes:", "lane:", "holds `lanes:` with a list of rows, and nothing beside"),
        ("roles.yaml", "lanes:", "lanes: [", "organisation/roles.yaml is not YAML"),
        ("holds.yaml", "kind: dispute\n", "kind: A dispute\n", "(A dispute): a kind is small letters"),
        ("holds.yaml", "words: the debt is disputed", "words: ''", "(dispute): `words` is a text"),
        (
            "holds.yaml",
            "words: the debt is disputed",
            "word: x",
            "row 5: a row has kind, words, and perhaps because, ends, lasts, late, settled_by_agreement, stops, tells",
        ),
        ("holds.yaml", "lasts: breathing_space", "lasts: 60", "(breathing_space): `lasts` is the name of a row of law"),
        (
            "holds.yaml",
            "    ends: by release",
            "    ends: soon",
            "(mental_health_crisis): `ends` says `by release`, or is left",
        ),
        (
            "holds.yaml",
            "    lasts: breathing_space",
            "    lasts: breathing_space\n    ends: by release",
            "(breathing_space): a hold `lasts` a period, or `ends` by release",
        ),
        ("levels.yaml", "up_to_pence: 5000", "up_to_pence: 50.5", "`up_to_pence` is a whole number of pence"),
        ("levels.yaml", "up_to_pence: 5000", "up_to_pence: 5000000", "the amounts for write_off must rise"),
        ("levels.yaml", "    up_to_pence: 5000\n", "", "the amounts for write_off must rise"),
        ("levels.yaml", "acts: [write_off]", "acts: [wave]", "`acts` is a list out of"),
    ],
)
def test_what_is_not_written_so_is_refused_with_its_place(file: str, old: str, new: str, sentence: str) -> None:
    path = f"organisation/{file}"
    assert old in FILES[path].decode()
    with pytest.raises(OrganisationUnreadable) as refused:
        read_organisation({**FILES, path: FILES[path].decode().replace(old, new, 1).encode()}, ROLES)
    assert sentence in refused.value.sentence
    assert path in refused.value.sentence


def test_a_file_that_is_missing_is_asked_for() -> None:
    with pytest.raises(OrganisationUnreadable, match=r"no organisation/levels.yaml. Write it: `levels:`"):
        read_organisation({path: content for path, content in FILES.items() if "levels" not in path}, ROLES)


def test_a_decision_can_ask_for_the_level_also_on_the_command_line() -> None:
    functions = functions_of(HOUSE / "bpmn")
    assert compile_expression('approval level("write_off", 7000)', functions).evaluate() == "team_leader"
    signatures = READ.levels.signatures()
    known = Known(signatures=signatures)
    wrong = compile_expression('approval level("write off", 7000) = "Team lead"', functions).tree
    said = " ".join(mistakes(wrong, known))
    assert 'no kind of act with an approval level called "write off"' in said
    assert 'approval level(…) is never "Team lead"' in said
