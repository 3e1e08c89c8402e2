"""Drafts and editions over HTTP."""

from typing import Any

import pytest

from tests.api.test_api import Door, problem
from tests.house import Landlord

PERIODS = "law/periods.yaml"
HELD_ALREADY = "held already, so what earlier dates decided would change too: end it (`until`) and add the next below"


@pytest.fixture
def door(landlord: Landlord) -> Door:
    return Door(landlord)


def drafted(door: Door, files: dict[str, Any], who: str = "pat") -> int:
    made = door.ask(who, "POST", "/drafts", json={"title": "Over HTTP"})
    assert made.status_code == 201
    number = int(made.json()["id"])
    saved = door.ask(who, "PUT", f"/drafts/{number}", json={"files": files, "revision": 0})
    assert (saved.status_code, saved.json()["revision"]) == (200, 1), saved.text
    return number


def test_from_the_draft_to_the_edition(door: Door) -> None:
    books = door.ask("olive", "GET", "/editions").json()
    assert (books["in_force"], [each["number"] for each in books["editions"]]) == (1, [1])
    files = door.ask("pat", "GET", "/editions/0/files").json()
    assert files.keys() == {*door.landlord.house.book}
    changed = files[PERIODS].replace("value: P28D", "value: P27D", 1)
    number = drafted(door, {PERIODS: changed})
    stale = {"files": {PERIODS: None}, "revision": 0}
    said = problem(door.ask("cora", "PUT", f"/drafts/{number}", json=stale), 409)
    assert "Nothing of yours was saved" in said["detail"]
    seen = door.ask("olive", "GET", f"/drafts/{number}").json()
    assert [(each["element"], each["sentence"]) for each in seen["changed"]] == [
        ("period agreement_review", "value: was P28D, is P27D"),
        ("period agreement_review", HELD_ALREADY),
    ]
    problem(door.ask("olive", "PUT", f"/drafts/{number}", json={"files": {}}), 403)
    proposed = door.ask("pat", "POST", f"/drafts/{number}/propose", json={"revision": 1})
    assert (proposed.status_code, proposed.json()["status"]) == (200, "open"), proposed.text
    examined = door.ask("cora", "GET", f"/proposals/{number}/certificate").json()
    assert (examined["objections"], examined["certificate"], examined["certificates"]) == ([], None, {})
    looked = {"certificate": examined["sha256"]}
    problem(door.ask("pat", "POST", f"/proposals/{number}/publish", json=looked), 403)
    made = door.ask("cora", "POST", f"/proposals/{number}/publish", json={"certificate": examined["sha256"]})
    assert (made.json()["edition"]["number"], made.json()["versions"]) == (2, [])
    edition = door.ask("olive", "GET", "/editions/2").json()
    assert (edition["against"], len(edition["changed"]), edition["edition"]["title"]) == (1, 2, "Over HTTP")
    back = door.ask("olive", "GET", "/editions/1?against=2").json()
    assert back["changed"][0]["sentence"] == "value: was P27D, is P28D"
    problem(door.ask("olive", "GET", "/editions/77"), 404)


def test_what_is_no_draft_is_refused(door: Door) -> None:
    problem(door.ask("olive", "POST", "/drafts", json={"title": "x"}), 403)
    problem(door.ask("pat", "POST", "/drafts", json={"title": ""}), 422)
    number = drafted(door, {})
    for path in ("../x.yaml", "x.py", "/etc/passwd.yaml", "a/./b.yaml"):
        problem(door.ask("pat", "PUT", f"/drafts/{number}", json={"files": {path: "a: 1"}}), 422)
    problem(door.ask("pat", "PUT", "/drafts/777", json={"files": {}}), 404)
    said = problem(door.ask("pat", "POST", f"/drafts/{number}/propose", json={}), 409)
    assert "changes nothing" in said["detail"]
    assert door.ask("pat", "POST", f"/drafts/{number}/discard", json={"reason": "Only tried"}).status_code == 200
    problem(door.ask("pat", "PUT", f"/drafts/{number}", json={"files": {}}), 409)


def test_overtaken(door: Door) -> None:
    files = door.ask("pat", "GET", "/editions/0/files").json()
    one, other = (
        drafted(door, {PERIODS: files[PERIODS].replace("value: P28D", f"value: P{days}D", 1)}) for days in (27, 26)
    )
    assert door.ask("pat", "POST", f"/drafts/{one}/propose", json={}).status_code == 200
    looked = {"certificate": door.ask("cora", "GET", f"/proposals/{one}/certificate").json()["sha256"]}
    assert door.ask("cora", "POST", f"/proposals/{one}/publish", json=looked).status_code == 200
    (clash,) = door.ask("pat", "GET", f"/drafts/{other}").json()["clashes"]
    assert "both change period agreement_review" in clash
    problem(door.ask("pat", "POST", f"/drafts/{other}/propose", json={}), 409)
    problem(door.ask("pat", "POST", f"/drafts/{other}/bring-up", json={"mine": []}), 422)
    up = door.ask("pat", "POST", f"/drafts/{other}/bring-up", json={"mine": [PERIODS]})
    assert up.json()["parent"] == 2


def test_law_row_by_row(door: Door) -> None:
    rows = door.ask("olive", "GET", "/law").json()
    row = next(each for each in rows if each["place"] == "periods/letter_1_reply")
    assert (row["policy"], row["confirmed_by"]) == (True, None)
    seen = {"row": row["place"], "sha256": row["sha256"]}
    problem(door.ask("pat", "POST", "/law/confirm", json=seen), 403)
    problem(door.ask("cora", "POST", "/law/confirm", json={**seen, "sha256": "0" * 64}), 404)
    assert door.ask("cora", "POST", "/law/confirm", json=seen).status_code == 200
    again = next(each for each in door.ask("olive", "GET", "/law").json() if each["place"] == row["place"])
    assert again["confirmed_by"] == door.landlord.person("cora").actor


def test_letters_before_and_after(door: Door) -> None:
    path = "shared/paragraphs.yaml"
    written = door.landlord.house.book[path].decode()
    number = drafted(door, {path: written.replace("Each joint tenant is", "Every joint tenant is")})
    seen = door.ask("olive", "GET", f"/drafts/{number}/letters").json()
    assert seen["against"] == ""
    assert [(each["place"], each["situation"], each["on"]) for each in seen["letters"]] == [
        ("arrears.letter_1", "joint", "2026-03-02"),
        ("arrears.letter_2", "joint", "2026-03-02"),
    ]
    (passage,) = seen["letters"][0]["passages"]
    assert "Every joint tenant is" in passage["after"]
    assert "Each joint tenant is" in passage["before"]
    printed = door.ask("olive", "GET", seen["letters"][0]["after_pdf"].removeprefix("/api"))
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert printed.content != door.ask("olive", "GET", seen["letters"][0]["before_pdf"].removeprefix("/api")).content
    assert door.ask("olive", "GET", "/editions/1/letters").json() == {"letters": [], "against": ""}
    problem(door.ask("olive", "GET", f"/drafts/{number}/letters/arrears.letter_9/after?on=2026-03-02"), 404)
