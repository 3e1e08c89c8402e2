"""What stood in the tables of tenancies before version 0013 is carried over as the housing system's own word."""

import gzip
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from cases.tenancies.parts import Parts, parts
from cases.tenancies.reading import terms, terms_of
from tests.migrations.test_upgrading import STORED
from workflows import migrations
from workflows.db import Database


def test_terms_and_parts_are_carried_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = gzip.decompress((STORED / "v0005" / "sqlite.sql.gz").read_bytes()).decode()
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.executescript(said)
    connection.close()
    db = Database(f"sqlite:///{tmp_path / 'old.db'}")
    monkeypatch.setattr(migrations, "HEAD", "0010")
    migrations.upgrade(db)
    with db.write() as session:
        session.execute(
            text(
                "INSERT INTO tenancy_terms (account_id, fixed_until, trial_extended, demoted_on, rent_begins, "
                "rent_calendar) VALUES (1, NULL, 0, NULL, '2020-04-06', 'houses')"
            )
        )
        for part, pence in (("net_rent", 9_000), ("water", 1_000)):
            values = {"part": part, "pence": pence}
            session.execute(
                text(
                    "INSERT INTO rent_part (account_id, part, pence, from_on, until_on) "
                    "VALUES (1, :part, :pence, '2025-04-07', NULL)"
                ),
                values,
            )
        tenure, began = session.execute(text("SELECT tenure, tenancy_start FROM account WHERE id = 1")).one()
    monkeypatch.undo()
    migrations.upgrade(db)
    on = date(2026, 3, 2)
    with db.read() as session:
        (kept,) = terms_of(session, 1)
        assert (kept.said.tenure, kept.said.from_on.isoformat(), kept.said.rent_calendar) == (tenure, began, "houses")
        assert (kept.recorded_by, kept.reason) == ("system", "")
        assert terms(session, on, 1)[1].terms == kept.said
        assert parts(session, on, 1)[1] == Parts(10_000, 9_000)
    db.close()
