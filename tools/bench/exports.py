"""Importing a large landlord: 100,000 accounts and 5 million transactions."""

import csv
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from cases.importing import Mapping, import_folder
from tools.bench.figure import Figure
from workflows.clock import MachineClock
from workflows.db import Database
from workflows.settings import HOUSE

ACCOUNTS = 100_000
LINES_EACH = 50


def write(folder: Path, accounts: int = ACCOUNTS, lines_each: int = LINES_EACH) -> None:
    """Writes the three files, the ledger in the order of its dates as systems export it."""
    with (folder / "customers.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["reference", "title", "given_name", "family_name"])
        out.writerows([f"C{n}", "Ms", "Ada", f"Tenant{n}"] for n in range(accounts))
    with (folder / "accounts.csv").open("w", newline="") as file:
        out = csv.writer(file)
        names = "reference tenure address tenancy_start rent rent_period balance balance_on tenants"
        out.writerow(names.split())
        row = ["secure", "1 High Street", "2020-04-06", "100.00", "weekly", "0.00", "2026-07-06"]
        out.writerows([f"A{n}", *row, f"C{n}"] for n in range(accounts))
    with (folder / "transactions.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["account", "reference", "posted_on", "kind", "amount", "description"])
        for week in range(lines_each // 2):
            on = (date(2025, 1, 6) + timedelta(weeks=week)).isoformat()
            for n in range(accounts):
                out.writerow([f"A{n}", f"{week}-r", on, "rent", "100.00", "Rent"])
                out.writerow([f"A{n}", f"{week}-p", on, "payment", "-100.00", "Direct Debit"])


def figures() -> Iterator[Figure]:
    """Seconds, and the most memory that the importing process took."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(folder)
        began = perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.exports", str(folder)], check=True, capture_output=True, text=True
        )
        seconds = perf_counter() - began
        megabytes, added = (int(part) for part in done.stdout.split())
    if added != ACCOUNTS * LINES_EACH:
        raise AssertionError(f"{added} lines were imported")
    name = f"import of {ACCOUNTS:,} accounts and {added:,} transactions, SQLite"
    yield Figure(name, round(seconds), "s", "", seconds / 240, "≤ 240 s", seconds <= 240)
    yield Figure(f"{name}: memory", megabytes, "MB", "", megabytes / 500, "< 500 MB", megabytes < 500)


def _import(folder: Path) -> None:

    db = Database(f"sqlite:///{folder / 'bench.db'}")
    db.create_tables()
    mapping = Mapping.read(HOUSE / "bpmn" / "organisation" / "mappings" / "standard.yaml")
    report = import_folder(db, folder, mapping, "system", MachineClock())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{memory} {report.tallies['transactions'].added}\n")


if __name__ == "__main__":
    _import(Path(sys.argv[1]))
