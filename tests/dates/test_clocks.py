"""The hour of London on the days that its clocks change: 29 March and 25 October 2026."""

import pytest

from cases.calculating.refusals import InputContradicts, InputLacking, InputNotUnderstood
from tests.calculating import ask


def test_instants() -> None:
    assert ask("clock", instant="2026-03-29T00:59:00Z")["local_time"] == "2026-03-29T00:59:00+00:00"
    assert ask("clock", instant="2026-03-29T01:00:00Z")["local_time"] == "2026-03-29T02:00:00+01:00"
    assert ask("clock", instant="2026-06-30T23:30:00Z")["local_date"] == "2026-07-01"
    with pytest.raises(InputNotUnderstood, match="offset"):
        ask("clock", instant="2026-03-29T00:59:00")


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ("2026-03-28", "2026-03-29T00:00:00Z"),
        ("2026-03-29", "2026-03-29T23:00:00Z"),
        ("2026-10-24", "2026-10-24T23:00:00Z"),
        ("2026-10-25", "2026-10-26T00:00:00Z"),
    ],
)
def test_ends_of_days(day: str, ends: str) -> None:
    assert ask("clock", day_ends=day) == {"utc_end_exclusive": ends}


@pytest.mark.parametrize(
    ("naive", "exists", "ambiguous"),
    [
        ("2026-03-29T00:59:59", True, False),
        ("2026-03-29T01:00:00", False, False),
        ("2026-03-29T01:59:59", False, False),
        ("2026-03-29T02:00:00", True, False),
        ("2026-10-25T00:59:59", True, False),
        ("2026-10-25T01:00:00", True, True),
        ("2026-10-25T01:59:59", True, True),
        ("2026-10-25T02:00:00", True, False),
    ],
)
def test_hours_that_are_left_out_or_come_twice(naive: str, exists: bool, ambiguous: bool) -> None:
    assert ask("clock", local_naive=naive) == {"exists": exists, "ambiguous": ambiguous}


def test_periods_keep_the_hour_of_the_clock() -> None:
    assert ask("clock", from_="2026-03-20T09:00:00Z", period="P14D") == {"local_due": "2026-04-03T09:00:00+01:00"}
    assert ask("clock", from_="2026-01-31T09:00:00", period="P1M") == {"local_due": "2026-02-28T09:00:00+00:00"}
    assert ask("clock", from_="2026-03-15T01:30:00Z", period="P14D") == {"local_due": "2026-03-29T02:30:00+01:00"}
    with pytest.raises(InputLacking):
        ask("clock", period="P14D")
    with pytest.raises(InputContradicts):
        ask("clock", from_="2026-03-15T01:30:00Z", period="P1DT1H")


@pytest.mark.parametrize(
    ("aware", "by"),
    [
        ("2026-03-02T09:00:00Z", "2026-03-05T09:00:00+00:00"),
        ("2026-03-27T17:00:00Z", "2026-03-30T18:00:00+01:00"),  # an hour is left out
        ("2026-10-23T17:00:00+01:00", "2026-10-26T16:00:00+00:00"),  # an hour comes twice
    ],
)
def test_seventy_two_hours_pass(aware: str, by: str) -> None:
    assert ask("data_breach_72h", aware_at=aware) == {"report_by": by}
