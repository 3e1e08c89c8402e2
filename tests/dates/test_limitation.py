"""Limitation, appeals, complaints, breaches and leaseholders' dates; worked by hand."""

import pytest

from tests.calculating import ask, explained


def test_rent_is_six_years_from_each_debit() -> None:
    assert ask("limitation_rent", debit_due="2020-03-02") == {
        "last_day_to_issue": "2026-03-02",
        "safe": "2026-03-01",
        "barred_from": "2026-03-03",
    }
    assert ask("limitation_rent", debit_due="2020-02-29")["last_day_to_issue"] == "2026-02-28"


def test_a_payment_of_part_of_the_rent_gives_no_more_time() -> None:
    paid = explained("limitation_rent", debit_due="2020-03-02", payments=["2024-01-01"])
    assert paid["last_day_to_issue"] == "2026-03-02"
    assert any("s.29(6)" in sentence for sentence in paid["because"])
    by_benefit = ask(
        "limitation_part_payment", debit_due="2020-03-02", part_payment_on="2021-03-02", by="housing benefit"
    )
    assert by_benefit["last_day_to_issue"] == "2026-03-02"
    assert by_benefit["human_check"] is True
    too_late = ask("limitation_part_payment", debit_due="2020-03-02", part_payment_on="2026-03-03", by="tenant")
    assert too_late == {"last_day_to_issue": "2026-03-02", "human_check": False}


def test_each_debit_by_itself() -> None:
    given = {"debits_due": ["2020-03-02", "2020-03-09"], "payments": ["2025-01-01"]}
    assert ask("limitation_mixed", **given, issue_on="2026-03-02") == {
        "barred": [],
        "claimable": ["2020-03-02", "2020-03-09"],
    }
    assert ask("limitation_mixed", **given, issue_on="2026-03-03") == {
        "barred": ["2020-03-02"],
        "claimable": ["2020-03-09"],
    }


def test_that_payments_move_nothing_is_said_where_there_are_any() -> None:
    said = "A payment of part of the rent does not extend the time"
    for given, times in (({"payments": ["2025-01-01"]}, 1), ({"payments": []}, 0), ({}, 0)):
        answer = explained("limitation_mixed", debits_due=["2020-03-02"], issue_on="2026-03-02", **given)
        assert sum(sentence.startswith(said) for sentence in answer["because"]) == times, given


def test_an_overpayment_of_benefit() -> None:
    for as_of, court in (("2026-03-02", True), ("2026-03-03", False)):
        assert ask("limitation_hbop", overpayment_decided="2020-03-02", as_of=as_of) == {
            "court_action": court,
            "deduction_from_benefit": True,
            "dea": True,
        }


def test_appeals() -> None:
    assert ask("hb_appeal_month", decision_notified="2026-01-31") == {
        "appeal_last_day": "2026-02-28",
        "late_appeal_absolute_limit": "2027-02-28",
        "recovery_held_through": "2026-02-28",
    }
    given = {"decision_notified": "2026-01-31"}
    sent_late = ask("hb_statement_of_reasons", **given, statement_requested="2026-02-10", statement_sent="2026-03-10")
    sent_soon = ask("hb_statement_of_reasons", **given, statement_requested="2026-02-10", statement_sent="2026-02-12")
    asked_late = ask("hb_statement_of_reasons", **given, statement_requested="2026-03-01", statement_sent="2026-03-02")
    last = [each["appeal_last_day"] for each in (sent_late, sent_soon, asked_late)]
    assert last == ["2026-03-24", "2026-03-14", "2026-02-28"]


def test_the_first_deduction_from_earnings() -> None:
    # 22 days after 9 February is 3 March.
    assert ask("dea_first_deduction", notice_given="2026-02-09", monthly_payday=31) == {
        "first_payday": "2026-03-31",
        "pay_over_by": "2026-04-19",
    }
    assert ask("dea_first_deduction", notice_given="2026-02-09", monthly_payday=3)["first_payday"] == "2026-03-03"
    assert ask("dea_first_deduction", notice_given="2026-02-09", monthly_payday=2)["first_payday"] == "2026-04-02"
    assert ask("dea_first_deduction", notice_given="2026-01-31", monthly_payday=31)["first_payday"] == "2026-02-28"
    assert ask("dea_first_deduction", notice_given="2026-12-10", monthly_payday=1) == {
        "first_payday": "2027-01-01",
        "pay_over_by": "2027-02-19",
    }
    weekly = ask("dea_first_deduction", notice_given="2026-02-09", weekly_payday_from="2026-01-02")
    assert weekly["first_payday"] == "2026-03-06"


def test_complaints() -> None:
    # Received on Wednesday 1 April 2026: 2, 7, 8, 9, 10 April.
    assert ask("complaint", received="2026-04-01", acknowledged_on_last_day=True) == {
        "acknowledge_by": "2026-04-10",
        "acknowledge_nears": "2026-04-08",
        "stage1_by": "2026-04-24",
        "stage1_nears": "2026-04-22",
        "stage1_extended_by": "2026-05-11",  # 4 May is a bank holiday
    }
    assert ask("complaint", received="2026-04-01") == {
        "acknowledge_by": "2026-04-10",
        "acknowledge_nears": "2026-04-08",
    }
    assert ask("complaint_stage2", escalation_acknowledged="2026-03-02") == {
        "stage2_by": "2026-03-30",
        "stage2_nears": "2026-03-26",
        "stage2_extended_by": "2026-04-29",
    }
    assert ask("complaint", received="2024-03-28") == {"refused": True}  # the Code is statutory from 1 April 2024


@pytest.mark.parametrize(
    ("asker", "by", "nears"),
    [
        ("member_of_parliament", "2026-03-12", "2026-03-10"),
        ("councillor", "2026-03-16", "2026-03-12"),  # a Monday: two working days before it is Thursday
        ("anybody_else", "2026-03-16", "2026-03-12"),
    ],
)
def test_whoever_asks_has_the_landlords_days(asker: str, by: str, nears: str) -> None:
    assert ask("enquiry", received="2026-03-02", asked_by=asker) == {"answer_by": by, "answer_nears": nears}


def test_leaseholders() -> None:
    assert ask("s20b", cost_incurred="2024-08-31") == {"demand_or_notice_by": "2026-02-28"}
    assert ask("ground_rent_notice", notice_given="2026-03-02") == {
        "pay_date_from": "2026-04-01",
        "pay_date_to": "2026-05-01",
    }
