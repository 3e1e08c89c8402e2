"""What was agreed against what is owed: pure counting, one debt at a time. Money is integer pence.

What is expected follows the calculation ``agreement`` (``cases/money/agreements.py``): the debt as it was, less an
instalment for each day on which one fell due. What was paid is not asked, and neither is when: whoever paid more before
is not behind for having paid nothing this week.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.agreements.words import Frequency, StandingState
from cases.calculating.counting import add_days, add_months, said
from cases.calculating.money import pounds
from cases.money.agreements import STEP, instalments_by


@dataclass(frozen=True)
class Terms:
    """What was agreed about one debt.

    :ivar start_pence: what the instalments are to pay: what was late on the day of the agreement
    """

    frequency: Frequency
    first_due: date
    tolerance_days: int
    start_pence: int
    instalment_pence: int

    def due(self, number: int) -> date:
        """The day on which an instalment falls due; the first is number 0. Months keep the number of the first day."""
        if self.frequency is Frequency.MONTHLY:
            return add_months(self.first_due, number)
        return add_days(self.first_due, number * STEP[self.frequency])

    def due_by(self, on: date) -> int:
        """How many instalments fell due up to and with a day."""
        return instalments_by(self.first_due, str(self.frequency), on)

    def counted_by(self, on: date) -> int:
        """How many of them are past their tolerance."""
        return self.due_by(on - timedelta(days=self.tolerance_days))

    def expected(self, instalments: int) -> int:
        """What may still be owed after so many instalments."""
        return max(0, self.start_pence - instalments * self.instalment_pence)

    @property
    def last_due(self) -> date:
        """The day on which the last instalment falls due, which may be a smaller one."""
        return self.due(max(0, -(-self.start_pence // self.instalment_pence) - 1))


@dataclass(frozen=True)
class Standing:
    """How a debt stands against what was agreed.

    :ivar expected_pence: what may be owed at most on that day, every instalment counted that fell due
    :ivar expected_in_tolerance_pence: the same, those within their tolerance not counted
    :ivar behind_pence: what is owed above what is expected
    :ivar missed_on: the day of the first instalment that is not met; ``None`` while none is
    :ivar next_due: the next day on which one falls due; ``None``: nothing is left to pay
    :ivar because: how it was counted, in a sentence
    """

    owed_pence: int
    expected_pence: int
    expected_in_tolerance_pence: int
    behind_pence: int
    missed_on: date | None
    next_due: date | None
    next_pence: int
    state: StandingState
    because: str


def standing(terms: Terms, on: date, owed_pence: int) -> Standing:
    """How a debt stands on a day.

    :param owed_pence: what is late of it at the end of that day, by the same measure as ``terms.start_pence``
    """
    owed, due = max(0, owed_pence), terms.due_by(on)
    expected, tolerated = terms.expected(due), terms.expected(terms.counted_by(on))
    behind = max(0, owed - expected)
    if owed <= expected:
        state = StandingState.KEPT
    else:
        state = StandingState.IN_TOLERANCE if owed <= tolerated else StandingState.BEHIND
    upcoming = due if due == 0 or terms.due(due - 1) < on else due - 1
    return Standing(
        owed_pence=owed,
        expected_pence=expected,
        expected_in_tolerance_pence=tolerated,
        behind_pence=behind,
        missed_on=_missed(terms, on, owed) if behind else None,
        next_due=terms.due(upcoming) if owed else None,
        next_pence=min(terms.instalment_pence, owed),
        state=state,
        because=_because(terms, on, due, owed, expected, state),
    )


def _missed(terms: Terms, on: date, owed: int) -> date:
    """The first instalment that what was paid does not reach; the day itself where only the current rent was missed."""
    met = max(0, terms.start_pence - owed) // terms.instalment_pence
    return min(terms.due(met), on)


def _because(terms: Terms, on: date, due: int, owed: int, expected: int, state: StandingState) -> str:
    told = (
        f"By {said(on)} {due} instalment{'' if due == 1 else 's'} of {pounds(terms.instalment_pence)} had fallen due, "
        f"so of {pounds(terms.start_pence)} at most {pounds(expected)} may be late; {pounds(owed)} is"
    )
    if state is StandingState.KEPT:
        return f"{told}."
    days = f"{terms.tolerance_days} day{'' if terms.tolerance_days == 1 else 's'}"
    within = "within" if state is StandingState.IN_TOLERANCE else "beyond"
    return f"{told}, {pounds(owed - expected)} too much, {within} the tolerance of {days}."
