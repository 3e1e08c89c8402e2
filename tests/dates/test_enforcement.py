"""Evictions, warrants, old orders and taking control of goods; worked by hand."""

from datetime import date, timedelta

import pytest

from tests.calculating import ask


def test_an_eviction_fifteen_days_on() -> None:
    assert ask("eviction_notice", notice_delivered="2026-03-02") == {"eviction_earliest": "2026-03-17"}
    assert ask("eviction_notice_check", notice_delivered="2026-03-02", eviction="2026-03-17") == {"ok": True}
    assert ask("eviction_notice_check", notice_delivered="2026-03-02", eviction="2026-03-16") == {"ok": False}
    assert ask("eviction_notice", notice_delivered="2020-08-23") == {"eviction_earliest": "2020-09-07"}
    assert ask("eviction_notice", notice_delivered="2020-08-22") == {"refused": True}  # the rule began on 23 August


def test_lives_of_warrants_and_orders() -> None:
    assert ask("warrant_life", issued="2026-03-02") == {"last_day": "2027-03-01"}
    assert ask("warrant_life", issued="2024-02-29") == {"last_day": "2025-02-28"}
    assert ask("order_six_years", order_dated="2020-03-02") == {
        "permission_needed_from": "2026-03-02",
        "permission_certainly_needed_from": "2026-03-03",
    }
    assert ask("order_six_years", order_dated="2010-03-02")["permission_needed_from"] == "2016-03-02"


@pytest.mark.parametrize(
    ("notice", "first", "safe"),
    [
        ("2026-03-02", "2026-03-11", "2026-03-11"),  # 3 4 5 6 7 9 10: Saturday counts, Sunday 8 does not
        ("2026-03-06", "2026-03-15", "2026-03-16"),  # 7 9 10 11 12 13 14: then a Sunday
        ("2026-03-30", "2026-04-10", "2026-04-10"),  # 31 1 2 4 7 8 9: Good Friday, Sunday, Easter Monday left out
        # 22 23 24 29 30 31 and 2 January: left out are 25 to 28 December (26 is Boxing Day itself) and New Year's Day.
        ("2026-12-21", "2027-01-03", "2027-01-04"),
    ],
)
def test_seven_clear_days_without_sundays_and_holidays(notice: str, first: str, safe: str) -> None:
    assert ask("tcg_notice", notice_given=notice) == {"control_earliest": first, "safe": safe}


def test_a_notice_of_enforcement_lives_twelve_months() -> None:
    assert ask("tcg_life", notice_of_enforcement="2026-03-02") == {"last_day_to_take_control": "2027-03-01"}


def test_safe_is_never_earlier() -> None:
    for n in range(500):
        notice = (date(2026, 1, 1) + timedelta(days=n)).isoformat()
        answer = ask("tcg_notice", notice_given=notice)
        assert answer["control_earliest"] <= answer["safe"]
        assert (date.fromisoformat(answer["control_earliest"]) - date.fromisoformat(notice)).days >= 9
        order = ask("order_six_years", order_dated=notice)
        assert order["permission_needed_from"] < order["permission_certainly_needed_from"]
