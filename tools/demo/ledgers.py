"""The demo's ledgers: what falls due, and what comes in by the habit of each tenancy."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from tools.demo.tenancy import COSTS_ON, END, START, Tenancy


def ledger_of(rng: random.Random, tenancy: Tenancy) -> Iterator[tuple[date, str, int, str]]:
    """The lines of one ledger: what falls due, and what comes in by the tenancy's habit."""
    begins = max(tenancy.since, tenancy.start)
    stops = START - timedelta(weeks=rng.randrange(3, 9))
    back = date(2026, 7, 27) if tenancy.habit == "pays off" else START + timedelta(weeks=rng.randrange(2, 9))
    owed = 0
    yield from tenancy.extra
    if tenancy.costs:
        yield COSTS_ON, "charge", 35500, "Court issue fee"
    for number, due in enumerate(_due_days(tenancy, begins)):
        yield due, "rent", tenancy.rent, "Rent"
        owed += tenancy.rent
        for on, kind, amount, words in (*_benefit(tenancy, due, number), *_paid(rng, tenancy, due, stops)):
            if on <= END:
                owed -= amount
                yield on, kind, -amount, words
        if tenancy.habit in {"recovers", "pays off"} and owed > 0 and due >= back:
            owed_then, owed = owed, 0
            yield min(due + timedelta(days=3), END), "payment", -owed_then, "Card payment"


def _due_days(tenancy: Tenancy, begins: date) -> Iterator[date]:
    if tenancy.period == "weekly":
        day = begins + timedelta(days=-begins.weekday() % 7)
        while day <= END:
            yield day
            day += timedelta(weeks=1)
        return
    year, month = begins.year, begins.month
    while date(year, month, 1) <= END:
        if date(year, month, 1) >= begins:
            yield date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


BY_HOUSING_BENEFIT = ("benefit", "all benefit")
"""Habits of those for whom housing benefit pays: most of the rent, or all of it."""
HOUSING_BENEFIT_ON = date(2026, 7, 13)
"""A Monday on which housing benefit is paid, for the four weeks before it."""
MANAGED_PAYMENT_DAY, ASSESSMENT_DAY = 16, 9
"""Of the month: Universal Credit is paid a week after the assessment period, which begins on the other."""


def benefit_share(tenancy: Tenancy) -> int:
    """What benefit pays of a period's rent, in pence."""
    return tenancy.rent * 7 // 10 if tenancy.habit == "benefit" else tenancy.rent


def _planned(tenancy: Tenancy, due: date) -> int:
    """What somebody with a plan pays after a rent, in pence."""
    return next((pence for since, pence in reversed(tenancy.plan) if since <= due), tenancy.rent)


def _benefit(tenancy: Tenancy, due: date, number: int) -> Iterator[tuple[date, str, int, str]]:
    """What benefit pays after a charge: housing benefit every four weeks in arrears, Universal Credit every month."""
    weekly = tenancy.period == "weekly"
    pays = tenancy.habit in BY_HOUSING_BENEFIT
    if pays and not weekly and number:
        yield due, "housing_benefit", benefit_share(tenancy), "Housing benefit"
    elif pays and (HOUSING_BENEFIT_ON - due).days % 28 == 0 and number:
        yield due, "housing_benefit", benefit_share(tenancy) * min(number, 4), "Housing benefit, four weeks in arrears"
    elif tenancy.habit == "credit" and number and (not weekly or due.day <= 7):
        pence = tenancy.rent * 52 // 12 if weekly else tenancy.rent
        on = date(due.year, due.month, MANAGED_PAYMENT_DAY)
        yield on, "universal_credit", pence, "Universal Credit, paid to landlord"


def _paid(rng: random.Random, tenancy: Tenancy, due: date, stops: date) -> Iterator[tuple[date, str, int, str]]:
    rent, later = tenancy.rent, due + timedelta(days=rng.randrange(1, 5))
    match tenancy.habit:
        case "steady" | "no rent":
            yield due + timedelta(days=1), "payment", rent, "Direct Debit"
        case "late":
            yield due + timedelta(days=rng.randrange(4, 12)), "payment", rent, "Standing order"
        case "benefit":
            if rng.random() > 0.04:
                yield later, "payment", rent - benefit_share(tenancy), "Direct Debit"
        case "slipping":
            if due < stops or rng.random() > 0.45:
                yield later, "payment", rent, "Card payment"
        case "plan":
            if pence := _planned(tenancy, due):
                yield due + timedelta(days=2), "payment", pence, "Debit card"
        case "stopped" | "recovers" | "pays off":
            if due < stops:
                yield later, "payment", rent, "Direct Debit"
