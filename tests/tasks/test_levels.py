"""Levels of authority: read from the rule book, held by the roles that a person has now."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from cases.organisation import OrganisationUnreadable, read_levels, read_organisation
from tasks.levels import lanes_by_level, levels_of
from tasks.people import ROLES
from tests.book import BOOK
from tests.house import Landlord

ROW = {
    "level": "boss",
    "means": "m",
    "roles": ["team_leader"],
    "acts": ["decide"],
    "source": "s",
    "confidence": "policy",
}


def files(*rows: Mapping[str, Any]) -> dict[str, bytes]:
    return {"organisation/levels.yaml": yaml.safe_dump({"levels": [dict(row) for row in rows]}).encode()}


def test_levels_name_the_roles_that_hold_them() -> None:
    read = read_levels(files(ROW, {**ROW, "level": "nobody", "roles": [], "acts": ["pay"]}), ROLES)
    assert read.holders == {"boss": {"team_leader"}, "nobody": frozenset()}
    shipped = lanes_by_level(read_organisation(BOOK, ROLES))
    assert shipped["team_leader"] == {"Team leader", "Income officer"}
    assert shipped["head_of_service"] == frozenset()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"roles": ["king"]}, "`roles` is a list out of"),
        ({"roles": "officer"}, "`roles` is a list out of"),
        ({"level": 3}, "`level` is a text"),
        ({"level": "The Boss"}, "a level is small letters"),
        ({"means": ""}, "`means` is a text"),
        ({"source": 7}, "`source` is a text"),
        ({"confidence": "high"}, "`confidence` is one of"),
        ({"more": 1}, "and nothing else"),
    ],
)
def test_levels_that_cannot_be_read_are_refused_with_their_place(row: Mapping[str, Any], says: str) -> None:
    with pytest.raises(OrganisationUnreadable, match=says) as caught:
        read_levels(files({**ROW, **row}), ROLES)
    assert "organisation/levels.yaml, row 1" in caught.value.sentence
    with pytest.raises(OrganisationUnreadable, match="row 2: `level` is a text that no other row has"):
        read_levels(files(ROW, ROW), ROLES)


def test_a_person_holds_what_their_roles_hold_and_the_machine_nothing(landlord: Landlord) -> None:
    levels = {"boss": frozenset({"team_leader"})}
    with landlord.house.db.read() as session:
        assert levels_of(levels, session, landlord.person("tess").actor) == {"boss"}
        assert levels_of(levels, session, landlord.person("olive").actor) == frozenset()
        for stranger in ("system", "user:99999", ""):
            assert levels_of(levels, session, stranger) == frozenset()
