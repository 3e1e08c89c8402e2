"""A small landlord with one tenancy in arrears, and its officers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.duties.officers import Officers
from tests.house import make_landlord
from workflows.clock import SimulatedClock
from workflows.settings import HOUSE


@pytest.fixture
def officers(tmp_path: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Officers:
    """Officers of a landlord with one tenancy, of a tenant with the number 1; on SQLite."""
    monkeypatch.setattr("tasks.passwords._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1", phone="01632 960001", email="ann@example.com")
    return Officers(made)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Town]:
    """A tenancy that owes six weeks; on SQLite alone, for what no database is asked."""
    made = make_landlord(
        f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn"
    )
    yield Town(made, made.add_tenancy("1"))
    made.house.close()


@pytest.fixture
def door(small: Town) -> Door:
    """The API of it."""
    return Door(small.landlord)
