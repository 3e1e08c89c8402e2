"""A small landlord with two tenancies, of which one lies in another patch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.people import add_user
from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.house import PASSWORD, make_landlord
from workflows.clock import SimulatedClock


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Town]:
    """On SQLite alone; ``wes`` leads the patch West 2, in which the second tenancy lies."""
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", SimulatedClock(MORNING))
    town = Town(made, made.add_tenancy("1"))
    town.patch(made.add_tenancy("2"), "West 2")
    with made.house.db.write() as session:
        add_user(session, "wes", "Wes West", PASSWORD, ["team_leader"], made.clock, patches=["West 2"])
    yield town
    made.house.close()


@pytest.fixture
def door(small: Town) -> Door:
    """The API of it."""
    return Door(small.landlord)
