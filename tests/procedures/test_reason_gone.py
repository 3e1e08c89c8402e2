"""A case that the night opened and whose reason has gone when its facts are read ends there, and no letter is made."""

from pathlib import Path

import pytest
from sqlalchemy import select

from cases.rows import AccountRow
from cases.tables import Account
from documents.register import documents_of_case
from tasks import nightly
from tasks.opening import open_case
from tests.house import make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile

_account, _case = table(Account), table(CaseFile)


@pytest.mark.parametrize(
    ("procedure", "end"),
    [
        ("agreement", "agreement_gone"),
        ("agreement_ended", "agreed_since"),
        ("quarterly_statement", "statement_not_due"),
    ],
)
def test_it_ends_where_the_reason_has_gone(tmp_path: Path, clock: SimulatedClock, procedure: str, end: str) -> None:
    landlord = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    house = landlord.house
    publish_folder(house, procedure)
    landlord.add_tenancy("1", weeks_owed=0)  # nothing is owed, and nobody agreed to anything
    with house.db.write() as session:
        account = row_of(AccountRow, session.execute(select(_account)).mappings().one())
        case = open_case(house, session, procedure, account, {"event": "date"})
    nightly.do_what_is_due(house)
    with house.db.read() as session:
        seen = session.execute(select(_case.c.status, _case.c.outcome).where(_case.c.id == case)).one()
        assert (seen.status, seen.outcome) == ("closed", end)
        assert documents_of_case(session, case) == []
    house.close()
