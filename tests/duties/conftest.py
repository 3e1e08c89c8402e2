"""A small landlord with one tenancy in arrears, and its officers."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cases.budgets.recording import NewBudget
from cases.budgets.rows import LineRow
from cases.budgets.words import Frequency, Section
from tasks.acts import budgets
from tasks.assembly import build
from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.duties.officers import SPOKEN, Officers
from tests.house import BENEFITS, Landlord, make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.settings import HOUSE, Settings

BESIDE = (
    "enquiry",
    "complaint",
    "complaint_stage_2",
    "data_breach",
    "visit",
    "breathing_space",
    "death",
    "agreement_broken",
    "affordability",
)


@pytest.fixture
def officers(tmp_path: Path, clock: SimulatedClock) -> Officers:
    """Officers of a landlord with one tenancy, of a tenant with the number 1; on SQLite."""
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1", phone="01632 960001", email="ann@example.com")
    return Officers(made)


@pytest.fixture(scope="session")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a landlord lies with one tenancy and every procedure that stands beside arrears: made once, and copied."""
    folder = tmp_path_factory.mktemp("town_hall")
    url = f"sqlite:///{folder / 'duecourse.db'}"
    made = make_landlord(url, folder / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    made.add_tenancy("1", phone="01632 960001", email="ann@example.com")
    for name in BESIDE:
        publish_folder(made.house, name)
    made.house.close()
    return folder


@pytest.fixture
def desk(town_hall: Path, tmp_path: Path, clock: SimulatedClock) -> Iterator[Officers]:
    """Officers of a landlord who runs every procedure that stands beside arrears; on SQLite."""
    made = _copy(town_hall, tmp_path / "copy", clock)
    yield made
    made.landlord.house.close()


@pytest.fixture(scope="session")
def before_notice_folder(town_hall: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same a month later: two letters, a talk and a benefit check lie behind the arrears case."""
    folder, clock = tmp_path_factory.mktemp("before_notice") / "town", SimulatedClock(MORNING)
    landlord = _copy(town_hall, folder, clock).landlord
    _budget(landlord)
    landlord.look()
    case = landlord.case_of(1)
    for step, answers in (("contact_customer", SPOKEN), ("check_benefits", BENEFITS)):
        if step == "contact_customer":
            _later(landlord)
        landlord.complete("olive", case, step, **answers)
    landlord.look()
    _later(landlord)
    landlord.house.close()
    return folder


@pytest.fixture
def before_notice(before_notice_folder: Path, tmp_path: Path) -> Iterator[Officers]:
    """Officers of a landlord whose arrears case stands before the checklist of the protocol, 30 days on."""
    made = _copy(before_notice_folder, tmp_path / "copy", SimulatedClock(MORNING + timedelta(days=30)))
    yield made
    made.landlord.house.close()


def _budget(landlord: Landlord) -> None:
    """The household's budget, which leaves £240 a month."""
    rows = ((Section.INCOME, "benefits", 100_000), (Section.FIXED, "other_essential", 76_000))
    lines = [LineRow(section, code, pence, Frequency.MONTHLY) for section, code, pence in rows]
    new = NewBudget(people=[1], lines=lines, adults=1, made_with="Herself, at the office")
    budgets.record(landlord.house, landlord.person("olive"), 1, budget=new)


def _later(landlord: Landlord) -> None:
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=15))
    landlord.bring_in()
    landlord.look()


def _copy(whence: Path, folder: Path, clock: SimulatedClock) -> Officers:
    shutil.copytree(whence, folder)
    url = f"sqlite:///{folder / 'duecourse.db'}"
    house = build(Settings(database_url=url, store=folder / "store", secure_cookies=False), clock)
    return Officers(Landlord(house, clock))


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
