"""How a hold ends is said by its kind, and not by whoever works the case: in the act, so for page and API alike."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from cases.tables import Hold
from tasks.acts import holds
from tests.house import Landlord, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import Refused

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BY_LAW = date(2026, 4, 30)
"""Day 60, the 2 March being day 1."""


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    made.add_tenancy("1")
    made.look()
    yield made
    made.house.close()


def placed(town: Landlord, who: str, kind: str, last: date | None, first: date = TODAY) -> date | None:
    """A hold that somebody places; its last day as it is kept."""
    made = holds.place(
        town.house, town.person(who), kind=kind, begins_on=first, ends_on=last, accounts=["1"], reason="A notice came"
    )
    with town.house.db.read() as session:
        kept: date | None = session.execute(select(table(Hold).c.ends_on).where(table(Hold).c.id == made.hold)).scalar()
    assert kept == made.ends_on
    return kept


def test_nobody_ends_a_breathing_space_earlier_by_what_they_type(town: Landlord) -> None:
    said = "lasts until 30 April 2026 at least: 60 days beginning with it"
    for who, last in product(("olive", "tess", "cora"), (TODAY, BY_LAW - timedelta(days=1))):
        with pytest.raises(holds.EndNotYours, match=said) as refused:
            placed(town, who, "breathing_space", last)
        assert "Leave the last day empty, or give a later one" in refused.value.sentence
    with town.house.db.read() as session:
        assert session.execute(select(table(Hold))).all() == []


def test_it_lasts_its_sixty_days_or_longer(town: Landlord) -> None:
    assert placed(town, "olive", "breathing_space", None) == BY_LAW
    assert placed(town, "olive", "breathing_space", date(2026, 5, 4)) == date(2026, 5, 4)
    assert placed(town, "olive", "breathing_space", date(2026, 5, 1), date(2026, 3, 3)) == date(2026, 5, 1)
    # The row of its first day counts.
    assert placed(town, "olive", "breathing_space", None, date(2026, 2, 1)) == date(2026, 4, 1)
    with pytest.raises(Refused, match="not for 3 May 2021"):
        placed(town, "olive", "breathing_space", None, date(2021, 5, 3))


def test_no_letter_goes_out_the_day_after(town: Landlord) -> None:
    with pytest.raises(holds.EndNotYours):
        placed(town, "olive", "breathing_space", TODAY)
    placed(town, "olive", "breathing_space", None)
    town.pass_days(3)
    case = town.case_of(1)
    with town.house.db.read() as session:
        assert town.house.runtime.holds(session, case, None) is not None


def test_of_some_no_end_is_said(town: Landlord) -> None:
    said = "lasts until somebody who may release holds ends it, with a reason"
    for kind in ("mental_health_crisis", "death", "safeguarding"):
        for who, last in product(("olive", "tess"), (TODAY, date(2027, 3, 2))):
            with pytest.raises(holds.EndNotYours, match=said):
                placed(town, who, kind, last)
        assert placed(town, "olive", kind, None) is None


def test_of_others_an_officer_says_a_day_later_than_today(town: Landlord) -> None:
    for kind in ("dispute", "data_quality"):
        for last in (TODAY, YESTERDAY):
            with pytest.raises(holds.EndNotYours, match="can only say a day later than today, 2 March 2026"):
                placed(town, "olive", kind, last, YESTERDAY)
        assert placed(town, "olive", kind, TOMORROW) == TOMORROW
        assert placed(town, "olive", kind, None) is None
        assert placed(town, "tess", kind, YESTERDAY, YESTERDAY) == YESTERDAY


def test_a_page_is_told_what_applies(town: Landlord) -> None:
    of_officer = holds.last_days(town.house, town.person("olive"))
    assert "lasts until 30 April 2026 at least" in of_officer["breathing_space"]
    assert of_officer["death"].startswith("give none")
    assert of_officer["dispute"].endswith("otherwise a day later than today")
    assert holds.last_days(town.house, town.person("tess"))["dispute"] == "leave it empty where it is not known"
