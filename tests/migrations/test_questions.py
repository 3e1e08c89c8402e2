"""Questions to colleagues of before version 0016: what was answered counts as seen, and what waits goes on waiting."""

import gzip
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from cases.consulting.asking import ended_unseen, of_case, unanswered
from tests.migrations.test_upgrading import STORED
from workflows import migrations
from workflows.db import Database

_ASKED = (
    "INSERT INTO consultation (case_id, asked_by, asked_of, question, asked_at, answer_by, answer, answered_at) "
    "VALUES (:case, 'user:1', 'user:2', 'Which?', '2026-03-02 09:00:00', '2026-03-04', :answer, :at)"
)


def test_answers_that_were_given_count_as_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = gzip.decompress((STORED / "v0005" / "sqlite.sql.gz").read_bytes()).decode()
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.executescript(said)
    connection.close()
    db = Database(f"sqlite:///{tmp_path / 'old.db'}")
    monkeypatch.setattr(migrations, "HEAD", "0015")
    migrations.upgrade(db)
    with db.write() as session:
        case = session.execute(text("SELECT min(id) FROM case_file")).scalar_one()
        for answer, at in (("Secure", "2026-03-03 09:00:00"), ("", None)):
            session.execute(text(_ASKED), {"case": case, "answer": answer, "at": at})
    monkeypatch.undo()
    migrations.upgrade(db)
    with db.read() as session:
        answered, waits = of_case(session, case)
        assert answered.answered_at == answered.answer_seen_at is not None
        assert ended_unseen(session, "user:1") == []
        assert [each.id for each in unanswered(session)] == [waits.id]
        assert (waits.withdrawn_by, waits.withdrawn_because) == ("", "")
    db.close()
