"""What every page carries, and what is refused."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.house import PASSWORD
from tests.web.conftest import HOSTILE, Browser, Office
from web.rendering import STATIC
from workflows.settings import HOUSE

PAGES = ["/", "/cases/{case}", "/cases/{case}/record", "/procedures", "/procedures/arrears", "/rules"]


@pytest.mark.parametrize("address", [*PAGES, "/sign-in", "/nothing-here", "/cases/999999", "/procedures/none"])
def test_every_page_carries_its_headers(office: Office, address: str) -> None:
    page = office.browser("cora").get(address.format(case=office.case))
    policy = page.headers["content-security-policy"]
    for part in ("default-src 'self'", "script-src 'self'", "style-src 'self'", "form-action 'self'"):
        assert part in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "Simulated clock: Monday 2 March 2026" in page.text
    assert not re.search(r"<[^>]+ (style|on\w+)=", page.text), "inline styles and scripts are not run"
    assert all(script.get("src") for script in Browser(TestClient(office.app), page).tree().iter("script"))


@pytest.mark.parametrize(
    "address", ["/static/app.css", "/static/none", "/api/cases", "/health/live", "/api/x%00", "/a\\b"]
)
def test_every_other_answer_carries_its_own(office: Office, address: str) -> None:
    answer = TestClient(office.app).get(address)
    policy = answer.headers["content-security-policy"]
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "cache-control" in answer.headers


def test_pages_that_are_not_there(office: Office) -> None:
    browser = office.browser("olive")
    for address in ("/nothing-here", "/cases/999999", "/cases/999999/record", "/documents/5", "/procedures/x"):
        assert browser.get(address).status_code == 404
        assert browser.title.startswith("Error: ")
        assert "<main" in browser.page.text
    assert browser.get("/cases/abc").status_code == 422
    assert browser.get("/procedures/arrears?version=9").status_code == 404
    assert browser.client.get("/sign-out").status_code == 405
    assert browser.client.get("/api/nothing").headers["content-type"] == "application/problem+json"


def test_a_fault_of_ours_shows_no_details(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("secret detail")

    browser = office.browser("olive")
    monkeypatch.setattr("tasks.inbox.counts", fails)
    browser.client = TestClient(office.app, raise_server_exceptions=False, cookies=browser.client.cookies)
    page = browser.get("/")
    assert page.status_code == 500
    assert "secret detail" not in page.text
    assert "Something went wrong on our side" in browser.words()
    assert page.headers["cache-control"] == "no-store"
    assert "default-src" in page.headers["content-security-policy"]


@pytest.mark.parametrize("token", [None, "", "x" * 32])
def test_a_form_from_elsewhere_does_nothing(office: Office, token: str | None) -> None:
    browser = office.browser("olive")
    task = office.task("contact_customer")
    sent = {"reason": "typed by hand"} | ({} if token is None else {"csrf": token})
    for address in (f"/steps/{task}/claim", f"/cases/{office.case}/holds", "/sign-out"):
        browser.page = browser.client.post(address, data=sent)
        assert browser.page.status_code == 403
        assert "typed by hand" in browser.words()
    assert office.landlord.step(office.case, "contact_customer")["assignee"] is None


def test_a_session_that_ended_while_typing_loses_nothing(office: Office) -> None:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    browser.client.cookies.clear()
    task = office.task("contact_customer")
    page = browser.send(f"/steps/{task}/complete", circumstances="a long story")
    assert page.status_code == 401
    browser.send("/sign-in", username="olive", password=PASSWORD)
    assert "a long story" in browser.words()


def test_hostile_names_are_only_text(office: Office) -> None:
    browser = office.browser("olive")
    for address in ("/", f"/cases/{office.other}", f"/cases/{office.other}/record", f"/?search={HOSTILE}"):
        page = browser.get(address)
        assert "<script>alert" not in page.text
    browser.get(f"/cases/{office.other}")
    assert HOSTILE in browser.tree().findtext(".//h1/bdi")  # kept apart from what surrounds it


def test_typed_text_is_only_text(office: Office) -> None:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    task = office.task("contact_customer")
    page = browser.send(f"/steps/{task}/complete", reached="yes", circumstances=HOSTILE, channel=HOSTILE)
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert HOSTILE in browser.tree().xpath("//textarea[@name='circumstances']")[0].text


def test_files_and_odd_forms_are_refused(office: Office) -> None:
    browser = office.browser("olive")
    address = f"/steps/{office.task('contact_customer')}/complete"
    assert browser.client.post(address, files={"reason": ("a.txt", b"x")}).status_code == 403, "of no page of ours"
    browser.get(f"/cases/{office.case}")
    mine = {"csrf": str(browser.tree().xpath("//input[@name='csrf']/@value")[0])}
    posted = browser.client.post(address, data=mine, files={"circumstances": ("a.txt", b"x")})
    assert posted.status_code == 422, "a file where a text is asked for"
    assert browser.client.post(address, data={str(n): "x" for n in range(600)}).status_code == 422


def test_static_files_are_ours_and_carry_no_licensed_typeface(office: Office) -> None:
    client = office.browser().client
    for name in ("vendor/govuk-frontend.css", "duecourse.css", "duecourse.js"):
        assert client.get(f"/static/{name}").status_code == 200
    assert client.get("/static/../pages.py").status_code == 404
    css = (STATIC / "vendor" / "govuk-frontend.css").read_text()
    assert not re.search(r"GDS Transport|@font-face|crest|url\((?![\"']?data:)", css, re.IGNORECASE)
    lock = (Path(HOUSE) / "web" / "assets" / "package-lock.json").read_text()
    assert "resolved" not in lock
