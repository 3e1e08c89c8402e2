"""A tenancy of the demo, and the days between which its ledger runs."""

from dataclasses import dataclass, field
from datetime import date

FIRST_DAY = date(2025, 4, 7)
"""The ledgers begin on this Monday."""
START = date(2026, 7, 6)
"""The demo's clock begins on this Monday, fifteen months later."""
END = date(2026, 10, 5)
"""The last day of the ledgers: eighteen months in all."""


@dataclass
class Tenancy:
    """One tenancy, and how its rent is paid."""

    account: str
    tenants: list[dict[str, str]]
    tenure: str
    address: str
    postcode: str
    start: date
    rent: int
    period: str
    habit: str
    patch: str
    lines: list[tuple[date, str, int, str]] = field(default_factory=list)
