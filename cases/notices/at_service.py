"""Which grounds of rent stand on the day of service: grounds 8 and 10, and ground 1 of a secure tenancy, want arrears
on it. Pure. Money is integer pence.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cases.calculating.counting import said
from cases.calculations import calculate
from cases.law import Law
from cases.ledger.lines import apportioned
from cases.notices.dating import Served
from cases.notices.rows import NoticeRow
from cases.words import RentPeriod

_WANT_ARREARS = frozenset({"1", "8", "10"})
"""Grounds that want rent in arrears at service; ground 11, of persistent delay, does not."""


class DayOfLedger(NamedTuple):
    """What moved on a day on one debt of an account.

    :ivar up: what was added, and :ivar down: what came in or was taken off, negative
    """

    on: date
    debt: str
    up: int
    down: int


def owed_on(day: date, lines: Sequence[DayOfLedger], own: str, order: Callable[[str], int]) -> int:
    """What was in arrears on a day of the account's own debt, less what stood in credit on its others; at least 0.

    What fell due on that very day is in arrears only once it is over; what came in on it counts.

    :param order: in which money for no debt in particular goes to each
    """
    by_debt: dict[str, int] = {}
    for line in lines:
        if line.on <= day:
            moved = line.down + (line.up if line.on < day else 0)
            by_debt[line.debt] = by_debt.get(line.debt, 0) + moved
    debts = apportioned(by_debt, order)
    elsewhere = sum(max(-pence, 0) for debt, pence in debts.items() if debt != own)
    return max(debts.get(own, 0) - elsewhere, 0)


@dataclass(frozen=True)
class GroundsAtService:
    """The grounds of a notice that stand on the days on which it was served, and why the others do not."""

    standing: tuple[str, ...]
    why: tuple[str, ...]


def grounds_at_service(
    notice: NoticeRow, served: Served, owed: Callable[[date], int | None], law: Law
) -> GroundsAtService:
    """Which grounds of a notice stand: of each the least that was owed on a day of its service counts.

    :param owed: on a day, in pence; ``None``: the ledger is not known to its end yet, and nothing is said
    """
    days = sorted({served.first, served.last})
    known = [(pence, day) for day in days if (pence := owed(day)) is not None]
    if not known:
        return GroundsAtService(notice.grounds, ())
    fallen = dict(_fallen(notice, *min(known), law))
    return GroundsAtService(tuple(each for each in notice.grounds if each not in fallen), tuple(fallen.values()))


def _fallen(notice: NoticeRow, pence: int, day: date, law: Law) -> Iterator[tuple[str, str]]:
    """Each ground that does not stand, and why."""
    for ground in notice.grounds:
        if ground in _WANT_ARREARS and not pence:
            why = f"Ground {ground} wants rent in arrears at service, and by the ledger none was on {said(day)}."
            yield ground, why
        elif ground == "8" and notice.rent_pence:
            met, because = ground_8(notice.regime, notice.period, notice.rent_pence, day, pence, law)
            if not met:
                why = f"Ground 8 was not met on {said(day)}, by the ledger of that day."
                yield ground, f"{why} {because}"


def ground_8(regime: str, period: RentPeriod, rent_pence: int, served: date, pence: int, law: Law) -> tuple[bool, str]:
    """Whether as much rent is unpaid at service as ground 8 wants, and the count in sentences.

    :param pence: what is unpaid
    """
    if period is RentPeriod.FOUR_WEEKLY or rent_pence <= 0:
        every = "payable four-weekly" if rent_pence > 0 else "of which nothing falls due"
        return False, f"Ground 8 names no measure for a rent {every}: a lawyer reads whether it is open."
    asked = {
        "regime": regime,
        "period": period.value,
        "rent_pence": rent_pence,
        "served": served.isoformat(),
        "rent_arrears_at_service_pence": pence,
    }
    answer = calculate("ground_8", asked, law)
    return bool(answer.get("met_at_service")), " ".join(answer["because"])
