"""A notice that was recommended is on the list of whoever leads, until something else was decided or agreed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cases import holds
from cases.agreements.starting import NewDebt
from cases.chains import account_chain, chain_named
from cases.facts import facts_of_accounts
from cases.tables import Account, CaseAccount
from tasks.acts import recommended
from tasks.beside_steps import beside
from tasks.night.looking import Look
from tasks.people import add_user
from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.evidence import timeline
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


def why(landlord: Landlord, account: int) -> str:
    """What is said of an account tonight."""
    house, today = landlord.house, london_date(landlord.clock.now())
    with house.db.read() as session:
        look = Look(house, session, today, account)
        return look.at(*next(facts_of_accounts(session, today, house.standards, account))).sentence


def over(landlord: Landlord, account: int) -> list[str]:
    """The recommendations that are over, by their day."""
    with landlord.house.db.read() as session:
        chain = chain_named(session, account_chain(account))
        lines = [] if chain is None else list(timeline(session, chain))
    return [line["content"]["recommended_on"] for line in lines if line["kind"] == "recommendation over"]


def test_once_nothing_is_late_it_stands_no_more_and_does_not_come_back(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    assert "A notice was recommended" in why(small, 1)
    small.pay(1, 60_000)
    assert listed(small) == []  # the same hour
    assert waiting(small, "tess") == []
    assert "recommended" not in why(small, 1)
    small.pass_days(1)
    with small.house.db.write() as session:  # late anew: a debt about which nobody recommended a notice
        small._line(session, 1, "charge", london_date(small.clock.now()), "rent", 60_000)
    small.pass_days(9)
    assert "is overdue" in why_stands(small, 1)
    assert listed(small) == []
    assert "A notice was recommended" not in why(small, 1)
    assert over(small, 1) == [str(TODAY - timedelta(days=9))]


def why_stands(landlord: Landlord, account: int) -> str:
    today = london_date(landlord.clock.now())
    with landlord.house.db.read() as session:
        _row, facts = next(facts_of_accounts(session, today, landlord.house.standards, account))
    return str(facts["standing_words"])


def test_what_a_late_ledger_does_not_show_as_late_is_not_taken_as_paid(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    small.pay(1, 60_000)
    small.clock.move_to(small.clock.now() + timedelta(days=30))  # and no export came meanwhile
    small.look()
    assert over(small, 1) == []


def test_it_is_relied_on_as_long_as_policy_says(small: Landlord) -> None:
    lasts = small.house.standards.days("recommendation_lasts", TODAY)
    ended(small, 1, "notice_recommended", lasts)
    ended(small, 2, "notice_recommended", lasts + 1)
    assert listed(small) == [1]
    assert "A notice was recommended" not in why(small, 2)
    small.look()
    assert (over(small, 1), over(small, 2)) == ([], [str(TODAY - timedelta(days=lasts + 1))])


def test_what_is_agreed_meanwhile_puts_it_off_and_is_said(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    assert "Whoever leads the team follows it." in why(small, 1)
    Town(small, 1).agree()
    (row,) = Door(small).ask("tess", "GET", "/notices-recommended").json()
    assert row["agreed"] == (
        "An agreement of 2 March 2026 stands: the notice is put off while it is kept (Pre-Action Protocol 2.9)."
    )
    assert row["agreed"] in why(small, 1)
    assert "follows it" not in why(small, 1)


def test_what_is_agreed_about_costs_alone_does_not_put_off_a_notice_about_the_rent(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    town = Town(small, 1)
    town.line(1, TODAY, "charge", 5_000, debt="court_costs")
    town.agree(debts=[NewDebt(1, 500, "court_costs")])
    assert "Whoever leads the team follows it." in why(small, 1)


def test_what_is_not_kept_is_said_until_the_day_that_the_warning_named_and_after_it(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 0)
    town, door = Town(small, 1), Door(small)
    number = town.agree()

    def agreed() -> str:
        (row,) = door.ask("tess", "GET", "/notices-recommended").json()
        assert row["agreed"] in why(small, 1)
        return str(row["agreed"])

    town.pass_to(date(2026, 3, 20))
    assert agreed() == (
        "An agreement of 2 March 2026 is behind and may be put right until 28 March 2026: no notice is prepared before "
        "that day is over (Pre-Action Protocol 2.9)."
    )
    assert (
        door.ask("tess", "POST", f"/agreements/{number}/end", json={"reason": "She asked for it by phone"}).status_code
        == 200
    )
    assert agreed() == (
        "What was agreed was ended, and was to be put right by 28 March 2026: no notice is prepared before that day is "
        "over (Pre-Action Protocol 2.9)."
    )
    town.pass_to(date(2026, 3, 29))
    assert agreed() == "What was agreed last is ended. Whoever leads the team follows it."


def test_what_forbids_a_notice_is_said_in_its_row(small: Landlord) -> None:
    for account in (1, 2):
        ended(small, account, "notice_recommended", 9)
    house = small.house
    holds.place(
        house.runtime,
        "dispute",
        "user:1",
        kinds=house.organisation.holds,
        begins_on=TODAY,
        ends_on=None,
        accounts=[1],
        source="The tenant",
        reason="They dispute a charge.",
    )
    with house.db.write() as session:
        accounts = table(Account)
        session.execute(update(accounts).where(accounts.c.id == 2).values(tenancy_end=TODAY - timedelta(days=3)))
    rows = {row["account_id"]: row["agreed"] for row in Door(small).ask("tess", "GET", "/notices-recommended").json()}
    assert rows[1].startswith("It is held: ")
    assert rows[2].startswith("The tenancy has ended")
    assert "The tenancy has ended" in why(small, 2)


def test_once_less_is_late_than_policy_wants_it_says_so(small: Landlord) -> None:
    ended(small, 1, "notice_recommended", 9)
    small.pay(1, 49_500)
    (row,) = Door(small).ask("tess", "GET", "/notices-recommended").json()
    assert row["overdue_pence"] == 500
    assert row["agreed"].startswith("Less is late by now than the landlord's policy wants")
