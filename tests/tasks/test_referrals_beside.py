"""That a partner is to be told, or asked, stands beside the steps of whoever works there, and pages lead to it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, update

from api.app import make_app
from cases.tables import Account, AccountParty
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.house import PASSWORD, Landlord
from tests.web.conftest import Browser
from workflows.db import table

CONSENT = {"consent_how": "On the phone", "consent_on": "2026-03-02"}
TELL, ASK = "1 partner to tell that consent was taken back", "1 referral to ask after"
HERS = "/persons/1/referrals"


@pytest.fixture
def officers(landlord: Landlord) -> Officers:
    """Officers of a landlord with one tenancy, and a colleague of another patch; on either database."""
    with landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], landlord.clock, patches=["West 9"])
    landlord.add_tenancy("1")
    return Officers(landlord)


def beside(officers: Officers, who: str) -> list[tuple[str, int, int, str]]:
    found: list[dict[str, Any]] = officers.get(who, "/steps")["beside"]
    return [(each["words"], each["count"], each["late"], each["where"]) for each in found]


def test_a_partner_to_tell_stands_beside_the_steps_until_they_were_told(officers: Officers) -> None:
    number = officers.post("olive", HERS, partner="money_advice", reason="Debts", **CONSENT)["id"]
    assert beside(officers, "olive") == []
    officers.post("olive", f"{HERS}/{number}/take-back", taken_back_on="2026-03-02", how="She rang the office")
    assert beside(officers, "olive") == beside(officers, "tess") == [(TELL, 1, 0, "/referrals")]
    assert beside(officers, "west") == []
    officers.pass_days(1)
    assert beside(officers, "olive") == [(TELL, 1, 1, "/referrals")]
    officers.post("olive", f"{HERS}/{number}/partner-told", told_on="2026-03-03", how="By telephone")
    assert beside(officers, "olive") == []


def test_a_referral_to_ask_after_stands_there_from_its_day_and_is_late_a_day_later(officers: Officers) -> None:
    officers.post("olive", HERS, partner="money_advice", reason="Debts", **CONSENT)
    officers.pass_days(13)
    assert beside(officers, "olive") == []
    officers.pass_days(1)
    assert beside(officers, "olive") == [(ASK, 1, 0, "/referrals")]
    officers.pass_days(1)
    assert beside(officers, "olive") == [(ASK, 1, 1, "/referrals")]
    officers.post("olive", f"{HERS}/1/chase", words="On their list")
    assert beside(officers, "olive") == []


def test_a_hazard_is_late_once_the_laws_day_has_passed_however_often_it_was_asked_after(officers: Officers) -> None:
    officers.post("olive", HERS, partner="repairs", reason="A leak", severity="emergency")
    assert beside(officers, "olive") == [(ASK, 1, 0, "/referrals")]
    officers.pass_days(3)
    officers.post("olive", f"{HERS}/1/chase", words="They come tomorrow")
    assert beside(officers, "olive") == [(ASK, 1, 1, "/referrals")]


def test_what_is_restricted_is_counted_for_named_roles_alone(officers: Officers) -> None:
    number = officers.post("tess", HERS, partner="domestic_abuse", reason="Safety", **CONSENT)["id"]
    officers.post("tess", f"{HERS}/{number}/take-back", taken_back_on="2026-03-02", how="She rang the office")
    assert beside(officers, "tess") == [(TELL, 1, 0, "/referrals")]
    assert beside(officers, "olive") == []


def test_one_that_is_about_no_account_is_seen_in_every_patch_of_theirs(officers: Officers) -> None:
    """Of somebody with two homes, it stands on the list of whoever sees either."""
    landlord = officers.landlord
    second = landlord.add_tenancy("2", weeks_owed=0)
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=second, customer_id=1))
        session.execute(update(table(Account)).where(table(Account).c.id == second).values(patch="West 9"))
    number = officers.post("olive", HERS, partner="money_advice", reason="Debts", **CONSENT)["id"]
    officers.post("olive", f"{HERS}/{number}/take-back", taken_back_on="2026-03-02", how="She rang the office")
    assert beside(officers, "west") == [(TELL, 1, 0, "/referrals")]
    assert len(officers.get("west", "/referrals")) == 1


def test_pages_lead_to_the_list(officers: Officers) -> None:
    number = officers.post("olive", HERS, partner="money_advice", reason="Debts", **CONSENT)["id"]
    officers.post("olive", f"{HERS}/{number}/take-back", taken_back_on="2026-03-02", how="She rang the office")
    browser = Browser(TestClient(make_app(officers.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    for page in ("/", "/cases", "/persons"):
        browser.get(page)
        assert "/referrals" in browser.tree().xpath("//main//a/@href"), page
    browser.get("/")
    assert f"Beside these steps: {TELL}." in " ".join(browser.words().split())
