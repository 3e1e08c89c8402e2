"""Periods of law counted by their rows: each way of counting, and what cannot be counted."""

from datetime import date, timedelta

import pytest

from cases.calculations import calculate
from cases.law import Law, NoSuchNumber
from cases.periods import Periods
from workflows.expressions import YearsAndMonths
from workflows.settings import HOUSE

PERIODS = Periods(Law.of_folder(HOUSE / "bpmn" / "law"))
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("row", "since", "first", "last", "words"),
    [
        ("eviction_notice", MONDAY, date(2026, 3, 17), date(2026, 3, 16), "14 clear days (eviction_notice)"),
        ("secure_notice", MONDAY, date(2026, 3, 31), date(2026, 3, 30), "28 days (secure_notice)"),
        (
            "introductory_review_request",
            MONDAY,
            date(2026, 3, 16),
            date(2026, 3, 15),
            "14 days beginning with it (introductory_review_request)",
        ),
        ("claim_form_step", date(2026, 4, 2), date(2026, 4, 9), date(2026, 4, 8), "2 working days (claim_form_step)"),
        (
            "notice_of_enforcement",
            date(2026, 3, 30),
            date(2026, 4, 10),
            date(2026, 4, 9),
            "7 days without Sundays and holidays (notice_of_enforcement)",
        ),
        (
            "evidence_before_hearing",
            date(2026, 3, 6),
            date(2026, 3, 11),
            date(2026, 3, 10),
            "2 clear days (evidence_before_hearing)",
        ),
        ("s21_notice", date(2025, 12, 31), date(2026, 3, 1), date(2026, 2, 27), "2 months (s21_notice)"),
        (
            "warrant_life",
            MONDAY,
            date(2027, 3, 2),
            date(2027, 3, 1),
            "12 months beginning with it (warrant_life [to confirm])",
        ),
        (
            "order_without_permission",
            MONDAY,
            date(2032, 3, 3),
            date(2032, 3, 1),
            "72 months (order_without_permission)",
        ),
        (
            "judgment_off_the_register",
            MONDAY,
            date(2026, 4, 3),
            date(2026, 4, 1),
            "1 month (judgment_off_the_register)",
        ),
    ],
)
def test_each_row_is_counted_its_own_way(row: str, since: date, first: date, last: date, words: str) -> None:
    assert PERIODS.counted(row, since) == (first, last, words)


def test_a_length_that_was_looked_up_is_counted_as_its_row() -> None:
    assert PERIODS.counted("s21_notice", MONDAY, YearsAndMonths(1)).first == date(2026, 4, 3)


def test_a_saturday_counts_for_taking_control_but_not_as_christmas() -> None:
    assert PERIODS.counted("notice_of_enforcement", date(2027, 12, 24)).first == date(2028, 1, 7)


def test_the_count_agrees_with_the_calculations_of_law() -> None:
    law = Law.of_folder(HOUSE / "bpmn" / "law")
    for number in range(400):
        day = MONDAY + timedelta(days=number)
        said = calculate("eviction_notice", {"notice_delivered": day.isoformat()}, law)
        assert said["eviction_earliest"] == PERIODS.counted("eviction_notice", day).first.isoformat()
        said = calculate("tcg_notice", {"notice_given": day.isoformat()}, law)
        assert said["control_earliest"] == PERIODS.counted("notice_of_enforcement", day).first.isoformat(), day
        said = calculate("warrant_life", {"issued": day.isoformat()}, law)
        assert said["last_day"] == PERIODS.counted("warrant_life", day).last.isoformat()


def test_which_names_there_are() -> None:
    assert "eviction_notice" in PERIODS
    assert "notice_of_nothing" not in PERIODS
    assert 28 not in PERIODS


@pytest.mark.parametrize(
    ("row", "since", "says"),
    [
        ("notice_of_nothing", MONDAY, "nothing called 'notice_of_nothing'"),
        ("eviction_notice", date(2019, 3, 2), "not for 2 March 2019"),
        ("data_breach_report", MONDAY, "is counted in hours, which no day can be worked out from"),
    ],
)
def test_what_cannot_be_counted_is_refused(row: str, since: date, says: str) -> None:
    with pytest.raises(NoSuchNumber, match=says):
        PERIODS.counted(row, since)
