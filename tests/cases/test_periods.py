"""Periods of law counted by their rows: each way of counting, and what cannot be counted."""

from datetime import date, timedelta

import pytest

from cases.calculations import calculate, rule_named
from cases.law import Law, LawUnreadable, NoSuchNumber
from cases.periods import Periods
from tests.book import yaml_files
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


CALCULATED = """
  - name: %s
    value: {calculation: %s, takes: %s, gives: %s, says: %s%s}
    from: 2020-01-01
    selected_by: the day of the act
    counting: calculation
    source: The Act
    confidence: confirmed
    kind: law
"""


def calculated(
    calculation: str, takes: str, gives: str, says: str = "first_day", facts: str = "", name: str = "by_calculation"
) -> Law:
    tables = yaml_files(HOUSE / "bpmn" / "law")
    more = f", facts: {facts}" if facts else ""
    tables["periods.yaml"] += (CALCULATED % (name, calculation, takes, gives, says, more)).encode()
    return Law(tables)


def test_a_period_may_be_the_day_that_a_calculation_gives() -> None:
    periods = Periods(calculated("eviction_notice", "notice_delivered", "eviction_earliest"))
    periods.must_be_calculable({})
    counted, same = periods.counted("by_calculation", MONDAY), PERIODS.counted("eviction_notice", MONDAY)
    assert (counted.first, counted.last) == (same.first, same.last)
    assert counted.words == "the days of the calculation eviction_notice (by_calculation)"
    life = Periods(calculated("warrant_life", "issued", "last_day", "last_day"))
    assert life.counted("by_calculation", MONDAY).last == date(2027, 3, 1)
    assert life.functions()["period"]("by_calculation", MONDAY) == timedelta(), "a wait counts it by itself"
    with pytest.raises(NoSuchNumber, match="has no length"):
        calculated("warrant_life", "issued", "last_day").period("by_calculation", MONDAY)


def test_what_it_needs_besides_are_facts_and_what_is_not_known_is_not_counted() -> None:
    rule = rule_named("ntq_valid")
    takes = next(name for name in rule.takes if "served" in name)
    given = next(name for name, kind in rule.gives.items() if kind == "date")
    others = [name for name in rule.takes if name != takes]
    facts = "{" + ", ".join(f"{name}: {name}" for name in others) + "}"
    periods = Periods(calculated("ntq_valid", takes, given, facts=facts))
    with pytest.raises(NoSuchNumber, match="cannot be calculated"):
        periods.counted("by_calculation", MONDAY)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("nothing_such", "a", "b"), "no calculation 'nothing_such'"),
        (("eviction_notice", "delivered", "eviction_earliest"), "takes notice_delivered, and no 'delivered'"),
        (("eviction_notice", "notice_delivered", "earliest"), "gives eviction_earliest, and no 'earliest'"),
        (("tcg_notice", "notice_given", "safe", "first_day", "{notice_given: no_such_fact}"), "no fact 'no_such_fact'"),
    ],
)
def test_a_row_that_asks_what_is_not_there_is_refused(given: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(LawUnreadable, match=sentence):
        Periods(calculated(*given)).must_be_calculable({"tenure": "string"})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("P14D", "has a value with calculation, gives, says, takes"),
        ("{calculation: a, takes: b, gives: c, says: never}", "says is first_day or last_day"),
        ("{calculation: a, takes: b, gives: 3, says: first_day}", "gives is a text"),
        ("{calculation: a, takes: b, gives: c, says: first_day, facts: [d]}", "facts gives for each other input"),
    ],
)
def test_a_calculated_row_that_is_not_written_so_is_refused(value: str, sentence: str) -> None:
    tables = yaml_files(HOUSE / "bpmn" / "law")
    row = CALCULATED % ("by_calculation", "a", "b", "c", "first_day", "")
    tables["periods.yaml"] += row.replace("{calculation: a, takes: b, gives: c, says: first_day}", value).encode()
    with pytest.raises(LawUnreadable, match=sentence):
        Law(tables)
