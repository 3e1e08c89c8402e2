"""Who may agree: those who live and can decide, or who is recorded as acting for them; what a court ordered stays."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from cases import holds
from cases.agreements.authority import NewParty
from cases.agreements.refusals import CourtTerms, NobodyAgreed
from cases.agreements.starting import NewDebt
from cases.agreements.tables import AgreementParty
from cases.agreements.words import AgreementKind
from cases.people.representatives import appoint
from cases.tables import AccountParty, Customer
from tests.agreements.town import Town
from workflows.db import table


def represent(town: Town, role: str, *acts: str, customer: int = 1) -> int:
    house = town.landlord.house
    said = {"name": "Helen Marsh", "evidence": "Sealed order, seen today", "from_on": town.today}
    with house.db.write() as session:
        now = town.landlord.clock.now()
        return appoint(session, customer, "user:1", now, role=role, acts=acts or ("discuss",), **said)


def test_whoever_acts_is_recorded_and_may_agree(small: Town) -> None:
    adviser, deputy = represent(small, "adviser"), represent(small, "deputy", "discuss", "agree_to_pay")
    with pytest.raises(NobodyAgreed, match="no authority to agree to pay"):
        small.agree(parties=[NewParty(1, representative=adviser)])
    other = small.landlord.add_tenancy("2")
    with pytest.raises(NobodyAgreed, match="recorded on their page"):  # of another person
        small.agree(parties=[NewParty(other, representative=deputy)], debts=[NewDebt(other, 500)])
    number = small.agree(parties=[NewParty(1, representative=deputy)])
    parties = table(AgreementParty)
    with small.landlord.house.db.read() as session:
        (party,) = session.execute(parties.select().where(parties.c.agreement_id == number)).all()
    assert (party.authority, party.representative) == (
        "representative",
        "Helen Marsh (deputy); seen: Sealed order, seen today",
    )


@pytest.mark.parametrize("covers", [{"accounts": [1]}, {"customers": [1]}])
def test_whose_capacity_is_in_doubt_cannot_agree_and_their_deputy_can(small: Town, covers: Any) -> None:
    runtime = small.landlord.house.runtime
    holds.place(runtime, "capacity", "user:1", begins_on=small.today, **covers)
    with pytest.raises(NobodyAgreed, match="in doubt whether Ms Ann Tenant1 can decide"):
        small.agree()
    small.agree(parties=[NewParty(1, representative=represent(small, "attorney", "agree_to_pay"))])


def test_the_dead_agree_to_nothing_and_neither_does_who_acted_for_them(small: Town) -> None:
    deputy = represent(small, "deputy", "agree_to_pay")
    customer = table(Customer)
    with small.landlord.house.db.write() as session:
        session.execute(update(customer).values(date_of_death=small.today))
        other = session.execute(insert(customer).values(reference="C9", family_name="Alder").returning(customer.c.id))
        bo = int(other.scalar_one())
        session.execute(insert(table(AccountParty)).values(account_id=small.account, customer_id=bo))
    for party in (NewParty(1), NewParty(1, representative=deputy)):
        with pytest.raises(NobodyAgreed, match="died on"):
            small.agree(parties=[party, NewParty(bo)])
    small.agree(parties=[NewParty(bo)])


def test_what_a_court_ordered_gives_way_to_a_courts_terms_alone(small: Town) -> None:
    first = small.agree(kind=AgreementKind.COURT_TERMS)
    with pytest.raises(CourtTerms, match="no agreement takes their place"):
        small.agree(replaces=True)
    assert small.row(first)["status"] == "live"
    small.agree(kind=AgreementKind.COURT_TERMS, replaces=True)
    assert small.row(first)["status"] == "superseded"
