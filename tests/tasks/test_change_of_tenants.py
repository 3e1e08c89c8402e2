"""A change of tenants and an end of a tenancy that an export brings reach the cases that are open."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases import holds
from cases.facts import facts_of_accounts
from cases.tables import Customer, FormerParty
from tasks import nightly
from tasks.acts import imports
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import CaseFile

PEOPLE = "reference,title,given_name,family_name\nC1,Ms,Ann,Tenant1\nC2,Mr,Ben,Birch\n"
ACCOUNT = "reference,tenure,address,tenancy_start,tenancy_end,rent,rent_period,balance,balance_on,patch,tenants\n"


@pytest.fixture
def case(landlord: Landlord) -> int:
    account = landlord.add_tenancy("1")
    landlord.look()
    return landlord.case_of(account)


def bring(landlord: Landlord, folder: Path, tenants: str, days: str, ends: str = "") -> Any:
    folder.mkdir(exist_ok=True)
    today = london_date(landlord.clock.now())
    line = f'1,secure,"1 High Street\nNewbridge",2020-04-06,{ends},100.00,weekly,600.00,{today},East 1,{tenants}\n'
    (folder / "customers.csv").write_text(PEOPLE)
    (folder / "accounts.csv").write_text(ACCOUNT + line)
    (folder / "tenants.csv").write_text(f"account,customer,from_on,until_on\n{days}")
    return imports.bring_in(landlord.house, landlord.person("ada"), folder=folder)


def told(landlord: Landlord, case: int) -> list[str]:
    with landlord.house.db.read() as session:
        chain = session.execute(select(table(CaseFile).c.chain_id).where(table(CaseFile).c.id == case)).scalar_one()
        return [entry["kind"] for entry in timeline(session, chain) if entry["kind"].startswith("hold ")]


def test_a_hold_comes_and_goes_with_the_tenant_whom_it_covers(landlord: Landlord, case: int, tmp_path: Path) -> None:
    assert bring(landlord, tmp_path / "a", "C1", "1,C1,2020-04-06,\n").left_out == []
    house, today = landlord.house, london_date(landlord.clock.now())
    customer = table(Customer)
    with house.db.read() as session:
        ben = session.execute(select(customer.c.id).where(customer.c.reference == "C2")).scalar_one()
    placed = holds.place(
        house.runtime, "breathing_space", "user:3", begins_on=today, customers=[ben], source="BS-1", reason="Notice"
    )
    nightly.do_what_is_due(house)
    assert told(landlord, case) == []  # Ben is no tenant of it yet
    come = bring(landlord, tmp_path / "b", "C1;C2", "1,C1,2020-04-06,\n1,C2,2026-03-01,\n")
    assert (come.refused, come.left_out) == ([], [])
    assert told(landlord, case) == ["hold began"]
    # Whoever a hold covers is not left out by an export; their days are not written either.
    left = bring(landlord, tmp_path / "c", "C1", "1,C1,2020-04-06,\n1,C2,2026-03-01,2026-03-01\n")
    assert left.left_out == ["tenants"]
    assert [each.reason.split(",")[0] for each in left.refused] == ["leaves out C2", "makes C1 the tenant today"]
    holds.release(house.runtime, placed, "user:3", "Given by mistake")
    nightly.do_what_is_due(house)
    assert told(landlord, case) == ["hold began", "hold ended"]
    assert bring(landlord, tmp_path / "d", "C1", "1,C1,2020-04-06,\n1,C2,2026-03-01,2026-03-01\n").left_out == []
    gone = table(FormerParty)
    with house.db.read() as session:  # as the system says it, and not the day on which it was known here
        days = session.execute(select(gone.c.customer_id, gone.c.from_on, gone.c.until_on))
        assert [tuple(row) for row in days] == [(ben, date(2026, 3, 1), date(2026, 3, 1))]


def test_a_tenancy_that_has_ended_ends_its_case(landlord: Landlord, case: int, tmp_path: Path) -> None:
    assert bring(landlord, tmp_path / "a", "C1", "1,C1,2020-04-06,\n", ends="2026-03-01").left_out == []
    with landlord.house.db.read() as session:
        ((_, facts),) = facts_of_accounts(session, london_date(landlord.clock.now()), landlord.house.standards)
    assert facts["tenancy_ended"] is True
