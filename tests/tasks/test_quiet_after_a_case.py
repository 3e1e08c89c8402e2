"""After a case has ended its account is left alone for the period of the tables of law, and then looked at anew."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from cases.tables import AccountTransaction, CaseAccount
from tasks import nightly
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import shift
from workflows.runtime.tables import CaseFile

_case, _case_account = table(CaseFile), table(CaseAccount)


@pytest.mark.parametrize(("before", "cases"), [(1, 1), (0, 2)])
def test_a_case_opens_again_when_the_quiet_time_is_over_and_not_before(
    landlord: Landlord, before: int, cases: int
) -> None:
    account = landlord.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    landlord.look_without_jobs()
    now = landlord.clock.now()
    ended = _case.c.id == landlord.case_of(account)
    with landlord.house.db.write() as session:
        session.execute(update(_case).where(ended).values(status="closed", closed_at=now))
    assert nightly.look_at_accounts(landlord.house).opened == 0
    today = london_date(now)
    quiet = landlord.house.law.period("look_again_after_case", today)
    over = shift(today, quiet) if isinstance(quiet, YearsAndMonths) else today + quiet
    assert over is not None
    assert over > today + timedelta(days=1)
    landlord.clock.move_to(now + (over - today) - timedelta(days=before))
    landlord.bring_in()
    nightly.look_at_accounts(landlord.house)
    with landlord.house.db.read() as session:
        count = select(func.count()).where(_case_account.c.account_id == account)
        assert session.execute(count).scalar_one() == cases


@pytest.mark.parametrize(
    ("paid_days_before", "outcome", "opened"),
    [(1, "cleared", 1), (0, "cleared", 1), (-1, "cleared", 0), (1, "not_pursued", 0)],
)
def test_a_payment_that_is_taken_back_leaves_nothing_to_wait_for(
    landlord: Landlord, paid_days_before: int, outcome: str, opened: int
) -> None:
    """A payment that came in after the case had ended did not end it; nor did any where somebody decided otherwise."""
    account = landlord.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    landlord.look_without_jobs()
    now, today = landlord.clock.now(), london_date(landlord.clock.now())
    with landlord.house.db.write() as session:
        session.execute(
            update(_case)
            .where(_case.c.id == landlord.case_of(account))
            .values(status="closed", closed_at=now, outcome=outcome)
        )
    paid = {"reference": "p1", "posted_on": today - timedelta(days=paid_days_before), "kind": "payment"}
    back = {"reference": "b1", "posted_on": today + timedelta(days=2), "kind": "reversal", "reverses": "p1"}
    with landlord.house.db.write() as session:
        for line, pence in ((paid, -60_000), (back, 60_000)):
            values = {"account_id": account, "description": "x", "amount_pence": pence, **line}
            session.execute(insert(table(AccountTransaction)).values(**values))
    landlord.clock.move_to(now + timedelta(days=1))
    landlord.bring_in()
    assert nightly.look_at_accounts(landlord.house).opened == 0
    landlord.clock.move_to(now + timedelta(days=2))
    landlord.bring_in()
    assert nightly.look_at_accounts(landlord.house).opened == opened
