"""One arrangement of an account lives at a time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.agreements.refusals import AgreementIncomplete
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.chains import account_chain, chain_named
from cases.facts import facts_of_case
from tasks.operations.arrangements import start_arrangement_under
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.handlers import StepWork

_agreement, _debt, _event = table(Agreement), table(AgreementDebt), table(AgreementEvent)


def agree(landlord: Landlord, case_id: int, **said: Any) -> None:
    now = landlord.clock.now()
    given = {"amount_pence": 500, "frequency": "weekly", "first_due": london_date(now) + timedelta(days=7), **said}
    work = StepWork(case_id, 1, "start_arrangement", 1, given, {}, now, simulated=True)
    with landlord.house.db.write() as session:
        start_arrangement_under(landlord.house.standards)(session, work)


def test_a_second_takes_the_place_of_the_first_and_of_no_other_accounts(landlord: Landlord) -> None:
    accounts = [landlord.add_tenancy("1"), landlord.add_tenancy("2")]
    landlord.look()
    one, other = (landlord.case_of(account) for account in accounts)
    agree(landlord, other)
    agree(landlord, one)
    agree(landlord, one, amount_pence=750)
    with landlord.house.db.read() as session:
        columns = (_debt.c.account_id, _debt.c.instalment_pence, _agreement.c.status)
        query = select(*columns).join(_debt, _debt.c.agreement_id == _agreement.c.id).order_by(_agreement.c.id)
        found = [tuple(row) for row in session.execute(query)]
        today = london_date(landlord.clock.now())
        assert facts_of_case(session, one, today, landlord.house.standards)["arrangement_live"]
    assert found == [(accounts[1], 500, "live"), (accounts[0], 500, "superseded"), (accounts[0], 750, "live")]


def test_an_incomplete_agreement_supersedes_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(account)
    agree(landlord, case)
    with pytest.raises(AgreementIncomplete, match="lacks frequency"):
        agree(landlord, case, frequency=None)
    with landlord.house.db.read() as session:
        assert session.execute(select(_agreement.c.status)).scalars().all() == ["live"]


def test_what_is_not_usual_waits_for_somebody_who_leads_and_nothing_is_superseded(landlord: Landlord) -> None:
    """A step asks no less than a call does: authority, budget, how often, how little and how long."""
    account = landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(account)
    agree(landlord, case)
    agree(landlord, case, amount_pence=100, frequency="monthly")
    with landlord.house.db.read() as session:
        assert session.execute(select(_agreement.c.status).order_by(_agreement.c.id)).scalars().all() == [
            *("live", "proposed")
        ]
        said = session.execute(select(_event.c.words).where(_event.c.kind == "proposed")).scalar_one()
        assert "£1.00 a month" in said
        assert "the longest that is usual" in said
        assert "agreement proposed" in [each["kind"] for each in told(session, account)]


def test_whoever_may_not_be_able_to_decide_has_agreed_to_nothing_yet(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(account)
    holds.place(
        landlord.house.runtime, "capacity", "user:1", begins_on=london_date(landlord.clock.now()), accounts=[account]
    )
    agree(landlord, case)
    with landlord.house.db.read() as session:
        assert session.execute(select(_agreement.c.status)).scalars().all() == ["proposed"]
        assert "nobody is recorded who has authority" in session.execute(select(_event.c.words)).scalar_one()


def told(session: Session, account: int) -> list[dict[str, Any]]:
    chain = chain_named(session, account_chain(account))
    return [] if chain is None else list(timeline(session, chain))
