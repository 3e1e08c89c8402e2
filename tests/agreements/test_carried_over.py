"""Arrangements of an earlier version become agreements of the same numbers, and none is lost."""

from datetime import date
from typing import Any

from sqlalchemy import select, text

from cases.agreements.standings import standings
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent, AgreementParty
from tests.calculating import STANDARDS
from tests.migrations.test_upgrading import Old, old  # noqa: F401 -- the fixture
from workflows.db import Database, table

COLUMNS = "id, account_id, case_id, amount_pence, frequency, first_due, agreed_on, agreed_by, status"
KEPT = f"INSERT INTO arrangement ({COLUMNS})"


def test_each_arrangement_is_an_agreement_of_its_number(old: Old) -> None:  # noqa: F811
    db = Database(old.settings.database_url)
    with db.write() as session:
        session.execute(text("DELETE FROM arrangement"))
        for number, account, status in ((41, 1, "superseded"), (57, 1, "live"), (58, 2, "breached")):
            values = (
                f"({number}, {account}, 1, 750, 'weekly', '2026-03-20', '2026-03-11', 'record_agreement', '{status}')"
            )
            session.execute(text(f"{KEPT} VALUES {values}"))
        lines = text("SELECT posted_on, kind, amount_pence FROM account_transaction WHERE account_id = 1")
        known = [(str(row.posted_on), row.kind, int(row.amount_pence)) for row in session.execute(lines)]
    db.close()
    balance = sum(pence for on, _, pence in known if on <= "2026-03-11")
    recent = sum(pence for on, kind, pence in known if kind == "rent" and "2026-03-04" < on <= "2026-03-11")
    old.upgrade()
    db = Database(old.settings.database_url)
    agreement, debt, party, event = map(table, (Agreement, AgreementDebt, AgreementParty, AgreementEvent))
    with db.write() as session:
        rows: dict[int, Any] = {row["id"]: row for row in session.execute(select(agreement)).mappings()}
        assert {number: row["status"] for number, row in rows.items()} == {41: "superseded", 57: "live", 58: "breached"}
        assert (rows[57]["case_id"], rows[57]["agreed_on"], rows[57]["tolerance_days"]) == (1, date(2026, 3, 11), 5)
        owed = session.execute(select(debt).where(debt.c.agreement_id == 57)).mappings().one()
        assert (owed["start_balance_pence"], owed["instalment_pence"], owed["debt"]) == (max(balance, 0), 750, "rent")
        assert owed["start_timing_pence"] == (recent if 0 < recent < balance else 0)
        assert session.execute(select(party.c.authority).where(party.c.agreement_id == 57)).scalars().all() == [
            "as_recorded"
        ]
        assert session.execute(select(event.c.kind).order_by(event.c.agreement_id)).scalars().all() == ["made"] * 3
        assert set(standings(session, date(2026, 4, 1), None, STANDARDS)) == {1}
        said = {name: value for name, value in rows[58].items() if name != "id"}
        added = session.execute(agreement.insert().values(**said).returning(agreement.c.id)).scalar_one()
        assert added == 59  # the numbers go on
    db.close()
