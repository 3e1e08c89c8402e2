"""The pages of people who owe: found, looked at, and what is written down at them without scripts."""

import pytest
from sqlalchemy import select, update

from cases.contacts.tables import Contact
from cases.tables import Account, AccountParty
from tasks.people import add_user
from tests.house import PASSWORD
from tests.web.conftest import Office
from workflows.db import table

CALL = {"direction": "out", "channel": "phone", "with_whom": "tenant", "reached": "yes", "outcome": "spoke"}
NO_HAZARD = {"hazard": "none", "hazard_said": "", "said": "Rang about March."}


def tenant(office: Office) -> int:
    party = table(AccountParty)
    with office.landlord.house.db.read() as session:
        return int(session.execute(select(party.c.customer_id).order_by(party.c.customer_id)).scalars().first() or 0)


def test_a_contact_is_two_clicks_from_the_case(office: Office) -> None:
    olive, person = office.browser("olive"), tenant(office)
    olive.get(f"/cases/{office.case}")
    link = olive.tree().xpath("//a[contains(., 'Record a contact')]/@href")[0]
    assert link.startswith("/persons/")
    olive.get(link)
    assert olive.title.startswith("Record a contact with")
    number = link.split("/")[2]
    olive.send(f"/persons/{number}/contacts", **CALL, **NO_HAZARD)
    assert "The contact is recorded." in olive.words()
    assert "Rang about March." in olive.words()
    contacts = table(Contact)
    with office.landlord.house.db.read() as session:
        kept = session.execute(select(contacts)).mappings().one()
    assert (kept["case_id"], kept["customer_id"], kept["outcome"]) == (office.case, int(number), "spoke")
    assert person


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(office: Office) -> None:
    olive, person = office.browser("olive"), tenant(office)
    olive.get(f"/persons/{person}/contacts/new")
    sent = {**CALL, **NO_HAZARD, "said": "A long talk", "outcome": "", "promised": "some", "cause": "job_lost"}
    page = olive.send(f"/persons/{person}/contacts", **sent)
    assert page.status_code == 422
    assert "Enter an amount in pounds, such as 50 or 12.50" in olive.tree().xpath(
        "string(//*[@id='contact-promised-error'])"
    )
    assert olive.tree().xpath("//*[@id='errors']//a[@href='#contact-outcome']")
    assert olive.tree().xpath("string(//textarea[@name='said'])") == "A long talk"
    assert olive.tree().xpath("//select[@name='cause']/option[@selected]/@value") == ["job_lost"]
    page = olive.send(
        f"/persons/{person}/contacts", **{**sent, "outcome": "spoke", "promised": "", "hazard": "significant"}
    )
    assert "Say what was reported of the home" in olive.tree().xpath("string(//*[@id='contact-hazard_said-error'])")


def test_whether_they_were_reached_is_asked_and_not_assumed(office: Office) -> None:
    olive, person = office.browser("olive"), tenant(office)
    olive.get(f"/persons/{person}/contacts/new")
    assert olive.tree().xpath("//select[@name='reached']/option[@selected]/@value") in ([], [""])
    page = olive.send(f"/persons/{person}/contacts", **{**CALL, **NO_HAZARD, "reached": ""})
    assert page.status_code == 422
    assert "Fill in: were they reached?" in olive.tree().xpath("string(//*[@id='contact-reached-error'])")
    page = olive.send(f"/persons/{person}/contacts", **{**CALL, **NO_HAZARD, "outcome": "message_left"})
    assert "nobody was reached" in olive.tree().xpath("string(//*[@id='contact-reached-error'])")


def test_when_it_was_is_said_with_its_day(office: Office) -> None:
    olive, person = office.browser("olive"), tenant(office)
    olive.get(f"/persons/{person}/contacts/new")
    here = f"/persons/{person}/contacts"
    day = {"on-day": "27", "on-month": "2", "on-year": "2026"}
    assert olive.send(here, **CALL, **NO_HAZARD, **day, time="half past two").status_code == 422
    assert "Enter a time such as 14:30" in olive.words()
    assert olive.send(here, **CALL, **NO_HAZARD, time="14:30").status_code == 422
    assert olive.send(here, **CALL, **NO_HAZARD, **{**day, "on-month": "3"}, time="14:30").status_code == 422
    assert "A contact lies behind" in olive.words()
    olive.send(here, **CALL, **NO_HAZARD, **day, time="14:30")
    assert "27 February 2026 at 14:30" in olive.words()


def test_a_hazard_goes_to_repairs_and_its_time_is_shown_as_to_be_confirmed(office: Office) -> None:
    olive, person = office.browser("olive"), tenant(office)
    olive.get(f"/persons/{person}/contacts/new")
    hazard = {"hazard": "emergency", "hazard_said": "The boiler leaks gas", "said": "Rang about the rent."}
    olive.send(f"/persons/{person}/contacts", **CALL, **hazard)
    words = olive.words()
    assert "repairs were told" in words
    assert "to be dealt with by 3 March 2026 at 09:00" in words
    assert "Hazards in Social Housing" in words
    assert "[to confirm]" in words
    olive.get("/referrals")  # an emergency is to be chased from the same hour
    assert "There is none." not in olive.words()
    assert "The boiler leaks gas" in olive.words()


def test_each_form_of_the_page_does_its_act(office: Office) -> None:
    tess, person = office.browser("tess"), tenant(office)
    here = f"/persons/{person}"
    days = {"day": "1", "month": "4", "year": "2026"}

    def send(to: str, **fields: str) -> str:
        tess.get(here)
        page = tess.send(f"{here}{to}", **fields)
        assert page.status_code == 200, tess.words()
        return tess.words()

    def on(name: str) -> dict[str, str]:
        return {f"{name}-{part}": value for part, value in days.items()}

    assert "Promised £12.50 for 1 April 2026" in send("/promises", amount="12.50", **on("due_on"))
    assert "07700 900123" in send(
        "/details", kind="phone", value="07700 900123", status="current", confirmed_how="Rang it"
    )
    assert "language: Polish" in send("/needs", language="Polish", format="easy_read", interpreter="yes")
    assert "Text: preferred" in send("/preferences", way="text", wish="preferred", source="Call of today")
    assert "Sam, child" in send("/household", relation="child", name="Sam", born_year="2015")
    assert "Sam, child" not in send("/household/1/end", reason="Moved out")
    acts = {"role": "deputy", "acts": "discuss", "evidence": "Sealed order"}
    assert "Dee Puty, deputy" in send("/representatives", name="Dee Puty", **acts, **on("from_on"))
    assert "Order discharged" in send("/representatives/1/end", reason="Order discharged")
    known = {"kind": "domestic_abuse", "detail": "Calls are heard", "source": "She said so"}
    assert "Calls are heard" in send("/vulnerabilities", **known, **on("review_on"))
    assert "now by text" in send("/vulnerabilities/1/review", detail="now by text", **on("review_on"))
    assert "now by text" not in send("/vulnerabilities/2/end", reason="Moved to safety")
    consent = {"consent_how": "By phone", "consent_on-day": "2", "consent_on-month": "3", "consent_on-year": "2026"}
    assert "Newbridge Advice Centre" in send(
        "/referrals", partner="money_advice", reason="Debts", severity="none", **consent
    )
    assert "Asked after on 16 March 2026" in send("/referrals/1/chase", words="On their list")
    assert "What came of it: A budget was made" in send("/referrals/1/close", outcome="A budget was made")
    tess.get(f"{here}/record")
    assert "Referral closed" in tess.words()
    assert "Calls are heard" in tess.words()
    send("/referrals", partner="money_advice", reason="Debts", severity="none", **consent)
    days = {**days, "day": "2", "month": "3"}
    assert "Tell the partner" in send("/referrals/2/take-back", how="She rang the office", **on("taken_back_on"))
    tess.get("/referrals")
    assert "Taken back on 2 March 2026" in tess.words()
    told = send("/referrals/2/partner-told", how="By telephone", **on("told_on"))
    assert "The partner was told on 2 March 2026" in told
    assert "(Written down by mistake: It was Bo who rang)" in send(
        "/referrals/2/not-taken-back", reason="It was Bo who rang"
    )


def test_whoever_may_not_see_it_sees_neither_kind_nor_words_on_any_page(office: Office) -> None:
    tess, olive, person = office.browser("tess"), office.browser("olive"), tenant(office)
    here = f"/persons/{person}"
    known = {"kind": "domestic_abuse", "detail": "Calls are heard", "source": "She said so", "warn": "yes"}
    tess.get(here)
    tess.send(
        f"{here}/vulnerabilities", **known, **{"review_on-day": "1", "review_on-month": "4", "review_on-year": "2026"}
    )
    for address in (here, f"{here}/contacts", f"{here}/contacts/new", f"{here}/record", "/persons?search=C100001"):
        olive.get(address)
        shown = "".join(each.text_content() for each in olive.tree().xpath("//main") or [])
        shown = shown.replace("Domestic abuse support: Safety, refuge and advice", "")
        offered = "".join(olive.tree().xpath("string(//select[@name='kind'])"))
        assert "Calls are heard" not in shown, address
        assert shown.replace(offered, "").count("omestic abuse") <= offered.count("omestic abuse"), address
    olive.get(here)
    assert "Ask your team leader before you contact this person." in olive.words()
    olive.get(f"{here}/contacts/new")
    assert "Ask your team leader before you contact this person." in olive.words()
    olive.get(f"/cases/{office.case}")
    assert "Ask your team leader before you contact Ms Ann Tenant100001." in olive.words()
    tess.get(f"/cases/{office.case}")
    assert "Ask your team leader" not in tess.words()
    tess.get(here)
    assert "Ask your team leader" not in tess.words()
    assert "Calls are heard" in tess.words()
    olive.get(here)
    page = olive.client.post(
        f"{here}/vulnerabilities/1/end",
        data={"csrf": olive.tree().xpath("//input[@name='csrf']/@value")[0], "reason": "x"},
    )
    assert page.status_code == 404


@pytest.mark.parametrize("search", ["ann tenant100001", "Tennant100001", "C100001", "nb1 1aa", "100001 high"])
def test_anybody_is_found_and_leads_to_their_page(office: Office, search: str) -> None:
    olive = office.browser("olive")
    olive.get(f"/persons?search={search}")
    assert f"/persons/{tenant(office)}" in olive.tree().xpath("//main//a/@href")
    olive.get("/persons?search=nobody of this name at all")
    assert "Nobody was found." in olive.words()


def test_somebody_of_another_patch_is_as_if_they_were_not_there(office: Office) -> None:
    landlord, person = office.landlord, tenant(office)
    accounts = table(Account)
    with landlord.house.db.write() as session:
        session.execute(update(accounts).where(accounts.c.id == 2).values(patch="West 2"))
        add_user(session, "west", "West", PASSWORD, ["officer"], landlord.clock, patches=["West 2"])
    west = office.browser("west")
    for address in (f"/persons/{person}", f"/persons/{person}/contacts", f"/persons/{person}/contacts/new"):
        assert west.get(address).status_code == 404
    there = west.get(f"/persons/{person}").text
    missing = west.get("/persons/77777").text
    assert there.replace(str(person), "N").count("There is no person with the number") == 1
    assert "There is no person with the number 77777" in missing
