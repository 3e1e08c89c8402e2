"""Who pays a charge of rent, how much of it, and by when: benefit in arrears, a Direct Debit, the tenant themselves.

A charge is for a rent period, from its first day to its last. Benefit that is paid in arrears comes after the days that
it is for; so at any moment some rent is owed that nobody is late with.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from cases.calculating.counting import add_months
from cases.calculating.money import half_up
from cases.money.agreements import STEP
from cases.money.budgets import A_YEAR
from cases.tenancies.calendar import WEEKS, RentCalendar, end_of_period, rent_year
from cases.words import RentPeriod

LONGEST_YEAR = timedelta(weeks=53)
"""Of rent."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Rent that fell due, or something else that did.

    :ivar begins: the first day that it is for, and :ivar last: the last on which it is not late
    """

    begins: date
    last: date
    pence: int
    is_rent: bool = True


def charge(period: RentPeriod, begins: date, pence: int, *, is_rent: bool = True) -> Charge:
    """What stands in a ledger on a day; what is no rent is late on that very day."""
    last = end_of_period(period, begins) if is_rent else begins - timedelta(days=1)
    return Charge(begins, last, pence, is_rent)


class Pays(Protocol):
    """Somebody who pays rent."""

    @property
    def words(self) -> str:
        """Who, and how, in a sentence about what is still to come."""
        ...

    def part(self, charge: Charge) -> int:
        """How much of a charge is theirs to pay, in pence."""
        ...

    def by(self, charge: Charge) -> date:
        """The day by which it should stand on the account."""
        ...


@dataclass(frozen=True)
class Tenant:
    """The tenant, who pays within the period in which the rent fell due."""

    words: str = "the rent of the present period"

    def part(self, charge: Charge) -> int:
        """All of it."""
        return charge.pence

    def by(self, charge: Charge) -> date:
        """The last day of the period."""
        return charge.last


@dataclass(frozen=True)
class Collected:
    """A Direct Debit or a standing order: what fell due is paid on its next day.

    :ivar days: its days, counted from one of them
    :ivar posting: days until it stands on the account
    """

    days: RentCalendar
    posting: int
    words: str = "the next Direct Debit"

    def part(self, charge: Charge) -> int:
        """All of it."""
        return charge.pence

    def by(self, charge: Charge) -> date:
        """The first day of collection, and the days until the money is here."""
        return self.days.on_or_after(charge.begins) + timedelta(days=self.posting)


@dataclass(frozen=True)
class Award:
    """A benefit that is paid.

    :ivar pence: what it comes to, ``every`` so often
    :ivar pays: the days on which it is paid, each for days before it; ``None``: they follow the assessment period
    :ivar assessed: one day on which an assessment period begins (universal credit)
    :ivar cycle: how often it is paid, where no day of it is known: each charge is waited for one whole cycle
    :ivar after_assessment: days from the period's last until it is paid
    :ivar posting: further days until it stands on the account
    :ivar weeks: how many weekly charges of a rent year it pays at most; 0: every one
    :ivar years: first days of the landlord's rent years, the earliest first, as far as they are known
    """

    words: str
    pence: int
    every: str
    since: date
    until: date | None
    period: RentPeriod
    pays: RentCalendar | None
    assessed: date | None
    after_assessment: int
    posting: int
    weeks: int = 0
    cycle: RentPeriod | None = None
    years: tuple[date, ...] = ()

    def part(self, charge: Charge) -> int:
        """Its share by the period, the whole charge at most; none of days before the award or after it."""
        if (
            not charge.is_rent
            or charge.last < self.since
            or (self.until is not None and charge.begins > self.until)
            or self._past(charge)
        ):
            return 0
        return min(charge.pence, _share(self.pence, self.every, self.period))

    def by(self, charge: Charge) -> date:
        """The first payment for days that end after the period's last; a whole cycle where no day is known."""
        last = charge.last
        if self.pays is None and self.assessed is None and self.cycle is not None:
            return cycle_after(self.cycle, last) + timedelta(days=self.after_assessment + self.posting)
        if self.assessed is not None:
            month = RentCalendar(RentPeriod.MONTHLY, self.assessed)
            last = month.after(last) - timedelta(days=1) + timedelta(days=self.after_assessment)
        paid = self.pays.after(last) if self.pays is not None else last
        return paid + timedelta(days=self.posting)

    def _past(self, charge: Charge) -> bool:
        """Whether it is the 53rd weekly charge of a year, of which universal credit pays nothing."""
        if not self.weeks or self.period not in WEEKS:
            return False
        return (charge.begins - self._year(charge.begins)).days // 7 >= self.weeks

    def _year(self, day: date) -> date:
        """The first day of the rent year of a day, by the landlord's calendar where that goes so far."""
        known = [begins for begins in self.years if begins <= day < begins + LONGEST_YEAR]
        return known[-1] if known else rent_year(day)


def cycle_after(cycle: RentPeriod, day: date, count: int = 1) -> date:
    """A day so many whole cycles after another."""
    if cycle is RentPeriod.MONTHLY:
        return add_months(day, count)
    return day + count * timedelta(days=STEP[cycle])


@lru_cache(maxsize=4096)
def _share(pence: int, every: str, period: RentPeriod) -> int:
    """What an award comes to by the rent period, to the nearest penny."""
    return half_up(Fraction(pence * A_YEAR[every], A_YEAR[period]))


@dataclass(frozen=True)
class Claim:
    """A claim that is not decided yet: what benefit can pay is waited for, until the first payment should be here.

    :ivar eligible: what benefit can pay of a period's rent, in pence; ``None``: nobody said, so all of it
    :ivar first: the day by which the first payment should stand on the account; after it nothing is waited for
    """

    words: str
    since: date
    eligible: int | None
    first: date

    def part(self, charge: Charge) -> int:
        """What of a charge since the claim benefit can pay, as long as the first payment is not late."""
        if not charge.is_rent or charge.last < self.since or charge.begins > self.first:
            return 0
        return charge.pence if self.eligible is None else min(charge.pence, self.eligible)

    def by(self, charge: Charge) -> date:
        """The first payment, and no earlier than the period's last day."""
        return max(self.first, charge.last)


def first_universal_credit(claimed_on: date, paid_after: int, on_schedule: int, posting: int) -> date:
    """The day by which a new claim's first payment should be here: a month, then the days until it is paid.

    :param on_schedule: further days, where it is paid to the landlord by a schedule
    """
    assessed = add_months(claimed_on, 1) - timedelta(days=1)
    return assessed + timedelta(days=paid_after + on_schedule + posting)
