"""The page of a document and the list of returned mail, without scripts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from cases.service.tables import ServiceEvent
from documents.register import documents_of_case
from tests.tasks.test_service import PNG
from tests.web.conftest import HOSTILE, Browser, Office
from workflows.db import table

_event = table(ServiceEvent)
DAY = {"on-day": "2", "on-month": "3", "on-year": "2026"}


@pytest.fixture
def office(office: Office) -> Office:
    """The same with a third tenant, to whom a letter is with the print house."""
    account = office.landlord.add_tenancy("100003")
    office.landlord.look()
    return replace(office, case=office.landlord.case_of(account))


def letter(office: Office) -> int:
    with office.landlord.house.db.read() as session:
        return documents_of_case(session, office.case)[0].id


def at_letter(office: Office, who: str = "olive") -> tuple[Browser, str]:
    number, browser = letter(office), office.browser(who)
    browser.get(f"/documents/{number}/service")
    return browser, f"/documents/{number}"


def test_a_case_and_a_person_say_what_is_known_of_a_letter_and_no_more(office: Office) -> None:
    olive = office.browser("olive")
    for page in (f"/cases/{office.case}", "/persons/3"):
        olive.get(page)
        assert "Given to the print house on 2 March 2026; that it was posted is not known." in olive.words(), page
        assert olive.tree().xpath(f"//a[@href='/documents/{letter(office)}/service']"), page


def test_a_letter_is_recorded_as_posted_and_corrected(office: Office) -> None:
    olive, here = at_letter(office)
    olive.send(f"{here}/service", delivery="posted", method="first_class_post", proof="Docket 4711", **DAY)
    assert "It is recorded." in olive.words()
    assert "Posted on 2 March 2026 (first class post, Docket 4711)." in olive.words()
    assert "No law deems an ordinary letter served" in olive.words()
    page = olive.send(f"{here}/service", delivery="mistaken", corrects="2", **DAY)
    assert page.status_code == 422
    assert "how you know" in olive.tree().xpath("string(//*[@id='service-note-error'])")
    assert olive.tree().xpath("//details[@id='form-service'][@open]")
    olive.send(f"{here}/service", delivery="mistaken", corrects="2", note="Another letter", **DAY)
    assert "Corrected by 3" in olive.words()


def test_a_photograph_comes_with_what_was_left_at_the_address(office: Office) -> None:
    olive, here = at_letter(office)
    token = olive.tree().xpath("//form[contains(@action, '/service')]//input[@name='csrf']/@value")[0]
    form = olive.tree().xpath("//form[contains(@action, '/service')]")[0]
    assert form.get("enctype") == "multipart/form-data"
    said = {"delivery": "left_at_address", "time": "00:05", "place": "Letter box", "done_by": "Olive", "csrf": token}
    answer = olive.client.post(f"{here}/service", data={**said, **DAY}, files={"file": ("door.png", PNG, "text/html")})
    assert "Left at the address on 2 March 2026." in answer.text
    with office.landlord.house.db.read() as session:
        row = session.execute(select(_event).order_by(_event.c.id.desc()).limit(1)).one()
        proof = next(each for each in documents_of_case(session, office.case) if each.id == row.proof_document_id)
    assert (proof.title, proof.media.value, row.happened_at.isoformat()) == (
        "door.png",
        "image/png",
        "2026-03-02T00:05:00+00:00",
    )
    answer = olive.client.post(
        f"{here}/service", data={**said, **DAY}, files={"file": ("x.png", b"<script>", "image/png")}
    )
    assert (answer.status_code, "Choose one that is" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"delivery": "handed_over", "place": "Door", "done_by": "Me", "time": "25:00"}, "service-time"),
        ({"delivery": "handed_over", "place": "Door", "done_by": "Me", "time": "late"}, "service-time"),
        ({"delivery": "handed_over", "place": "Door", "done_by": "Me"}, "service-place"),
        ({"delivery": "posted", "method": "pigeon"}, "service-method"),
        ({"delivery": HOSTILE}, "service-delivery"),
    ],
)
def test_what_is_wrong_stands_on_the_page_with_what_was_typed(
    office: Office, typed: dict[str, str], field: str
) -> None:
    olive, here = at_letter(office)
    page = olive.send(f"{here}/service", **{**typed, **DAY, "note": HOSTILE})
    assert page.status_code == 422
    assert olive.tree().xpath(f"//*[@id='{field}']"), field
    assert olive.tree().xpath("string(//textarea[@name='note'])").startswith("<script>alert")
    assert "<script>alert" not in page.text
    assert olive.tree().xpath("//*[@id='errors']")


def test_whoever_opens_the_post_finds_the_letter_and_records_that_it_came_back(office: Office) -> None:
    olive = office.browser("olive")
    olive.get("/returned-mail")
    assert "There is none." in olive.words()
    olive.get("/returned-mail/letters?search=RA-100003-1")
    link = olive.tree().xpath("//a[contains(@href, '/service')]/@href")[0]
    olive.get(link)
    here = link.removesuffix("/service")
    page = olive.send(f"{here}/returned", reason="")
    assert page.status_code == 422
    olive.get(link)
    olive.send(f"{here}/returned", reason="deceased", note=HOSTILE)
    assert "Its address is in doubt from now on." in olive.words()
    assert "Came back on 2 March 2026: deceased." in olive.words()
    page = olive.get("/returned-mail")
    assert "They may have died" in olive.words()
    assert "Nothing is held by that alone" in olive.words()
    assert "<script>alert" not in page.text
    olive.get(f"/cases/{office.case}")
    assert "Post came back on 2 March 2026: deceased" in olive.words()
    olive.get("/persons/3")
    assert "returned mail" in olive.words()
    olive.get("/returned-mail/letters?search=nothing")
    assert "No letter that you see bears that reference" in olive.words()


def test_what_is_not_there_and_who_may_not(office: Office) -> None:
    olive, pat = office.browser("olive"), office.browser("pat")
    assert olive.get("/documents/77777/service").status_code == 404
    assert olive.get("/documents/0/service").status_code == 422
    for page in (f"/documents/{letter(office)}/service", "/returned-mail", "/returned-mail/letters?search=x"):
        assert pat.get(page).status_code == 403, page
    here = f"/documents/{letter(office)}"
    for path in ("/service", "/returned"):
        assert olive.client.post(f"{here}{path}", data={"delivery": "posted", "reason": "refused"}).status_code == 403


def test_compliance_reads_and_is_offered_no_form(office: Office) -> None:
    cora, _ = at_letter(office, "cora")
    assert "Given to the print house" in cora.words()
    assert cora.tree().xpath("//form[contains(@action, '/documents/')]") == []


def test_a_team_leader_decides_on_the_page_whether_it_was_served_and_an_officer_is_not_asked(office: Office) -> None:
    olive, here = at_letter(office)
    assert not olive.tree().xpath("//*[@id='form-decide']")
    tess, _ = at_letter(office, "tess")
    assert tess.tree().xpath("//*[@id='form-decide']")
    page = tess.send(f"{here}/served", event="77777", served="no", reason=HOSTILE)
    assert (page.status_code, "no step with the number 77777" in tess.words()) == (404, True)
    tess.get(f"{here}/service")
    tess.send(f"{here}/service", delivery="posted", method="first_class_post", **DAY)
    page = tess.send(f"{here}/served", event="2", served="no", reason=HOSTILE)
    assert (page.status_code, "nothing to decide" in tess.words()) == (422, True)
    assert "<script>alert" not in page.text
    assert tess.tree().xpath("string(//*[@id='form-decide']//textarea[@name='reason'])").startswith("<script>alert")
    tess.get("/service-in-doubt")
    assert "No document is in doubt." in tess.words()


def test_who_took_it_is_asked_on_the_page(office: Office) -> None:
    olive, here = at_letter(office)
    said = {"delivery": "handed_over", "place": "Door", "done_by": "Me", "time": "00:05", **DAY}
    olive.send(f"{here}/service", **said)
    assert "Say who took it" in olive.tree().xpath("string(//*[@id='service-taken_by-error'])")
    olive.send(f"{here}/service", **said, taken_by="somebody_else", handed_to="Tim", relation="Her son, aged 12")
    assert "Taken by Tim (Her son, aged 12)." in olive.words()
