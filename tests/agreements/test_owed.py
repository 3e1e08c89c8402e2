"""What an agreement is judged by: the rent alone, and in the cycle in which somebody else pays it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from cases.agreements.tables import AgreementDebt
from cases.agreements.talking import Talk, agreements_to_talk_about
from cases.benefits.tables import BenefitClaim
from cases.tables import AccountTransaction
from tests.agreements.town import FIRST, Town
from workflows.db import table


def court_costs(town: Town, pence: int) -> None:
    values = {"account_id": town.account, "reference": f"costs {town.today}", "posted_on": town.today, "kind": "charge"}
    with town.landlord.house.db.write() as session:
        more = {"amount_pence": pence, "description": "Costs", "debt": "court_costs"}
        session.execute(insert(table(AccountTransaction)).values(**values, **more))


def start(town: Town, number: int) -> Any:
    debts = table(AgreementDebt)
    with town.landlord.house.db.read() as session:
        return session.execute(select(debts).where(debts.c.agreement_id == number)).one()


def test_court_costs_are_no_part_of_an_agreement_about_rent(small: Town) -> None:
    court_costs(small, 30_000)
    number = small.agree()
    assert (start(small, number).start_balance_pence, start(small, number).start_timing_pence) == (60_000, 10_000)
    small.pay(10_500)
    small.pass_to(FIRST)
    court_costs(small, 5_000)
    small.pay(10_500)
    small.pass_to(FIRST + timedelta(days=6))
    assert small.row(number)["mend_by"] is None
    assert small.facts()["agreement_behind_pence"] == 0


@pytest.mark.parametrize(("status", "misses"), [("in_payment", False), ("refused", True)])
def test_whoever_is_paid_for_every_four_weeks_has_not_missed_three_of_them(
    small: Town, status: str, misses: bool
) -> None:
    """Benefit pays four weeks on 8 March and on 5 April; the tenant pays their instalments."""
    claim = {"account_id": small.account, "customer_id": 1, "kind": "housing_benefit", "claimed_on": date(2026, 1, 5)}
    known = {"status": status, "pays_every": "four_weekly", "paid_to": "landlord", "recorded_by": "user:1"}
    with small.landlord.house.db.write() as session:
        at = {"recorded_at": small.landlord.clock.now()}
        session.execute(insert(table(BenefitClaim)).values(**claim, **known, **at))
    number = small.agree()
    small.line(small.account, date(2026, 3, 8), "housing_benefit", -40_000)
    for week in range(4):
        small.pass_to(FIRST + timedelta(weeks=week))
        small.pay(500)
    small.pass_to(date(2026, 4, 4))
    assert (small.row(number)["mend_by"] is not None) is misses


def test_a_breach_shows_though_another_debt_of_the_account_is_in_credit(small: Town) -> None:
    number = small.agree()
    court_costs(small, -500_000)
    small.pass_to(date(2026, 4, 4))
    assert small.row(number)["status"] == "breached"
    with small.landlord.house.db.read() as session:
        listed = agreements_to_talk_about(session, small.today, small.landlord.house.standards)
    assert [(each.agreement.id, each.why) for each in listed] == [(number, Talk.BREACHED)]
