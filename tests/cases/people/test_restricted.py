"""Which kinds are restricted: as the rule book says, as shipped where it says nothing, and never by half."""

import pytest

from cases.organisation import read_organisation
from cases.organisation_lists import OrganisationUnreadable
from cases.people.restricted import HOLDS_SHIPPED, SHIPPED, Restricted, restricted_of
from tasks.people import ROLES
from workflows.editions import Book
from workflows.settings import HOUSE

PATH = "organisation/restricted.yaml"
CASES = {"officer", "team_leader", "compliance", "administrator"}


def read(content: str) -> Restricted:
    return restricted_of({PATH: content.encode()}, ROLES, CASES)


def test_the_shipped_file_says_what_counts_where_there_is_none() -> None:
    assert restricted_of({}, ROLES, CASES).kinds == SHIPPED
    shipped = read((HOUSE / "bpmn" / PATH).read_text(encoding="utf-8"))
    assert dict(shipped.kinds) == {str(kind): roles for kind, roles in SHIPPED.items()}


def test_a_rule_book_in_which_it_is_wrong_is_refused_as_a_whole() -> None:
    shipped = Book.of_folder(HOUSE / "bpmn")
    assert read_organisation(shipped, ROLES).restricted.kinds == SHIPPED
    assert read_organisation(shipped, ROLES).restricted.holds == HOLDS_SHIPPED
    with pytest.raises(OrganisationUnreadable, match=PATH):
        read_organisation(shipped.with_changes({PATH: b"restricted: []"}), ROLES)


def test_who_sees_what() -> None:
    restricted = read("restricted: [{kind: crisis, roles: [compliance]}]")
    assert restricted.seen_by("crisis", {"compliance", "officer"})
    assert not restricted.seen_by("crisis", {"officer", "team_leader"})
    assert restricted.seen_by("domestic_abuse", {"officer"}), "this landlord restricts it no more"
    assert not restricted.seen_by("of another version", {"compliance"}), "what nobody knows is shown to nobody"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("restricted: []", "this is no list of rows"),
        ("[", "is not YAML"),
        ("other: []", "holds `restricted:`"),
        ("restricted: [{kind: crisis}]", "row 1: a row has kind, roles, and nothing else"),
        ("restricted: [{kind: crisis, roles: [officer], more: x}]", "a row has kind, roles, and nothing else"),
        ("restricted: [{kind: sadness, roles: [officer]}]", "`kind` is one of health, .*Correct 'sadness'"),
        ("restricted: [{kind: crisis, roles: [chief]}]", "`roles` is a list out of administrator"),
        ("restricted: [{kind: crisis, roles: []}]", "`roles` is a list out of"),
        ("restricted: [{kind: crisis, roles: [process_owner]}]", "process_owner may see no case"),
        ("restricted: [{kind: crisis, roles: [officer]}, {kind: crisis, roles: [officer]}]", "no other row has it"),
    ],
)
def test_what_is_written_wrongly_is_refused_with_its_place(content: str, said: str) -> None:
    with pytest.raises(OrganisationUnreadable, match=said):
        read(content)


def test_holds_are_restricted_as_the_book_says_and_as_shipped_where_it_says_nothing() -> None:
    kinds = "restricted: [{kind: crisis, roles: [compliance]}]"
    assert read(kinds).holds == HOLDS_SHIPPED, "an edition of before opens none"
    said = read(f"{kinds}\nholds: [{{kind: safeguarding, roles: [compliance]}}]")
    assert said.sees_hold("mental_health_crisis", {"officer"}), "this landlord restricts it no more"
    assert not said.sees_hold("safeguarding", {"officer", "team_leader"})
    assert said.sees_hold("safeguarding", {"compliance"})
    with pytest.raises(OrganisationUnreadable, match="`kind` is one of mental_health_crisis, safeguarding"):
        read(f"{kinds}\nholds: [{{kind: eclipse, roles: [compliance]}}]")
