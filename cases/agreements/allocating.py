"""How one instalment is shared among several debts: as it was agreed, or as the product proposes it. Integer pence.

What is proposed follows the priority of the kinds of debt: debts that put the home at risk come first, and among equals
it is shared by what is owed. While they take all of it each other debt has a token, so that none is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.agreements.refusals import AllocationWrong
from cases.agreements.starting import NewDebt
from cases.agreements.words import Frequency
from cases.budgets.offers import TOKEN, split
from cases.budgets.rows import DebtRow
from cases.calculating.money import pounds
from cases.law import Law
from cases.money.budgets import A_YEAR


@dataclass(frozen=True)
class Owed:
    """A debt among which an instalment is shared.

    :ivar priority: whether not paying it puts the home, liberty or essential supplies at risk
    """

    account_id: int
    debt: str
    owed_pence: int
    priority: bool


def must_add_up(debts: Sequence[NewDebt], instalment_pence: int | None) -> None:
    """Refuses shares that do not come to the instalment, to the penny; where no instalment was named they are it.

    :raises AllocationWrong: with both sums
    """
    shares = sum(each.instalment_pence for each in debts)
    if instalment_pence is not None and shares != instalment_pence:
        raise AllocationWrong(
            f"The instalment is {pounds(instalment_pence)}, and what is named for its debts comes to {pounds(shares)}. "
            "Correct one of them, or have the shares proposed.",
            field="instalment",
        )


def allocated(
    instalment_pence: int, debts: Sequence[Owed], frequency: Frequency, law: Law, on: date
) -> tuple[NewDebt, ...]:
    """The shares of an instalment that are proposed, in the order of the debts; together they are it to the penny.

    :raises AllocationWrong: it is more than is owed, or less than a penny for each debt
    """
    owed = [each for each in debts if each.owed_pence > 0]
    together = sum(each.owed_pence for each in owed)
    if not owed or instalment_pence > together:
        raise AllocationWrong(
            f"{pounds(together)} is owed of these debts, and the instalment is {pounds(instalment_pence)}. Name a "
            "smaller one, or further debts.",
            field="instalment",
        )
    reserved = _reserved(owed, frequency, law, on)
    rest = instalment_pence - sum(reserved)
    if rest < sum(each == 0 for each in reserved):
        raise AllocationWrong(
            f"{pounds(instalment_pence)} is too little to share among {len(owed)} debts. Name a larger instalment, or "
            "leave a debt out.",
            field="instalment",
        )
    rows = [
        DebtRow(each.debt, each.priority, each.owed_pence - kept) for each, kept in zip(owed, reserved, strict=True)
    ]
    shares = [kept + row.offer_pence for kept, row in zip(reserved, split(rest, rows), strict=True)]
    while 0 in shares:  # a debt so small beside the others that its share is less than a penny
        shares[shares.index(0)] += 1
        shares[shares.index(max(shares))] -= 1
    return tuple(NewDebt(each.account_id, pence, each.debt) for each, pence in zip(owed, shares, strict=True))


def _reserved(owed: Sequence[Owed], frequency: Frequency, law: Law, on: date) -> list[int]:
    """What each debt has before the rest is shared by priority: a token of the others where one has priority."""
    token = 1
    if law.has_limit(TOKEN):
        token = max(1, law.limit(TOKEN, on) * A_YEAR[Frequency.MONTHLY] // A_YEAR[frequency])
    if not any(each.priority for each in owed):
        return [0] * len(owed)
    return [0 if each.priority else min(token, each.owed_pence) for each in owed]
