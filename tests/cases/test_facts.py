"""The facts of an account on a day: what counts, what is recent, what is missing."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from cases.agreements.tables import Agreement, AgreementDebt
from cases.facts import (
    NoAccount,
    account_of_case,
    balance_on,
    facts_if_any,
    facts_of_accounts,
    facts_of_case,
    last_payment,
    statement_lines,
    tenants_of,
    weekly_rent,
)
from cases.rows import Payment
from cases.tables import Account, AccountParty, AccountTransaction, Customer
from cases.words import RentPeriod
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table

_account, _line, _customer = table(Account), table(AccountTransaction), table(Customer)
TODAY = date(2026, 3, 2)


def facts(landlord: Landlord, account_id: int, on: date = TODAY) -> dict[str, Any]:
    with landlord.house.db.read() as session:
        ((account, found),) = facts_of_accounts(session, on, STANDARDS, account_id)
        assert account.id == account_id
        return found


def ledger(landlord: Landlord, account_id: int, *lines: tuple[date, str, int]) -> None:
    """Has an account's ledger hold these lines alone."""
    with landlord.house.db.write() as session:
        session.execute(delete(_line).where(_line.c.account_id == account_id))
        for number, (on, kind, pence) in enumerate(lines):
            values = {"reference": f"l{number}", "posted_on": on, "kind": kind, "amount_pence": pence}
            session.execute(insert(_line).values(account_id=account_id, description=kind, **values))


def change(landlord: Landlord, rows: Any, number: int, **values: Any) -> None:
    with landlord.house.db.write() as session:
        session.execute(update(rows).where(rows.c.id == number).values(**values))


def test_what_fell_due_within_the_week_is_not_overdue(landlord: Landlord) -> None:
    assert london_date(landlord.clock.now()) == TODAY
    one, other = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    week_ago, older = TODAY - timedelta(days=6), TODAY - timedelta(days=7)
    ledger(landlord, one, (older, "rent", 10_000), (week_ago, "rent", 10_000), (TODAY, "adjustment", 700))
    ledger(landlord, other, (TODAY + timedelta(days=1), "rent", 10_000))
    said = facts(landlord, one)
    assert (said["arrears_pence"], said["overdue_pence"], said["weeks_owed"]) == (20_700, 10_700, 2)
    assert said["facts_on"] == TODAY
    assert facts(landlord, other)["arrears_pence"] == 0
    assert facts(landlord, other, TODAY + timedelta(days=1))["arrears_pence"] == 10_000


def test_of_a_monthly_rent_the_month_is_recent(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    change(landlord, _account, account, rent_period="monthly", rent_pence=52_000)
    recent, older = date(2026, 2, 3), date(2026, 2, 2)  # of the older the month ended yesterday
    ledger(landlord, account, (older, "rent", 52_000), (recent, "rent", 52_000))
    said = facts(landlord, account)
    assert (said["arrears_pence"], said["overdue_pence"], said["weeks_owed"]) == (104_000, 52_000, 8)


@pytest.mark.parametrize(("rent", "week"), [(52_000, 12_000), (10_000, 2_308), (0, 0), (13, 3), (1, 0)])
def test_a_week_of_a_monthly_rent_is_rounded_half_up(rent: int, week: int) -> None:
    assert weekly_rent(SimpleNamespace(rent_pence=rent, rent_period=RentPeriod.MONTHLY)) == week
    assert weekly_rent(SimpleNamespace(rent_pence=rent, rent_period=RentPeriod.WEEKLY)) == rent


def test_who_is_in_credit_owes_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    ledger(landlord, account, (TODAY, "payment", -1))
    said = facts(landlord, account)
    assert (said["arrears_pence"], said["overdue_pence"], said["weeks_owed"]) == (0, 0, 0)
    ledger(landlord, account, (TODAY, "adjustment", 1))
    assert facts(landlord, account)["arrears_pence"] == 1
    ledger(landlord, account)
    assert facts(landlord, account)["arrears_pence"] == 0


def test_of_two_tenants_both_must_have_died(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    said = facts(landlord, account)
    assert (said["joint_tenancy"], said["all_tenants_died"], said["has_representative"]) == (False, False, False)
    change(landlord, _customer, 1, date_of_death=TODAY)
    assert facts(landlord, account)["all_tenants_died"]
    landlord.add_tenancy("2", representative_name="Helen Marsh")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=account, customer_id=2))
    said = facts(landlord, account)
    assert (said["joint_tenancy"], said["all_tenants_died"], said["has_representative"]) == (True, False, True)
    with landlord.house.db.read() as session:
        assert [tenant.reference for tenant in tenants_of(session, account)] == ["C1", "C2"]


def test_only_a_live_arrangement_counts_and_only_for_its_account(landlord: Landlord) -> None:
    account, other = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    landlord.look()
    case = landlord.case_of(account)
    with landlord.house.db.write() as session:
        values = {"case_id": case, "kind": "informal", "frequency": "weekly", "first_due": TODAY, "agreed_on": TODAY}
        words = dict.fromkeys(
            ("agreed_with", "channel", "without_budget", "above_budget", "approved_by", "ended_by", "ended_reason"), ""
        )
        said = {"tolerance_days": 5, "recorded_by": "x", "recorded_at": landlord.clock.now(), **words}
        session.execute(insert(table(Agreement)).values(id=1, status="live", **values, **said))
        start = {"start_balance_pence": 60_000, "start_timing_pence": 10_000, "instalment_pence": 1}
        session.execute(insert(table(AgreementDebt)).values(agreement_id=1, account_id=account, debt="rent", **start))
    assert (facts(landlord, account)["arrangement_live"], facts(landlord, other)["arrangement_live"]) == (True, False)
    with landlord.house.db.write() as session:
        session.execute(update(table(Agreement)).values(status="breached"))
    assert not facts(landlord, account)["arrangement_live"]
    with landlord.house.db.read() as session:
        assert account_of_case(session, case).id == account


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"rent_pence": 0}, ["the account has no rent"]),
        ({"rent_pence": 1}, []),
        ({"address": " \n"}, ["the tenancy has no address"]),
        ({"tenancy_end": date(2020, 4, 5)}, ["the tenancy ends before it begins"]),
        ({"tenancy_end": date(2020, 4, 6)}, []),
    ],
)
def test_what_is_missing_is_said(landlord: Landlord, values: dict[str, Any], missing: list[str]) -> None:
    account = landlord.add_tenancy("1")
    change(landlord, _account, account, **values)
    said = facts(landlord, account)
    assert (said["facts_missing"], said["facts_complete"]) == (missing, not missing)


def test_an_account_without_a_tenant_is_incomplete_and_nobody_of_it_died(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    with landlord.house.db.write() as session:
        session.execute(delete(table(AccountParty)))
    said = facts(landlord, account)
    assert (said["facts_missing"], said["all_tenants_died"]) == (["the account has no tenant"], False)


def test_a_statement_goes_on_from_what_was_owed_before_it(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    days = [TODAY - timedelta(days=number) for number in (3, 2, 1, 0)]
    lines = [(days[0], "rent", 100), (days[1], "payment", -30), (days[2], "rent", 100), (days[3], "refund", -5)]
    ledger(landlord, account, *lines)
    with landlord.house.db.read() as session:
        found = statement_lines(session, account, days[1], days[2])
        assert [(line.posted_on, line.amount_pence, line.balance_pence) for line in found] == [
            (days[1], -30, 70),
            (days[2], 100, 170),
        ]
        assert [balance_on(session, account, day) for day in days] == [100, 70, 170, 165]
        assert balance_on(session, account, days[0] - timedelta(days=1)) == 0


def test_the_last_payment_is_money_that_came_in(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    before, yesterday = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    ledger(
        landlord,
        account,
        (before, "universal_credit", -200),
        (yesterday, "payment", -300),
        (yesterday, "housing_benefit", -400),
        (TODAY, "payment", 500),
        (TODAY, "adjustment", -600),
    )
    with landlord.house.db.read() as session:
        assert last_payment(session, account, TODAY) == Payment(yesterday, 400)
        assert last_payment(session, account, before) == Payment(before, 200)
        assert last_payment(session, account, before - timedelta(days=1)) is None


def test_a_case_without_an_account_has_no_facts_for_rules(landlord: Landlord) -> None:
    house = landlord.house
    with house.db.write() as session:
        case_id = house.runtime.open_case(session, "X-1", "About nothing", "system")
        assert facts_if_any(session, case_id, TODAY, STANDARDS) == {}
        with pytest.raises(NoAccount, match="about no rent account"):
            facts_of_case(session, case_id, TODAY, STANDARDS)


def test_what_debtors_owe_together_is_added_up_account_by_account(landlord: Landlord) -> None:
    """Two accounts of one person, one of another who shares the second: each sees what its own debtors owe."""
    first, second, third = (landlord.add_tenancy(str(number), weeks_owed=number) for number in (1, 2, 3))
    party = table(AccountParty)
    with landlord.house.db.write() as session:
        one = session.execute(select(party.c.customer_id).where(party.c.account_id == first)).scalar_one()
        session.execute(insert(party).values(account_id=second, customer_id=one))
    landlord.pay(third, 90_000)  # in credit
    today = london_date(landlord.clock.now())
    with landlord.house.db.read() as session:
        read = list(facts_of_accounts(session, today, STANDARDS))
        together = {account.id: facts["owed_together_pence"] for account, facts in read}
        own = {account.id: facts["arrears_pence"] for account, facts in read}
        alone = {
            each: next(facts_of_accounts(session, today, STANDARDS, each))[1]["owed_together_pence"]
            for each in together
        }
    assert together == alone
    assert together[first] == own[first] + own[second] > own[first]
    assert together[second] == together[first], "whoever is liable there owes both"
    assert together[third] == own[third] == 0
