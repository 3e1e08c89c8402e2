"""S2-02: whoever asks is given an accurate statement: the tenant, or somebody whom the record lets be told."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from cases.chains import account_chain, chain_named
from cases.tables import Customer
from tests.duties.officers import Officers
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import entries_of
from workflows.evidence.kinds import Kind

ASKED = {"tenant": 1, "asked": "By telephone; date of birth and address were right"}
DEPUTY = {"name": "Ms Robin Lane", "role": "deputy", "evidence": "Order of 3 May 2025, seen", "from_on": "2025-05-03"}


def statement(officers: Officers, who: str = "olive", wanted: int = 200, **said: Any) -> str:
    """What the statement says, or why there is none."""
    officers.get(who, "/accounts/1")  # signs in
    headers = {"Authorization": f"Bearer {officers._tokens[who]}"}
    body = {"span": "last_weeks", **ASKED, **said}
    answer = officers.client.post("/api/accounts/1/statements", headers=headers, json=body)
    assert answer.status_code == wanted, answer.text
    if wanted != 200:
        return answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def given(officers: Officers) -> list[Mapping[str, Any]]:
    """What the account's record says of the statements that were given."""
    with officers.landlord.house.db.read() as session:
        entries = entries_of(session, chain_named(session, account_chain(1)) or 0)
        return [each.content or {} for each in entries if each.kind == Kind.STATEMENT_GIVEN]


def test_the_tenant_is_given_the_last_weeks_with_every_line_and_nothing_is_asked(officers: Officers) -> None:
    said = statement(officers)
    for words in ("Statement of your rent account", "Ms Ann Tenant1", "Brought forward", "Total, and what is owed now"):
        assert words in said, words
    assert said.count("Rent £100.00") == 13  # a line each week
    assert "£600.00" in said
    assert "Relay UK" in said
    assert "Housing Ombudsman" in said
    assert "You can pay" not in said


def test_the_full_statement_begins_when_nothing_was_owed(officers: Officers) -> None:
    landlord = officers.landlord
    landlord.pay(1, 60_000)
    assert "owes no rent" in statement(officers, wanted=409, span="from_arrears")
    with landlord.house.db.write() as session:
        today = london_date(landlord.clock.now())
        for week in (1, 2):
            landlord._line(session, 1, f"rent-{week}", today + timedelta(weeks=week), "rent", 10_000)
    officers.pass_days(14)
    said = statement(officers, span="from_arrears")
    assert said.count("Rent £100.00") == 2  # what was owed before and paid is not of these arrears
    assert "£200.00" in said


def test_of_named_days_it_says_what_was_owed_then(officers: Officers) -> None:
    today = london_date(officers.landlord.clock.now())
    said = statement(officers, span="between", since=str(today - timedelta(20)), until=str(today - timedelta(8)))
    assert "what was owed then" in said
    assert "what is owed now" not in said
    late = {"span": "between", "since": str(today), "until": str(today + timedelta(1))}
    assert "has not come yet" in statement(officers, wanted=422, **late)
    assert "first not after the last" in statement(officers, wanted=422, span="between", since=str(today))
    assert "Say which statement" in statement(officers, wanted=422, span="everything")


def test_a_representative_is_given_it_by_what_the_record_says_and_by_nothing_else(officers: Officers) -> None:
    letters = officers.post("olive", "/persons/1/representatives", acts=["receive_letters"], **DEPUTY)["number"]
    assert "no recorded authority to discuss" in statement(officers, wanted=403, representative=letters)
    assert "Nobody with the number 77" in statement(officers, wanted=422, representative=77)
    speaks = {**DEPUTY, "name": "Mr Sam Reed", "role": "adviser", "evidence": "Consent of 1 March, scanned"}
    adviser = officers.post("olive", "/persons/1/representatives", acts=["discuss"], **speaks)["number"]
    assert "We give it to Mr Sam Reed (adviser)" in statement(officers, representative=adviser)
    officers.post("olive", f"/persons/1/representatives/{adviser}/end", reason="Consent was withdrawn")
    assert "no recorded authority" in statement(officers, wanted=403, representative=adviser)


def test_what_was_given_to_whom_and_why_stands_in_the_record(officers: Officers) -> None:
    statement(officers)
    (said,) = given(officers)
    assert (said["to"], said["asked"]) == ("Ms Ann Tenant1", ASKED["asked"])
    assert officers.landlord.house.store.bytes_of(str(said["sha256"]))
    assert "Say how it was asked for" in statement(officers, wanted=422, asked=" ")


def test_large_print_is_the_tenants_need_or_a_wish(officers: Officers) -> None:
    statement(officers)
    statement(officers, large=True)
    with officers.landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(large_print=True))
    statement(officers)
    assert [each["format"] for each in given(officers)] == ["standard", "large", "large"]


def test_to_who_has_died_nothing_is_given_and_who_owns_procedures_gives_none(officers: Officers) -> None:
    officers.get("pat", "/accounts/1", 403)
    with officers.landlord.house.db.write() as session:
        session.execute(update(table(Customer)).values(date_of_death=london_date(officers.landlord.clock.now())))
    assert "Speak to the family" in statement(officers, wanted=409)


@pytest.mark.parametrize("span", ["last_weeks", "from_arrears"])
def test_in_a_breathing_space_whoever_asks_is_answered(officers: Officers, span: str) -> None:
    hold = {"kind": "breathing_space", "begins_on": "2026-03-01", "accounts": ["1"], "source": "IS", "reason": "Notice"}
    officers.post("olive", "/holds", **hold)
    assert "It does not ask you to pay" in statement(officers, span=span)
