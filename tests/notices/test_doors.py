"""Notices at the doors: an officer sees how each stands and why; whoever leads withdraws one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from cases.chains import account_chain, chain_named
from tasks.signing import sign_in
from tests.api.test_api import Door
from tests.house import PASSWORD
from tests.notices.test_reading import NEW, TODAY, Noticed, small
from workflows.evidence import timeline

WHY = {"reason": "They have paid all of it"}
__all__ = ["small"]


@pytest.fixture
def door(small: Noticed) -> Door:
    return Door(small.landlord)


def test_an_officer_sees_how_each_stands_and_why(small: Noticed, door: Door) -> None:
    assert door.ask("olive", "GET", f"/accounts/{small.account}/notices").json() == []
    number = small.draft()
    small.serve(number, 1, TODAY - timedelta(days=1))
    small.draft()
    newest, first = door.ask("olive", "GET", f"/accounts/{small.account}/notices").json()
    assert (newest["status"], first["status"]) == ("drafted", "partly served")
    assert first["name"].startswith("Notice of seeking possession")
    assert [each["counts_on"] for each in first["copies"]] == ["2026-03-01", None]
    assert any("not served on Mr Bob Second" in each for each in first["why"])
    assert (first["arrears_pence"], first["named_on"], first["grounds"]) == (60_000, "2026-04-06", ["1"])


def test_whoever_leads_withdraws_one_with_a_reason(small: Noticed, door: Door) -> None:
    number = small.draft()
    way = f"/accounts/{small.account}/notices/{number}/withdraw"
    assert door.ask("olive", "POST", way, json=WHY).status_code == 403
    assert "in a few words" in door.ask("tess", "POST", way, json={"reason": "Paid"}).json()["detail"]
    done = door.ask("tess", "POST", way, json=WHY)
    assert (done.status_code, done.json()["must_be_told"]) == (200, [])
    again = door.ask("tess", "POST", way, json=WHY)
    assert again.status_code == 409
    assert "was withdrawn on Monday 2 March 2026 already" in again.json()["detail"]
    assert (
        door.ask("tess", "POST", way.replace(f"/{number}/", "/99/"), json={"reason": "They have paid"}).status_code
        == 404
    )
    with small.house.db.read() as session:
        chain = chain_named(session, account_chain(small.account))
        assert chain is not None
        (entry,) = [each for each in timeline(session, chain) if each["kind"] == "notice withdrawn"]
    assert entry["content"]["reason"] == "They have paid all of it"
    assert entry["content"]["stood"] == "drafted"


def test_the_page_shows_it_and_takes_the_withdrawal(small: Noticed) -> None:
    number = small.draft()
    secret, _ = sign_in(small.house.db, small.landlord.clock, "tess", PASSWORD, "test", "cookie")
    with TestClient(make_app(small.house), cookies={"duecourse": secret}) as client:
        page = client.get(f"/accounts/{small.account}/notices").text
        assert "Notice of seeking possession (Housing Act 1985 s.83)" in page
        assert "Mr Bob Second" in page
        assert "£600.00 on 2 March 2026" in page
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        way = f"/accounts/{small.account}/notices/{number}/withdraw"
        refused = client.post(way, data={"csrf": csrf, "reason": "Paid"})
        assert "in a few words" in refused.text
        done = client.post(way, data={"csrf": csrf, "reason": "They have paid all of it"})
        assert "It is withdrawn" in done.text
        assert "Withdrawn" in done.text
        assert "no claim may rest on it" not in done.text.lower()
        assert "tell each of them" not in done.text
        for said in ("anything", "99", "withdraw", ""):
            assert "It is withdrawn, and" not in client.get(f"/accounts/{small.account}/notices?done={said}").text


def test_who_had_one_that_is_withdrawn_is_named_to_be_told(small: Noticed, door: Door) -> None:
    number = small.draft()
    small.serve(number, small.other, TODAY)
    done = door.ask("tess", "POST", f"/accounts/{small.account}/notices/{number}/withdraw", json=WHY)
    assert done.json()["must_be_told"] == ["Mr Bob Second"]
    (seen,) = door.ask("olive", "GET", f"/accounts/{small.account}/notices").json()
    assert (seen["status"], seen["must_be_told"]) == ("withdrawn", ["Mr Bob Second"])
    secret, _ = sign_in(small.house.db, small.landlord.clock, "tess", PASSWORD, "test", "cookie")
    with TestClient(make_app(small.house), cookies={"duecourse": secret}) as client:
        page = client.get(f"/accounts/{small.account}/notices?done={number}").text
    assert "It is withdrawn, and the record says why." in page
    assert "It had gone to <bdi>Mr Bob Second</bdi>: tell each of them" in page


def test_until_when_it_is_to_be_served_is_shown_with_a_draft(small: Noticed, door: Door) -> None:
    number = small.draft(replace(NEW, serve_by=TODAY + timedelta(days=7)))
    (seen,) = door.ask("olive", "GET", f"/accounts/{small.account}/notices").json()
    assert (seen["serve_by"], seen["grounds_standing"]) == ("2026-03-09", ["1"])
    secret, _ = sign_in(small.house.db, small.landlord.clock, "olive", PASSWORD, "test", "cookie")
    with TestClient(make_app(small.house), cookies={"duecourse": secret}) as client:
        way = f"/accounts/{small.account}/notices"
        assert "9 March 2026: its date was worked out for that" in client.get(way).text
        for customer in (1, small.other):
            small.serve(number, customer, TODAY)
        assert "its date was worked out for that" not in client.get(way).text


@pytest.mark.parametrize("who", ["olive", "tess"])
def test_of_an_account_that_is_none_no_record_begins(small: Noticed, door: Door, who: str) -> None:
    refused = door.ask(who, "GET", "/accounts/99/notices")
    assert refused.status_code == 404
    with small.house.db.read() as session:
        assert chain_named(session, account_chain(99)) is None
