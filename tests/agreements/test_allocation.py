"""How one instalment is shared among several debts: as agreed or as proposed, to the penny; and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from api.app import make_app
from cases import holds
from cases.agreements.allocating import Owed, allocated
from cases.agreements.refusals import AllocationWrong, NothingAgreedAboutIt
from cases.agreements.starting import NewDebt, locked_accounts
from cases.agreements.words import Frequency
from cases.tables import AccountParty
from tests.agreements.test_doors import BODY, make
from tests.agreements.test_umbrella import MONDAY, costs, line
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.calculating import LAW
from tests.web.conftest import Browser
from workflows.db import table

RENT, COSTS, RECHARGES = (
    Owed(1, "rent", 60_000, True),
    Owed(1, "court_costs", 30_000, False),
    Owed(1, "recharges", 10_000, False),
)


@pytest.mark.parametrize(
    ("pence", "debts", "shares"),
    [
        (1_000, (RENT,), [1_000]),
        (1_000, (RENT, COSTS), [977, 23]),  # a token of £1 a month is 23p a week
        (1_000, (RENT, COSTS, RECHARGES), [954, 23, 23]),
        (1_001, (COSTS, RECHARGES), [751, 250]),  # none has priority: by what is owed, the odd penny to the larger rest
        (70_000, (RENT, COSTS), [60_000, 10_000]),
        (90_000, (RENT, COSTS), [60_000, 30_000]),
        (25, (RENT, COSTS), [2, 23]),
        (2, (COSTS, Owed(2, "recharges", 1, False)), [1, 1]),
    ],
)
def test_the_shares_are_the_instalment_to_the_penny(pence: int, debts: tuple[Owed, ...], shares: list[int]) -> None:
    found = allocated(pence, debts, Frequency.WEEKLY, LAW, MONDAY)
    assert [each.instalment_pence for each in found] == shares
    assert sum(shares) == pence


def test_a_token_is_by_the_month() -> None:
    found = allocated(1_000, (RENT, COSTS), Frequency.MONTHLY, LAW, MONDAY)
    assert [each.instalment_pence for each in found] == [900, 100]


@pytest.mark.parametrize(
    ("pence", "debts", "words"),
    [
        (90_001, (RENT, COSTS), "£900.00 is owed"),
        (23, (RENT, COSTS), "too little"),
        (1, (COSTS, RECHARGES), "too little"),
        (1, (), "is owed"),
    ],
)
def test_what_cannot_be_shared_is_refused(pence: int, debts: tuple[Owed, ...], words: str) -> None:
    with pytest.raises(AllocationWrong) as refused:
        allocated(pence, debts, Frequency.WEEKLY, LAW, MONDAY)
    assert words in refused.value.sentence


def household(town: Town) -> int:
    """The tenant has a second account, and court costs on the first; gives the second's number."""
    costs(town)
    other = town.landlord.add_tenancy("2", weeks_owed=3)
    with town.landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=other, customer_id=1))
    return other


def shares(door: Door, pence: int, **more: Any) -> Any:
    said = {"instalment_pence": pence, "frequency": "weekly", **more}
    return door.ask("olive", "POST", "/accounts/1/agreements/allocation", json=said)


def test_one_agreement_is_proposed_and_made_over_accounts_and_debts(door: Door, small: Town) -> None:
    other = household(small)
    proposed = shares(door, 1_500).json()
    listed = [
        (each["account"], each["debt"], each["priority"], each["instalment_pence"]) for each in proposed["shares"]
    ]
    assert listed == [(1, "rent", True, 985), (1, "court_costs", False, 23), (other, "rent", True, 492)]
    assert sum(each["instalment_pence"] for each in proposed["shares"]) == 1_500
    debts = [{key: each[key] for key in ("account", "debt", "instalment_pence")} for each in proposed["shares"]]
    wrong = [{**debts[0], "instalment_pence": 984}, *debts[1:]]
    said = problem(make(door, debts=wrong, instalment_pence=1_500), 422)
    assert (said["type"], "£15.00" in said["detail"], "£14.99" in said["detail"]) == (
        *("urn:duecourse:allocation-wrong", True, True),
    )
    waiting = make(door, debts=debts, instalment_pence=1_500).json()["agreement"]
    (event,) = door.ask("olive", "GET", f"/agreements/{waiting}").json()["events"]
    assert (event["kind"], "60 months are the longest" in event["words"]) == ("proposed", True)  # tokens last long
    agreed = [*({**debts[0], "instalment_pence": 700}, {**debts[1], "instalment_pence": 308}), debts[2]]
    number = make(door, debts=agreed, instalment_pence=1_500).json()["agreement"]
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert [(each["account_id"], each["debt"], each["instalment_pence"]) for each in seen["debts"]] == [
        *((1, "court_costs", 308), (1, "rent", 700), (other, "rent", 492)),
    ]
    for debt in ("rent", "court_costs"):
        again = make(door, debts=[{"account": 1, "debt": debt, "instalment_pence": 100}])
        assert problem(again, 409)["agreement"] == number
    assert small.facts()["arrangement_live"]
    assert small.facts(other)["arrangement_live"]


def test_some_debts_alone_may_be_named_and_none_of_somebody_else(door: Door, small: Town) -> None:
    household(small)
    stranger = small.landlord.add_tenancy("3")
    one = shares(door, 500, debts=[{"account": 1, "debt": "court_costs"}]).json()["shares"]
    assert [(each["debt"], each["title"], each["instalment_pence"]) for each in one] == [
        ("court_costs", "Court costs", 500)
    ]
    refused = problem(shares(door, 500, debts=[{"account": stranger, "debt": "rent"}]), 422)
    assert "no debt 'rent' of these tenants" in refused["detail"]
    both = [*BODY["debts"], {"account": stranger, "instalment_pence": 100}]
    assert problem(make(door, debts=both), 422)["type"] == "urn:duecourse:nobody-agreed"


def test_a_debt_of_which_nothing_is_owed_and_one_that_is_held_are_refused(door: Door, small: Town) -> None:
    other = household(small)
    none = problem(make(door, debts=[{"account": 1, "debt": "recharges", "instalment_pence": 100}]), 409)
    assert none["detail"] == "Nothing is owed on 1 of recharges, so there is nothing to agree about."
    more = problem(make(door, debts=[{"account": 1, "debt": "court_costs", "instalment_pence": 30_001}]), 422)
    assert "more than is owed on 1 of court costs" in more["detail"]
    runtime = small.landlord.house.runtime
    holds.place(runtime, "breathing_space", "user:1", begins_on=MONDAY, accounts=[other])
    umbrella = [*BODY["debts"], {"account": other, "instalment_pence": 100}]
    assert problem(make(door, debts=umbrella), 409)["type"] == "urn:duecourse:debt-held"


def test_one_of_several_debts_of_an_account_is_varied_by_its_name(door: Door, small: Town) -> None:
    household(small)
    debts = [*BODY["debts"], {"account": 1, "debt": "court_costs", "instalment_pence": 300}]
    number = make(door, debts=debts).json()["agreement"]
    why = {"frequency": "weekly", "first_due": FIRST.isoformat(), "reason": "Less work", "without_budget": "Payslips"}

    def vary(*instalments: dict[str, Any]) -> Any:
        return door.ask("olive", "POST", f"/agreements/{number}/vary", json={**why, "instalments": list(instalments)})

    unnamed = problem(vary({"account": 1, "instalment_pence": 200}), 422)
    assert "Say once which debt" in unnamed["detail"]
    costs_less = {"account": 1, "debt": "court_costs", "instalment_pence": 200}
    assert "twice" in problem(vary(costs_less, costs_less), 422)["detail"]
    assert vary(costs_less).status_code == 200
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert [(each["debt"], each["instalment_pence"]) for each in seen["debts"]] == [("court_costs", 200), ("rent", 500)]


def test_the_list_says_which_debt_is_behind(door: Door, small: Town) -> None:
    household(small)
    debts = [*BODY["debts"], {"account": 1, "debt": "court_costs", "instalment_pence": 300}]
    make(door, debts=debts)
    small.pay(10_000)
    small.pass_to(FIRST)
    small.pay(10_500)
    small.pass_to(FIRST + timedelta(days=5))
    (row,) = door.ask("olive", "GET", "/agreements?why=warned").json()
    assert (row["behind_pence"], row["behind"]) == (300, ["1, Court costs: £3.00"])
    events = door.ask("olive", "GET", "/agreements/1").json()["events"]
    assert events[1]["words"].startswith(
        "1, Court costs: By Saturday 14 March 2026 1 instalment of £3.00 had fallen due"
    )
    assert events[1]["facts"]["debts"] == [{"account": 1, "debt": "court_costs", "behind_pence": 300}]


def test_the_page_proposes_the_shares_and_records_them(small: Town) -> None:
    other = household(small)
    line(small, "charge", 5_000, "recharges")
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get("/accounts/1/agreements")
    browser.send("/accounts/1/agreements/allocation", altogether="ten", every="weekly")
    assert "Enter an amount of money, like 3.75" in browser.words()
    browser.send("/accounts/1/agreements/allocation", altogether="99999", every="weekly")
    assert browser.tree().get_element_by_id("altogether-error") is not None
    browser.send("/accounts/1/agreements/allocation", altogether="15", every="weekly")
    assert "Nothing is agreed yet." in browser.words()
    fields = ("instalment-1", "instalment-1-court_costs", "instalment-1-recharges", f"instalment-{other}")
    filled = {name: browser.tree().get_element_by_id(name).get("value") for name in fields}
    assert list(filled.values()) == ["9.69", "0.23", "0.23", "4.85"]
    day = {"first-day": "9", "first-month": "3", "first-year": "2026"}
    said = {"party": "1", "frequency": "weekly", "without_budget": "To be made", "budget": "", **day}
    browser.send("/accounts/1/agreements", **said, **{**filled, "instalment-1-court_costs": "x"})
    assert browser.tree().get_element_by_id("instalment-1-court_costs-error") is not None
    browser.send("/accounts/1/agreements", **said, **filled)
    assert "The agreement is made." in browser.words()
    assert "It waits for approval" in browser.words()
    assert "Court costs" in browser.words()


def test_a_kind_of_debt_about_which_nothing_is_agreed_is_refused(small: Town) -> None:
    costs(small)
    standards = small.landlord.house.standards
    closed = replace(standards.debts["court_costs"], agreements=False)
    narrower = replace(standards, debts={**standards.debts, "court_costs": closed})
    with small.landlord.house.db.write() as session:
        assert locked_accounts(session, [NewDebt(1, 500)], narrower)
        with pytest.raises(NothingAgreedAboutIt) as refused:
            locked_accounts(session, [NewDebt(1, 500), NewDebt(1, 300, "court_costs")], narrower)
    assert refused.value.sentence == (
        "Court costs on 1: by the rule book nothing is agreed about this kind of debt "
        "(organisation/debts/court_costs.yaml). Leave it out of the agreement."
    )
