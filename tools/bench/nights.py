"""The night of a large landlord: 100,000 accounts with 18 months of ledgers, each with a sentence."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

from cases.benefits.tables import BenefitClaim
from cases.expected.tables import PaymentDays
from cases.ledger import keeping
from cases.tables import Account, AccountParty, AccountTransaction, Customer
from tasks import nightly
from tasks.assembly import House, build, install
from tools.bench.figure import Figure
from tools.demo.book import person
from tools.demo.playing import add_people
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force
from workflows.settings import HOUSE, Settings

ACCOUNTS = 100_000
WEEKS = 78
CHANGED = 5_000
"""Accounts that have a new line: a busy day's payments."""
NOW = datetime(2026, 7, 8, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 8)
MONDAY = date(2026, 7, 6)
RENT = 10_000
_PIECE = 2_000


def figures() -> Iterator[Figure]:
    """Seconds of the night, and the most memory that its process took."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "tools.bench.nights", "prepare", place], check=True)
        took = [_measured("night", place), _measured("night", place), _measured("changed", place)]
    name = f"night of {ACCOUNTS:,} accounts, {WEEKS} weeks of ledgers, SQLite"
    for said, most, (seconds, cpu, megabytes) in zip(("cold", "warm"), (900, 60), took, strict=False):
        target, against = f"≤ {most} s", f"{cpu} s CPU"
        yield Figure(f"{name}: {said}", seconds, "s", against, seconds / most, target, seconds <= most)
        yield Figure(f"{name}: {said}, memory", megabytes, "MB", "", megabytes / 500, "≤ 500 MB", megabytes <= 500)
    seconds, cpu, _megabytes = took[-1]
    words = f"balances of {CHANGED:,} changed accounts of {ACCOUNTS:,}, brought to the day"
    yield Figure(words, seconds, "s", f"{cpu} s CPU", seconds / 5, "≤ 5 s", seconds <= 5)


def _measured(what: str, place: str) -> tuple[int, int, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.nights", what, place], check=True, capture_output=True, text=True
    )
    seconds, cpu, megabytes = (int(part) for part in done.stdout.split())
    return seconds, cpu, megabytes


def _house(folder: Path) -> House:
    url = f"sqlite:///{folder / 'bench.db'}"
    settings = Settings(database_url=url, store=folder, bpmn=HOUSE / "bpmn", secure_cookies=False)
    return build(settings, SimulatedClock(NOW))


def prepare(folder: Path, accounts: int = ACCOUNTS, weeks: int = WEEKS) -> None:
    """A landlord with that many accounts: most pay, some by benefit in arrears or Direct Debit, some owe a little."""
    house = _house(folder)
    install(house.db, "Bench Homes", SimulatedClock(NOW), demo=True)
    add_people(house)
    with house.db.write() as session:
        files = read_folder(HOUSE / "bpmn" / "procedures" / "early_intervention")
        put_in_force(
            house.runtime,
            session,
            "early_intervention",
            files,
            person(session, "pat").actor,
            person(session, "cora").actor,
        )
    for start in range(1, accounts + 1, _PIECE):
        _piece(house, range(start, min(start + _PIECE, accounts + 1)), weeks)
    house.close()


def _piece(house: House, numbers: range, weeks: int) -> None:
    account = {"kind": "rent", "tenure": "secure", "address": "1 High Street", "tenancy_start": date(2020, 4, 6)}
    rent = {"rent_pence": RENT, "rent_period": "weekly", "balance_pence": 0, "balance_on": TODAY, "patch": "East"}
    with house.db.write() as session:
        people = [{"id": n, "reference": f"C{n}", "given_name": "Ada", "family_name": f"T{n}"} for n in numbers]
        empty = ("title", "email", "phone", "address", "postcode", *_REPRESENTED)
        session.execute(
            insert(table(Customer)), [{**row, **dict.fromkeys(empty, ""), "large_print": False} for row in people]
        )
        rows = [{**account, **rent, "id": n, "reference": f"A{n}", "postcode": ""} for n in numbers]
        session.execute(insert(table(Account)), rows)
        session.execute(insert(table(AccountParty)), [{"account_id": n, "customer_id": n} for n in numbers])
        session.execute(insert(table(AccountTransaction)), [line for n in numbers for line in _lines(n, weeks)])
        if on_benefit := [n for n in numbers if n % 10 < 3]:
            session.execute(insert(table(BenefitClaim)), [_claim(n) for n in on_benefit])
        if by_debit := [n for n in numbers if n % 10 == 3]:
            session.execute(insert(table(PaymentDays)), [_debit(n) for n in by_debit])


_REPRESENTED = ("representative_name", "representative_role", "representative_address", "representative_evidence")


def _lines(number: int, weeks: int) -> Iterator[dict[str, object]]:
    """Of ten, three are paid by benefit, four weeks at once, one by Direct Debit; one owes a week and a half."""
    kind = number % 10
    line = {"account_id": number, "description": ""}
    for week in range(weeks):
        on = MONDAY - timedelta(weeks=week)
        yield {**line, "reference": f"r{week}", "posted_on": on, "kind": "rent", "amount_pence": RENT}
        if kind < 3:
            if week % 4 == 3:
                paid = {"posted_on": on, "kind": "housing_benefit", "amount_pence": -4 * RENT}
                yield {**line, "reference": f"p{week}", **paid}
        elif kind == 4 and week == 1:
            paid = {"posted_on": on, "kind": "payment", "amount_pence": -RENT + 900}
            yield {**line, "reference": f"p{week}", **paid}
        elif week > 0 or kind != 5:
            paid = {"posted_on": on, "kind": "payment", "amount_pence": -RENT}
            yield {**line, "reference": f"p{week}", **paid}


def _claim(number: int) -> dict[str, object]:
    texts = dict.fromkeys(("reference", "evidence", "expects_because", "notes"), "")
    award = {"award_pence": RENT, "award_every": "weekly", "award_from": date(2025, 1, 6), "award_until": None}
    paid = {"paid_to": "landlord", "pays_every": "four_weekly", "next_payment_on": date(2026, 7, 13)}
    by = {"recorded_by": "user:1", "recorded_at": NOW, "replaced_at": None}
    given = {"account_id": number, "customer_id": number, "kind": "housing_benefit", "claimed_on": date(2025, 1, 6)}
    said = {"status": "in_payment", "evidence_given_on": None, "expects_award": True, "decided_on": None}
    return {**texts, **award, **paid, **by, **given, **said, "assessment_day": None}


def _debit(number: int) -> dict[str, object]:
    days = {"method": "direct_debit", "every": "monthly", "first_on": date(2026, 7, 1), "from_on": date(2025, 1, 6)}
    return {**days, "account_id": number, "until_on": None, "recorded_by": "user:1", "recorded_at": NOW}


def night(folder: Path) -> None:
    """One look at every account; prints seconds, seconds of the processor, and megabytes."""
    house = _house(folder)
    began, cpu = perf_counter(), process_time()
    looked = nightly.look_at_accounts(house)
    seconds, used = perf_counter() - began, process_time() - cpu
    house.close()
    if looked.accounts < ACCOUNTS:
        raise AssertionError(f"{looked.accounts} accounts were looked at")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{round(seconds)} {round(used)} {memory}\n")


def changed(folder: Path) -> None:
    """Brings the stored balances up to date after a day's payments; prints what a night prints."""
    house = _house(folder)
    paid = {"posted_on": TODAY, "kind": "payment", "amount_pence": -RENT, "description": "", "reference": "new"}
    numbers = range(1, ACCOUNTS + 1, ACCOUNTS // CHANGED)
    with house.db.write() as session:
        session.execute(insert(table(AccountTransaction)), [{**paid, "account_id": number} for number in numbers])
    began, cpu = perf_counter(), process_time()
    brought = keeping.keep(house.db, TODAY)
    seconds, used = perf_counter() - began, process_time() - cpu
    house.close()
    if brought != CHANGED:
        raise AssertionError(f"{brought} accounts were brought to the day")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{round(seconds)} {round(used)} {memory}\n")


if __name__ == "__main__":
    {"prepare": prepare, "night": night, "changed": changed}[sys.argv[1]](Path(sys.argv[2]))
