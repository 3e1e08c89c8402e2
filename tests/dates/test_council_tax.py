"""Council tax dates; worked by hand from the Administration and Enforcement Regulations 1992."""

import pytest

from cases.calculating.refusals import InputContradicts
from tests.calculating import ask


def test_a_reminder() -> None:
    same_day = ask("ct_reminder", reminder_issued="2026-03-02", served_same_day=True, nth=1)
    assert same_day["pay_by"] == same_day["pay_by_issue_reading"] == "2026-03-08"  # issue is day one
    assert same_day["whole_balance_payable_at_end_of_safe"] == "2026-03-15"
    assert same_day["strict"] == "2026-03-14"
    later = ask("ct_reminder", reminder_issued="2026-03-02", served="2026-03-04")
    assert (later["pay_by_issue_reading"], later["pay_by_service_reading"]) == ("2026-03-08", "2026-03-10")
    assert ask("ct_reminder", reminder_issued="2026-03-02", nth=3) == {"refused": True}
    with pytest.raises(InputContradicts):
        ask("ct_reminder", reminder_issued="2026-03-02", served="2026-03-04", served_same_day=True)


def test_the_third_default() -> None:
    given = {"instalment_due": "2026-03-01"}
    assert ask("ct_third_default", **given, reminders_already=2, earlier_reminders_met=True) == {
        "whole_balance_payable": "2026-03-02",
        "reminder_allowed": False,
        "final_notice_needed": True,
    }
    assert ask("ct_third_default", **given, reminders_already=1, earlier_reminders_met=True)["reminder_allowed"] is True
    assert (
        ask("ct_third_default", **given, reminders_already=1, earlier_reminders_met=False)["reminder_allowed"] is False
    )


def test_final_notice_summons_and_request() -> None:
    assert ask("ct_final_notice", final_notice_issued="2026-03-02") == {"complaint_earliest": "2026-03-09"}
    assert ask("ct_summons", summons_served="2026-03-02") == {
        "liability_order_earliest_safe": "2026-03-17",
        "lenient": "2026-03-16",
    }
    for hearing, may in (("2026-03-16", False), ("2026-03-17", True)):
        assert ask("ct_summons_check", summons_served="2026-03-02", hearing=hearing) == {"order_may_be_made": may}
    assert ask("ct_info_request", request_made="2026-03-02") == {
        "reply_last_day": "2026-03-16",
        "in_default_from": "2026-03-17",
    }
    assert ask("ct_six_years", sum_became_due="2020-04-01") == {"liability_order_application_last_day": "2026-03-31"}
