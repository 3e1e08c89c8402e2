"""S1-20: a confidential address and a crisis are seen by named roles alone, at every door; others are told to ask."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from cases.tables import Account, AccountParty, Customer
from documents.register import Document
from tasks.people import add_user
from tasks.withholding import HELD_WORDS
from tests.duties.officers import Officers
from tests.house import PASSWORD
from workflows.db import table
from workflows.evidence.verify import verify_record

ASK = "Ask your team leader before you contact this person."
SECRETS = ("Quiet Lane", "EL1 5QQ", "01632 960777", "Her refuge")
HIDDEN = {"kind": "confidential_address", "detail": "Her refuge", "source": "A call", "review_on": "2026-03-09"}
CRISIS = {
    "kind": "mental_health_crisis",
    "begins_on": "2026-03-01",
    "source": "AMHP Ref 77",
    "reason": "In crisis treatment since Sunday",
}
OF_CRISIS = ("mental health crisis", "mental_health_crisis", "AMHP Ref 77", "In crisis treatment")


def found(answer: Any, words: tuple[str, ...]) -> list[str]:
    said = answer if isinstance(answer, str) else json.dumps(answer)
    return [each for each in words if each in said]


@pytest.fixture
def refuge(officers: Officers) -> Officers:
    """A tenant whose address and telephone are confidential."""
    officers.post("tess", "/persons/1/vulnerabilities", **HIDDEN)
    for kind, value in (("address", "5 Quiet Lane\nElsewhere\nEL1 5QQ"), ("phone", "01632 960777")):
        officers.post("tess", "/persons/1/details", kind=kind, value=value, confirmed_how="Her refuge said")
    with officers.landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(address="5 Quiet Lane", postcode="EL1 5QQ"))
    return officers


def test_a_persons_page_record_and_export_keep_where_they_live(refuge: Officers) -> None:
    seen = refuge.get("olive", "/persons/1")
    assert seen["ask_first"] == ASK
    assert seen["person"]["details_held"] is True
    assert "01632 960001" not in json.dumps(seen), "nor by what they were reached before"
    for who, sees in (("olive", False), ("tess", True), ("cora", True)):
        for path in ("/persons/1", "/persons/1/record"):
            assert bool(found(refuge.get(who, path), SECRETS)) is sees, (who, path)
    for who, sees in (("ada", False), ("cora", True)):
        export = refuge.get(who, "/persons/1/export")
        assert bool(found(export, SECRETS)) is sees
        assert verify_record(export)[0] == []


def test_nobody_is_found_by_where_they_live_confidentially(refuge: Officers) -> None:
    for words in ("01632 960777", "EL1 5QQ", "Quiet Lane", "ann@example.com"):
        assert refuge.get("olive", f"/persons?search={words}")["persons"] == [], words
        assert refuge.get("tess", f"/persons?search={words}")["persons"] or words == "ann@example.com", words
    (row,) = refuge.get("olive", "/persons?search=Tenant1")["persons"]
    assert not found(row, SECRETS)


def test_a_case_and_its_letter_keep_it(refuge: Officers) -> None:
    landlord = refuge.landlord
    with landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(address="", postcode=""))
    landlord.look()
    case = landlord.case_of(1)
    with landlord.house.db.read() as session:
        letter = int(session.execute(select(table(Document).c.id)).scalar_one())
    refused = refuge.get("olive", f"/documents/{letter}", 403)
    assert refused["type"] == "urn:duecourse:letter-restricted"
    assert not found(refused, SECRETS)
    headers = {"Authorization": f"Bearer {refuge._tokens['tess']}"}
    assert refuge.client.get(f"/api/documents/{letter}", headers=headers).content.startswith(b"%PDF")
    for path in (f"/cases/{case}", f"/cases/{case}/record", "/accounts/1"):
        assert not found(refuge.get("olive", path), SECRETS), path
    assert refuge.get("olive", f"/cases/{case}")["ask_first"] == ["C1"]
    for who, comes in (("ada", False), ("cora", True)):
        export = refuge.get(who, f"/cases/{case}/export")
        assert bool(export["files"]) is comes, who
        assert verify_record(export)[0] == []
        assert not found(export, SECRETS), "the record itself never says it"


def test_what_has_ended_is_shown_again_but_for_letters_of_then(refuge: Officers) -> None:
    refuge.post("tess", "/persons/1/vulnerabilities/1/end", reason="He is in prison")
    seen = refuge.get("olive", "/persons/1")
    assert (seen["ask_first"], seen["person"]["details_held"]) == ("", False)
    assert found(seen, SECRETS)


@pytest.fixture
def crisis(officers: Officers) -> Officers:
    """A case that a crisis moratorium covers, placed by a team leader, known late."""
    landlord = officers.landlord
    landlord.look()
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=1))
    officers.post("tess", "/holds", accounts=["1"], **CRISIS)
    return officers


def test_a_crisis_is_told_to_nobody_who_may_not_know(crisis: Officers) -> None:
    case = crisis.landlord.case_of(1)
    paths = (f"/cases/{case}", f"/cases/{case}/record", "/persons/1", "/steps", "/accounts/1/why")
    for path in paths:
        assert not found(crisis.get("olive", path), OF_CRISIS), path
    assert found(crisis.get("tess", f"/cases/{case}"), OF_CRISIS)
    assert found(crisis.get("tess", f"/cases/{case}/record"), OF_CRISIS)
    (hold,) = crisis.get("olive", f"/cases/{case}")["holds"]
    assert (hold["kind"], hold["reason"], hold["source"]) == ("restricted", HELD_WORDS, "")
    assert hold["begins_on"] == "2026-03-01"


def test_nor_by_a_refusal_nor_by_what_it_undid(crisis: Officers) -> None:
    promise = {"amount_pence": 5000, "due_on": "2026-03-06", "account": 1}
    refused = crisis.post("olive", "/persons/1/promises", 409, **promise)
    assert "something is held; ask your team leader" in refused["detail"]
    assert not found(refused, OF_CRISIS)
    undone = crisis.get("tess", "/undone")
    assert found(undone, OF_CRISIS[1:2])
    assert not found(crisis.get("ada", "/undone"), (*OF_CRISIS, "reg. 7"))


def test_a_record_that_names_it_in_the_clear_does_not_leave_with_who_may_not_know(crisis: Officers) -> None:
    case = crisis.landlord.case_of(1)
    refused = crisis.get("ada", f"/cases/{case}/export", 409)
    assert refused["type"] == "urn:duecourse:record-restricted"
    assert not found(refused, OF_CRISIS)
    export = crisis.get("cora", f"/cases/{case}/export")
    assert verify_record(export)[0] == []
    assert found(export, OF_CRISIS)


def test_an_entry_about_an_account_of_another_patch_is_none_of_theirs(officers: Officers) -> None:
    landlord = officers.landlord
    there = landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=there, customer_id=1))
        session.execute(update(table(Account)).where(table(Account).c.id == there).values(patch="West 2"))
        add_user(session, "emma", "Emma", PASSWORD, ["officer"], landlord.clock, patches=["East 1"])
    call = {"direction": "in", "channel": "phone", "reached": True, "outcome": "information_received"}
    officers.post("tess", "/persons/1/contacts", **call, said="Of the north flat", account=there)
    officers.post("tess", "/persons/1/contacts", **call, said="Of the south flat", account=1)
    promise = {"amount_pence": 5100, "due_on": date(2026, 3, 6).isoformat(), "account": there}
    officers.post("tess", "/persons/1/promises", **promise)
    record = officers.get("emma", "/persons/1/record")
    assert found(record, ("Of the north flat", "Of the south flat", "5100")) == ["Of the south flat"]
    assert [each["kind"] for each in record].count("contact recorded") == 1
    assert found(officers.get("tess", "/persons/1/record"), ("Of the north flat", "5100"))
