"""The acts about people who owe, on either database: each is done, recorded in the person's chain, and seen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from cases.chains import account_chain, chain_named, person_chain
from cases.contacts.rows import ContactSaid
from cases.people.restricted import ASK_FIRST
from cases.tables import AccountParty
from tasks.acts import contacts, persons, records, referrals, representatives, vulnerabilities
from tasks.acts.contacts import PromiseSaid
from tasks.acts.subjects import NoSuchPerson
from tasks.night.promises import look_at_promises
from tests.house import Landlord
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.evidence.verify import verify_record

TODAY = date(2026, 3, 2)
CALL = ContactSaid("in", "phone", "The boiler leaks", "spoke", True, hazard="emergency", hazard_said="Boiler leaks")


def entries(landlord: Landlord, name: str) -> list[dict[str, Any]]:
    with landlord.house.db.read() as session:
        chain = chain_named(session, name)
        return [] if chain is None else list(timeline(session, chain))


def test_everything_that_is_written_down_is_seen_and_recorded(landlord: Landlord) -> None:
    landlord.add_tenancy("1", phone="01632 960001")
    house, olive, tess = landlord.house, landlord.person("olive"), landlord.person("tess")
    made = contacts.record(house, olive, 1, said=CALL, promised=PromiseSaid(5000, date(2026, 3, 6)))
    assert made.referral is not None
    assert made.referral.due_by == landlord.clock.now() + timedelta(hours=24)
    persons.keep_detail(house, olive, 1, kind="phone", value="01632 960002", reason="New", replaces=0)
    persons.say_needs(house, olive, 1, language="Welsh")
    persons.say_needs(house, olive, 1, language="Welsh", interpreter=True)
    persons.prefer(house, olive, 1, way="text", wish="preferred", source="Call")
    persons.prefer(house, olive, 1, way="text", wish="refused", source="Call")
    member = persons.add_to_household(house, olive, 1, relation="child")
    persons.take_from_household(house, olive, 1, member, reason="Moved")
    acting = representatives.appoint(
        house, olive, 1, name="D", role="deputy", acts=["discuss"], evidence="Order", from_on=TODAY
    )
    representatives.end(house, olive, 1, acting, reason="Discharged")
    known = {"kind": "crisis", "detail": "In hospital", "source": "Her sister", "warn": True}
    number = vulnerabilities.record(house, olive, 1, review_on=date(2026, 4, 1), **known)
    again = vulnerabilities.review(house, tess, 1, number, review_on=date(2026, 5, 1))
    referrals.chase(house, olive, 1, made.referral.id, words="On their way")
    referrals.close(house, olive, 1, made.referral.id, outcome="Made safe")
    seen = persons.look(house, olive, 1)
    assert [(each.value, each.replaced_at is None) for each in seen.details] == [("01632 960002", True)]
    assert seen.needs is not None
    assert (seen.needs.language, seen.needs.interpreter) == ("Welsh", True)
    assert [each.wish for each in seen.preferences] == ["refused"]
    assert (seen.household, [each.ended_reason for each in seen.representatives]) == ([], ["Discharged"])
    assert (seen.vulnerabilities.rows, seen.ask_first) == ([], ASK_FIRST)
    assert [each.outcome for each in seen.referrals] == ["Made safe"]
    assert [each.amount_pence for each in seen.promises] == [5000]
    vulnerabilities.end(house, tess, 1, again, reason="Home again")
    assert persons.look(house, olive, 1).ask_first == ""
    told = [entry["kind"] for entry in entries(landlord, person_chain(1))]
    assert told == [
        *("contact recorded", "referral made", "promise taken", "contact detail changed"),
        *("needs recorded", "needs recorded", "preference recorded", "preference recorded"),
        *("household changed", "household changed", "representative recorded", "representative ended"),
        *("vulnerability recorded", "vulnerability reviewed", "referral chased", "referral closed"),
        *("person looked at", "vulnerability ended", "person looked at"),
    ]
    assert [entry["kind"] for entry in entries(landlord, account_chain(1))] == ["promise taken"]
    problems, notes = verify_record(records.export_person(house, landlord.person("ada"), 1))
    assert problems == []
    assert any("What entries 13, 14, 18 say was withheld" in each for each in notes.unseen)
    assert records.check_everything(house, landlord.person("cora")).findings == []


def test_what_is_refused_changes_nothing(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    house, olive = landlord.house, landlord.person("olive")
    late = PromiseSaid(5000, date(2026, 9, 6))
    with pytest.raises(Refused, match="make an agreement"):
        contacts.record(house, olive, 1, said=CALL, promised=late)
    seen = persons.look(house, olive, 1)
    assert (seen.contacts, seen.referrals, seen.promises) == ([], [], [])
    assert [entry["kind"] for entry in entries(landlord, person_chain(1))] == ["person looked at"]
    with pytest.raises(NoSuchPerson):
        contacts.record(house, olive, 77, said=CALL)


def test_a_contact_in_a_case_is_about_the_cases_account(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    other = landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=other, customer_id=1))
    landlord.look()
    house, olive = landlord.house, landlord.person("olive")
    said = ContactSaid("out", "phone", "Rang", "spoke", True)
    contacts.record(house, olive, 1, said=replace(said, case=landlord.case_of(other)))
    contacts.record(house, olive, 1, said=said)
    assert [each.account_id for each in contacts.list_(house, olive, 1).rows] == [None, other]
    with pytest.raises(Refused, match="There is no case with the number 77 about an account of this person"):
        contacts.record(house, olive, 1, said=replace(said, case=77))


def test_each_joint_tenant_has_contacts_of_their_own(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.add_tenancy("2")
    house, olive = landlord.house, landlord.person("olive")
    contacts.record(house, olive, 1, said=CALL)
    assert contacts.list_(house, olive, 1).total == 1
    assert contacts.list_(house, olive, 2).total == 0
    with pytest.raises(Refused, match="This person has no account with the number 2"):
        contacts.take_promise(house, olive, 1, promised=PromiseSaid(100, TODAY, account=2))


def test_a_promise_is_decided_once(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    house, olive = landlord.house, landlord.person("olive")
    contacts.take_promise(house, olive, 1, promised=PromiseSaid(5000, date(2026, 3, 4)))
    landlord.pay(1, 5000)
    assert (look_at_promises(house), look_at_promises(house)) == (1, 0)
    said = [entry["content"] for entry in entries(landlord, account_chain(1)) if entry["kind"] == "promise decided"]
    assert [each["stands"] for each in said] == ["kept"]


def test_page_after_page_of_contacts(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    house, olive = landlord.house, landlord.person("olive")
    for number in range(contacts.PAGE + 1):
        said = ContactSaid("out", "phone", f"Call {number}", "no_answer", False)
        contacts.record(house, olive, 1, said=said)
    first, second = (contacts.list_(house, olive, 1, page=page).rows for page in (1, 2))
    assert (len(first), [each.said for each in second]) == (contacts.PAGE, ["Call 0"])
    assert persons.look(house, olive, 1).contacts_in_all == contacts.PAGE + 1
