"""What a budget leaves, and how it is shared, to the penny."""

from datetime import date
from pathlib import Path

import pytest

from cases.budgets.offers import budget_sheet, monthly, offer, split, totals
from cases.budgets.rows import DebtRow, LineRow
from cases.budgets.triggers import NOT_INSTALLED, TriggersUnreadable, compare, figures_of
from cases.budgets.words import Frequency, Section
from tests.calculating import LAW

ON = date(2026, 3, 2)
INCOME = LineRow(Section.INCOME, "earnings", 120_000, Frequency.MONTHLY)
FOOD = LineRow(Section.FLEXIBLE, "food_and_housekeeping", 8_000, Frequency.WEEKLY)


@pytest.mark.parametrize(
    ("pence", "every", "a_month"),
    [
        (10_000, Frequency.WEEKLY, 43_333),
        (10_000, Frequency.FORTNIGHTLY, 21_667),
        (10_000, Frequency.FOUR_WEEKLY, 10_833),
        (10_000, Frequency.MONTHLY, 10_000),
        (10_000, Frequency.QUARTERLY, 3_333),
        (10_000, Frequency.YEARLY, 833),
        (6, Frequency.YEARLY, 1),  # half a penny goes up
    ],
)
def test_every_frequency_by_the_month(pence: int, every: Frequency, a_month: int) -> None:
    assert monthly(pence, every, LAW) == a_month


def test_what_is_left() -> None:
    found = totals([INCOME, FOOD], LAW, ON)
    assert (found.income, found.flexible, found.before_savings, found.surplus) == (120_000, 34_667, 85_333, 85_333)
    saving = LineRow(Section.SAVINGS, "savings", 1_500, Frequency.MONTHLY)
    assert totals([INCOME, FOOD, saving], LAW, ON).surplus == 83_833
    much = LineRow(Section.SAVINGS, "savings", 50_000, Frequency.MONTHLY)
    assert totals([INCOME, FOOD, much], LAW, ON).savings == 2_000  # a tenth of the surplus, and no more than £20
    assert totals([FOOD, much], LAW, ON).surplus == -34_667


@pytest.mark.parametrize(
    ("surplus", "most", "token"), [(1, 1, False), (5_000, 5_000, False), (0, 100, True), (-1, 100, True)]
)
def test_what_may_be_offered(surplus: int, most: int, token: bool) -> None:
    found = offer(surplus, LAW, ON)
    assert (found.most_pence, found.token) == (most, token)
    assert ("debt advice" in found.because) is token


def debt(owed: int, priority: bool = True) -> DebtRow:
    return DebtRow("a debt", priority, owed)


@pytest.mark.parametrize(
    ("most", "debts", "offers"),
    [
        (100, [debt(300), debt(600)], [33, 67]),
        (100, [debt(100), debt(100), debt(100)], [34, 33, 33]),  # the penny over goes to the first of equals
        (1_000, [debt(300), debt(600)], [300, 600]),  # never more than is owed
        (1_000, [debt(300), debt(5_000, False), debt(5_000, False)], [300, 350, 350]),
        (100, [debt(5_000, False), debt(300)], [0, 100]),  # priority debts first
        (100, [debt(0), debt(300)], [0, 100]),
        (0, [debt(300)], [0]),
        (-5, [debt(300)], [0]),
        (100, [], []),
    ],
)
def test_one_sum_is_split_by_priority(most: int, debts: list[DebtRow], offers: list[int]) -> None:
    assert [each.offer_pence for each in split(most, debts)] == offers


def test_a_sheet_is_what_a_document_prints() -> None:
    sheet = budget_sheet([FOOD, INCOME], [debt(60_000)], LAW, ON)
    assert [(line.title, line.monthly_pence) for line in sheet.lines] == [
        ("Earnings", 120_000),
        ("Food and housekeeping", 34_667),
    ]
    assert (sheet.offer.most_pence, sheet.debts[0].offer_pence) == (85_333, 60_000)


def test_without_figures_nothing_is_compared_and_that_is_said(tmp_path: Path) -> None:
    assert figures_of(tmp_path) is None
    assert compare(None, [FOOD], (1, 0, 0), LAW, ON).words == NOT_INSTALLED


def test_what_lies_above_a_figure_is_named(tmp_path: Path) -> None:
    others = "further_adult: 100, child_under_14: 10, child_from_14: 20"
    row = f"{{category: food_and_housekeeping, from: %s, adult: %s, {others}}}"
    rows = "\n".join(f"  - {row % each}" for each in (("2026-01-01", 34_667), ("2025-01-01", 1), ("2026-04-01", 2)))
    (tmp_path / "trigger_figures.yaml").write_text(f"figures:\n{rows}\n", encoding="utf-8")
    figures = figures_of(tmp_path)
    assert figures is not None
    assert figures[0].of(3, 2, 1) == 34_667 + 200 + 20 + 20
    assert compare(figures, [FOOD, INCOME], (1, 0, 0), LAW, ON).above == ()
    more = LineRow(Section.FLEXIBLE, "food_and_housekeeping", 1, Frequency.MONTHLY)
    (above,) = compare(figures, [FOOD, more], (1, 0, 0), LAW, ON).above
    assert above == "Food and housekeeping of £346.68 a month is more than is usual."
    personal = LineRow(Section.FLEXIBLE, "personal", 99_999, Frequency.MONTHLY)
    assert compare(figures, [personal], (1, 0, 0), LAW, ON).words.startswith("0 of 1")


@pytest.mark.parametrize(
    "text", ["", "figures: 5", "figures:\n  - {category: rent, from: 2026-01-01}", "figures: [x]", "{"]
)
def test_figures_that_cannot_be_read_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "trigger_figures.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TriggersUnreadable, match=r"trigger_figures\.yaml"):
        figures_of(tmp_path)


def test_a_budget_below_zero_is_said_in_words_and_not_with_a_minus() -> None:
    assert offer(-3_800, LAW, ON).because.startswith("The budget is £38.00 a month short: refer for debt advice")
    assert offer(0, LAW, ON).because.startswith("The budget leaves nothing: refer for debt advice")
