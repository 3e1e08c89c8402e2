"""What is refused before it is looked at, what headers say of it, and that no answer leads to another host."""

import pytest

from api.app import LARGEST_BODY
from tasks.passwords import TooManyTries
from tests.web.conftest import Office
from workflows.errors import Busy


@pytest.mark.parametrize(
    ("method", "address", "content", "status", "sentence"),
    [
        ("POST", "/sign-in", b"x" * (LARGEST_BODY + 1), 413, "Send less than a megabyte."),
        ("POST", "/steps/x/draft", [b"x" * 600_000] * 2, 413, "Send less than a megabyte."),
        ("GET", "/cases/a%00b", None, 422, "It holds a NUL character."),
        ("GET", "/cases?search=%00", None, 422, "It holds a NUL character."),
    ],
)
def test_refusals_of_pages_are_pages_and_of_programs_documents(
    office: Office, method: str, address: str, content: bytes | list[bytes] | None, status: int, sentence: str
) -> None:
    browser = office.browser()

    def ask(path: str) -> None:
        sent = iter(content) if isinstance(content, list) else content
        browser.page = browser.client.request(method, path, content=sent, follow_redirects=False)

    ask(address)
    assert browser.page.status_code == status
    assert browser.page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in browser.page.headers["content-security-policy"]
    assert browser.tree().xpath("//header//a[@class='house__name']")
    assert sentence in browser.words()
    ask(f"/api{address}")
    assert browser.page.status_code == status
    assert browser.page.headers["content-type"] == "application/problem+json"
    assert browser.page.json()["detail"] == sentence


@pytest.mark.parametrize(
    ("method", "address", "methods"),
    [
        ("GET", "/api/holds", "POST"),
        ("DELETE", "/api/users", "GET, POST"),
        ("GET", "/api/tokens", "POST"),
        ("DELETE", "/people", "GET, POST"),
        ("GET", "/sign-out", "POST"),
    ],
)
def test_an_address_says_which_methods_it_takes(office: Office, method: str, address: str, methods: str) -> None:
    answer = office.browser().client.request(method, address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == methods


@pytest.mark.parametrize("address", ["/cases", "/api/cases"])
@pytest.mark.parametrize("error", [Busy("Somebody else is working on this."), TooManyTries("Too many.")])
def test_who_may_ask_again_is_told_when(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str, error: Busy | TooManyTries
) -> None:
    browser = office.browser("olive")
    token = browser.client.post("/api/tokens", json={"username": "sam", "password": "a long enough password"}).json()

    def refuse(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("web.caselist.case_files.search", refuse)
    answer = browser.client.get(address, headers={"Authorization": f"Bearer {token['token']}"})
    assert answer.status_code == error.status
    assert int(answer.headers["retry-after"]) == error.retry_after


def test_the_sign_in_says_when_it_may_be_tried_again(office: Office) -> None:
    browser = office.browser()
    for _ in range(6):
        browser.sign_in("olive", "wrong password")
    assert browser.page.status_code == 429
    assert browser.page.headers["retry-after"] == "900"


@pytest.mark.parametrize("address", ["/cases/", "/people/", "/api/cases/", "/sign-in/", "/static", "/cases", "/"])
def test_no_answer_leads_to_the_host_that_a_request_names(office: Office, address: str) -> None:
    answer = office.browser().client.get(address, headers={"Host": "evil.example"}, follow_redirects=False)
    assert "evil.example" not in answer.headers.get("location", "")
    assert "evil.example" not in answer.text
    if address.endswith("/") and address != "/":
        assert answer.status_code == 404
