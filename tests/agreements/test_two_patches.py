"""What was agreed about accounts of two patches is ended, and begun on another day, by whoever works in one of them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from cases import holds
from cases.agreements.starting import NewDebt
from cases.chains import account_chain, chain_named
from cases.tables import Account, AccountParty
from tasks.people import add_user
from tests.agreements.test_doors import make
from tests.agreements.town import Town
from tests.api.test_api import Door, problem
from tests.house import PASSWORD
from workflows.db import table
from workflows.evidence import timeline

WHO = {"east": ("East 1", "officer"), "west": ("West 1", "officer"), "lead": ("West 1", "team_leader")}
WHO |= {"south": ("South 1", "officer"), "chief": ("South 1", "team_leader")}


def two_patches(town: Town) -> None:
    """A second account of the same tenant, in another patch; somebody for each patch, and a third with neither."""
    landlord = town.landlord
    landlord.add_tenancy("2")
    landlord.add_tenancy("3")
    account = table(Account)
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=2, customer_id=1))
        for number, patch in ((2, "West 1"), (3, "South 1")):
            session.execute(update(account).where(account.c.id == number).values(patch=patch))
        for name, (patch, role) in WHO.items():
            add_user(session, name, name.title(), PASSWORD, [role], landlord.clock, patches=[patch])


def agreed(town: Town) -> int:
    return town.agree(debts=[NewDebt(1, 500), NewDebt(2, 500)])


def say(door: Door, who: str, number: int, what: str, **body: Any) -> Any:
    return door.ask(who, "POST", f"/agreements/{number}/{what}", json=body)


def seen(door: Door, who: str, number: int) -> tuple[str, list[int]]:
    """How an agreement stands, and of which accounts somebody is told its debts."""
    view = door.ask(who, "GET", f"/agreements/{number}").json()
    return view["status"], [each["account_id"] for each in view["debts"]]


def kinds(town: Town, account: int) -> list[str]:
    with town.landlord.house.db.read() as session:
        return [each["kind"] for each in timeline(session, chain_named(session, account_chain(account)) or 0)]


@pytest.mark.parametrize(("who", "theirs"), [("east", 1), ("west", 2), ("lead", 2)])
def test_it_is_ended_as_a_whole_by_whoever_has_one_of_its_patches(
    small: Town, door: Door, who: str, theirs: int
) -> None:
    two_patches(small)
    number = agreed(small)
    assert seen(door, who, number) == ("live", [theirs])
    assert problem(say(door, who, number, "end", reason=" "), 422)["field"] == "reason"
    assert say(door, who, number, "end", reason="They pay in full").status_code == 200
    assert seen(door, who, number) == ("ended", [theirs])
    for account in (1, 2):
        assert kinds(small, account).count("agreement ended") == 1
    problem(say(door, who, number, "end", reason="They pay in full"), 409)


def test_who_has_none_of_its_patches_learns_nothing(small: Town, door: Door) -> None:
    two_patches(small)
    number = agreed(small)
    day = {"first_due": "2026-03-16", "reason": "Ann, by phone"}
    for who in ("south", "chief"):
        answers = [problem(say(door, who, each, "end", reason="x"), 404) for each in (number, 99)]
        answers += [problem(say(door, who, each, "first-day", **day), 404) for each in (number, 99)]
        assert {each["detail"].replace(str(number), "99", 1) for each in answers} == {
            "There is no agreement with the number 99."
        }
    assert seen(door, "sam", number)[0] == "live"


def test_another_first_day_is_named_by_whoever_has_one_of_its_patches(town: Town) -> None:
    door = Door(town.landlord)
    two_patches(town)
    debts = [{"account": each, "instalment_pence": 100} for each in (1, 2)]
    number = int(make(door, debts=debts).json()["agreement"])
    assert seen(door, "west", number) == ("proposed", [2])
    named = say(door, "west", number, "first-day", first_due="2026-03-16", reason="Ann, by phone")
    assert named.status_code == 200
    assert seen(door, "west", number) == ("proposed", [2])
    assert [kinds(town, account)[-1] for account in (1, 2)] == ["agreement proposed"] * 2
    assert say(door, "lead", number, "approve", reason="As policy says").status_code == 200


def test_terms_of_the_other_patch_are_not_varied(small: Town, door: Door) -> None:
    two_patches(small)
    number = agreed(small)
    terms = {"frequency": "weekly", "first_due": "2026-03-16", "reason": "Less", "without_budget": "Not yet"}
    problem(say(door, "west", number, "vary", instalments=[], **terms), 404)
    assert seen(door, "sam", number) == ("live", [1, 2])


def test_a_hold_in_the_other_patch_stops_it_without_its_name(small: Town, door: Door) -> None:
    two_patches(small)
    number, landlord = agreed(small), small.landlord
    last = small.today + timedelta(days=60)
    until = {"begins_on": small.today, "ends_on": last}
    holds.place(landlord.house.runtime, "breathing_space", "user:1", accounts=[2], **until)
    told = problem(say(door, "east", number, "end", reason="They pay in full"), 409)
    assert "lies in another patch must not be spoken of" in told["detail"]
    assert "hold" not in told
    assert "reathing" not in told["detail"]
    told = problem(say(door, "west", number, "end", reason="They pay in full"), 409)
    assert told["detail"].startswith("2 is held: ")
    assert seen(door, "sam", number)[0] == "live"
