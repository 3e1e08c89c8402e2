"""Letters of claim, replies and the response; worked by hand from the protocol and the CPR."""

import pytest

from cases.calculating.refusals import InputContradicts, InputLacking
from tests.calculating import ask


def test_the_letter_and_the_reply() -> None:
    assert ask("pap_debt_letter", letter_dated="2026-03-02") == {
        "reply_last_day": "2026-04-01",
        "issue_from_if_no_reply": "2026-04-02",
    }
    # The reply of 20 March waits until 19 April; documents of 1 April until 1 May.
    given = {"letter_dated": "2026-03-02", "reply_received": "2026-03-20"}
    assert ask("pap_debt_reply", **given, documents_supplied=None) == {
        "wait_ends": "2026-04-19",
        "issue_from": "2026-04-20",
    }
    assert ask("pap_debt_reply", **given, documents_supplied="2026-04-01")["wait_ends"] == "2026-05-01"
    with pytest.raises(InputContradicts):
        ask("pap_debt_reply", letter_dated="2026-03-02", reply_received="2026-03-01")


def test_fourteen_days_of_notice() -> None:
    assert ask("pap_debt_14_days", intent_notice_given="2026-04-20") == {
        "issue_from_safe": "2026-05-05",
        "issue_from_lenient": "2026-05-04",
    }
    # The letter's own 30 days are not over before.
    late = ask("pap_debt_14_days", intent_notice_given="2026-03-03", letter_dated="2026-03-02")
    assert late == {"issue_from_safe": "2026-04-02", "issue_from_lenient": "2026-04-02"}
    with pytest.raises(InputLacking):
        ask("pap_debt_14_days", letter_dated="2026-03-02")


def test_the_response() -> None:
    # Posted on Thursday 2 April 2026, before Easter: business days are Tuesday 7 and Wednesday 8.
    assert ask("money_claim_response", claim_form_and_particulars_posted="2026-04-02", method="first_class_post") == {
        "deemed_served": "2026-04-08",
        "response_last_day": "2026-04-22",
        "defence_last_day_with_aos": "2026-05-06",
        "default_judgment_request_from": "2026-04-23",
    }


@pytest.mark.parametrize(
    ("issued", "by"), [("2026-03-02", "2026-07-02"), ("2026-10-31", "2027-02-28"), ("2023-10-30", "2024-02-29")]
)
def test_a_claim_form_lives_four_months(issued: str, by: str) -> None:
    assert ask("claim_form_life", issued=issued) == {"step_by": by}


@pytest.mark.parametrize(
    ("judgment", "by"), [("2026-01-31", "2026-02-28"), ("2026-02-28", "2026-03-28"), ("2024-01-30", "2024-02-29")]
)
def test_a_month_to_be_taken_off_the_register(judgment: str, by: str) -> None:
    assert ask("judgment_register_month", judgment=judgment) == {"paid_in_full_by_for_removal": by}
