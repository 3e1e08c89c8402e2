"""A small landlord with a tenancy that owes six weeks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.house import make_landlord
from workflows.clock import SimulatedClock


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite alone, for what no database is asked."""
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", SimulatedClock(MORNING))
    yield Town(made, made.add_tenancy("1"))
    made.house.close()


@pytest.fixture
def door(small: Town) -> Door:
    """The API of it."""
    return Door(small.landlord)
