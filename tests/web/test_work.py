"""The officers' work through the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.acts import steps
from tasks.refusals import StepTaken
from tests.house import BENEFITS, CHECKLIST, CONTACTED, make_landlord
from tests.web.conftest import Browser, Office, fill, office_of
from workflows.clock import SimulatedClock

CALL = {
    "channel": "Phone",
    "reached": "yes",
    "cause": "Other debts",
    "circumstances": "Two jobs, one lost",
    "difficulty_reading": "no",
    "vulnerable": "no",
    "agreement_reached": "no",
}


@pytest.fixture
def any_office(database_url: str, clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    """An office on each of the two databases."""
    landlord = make_landlord(database_url, tmp_path / "store", clock)
    fill(landlord)
    yield office_of(landlord)
    landlord.house.close()


def test_the_main_path(any_office: Office) -> None:
    browser = any_office.browser("olive")
    browser.get("/")
    assert "2 nobody's yet" in browser.words()
    task = any_office.task("contact_customer")
    browser.send(f"/steps/{task}/claim")
    assert "The step is yours." in browser.words()
    browser.get(f"/cases/{any_office.case}")
    assert "You have it." in browser.words()
    page = browser.send(f"/steps/{task}/complete", **CALL)
    assert page.status_code == 200
    assert "The step is done." in browser.words()
    assert "Next step: Check benefits" in browser.words()
    story = browser.tree().xpath("//ol[contains(@class, 'timeline')]")[0].text_content()
    assert "Done: Contact the customer" in story
    assert "Two jobs, one lost" in story
    assert "speak to representative (row" in story
    classes = {a.get("aria-label"): a.get("class") for a in browser.tree().iter("a") if a.get("aria-label")}
    assert classes["Officer task: Contact the customer, 2 Mar. Done."].endswith("done")
    assert classes["Officer task: Check benefits. Open now."].endswith("current")
    link = next(a for a in browser.tree().iter("a") if a.get("aria-label", "").startswith("Officer task: Contact"))
    assert browser.tree().get_element_by_id(link.get("href").removeprefix("#")) is not None


def test_answers_that_are_wrong_are_kept_and_named(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    task = office.task("contact_customer")
    page = browser.send(f"/steps/{task}/complete", channel="Visit", reached="yes", circumstances="half a")
    assert page.status_code == 422
    assert browser.title.startswith("Error: ")
    tree = browser.tree()
    links = tree.xpath("//div[@id='errors']//a/@href")
    assert len(links) == 4
    for link in links:
        assert tree.get_element_by_id(link.removeprefix("#")).tag in {"input", "textarea"}
    assert tree.xpath("//input[@name='channel'][@checked]/@value") == ["Visit"]
    assert tree.xpath("//textarea[@name='circumstances']")[0].text.strip() == "half a"
    assert "Select why the arrears arose" in browser.words()
    assert browser.send(f"/steps/{task}/complete", **CALL).status_code == 200


def test_answers_that_do_not_apply_are_dropped(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    not_reached = {**CALL, "reached": "no", "what_happened": "No answer"}
    assert browser.send(f"/steps/{office.task('contact_customer')}/complete", **not_reached).status_code == 200
    assert "Two jobs, one lost" not in browser.words()


def test_money_and_dates_come_back_as_they_were_typed(office: Office) -> None:
    office.landlord.complete("olive", office.case, "contact_customer", **{**CONTACTED, "agreement_reached": True})
    office.landlord.complete("olive", office.case, "check_benefits", **BENEFITS)
    browser = _at_the_case(office, "olive")
    task = office.task("record_agreement")
    typed = {"amount_pence": "12.345", "first_due-day": "31", "first_due-month": "2", "first_due-year": "2026"}
    page = browser.send(f"/steps/{task}/complete", **typed)
    assert page.status_code == 422
    tree = browser.tree()
    assert tree.xpath("//input[@name='amount_pence']/@value") == ["12.345"]
    assert [tree.xpath(f"//input[@name='first_due-{part}']/@value")[0] for part in ("day", "month", "year")] == [
        "31",
        "2",
        "2026",
    ]
    assert "must be a real date" in browser.words()
    for link in tree.xpath("//div[@id='errors']//a/@href"):
        assert tree.get_element_by_id(link.removeprefix("#")).tag == "input"


def test_a_draft_is_kept_unchecked(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    task = office.task("contact_customer")
    browser.send(f"/steps/{task}/draft", channel="Visit", reached="yes", circumstances="half a")
    assert "Your draft is saved." in browser.words()
    assert browser.tree().xpath("//textarea[@name='circumstances']")[0].text.strip() == "half a"
    assert browser.send(f"/steps/{task}/complete", **CALL).status_code == 200


def test_a_stale_page_keeps_what_was_typed(office: Office) -> None:
    browser, second = _at_the_case(office, "olive"), _at_the_case(office, "olive")
    task = office.task("contact_customer")
    second.send(f"/steps/{task}/draft", channel="Visit")
    page = browser.send(f"/steps/{task}/complete", **CALL)
    assert page.status_code == 409
    assert "changed since your page was made" in browser.words()
    assert browser.tree().xpath("//textarea[@name='circumstances']")[0].text.strip() == CALL["circumstances"]
    assert browser.send(f"/steps/{task}/complete", **CALL).status_code == 200


def test_the_same_click_twice_is_one_completion(office: Office) -> None:
    browser, second = _at_the_case(office, "olive"), _at_the_case(office, "olive")
    task = office.task("contact_customer")
    browser.send(f"/steps/{task}/complete", **CALL)
    page = second.send(f"/steps/{task}/complete", **CALL)
    assert page.status_code == 409
    assert "It was done once; there is nothing more to do." in second.words()
    assert not second.title.startswith("Error")
    assert [actor for kind, actor in office.kinds() if kind == "step completed" and actor != "system"] == ["user:1"]


def test_two_officers_on_one_step(office: Office) -> None:
    olive, sam = _at_the_case(office, "olive"), _at_the_case(office, "sam")
    task = office.task("contact_customer")
    olive.send(f"/steps/{task}/claim")
    page = sam.send(f"/steps/{task}/complete", **CALL)
    assert page.status_code == 409
    assert "Olive has 'Contact the customer'." in sam.words()
    assert sam.tree().xpath("//textarea[@name='circumstances']")[0].text.strip() == CALL["circumstances"]
    olive.get(f"/cases/{office.case}")
    olive.send(f"/steps/{task}/complete", **CALL)
    page = sam.send(f"/steps/{task}/complete", **CALL)
    assert page.status_code == 409
    assert "Olive completed 'Contact the customer' in the meantime" in sam.words()
    assert CALL["circumstances"] in sam.words()


def test_handing_over_and_giving_back(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    task = office.task("contact_customer")
    assert browser.send(f"/steps/{task}/hand-over", to="sam", reason=" ").status_code == 422
    assert "Say why you hand this step over" in browser.words()
    browser.send(f"/steps/{task}/hand-over", to="sam", reason="Speaks Polish")
    assert "Sam has it." in browser.words()
    assert "To Sam. Reason: Speaks Polish" in browser.words()
    sam = _at_the_case(office, "sam")
    sam.send(f"/steps/{task}/release")
    assert "Nobody has it yet." in sam.words()


def test_a_colleagues_step_is_given_back_by_a_team_leader_alone(office: Office) -> None:
    house, person, task = office.landlord.house, office.landlord.person, office.task("contact_customer")
    steps.claim(house, person("olive"), task)
    with pytest.raises(StepTaken, match=r"^Olive has 'Contact the customer'\. Ask them to release it"):
        steps.release(house, person("sam"), task)
    assert office.landlord.step(office.case, "contact_customer")["assignee"] == person("olive").actor
    steps.release(house, person("tess"), task)
    assert office.landlord.step(office.case, "contact_customer")["assignee"] is None
    assert [each for each in office.kinds() if each[0] == "step released"] == [("step released", person("tess").actor)]
    steps.claim(house, person("sam"), task)
    steps.release(house, person("sam"), task)  # one's own is anybody's to give back
    assert office.landlord.step(office.case, "contact_customer")["assignee"] is None


def test_a_second_person_decides(office: Office) -> None:
    landlord = office.landlord
    landlord.complete("olive", office.case, "contact_customer", **CONTACTED)
    landlord.complete("olive", office.case, "check_benefits", **BENEFITS)
    landlord.pass_days(20)
    landlord.complete("tess", office.case, "complete_pre_action_checklist", **CHECKLIST)
    task = office.task("decide_notice")
    olive = _at_the_case(office, "olive")
    assert "This step is for the role team leader." in olive.words()
    assert not olive.tree().xpath(f"//form[@action='/steps/{task}/complete']")
    tess = _at_the_case(office, "tess")
    page = tess.send(f"/steps/{task}/complete", notice_decision="no_notice", equality_considered="yes", reasons="Kept")
    assert page.status_code == 403
    assert "must be done by somebody other than who did" in tess.words()
    assert tess.tree().xpath("//textarea[@name='reasons']")[0].text.strip() == "Kept"
    letters = olive.tree().xpath("//section[@id='letters']//a/@href")
    assert letters
    assert olive.get(letters[0]).headers["content-type"] == "application/pdf"
    assert ("document looked at", "user:1") in office.kinds()
    assert office.browser().get(letters[0]).url.path == "/sign-in"


def test_a_team_leader_opens_a_step_again(office: Office) -> None:
    task = office.task("contact_customer")
    office.landlord.complete("olive", office.case, "contact_customer", **CONTACTED)
    olive, tess = _at_the_case(office, "olive"), _at_the_case(office, "tess")
    assert not olive.tree().xpath(f"//form[@action='/steps/{task}/reopen']")
    assert "Say why this step is opened again" in _words(tess, f"/steps/{task}/reopen", reason="")
    tess.send(f"/steps/{task}/reopen", reason="The wrong tenant")
    assert "The step is open again." in tess.words()
    assert "Contact the customer" in tess.words()
    labels = [a.get("aria-label") for a in tess.tree().iter("a") if a.get("aria-label")]
    assert "Officer task: Contact the customer. Open now." in labels
    assert "Officer task: Check benefits. Not reached." in labels


def test_the_list_is_filtered(office: Office) -> None:
    browser = office.browser("olive")
    assert "1 step" in _words_at(browser, "/?search=100001")
    assert "2 steps" in _words_at(browser, "/?patch=East+1&step=contact_customer&whose=free")
    assert "No steps match." in _words_at(browser, "/?whose=mine")
    assert "No steps match." in _words_at(browser, "/?search=%25&page=7")
    assert "has no steps to do" in _words_at(office.browser("pat"), "/")


def _at_the_case(office: Office, username: str) -> Browser:
    browser = office.browser(username)
    browser.get(f"/cases/{office.case}")
    return browser


def _words(browser: Browser, address: str, **fields: str) -> str:
    browser.send(address, **fields)
    return browser.words()


def _words_at(browser: Browser, address: str) -> str:
    browser.get(address)
    return browser.words()


def test_compliance_finds_cases_and_process_owners_do_not(office: Office) -> None:
    browser = office.browser("cora")
    assert "2 cases" in _words_at(browser, "/cases")
    assert "1 case" in _words_at(browser, "/cases?search=100001&status=open")
    assert "No cases match." in _words_at(browser, "/cases?status=closed&search=%25")
    assert office.browser("pat").get("/cases").status_code == 403
