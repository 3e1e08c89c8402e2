"""Signing in and out: cookies, refusals, where it leads."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from tasks.tables import UserSession
from tests.house import PASSWORD
from tests.web.conftest import Browser, Office
from web.visitors import local_path
from workflows.clock import machine_now
from workflows.db import table


def test_a_page_asks_for_the_sign_in_and_comes_back(office: Office) -> None:
    browser = office.browser()
    page = browser.get(f"/cases/{office.case}?done=claimed")
    assert page.url.path == "/sign-in"
    wanted = browser.tree().xpath("//input[@name='next']/@value")[0]
    assert wanted == f"/cases/{office.case}?done=claimed"
    assert browser.send("/sign-in", username="Olive ", password=PASSWORD).url.path == f"/cases/{office.case}"
    assert "Olive" in browser.words()


def test_signing_out_ends_the_session(office: Office) -> None:
    browser = office.browser("olive")
    secret = browser.client.cookies["duecourse"]
    left = browser.send("/sign-out")
    assert left.url.path == "/sign-in"
    assert left.history[0].headers["clear-site-data"] == '"cache", "storage"'
    assert "duecourse" not in browser.client.cookies
    browser.client.cookies.set("duecourse", secret)
    assert browser.get("/").url.path == "/sign-in"


@pytest.mark.parametrize("name", ["olive", "nobody", '"><script>alert(1)</script>'])
def test_a_wrong_password_keeps_the_name_and_not_the_password(office: Office, name: str) -> None:
    browser = office.browser()
    page = browser.sign_in(name, "wrong password", "/procedures")
    assert page.status_code == 401
    assert browser.title.startswith("Error: ")
    assert "The user name or the password is not right." in browser.words()
    assert browser.tree().xpath("//input[@name='username']/@value") == [name]
    assert browser.tree().xpath("//input[@name='next']/@value") == ["/procedures"]
    assert "wrong password" not in page.text
    assert "<script>alert" not in page.text


def test_guessing_is_slowed_down(office: Office) -> None:
    browser = office.browser()
    for _ in range(5):
        browser.sign_in("olive", "wrong password")
    assert browser.sign_in("olive").status_code == 429
    assert "Wait 15 minutes" in browser.words()
    assert browser.sign_in("sam").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "elsewhere.example",
        "/a\r\nSet-Cookie: x=y",
        "",
    ],
)
def test_a_sign_in_leads_nowhere_else(office: Office, wanted: str) -> None:
    assert local_path(wanted) == "/"
    browser = office.browser()
    sent = {"username": "olive", "password": PASSWORD, "next": wanted}
    answer = browser.client.post("/sign-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_another_site_cannot_sign_somebody_in(office: Office, headers: dict[str, str]) -> None:
    client = office.browser().client
    answer = client.post("/sign-in", data={"username": "olive", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "duecourse" not in client.cookies


def test_cookies_on_plain_http(office: Office) -> None:
    answer = _signed_in(office.browser())
    assert answer.startswith("duecourse=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(answer.split("; "))
    assert "Secure" not in answer
    assert "Domain" not in answer


def test_cookies_behind_tls(open_office: Callable[..., Office]) -> None:
    office = open_office(secure_cookies=True)
    browser = office.browser()
    browser.client.base_url = "https://testserver"  # type: ignore[assignment]
    answer = _signed_in(browser)
    assert answer.startswith("__Host-duecourse=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(answer.split("; "))
    assert browser.get("/").status_code == 200
    assert "My work" in browser.title


def test_a_session_that_was_left_alone_ends(office: Office) -> None:
    browser = office.browser("olive")
    browser.get("/")
    with office.landlord.house.db.write() as session:
        sessions = table(UserSession)
        session.execute(update(sessions).values(seen_at=machine_now() - timedelta(hours=3)))
    assert browser.get("/").url.path == "/sign-in"
    assert browser.tree().xpath("//input[@name='next']/@value") == ["/"]


def test_a_second_sign_in_ends_the_first_session(office: Office) -> None:
    browser = office.browser("olive")
    before = browser.client.cookies["duecourse"]
    browser.sign_in("sam")
    assert browser.client.cookies["duecourse"] != before
    stale = office.browser()
    stale.client.cookies.set("duecourse", before)
    assert stale.get("/").url.path == "/sign-in"


def _signed_in(browser: Browser) -> str:
    sent = {"username": "olive", "password": PASSWORD}
    answer = browser.client.post("/sign-in", data=sent, follow_redirects=False)
    return str(answer.headers["set-cookie"])
