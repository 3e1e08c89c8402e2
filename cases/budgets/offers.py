"""What a budget leaves, and what of it may be offered to whom: pure counting. Money is integer pence a month.

There is one sum for all debts of a household. Priority debts come first; among equals it is shared by what is owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.budgets.rows import DebtRow, LineRow
from cases.budgets.words import CATEGORIES, Section
from cases.calculating.money import pounds
from cases.calculations import calculate
from cases.law import Law

TOKEN = "token_offer_pence"  # noqa: S105 -- the row of bpmn/law/limits.yaml
"""What may be agreed a month, at most, where a budget leaves nothing. The landlord's own policy."""


@dataclass(frozen=True)
class Totals:
    """What a budget comes to a month.

    :ivar before_savings: the surplus out of which savings may be put aside
    :ivar savings: what is put aside, as far as the statement lets it
    :ivar surplus: what is left for debts; zero or less: nothing is
    """

    income: int
    fixed: int
    flexible: int
    debts: int
    before_savings: int
    savings: int
    savings_most: int
    surplus: int


@dataclass(frozen=True)
class Offer:
    """What may be offered a month for all debts of a household together.

    :ivar token: whether the budget leaves nothing, so that it is a token, and debt advice is needed
    """

    most_pence: int
    token: bool
    because: str


@dataclass(frozen=True)
class SheetLine:
    """A line of a budget as it is printed: by the month beside what was said."""

    section: Section
    title: str
    said_pence: int
    frequency: str
    monthly_pence: int
    note: str


@dataclass(frozen=True)
class Sheet:
    """A budget as a document prints it."""

    lines: tuple[SheetLine, ...]
    totals: Totals
    offer: Offer
    debts: tuple[DebtRow, ...]


def monthly(amount_pence: int, frequency: str, law: Law) -> int:
    """An amount by the month."""
    found = calculate("sfs_monthly", {"amount_pence": amount_pence, "every": str(frequency)}, law)
    return int(found["monthly_pence"])


def totals(lines: Iterable[LineRow], law: Law, on: date) -> Totals:
    """What a budget comes to.

    :param on: the day of the budget, whose limits of savings hold
    :raises NoSuchNumber: the tables of law do not say how much may be saved
    """
    sums = dict.fromkeys(Section, 0)
    for line in lines:
        sums[line.section] += monthly(line.amount_pence, line.frequency, law)
    before = sums[Section.INCOME] - sums[Section.FIXED] - sums[Section.FLEXIBLE] - sums[Section.DEBTS]
    found = calculate("sfs_savings", {"surplus_pence": before, "on": on.isoformat()}, law)
    most = int(found.get("savings_max_pence", 0))
    savings = min(sums[Section.SAVINGS], most)
    return Totals(
        income=sums[Section.INCOME],
        fixed=sums[Section.FIXED],
        flexible=sums[Section.FLEXIBLE],
        debts=sums[Section.DEBTS],
        before_savings=before,
        savings=savings,
        savings_most=most,
        surplus=before - savings,
    )


def offer(surplus_pence: int, law: Law, on: date) -> Offer:
    """What may be offered at most.

    :raises NoSuchNumber: the tables of law say nothing of a token offer
    """
    found = calculate("sfs_offer", {"surplus_pence": surplus_pence}, law)
    if found["agreement_above_token_allowed"]:
        return Offer(surplus_pence, False, f"The budget leaves {pounds(surplus_pence)} a month for all debts together.")
    token = law.limit(TOKEN, on)
    lacking = (
        f"The budget is {pounds(-surplus_pence)} a month short" if surplus_pence < 0 else "The budget leaves nothing"
    )
    return Offer(
        token,
        True,
        f"{lacking}: refer for debt advice, and agree a token of at most {pounds(token)} a month.",
    )


def split(most_pence: int, debts: Sequence[DebtRow]) -> tuple[DebtRow, ...]:
    """The same debts with what each is offered: priority debts first, shared by what is owed, to the penny."""
    left, offered = max(0, most_pence), dict.fromkeys(range(len(debts)), 0)
    for priority in (True, False):
        these = [number for number, debt in enumerate(debts) if debt.priority is priority and debt.owed_pence > 0]
        shares = _shares(left, [debts[number].owed_pence for number in these])
        for number, share in zip(these, shares, strict=True):
            offered[number] = share
        left -= sum(shares)
    return tuple(replace(debt, offer_pence=offered[number]) for number, debt in enumerate(debts))


def _shares(pence: int, owed: list[int]) -> list[int]:
    """Shared by what is owed, and never more than that; pennies over go to the largest remainders, the first first."""
    total = sum(owed)
    if pence >= total:
        return owed
    shares = [pence * each // total for each in owed]
    over = sorted(range(len(owed)), key=lambda number: (-(pence * owed[number] % total), number))
    for number in over[: pence - sum(shares)]:
        shares[number] += 1
    return shares


def budget_sheet(lines: Sequence[LineRow], debts: Sequence[DebtRow], law: Law, on: date) -> Sheet:
    """A budget as a document prints it: each line by the month, the totals, and what each debt is offered."""
    found = totals(lines, law, on)
    may = offer(found.surplus, law, on)
    order = list(Section)
    printed = [
        SheetLine(
            line.section,
            CATEGORIES[line.section].get(line.category, line.category),
            line.amount_pence,
            str(line.frequency),
            monthly(line.amount_pence, line.frequency, law),
            line.note,
        )
        for line in sorted(lines, key=lambda line: order.index(line.section))
    ]
    return Sheet(tuple(printed), found, may, split(may.most_pence, debts))
