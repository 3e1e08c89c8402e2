"""The dates of notices: the table that was worked out by hand, and what a notice cannot name."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cases.notices.dating import OfTenancy, Served, dated
from cases.notices.words import NoticeKind
from cases.words import RentPeriod
from tests.calculating import LAW

ROWS = [
    pytest.param(NoticeKind(kind), row, id=f"{kind} {row['served'][0]} {row['why']}")
    for row in yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text())
    for kind in row["kind"]
]
WEEKLY = OfTenancy(RentPeriod.WEEKLY, date(2026, 3, 2), date(2015, 4, 6))
MARCH = Served(date(2026, 3, 2), date(2026, 3, 2))


def tenancy(row: dict[str, Any]) -> OfTenancy:
    period, began = RentPeriod(row.get("period", "weekly")), row.get("began", date(2015, 4, 6))
    return OfTenancy(period, row.get("begins"), began, row.get("trial_until"), row.get("regime", ""))


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_a_row_of_the_table(kind: NoticeKind, row: dict[str, Any]) -> None:
    found = dated(kind, tenancy(row), row["named"], Served(*row["served"]), LAW, row.get("form", ""))
    got = {"not_before": found.not_before, "to_name": found.to_name, "claim": found.claim_from}
    assert {name: got[name] for name in got if name in row} == {name: row[name] for name in got if name in row}
    assert found.last_day == row.get("last_day")
    wrong = re.sub(r"\b\w+day (?=\d)", "", found.wrong)  # "Sunday 5 April" as the table says it
    assert (row["wrong"] in wrong) if "wrong" in row else not wrong
    drafted = dated(kind, tenancy(row), None, Served(*row["served"]), LAW, row.get("form", ""))
    assert drafted.claim_from is None
    assert drafted.to_name == found.to_name


def test_the_table_is_long_enough_to_be_one() -> None:
    assert len(ROWS) >= 120
    assert {kind for kind, *_ in (each.values for each in ROWS)} == set(NoticeKind)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_the_count_is_shown_with_its_sources(kind: NoticeKind) -> None:
    of = OfTenancy(RentPeriod.WEEKLY, date(2026, 3, 2), date(2025, 9, 1), date(2026, 9, 6), "social")
    found = dated(kind, of, date(2026, 6, 1), MARCH, LAW)
    assert found.because
    assert found.sources or kind in {NoticeKind.SECURE_FIXED, NoticeKind.LEAVE}


def test_without_a_day_on_which_a_period_begins_no_date_is_given() -> None:
    """Nothing is guessed: whoever drafts it says it first."""
    of = OfTenancy(RentPeriod.WEEKLY, None, date(2015, 4, 6))
    for kind in (NoticeKind.SECURE, NoticeKind.QUIT):
        wrong = dated(kind, of, None, MARCH, LAW).wrong
        assert "no day on which a rent period begins is known. Write one" in wrong
        assert "a_period_starts_on" not in wrong
