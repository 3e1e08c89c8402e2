"""Clear days and the timetable of a claim for possession; worked by hand from CPR 2.8 and 55."""

from datetime import date, timedelta

import pytest

from cases.calculating.refusals import InputContradicts, InputLacking
from tests.calculating import LAW, ask, explained


def test_the_examples_of_the_rule() -> None:
    # Five days before Tuesday 14 March 2023: Monday 6 March.
    assert ask("cpr_2_8_before", hearing="2023-03-14", days=5)["last_day"] == "2023-03-06"
    # Three clear business days before Monday 16 March 2026: Fri, Thu, Wed between, so Tuesday 10 March.
    assert ask("cpr_2_8_before", hearing="2026-03-16", days=3)["last_day"] == "2026-03-10"
    # Six days are counted as days: Monday 9 March.
    assert ask("cpr_2_8_before", hearing="2026-03-16", days=6)["last_day"] == "2026-03-09"


def test_a_last_day_on_a_sunday() -> None:
    # 21 clear days before Monday 11 May 2026 lead to Sunday 19 April; the last business day is Friday 17 April.
    assert ask("cpr_2_8_before", hearing="2026-05-11", days=21) == {
        "last_day": "2026-04-19",
        "last_day_calendar": "2026-04-19",
        "last_business_day": "2026-04-17",
    }


@pytest.mark.parametrize(
    ("event", "days", "last", "office"),
    [
        ("2026-03-02", 14, "2026-03-16", "2026-03-16"),
        ("2026-03-20", 14, "2026-04-03", "2026-04-07"),  # Good Friday: the office opens on Tuesday
        ("2026-03-02", 5, "2026-03-09", "2026-03-09"),  # Tue, Wed, Thu, Fri, Mon
        ("2026-04-02", 1, "2026-04-07", "2026-04-07"),
    ],
)
def test_after_an_event(event: str, days: int, last: str, office: str) -> None:
    assert ask("cpr_2_8_after", event=event, days=days) == {"last_day": last, "last_day_if_at_court_office": office}


def test_the_timetable() -> None:
    assert ask("cpr_55_timetable", issued="2026-03-02") == {
        "hearing_earliest": "2026-03-31",  # 29 days on: 28 clear
        "hearing_standard_latest": "2026-04-27",  # eight weeks on
    }
    assert ask("cpr_55_timetable", hearing="2026-04-13") == {
        "claim_form_deemed_served_by": "2026-03-22",
        "evidence_filed_and_served_by": "2026-04-08",  # Monday's hearing: the Wednesday before
        "pap_2_11_by_safe": "2026-04-02",
        "pap_2_11_by_lenient": "2026-04-03",
    }
    # Tuesday after Easter: Thursday and Wednesday are the two clear business days, so Tuesday before.
    assert ask("cpr_55_timetable", hearing="2026-04-07")["evidence_filed_and_served_by"] == "2026-03-31"
    with pytest.raises(InputContradicts, match="lies after"):
        ask("cpr_55_timetable", issued="2026-03-02", hearing="2026-03-01")
    with pytest.raises(InputLacking):
        ask("cpr_55_timetable")


@pytest.mark.parametrize(
    ("posted", "served", "good"), [("2026-03-18", "2026-03-20", True), ("2026-03-19", "2026-03-23", False)]
)
def test_service_in_time(posted: str, served: str, good: bool) -> None:
    assert ask("cpr_55_service_in_time", posted=posted, hearing="2026-04-13") == {
        "deemed_served": served,
        "in_time": good,
    }


def test_counting_forth_and_back_meets() -> None:
    for n in range(0, 400, 3):
        for days in (1, 2, 3, 5, 6, 10, 21):
            hearing = date(2026, 1, 5) + timedelta(days=n)
            last = date.fromisoformat(ask("cpr_2_8_before", hearing=hearing.isoformat(), days=days)["last_day"])
            between = [last + timedelta(days=k) for k in range(1, (hearing - last).days)]
            counted = [day for day in between if days > 5 or LAW.is_working_day(day)]
            assert len(counted) == days


@pytest.mark.parametrize(("hearing", "early"), [("2026-03-30", True), ("2026-03-31", False)])
def test_a_hearing_that_only_a_court_may_fix_so_early_is_told(hearing: str, early: bool) -> None:
    because = explained("cpr_55_timetable", issued="2026-03-02", hearing=hearing)["because"]
    assert any("only a court may shorten" in sentence for sentence in because) is early
