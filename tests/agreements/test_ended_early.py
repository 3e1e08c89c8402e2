"""An agreement that is ended before its time: not under a warning whose day runs, and not without anybody learning."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from cases.agreements.starting import NewDebt
from cases.agreements.words import AgreementKind
from cases.facts import facts_of_accounts
from cases.tables import Customer
from tasks import nightly
from tests.agreements.test_two_patches import agreed, kinds, say, two_patches
from tests.agreements.town import Town
from tests.api.test_api import Door, problem
from tests.conftest import MORNING
from tests.house import make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.tables import CaseFile
from workflows.settings import HOUSE

_case = table(CaseFile)


def test_before_the_day_by_which_it_is_to_be_mended_only_who_leads_ends_it(small: Town, door: Door) -> None:
    number = small.agree()
    small.pass_to(date(2026, 3, 20))
    day = small.row(number)["mend_by"]
    assert day is not None
    refused = problem(say(door, "olive", number, "end", reason="They do not pay"), 409)
    assert f"put it right by {day:%A} {day.day} {day:%B} {day.year}" in refused["detail"]
    assert small.row(number)["status"] == "live"
    assert say(door, "tess", number, "end", reason="Ann asked for it by phone").status_code == 200
    assert small.row(number)["status"] == "ended"


def test_an_agreement_that_nobody_warned_is_ended_by_an_officer(small: Town, door: Door) -> None:
    number = small.agree()
    assert say(door, "olive", number, "end", reason="They pay in full").status_code == 200


def test_a_case_about_its_breach_says_that_it_was_ended_and_not_that_it_was_broken(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    landlord = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    town, house = Town(landlord, landlord.add_tenancy("1")), landlord.house
    publish_folder(house, "agreement_broken")
    number = town.agree()
    while town.row(number)["mend_by"] is None:
        nightly.move_clock(house, landlord.clock.now() + timedelta(days=1))
        landlord.bring_in()
    nightly.move_clock(house, landlord.clock.now() + timedelta(days=1))
    assert say(Door(landlord), "tess", number, "end", reason="Ann asked for it by phone").status_code == 200
    with house.db.read() as session:  # at once, and not by night
        ends = session.execute(select(_case.c.outcome).where(_case.c.reference.like("AB-%"))).scalars().all()
    assert ends == ["agreement_ended"]
    house.close()


def test_where_its_case_cannot_be_told_at_once_it_is_ended_all_the_same(
    small: Town, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = small.agree()
    monkeypatch.setattr("tasks.told_at_once._tell", lambda *_: 1 / 0)
    assert say(door, "olive", number, "end", reason="They pay in full").status_code == 200
    assert small.row(number)["status"] == "ended"


def test_the_day_that_a_warning_named_counts_though_it_was_ended(small: Town, door: Door) -> None:
    number = small.agree()
    small.pass_to(date(2026, 3, 20))
    day = small.row(number)["mend_by"]
    assert small.facts()["ended_agreement_mend_by"] is None
    assert say(door, "tess", number, "end", reason="Ann asked for it by phone").status_code == 200
    facts = small.facts()
    assert (facts["agreement_ended_on"], facts["ended_agreement_mend_by"]) == (small.today, day)
    assert facts["agreement_ended_in_words"] == "£5.00 every week towards rent, until 20 March 2026"
    (listed,) = door.ask("tess", "GET", "/agreements?why=ended").json()
    assert listed["mend_by"] is None
    assert f"{day:%A} {day.day} {day:%B} {day.year}: no letter asks for it before" in listed["ask"]
    small.pass_to(day)
    assert small.facts()["ended_agreement_mend_by"] == day
    small.pass_to(day + timedelta(days=1))
    assert small.facts()["ended_agreement_mend_by"] is None
    assert "no letter" not in door.ask("tess", "GET", "/agreements?why=ended").json()[0]["ask"]


def test_on_a_ledger_that_does_not_reach_that_day_it_is_not_over(small: Town, door: Door) -> None:
    number = small.agree()
    small.pass_to(date(2026, 3, 20))
    day = small.row(number)["mend_by"]
    assert say(door, "tess", number, "end", reason="Ann asked for it by phone").status_code == 200
    small.landlord.clock.move_to(small.landlord.clock.now() + timedelta(days=20))
    assert small.today > day
    assert small.facts()["ended_agreement_mend_by"] == day


def test_what_is_agreed_since_takes_its_place_and_a_proposal_does_not(small: Town, door: Door) -> None:
    number = small.agree()
    small.pass_to(small.today + timedelta(days=1))
    assert say(door, "olive", number, "end", reason="They pay in full").status_code == 200
    body = {"debts": [{"account": 1, "instalment_pence": 500}], "parties": [{"person": 1}], "frequency": "weekly"}
    body |= {"first_due": "2026-03-09", "without_budget": "To be asked"}
    court = body | {"kind": "court_terms"}
    assert door.ask("olive", "POST", "/accounts/1/agreements", json=court).status_code == 201
    assert small.facts()["agreement_proposed"] is True
    assert small.facts()["agreement_ended_on"] == small.today
    small.agree()
    assert small.facts()["agreement_ended_on"] is None


def test_the_other_patch_finds_it_on_its_list_until_something_is_agreed_anew(small: Town, door: Door) -> None:
    two_patches(small)
    number = agreed(small)
    assert say(door, "east", number, "end", reason="They pay in full").status_code == 200
    (listed,) = door.ask("west", "GET", "/agreements").json()
    assert (listed["agreement"], listed["why"]) == (number, "ended")
    assert "nothing is agreed about it any more" in listed["ask"]
    (filtered,) = door.ask("west", "GET", "/agreements?why=ended").json()
    assert filtered["agreement"] == number
    assert door.ask("south", "GET", "/agreements").json() == []
    for account in (1, 2):
        small.agree(debts=[NewDebt(account, 500)])
    assert door.ask("west", "GET", "/agreements").json() == []


def test_what_takes_a_part_of_it_over_stands_in_the_record_of_the_rest(small: Town, door: Door) -> None:
    """East agrees anew about its own account alone: the other patch's record says so, too."""
    two_patches(small)
    agreed(small)
    before = kinds(small, 2).count("agreement made")
    body = {"debts": [{"account": 1, "instalment_pence": 700}], "parties": [{"person": 1}], "frequency": "weekly"}
    more = {"first_due": "2026-03-16", "replaces": True, "without_budget": "To be asked"}
    assert door.ask("east", "POST", "/accounts/1/agreements", json=body | more).status_code == 201
    assert kinds(small, 2).count("agreement made") == before + 1


@pytest.mark.parametrize("paid", [False, True])
def test_it_stays_on_the_list_only_while_something_is_owed(small: Town, door: Door, paid: bool) -> None:
    number = small.agree()
    assert say(door, "olive", number, "end", reason="They pay in full").status_code == 200
    if paid:
        small.pay(200_000)
    assert bool(door.ask("olive", "GET", "/agreements").json()) is not paid


@pytest.mark.parametrize("kind", list(AgreementKind))
def test_of_what_a_court_ordered_nobody_writes_that_it_was_agreed(small: Town, door: Door, kind: AgreementKind) -> None:
    number = small.agree(kind=kind)
    small.pass_to(date(2026, 3, 4))
    assert say(door, "tess", number, "end", reason="It was discharged").status_code == 200
    house = small.landlord.house
    with house.db.read() as session:
        _row, facts = next(facts_of_accounts(session, small.today, house.standards, small.account))
    assert (facts["agreement_ended_on"] is None) is (kind is AgreementKind.COURT_TERMS)
    assert (facts["agreement_ended_in_words"] is None) is (kind is AgreementKind.COURT_TERMS)


def test_what_was_agreed_by_mistake_and_ended_the_same_day_is_told_to_nobody(small: Town, door: Door) -> None:
    number = small.agree()
    assert say(door, "tess", number, "end", reason="It was entered on the wrong account").status_code == 200
    house = small.landlord.house
    with house.db.read() as session:
        _row, facts = next(facts_of_accounts(session, small.today, house.standards, small.account))
    assert facts["agreement_ended_on"] is None


def both(tmp_path: Path) -> Town:
    """A house in which early intervention and what follows a breach are published."""
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    landlord = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    for name in ("early_intervention", "agreement_broken", "agreement_ended"):
        publish_folder(landlord.house, name)
    return Town(landlord, landlord.add_tenancy("1"))


def cases_of(town: Town, like: str) -> list[str]:
    with town.landlord.house.db.read() as session:
        query = select(_case.c.status).where(_case.c.reference.like(like)).order_by(_case.c.id)
        return [str(each) for each in session.execute(query).scalars()]


def a_night(town: Town) -> None:
    nightly.move_clock(town.landlord.house, town.landlord.clock.now() + timedelta(days=1))
    town.landlord.bring_in()


def test_a_breach_is_warned_of_though_another_case_is_open(tmp_path: Path) -> None:
    town = both(tmp_path)
    a_night(town)
    assert cases_of(town, "EI-%") == ["open"]
    number = town.agree()
    while town.row(number)["mend_by"] is None:
        a_night(town)
    day = town.row(number)["mend_by"]
    a_night(town)
    assert cases_of(town, "EI-%") == ["open"]
    assert cases_of(town, "AB-%") == ["open"]
    while town.row(number)["status"] == "live" and town.today < day + timedelta(days=9):
        a_night(town)
    assert town.row(number)["status"] == "breached"
    town.landlord.house.close()


def test_a_warning_of_which_no_letter_went_is_told_by_nobody(tmp_path: Path) -> None:
    """Here the letter cannot be made, as where they live is confidential and no address was confirmed."""
    town = both(tmp_path)
    number = town.agree()
    with town.landlord.house.db.write() as session:
        customer = table(Customer)
        session.execute(update(customer).values(address="", postcode="", family_name="", given_name=""))
    while town.row(number)["mend_by"] is None:
        a_night(town)
    a_night(town)
    door = Door(town.landlord)
    assert say(door, "olive", number, "end", reason="They want to pay otherwise").status_code == 200
    house = town.landlord.house
    with house.db.read() as session:
        _row, facts = next(facts_of_accounts(session, town.today, house.standards, town.account))
    assert facts["agreement_ended_on"] == town.today
    assert facts["ended_agreement_mend_by"] is None
    house.close()
