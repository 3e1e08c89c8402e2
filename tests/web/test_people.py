"""The page of the people who work here."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from tasks.tables import User
from tests.web.conftest import Browser, Office
from workflows.db import table

PASSWORD = "another long password"


@pytest.fixture
def ada(office: Office) -> Browser:
    browser = office.browser("ada")
    browser.get("/people")
    return browser


def _panel(browser: Browser, name: str) -> str:
    found = browser.tree().xpath("//li[contains(@class, 'panel')][.//h3[contains(., $name)]]", name=name)
    return " ".join(found[0].text_content().split())


def _ticked(browser: Browser, action: str) -> list[str]:
    return [str(v) for v in browser.tree().xpath("//form[@action=$a]//input[@checked]/@value", a=action)]


def test_an_administrator_finds_the_page_and_who_works_here(ada: Browser, office: Office) -> None:
    assert ada.page.status_code == 200
    assert ada.tree().xpath("//nav//a[@href='/people']")
    assert "Sam" in _panel(ada, "Sam")
    assert "Income officer May sign in" not in _panel(ada, "Tess")
    assert "Roles Team leader" in _panel(ada, "Tess")
    assert "Signed in In 1 place" in _panel(ada, "Ada")
    assert "Signed in No Last seen —" in _panel(ada, "Sam")
    assert not office.browser("sam").tree().xpath("//nav//a[@href='/people']")


def test_somebody_is_added_and_signs_in(ada: Browser, office: Office) -> None:
    ada.send(
        "/people",
        username="Nell",
        name="Nell Hart",
        password=PASSWORD,
        roles=["officer", "compliance"],
        patches="East 1",
    )
    assert ada.page.url.path == "/people"
    assert "They are added" in ada.words()
    assert "Roles Compliance, income officer Patches East 1" in _panel(ada, "Nell Hart")
    assert office.browser().sign_in("nell", PASSWORD).status_code == 200


def test_roles_joined_by_commas_are_several_roles(ada: Browser) -> None:
    ada.send("/people", username="nell", name="Nell", password=PASSWORD, roles="officer,team_leader")
    assert "Roles Income officer, team leader" in _panel(ada, "Nell")


def test_what_was_typed_stands_there_again_but_the_password(ada: Browser) -> None:
    ada.send("/people", username="nell", name="Nell Hart", password="secretword", roles="officer", patches="East 9")
    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: ")
    assert "The password needs at least 12 characters" in ada.words()
    value: Any = ada.tree().xpath
    assert value("string(//input[@id='new-username']/@value)") == "nell"
    assert value("string(//input[@id='new-name']/@value)") == "Nell Hart"
    assert value("string(//textarea[@id='new-patches'])") == "East 9"
    assert _ticked(ada, "/people") == ["officer"]
    assert "secretword" not in ada.page.text
    assert "Nell Hart" not in [each.text_content() for each in ada.tree().iter("h3")]


def test_a_change_without_a_reason_is_shown_again_as_it_was_typed(ada: Browser) -> None:
    ada.send("/people/sam/change", name="Sam Lee", roles="compliance", patches="East 1", reason=" ")
    assert ada.page.status_code == 422
    assert "Say why this user is changed" in ada.words()
    assert "Sam Lee" in ada.tree().xpath("//form[@action='/people/sam/change']//input[@name='name']/@value")
    assert _ticked(ada, "/people/sam/change") == ["compliance"]
    assert _ticked(ada, "/people/olive/change") == ["officer"]
    ada.send("/people/sam/change", name="Sam Lee", roles="compliance", patches="East 1", reason="Moved")
    assert "Roles Compliance Patches East 1" in _panel(ada, "Sam Lee")


def test_whoever_unticks_every_role_is_told_and_nothing_is_changed(ada: Browser) -> None:
    ada.send("/people/sam/change", name="Sam", reason="Moved")
    assert "Give at least one role" in ada.words()
    ada.get("/people")
    assert "Roles Income officer" in _panel(ada, "Sam")


def test_somebody_is_ended_and_let_in_again(ada: Browser, office: Office) -> None:
    sam = office.browser("sam")
    ada.get("/people")
    ada.send("/people/sam/end", reason="Left")
    assert "Ended" in _panel(ada, "Sam")
    assert sam.get("/").url.path == "/sign-in"
    assert office.browser().sign_in("sam").status_code == 401
    ada.send("/people/sam/restore", reason="Came back")
    assert office.browser().sign_in("sam").status_code == 200


def test_a_new_password_ends_every_session(ada: Browser, office: Office) -> None:
    sam = office.browser("sam")
    ada.send("/people/sam/password", password=PASSWORD, reason="Forgotten")
    assert "They have a new password" in ada.words()
    assert sam.get("/").url.path == "/sign-in"
    assert office.browser().sign_in("sam", PASSWORD).status_code == 200


def test_a_password_is_never_shown_again(ada: Browser) -> None:
    ada.send("/people/sam/password", password=PASSWORD, reason="")
    assert ada.page.status_code == 422
    assert PASSWORD not in ada.page.text


def test_somebody_is_signed_out_everywhere(ada: Browser, office: Office) -> None:
    sam = office.browser("sam")
    ada.get("/people")
    ada.send("/people/sam/sign-out", reason="Lost telephone")
    assert sam.get("/").url.path == "/sign-in"
    assert "Signed in No" in _panel(ada, "Sam")


def test_the_last_administrator_stays(ada: Browser) -> None:
    ada.send("/people/ada/end", reason="Tired")
    assert ada.page.status_code == 409
    assert "Make somebody else an administrator first" in ada.words()
    assert "Tired" in ada.tree().xpath("string(//form[@action='/people/ada/end']//textarea)")


def test_an_unknown_user_is_a_sentence_on_the_page(ada: Browser) -> None:
    csrf = ada.tree().xpath("//input[@name='csrf']/@value")[0]
    ada.page = ada.client.post("/people/nobody/end", data={"csrf": csrf, "reason": "x"})
    assert ada.page.status_code == 404
    assert "There is no user 'nobody'" in ada.words()


def test_others_are_refused_and_see_nothing_of_it(office: Office) -> None:
    cora = office.browser("cora")
    csrf = cora.tree().xpath("//input[@name='csrf']/@value")[0]
    assert cora.get("/people").status_code == 403
    cora.page = cora.client.post("/people/sam/end", data={"csrf": csrf, "reason": "x"})
    assert cora.page.status_code == 403
    assert "This is for the role administrator" in cora.words()


def _rename(office: Office, username: str, stored: str) -> int:
    """Gives somebody a user name as they could be chosen once; returns their number."""
    users = table(User)
    with office.landlord.house.db.write() as session:
        session.execute(update(users).where(users.c.username == username).values(username=stored))
    return office.landlord.person(stored).id


@pytest.mark.parametrize("stored", ["a/b", "..", ".", "ol\u202eive", "оlive", "user:2", "a?b#c", "%2e"])
def test_whoever_has_an_old_name_is_managed_like_everybody(ada: Browser, office: Office, stored: str) -> None:
    number = _rename(office, "olive", stored)
    ada.get("/people")
    ada.send(f"/people/user:{number}/end", reason="Left")
    assert "They can sign in no more" in ada.words()
    assert "Ended" in _panel(ada, "Olive")
    ada.send(f"/people/user:{number}/restore", reason="")
    assert ada.tree().xpath("//div[@id='errors']//a/@href") == [f"#user-{number}-restore-reason"]
    ada.send(f"/people/user:{number}/restore", reason="Came back")
    assert "May sign in" in _panel(ada, "Olive")


@pytest.mark.parametrize("username", ["a/b", "..", "-a", "ol\u202eive", "оlive", "a b", "user:1", "a%b"])
def test_new_user_names_are_plain(ada: Browser, username: str) -> None:
    ada.send("/people", username=username, name="Nell", password=PASSWORD, roles="officer")
    assert ada.page.status_code == 422
    assert "A user name is made of the letters a to z" in ada.words()
    assert ada.tree().xpath("//div[@id='errors']//a/@href") == ["#new-username"]


@pytest.mark.parametrize("name", ["Olive\u202egnp", "Sam\u2066", "A\u0007b", "two\nlines"])
def test_a_name_is_what_is_shown(ada: Browser, name: str) -> None:
    ada.send("/people/sam/change", name=name, roles="officer", reason="Moved")
    assert ada.page.status_code == 422
    assert "holds a character that is not shown" in ada.words()
    (link,) = ada.tree().xpath("//div[@id='errors']//a/@href")
    (field,) = ada.tree().xpath("//*[@id=$id]", id=link[1:])
    described = field.get("aria-describedby")
    assert "not shown" in ada.tree().xpath("string(//*[@id=$id])", id=described)


def test_no_two_buttons_have_one_name(ada: Browser) -> None:
    names = [re.sub(r"\s+", " ", each.text_content()).strip() for each in ada.tree().xpath("//main//button")]
    assert len(names) == len(set(names))


def test_whoever_ends_somebody_is_told_how_many_steps_went_back(ada: Browser, office: Office) -> None:
    task, sam = office.task("contact_customer"), office.browser("sam")
    sam.get(f"/cases/{office.case}")
    sam.send(f"/steps/{task}/claim")
    ada.send("/people/sam/end", reason="Left")
    assert "1 step of theirs went back to the team." in ada.words()
    assert ("step released", office.landlord.person("ada").actor) in office.kinds()
    sent = {"csrf": ada.tree().xpath("//input[@name='csrf']/@value")[0], "reason": "Left"}
    ada.page = ada.client.post("/people/sam/end", data=sent)
    assert ada.page.status_code == 409
    assert "Sam was ended before" in ada.words()
