"""What a second person cannot decide, whatever the checklist says: it is computed from the record."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from cases.benefits.tables import BenefitClaim
from tasks.forms import AnswersRefused
from tests.house import BENEFITS, CHECKLIST, CONTACTED, Landlord
from workflows.clock import london_date
from workflows.db import table

DECIDED = {
    "notice_decision": "prepare",
    "equality_considered": True,
    "proportionate": "The debt grows, and help was not taken up.",
    "reasons": "Nothing less drastic is left to try.",
}


def to_decision(landlord: Landlord, weeks: int) -> int:
    """A case in which the checklist says yes to everything."""
    landlord.add_tenancy("1", weeks_owed=weeks)
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    landlord.pass_days(15)
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    return case


def decide(landlord: Landlord, case: int, **more: Any) -> None:
    landlord.complete("tess", case, "decide_notice", **{**DECIDED, **more})


def test_a_small_debt_ends_in_no_notice_though_every_box_says_yes(landlord: Landlord) -> None:
    """Two weeks of rent are owed, and the landlord's own policy considers a notice from four on."""
    case = to_decision(landlord, 2)
    with pytest.raises(AnswersRefused, match="Less is overdue than the weeks of rent"):
        decide(landlord, case)
    decide(landlord, case, notice_decision="no_notice")
    with landlord.house.db.read() as session:
        assert landlord.house.runtime.instances(session, case) == []


def test_four_weeks_and_more_may_be_decided(landlord: Landlord) -> None:
    case = to_decision(landlord, 6)
    decide(landlord, case)


def test_a_claim_of_which_nobody_knows_how_it_stands_bars_a_notice(landlord: Landlord) -> None:
    case = to_decision(landlord, 8)
    today = london_date(landlord.clock.now())
    with landlord.house.db.write() as session:
        texts = dict.fromkeys(("reference", "evidence", "expects_because", "award_every", "paid_to", "pays_every"), "")
        nothing = dict.fromkeys(
            (*("evidence_given_on", "decided_on", "award_pence", "award_from", "award_until"), "next_payment_on"), None
        )
        said = {"kind": "universal_credit", "status": "claimed", "claimed_on": today - timedelta(days=3)}
        by = {"recorded_by": "user:1", "recorded_at": landlord.clock.now(), "replaced_at": None, "notes": ""}
        row = {**texts, **nothing, **said, **by, "account_id": 1, "customer_id": 1, "expects_award": False}
        session.execute(insert(table(BenefitClaim)).values(**row, assessment_day=None))
    with pytest.raises(AnswersRefused, match=r"a claim for benefit is not decided.*protocol 2\.6"):
        decide(landlord, case)
