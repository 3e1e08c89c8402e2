"""One agreement about several debts: each is judged by itself, and money for none in particular is shared."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from api.app import make_app
from cases.agreements.books import Book, BookLine, shared, start_of_debt
from cases.agreements.refusals import AgreementNotUnderstood
from cases.agreements.standings import DebtStanding, standings
from cases.agreements.starting import NewDebt
from cases.agreements.tables import AgreementEvent
from cases.agreements.talking import Talk, agreements_to_talk_about
from cases.agreements.words import AgreementKind, Frequency
from cases.ledger.lines import UNALLOCATED
from cases.tables import AccountTransaction
from tasks.acts import agreements
from tests.agreements.town import FIRST, Town
from tests.web.conftest import Browser
from workflows.db import table

MONDAY = date(2026, 3, 2)
ORDER = {"rent": 1, "court_costs": 4, "recharges": 5}


def line(town: Town, kind: str, pence: int, debt: str, **more: Any) -> None:
    """A line of the ledger for a debt; of none in particular where that is empty."""
    values = {"account_id": town.account, "reference": f"{debt} {town.today} {pence}", "posted_on": town.today}
    said = {"kind": kind, "amount_pence": pence, "debt": debt, "description": kind, **more}
    with town.landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**{**values, **said}))


def costs(town: Town, pence: int = 30_000) -> None:
    line(town, "charge", pence, "court_costs")


def umbrella(town: Town, costs_pence: int = 300, **more: Any) -> int:
    debts = [NewDebt(town.account, 500), NewDebt(town.account, costs_pence, "court_costs")]
    return town.agree(**{"debts": debts, **more})


def stands(town: Town) -> dict[str, DebtStanding]:
    house = town.landlord.house
    with house.db.read() as session:
        found = standings(session, town.today, town.account, house.standards)[town.account]
    return {each.debt.debt: each for each in found}


def test_each_debt_begins_with_what_is_owed_of_it(small: Town) -> None:
    costs(small)
    umbrella(small)
    began = {
        debt: (each.debt.start_balance_pence, each.debt.start_timing_pence) for debt, each in stands(small).items()
    }
    assert began == {"rent": (60_000, 10_000), "court_costs": (30_000, 0)}


def test_whoever_pays_all_of_it_in_one_sum_without_a_word_is_behind_with_nothing(town: Town) -> None:
    costs(town)
    number = umbrella(town)
    line(town, "payment", -10_000, UNALLOCATED)  # the rent of this week, before the first instalment
    for week in range(8):
        town.pass_to(FIRST + timedelta(weeks=week))
        line(town, "payment", -10_800, UNALLOCATED)
        town.pass_to(FIRST + timedelta(weeks=week, days=6))
        found = stands(town)
        assert (found["rent"].standing.behind_pence, found["court_costs"].standing.behind_pence) == (0, 0), week
        assert found["court_costs"].standing.owed_pence == 30_000 - 300 * (week + 1)
        assert found["rent"].standing.owed_pence == 50_000 - 500 * (week + 1)
    assert (town.row(number)["mend_by"], town.row(number)["status"]) == (None, "live")


def test_a_breach_says_which_debt_is_behind_and_by_how_much(town: Town) -> None:
    costs(town)
    number = umbrella(town)
    town.pay(10_000)
    for day in (FIRST, FIRST + timedelta(weeks=1)):
        town.pass_to(day)
        town.pay(10_500)  # for the rent alone
    town.pass_to(FIRST + timedelta(days=5))
    assert stands(town)["rent"].standing.behind_pence == 0
    town.pass_to(FIRST + timedelta(days=8))
    assert stands(town)["court_costs"].standing.behind_pence == 600
    assert town.row(number)["warned_on"] is not None
    with town.landlord.house.db.read() as session:
        (listed,) = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    assert (listed.why, listed.behind_pence) == (Talk.WARNED, 600)
    assert [each.words for each in listed.behind] == ["1, Court costs: £6.00"]


def test_a_breach_says_what_is_broken_and_what_goes_on(town: Town) -> None:
    number = broken_about_the_costs(town)
    (words,) = (each["words"] for each in history(town, number) if each["kind"] == "left")
    assert words.startswith("It was not mended by ")
    assert "1, Court costs: " in words
    assert words.endswith("It goes on about 1, Rent.")


def test_whoever_keeps_the_rent_keeps_it_whatever_became_of_the_costs(town: Town) -> None:
    number = broken_about_the_costs(town)
    assert town.row(number)["status"] == "live"
    assert (town.row(number)["warned_on"], town.row(number)["mend_by"]) == (None, None)
    said = town.facts()
    assert (said["arrangement_live"], said["agreement_status"]) == (True, "breached")
    assert stands(town).keys() == {"rent"}
    assert town.told()[-1] == "agreement breached"
    with town.landlord.house.db.read() as session:
        (listed,) = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    assert listed.why is Talk.BREACHED
    town.pass_to(date(2026, 4, 6))
    assert town.row(number)["status"] == "live"


def test_what_was_broken_of_it_may_be_agreed_anew_and_the_rest_goes_on(town: Town) -> None:
    number = broken_about_the_costs(town)
    again = town.agree(debts=[NewDebt(town.account, 200, "court_costs")], first_due=town.today + timedelta(days=3))
    assert (town.row(number)["status"], town.row(again)["status"]) == ("live", "live")
    assert stands(town).keys() == {"rent", "court_costs"}
    assert town.facts()["agreement_status"] == "live"
    with town.landlord.house.db.read() as session:
        listed = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    assert [each.why for each in listed] == [Talk.REVIEW_DUE]


def test_a_debt_that_left_is_not_varied_with_the_rest(town: Town) -> None:
    number = broken_about_the_costs(town)
    house, olive = town.landlord.house, town.landlord.person("olive")
    said: dict[str, Any] = {"reason": "Less came in", "frequency": Frequency.WEEKLY, "without_budget": "To be asked"}
    said["first_due"] = town.today + timedelta(days=3)
    agreements.vary(house, olive, number, instalments={(town.account, ""): 1_500}, **said)
    assert {debt: each.debt.instalment_pence for debt, each in stands(town).items()} == {"rent": 1_500}
    with pytest.raises(AgreementNotUnderstood):
        agreements.vary(house, olive, number, instalments={(town.account, "court_costs"): 1_500}, **said)


def test_one_about_a_part_takes_the_place_of_that_part_alone(town: Town) -> None:
    costs(town)
    number = umbrella(town)
    again = town.agree(debts=[NewDebt(town.account, 200, "court_costs")], replaces=True)
    assert (town.row(number)["status"], town.row(again)["status"]) == ("live", "live")
    assert {debt: each.agreement.id for debt, each in stands(town).items()} == {"rent": number, "court_costs": again}
    assert history(town, number)[-1]["words"] == f"Agreement {again} took its place about 1 of 2 debts."
    last = town.agree(debts=[NewDebt(town.account, 600)], replaces=True)
    assert (town.row(number)["status"], town.row(last)["status"]) == ("superseded", "live")


def test_the_terms_of_a_court_are_broken_as_a_whole(town: Town) -> None:
    number = broken_about_the_costs(town, kind=AgreementKind.COURT_TERMS)
    assert town.row(number)["status"] == "breached"
    assert not town.facts()["arrangement_live"]


def test_a_debt_that_nobody_was_warned_of_is_not_broken_with_the_other(town: Town) -> None:
    """The costs were warned on 14 March; the rent fell behind on the last days, and has a day of its own to come."""
    costs(town)
    number = umbrella(town)
    town.pay(10_000)
    for week in range(2):
        town.pass_to(FIRST + timedelta(weeks=week))
        town.pay(10_500)
    town.pass_to(FIRST + timedelta(weeks=2))
    town.pay(10_000)  # without its instalment
    while not (left := [each for each in history(town, number) if each["kind"] == "left"]):
        town.pass_to(town.today + timedelta(days=1))
    assert [each["debt"] for each in left[0]["facts"]["debts"]] == ["court_costs"]
    assert town.row(number)["status"] == "live"
    assert town.facts()["arrangement_live"]
    warned = [each for each in history(town, number) if each["kind"] == "warned"][-1]
    assert [each["debt"] for each in warned["facts"]["debts"]] == ["rent"]
    assert town.row(number)["mend_by"] > town.today
    with town.landlord.house.db.read() as session:
        (listed,) = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    assert listed.why is Talk.WARNED


def test_what_falls_due_today_is_not_late_in_any_letter(town: Town) -> None:
    costs(town)
    umbrella(town)
    town.pay(10_000)
    town.pass_to(FIRST)
    town.pay(10_500)
    town.pass_to(FIRST + timedelta(weeks=1))  # the costs are warned by now, and the second instalment falls due today
    said = town.facts()
    assert (said["agreement_behind_pence"], said["agreement_behind_in_words"]) == (600, "\u00a36.00 of court costs")


def test_another_agreement_about_the_costs_leaves_the_rent_its_day(town: Town) -> None:
    costs(town)
    number = umbrella(town)
    town.pass_to(FIRST + timedelta(days=8))
    day = town.row(number)["mend_by"]
    assert day is not None
    town.agree(
        debts=[NewDebt(town.account, 200, "court_costs")], first_due=town.today + timedelta(days=3), replaces=True
    )
    assert town.row(number)["mend_by"] == day
    assert town.facts()["arrangement_live"]


def test_its_page_says_what_left_and_offers_only_what_stands_to_be_varied(small: Town) -> None:
    number = broken_about_the_costs(small)
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get(f"/agreements/{number}")
    words = " ".join(browser.words().split())
    assert "Breached since" in words
    assert "The rest goes on." in words
    assert words.count("Instalment for 1:") == 1


def broken_about_the_costs(town: Town, **more: Any) -> int:
    """An agreement about rent and costs of which the rent is kept to the penny, and the costs never paid."""
    costs(town)
    number = umbrella(town, **more)
    town.pay(10_000)
    for week in range(4):
        town.pass_to(FIRST + timedelta(weeks=week))
        town.pay(10_500)
    town.pass_to(date(2026, 4, 5))
    return number


def history(town: Town, number: int) -> list[dict[str, Any]]:
    """All that happened to an agreement."""
    events = table(AgreementEvent)
    with town.landlord.house.db.read() as session:
        query = select(events).where(events.c.agreement_id == number).order_by(events.c.id)
        return [dict(row) for row in session.execute(query).mappings()]


def test_what_came_in_for_the_costs_keeps_them_and_nothing_else(town: Town) -> None:
    costs(town)
    number = umbrella(town)
    line(town, "payment", -300, "court_costs")
    town.pass_to(FIRST + timedelta(days=5))
    found = stands(town)
    assert (found["court_costs"].is_behind, found["rent"].is_behind) == (False, True)
    assert found["rent"].standing.behind_pence > 0
    assert town.row(number)["warned_on"] is not None


def test_costs_of_a_later_order_are_no_part_of_what_was_agreed(small: Town) -> None:
    costs(small)
    umbrella(small)
    small.pay(10_000)
    small.pass_to(date(2026, 3, 4))
    line(small, "charge", 15_000, "court_costs", reference="a second order")
    small.pass_to(FIRST)
    small.pay(10_500)
    line(small, "payment", -300, "court_costs")
    small.pass_to(FIRST + timedelta(days=6))
    found = stands(small)["court_costs"]
    assert (found.standing.owed_pence, found.standing.behind_pence) == (29_700, 0)
    line(small, "reversal", -15_000, "court_costs", reference="taken back", reverses="a second order")
    small.pass_to(FIRST + timedelta(days=7))
    assert stands(small)["court_costs"].standing.owed_pence == 29_700


def test_costs_that_bounce_are_owed_again(small: Town) -> None:
    costs(small)
    umbrella(small)
    line(small, "payment", -300, "court_costs", reference="p1")
    small.pass_to(date(2026, 3, 4))
    assert stands(small)["court_costs"].standing.owed_pence == 29_700
    line(small, "reversal", 300, "court_costs", reference="p1 back", reverses="p1")
    small.pass_to(FIRST + timedelta(days=40), look=False)
    assert stands(small)["court_costs"].standing.owed_pence == 30_000


def test_it_is_completed_when_each_debt_is(town: Town) -> None:
    costs(town, 3_000)
    number = umbrella(town)
    town.pay(60_000)
    assert town.pass_to(date(2026, 3, 3)).completed == 0
    line(town, "payment", -3_000, "court_costs")
    assert town.pass_to(date(2026, 3, 4)).completed == 1
    assert (town.row(number)["status"], town.told()) == ("completed", ["agreement completed"])


def test_an_agreement_about_costs_alone_does_not_stand_about_the_rent(town: Town) -> None:
    costs(town)
    town.agree(debts=[NewDebt(town.account, 300, "court_costs")])
    said = town.facts()
    assert (said["arrangement_live"], said["agreement_stands"]) == (False, True)
    assert said["agreement_in_words"] == "£3.00 every week towards court costs, the first payment on 9 March 2026"
    second = town.agree()
    said = town.facts()
    assert (said["arrangement_live"], said["agreement_stands"]) == (True, True)
    assert town.row(second)["supersedes_id"] is None


def test_money_without_a_word_pays_rent_before_costs_that_alone_are_agreed_about(small: Town) -> None:
    costs(small)
    small.agree(debts=[NewDebt(small.account, 300, "court_costs")])
    line(small, "payment", -10_300, UNALLOCATED)
    small.pass_to(date(2026, 3, 3))
    assert stands(small)["court_costs"].standing.owed_pence == 30_000  # £600 of rent are owed first


@pytest.mark.parametrize(
    ("money", "allowed", "left"),
    [
        (1_000, {}, {"rent": 9_000, "court_costs": 500, "recharges": 300}),
        (1_000, {"rent": 9_500, "court_costs": 400}, {"rent": 9_100, "court_costs": 400, "recharges": 300}),
        (1_000, {"court_costs": 400}, {"rent": 9_000, "court_costs": 500, "recharges": 300}),
        (400, {"rent": 9_500, "court_costs": 400}, {"rent": 9_600, "court_costs": 500, "recharges": 300}),
        (10_700, {"rent": 9_500, "court_costs": 400}, {"rent": 0, "court_costs": 0, "recharges": 100}),
        (800, {"rent": 9_500, "recharges": 100}, {"rent": 9_400, "court_costs": 500, "recharges": 100}),
        (400, {"recharges": 100}, {"rent": 9_600, "court_costs": 500, "recharges": 300}),
        (11_000, {"rent": 9_500}, {"rent": -200, "court_costs": 0, "recharges": 0}),
        (-50, {"rent": 9_500}, {"rent": 10_050, "court_costs": 500, "recharges": 300}),
    ],
)
def test_money_goes_to_what_is_due_of_each_and_then_in_order(
    money: int, allowed: dict[str, int], left: dict[str, int]
) -> None:
    owed = {"rent": 10_000, "court_costs": 500, "recharges": 300, UNALLOCATED: -money}
    periodic = {"rent", "service_charge"}.__contains__
    assert shared(owed, ORDER.__getitem__, [allowed] if allowed else [], periodic) == left


def test_a_service_charge_of_this_week_is_not_late_yet_and_costs_have_no_such_week() -> None:
    lines = (BookLine(MONDAY - timedelta(days=10), 1_000, "service_charge"), BookLine(MONDAY, 400, "service_charge"))
    book = Book({"service_charge": 1_400, "rent": 0}, MONDAY, lines)
    week, order = timedelta(days=7), {"rent": 1, "service_charge": 3}.__getitem__
    assert start_of_debt(book, "service_charge", week, order, periodic=True) == (1_400, 400)
    assert start_of_debt(book, "service_charge", week, order, periodic=False) == (1_400, 0)
    assert start_of_debt(book, "court_costs", week, lambda _: 1, periodic=False) == (0, 0)
