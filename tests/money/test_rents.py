"""Rents, agreements, budgets and write-offs; worked by hand."""

from typing import Any

import pytest

from cases.calculating.refusals import InputContradicts
from tests.calculating import ask


def test_a_year_with_fifty_three_mondays() -> None:
    # 6 April 2026 is a Monday, and so is 5 April 2027.
    year = {"charge_day": "Monday", "weekly_rent_pence": 10_000}
    assert ask("rent_weeks", from_="2026-04-06", to="2027-04-05", **year) == {
        "charges": 53,
        "total_pence": 530_000,
        "uc_covers_pence": 520_000,
        "not_covered_pence": 10_000,
    }
    assert ask("rent_weeks", from_="2026-04-06", to="2027-04-04", **year)["not_covered_pence"] == 0
    # 1 April 2026 is a Wednesday; Fridays from the 3rd to the 24th.
    friday = ask("rent_weeks", from_="2026-04-01", to="2026-04-30", charge_day="Friday")
    assert friday == {"charges": 4}
    assert ask("rent_weeks", from_="2026-04-03", to="2026-04-09", charge_day="Friday") == {"charges": 1}
    assert ask("rent_weeks", from_="2026-04-04", to="2026-04-09", charge_day="Friday") == {"charges": 0}
    assert ask("rent_weeks", from_="2026-04-01", to="2026-04-29", charge_day="Wednesday") == {"charges": 5}
    assert ask("rent_weeks", from_="2026-04-07", to="2026-04-12", **year) == {"charges": 0, "total_pence": 0}


@pytest.mark.parametrize(
    ("rent", "period", "daily"),
    [
        (10_000, "weekly", 1_429),
        (20_000, "fortnightly", 1_429),
        (50_000, "monthly", 1_643),
        (3_044, "monthly", 100),
        (1_218, "monthly", 40),
    ],
)
def test_a_day_of_rent(rent: int, period: str, daily: int) -> None:
    assert ask("daily_rate", rent_pence=rent, period=period) == {"daily_pence": daily}


def test_a_statement_of_rent_alone() -> None:
    lines = [
        ["2026-03-02", "Rent", 10_000],
        ["2026-03-02", "Court costs", 40_400],
        ["2026-03-03", "Payment", -4_000],
        ["2026-03-04", "Rechargeable repair", 5_000],
        ["2026-03-09", "Rent", 10_000],
    ]
    assert ask("statement", opening_pence=500, lines=lines) == {
        "running_rent_pence": [10_500, 10_500, 6_500, 6_500, 16_500]
    }
    assert ask("statement", lines=[["2026-03-02", "Rent, 5 Coffee Court", 100]]) == {"running_rent_pence": [100]}
    with pytest.raises(InputContradicts):
        ask("statement", lines=lines[::-1])


@pytest.mark.parametrize(
    ("old", "percent", "new"), [(10_000, "4.8", 10_480), (9_999, "4.8", 10_478), (10_000, "-1", 9_900), (1, "4.8", 1)]
)
def test_an_increase_stays_under_its_limit(old: int, percent: str, new: int) -> None:
    assert ask("rent_increase", old_pence=old, percent=percent) == {"new_max_pence": new}


@pytest.mark.parametrize(
    ("every", "monthly"),
    [
        ("weekly", 43_333),
        ("fortnightly", 21_667),
        ("four_weekly", 10_833),
        ("monthly", 10_000),
        ("quarterly", 3_333),
        ("yearly", 833),
    ],
)
def test_by_the_month(every: str, monthly: int) -> None:
    assert ask("sfs_monthly", amount_pence=10_000, every=every) == {"monthly_pence": monthly}


@pytest.mark.parametrize(("surplus", "savings"), [(15_009, 1_500), (20_000, 2_000), (50_000, 2_000), (0, 0), (-100, 0)])
def test_savings(surplus: int, savings: int) -> None:
    assert ask("sfs_savings", surplus_pence=surplus) == {"savings_max_pence": savings}


def test_offers() -> None:
    assert ask("sfs_offer", surplus_pence=1) == {"agreement_above_token_allowed": True}
    for surplus in (0, -1):
        assert ask("sfs_offer", surplus_pence=surplus) == {
            "agreement_above_token_allowed": False,
            "refer": "debt_advice",
        }


AGREED = {"start_balance_pence": 50_000, "instalment_pence": 2_000, "every": "weekly", "first_due": "2026-03-02"}


@pytest.mark.parametrize(
    ("given", "due", "behind", "breached"),
    [
        ({"on": "2026-03-01", "arrears_now_pence": 50_000}, 0, 0, False),
        ({"on": "2026-03-02", "arrears_now_pence": 50_000, "tolerance_days": 0}, 1, 2_000, True),
        ({"on": "2026-03-06", "arrears_now_pence": 50_000, "tolerance_days": 5}, 1, 2_000, False),
        ({"on": "2026-03-07", "arrears_now_pence": 50_000, "tolerance_days": 5}, 1, 2_000, True),
        ({"on": "2026-03-07", "arrears_now_pence": 48_000, "tolerance_days": 5}, 1, 0, False),
        ({"on": "2026-03-16", "arrears_now_pence": 47_999, "tolerance_days": 0}, 3, 3_999, True),  # paid, yet behind
        ({"on": "2026-03-07", "payment_on": "2026-03-07", "payment_pence": 2_000, "tolerance_days": 5}, 1, 0, False),
        ({"on": "2026-03-07", "payment_on": "2026-03-08", "payment_pence": 2_000, "tolerance_days": 5}, 1, 2_000, True),
    ],
)
def test_agreements(given: dict[str, Any], due: int, behind: int, breached: bool) -> None:
    answer = ask("agreement", **AGREED, **given)
    assert answer["instalments_due"] == due
    assert answer["expected_balance_pence"] == 50_000 - due * 2_000
    assert (answer["behind_pence"], answer["breached"]) == (behind, breached)


@pytest.mark.parametrize(
    ("on", "due"), [("2026-01-31", 1), ("2026-02-27", 1), ("2026-02-28", 2), ("2026-03-30", 2), ("2026-03-31", 3)]
)
def test_instalments_on_the_31st(on: str, due: int) -> None:
    assert ask("agreement", every="monthly", first_due="2026-01-31", on=on) == {"instalments_due": due}


def test_an_expected_balance_is_never_below_nothing() -> None:
    assert ask("agreement", **AGREED, on="2027-12-31")["expected_balance_pence"] == 0


LIMITS = {"team leader": 100_000, "manager": 500_000}


@pytest.mark.parametrize(
    ("debts", "more", "answer"),
    [
        ([60_000, 40_000], {"proposer": "officer"}, "team leader"),
        ([60_000, 40_001], {"proposer": "officer"}, "manager"),  # the sum decides
        ([60_000], {"proposer": "team leader"}, "manager"),
        ([500_001], {"proposer": "officer"}, None),
        ([60_000, 40_001], {"proposer": "officer", "approver": "team leader"}, None),
        ([60_000], {"proposer": "manager", "approver": "manager"}, None),
        ([60_000], {"proposer": "officer", "approver": "nobody"}, None),
        ([60_000], {"proposer": "officer", "approver": "manager"}, "manager"),
    ],
)
def test_write_offs(debts: list[int], more: dict[str, str], answer: str | None) -> None:
    told = ask("write_off_approval", debts_of_one_person_pence=debts, limits=LIMITS, **more)
    assert told["refused"] is (answer is None)
    assert told.get("approver") == answer
