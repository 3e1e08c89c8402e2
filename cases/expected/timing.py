"""What of a debt timing explains, what is overdue, since when and why, in a sentence that anybody can check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cases.calculating.money import pounds
from cases.expected.payers import Charge, Pays


class Awaited(NamedTuple):
    """A part of a charge that somebody pays, and is not late with."""

    who: str
    pence: int
    by: date


@dataclass(frozen=True)
class Timing:
    """How an account stands by time. Money is integer pence.

    :ivar owed: what is owed; negative in credit
    :ivar expected: what would be owed if everybody paid as they must
    :ivar awaited: what is still to come, the soonest first
    :ivar since: the first day on which the oldest unpaid charge was late; ``None``: nothing is overdue
    :ivar notes: sentences about those who should pay and are not waited for, and about what is set against the debt
    """

    on: date
    owed: int
    expected: int
    awaited: tuple[Awaited, ...]
    since: date | None
    notes: tuple[str, ...] = ()

    @property
    def overdue(self) -> int:
        """What somebody is late with."""
        return max(self.owed - max(self.expected, 0), 0)

    @property
    def explained(self) -> int:
        """What of the debt timing explains."""
        return max(self.owed, 0) - self.overdue

    @property
    def is_technical(self) -> bool:
        """Whether something is owed, and timing explains all of it."""
        return self.owed > 0 and self.overdue == 0

    @property
    def gone_by(self) -> date | None:
        """The day by which what timing explains should be paid; ``None``: it explains nothing."""
        return max((each.by for each in self._unpaid()), default=None)

    def _unpaid(self) -> Iterator[Awaited]:
        """What is awaited and not paid beforehand: what comes last is unpaid first."""
        left = self.explained
        for each in reversed(self.awaited):
            if left <= 0:
                return
            yield Awaited(each.who, min(each.pence, left), each.by)
            left -= each.pence

    @property
    def sentence(self) -> str:
        """How it stands."""
        if self.owed <= 0:
            credit = f"; the account is {pounds(-self.owed)} in credit" if self.owed else ""
            return " ".join([f"Nothing is owed on {_day(self.on)}{credit}.", *self.notes])
        parts = [f"{pounds(self.owed)} is owed on {_day(self.on)}."]
        if self.explained:
            listed: dict[tuple[str, date], int] = {}
            for each in self._unpaid():
                listed[each.who, each.by] = listed.get((each.who, each.by), 0) + each.pence
            said = [
                f"{pounds(pence)} is {who}, due by {_day(by)}" for (who, by), pence in sorted(listed.items(), key=_by)
            ]
            whole = "All of it" if self.is_technical else f"{pounds(self.explained)} of it"
            parts.append(f"{whole} is not late: {'; '.join(said)}.")
        if self.overdue:
            since = f" since {_day(self.since)}" if self.since is not None else ""
            parts.append(f"{pounds(self.overdue)} is overdue{since}.")
        parts.extend(self.notes)
        return " ".join(parts)


def timing(on: date, owed: int, charges: Sequence[Charge], benefits: Sequence[Pays], rest: Pays) -> Timing:
    """How an account stands by time.

    :param owed: on that day, in pence; negative in credit
    :param charges: what fell due, the newest first; at least as far back as the slowest payer is behind
    :param benefits: those who pay first, in their order
    :param rest: who pays what is left of each charge
    """
    awaited: list[Awaited] = []
    lateness: list[tuple[int, date]] = []  # of each charge, the newest first: pence, and the first day of being late
    for each in charges:
        left, bys = each.pence, list[date]()
        for payer in (*benefits, rest):
            pence = min(payer.part(each), left)
            if pence > 0:
                by = payer.by(each)
                left -= pence
                bys.append(by)
                if by >= on:
                    awaited.append(Awaited(payer.words, pence, by))
        lateness.append((each.pence, min(bys, default=each.last) + timedelta(days=1)))
    expected = sum(each.pence for each in awaited)
    awaited.sort(key=lambda each: each.by)
    since = _late_since(owed, lateness) if owed > expected else None
    return Timing(on, owed, expected, tuple(awaited), since)


def _late_since(owed: int, lateness: list[tuple[int, date]]) -> date | None:
    """The day on which the oldest unpaid charge was late: money in pays the oldest, so the newest are unpaid."""
    left, since = owed, None
    for pence, late in lateness:
        if left <= 0:
            return since
        left -= pence
        since = late
    return since if left <= 0 else None


def _by(item: tuple[tuple[str, date], int]) -> date:
    return item[0][1]


def _day(day: date) -> str:
    return f"{day:%-d %B} {day.year}"
