"""Before the second letter the facts are read anew: what was agreed, or is not late, gets none."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from cases.agreements.authority import NewParty
from cases.agreements.making import NewAgreement, make
from cases.agreements.starting import NewDebt
from cases.agreements.words import Frequency
from cases.benefits.tables import BenefitClaim
from cases.tables import AccountTransaction
from documents.register import documents_of_case
from tests.house import BENEFITS, CHECKLIST, CONTACTED, Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import CaseFile


def outcome(landlord: Landlord, case: int) -> tuple[str, list[str]]:
    with landlord.house.db.read() as session:
        found = session.execute(select(table(CaseFile).c.outcome).where(table(CaseFile).c.id == case)).scalar_one()
        return found, [each.kind for each in documents_of_case(session, case)]


def contacted(landlord: Landlord, weeks: int = 6) -> int:
    landlord.add_tenancy("1", weeks_owed=weeks)
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    return case


def agree(landlord: Landlord) -> None:
    """An agreement that is made on the account's page, not in the case's step."""
    today = london_date(landlord.clock.now())
    new = NewAgreement(
        [NewParty(1)], [NewDebt(1, 500)], Frequency.WEEKLY, today + timedelta(days=7), without_budget="By telephone"
    )
    with landlord.house.db.write() as session:
        make(session, new, landlord.house.standards, "user:1", landlord.clock.now())


def test_who_has_agreed_gets_no_second_letter(landlord: Landlord) -> None:
    case = contacted(landlord)
    agree(landlord)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    assert outcome(landlord, case) == ("arrangement_in_place", ["letter_1"])


def test_who_agrees_after_it_is_asked_for_no_checklist(landlord: Landlord) -> None:
    case = contacted(landlord)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    agree(landlord)
    landlord.pay(1, 10_500)
    landlord.pass_days(15)
    assert outcome(landlord, case) == ("arrangement_in_place", ["letter_1", "letter_2"])


def test_a_debt_that_timing_explains_gets_no_second_letter(landlord: Landlord) -> None:
    """It turns out in the talk that housing benefit pays the rent, four weeks in arrears."""
    case = contacted(landlord, weeks=2)
    today = london_date(landlord.clock.now())
    with landlord.house.db.write() as session:
        texts = dict.fromkeys(("reference", "evidence", "expects_because", "notes"), "")
        nothing = dict.fromkeys(("evidence_given_on", "decided_on", "award_until", "replaced_at", "assessment_day"))
        said = {"kind": "housing_benefit", "status": "in_payment", "claimed_on": today - timedelta(days=300)}
        award = {"award_pence": 10_000, "award_every": "weekly", "award_from": today - timedelta(days=300)}
        paid = {"paid_to": "landlord", "pays_every": "four_weekly", "next_payment_on": today + timedelta(days=6)}
        by = {"recorded_by": "user:1", "recorded_at": landlord.clock.now(), "expects_award": True}
        row = {**texts, **nothing, **said, **award, **paid, **by, "account_id": 1, "customer_id": 1}
        session.execute(insert(table(BenefitClaim)).values(**row))
        lines = table(AccountTransaction)  # until then it has paid
        session.execute(update(lines).where(lines.c.kind == "payment").values(kind="housing_benefit"))
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    assert outcome(landlord, case) == ("paid_in_time", ["letter_1"])


def test_what_is_still_owed_is_written_about(landlord: Landlord) -> None:
    case = contacted(landlord)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    landlord.pass_days(15)
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    assert outcome(landlord, case) == ("", ["letter_1", "letter_2"])
