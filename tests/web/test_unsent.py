"""A session that ends while somebody types: what was typed is not lost, and nobody else sends it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from tasks.tables import UserSession
from tests.house import CONTACTED, PASSWORD
from tests.web.conftest import Browser, Office
from workflows.clock import machine_now
from workflows.db import table

_session = table(UserSession)
TYPED = {"channel": "Phone", "reached": "yes", "circumstances": "Two jobs,\n  one lost <b>"}


def end_sessions(office: Office, how: str) -> None:
    with office.landlord.house.db.write() as session:
        if how == "idle":
            session.execute(update(_session).values(seen_at=machine_now() - timedelta(hours=3)))
        else:
            session.execute(delete(_session))


def send_unsent(browser: Browser) -> Any:
    """Presses the button of the page that shows what was typed."""
    (form,) = browser.tree().xpath("//form[.//button[text()='Send it']]")
    fields: dict[str, Any] = {}
    for each in form.xpath(".//textarea | .//input"):
        value = each.get("value") if each.tag == "input" else (each.text or "")[1:]
        fields.setdefault(each.get("name"), []).append(value)
    browser.page = browser.client.post(form.get("action"), data=fields)
    return browser.page


@pytest.fixture
def step(office: Office) -> str:
    return office.task("contact_customer")


@pytest.fixture
def interrupted(office: Office, step: str) -> Browser:
    """Olive's browser after she sent a draft whose session had ended."""
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    end_sessions(office, "idle")
    browser.send(f"/steps/{step}/draft", **TYPED)
    return browser


def test_the_page_that_says_so_holds_the_sign_in(interrupted: Browser) -> None:
    assert interrupted.page.status_code == 401
    assert "Your session has ended" in interrupted.words()
    assert interrupted.tree().xpath("//form[@action='/sign-in']//input[@name='password']")
    assert "Two jobs" not in interrupted.words()  # whoever comes by does not read it


def test_a_wrong_password_keeps_saying_that_it_is_not_lost(office: Office, step: str, interrupted: Browser) -> None:
    interrupted.send("/sign-in", username="olive", password="wrong password")
    assert interrupted.page.status_code == 401
    assert "What you typed is not lost" in interrupted.words()
    interrupted.send("/sign-in", username="olive", password=PASSWORD)
    assert "Two jobs" in interrupted.words()


@pytest.mark.parametrize("how", ["idle", "gone"])
def test_what_was_typed_is_shown_and_sent(office: Office, step: str, how: str) -> None:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    end_sessions(office, how)
    browser.send(f"/steps/{step}/draft", **TYPED)
    browser.send("/sign-in", username="olive", password="wrong")
    assert browser.page.status_code == 401
    browser.send("/sign-in", username="olive", password=PASSWORD)
    assert browser.page.status_code == 200
    assert "Send what you typed" in browser.title
    assert "Two jobs, one lost <b>" in browser.words()
    assert "Revision" not in browser.words()
    assert office.landlord.step(office.case, "contact_customer")["draft"] is None  # nothing was sent by itself
    assert send_unsent(browser).url.path == f"/cases/{office.case}"
    draft = office.landlord.step(office.case, "contact_customer")["draft"]
    assert draft["circumstances"] == TYPED["circumstances"]
    assert draft["channel"] == "Phone"


def test_a_step_that_has_changed_meanwhile_is_still_noticed(office: Office, step: str, interrupted: Browser) -> None:
    other = office.browser("sam")
    other.get(f"/cases/{office.case}")
    other.send(f"/steps/{step}/draft", channel="Letter")
    other.send(f"/steps/{step}/release")
    interrupted.send("/sign-in", username="olive", password=PASSWORD)
    send_unsent(interrupted)
    assert interrupted.page.status_code == 409
    assert "has changed since your page was made" in interrupted.words()
    assert "Two jobs" in interrupted.page.text


def test_another_person_neither_sees_nor_sends_it(office: Office, step: str, interrupted: Browser) -> None:
    interrupted.send("/sign-in", username="sam", password=PASSWORD)
    assert "This was not typed by you" in interrupted.title
    assert "You are signed in as Sam" in interrupted.words()
    assert "Two jobs" not in interrupted.page.text
    assert not interrupted.tree().xpath("//form[contains(@action, '/steps/')]")
    assert office.landlord.step(office.case, "contact_customer")["draft"] is None
    assert interrupted.get("/").status_code == 200


def test_a_step_is_completed_with_what_was_typed(office: Office, step: str) -> None:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    end_sessions(office, "idle")
    answers = {key: {True: "yes", False: "no"}.get(value, value) for key, value in CONTACTED.items()}
    browser.send(f"/steps/{step}/complete", **answers)
    browser.send("/sign-in", username="olive", password=PASSWORD)
    assert "The step is done." in (send_unsent(browser), browser.words())[1]


def test_a_password_is_not_carried(office: Office) -> None:
    ada = office.browser("ada")
    ada.get("/people")
    end_sessions(office, "idle")
    ada.send("/people/sam/password", password="a very secret word", reason="Forgotten")
    assert "a very secret word" not in ada.page.text
    ada.send("/sign-in", username="ada", password=PASSWORD)
    assert "Forgotten" in ada.words()
    assert "a very secret word" not in ada.page.text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_another_site_puts_nothing_into_anybodys_mouth(office: Office, step: str, headers: dict[str, str]) -> None:
    browser = office.browser()
    browser.page = browser.client.post(f"/steps/{step}/claim", data={"csrf": "1-x", "reason": "evil"}, headers=headers)
    assert browser.page.status_code == 401
    assert not browser.tree().xpath("//input[@name='unsent']")


@pytest.mark.parametrize(
    "fields",
    [
        {"unsent": "[", "unsent_to": "/steps/x/claim", "unsent_by": "1"},
        {"unsent": "[1]", "unsent_to": "/steps/x/claim", "unsent_by": "1"},
        {"unsent": "[" * 20_000, "unsent_to": "/steps/x/claim", "unsent_by": "1"},
        {"unsent": "[]", "unsent_to": "https://elsewhere.example", "unsent_by": "1"},
        {"unsent": "[]", "unsent_to": "/steps/x/claim", "unsent_by": "9" * 400},
    ],
)
def test_what_comes_back_garbled_is_left_out(office: Office, fields: dict[str, str]) -> None:
    sent = {"username": "olive", "password": PASSWORD, "next": "/cases", **fields}
    answer = office.browser().client.post("/sign-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/cases")
