"""What was agreed in early intervention and waits for approval is waited for, whatever becomes of it."""

import pytest
from sqlalchemy import select

from cases.agreements.tables import Agreement
from documents.register import documents_of_case
from tasks.acts import approving
from tests.duties.officers import SPOKEN, Officers
from tests.house import BENEFITS
from workflows.db import table
from workflows.runtime.tables import CaseFile

AGREED = {
    **SPOKEN,
    "contacts_made": [{**SPOKEN["contacts_made"][0], "outcome": "agreement_made"}],
    "agreement_reached": True,
}
TERMS = {
    "amount_pence": 100,
    "frequency": "weekly",
    "first_due": "2026-03-24",
    "from_budget": True,
    "confirmed_in_writing": True,
}


def _agreed(desk: Officers) -> int:
    landlord = desk.landlord
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    landlord.complete("olive", case, "contact_customer", **AGREED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)

    landlord.look()  # what helps is begun
    landlord.complete("olive", case, "record_agreement", **TERMS)
    return case


def _standing(desk: Officers, case: int) -> tuple[str, list[str]]:
    with desk.landlord.house.db.read() as session:
        file = table(CaseFile)
        outcome = session.execute(select(file.c.outcome).where(file.c.id == case)).scalar_one()
        return outcome, [each.kind for each in documents_of_case(session, case)]


def _number(desk: Officers) -> int:
    with desk.landlord.house.db.read() as session:
        return int(session.execute(select(table(Agreement).c.id)).scalar_one())


@pytest.mark.parametrize("approved", [True, False])
def test_it_closes_the_case_once_approved_and_goes_on_once_declined(desk: Officers, approved: bool) -> None:
    case, landlord = _agreed(desk), desk.landlord
    landlord.look()
    assert _standing(desk, case) == ("", ["letter_1"])
    decide = approving.approve if approved else approving.decline
    decide(landlord.house, landlord.person("tess"), _number(desk), reason="Looked at with the budget.")
    landlord.look()
    expected = ("arrangement_in_place", ["letter_1"]) if approved else ("", ["letter_1", "letter_2"])
    assert _standing(desk, case) == expected
