"""The demo landlord's exports of tenancies: terms, tenants' days, what each rent is made of, and the rent years."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tools.demo.tenancy import FIRST_DAY, Tenancy

CALENDAR = "homes"
YEARS = ((2024, date(2024, 4, 1), 53), (2025, FIRST_DAY, 52), (2026, date(2026, 4, 6), 52))
"""The landlord's rent years: the year, its first Monday, and its weeks, in the first of them 53."""
SERVICED = 3
"""One account in so many pays for the cleaning and the lights of the stairs, which benefit can pay too."""
CLEANING = {"weekly": 650, "monthly": 2800}
"""Pence a period."""


def write_terms(place: Path, made: Sequence[Tenancy]) -> None:
    """Writes the four files; a garage or a debt without rent has no charges."""
    _write(
        place / "rent_calendars.csv",
        ("calendar", "year", "begins_on", "weeks", "rent_free"),
        ((CALENDAR, year, begins, weeks, "") for year, begins, weeks in YEARS),
    )
    _write(
        place / "tenancies.csv",
        ("account", "tenure", "from_on", "rent_begins", "rent_calendar"),
        ((t.account, t.tenure, t.start, *_rent_days(t)) for t in made),
    )
    _write(
        place / "tenants.csv",
        ("account", "customer", "from_on", "until_on"),
        ((t.account, person["reference"], t.start, "") for t in made for person in t.tenants),
    )
    _write(
        place / "charges.csv",
        ("account", "part", "from_on", "amount"),
        (
            (t.account, part, max(t.start, t.since), f"{pence // 100}.{pence % 100:02d}")
            for t in made
            for part, pence in _parts(t)
        ),
    )


def _rent_days(tenancy: Tenancy) -> tuple[date, str]:
    """A day on which a period begins (as the ledger charges it), and the calendar of those who pay by the week."""
    return (FIRST_DAY, CALENDAR) if tenancy.period == "weekly" else (FIRST_DAY.replace(day=1), "")


def _parts(tenancy: Tenancy) -> Iterable[tuple[str, int]]:
    if tenancy.habit == "no rent":
        return []
    cleaning = CLEANING[tenancy.period] if int(tenancy.account) % SERVICED == 0 else 0
    parts = [("net_rent", tenancy.rent - cleaning)]
    return [*parts, ("eligible_service_charge", cleaning)] if cleaning else parts


def _write(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(names)
        out.writerows(rows)
