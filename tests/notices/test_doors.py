"""Notices at the doors: an officer sees how each stands and why; whoever leads withdraws one."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from cases.chains import account_chain, chain_named
from tasks.signing import sign_in
from tests.api.test_api import Door
from tests.house import PASSWORD
from tests.notices.test_reading import TODAY, Noticed, small
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
    assert door.ask("tess", "POST", way, json=WHY).status_code == 200
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
