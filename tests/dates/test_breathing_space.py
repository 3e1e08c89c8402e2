"""Moratoria; worked by hand from the Debt Respite Scheme Regulations 2020."""

from datetime import date, timedelta

import pytest

from cases.calculating.refusals import InputLacking
from tests.calculating import ask


def test_a_standard_one() -> None:
    # Entered on 2 March: day 1 is 3 March, day 25 is 27 March, day 35 is 6 April, day 60 is 1 May.
    assert ask("breathing_space", type="standard", entered_on_register="2026-03-02", notice_opened="2026-03-09") == {
        "starts": "2026-03-03",
        "last_protected_day": "2026-05-01",
        "recovery_may_resume": "2026-05-02",
        "adviser_midway_from": "2026-03-27",
        "adviser_midway_to": "2026-04-06",
        "creditor_review_last_day": "2026-03-22",
    }
    assert ask("breathing_space", entered_on_register="2021-05-02") == {"refused": True}
    assert ask("breathing_space", entered_on_register="2021-05-03")["starts"] == "2021-05-04"


@pytest.mark.parametrize(("as_of", "protected"), [("2026-04-01", True), ("2026-04-02", False), ("2026-01-10", False)])
def test_a_crisis_and_thirty_days(as_of: str, protected: bool) -> None:
    assert ask(
        "breathing_space_mh",
        type="mental_health_crisis",
        entered_on_register="2026-01-10",
        treatment_ended="2026-03-02",
        as_of=as_of,
    ) == {
        "last_protected_day_beginning_with": "2026-03-31",
        "last_protected_day_safe": "2026-04-01",
        "protected": protected,
    }


def test_while_treatment_lasts() -> None:
    assert ask("breathing_space_mh", treatment_ended=None, as_of="2030-01-01") == {
        "last_protected_day_safe": None,
        "protected": True,
    }
    with pytest.raises(InputLacking):
        ask("breathing_space_mh", as_of="2026-03-02")


@pytest.mark.parametrize(
    ("entry", "flag"),
    [("2026-06-01", "standard_within_12_months"), ("2026-06-02", "none"), ("2025-06-01", "standard_within_12_months")],
)
def test_one_standard_in_twelve_months(entry: str, flag: str) -> None:
    assert (
        ask("breathing_space_repeat", type="standard", previous_standard_ended="2025-06-01", new_entry=entry)["flag"]
        == flag
    )
    started = ask("breathing_space_repeat", previous_started="2025-04-03", new_entry=entry)  # its day 60 is 1 June
    assert started["flag"] == flag
    crisis = ask(
        "breathing_space_repeat", type="mental_health_crisis", previous_standard_ended="2025-06-01", new_entry=entry
    )
    assert crisis["flag"] == "none"
    assert crisis["starts"] == (date.fromisoformat(entry) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("expires", "inside"), [("2026-03-02", False), ("2026-03-03", True), ("2026-05-01", True), ("2026-05-02", False)]
)
def test_limitation_inside(expires: str, inside: bool) -> None:
    answer = ask("breathing_space_limitation", starts="2026-03-03", limitation_would_expire=expires)
    assert answer["inside"] is inside
    if inside:  # 1 May and eight weeks
        assert (answer["extended_to_safe"], answer["extended_to_statute"]) == ("2026-06-25", "2026-06-26")
    else:
        assert answer == {"inside": False}


def test_an_added_debt() -> None:
    assert ask("breathing_space_added_debt", notified_of_added_debt="2026-03-02") == {
        "creditor_review_last_day": "2026-03-21",
        "own_debt_end_unchanged": True,
    }
