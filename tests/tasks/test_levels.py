"""Levels of authority: read from the rule book, held by the roles that a person has now."""

import pytest

from tasks.levels import LevelsUnreadable, lanes_by_level, levels_of, read_levels
from tests.book import BOOK
from tests.house import Landlord
from workflows.editions import Book

ROW = "{level: boss, means: m, roles: [%s], source: s, confidence: policy}"


def book(text: str) -> Book:
    return Book({"organisation/levels.yaml": text.encode()})


def test_levels_name_the_roles_that_hold_them() -> None:
    read = read_levels(book(f"levels: [{ROW % 'team_leader'}]"))
    assert read == {"boss": {"team_leader"}}
    assert lanes_by_level(read) == {"boss": {"Team leader", "Income officer"}}
    assert lanes_by_level({"clerk": frozenset({"administrator"})}) == {"clerk": frozenset()}
    assert read_levels(Book({})) == {}
    assert read_levels(BOOK)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("levels: [", "not YAML"),
        ("levels: {}", "with a list of rows"),
        ("levels: [{level: boss}]", "row 1: a row has"),
        (f"levels: [{ROW % ''}]", "`roles` lists who holds it"),
        (f"levels: [{ROW % 'king'}]", "`roles` lists who holds it"),
        (f"levels: [{ROW % 'officer'}, {ROW % 'officer'}]", "row 2: boss stands there twice"),
        ("levels: [{level: 3, means: m, roles: [officer], source: s, confidence: policy}]", "`level` is a text"),
        ("levels: [{level: b, means: m, roles: [officer], source: s, confidence: high}]", "`confidence` is one of"),
    ],
)
def test_levels_that_cannot_be_read_are_refused_with_their_place(text: str, says: str) -> None:
    with pytest.raises(LevelsUnreadable, match=says):
        read_levels(book(text))


def test_a_person_holds_what_their_roles_hold_and_the_machine_nothing(landlord: Landlord) -> None:
    levels = {"boss": frozenset({"team_leader"})}
    with landlord.house.db.read() as session:
        assert levels_of(levels, session, landlord.person("tess").actor) == {"boss"}
        assert levels_of(levels, session, landlord.person("olive").actor) == frozenset()
        for stranger in ("system", "user:99999", ""):
            assert levels_of(levels, session, stranger) == frozenset()
