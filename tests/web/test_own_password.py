"""Changing one's own password: the present one is asked for, and the other sessions end."""

import pytest

from tests.house import PASSWORD
from tests.web.conftest import Browser, Office
from workflows.evidence import timeline

NEW = "another long password"


def change(browser: Browser, present: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    """Sends the form."""
    browser.get("/own-password")
    return int(browser.send("/own-password", present=present, password=new, again=again).status_code)


def told(office: Office, name: str) -> list[str]:
    """The kinds of entries of somebody's own record."""
    with office.landlord.house.db.read() as session:
        return [entry["kind"] for entry in timeline(session, office.landlord.person(name).chain_id)]


@pytest.mark.parametrize("name", ["sam", "tess", "pat", "cora", "ada"])
def test_everybody_finds_the_page_and_changes_theirs(office: Office, name: str) -> None:
    here, elsewhere = office.browser(name), office.browser(name)
    assert here.get("/procedures").status_code == 200
    assert here.tree().xpath("//footer//a[@href='/own-password']")
    assert change(here) == 200
    assert "You have a new password" in here.words()
    assert here.get("/procedures").url.path == "/procedures"
    assert elsewhere.get("/procedures").url.path == "/sign-in"
    assert office.browser().sign_in(name).status_code == 401
    assert office.browser().sign_in(name, NEW).status_code == 200
    assert "password changed" in told(office, name)


@pytest.mark.parametrize(
    ("present", "new", "again", "sentence", "field"),
    [
        ("not the present one", NEW, NEW, "The present password is not right", "present"),
        (PASSWORD, "short", "short", "at least 12 characters", "password"),
        (PASSWORD, PASSWORD, PASSWORD, "not the present one", "password"),
        (PASSWORD, NEW, "typed otherwise", "not typed twice in one way", "again"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    office: Office, present: str, new: str, again: str, sentence: str, field: str
) -> None:
    sam = office.browser("sam")
    assert change(sam, present, new, again) >= 400
    assert sentence in sam.words()
    assert sam.tree().xpath("//div[@id='errors']//a/@href") == [f"#{field}"]
    assert f"{field}-error" in sam.tree().xpath("//input[@id=$id]/@aria-describedby", id=field)[0]
    assert NEW not in sam.page.text
    assert office.browser().sign_in("sam").status_code == 200
    assert "password changed" not in told(office, "sam")


def test_the_present_password_is_not_guessed_there(office: Office) -> None:
    sam = office.browser("sam")
    assert [change(sam, f"guess number {number}") for number in range(6)] == [403] * 5 + [429]
    assert change(sam) == 429
    assert told(office, "sam").count("act refused") == 7
    with office.landlord.house.db.read() as session:
        *_, last = timeline(session, office.landlord.person("sam").chain_id)
    assert set(last["content"]) == {"act", "sentence", "refusal"}  # of oneself; nobody is looked for in vain


def test_nobody_changes_it_without_the_page(office: Office) -> None:
    sam = office.browser("sam")
    sent = {"present": PASSWORD, "password": NEW, "again": NEW}
    assert sam.client.post("/own-password", data=sent).status_code == 403
    assert office.browser().client.get("/own-password").url.path == "/sign-in"


def test_the_same_for_programs(office: Office) -> None:
    client = office.browser().client
    given = client.post("/api/tokens", json={"username": "sam", "password": PASSWORD}).json()
    headers = {"Authorization": f"Bearer {given['token']}"}
    wrong = client.post("/api/users/own-password", json={"present": "x", "password": NEW}, headers=headers)
    assert (wrong.status_code, wrong.json()["type"]) == (403, "urn:duecourse:present-password-wrong")
    done = client.post("/api/users/own-password", json={"present": PASSWORD, "password": NEW}, headers=headers)
    assert done.status_code == 200
    assert client.get("/api/steps", headers=headers).status_code == 200
    assert client.post("/api/tokens", json={"username": "sam", "password": NEW}).status_code == 201


def test_a_refusal_shows_what_was_typed_and_never_a_password(office: Office) -> None:
    sam = office.browser("sam")
    sam.get("/own-password")
    (token,) = set(sam.tree().xpath("//form[@action='/own-password']//input[@name='csrf']/@value"))
    fields = {
        "csrf": token,
        "username": "newcomer",
        "name": "Nell Newcomer",
        "password": NEW,
        "again": NEW,
        "present": PASSWORD,
    }
    sam.page = sam.client.post("/people", data=fields)
    assert sam.page.status_code == 403
    assert "Nell Newcomer" in sam.words()
    assert NEW not in sam.page.text
    assert PASSWORD not in sam.page.text
