"""What was agreed in early intervention and waits for approval is waited for, whatever becomes of it."""

import pytest
from sqlalchemy import insert, select, update

from cases.agreements.tables import Agreement, AgreementParty
from cases.chains import account_chain, chain_named
from cases.tables import Account, AccountParty
from documents.register import documents_of_case
from tasks.acts import approving
from tasks.people import add_user
from tests.duties.officers import SPOKEN, Officers
from tests.house import BENEFITS, PASSWORD
from workflows.db import table
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind
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


def _joint(desk: Officers, **other: object) -> int:
    """The case of two tenants, of whom the first did not want to discuss it; the number of the second."""
    landlord = desk.landlord
    landlord.add_tenancy("2", weeks_owed=0)
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=2))
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    first = {**SPOKEN["contacts_made"][0], "outcome": "refused_to_discuss"}
    second = {**SPOKEN["contacts_made"][0], "person": "C2", "outcome": "agreement_made", **other}
    said = {**SPOKEN, "contacts_made": [first, second], "agreement_reached": True}
    landlord.complete("olive", case, "contact_customer", **said)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    landlord.complete("olive", case, "record_agreement", **{**TERMS, "amount_pence": 2500})
    return case


def _agreement(desk: Officers) -> tuple[str, list[int]]:
    agreement, party = table(Agreement), table(AgreementParty)
    with desk.landlord.house.db.read() as session:
        status = session.execute(select(agreement.c.status)).scalar_one()
        return str(status), list(session.execute(select(party.c.customer_id)).scalars())


def test_of_two_tenants_who_agreed_is_party_and_who_did_not_is_not(desk: Officers) -> None:
    _joint(desk)
    assert _agreement(desk) == ("live", [2])


def test_what_somebody_without_authority_agreed_for_one_of_two_waits(desk: Officers) -> None:
    _joint(desk, acting=True)
    assert _agreement(desk) == ("proposed", [2])
    with desk.landlord.house.db.read() as session:
        entries = list(timeline(session, chain_named(session, account_chain(1)) or 0))
    (proposed,) = [each for each in entries if each["kind"] == Kind.AGREEMENT_PROPOSED]
    assert "no authority to agree to pay is recorded" in str(proposed["content"]["waits"])


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


def test_what_spans_two_patches_is_decided_as_a_whole_by_whoever_leads_in_one_of_them(officers: Officers) -> None:
    landlord = officers.landlord
    landlord.add_tenancy("2")
    landlord.add_tenancy("3")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=2, customer_id=1))
        session.execute(update(table(Account)).where(table(Account).c.id == 2).values(patch="West 1"))
        session.execute(update(table(Account)).where(table(Account).c.id == 3).values(patch="South 1"))
        for name, patch in (("west", "West 1"), ("south", "South 1")):
            add_user(session, name, name.title(), PASSWORD, ["team_leader"], landlord.clock, patches=[patch])
    debts = [{"account": each, "instalment_pence": 100} for each in (1, 2)]
    more = {"frequency": "weekly", "first_due": "2026-03-09", "without_budget": "Not asked yet"}
    made = officers.post("olive", "/accounts/1/agreements", parties=[{"person": 1}], debts=debts, **more)
    assert officers.get("south", "/steps")["beside"] == []
    officers.post("south", f"/agreements/{made['agreement']}/approve", 404, reason="As policy says")
    (waits,) = officers.get("west", "/steps")["beside"]
    assert waits["words"] == "1 agreement to approve or decline"
    seen = officers.get("west", f"/agreements/{made['agreement']}")
    assert [each["account_id"] for each in seen["debts"]] == [1, 2]
    officers.post("west", f"/agreements/{made['agreement']}/approve", reason="As policy says")
    seen = officers.get("west", f"/agreements/{made['agreement']}")
    assert (seen["status"], [each["account_id"] for each in seen["debts"]]) == ("live", [2])
