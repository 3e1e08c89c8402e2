"""Files and photographs: brought on the page and through the API, kept beside a draft, and handed in with the step."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.large import LARGEST_BODY, LARGEST_WITH_FILES
from cases.tables import Account
from documents.register import BROUGHT, DocumentRow, documents_of_case
from documents.uploads import Upload
from tasks.acts import case_files, records, steps
from tasks.attaching import AFTER_STEP, MOST_OF_STEP, NAMED, UNNAMED
from tasks.earlier import ARREARS
from tasks.forms import AnswersRefused
from tasks.people import add_user
from tasks.reconciling import reconcile
from tasks.refusals import NoSuchStep, StepNotOpen, StepTaken
from tasks.stories.files import made_up
from tests.house import PASSWORD, make_landlord
from tests.web.conftest import Browser, Office, office_of
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence.verify import verify_record
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force

PHOTO = {
    "type": "string",
    "format": "x-file",
    "title": "A photograph",
    "x-accepts": ["jpeg", "png"],
    "x-short": "photo",
}
SCANS = {
    "type": "array",
    "title": "What the tenant brought",
    "items": {"type": "string", "format": "x-file"},
    "maxItems": 3,
    "x-largest": 3_000_000,
    "x-fact": True,
}
AGREED = {"type": "boolean", "title": "Was an agreement reached?", "x-fact": True, "x-short": "whether it was agreed"}
NOTE = {"type": "string", "title": "What was said", "x-short": "what was said"}
FORM = {
    "type": "object",
    "title": "Contact the customer",
    "properties": {"photo": PHOTO, "scans": SCANS, "said": NOTE, "agreement_reached": AGREED},
    "required": ["photo", "said", "agreement_reached"],
}
JPEG, PNG, PDF = (made_up(f"x.{suffix}") or b"" for suffix in ("jpg", "png", "pdf"))
SHA = {content: hashlib.sha256(content).hexdigest() for content in (JPEG, PNG, PDF)}
TYPED = {"said": "She showed the damp", "agreement_reached": "no"}


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """The step that contacts a customer asks for a photograph."""
    landlord = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    files = read_folder(ARREARS)
    files["forms/contact_customer.json"] = json.dumps(FORM).encode()
    with landlord.house.db.write() as session:
        put_in_force(landlord.house.runtime, session, "arrears", files, "user:1", "user:2")
    for reference in ("100001", "100002"):
        landlord.add_tenancy(reference, representative_name="Rae Solis", representative_role="attorney")
    landlord.look()
    yield office_of(landlord)
    landlord.house.close()


@pytest.fixture
def page(office: Office) -> Browser:
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    return browser


def send(browser: Browser, office: Office, act: str, files: Any = (), **fields: Any) -> Any:
    """Sends the form of the step with files, as a browser does: what is ticked comes along."""
    address = f"/steps/{office.task('contact_customer')}/{act}"
    (form,) = [each for each in browser.tree().iter("form") if str(each.get("action")).endswith("/complete")]
    assert form.get("enctype") == "multipart/form-data"
    given = {i.get("name"): i.get("value") for i in form.iter("input") if i.get("type") == "hidden"}
    kept: dict[str, list[str]] = {}
    for box in form.xpath(".//input[@type='checkbox' and @checked]"):
        kept.setdefault(box.get("name"), []).append(box.get("value"))
    browser.page = browser.client.post(
        address, data={**given, **kept, **fields}, files=list(files) or [("photo", ("", b""))]
    )
    return browser.page


def brought(office: Office) -> list[DocumentRow]:
    with office.landlord.house.db.read() as session:
        return [row for row in documents_of_case(session, office.case) if row.kind == BROUGHT]


def waiting(office: Office) -> list[str]:
    with office.landlord.house.db.read() as session:
        return list(session.execute(select(table(Upload).c.name).order_by(table(Upload).c.id)).scalars())


def test_a_photograph_becomes_a_document_of_the_case_with_the_step(page: Browser, office: Office) -> None:
    files = [
        ("photo", ("../Bathroom wall.JPG", JPEG, "text/html")),
        ("scans", ("letter.pdf", PDF)),
        ("scans", ("b.png", PNG)),
        ("scans", ("again.pdf", PDF)),
    ]
    assert send(page, office, "complete", files, **TYPED).status_code == 200
    rows = brought(office)
    assert [(row.title, row.sha256, row.media, row.printed) for row in rows] == [
        ("Bathroom wall.jpg", SHA[JPEG], "image/jpeg", False),
        ("letter.pdf", SHA[PDF], "application/pdf", False),
        ("b.png", SHA[PNG], "image/png", False),
    ]
    assert waiting(office) == []
    house = office.landlord.house
    seen = case_files.look(house, office.landlord.person("olive"), office.case, anew=False)
    (entry,) = [each for each in seen.timeline if each.kind == "step completed" and each.step == "contact_customer"]
    assert entry.content is not None
    assert entry.content["answers"]["photo"] == SHA[JPEG]
    assert [(each["title"], each["size"], each["media"], each["question"]) for each in entry.content["documents"]] == [
        ("Bathroom wall.jpg", len(JPEG), "image/jpeg", "photo"),
        ("letter.pdf", len(PDF), "application/pdf", "scans"),
        ("b.png", len(PNG), "image/png", "scans"),
    ]
    page.get(f"/cases/{office.case}")
    words = page.words()
    assert "Bathroom wall.jpg (JPEG picture)" in words
    assert "What the tenant broughtletter.pdf, b.png" in words
    assert SHA[JPEG] not in words


def test_it_is_saved_by_a_browser_and_never_shown(page: Browser, office: Office) -> None:
    send(page, office, "complete", [("photo", ("a.jpg", JPEG)), ("scans", ("b.pdf", PDF))], **TYPED)
    for row, content, kind in zip(brought(office), (JPEG, PDF), ("image/jpeg", "application/pdf"), strict=True):
        answer = page.client.get(f"/documents/{row.id}")
        assert (answer.content, answer.headers["content-type"]) == (content, kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="document-{row.id}.{row.media.suffix}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src" in answer.headers["content-security-policy"]
        assert office.browser("pat").client.get(f"/documents/{row.id}").status_code == 403


def test_who_may_not_see_the_case_sees_no_file_of_it(page: Browser, office: Office, clock: SimulatedClock) -> None:
    send(page, office, "complete", [("photo", ("a.jpg", JPEG))], **TYPED)
    with office.landlord.house.db.write() as session:
        elsewhere = update(table(Account)).where(table(Account).c.id == 2).values(patch="West 9")
        session.execute(elsewhere)
        add_user(session, "west", "West", PASSWORD, ["officer"], clock, patches=["West 9"])
    (row,) = brought(office)
    assert office.browser("west").client.get(f"/documents/{row.id}").status_code == 404


def test_the_record_agrees_and_the_pack_holds_the_files(page: Browser, office: Office) -> None:
    send(page, office, "complete", [("photo", ("a.jpg", JPEG)), ("scans", ("b.pdf", PDF))], **TYPED)
    house = office.landlord.house
    with house.db.write() as session:
        house.sealer.seal(session)
    with house.db.read() as session:
        assert reconcile(session, house.store, house.runtime.rules)[0] == []
    record = records.export(house, office.landlord.person("cora"), office.case)
    assert verify_record(record)[0] == []
    names = {file["sha256"]: file["name"] for file in record["files"]}
    assert names[SHA[JPEG]].endswith("-brought_file.jpg")
    assert names[SHA[PDF]].endswith("-brought_file.pdf")


def test_nothing_is_lost_where_the_form_is_refused(page: Browser, office: Office) -> None:
    files = [("photo", ("a.jpg", JPEG)), ("scans", ("virus.pdf", b"MZ\x90")), ("scans", ("b.pdf", PDF))]
    sent = send(page, office, "complete", files, said="She showed the damp")
    assert sent.status_code == 422
    words = page.words()
    assert "What the tenant brought: The file is no PDF or JPEG picture or PNG picture, whatever its name says" in words
    assert "Keep a.jpg (JPEG picture, 0.0 KB)" in words
    assert "Keep b.pdf (PDF" in words
    assert "She showed the damp" in page.page.text
    sent = send(page, office, "complete", said="She showed the damp")
    assert sent.status_code == 422
    assert "Select whether it was agreed" in page.words()
    assert brought(office) == []
    assert send(page, office, "complete", **TYPED).status_code == 200
    assert [row.title for row in brought(office)] == ["a.jpg", "b.pdf"]


def test_a_draft_keeps_files_and_one_that_is_taken_away_is_not_handed_in(page: Browser, office: Office) -> None:
    send(page, office, "draft", [("photo", ("a.jpg", JPEG)), ("scans", ("b.pdf", PDF)), ("scans", ("c.png", PNG))])
    page.get(f"/cases/{office.case}")
    assert "Keep c.png (PNG picture" in page.words()
    assert brought(office) == []
    assert send(page, office, "draft", [("photo", ("d.png", PNG))], scans=[SHA[PNG]]).status_code == 200
    page.get(f"/cases/{office.case}")
    assert "Keep d.png" in page.words()
    assert "Keep a.jpg" not in page.words(), "another took its place"
    assert "Keep b.pdf" not in page.words()
    assert send(page, office, "complete", **TYPED).status_code == 200
    assert [(row.title, row.media) for row in brought(office)] == [("d.png", "image/png"), ("c.png", "image/png")]


def test_a_step_that_was_opened_again_has_its_files_still(page: Browser, office: Office) -> None:
    send(page, office, "complete", [("photo", ("a.jpg", JPEG))], **TYPED)
    task, house = office.task("contact_customer"), office.landlord.house
    steps.reopen(house, office.landlord.person("tess"), task, reason="A slip")
    answers = {"photo": SHA[JPEG], "said": "Once more", "agreement_reached": False}
    steps.complete(house, office.landlord.person("olive"), task, answers=answers)
    assert len(brought(office)) == 1
    with house.db.read() as session:
        assert reconcile(session, house.store, house.runtime.rules)[0] == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "Photo: The file is empty"),
        (PDF, "a.jpg", "Photo: The file is no JPEG picture or PNG picture, whatever its name says"),
        (b"<html><script>alert(1)</script>", "a.png", "whatever its name says"),
        (JPEG + b"PK\x05\x06" + b"\0" * 18, "a.jpg", "of another kind at the same time"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 20, "a.heic", "of the kind HEIC are not taken"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(office: Office, content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(AnswersRefused, match=sentence):
        bring(office, "olive", content, name=name)
    assert waiting(office) == []


def bring(office: Office, who: str, content: bytes, question: str = "photo", name: str = "a.jpg") -> Any:
    task = office.task("contact_customer")
    person = office.landlord.person(who)
    return steps.bring(office.landlord.house, person, task, question=question, name=name, content=content)


def test_files_have_a_size_and_a_number(office: Office) -> None:
    large = JPEG[:-2] + b"\0" * 3_000_000 + JPEG[-2:]
    assert bring(office, "olive", large).size == len(large)
    with pytest.raises(AnswersRefused, match=r"What the tenant brought: a file may have 3\.0 MB at most"):
        bring(office, "olive", large, "scans")
    with pytest.raises(AnswersRefused, match="asks for no files under 'said'"):
        bring(office, "olive", JPEG, "said")
    with pytest.raises(AnswersRefused, match="asks for no files under 'nothing'"):
        bring(office, "olive", JPEG, "nothing")
    assert bring(office, "olive", JPEG) == bring(office, "olive", JPEG, name="other.jpg"), "the same file twice"
    for number in range(MOST_OF_STEP - 2):
        bring(office, "olive", made_up(f"{number}.png") or b"")
    with pytest.raises(AnswersRefused, match="So many files wait beside this step"):
        bring(office, "olive", PNG)


def test_a_step_that_is_not_yours_takes_no_file_of_yours(page: Browser, office: Office) -> None:
    house, task = office.landlord.house, office.task("contact_customer")
    steps.claim(house, office.landlord.person("sam"), task)
    with pytest.raises(StepTaken, match="Sam has"):
        bring(office, "olive", JPEG)
    sent = send(page, office, "complete", [("photo", ("a.jpg", JPEG))], **TYPED)
    assert sent.status_code == 409
    assert "She showed the damp" in page.page.text
    assert waiting(office) == []
    with pytest.raises(Refused):
        bring(office, "cora", JPEG)
    with pytest.raises(NoSuchStep):
        steps.bring(house, office.landlord.person("sam"), "nothing", question="photo", name="", content=JPEG)


def test_a_file_of_another_step_or_question_is_none_of_this_one(office: Office) -> None:
    house, sam = office.landlord.house, office.landlord.person("sam")
    other = office.task("contact_customer", office.other)
    steps.bring(house, sam, other, question="photo", name="a.jpg", content=JPEG)
    bring(office, "olive", PNG, "scans")
    answers = {"said": "x", "agreement_reached": False}
    for name in (SHA[JPEG], SHA[PNG], "f" * 64):
        with pytest.raises(AnswersRefused, match=r"Photo: a file is no longer there\. Choose it once more"):
            steps.complete(
                house,
                office.landlord.person("olive"),
                office.task("contact_customer"),
                answers={**answers, "photo": name},
            )


def test_a_file_that_was_changed_or_lost_on_the_disk_is_not_handed_in(office: Office) -> None:
    bring(office, "olive", JPEG)
    (path,) = (office.landlord.house.settings.store / "uploads").iterdir()
    path.write_bytes(JPEG + b"x")
    answers = {"photo": SHA[JPEG], "said": "x", "agreement_reached": False}
    with pytest.raises(AnswersRefused, match="Choose it once more"):
        steps.complete(
            office.landlord.house, office.landlord.person("olive"), office.task("contact_customer"), answers=answers
        )


def test_files_that_nobody_handed_in_are_cleared_after_a_while(office: Office, clock: SimulatedClock) -> None:
    house, task = office.landlord.house, office.task("contact_customer")
    folder = house.settings.store / "uploads"

    def clear(after: timedelta) -> list[str]:
        for path in folder.iterdir():
            os.utime(path, (0, 0))
        house.work.files.clear(house.db, clock.now() + after)
        assert len(list(folder.iterdir())) == len(waiting(office))
        return waiting(office)

    bring(office, "olive", JPEG)
    bring(office, "olive", PDF, "scans", "b.pdf")
    bring(office, "olive", PNG, "scans", "c.png")
    revision = office.landlord.step(office.case, "contact_customer")["revision"]
    draft = {"photo": SHA[JPEG], "scans": [SHA[PDF]]}
    steps.save_draft(house, office.landlord.person("olive"), task, answers=draft, revision=revision)
    assert clear(UNNAMED) == ["a.jpg", "b.pdf", "c.png"]
    assert clear(UNNAMED + timedelta(seconds=1)) == ["a.jpg", "b.pdf"]
    assert clear(NAMED) == ["a.jpg", "b.pdf"]
    assert clear(NAMED + timedelta(seconds=1)) == []
    (folder / "99-left-behind").write_bytes(b"x")
    house.work.files.clear(house.db, clock.now())
    assert [path.name for path in folder.iterdir()] == ["99-left-behind"], "it may be in the making"
    clear(timedelta(0))
    assert list(folder.iterdir()) == []
    bring(office, "olive", JPEG)
    office.landlord.pay(1, 80_000)
    office.landlord.look()
    with pytest.raises(StepNotOpen):
        bring(office, "olive", PNG)
    assert clear(AFTER_STEP) == ["a.jpg"]
    assert clear(AFTER_STEP + timedelta(seconds=1)) == []


# The API, and how much is read of whom.


def api(office: Office, who: str = "olive") -> tuple[TestClient, dict[str, str]]:
    client = TestClient(office.app)
    token = client.post("/api/tokens", json={"username": who, "password": PASSWORD}).json()["token"]
    return client, {"Authorization": f"Bearer {token}"}


def test_a_program_brings_a_file_and_names_it_in_its_answer(office: Office) -> None:
    client, headers = api(office)
    task = office.task("contact_customer")
    sent = client.post(f"/api/steps/{task}/files?question=photo&name=..%2Fwall.jpg", content=JPEG, headers=headers)
    assert sent.status_code == 201
    assert sent.json() == {"sha256": SHA[JPEG], "name": "wall.jpg", "media": "image/jpeg", "size": len(JPEG)}
    wrong = client.post(f"/api/steps/{task}/files?question=photo&name=x.jpg", content=PDF, headers=headers)
    assert wrong.status_code == 422
    assert "whatever its name says" in wrong.json()["errors"]["photo"]
    answers = {"photo": sent.json()["sha256"], "said": "x", "agreement_reached": False}
    done = client.post(f"/api/steps/{task}/complete", json={"answers": answers}, headers=headers)
    assert done.status_code == 200
    (row,) = brought(office)
    kept = client.get(f"/api/documents/{row.id}", headers=headers)
    assert (kept.content, kept.headers["content-type"]) == (JPEG, "image/jpeg")
    assert kept.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("chunked", [False, True])
def test_much_is_read_only_from_who_is_signed_in(office: Office, chunked: bool) -> None:
    def body(size: int) -> Any:
        return iter([JPEG, b"\0" * (size - len(JPEG))]) if chunked else JPEG + b"\0" * (size - len(JPEG))

    client, headers = api(office)
    address = f"/api/steps/{office.task('contact_customer')}/files?question=photo&name=x.jpg"
    assert client.post(address, content=body(LARGEST_BODY * 2), headers=headers).status_code == 201
    stranger = client.post(address, content=body(LARGEST_BODY * 2), headers={"Authorization": "Bearer x"})
    assert (stranger.status_code, "only from who is signed in" in stranger.json()["detail"]) == (413, True)
    much = client.post(address, content=body(LARGEST_WITH_FILES + 1), headers=headers)
    assert (much.status_code, "Send less than 25 MB at once" in much.json()["detail"]) == (413, True)
    elsewhere = client.post("/api/holds", content=body(LARGEST_BODY * 2), headers=headers)
    assert elsewhere.status_code == 413
    assert "Send less than a megabyte" in elsewhere.json()["detail"]


def test_a_hundred_megabytes_are_refused_before_they_are_read(page: Browser, office: Office) -> None:
    headers = {"Content-Length": str(100_000_000), "Content-Type": "multipart/form-data; boundary=x"}
    answer = page.client.post(f"/steps/{office.task('contact_customer')}/complete", content=b"", headers=headers)
    assert answer.status_code == 413
    assert "Send less than 25 MB at once" in answer.text


def test_other_forms_take_no_files(page: Browser, office: Office) -> None:
    address = f"/steps/{office.task('contact_customer')}/hand-over"
    answer = page.client.post(address, data={"to": "sam"}, files=[("photo", ("a.jpg", JPEG))])
    assert answer.status_code == 422
    assert "could not be read" in answer.text
    assert waiting(office) == []
