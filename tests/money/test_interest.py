"""Interest and routes of enforcement; worked by hand."""

from pathlib import Path

import pytest

from cases.calculating.refusals import InputContradicts
from cases.calculations import calculate
from cases.law import Law
from tests.calculating import ask, explained
from workflows.settings import HOUSE


def test_a_year_at_eight_percent() -> None:
    # £1,000 × 8 % = £80 a year; 21.917… pence a day, rounded 22, 365 of which are £80.30.
    assert ask("s69_interest", principal_pence=100_000, days=365) == {
        "daily_rate_pence": 22,
        "interest_pence": 8_000,
        "interest_by_rounded_daily_rate_pence": 8_030,
    }
    assert ask("s69_interest", principal_pence=100_000) == {"daily_rate_pence": 22}
    assert ask("s69_interest", principal_pence=100_000, days=365, rate_percent=4)["interest_pence"] == 4_000


def test_the_working_names_a_whole_rate_and_one_with_a_fraction(tmp_path: Path) -> None:
    said = explained("s69_interest", principal_pence=100_000, rate_percent=4)["because"]
    assert "£1,000.00 × 4 % ÷ 365 a day: £0.11, rounded." in said
    eight = "  - name: interest_s69\n    value: 8\n"
    for path in (HOUSE / "bpmn" / "law").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace(eight, eight.replace("8", '"7.5"'))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    said = calculate("s69_interest", {"principal_pence": 100_000}, Law.of_folder(tmp_path))["because"]
    assert "£1,000.00 × 7.5 % ÷ 365 a day: £0.21, rounded." in said


def test_each_debit_from_its_own_day_rounded_once() -> None:
    # £100 × 8 % × (100 + 93) ÷ 365 = £4.2301…; rounded one by one it would be 219 + 204.
    debits = [{"pence": 10_000, "days": 100}, {"pence": 10_000, "days": 93}]
    answer = ask("s69_interest", debits=debits)
    assert answer["interest_pence"] == 423
    assert "interest_by_rounded_daily_rate_pence" not in answer
    with pytest.raises(InputContradicts):
        ask("s69_interest", debits=debits, principal_pence=1)
    with pytest.raises(InputContradicts):
        ask("s69_interest", debits=debits, days=1)


def test_no_interest_inside_a_breathing_space() -> None:
    assert (
        ask("s69_interest", principal_pence=36_500, days=100, breathing_space_days_inside=60)["interest_pence"] == 320
    )
    assert ask("s69_interest", principal_pence=36_500, days=60, breathing_space_days_inside=60)["interest_pence"] == 0
    with pytest.raises(InputContradicts):
        ask("s69_interest", principal_pence=36_500, days=59, breathing_space_days_inside=60)


def test_interest_never_falls_and_adds_up() -> None:
    before = 0
    for days in range(0, 2000, 7):
        interest = ask("s69_interest", principal_pence=123_457, days=days)["interest_pence"]
        assert interest >= before
        assert abs(interest * 36_500 - 123_457 * 8 * days) * 2 <= 36_500  # within half a penny of the exact sum
        before = interest


@pytest.mark.parametrize(("pence", "interest"), [(499_999, 0), (500_000, 40_000)])
def test_a_judgment_bears_interest_from_five_thousand_pounds(pence: int, interest: int) -> None:
    assert ask("judgment_interest", judgment_pence=pence, days=365) == {"interest_pence": interest}


@pytest.mark.parametrize(
    ("pence", "county", "high"),
    [(59_999, True, False), (60_000, True, True), (500_000, True, True), (500_001, False, True)],
)
def test_routes(pence: int, county: bool, high: bool) -> None:
    assert ask("enforcement_route", judgment_pence=pence) == {"county_court": county, "high_court": high}
