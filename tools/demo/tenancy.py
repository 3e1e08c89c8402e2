"""A tenancy of the demo, and the days between which its ledger runs."""

from dataclasses import dataclass, field
from datetime import date

FIRST_DAY = date(2025, 4, 7)
"""The ledgers begin on this Monday."""
START = date(2026, 7, 6)
"""The demo's clock begins on this Monday, fifteen months later."""
END = date(2026, 10, 5)
"""The last day of the ledgers: eighteen months in all."""

COSTS_ON = date(2025, 5, 17)
"""A court's fee was charged on this day to some accounts."""


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
    since: date = FIRST_DAY
    """Its ledger begins on this Monday, or with the tenancy."""
    plan: tuple[tuple[date, int], ...] = ()
    """Of the habit ``plan``: from when on so much is paid two days after each rent."""
    extra: tuple[tuple[date, str, int, str], ...] = ()
    """Lines of the ledger beside the habit: day, kind, pence, words."""
    costs: bool = False
    """Whether a court's fee was charged, which is no rent."""
    lines: list[tuple[date, str, int, str]] = field(default_factory=list)
