"""Numbers of law are looked up by the date of the act, and never guessed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.law import Law, LawUnreadable, NoDay, NoSuchNumber
from workflows.expressions import compile_expression
from workflows.settings import HOUSE

LAW = Law.of_folder(HOUSE / "bpmn" / "law")


def test_a_period_is_the_one_of_its_day() -> None:
    assert LAW.period("breathing_space", date(2021, 5, 4)) == timedelta(days=60)
    with pytest.raises(NoSuchNumber, match="not for 3 May 2021"):
        LAW.period("breathing_space", date(2021, 5, 3))
    with pytest.raises(NoSuchNumber, match="nothing called"):
        LAW.period("breating_space", date(2026, 1, 1))


def test_every_row_has_a_source_and_a_confidence() -> None:
    for row in (*LAW._periods, *LAW._limits):
        assert row.source
        assert row.confidence in {"confirmed", "to confirm", "policy"}


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Good Friday and Easter Monday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is a Saturday: a substitute day on Monday
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 9), -5, date(2026, 3, 2)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_working_days_of_england_and_wales(start: date, count: int, end: date) -> None:
    assert LAW.add_working_days(start, count) == end
    if count > 0:
        assert LAW.working_days_between(start, end) == count
    feel = compile_expression("add working days(start, count)", LAW.functions())
    assert feel.evaluate({"start": start, "count": count}) == end


def test_a_year_whose_bank_holidays_are_not_known_is_refused() -> None:
    with pytest.raises(NoSuchNumber, match="2029"):
        LAW.add_working_days(date(2028, 12, 29), 1)
    with pytest.raises(NoSuchNumber):
        LAW.add_working_days(date(2026, 1, 1), 10**9)


def test_bank_holidays_are_days_off_that_exist() -> None:
    first, last = LAW.holidays_known
    for year in range(first.year, last.year + 1):
        days = [day for day in LAW.bank_holidays if day.year == year]
        assert len(days) == {2022: 10, 2023: 9}.get(year, 8)  # two jubilee days and a funeral; a coronation
        assert all(day.weekday() < 5 for day in days)


def _copy(folder: Path, old: str, new: str) -> Path:
    for path in (HOUSE / "bpmn" / "law").glob("*.yaml"):
        (folder / path.name).write_text(path.read_text().replace(old, new))
    return folder


def test_two_rows_of_one_name_on_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LawUnreadable, match="same day"):
        Law.of_folder(_copy(tmp_path, "name: letter_2_reply", "name: letter_1_reply"))


def test_a_row_without_its_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawUnreadable, match="source"):
        Law.of_folder(_copy(tmp_path, "    source: Landlord's policy\n", ""))


def test_outside_the_years_that_are_known_no_day_is_guessed() -> None:
    first, last = LAW.holidays_known
    assert isinstance(LAW.is_working_day(first), bool)
    assert isinstance(LAW.is_working_day(last), bool)
    for outside in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(NoSuchNumber, match=f"holidays of {outside.year}"):
            LAW.is_working_day(outside)


@pytest.mark.parametrize("count", [1001, -1001, 10**9])
def test_more_working_days_than_any_period_has_are_refused(count: int) -> None:
    with pytest.raises(NoSuchNumber, match=f"^{count} working days are more than any period of law"):
        LAW.add_working_days(date(2026, 3, 2), count)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("period", ("letter_1_reply", "2026-03-02")),
        ("period", ("letter_1_reply", None)),
        ("limit", ("letter_1_from_pence", 14)),
        ("is working day", ("2026-03-02",)),
        ("add working days", (None, 3)),
        ("add working days", (date(2026, 3, 2), "3")),
        ("working days between", (date(2026, 3, 2), "soon")),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(name: str, given: tuple[object, ...]) -> None:
    with pytest.raises(NoDay, match=r"Name a date, such as facts_on|counted with a number"):
        LAW.functions()[name](*given)


def test_a_moment_is_looked_up_by_its_day_in_london() -> None:
    midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert LAW.functions()["is working day"](midnight) is LAW.is_working_day(date(2026, 7, 1))
    assert LAW.period("letter_1_reply", midnight) == timedelta(14)


def test_what_each_look_up_takes_and_gives_is_said() -> None:
    signatures = LAW.signatures()
    assert signatures.keys() == LAW.functions().keys()
    (names,) = [each.names for each in signatures["limit"].arguments if each.what]
    assert names is not None
    assert "letter_1_from_pence" in names
    assert "letter_1_reply" not in names
