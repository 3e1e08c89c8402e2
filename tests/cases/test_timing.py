"""What of a debt timing explains: by the calendar of rent and of whoever pays it."""

from datetime import date, timedelta

import pytest

from cases.expected.payers import Award, Claim, Collected, Tenant, charge, first_universal_credit
from cases.expected.timing import Timing, timing
from cases.tenancies.calendar import RentCalendar, end_of_period, rent_year
from cases.words import RentPeriod

WEEKLY, MONTHLY = RentPeriod.WEEKLY, RentPeriod.MONTHLY
MONDAY = date(2026, 3, 2)


def weeks(newest: date, count: int, pence: int = 10_000) -> list[tuple[date, int]]:
    return [(newest - timedelta(weeks=week), pence) for week in range(count)]


def stands(on: date, owed: int, fell: list[tuple[date, int]], *benefits: Award | Claim, **more: object) -> Timing:
    rest = more.get("rest", Tenant())
    assert isinstance(rest, Tenant | Collected)
    return timing(on, owed, [charge(WEEKLY, day, pence) for day, pence in fell], benefits, rest)


def housing(pence: int, paid: date, **more: object) -> Award:
    values = {
        "words": "housing benefit, paid four-weekly in arrears",
        "pence": pence,
        "every": "weekly",
        "since": date(2020, 1, 6),
        "until": None,
        "period": WEEKLY,
        "pays": RentCalendar(RentPeriod.FOUR_WEEKLY, paid),
        "assessed": None,
        "after_assessment": 0,
        "posting": 0,
    }
    return Award(**{**values, **more})  # type: ignore[arg-type]


def test_the_rent_of_the_present_week_is_not_late_until_the_week_is_over() -> None:
    today = stands(MONDAY + timedelta(days=6), 10_000, weeks(MONDAY, 20))
    assert (today.is_technical, today.overdue, today.gone_by) == (True, 0, date(2026, 3, 8))
    late = stands(MONDAY + timedelta(days=7), 10_000, weeks(MONDAY, 20))
    assert (late.is_technical, late.overdue, late.since) == (False, 10_000, date(2026, 3, 9))


def test_four_weeks_of_housing_benefit_in_arrears_are_no_debt_that_is_chased() -> None:
    on = date(2026, 3, 29)  # the eve of the payment for the four weeks since 2 March
    owed = stands(on, 40_000, weeks(date(2026, 3, 23), 20), housing(10_000, date(2026, 3, 30)))
    assert owed.is_technical
    assert owed.gone_by == date(2026, 3, 30)
    assert owed.sentence == (
        "£400.00 is owed on 29 March 2026. All of it is not late: £400.00 is housing benefit, paid four-weekly in "
        "arrears, due by 30 March 2026."
    )
    after = stands(date(2026, 3, 31), 40_000, weeks(date(2026, 3, 30), 20), housing(10_000, date(2026, 3, 30)))
    # Its day is over and nothing came: three weeks are late, and the week of the 30th is the next payment's.
    assert (after.expected, after.overdue, after.since) == (10_000, 30_000, date(2026, 3, 31))


def test_the_part_that_benefit_does_not_pay_is_the_tenants_own_and_late_by_itself() -> None:
    on = date(2026, 3, 29)
    owed = stands(on, 40_000, weeks(date(2026, 3, 23), 20), housing(7_500, date(2026, 3, 30)))
    # £75 of each of four weeks is benefit's; of the tenant's £25 only that of the present week is not late.
    assert (owed.expected, owed.overdue) == (32_500, 7_500)
    assert owed.sentence.endswith("£75.00 is overdue since 9 March 2026.")


def test_money_comes_when_it_is_posted() -> None:
    award = housing(10_000, date(2026, 3, 30), posting=3)
    assert stands(date(2026, 4, 2), 40_000, weeks(date(2026, 3, 23), 20), award).is_technical
    assert not stands(date(2026, 4, 3), 40_000, weeks(date(2026, 3, 23), 20), award).is_technical


@pytest.mark.parametrize(("begins", "covered"), [(date(2025, 4, 7), 9_000), (date(2026, 3, 30), 9_000)])
def test_of_a_year_of_52_mondays_universal_credit_pays_each(begins: date, covered: int) -> None:
    assert credit(39_000).part(charge(WEEKLY, begins, 10_000)) == covered


def test_a_53rd_monday_universal_credit_does_not_pay() -> None:
    """From 1 April 2024, a Monday, there are 53 of them until 31 March 2025."""
    year = RentCalendar(WEEKLY, date(2024, 4, 1))
    assert year.charges(date(2024, 4, 1), date(2025, 3, 31)) == 53
    assert rent_year(date(2025, 3, 31)) == date(2024, 4, 1)
    assert credit(39_000).part(charge(WEEKLY, date(2025, 3, 24), 10_000)) == 9_000
    assert credit(39_000).part(charge(WEEKLY, date(2025, 3, 31), 10_000)) == 0
    assert credit(39_000, weeks=0).part(charge(WEEKLY, date(2025, 3, 31), 10_000)) == 9_000


def credit(pence: int, **more: object) -> Award:
    months = {"every": "monthly", "pays": None, "assessed": date(2024, 1, 10), "after_assessment": 7, "weeks": 52}
    return housing(pence, MONDAY, words="universal credit", **{**months, **more})


def test_universal_credit_comes_a_week_after_the_assessment_period_in_which_a_rent_period_ends() -> None:
    """The period is the 10th to the 9th: the week to Sunday 8 March is paid by the 16th, the next a month later."""
    award = credit(39_000)
    assert award.by(charge(WEEKLY, date(2026, 3, 2), 10_000)) == date(2026, 3, 16)
    assert award.by(charge(WEEKLY, date(2026, 3, 9), 10_000)) == date(2026, 4, 16)


def test_a_managed_payment_comes_on_the_next_day_of_its_schedule_after_that() -> None:
    award = credit(39_000, pays=RentCalendar(RentPeriod.FOUR_WEEKLY, date(2026, 3, 20)))
    assert award.by(charge(WEEKLY, date(2026, 3, 2), 10_000)) == date(2026, 3, 20)
    assert award.by(charge(WEEKLY, date(2026, 3, 9), 10_000)) == date(2026, 4, 17)


def test_five_weeks_after_a_new_claim_nobody_is_late() -> None:
    first = first_universal_credit(date(2026, 1, 26), 7, 0, 3)
    assert first == date(2026, 3, 7)  # assessed until 25 February, paid by 4 March, posted by the 7th
    claim = Claim("universal credit that was claimed on 26 January 2026", date(2026, 1, 26), None, first)
    fell = weeks(MONDAY, 6)
    assert stands(date(2026, 3, 7), 60_000, fell, claim).is_technical
    late = stands(date(2026, 3, 8), 60_000, fell, claim)
    assert (late.overdue, late.since) == (50_000, date(2026, 3, 8))


def test_what_fell_due_before_a_claim_is_not_explained_by_it() -> None:
    claim = Claim("housing benefit", date(2026, 2, 16), 6_000, date(2026, 3, 20))
    owed = stands(date(2026, 3, 8), 60_000, weeks(MONDAY, 6), claim)
    # Of the three weeks since the claim £60 each; of the present week the tenant's £40 too.
    assert (owed.expected, owed.overdue, owed.since) == (22_000, 38_000, date(2026, 2, 2))


def test_a_direct_debit_pays_what_fell_due_before_its_day() -> None:
    days = Collected(RentCalendar(MONTHLY, date(2025, 12, 1)), 3)
    owed = stands(date(2026, 3, 3), 50_000, weeks(MONDAY, 5), rest=days)
    # The weeks since 2 February were to be collected on 1 March and posted by the 4th; that of 2 March on 1 April.
    assert (owed.is_technical, owed.gone_by) == (True, date(2026, 4, 4))
    late = stands(date(2026, 3, 5), 50_000, weeks(MONDAY, 5), rest=days)
    assert (late.expected, late.overdue, late.since) == (10_000, 40_000, date(2026, 3, 5))


def test_a_correction_is_late_on_its_own_day_and_no_benefit_pays_it() -> None:
    fell = [charge(WEEKLY, MONDAY, 700, is_rent=False)]
    said = timing(MONDAY, 700, fell, [housing(10_000, date(2026, 3, 30))], Tenant())
    assert (said.overdue, said.since) == (700, MONDAY)


def test_what_was_paid_beforehand_is_not_awaited_twice() -> None:
    said = stands(date(2026, 3, 29), 15_000, weeks(date(2026, 3, 23), 20), housing(10_000, date(2026, 3, 30)))
    assert said.is_technical
    assert said.sentence.count("£150.00") == 2


def test_in_credit_and_at_nothing_nothing_is_said_to_be_late() -> None:
    assert stands(MONDAY, -2_050, weeks(MONDAY, 5)).sentence == (
        "Nothing is owed on 2 March 2026; the account is £20.50 in credit."
    )
    even = stands(MONDAY, 0, [])
    assert (even.sentence, even.is_technical, even.overdue, even.gone_by) == (
        "Nothing is owed on 2 March 2026.",
        False,
        0,
        None,
    )


@pytest.mark.parametrize(
    ("period", "begins", "last"),
    [
        (WEEKLY, date(2026, 2, 26), date(2026, 3, 4)),
        (RentPeriod.FORTNIGHTLY, MONDAY, date(2026, 3, 15)),
        (RentPeriod.FOUR_WEEKLY, MONDAY, date(2026, 3, 29)),
        (MONTHLY, date(2026, 1, 31), date(2026, 2, 27)),
        (MONTHLY, date(2028, 1, 30), date(2028, 2, 28)),
        (MONTHLY, date(2026, 12, 15), date(2027, 1, 14)),
    ],
)
def test_each_period_ends_the_day_before_the_next_begins(period: RentPeriod, begins: date, last: date) -> None:
    assert end_of_period(period, begins) == last


def test_weeks_without_rent_are_left_out_and_the_years_of_53_are_counted() -> None:
    free = frozenset({date(2026, 12, 21), date(2026, 12, 28)})
    year = RentCalendar(WEEKLY, MONDAY, free)
    assert list(year.charge_days(date(2026, 12, 10), date(2027, 1, 8))) == [date(2026, 12, 14), date(2027, 1, 4)]
    assert year.charges(date(2026, 4, 6), date(2027, 4, 4)) == 50
    by_month = RentCalendar(MONTHLY, date(2026, 1, 31))
    assert list(by_month.charge_days(date(2026, 2, 1), date(2026, 4, 30))) == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
