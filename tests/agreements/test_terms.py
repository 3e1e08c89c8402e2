"""What was agreed against what is owed, to the penny and to the day."""

from datetime import date, timedelta

import pytest

from cases.agreements.owed import Ledger, late_since, start_of
from cases.agreements.terms import Terms, standing
from cases.agreements.words import Frequency, StandingState
from cases.calculations import calculate
from cases.words import RentPeriod
from tests.calculating import LAW

W, F, FW, M = Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.FOUR_WEEKLY, Frequency.MONTHLY
MONDAY = date(2026, 3, 2)
KEPT, TOLERATED, BEHIND = StandingState.KEPT, StandingState.IN_TOLERANCE, StandingState.BEHIND


def terms(every: Frequency = W, first: date = MONDAY, *, start: int = 60_000, pence: int = 500, days: int = 5) -> Terms:
    return Terms(every, first, days, start, pence)


@pytest.mark.parametrize(
    ("every", "first", "number", "due"),
    [
        (W, MONDAY, 3, date(2026, 3, 23)),
        (F, MONDAY, 3, date(2026, 4, 13)),
        (FW, MONDAY, 3, date(2026, 5, 25)),
        (M, MONDAY, 3, date(2026, 6, 2)),
        (M, date(2026, 1, 31), 1, date(2026, 2, 28)),
        (M, date(2026, 1, 31), 2, date(2026, 3, 31)),  # the month's end gives the number back
        (M, date(2027, 12, 31), 2, date(2028, 2, 29)),
        (M, date(2028, 2, 29), 12, date(2029, 2, 28)),
        (W, date(2028, 2, 22), 1, date(2028, 2, 29)),
        (M, date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_the_days_on_which_instalments_fall_due(every: Frequency, first: date, number: int, due: date) -> None:
    agreed = terms(every, first)
    assert agreed.due(number) == due
    assert agreed.due_by(due) == number + 1
    assert agreed.due_by(due - timedelta(days=1)) == number


def test_nothing_fell_due_before_the_first_day() -> None:
    assert terms().due_by(MONDAY - timedelta(days=1)) == 0
    assert terms().due_by(MONDAY) == 1


@pytest.mark.parametrize(
    ("days", "owed", "state"),
    [
        (-1, 60_000, KEPT),
        (-1, 60_001, BEHIND),  # the current rent was not paid, whatever instalment is due
        (0, 60_000, TOLERATED),
        (0, 59_500, KEPT),
        (4, 60_000, TOLERATED),
        (5, 60_000, BEHIND),  # the first night past its tolerance
        (5, 59_501, BEHIND),
        (5, 59_500, KEPT),
        (7, 59_500, TOLERATED),
        (11, 59_500, TOLERATED),
        (12, 59_500, BEHIND),
        (12, 0, KEPT),
        (12, -500, KEPT),
    ],
)
def test_the_edges_of_tolerance(days: int, owed: int, state: StandingState) -> None:
    assert standing(terms(), MONDAY + timedelta(days=days), owed).state is state


@pytest.mark.parametrize("every", list(Frequency))
@pytest.mark.parametrize("days", [0, 4, 5, 6, 13, 30, 31, 60, 400])
@pytest.mark.parametrize("owed", [0, 30_000, 59_000, 60_000])
def test_it_counts_as_the_calculation_does(every: Frequency, days: int, owed: int) -> None:
    on = MONDAY + timedelta(days=days)
    said = standing(terms(every), on, owed)
    given = {"start_balance_pence": 60_000, "instalment_pence": 500, "every": str(every), "tolerance_days": 5}
    dates = {"first_due": MONDAY.isoformat(), "on": on.isoformat()}
    found = calculate("agreement", {**given, **dates, "arrears_now_pence": owed}, LAW)
    assert (said.expected_pence, said.behind_pence) == (found["expected_balance_pence"], found["behind_pence"])
    assert (said.state is BEHIND) is found["breached"]


def test_which_instalment_was_missed_and_what_comes_next() -> None:
    said = standing(terms(), date(2026, 3, 21), 59_000)  # of three, two were paid
    assert (said.missed_on, said.behind_pence) == (date(2026, 3, 16), 500)
    assert (said.next_due, said.next_pence) == (date(2026, 3, 23), 500)
    assert standing(terms(), MONDAY, 59_500).next_due == MONDAY  # on the day itself it is that day's
    assert standing(terms(), MONDAY, 300).next_pence == 300
    nothing = standing(terms(), MONDAY, 0)
    assert (nothing.next_due, nothing.next_pence, nothing.missed_on) == (None, 0, None)
    assert standing(terms(), MONDAY - timedelta(days=3), 70_000).missed_on == MONDAY - timedelta(days=3)


def test_whoever_paid_more_before_is_not_behind_for_a_week_without() -> None:
    assert standing(terms(), date(2026, 4, 30), 55_000).state is KEPT


def test_the_last_instalment_may_be_smaller() -> None:
    assert terms(start=1_300).last_due == date(2026, 3, 16)
    assert terms(start=1_500).last_due == date(2026, 3, 16)
    assert standing(terms(start=1_300), date(2026, 3, 30), 300).behind_pence == 300


def test_it_says_how_it_was_counted() -> None:
    said = standing(terms(), MONDAY + timedelta(days=5), 60_000).because
    assert said == (
        "By Saturday 7 March 2026 1 instalment of £5.00 had fallen due, so of £600.00 at most £595.00 may be late; "
        "£600.00 is, £5.00 too much, beyond the tolerance of 5 days."
    )


def ledger(balance: int, as_of: date, *lines: tuple[date, int]) -> Ledger:
    return Ledger(balance, as_of, lines)


def test_the_lowest_of_the_days_is_at_the_end_of_one() -> None:
    day = [MONDAY + timedelta(days=number) for number in range(8)]
    lines = ((day[0], 10_000), (day[4], -10_500), (day[4], 200), (day[7], 10_000))
    known = ledger(59_700, day[7], *lines)  # 60.000 on Monday, 49.700 from Friday on, 59.700 on the next Monday
    assert known.lowest(day[7]) == 59_700
    assert known.lowest(day[6]) == known.lowest(day[4]) == known.lowest(day[0]) == 49_700
    assert known.lowest(day[0] - timedelta(days=1)) == 49_700
    assert ledger(60_000, day[7], (day[0], 10_000), (day[7], 10_000)).lowest(day[0] - timedelta(days=1)) == 40_000
    assert ledger(60_000, day[7]).lowest(day[0]) == 60_000


def test_what_an_agreement_begins_with() -> None:
    recent, older = (MONDAY - timedelta(days=6), 10_000), (MONDAY - timedelta(days=7), 10_000)
    assert start_of(ledger(60_000, MONDAY, older, recent), RentPeriod.WEEKLY) == (60_000, 10_000)
    assert start_of(ledger(10_000, MONDAY, older, recent), RentPeriod.WEEKLY) == (10_000, 0)  # nothing is late yet
    assert start_of(ledger(-500, MONDAY, older, recent), RentPeriod.WEEKLY) == (0, 0)
    assert start_of(ledger(60_000, MONDAY, older, recent), RentPeriod.MONTHLY) == (60_000, 20_000)


def test_the_days_that_are_looked_at() -> None:
    on, old = date(2026, 4, 28), date(2026, 1, 5)
    assert late_since(terms(), old, RentPeriod.WEEKLY, on, timed=True) == on - timedelta(days=12)
    assert late_since(terms(M), old, RentPeriod.WEEKLY, on, timed=True) == on - timedelta(days=36)
    assert late_since(terms(), old, RentPeriod.MONTHLY, on, timed=True) == on - timedelta(days=31)
    assert late_since(terms(), on, RentPeriod.WEEKLY, on, timed=True) == on - timedelta(days=7)
    assert late_since(terms(), on, RentPeriod.WEEKLY, on, timed=False) == on
