"""The case page's other parts: holds, incidents, looks, the record; and the procedures' pages."""

import json
import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import insert, text, update

from cases.tables import Customer
from tests.house import CONTACTED
from tests.tampering import without_triggers
from tests.web.conftest import Browser, Office
from workflows.db import table
from workflows.evidence.chain import erase_payloads
from workflows.evidence.export import write_export
from workflows.evidence.verify import verify_record
from workflows.runtime.tables import Incident

HOLD = {
    "kind": "breathing_space",
    "covers": "account",
    "begins-day": "2",
    "begins-month": "3",
    "begins-year": "2026",
    "ends-day": "30",
    "ends-month": "4",
    "ends-year": "2026",
    "source": "BS-0047113",
    "reason": "Standard breathing space",
}


def test_a_hold_stops_the_case_at_once(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    assert browser.send(f"/cases/{office.case}/holds", **HOLD).status_code == 200
    words = browser.words()
    assert "Hold: breathing space until 30 April 2026" in words
    assert "Held step: Contact the customer" in words
    task = office.task("contact_customer")
    assert not browser.tree().xpath(f"//form[@action='/steps/{task}/complete']")
    assert not browser.tree().xpath("//form[contains(@action, '/release')]"), "officers end no hold"
    page = browser.client.post(f"/steps/{task}/complete", data={"csrf": _token(browser), "revision": "0"})
    assert page.status_code == 409
    assert "a breathing space is in force" in page.text
    browser.get("/?whose=held")
    assert "1 held" in browser.words()


def test_a_team_leader_ends_a_hold(office: Office) -> None:
    _at_the_case(office, "olive").send(f"/cases/{office.case}/holds", **HOLD)
    tess = _at_the_case(office, "tess")
    address = tess.tree().xpath("//form[contains(@action, '/release')]/@action")[0]
    assert tess.send(address, reason=" ").status_code == 422
    assert tess.send(address, reason="Withdrawn by the adviser").status_code == 200
    assert "Next step: Contact the customer" in tess.words()
    page = tess.client.post(address, data={"csrf": _token(tess), "reason": "Again"})
    assert page.status_code == 409
    assert "has ended already" in page.text


def test_a_hold_that_is_not_understood_keeps_what_was_typed(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    wrong = {**HOLD, "begins-month": "13", "reason": "", "source": "BS-1"}
    assert browser.send(f"/cases/{office.case}/holds", **wrong).status_code == 422
    tree = browser.tree()
    assert tree.get_element_by_id("hold-begins-month").get("value") == "13"
    assert tree.get_element_by_id("hold-source").get("value") == "BS-1"
    for link in tree.xpath("//div[@id='errors']//a/@href"):
        assert tree.get_element_by_id(link.removeprefix("#")).tag in {"input", "select", "textarea"}
    for field, described in (("//fieldset[legend='First day']", "First day"), ("//textarea[@name='reason']", "reason")):
        (found,) = tree.xpath(f"//form[contains(@action, '/holds')]{field}[@aria-describedby]")
        words = " ".join(tree.get_element_by_id(each).text_content() for each in found.get("aria-describedby").split())
        assert "Error:" in words, described
    assert "Today is" in tree.get_element_by_id("hold-begins-hint").text_content()
    backwards = {**HOLD, "ends-year": "2025"}
    assert browser.send(f"/cases/{office.case}/holds", **backwards).status_code == 422
    assert "before it begins" in browser.words()


def test_the_end_of_a_breathing_space_is_the_laws_and_not_typed(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    hint = browser.tree().get_element_by_id("hold-ends-hint").text_content()
    assert "Breathing space: leave it empty for the days of the law; one that begins today lasts until" in hint
    assert "Death: give none; it lasts until somebody who may release holds ends it." in hint
    same_day = {**HOLD, "ends-day": "2", "ends-month": "3"}
    assert browser.send(f"/cases/{office.case}/holds", **same_day).status_code == 409
    assert "lasts until 30 April 2026 at least" in browser.words()
    assert browser.tree().xpath("//div[@id='errors']//a[@href='#hold-ends-day']")
    empty = {**HOLD, **dict.fromkeys(("ends-day", "ends-month", "ends-year"), "")}
    assert browser.send(f"/cases/{office.case}/holds", **empty).status_code == 200
    assert "Hold: breathing space until 30 April 2026" in browser.words()


def test_a_process_owner_places_no_hold(office: Office) -> None:
    pat = _at_the_case(office, "pat")
    page = pat.client.post(f"/cases/{office.case}/holds", data={"csrf": _token(pat), **HOLD})
    assert page.status_code == 403
    assert "yours is process owner" in page.text


def test_looking_is_recorded_once_for_a_look(office: Office) -> None:
    browser = _at_the_case(office, "olive")
    looks = [entry for entry in office.kinds() if entry == ("case looked at", "user:1")]
    assert len(looks) == 1
    browser.send(f"/steps/{office.task('contact_customer')}/claim")  # answers with the case's page
    browser.get(f"/cases/{office.case}")
    assert office.kinds().count(("case looked at", "user:1")) == 1
    _at_the_case(office, "sam")
    assert office.kinds().count(("case looked at", "user:2")) == 1
    assert browser.get("/cases/77777").status_code == 404


def test_a_refused_act_shows_no_case_unrecorded(office: Office) -> None:
    browser = office.browser("sam")
    browser.get("/")
    task = office.task("contact_customer")
    browser.client.post(f"/steps/{task}/complete", data={"csrf": _token(browser)})
    assert office.kinds().count(("case looked at", "user:2")) == 1


def test_an_incident_is_retried_by_a_team_leader(office: Office) -> None:
    item = office.landlord.step(office.case, "contact_customer")
    with office.landlord.house.db.write() as session:
        values = {key: item[key] for key in ("case_id", "instance_id", "task_id", "step")}
        more = {"kind": "job failed", "sentence": "No <address>", "opened_at": office.landlord.clock.now()}
        session.execute(insert(table(Incident)).values(**values, **more, status="open", resolution=""))
    assert "A team leader can have it tried again" in _at_the_case(office, "olive").words()
    tess = _at_the_case(office, "tess")
    assert "No <address>" in tess.words()
    address = tess.tree().xpath("//form[contains(@action, '/retry')]/@action")[0]
    assert tess.send(address, reason="").status_code == 422
    assert tess.send(address, reason="The address was added").status_code == 200
    assert not tess.tree().xpath("//form[contains(@action, '/retry')]")


def test_an_erased_entry_says_so(office: Office) -> None:
    office.landlord.complete("olive", office.case, "contact_customer", **CONTACTED)
    with office.landlord.house.db.write() as session:
        chain = office.landlord.house.runtime.chain_of(session, office.case)
        seq = next(i for i, (k, a) in enumerate(office.kinds(), 1) if k == "step completed" and a == "user:1")
        erase_payloads(session, chain, [seq], "user:5", "Asked by the tenant", office.landlord.clock)
    browser = _at_the_case(office, "olive")
    assert "What this entry said was erased" in browser.words()
    assert CONTACTED["circumstances"] not in browser.words()
    browser.get(f"/cases/{office.case}/record")
    assert "What it said was erased." in browser.words()


def test_compliance_checks_and_takes_the_record(office: Office) -> None:
    browser = office.browser("cora")
    browser.get(f"/cases/{office.case}/record")
    browser.send(f"/cases/{office.case}/record")
    assert "The record is whole" in browser.words()
    headings = [" ".join(each.text_content().split()) for each in browser.tree().xpath("//section[@id='check']//h3")]
    assert headings == ["Who acted", "What this check cannot see"]
    unseen = browser.tree().xpath("string(//h3[contains(., 'cannot see')]/following-sibling::ul)")
    assert "user:" not in unseen
    assert "came along" not in unseen
    assert not re.search(r"\d{4}-\d\d-\d\dT", browser.tree().xpath("string(//section[@id='check'])"))
    page = browser.send(f"/cases/{office.case}/record.json")
    assert page.headers["content-disposition"] == 'attachment; filename="record.json"'
    assert verify_record(json.loads(page.text))[0] == []
    assert ("record exported", "user:5") in office.kinds()


def test_the_record_page_offers_the_program_that_checks_it(office: Office, tmp_path: Path) -> None:
    browser = office.browser("cora")
    browser.get(f"/cases/{office.case}/record")
    (link,) = browser.tree().xpath("//a[text()='verify.py']/@href")
    (tmp_path / "record.json").write_text(browser.send(f"/cases/{office.case}/record.json").text)
    program = browser.client.get(link)
    assert program.headers["content-disposition"] == 'attachment; filename="verify.py"'
    write_export(tmp_path / "out", json.loads((tmp_path / "record.json").read_text()))
    assert program.content == (tmp_path / "out" / "verify.py").read_bytes()
    (tmp_path / "verify.py").write_bytes(program.content)
    command = [sys.executable, "-I", "-S", "verify.py", "record.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "IN ORDER" in done.stdout
    assert office.browser().client.get(link).url.path == "/sign-in"


def test_a_changed_record_is_found(office: Office) -> None:
    with office.landlord.house.db.write() as session:
        without_triggers(session)
        session.execute(
            text("UPDATE payload SET content = replace(content, 'letter', 'better') WHERE seq = 1 AND chain_id = :c"),
            {"c": office.landlord.house.runtime.chain_of(session, office.case)},
        )
        session.execute(text("UPDATE payload SET content = '{}' WHERE seq = 4"))
    browser = office.browser("cora")
    browser.get(f"/cases/{office.case}/record")
    browser.send(f"/cases/{office.case}/record")
    assert "The record is not as it was written" in browser.words()
    assert "Entry 4 of" in browser.words()


def test_others_neither_check_nor_take_the_record(office: Office) -> None:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}/record")
    assert not browser.tree().xpath("//form[contains(@action, '/record')]")
    for name in ("record", "record.json"):
        page = browser.client.post(f"/cases/{office.case}/{name}", data={"csrf": _token(browser)})
        assert page.status_code == 403


def test_the_procedures_are_shown(office: Office) -> None:
    browser = office.browser("pat")
    browser.get("/procedures")
    assert "Rent arrears" in browser.words()
    browser.get("/procedures/arrears")
    assert browser.title.startswith("Rent arrears")
    words = browser.words()
    assert "No second letter before benefits were checked" in words
    assert '"check_data"' in words
    assert "By another person than: complete pre action checklist" in words
    assert "within 5 days" in words
    tree = browser.tree()
    links = {a.get("href").removeprefix("#") for a in tree.iter("a") if a.get("aria-label")}
    with_names = {row.get("id") for row in tree.xpath("//table[contains(@class, 'steps')]//tr[@id]")}
    assert "contact_customer" in links & with_names


def test_what_officers_must_know_first(office: Office) -> None:
    with office.landlord.house.db.write() as session:
        session.execute(
            update(table(Customer)).where(table(Customer).c.reference == "C100001").values(large_print=True)
        )
    words = _at_the_case(office, "olive").words()
    assert "Rae Solis (attorney) acts for Ms Ann Tenant100001" in words
    assert "Large print for Ms Ann Tenant100001" in words
    assert "£600.00" in words


def _at_the_case(office: Office, username: str) -> Browser:
    browser = office.browser(username)
    browser.get(f"/cases/{office.case}")
    return browser


def _token(browser: Browser) -> str:
    return str(browser.tree().xpath("//input[@name='csrf']/@value")[0])


def test_an_element_leads_to_its_entry_or_to_the_procedure(office: Office) -> None:
    """In the picture; a link that leads nowhere strands whoever follows it by keyboard."""
    browser = _at_the_case(office, "olive")
    tree = browser.tree()
    links = [str(each) for each in tree.xpath("//*[local-name()='svg']//@href")]
    there = {f"#{each}" for each in tree.xpath("//@id")}
    own = [each for each in links if each.startswith("#")]
    others = [each for each in links if not each.startswith("#")]
    assert own
    assert set(own) <= there
    assert others
    assert all(each.startswith("/procedures/arrears?version=1#") for each in others)
    page = browser.get(others[0].partition("#")[0])
    assert page.status_code == 200
    anchors = {str(each) for each in browser.tree().xpath("//@id")}
    assert {each.partition("#")[2] for each in others} <= anchors
    drawn = {str(each) for each in browser.tree().xpath("//*[local-name()='svg']//@href")}
    assert drawn
    assert drawn <= {f"#{each}" for each in anchors}
