"""Proposing and publishing over HTTP: two people, every objection told, and the certificate."""

from typing import Any

import pytest

from tasks.earlier import ARREARS
from tests.api.test_api import Door, problem
from tests.diagrams.dialects import task
from tests.house import Landlord
from workflows.evidence import timeline
from workflows.runtime.procedures import read_folder

FOLDER = ARREARS


@pytest.fixture
def door(landlord: Landlord) -> Door:
    return Door(landlord)


def shipped(*, stories: bool = False, **changed: tuple[str, str]) -> dict[str, Any]:
    """The shipped procedure's files, some text replaced; without its stories, which take their time, or with them."""
    found = read_folder(FOLDER).items()
    files = {path: content.decode() for path, content in found if stories or not path.startswith("stories/")}
    for name, (old, new) in changed.items():
        path = next(each for each in files if each.startswith(f"{name}."))
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    return {"files": files}


RENAMED = ("Contact the customer", "Speak with the customer")


def test_another_person_publishes_what_was_proposed(door: Door) -> None:
    path = "/procedures/arrears/proposals"
    problem(door.ask("olive", "POST", path, json=shipped(arrears=RENAMED)), 403)
    made = door.ask("pat", "POST", path, json=shipped(arrears=RENAMED))
    assert made.status_code == 201
    number = made.json()["id"]
    assert [each["id"] for each in door.ask("olive", "GET", "/proposals").json()] == [number]
    certificate = door.ask("cora", "GET", f"/proposals/{number}/certificate").json()
    assert certificate["objections"] == []
    publishing, looked = f"/proposals/{number}/publish", {"certificate": certificate["sha256"]}
    said = problem(door.ask("pat", "POST", publishing, json=looked), 403)
    assert "Ask a colleague" in said["detail"]
    problem(door.ask("olive", "POST", publishing), 403)
    for nothing in ({}, {"json": {}}, {"json": None}):
        said = problem(door.ask("cora", "POST", publishing, **nothing), 422)
    said = problem(door.ask("cora", "POST", publishing), 422)
    assert "Say which certificate you looked at" in said["detail"]
    assert f"/api/proposals/{number}/certificate" in said["detail"]
    said = problem(door.ask("cora", "POST", publishing, json={"certificate": "0123456789ab"}), 409)
    assert "Look at the proposal again" in said["detail"]
    assert said["certificate"] == certificate["sha256"]
    problem(door.ask("cora", "POST", publishing, json={"certificate": certificate["sha256"][:11]}), 422)
    published = door.ask("cora", "POST", publishing, json={"certificate": certificate["sha256"][:12]}).json()
    (version,) = published["versions"]
    assert (version["number"], version["certificate_sha256"]) == (2, certificate["sha256"])
    assert (published["edition"]["number"], published["edition"]["parent"]) == (2, 1)
    assert (
        door.ask("olive", "GET", "/procedures/arrears/versions/2/certificate").json()["sha256"] == certificate["sha256"]
    )
    problem(door.ask("cora", "POST", publishing, json=looked), 409)
    problem(door.ask("pat", "POST", path, json=shipped(arrears=RENAMED)), 409)
    problem(door.ask("olive", "GET", "/procedures/arrears/versions/3/certificate"), 404)


def refusals(door: Door) -> list[dict[str, Any]]:
    """What the record of the procedure says was not published."""
    house = door.landlord.house
    with house.db.write() as session:
        chain = house.runtime.procedures.chain(session, "arrears")
        return [dict(each) for each in timeline(session, chain) if each["kind"] == "publication refused"]


def test_who_may_not_publish_their_own_leaves_an_entry_of_it(door: Door) -> None:
    number = door.ask("pat", "POST", "/procedures/arrears/proposals", json=shipped(arrears=RENAMED)).json()["id"]
    assert refusals(door) == []
    looked = {"certificate": door.ask("cora", "GET", f"/proposals/{number}/certificate").json()["sha256"]}
    said = problem(door.ask("pat", "POST", f"/proposals/{number}/publish", json=looked), 403)
    (entry,) = refusals(door)
    assert (entry["actor"], entry["content"]["sentence"]) == (door.landlord.person("pat").actor, said["detail"])
    assert door.ask("cora", "POST", f"/proposals/{number}/publish", json=looked).status_code == 200
    problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=shipped(arrears=RENAMED)), 409)
    assert len(refusals(door)) == 1  # that nothing is new is no refusal


def test_a_shortcut_round_the_law_is_not_published(door: Door) -> None:
    to_checklist = 'sourceRef="wait_after_letter_1" targetRef="to_contact"'
    body = shipped(arrears=(to_checklist, to_checklist.replace("to_contact", "decide_notice")))
    said = problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=body), 422)
    assert any(each.startswith("checklist-before-decision: ") for each in said["findings"]), said
    assert door.ask("pat", "GET", "/proposals").json() == []
    (entry,) = refusals(door)
    assert entry["actor"] == door.landlord.person("pat").actor
    assert entry["content"]["findings"] == said["findings"]
    assert (entry["content"]["sentence"], entry["content"]["refusal"]) == (said["detail"], said["type"].split(":")[-1])


def test_what_goes_otherwise_than_its_stories_or_is_on_no_picture_is_not_published(door: Door) -> None:
    body = shipped(stories=True)
    body["files"]["stories/a_deputy.yaml"] = body["files"]["stories/a_deputy.yaml"].replace("waiting: []", "closed: x")
    shape = '<bpmndi:BPMNShape id="check_data_shape" bpmnElement="check_data">'
    begin = body["files"]["arrears.bpmn"].index(shape)
    end = body["files"]["arrears.bpmn"].index("</bpmndi:BPMNShape>", begin) + len("</bpmndi:BPMNShape>")
    body["files"]["arrears.bpmn"] = body["files"]["arrears.bpmn"][:begin] + body["files"]["arrears.bpmn"][end:]
    said = problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=body), 422)
    drawn, told = said["findings"]
    assert "check_data has no shape" in drawn
    assert told.startswith("stories/a_deputy.yaml, row 2: closed should be x, and is none. On 2 March 2026")
    (entry,) = refusals(door)
    assert entry["content"]["findings"] == said["findings"]
    body = shipped()
    body["files"]["stories/a_deputy.yaml"] = "story: none"
    problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=body), 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"files": {}}, 422),
        ({"files": {"../../etc/passwd": "x"}}, 422),
        ({"files": {"a.py": "x"}}, 422),
        ({"files": {"arrears.bpmn": "not XML"}}, 422),
        ({"files": {"arrears.bpmn": 7}}, 422),
        ({"files": {"arrears.dmn": "<a/>"}}, 404),  # there is no diagram
        ({"files": {"rules.yaml": "x: 1"}}, 404),
    ],
)
def test_what_is_no_procedure_is_refused(door: Door, body: dict[str, Any], status: int) -> None:
    problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=body), status)
    problem(door.ask("pat", "POST", "/procedures/Not%20a%20name/proposals", json=shipped()), 422)


def test_withdrawing_needs_a_reason_and_a_role(door: Door) -> None:
    number = door.ask("pat", "POST", "/procedures/arrears/proposals", json=shipped(arrears=RENAMED)).json()["id"]
    problem(door.ask("olive", "POST", f"/proposals/{number}/withdraw", json={"reason": "No"}), 403)
    assert door.ask("pat", "POST", f"/proposals/{number}/withdraw", json={"reason": "Not yet"}).status_code == 200
    looked = {"certificate": "0" * 64}
    problem(door.ask("cora", "POST", f"/proposals/{number}/publish", json=looked), 409)
    problem(door.ask("cora", "POST", "/proposals/999/publish"), 404)


CODE = task("serviceTask", 'camunda:expression="${ledger.total(a)}"').decode()


def test_a_diagram_is_repaired_for_its_author(door: Door) -> None:
    asked = {"name": "pay.bpmn", "content": CODE, "outside": True}
    problem(door.ask("olive", "POST", "/diagrams/repair", json=asked), 403)
    made = door.ask("pat", "POST", "/diagrams/repair", json=asked).json()
    (difference,) = made["differences"]
    assert (difference["element"], difference["after"]) == ("t", "the operation ledger.total")
    assert made["findings"] == []
    assert "ledger.total" in made["content"]
    house = door.ask("pat", "POST", "/diagrams/repair", json={**asked, "outside": False}).json()
    assert {each["rule"] for each in house["findings"]} == {"unknown-step", "unknown-operation"}
    nothing = door.ask("pat", "POST", "/diagrams/repair", json={"name": "a.bpmn", "content": "<x"}).json()
    assert (nothing["content"], nothing["differences"]) == ("<x", [])
    assert [(each["element"], each["line"]) for each in nothing["findings"]] == [("the file", 1)]
    problem(door.ask("pat", "POST", "/diagrams/repair", json={"name": "../a", "content": "<x"}), 422)


def test_that_it_is_unsound_is_told_once_and_not_for_each_rule(door: Door) -> None:
    doubled = '<bpmn:sequenceFlow id="twice" sourceRef="contact_customer" targetRef="still_owed" /></bpmn:process>'
    body = shipped(arrears=("</bpmn:process>", doubled))
    said = problem(door.ask("pat", "POST", "/procedures/arrears/proposals", json=body), 422)
    unsound = [each for each in said["findings"] if "Two tokens meet" in each]
    (unsettled,) = [each for each in said["findings"] if each.startswith("As long as it is not sound")]
    assert len(unsound) == 1
    assert unsettled.count(",") > 3
