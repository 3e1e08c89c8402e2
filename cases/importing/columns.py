"""What each column of an export may hold, and how its text becomes a value.

A reader takes the text of a cell and returns its value; :class:`ValueError` carries the reason for the report.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.importing.codes import Code
from cases.tenancies.limits import EARLIEST_LEASE, LATEST_LEASE
from cases.tenancies.parts import Part
from cases.words import Payer, RentPeriod, Tenure, TransactionKind

Reader = Callable[[str], Any]

TENURES = tuple(Tenure)
PERIODS = tuple(RentPeriod)
KINDS = tuple(TransactionKind)
ROLES = ("", "deputy", "attorney", "appointee")
_POUNDS = re.compile(r"(-?)£?(-?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{1,2}))?")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LARGEST_PENCE = 100_000_000_00
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Column:
    """A column: how its cells are read, whether a cell may be empty, and what an empty one means."""

    read: Reader
    needed: bool = True
    empty: Any = None


def text(longest: int = 200) -> Reader:
    """Text without control characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if _UNPRINTABLE.search(cell):
            raise ValueError("holds control characters")
        return cell

    return read


def one_of(choices: tuple[str, ...]) -> Reader:
    """One of some words."""
    known = frozenset(choices)

    def read(cell: str) -> str:
        word = cell.lower().replace(" ", "_").replace("-", "_")
        if word not in known:
            raise ValueError(f"is {cell[:40]!r}; it must be one of {', '.join(c for c in choices if c)}")
        return word

    return read


def yes_or_no(cell: str) -> bool:
    """Yes or no, in the ways in which systems write it."""
    word = cell.lower()
    if word in {"y", "yes", "true", "1"}:
        return True
    if word in {"n", "no", "false", "0"}:
        return False
    raise ValueError(f"is {cell[:40]!r}; it must be yes or no")


def day(pattern: str, meant: tuple[date, date] = (EARLIEST, LATEST)) -> Reader:
    """A date in a pattern of ``strptime``. Ledgers repeat their dates: each is worked out once.

    :param meant: the first and the last day that anybody means
    """
    earliest, latest = meant
    known: dict[str, date] = {}

    def read(cell: str) -> date:
        found = known.get(cell)
        if found is None:
            try:
                if pattern == "%Y-%m-%d" and len(cell) == 10:
                    found = date.fromisoformat(cell)
                else:
                    found = datetime.strptime(cell, pattern).date()  # noqa: DTZ007 -- a date has no zone
            except ValueError:
                raise ValueError(f"is {cell[:40]!r}, which is not a date like {pattern}") from None
            if not earliest <= found <= latest:
                raise ValueError(f"is {cell[:40]!r}, which cannot be meant")
            if len(known) < 100_000:
                known[cell] = found
        return found

    return read


def money(unit: str) -> Reader:
    """Pence, from pounds (``1,234.50``, ``-12.34``, ``£5``) or from pence."""

    def pence(cell: str) -> int:
        if not re.fullmatch(r"-?\d{1,12}", cell):
            raise ValueError(f"is {cell[:40]!r}, which is not a whole number of pence")
        return _sane(int(cell), cell)

    def pounds(cell: str) -> int:
        found = _POUNDS.fullmatch(cell)
        if found is None or (found[1] and found[2]):
            raise ValueError(f"is {cell[:40]!r}, which is not an amount of money like 12.34")
        whole = int(found[3].replace(",", "")) * 100 + int((found[4] or "0").ljust(2, "0"))
        return _sane(-whole if found[1] or found[2] else whole, cell)

    return pence if unit == "pence" else pounds


def _sane(amount: int, cell: str) -> int:
    if abs(amount) > LARGEST_PENCE:
        raise ValueError(f"is {cell[:40]!r}, which cannot be meant")
    return amount


def several(between: str) -> Reader:
    """References, with something between them."""
    one = text(60)

    def read(cell: str) -> list[str]:
        parts = [part.strip() for part in cell.split(between)]
        return [one(part) for part in parts if part]

    return read


def days(between: str, pattern: str) -> Reader:
    """Several dates, with something between them; they come in their own order."""
    one = day(pattern)

    def read(cell: str) -> tuple[date, ...]:
        return tuple(sorted(one(part.strip()) for part in cell.split(between) if part.strip()))

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", cell) or not least <= int(cell) <= most:
            raise ValueError(f"is {cell[:40]!r}; it must be a whole number from {least} to {most}")
        return int(cell)

    return read


def coded(codes: Mapping[str, Code]) -> Reader:
    """A transaction code of the housing system, as the mapping says what it is."""

    def read(cell: str) -> Code:
        if (found := codes.get(cell)) is None:
            raise ValueError(f"is the code {cell[:40]!r}, which the mapping does not know. Add it under `codes:`")
        return found

    return read


def columns(
    kind: str, date_format: str, unit: str, tenants_between: str, codes: Mapping[str, Code] | None = None
) -> dict[str, Column]:
    """The columns of one kind of export.

    :param codes: transaction code → what it is; empty: the column ``kind`` says so in our words
    """
    reference, any_day, amount = text(60), day(date_format), money(unit)
    of_lease = day(date_format, (EARLIEST_LEASE, LATEST_LEASE))  # what no other tenancy may be, its limits say
    match kind:
        case "customers":
            optional = ("title", "given_name", "email", "phone", "postcode", "representative_name")
            return {
                "reference": Column(reference),
                "family_name": Column(text()),
                **{name: Column(text(), needed=False, empty="") for name in optional},
                "address": Column(text(500), needed=False, empty=""),
                "date_of_birth": Column(any_day, needed=False),
                "date_of_death": Column(any_day, needed=False),
                "large_print": Column(yes_or_no, needed=False, empty=False),
                "representative_role": Column(one_of(ROLES), needed=False, empty=""),
                "representative_address": Column(text(500), needed=False, empty=""),
                "representative_evidence": Column(text(500), needed=False, empty=""),
            }
        case "accounts":
            return {
                "reference": Column(reference),
                "tenure": Column(one_of(TENURES)),
                "address": Column(text(500)),
                "postcode": Column(text(20), needed=False, empty=""),
                "tenancy_start": Column(of_lease),
                "tenancy_end": Column(any_day, needed=False),
                "rent": Column(amount),
                "rent_period": Column(one_of(PERIODS)),
                "debt": Column(text(40), needed=False),
                "balance": Column(amount),
                "balance_on": Column(any_day),
                "patch": Column(text(60), needed=False, empty=""),
                "tenants": Column(several(tenants_between)),
            }
        case "rent_calendars":
            return {
                "calendar": Column(text(40)),
                "year": Column(whole(EARLIEST.year, LATEST.year)),
                "begins_on": Column(any_day),
                "weeks": Column(whole(1, 53)),
                "rent_free": Column(days(tenants_between, date_format), needed=False, empty=()),
            }
        case "tenancies":
            return {
                "account": Column(reference),
                "tenure": Column(one_of(TENURES)),
                **_span(of_lease),
                "fixed_until": Column(of_lease, needed=False),
                "trial_extended": Column(yes_or_no, needed=False, empty=False),
                "demoted_on": Column(any_day, needed=False),
                "rent_begins": Column(of_lease, needed=False),
                "rent_calendar": Column(text(40), needed=False, empty=""),
            }
        case "tenants":
            return {"account": Column(reference), "customer": Column(reference), **_span(any_day)}
        case "charges":
            return {
                "account": Column(reference),
                "part": Column(one_of(tuple(Part))),
                "code": Column(text(40), needed=False, empty=""),
                **_span(any_day),
                "amount": Column(amount),
                "period": Column(one_of(PERIODS), needed=False),
            }
        case _:
            return {
                "account": Column(reference),
                "reference": Column(reference),
                "posted_on": Column(any_day),
                "kind": Column(coded(codes) if codes else one_of(KINDS)),
                "amount": Column(amount),
                "description": Column(text(), needed=False, empty=""),
                "debt": Column(text(40), needed=False),
                "payer": Column(one_of(tuple(Payer)), needed=False),
                "reverses": Column(reference, needed=False, empty=""),
            }


def _span(any_day: Reader) -> dict[str, Column]:
    """The first day of something and its last; without a last it goes on."""
    return {"from_on": Column(any_day), "until_on": Column(any_day, needed=False)}
