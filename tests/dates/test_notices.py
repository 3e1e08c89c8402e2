"""Notices by tenure; worked by hand from the Housing Acts and the Protection from Eviction Act."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.calculating.refusals import InputContradicts, InputNotUnderstood
from tests.calculating import ask, explained

MONDAYS = "2026-01-05"


@pytest.mark.parametrize(
    ("served", "starts", "ends"),
    [
        ("2026-03-04", "2026-04-06", "2026-04-05"),  # Wednesday: four weeks to 1 April, then the next boundary
        ("2026-03-02", "2026-03-30", "2026-04-05"),  # Monday: the same weekday four weeks on (Schnabel v Allard)
        ("2026-03-01", "2026-03-30", "2026-03-29"),  # Sunday
    ],
)
def test_a_secure_weekly_tenancy(served: str, starts: str, ends: str) -> None:
    answer = ask("secure_nosp", tenure="secure_periodic", served=served, period="weekly", a_period_starts_on=MONDAYS)
    assert answer["specified_date_not_before"] == starts
    assert answer["last_day_of_period_reading"] == ends
    assert answer["proceedings_from"] == (date.fromisoformat(starts) + timedelta(days=1)).isoformat()
    assert answer["last_day_in_force_if_that_date_specified"] == starts.replace("2026", "2027")
    free = ask(
        "secure_nosp",
        served=served,
        period="weekly",
        a_period_starts_on=MONDAYS,
        rent_free_weeks=["2026-03-30", "2026-04-06"],
    )
    assert free == answer


@pytest.mark.parametrize(
    ("served", "period", "start", "first"),
    [
        ("2026-01-31", "monthly", "2026-01-01", "2026-03-01"),  # a month on is 28 February, and so are four weeks
        ("2026-03-02", "monthly", "2026-01-01", "2026-05-01"),  # a month on is 2 April: 1 April is too early
        ("2026-02-01", "monthly", "2026-01-01", "2026-03-01"),
        ("2026-01-30", "monthly", "2025-12-31", "2026-02-28"),  # the 31st: February has its last day
        ("2026-03-02", "fortnightly", "2026-03-02", "2026-03-30"),
        ("2026-03-03", "fortnightly", "2026-03-02", "2026-04-13"),
        ("2026-03-03", "four_weekly", "2026-03-02", "2026-04-27"),
        ("2026-03-02", "weekly", "2030-01-07", "2026-03-30"),  # any period's start will do
    ],
)
def test_other_periods(served: str, period: str, start: str, first: str) -> None:
    answer = ask("secure_nosp", served=served, period=period, a_period_starts_on=start)
    assert answer["specified_date_not_before"] == first


def test_a_secure_notice_lives_from_the_date_it_names() -> None:
    assert ask("secure_nosp_life", specified_date="2024-02-29", served="2024-01-29") == {
        "last_day_in_force": "2025-02-28",
        "safe_last_issue": "2025-02-27",
        "not_counted_from_service": True,
    }
    with pytest.raises(InputContradicts):
        ask("secure_nosp_life", specified_date="2024-02-29", served="2024-03-01")


QUIT = {"tenure": "non_secure_temporary", "served": "2026-03-02", "period": "weekly", "a_period_starts_on": MONDAYS}


@pytest.mark.parametrize(
    ("more", "valid", "effect"),
    [
        ({"expires": "2026-03-30"}, True, "2026-03-30"),
        ({"expires": "2026-03-29"}, False, None),  # 27 days
        ({"expires": "2026-04-01"}, False, None),  # a Wednesday
        ({"expires": "2026-04-05"}, True, "2026-04-05"),
        ({"expires": "2026-03-29", "saving_words": True}, True, "2026-04-05"),
        ({"expires": "2026-03-30", "prescribed_information": False}, False, None),
        ({"expires": "2026-03-30", "prescribed_information": True}, True, "2026-03-30"),
        ({"expires": "2026-03-31", "period": "nightly"}, True, "2026-03-31"),
        ({"expires": "2026-03-29", "period": "nightly"}, False, None),
    ],
)
def test_notices_to_quit(more: dict[str, Any], valid: bool, effect: str | None) -> None:
    answer = ask("ntq_valid", **{**QUIT, **more})
    assert answer["four_weeks_required"] is True
    assert answer["first_valid"] == "2026-03-30"
    assert answer["valid"] is valid
    assert answer.get("takes_effect") == effect


def test_an_excluded_licence_needs_no_four_weeks() -> None:
    answer = ask("ntq_valid", tenure="licence_excluded", served="2026-03-02", period="nightly", expires="2026-03-05")
    assert answer == {"four_weeks_required": False}


@pytest.mark.parametrize(
    ("regime", "served", "form", "days", "earliest", "lasts"),
    [
        ("social", "2026-04-30", "Form 3", 14, "2026-05-14", "2027-04-30"),
        ("social", "2026-05-01", "Form 3", 14, "2026-05-15", "2027-05-01"),
        ("non_social", "2026-04-30", "Form 3", 14, "2026-05-14", "2026-07-31"),
        ("non_social", "2026-05-01", "Form 3A", 28, "2026-05-29", "2027-05-01"),
        ("social", "2024-02-29", "Form 3", 14, "2024-03-14", "2025-02-28"),
    ],
)
def test_section_8(regime: str, served: str, form: str, days: int, earliest: str, lasts: str) -> None:
    answer = ask("s8_rent_grounds", regime=regime, grounds=["8", "10", "11"], served=served)
    assert answer == {
        "form": form,
        "notice_days": days,
        "court_not_before": earliest,
        "court_safe": (date.fromisoformat(earliest) + timedelta(days=1)).isoformat(),
        "last_day_in_force": lasts,
        "refused": False,
    }


@pytest.mark.parametrize(
    "given",
    [
        {"regime": "social", "served": "2026-05-01", "form_used": "Form 3A"},
        {"regime": "non_social", "served": "2026-05-01", "form_used": "Form 3"},
        {"regime": "non_social", "served": "2026-04-30", "issue_on": "2026-08-01"},
        {"regime": "social", "served": "2026-05-01", "issue_on": "2026-05-14"},
        {"regime": "social", "served": "2025-05-01", "issue_on": "2026-05-02"},
        {"regime": "shared_ownership_lease", "served": "2025-12-27"},
        {"tenure": "secure", "served": "2026-05-01"},
        {"regime": "social", "grounds": ["8A"], "served": "2026-05-01"},
        {"regime": "social", "grounds": ["14"], "served": "2026-05-01"},
        {"regime": "social", "served": "2021-09-30"},  # the table does not reach so far
    ],
)
def test_section_8_refused(given: dict[str, Any]) -> None:
    answer = explained("s8_rent_grounds", **given)
    assert answer["refused"] is True
    assert answer["because"][-1].endswith(".")


def test_section_8_on_the_first_and_the_last_day() -> None:
    for issue in ("2026-05-15", "2027-05-01"):
        assert ask("s8_rent_grounds", regime="social", served="2026-05-01", issue_on=issue)["refused"] is False


@pytest.mark.parametrize(
    ("given", "threshold", "met"),
    [
        ({"regime": "social", "period": "weekly", "rent_arrears_at_service_pence": 80_000}, 80_000, True),
        ({"regime": "social", "period": "weekly", "rent_arrears_at_service_pence": 79_999}, 80_000, False),
        ({"regime": "social", "period": "fortnightly", "rent_arrears_at_service_pence": 40_000}, 40_000, True),
        ({"regime": "social", "period": "monthly", "rent_arrears_at_service_pence": 20_000}, 20_000, True),
        ({"regime": "non_social", "period": "weekly", "rent_arrears_at_service_pence": 80_000}, 130_000, False),
        (
            {
                "regime": "non_social",
                "served": "2026-04-30",
                "period": "weekly",
                "rent_arrears_at_service_pence": 80_000,
            },
            80_000,
            True,
        ),
        ({"regime": "non_social", "period": "monthly", "rent_arrears_at_service_pence": 30_000}, 30_000, True),
        (
            {
                "regime": "non_social",
                "period": "weekly",
                "rent_arrears_at_service_pence": 130_000,
                "uc_housing_not_yet_paid_pence": 1,
            },
            130_000,
            False,
        ),
        (
            {
                "regime": "social",
                "period": "weekly",
                "rent_arrears_at_service_pence": 80_000,
                "uc_housing_not_yet_paid_pence": 50_000,
            },
            80_000,
            True,
        ),
        (
            {
                "regime": "social",
                "period": "weekly",
                "ledger_balance_at_service_pence": 120_400,
                "court_costs_in_balance_pence": 40_400,
                "rechargeable_in_balance_pence": 1,
            },
            80_000,
            False,
        ),
    ],
)
def test_ground_8(given: dict[str, Any], threshold: int, met: bool) -> None:
    answer = ask("ground_8", rent_pence=10_000, **given)
    assert answer["threshold_pence"] == threshold
    assert answer["met_at_service"] is met


def test_ground_8_must_be_met_on_both_days() -> None:
    given = {"regime": "social", "period": "weekly", "rent_pence": 10_000, "rent_arrears_at_service_pence": 80_000}
    assert ask("ground_8", **given, rent_arrears_at_hearing_pence=80_000)["mandatory"] is True
    assert ask("ground_8", **given, rent_arrears_at_hearing_pence=79_999)["mandatory"] is False
    assert "mandatory" not in ask("ground_8", **given)


def test_section_21() -> None:
    assert ask("s21_notice", regime="social", tenancy_began="2026-01-01", served="2026-05-01") == {
        "refused": False,
        "court_not_before": "2026-07-01",
        "last_day_to_issue": "2026-10-31",
    }
    assert ask("s21_notice", regime="social", tenancy_began="2026-01-01", served="2026-04-30") == {"refused": True}
    assert ask("s21_notice", regime="non_social", served="2026-05-01") == {"refused": True}
    assert ask("s21_notice", regime="non_social", served="2026-04-30")["last_day_to_issue"] == "2026-07-31"
    assert ask("s21_notice", served="2026-04-30") == {"refused": False, "court_not_before": "2026-06-30"}
    assert ask("s21_notice", served="2025-10-01")["last_day_to_issue"] == "2026-03-31"
    assert ask("s21_notice", regime="social", served="2025-12-31")["court_not_before"] == "2026-02-28"


def test_introductory_and_flexible_tenancies() -> None:
    assert ask("s128_notice", served="2026-03-02", period="weekly", a_period_starts_on=MONDAYS) == {
        "review_request_last_day": "2026-03-15",  # service is day one
        "proceedings_date_not_before": "2026-03-30",
        "last_day_of_period_reading": "2026-04-05",
    }
    assert ask("introductory_trial_end", tenancy_began="2026-03-02") == {
        "last_day_of_trial": "2027-03-01",
        "proceedings_begun_by": "2027-03-01",
        "extension_notice_by": "2027-01-04",
    }
    assert ask("introductory_trial_end", tenancy_began="2024-02-29")["last_day_of_trial"] == "2025-02-28"
    assert ask("introductory_trial_end", tenancy_began="2023-03-01")["last_day_of_trial"] == "2024-02-29"
    assert ask("flexible_review", s107D_notice_served="2026-03-02") == {"review_request_last_day": "2026-03-22"}


def test_a_later_service_never_gives_an_earlier_date() -> None:
    for period in ("weekly", "fortnightly", "four_weekly", "monthly"):
        before = ("", "")
        for n in range(120):
            served = date(2026, 1, 1) + timedelta(days=n)
            answer = ask("secure_nosp", served=served.isoformat(), period=period, a_period_starts_on=MONDAYS)
            both = (answer["specified_date_not_before"], answer["last_day_of_period_reading"])
            assert before[0] <= both[0]
            assert before[1] <= both[1]
            assert min(map(date.fromisoformat, both)) >= served + timedelta(days=28)
            before = both


def test_what_is_no_tenure_is_told() -> None:
    with pytest.raises(InputNotUnderstood, match="one of secure_periodic"):
        ask("secure_nosp", tenure="assured")
