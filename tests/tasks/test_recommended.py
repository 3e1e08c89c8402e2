"""A notice that was recommended is on the list of whoever leads, until something else was decided or agreed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cases.tables import Account, CaseAccount
from tasks.acts import recommended
from tasks.beside_steps import beside
from tasks.people import add_user
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)
TODAY = london_date(MORNING)


@pytest.fixture
def small(tmp_path: Path) -> Landlord:
    landlord = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", SimulatedClock(MORNING))
    for number in (1, 2):
        landlord.add_tenancy(str(number), weeks_owed=6)
    landlord.look()
    return landlord


def ended(landlord: Landlord, account: int, outcome: str, days_ago: int) -> None:
    """A case of the account ended so."""
    with landlord.house.db.write() as session:
        case = dict(session.execute(select(_case).limit(1)).mappings().one())
        del case["id"]
        case |= {"reference": f"E-{account}-{outcome}-{days_ago}", "status": "closed", "outcome": outcome}
        closed = MORNING - timedelta(days=days_ago)
        number = session.execute(
            insert(_case).values(**{**case, "closed_at": closed}).returning(_case.c.id)
        ).scalar_one()
        session.execute(insert(table(CaseAccount)).values(case_id=number, account_id=account))


def listed(landlord: Landlord, who: str = "tess") -> list[int]:
    return [each.account.id for each in recommended.list_(landlord.house, landlord.person(who))]


def waiting(landlord: Landlord, who: str) -> list[str]:
    house = landlord.house
    with house.db.read() as session:
        return [each.words for each in beside(house, session, landlord.person(who), TODAY) if "notice" in each.words]


def test_it_is_listed_the_longest_first_and_counted_beside_a_leaders_steps(small: Landlord) -> None:
    assert listed(small) == []
    ended(small, 1, "notice_recommended", 3)
    ended(small, 2, "notice_recommended", 9)
    assert listed(small) == [2, 1]
    assert waiting(small, "tess") == ["2 notices recommended"]
    assert waiting(small, "olive") == []
    (first, _) = Door(small).ask("tess", "GET", "/notices-recommended").json()
    assert (first["reference"], first["overdue_pence"]) == ("2", 50_000)
    assert "£500.00 is overdue" in first["standing"]


@pytest.mark.parametrize(
    "outcome", ["cleared", "no_notice", "arrangement_in_place", "paid_down", "paid_in_time", "nothing_to_do"]
)
def test_what_was_decided_or_agreed_later_takes_its_place(small: Landlord, outcome: str) -> None:
    ended(small, 1, "notice_recommended", 9)
    ended(small, 1, outcome, 3)
    assert listed(small) == []
    ended(small, 1, "notice_recommended", 1)
    assert listed(small) == [1]


def test_a_case_that_somebody_closed_decides_nothing(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    ended(small, 1, "closed", 3)
    assert listed(small) == [1]


def test_who_works_in_another_patch_is_told_of_none(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 3)
    with small.house.db.write() as session:
        accounts = table(Account)
        for number, patch in ((1, "North 1"), (2, "South 1")):
            session.execute(update(accounts).where(accounts.c.id == number).values(patch=patch))
    elsewhere = Door(small)
    assert len(elsewhere.ask("tess", "GET", "/notices-recommended").json()) == 1
    with small.house.db.write() as session:
        add_user(session, "south", "South", PASSWORD, ["team_leader"], small.clock, patches=["South 1"])
    assert elsewhere.ask("south", "GET", "/notices-recommended").json() == []
    assert waiting(small, "south") == []
