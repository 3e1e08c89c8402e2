"""S3-21, S4-15, S2-12: papers are served with their proof and count by law; post that came back is followed up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from documents.register import documents_of_case
from tests.duties.officers import Officers
from tests.house import make_landlord
from tests.tasks.test_service import PNG, Post, give_a_letter, with_a_letter
from workflows.clock import SimulatedClock

AT = "2026-03-02T12:15:00Z"
BY_HAND = {
    "delivery": "handed_over",
    "at": AT,
    "place": "At her door",
    "done_by": "Olive Marsh",
    "taken_by": "the_person",
    "witness": "Sam Hill",
}


@pytest.fixture
def served(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[tuple[Officers, Post]]:
    """Officers whose first letter is with the print house, at five in the afternoon."""
    landlord = make_landlord(database_url, tmp_path / "store", clock, filled=give_a_letter)
    yield Officers(landlord), with_a_letter(landlord)
    landlord.house.close()


def of_letter(officers: Officers, letter: int, who: str = "olive") -> dict[str, Any]:
    seen: dict[str, Any] = officers.get(who, f"/documents/{letter}/service")["service"]
    return seen


def test_s3_21_papers_are_handed_over_with_a_photograph_and_count_by_the_courts_rule(
    served: tuple[Officers, Post],
) -> None:
    officers, post = served
    papers = post.brought("particulars of claim.pdf")
    officers.get("olive", f"/documents/{papers}/service")
    headers = {"Authorization": f"Bearer {officers._tokens['olive']}", "Content-Type": "application/octet-stream"}
    brought = officers.client.post(f"/api/documents/{papers}/proofs?name=door.png", headers=headers, content=PNG)
    assert brought.status_code == 201, brought.text
    proof = brought.json()["document"]
    said = {**BY_HAND, "served_as": "court_document", "proof_document": proof}
    assert (
        "Say when, to the minute"
        in officers.post("olive", f"/documents/{papers}/service", 422, **{**said, "at": None, "on": "2026-03-02"})[
            "detail"
        ]
    )
    made = officers.post("olive", f"/documents/{papers}/service", **said)
    assert (made["counts_on"], made["rule"]) == ("2026-03-02", "CPR 6.26")
    assert "before 16:30: served then" in made["why"]
    (event,) = of_letter(officers, papers)["events"]
    assert (event["done_by"], event["witness"], event["proof_document_id"]) == ("Olive Marsh", "Sam Hill", proof)
    assert {each["row"] for each in event["sources"]} >= {"same_day_before_minutes"}
    officers.post("olive", f"/documents/{papers}/service", 409, **said)


def test_s4_15_given_to_the_print_house_is_told_apart_from_posted_and_from_served(
    served: tuple[Officers, Post],
) -> None:
    officers, post = served
    (letter,) = officers.get("olive", f"/cases/{post.case}")["documents"]
    assert (letter["service_status"], letter["service"][0]["stage"]) == ("given_to_print_house", "given_to_print_house")
    assert "served_at" not in letter
    proof = {"delivery": "posted", "on": "2026-03-02", "method": "first_class_post", "proof": "Print house 88"}
    headers = {"Authorization": f"Bearer {officers._tokens['olive']}"}
    made = officers.client.post(f"/api/documents/{post.letter}/service", headers=headers, json=proof).json()
    assert (made["counts_on"], made["rule"]) == (None, "")
    assert "No law deems an ordinary letter served" in made["why"]
    (letter,) = officers.get("olive", "/persons/1")["person"]["documents"]
    assert letter["service"][0]["words"] == "Posted on 2 March 2026 (first class post, Print house 88)."


def test_s2_12_post_that_came_back_is_followed_up_until_an_address_is_confirmed(
    served: tuple[Officers, Post],
) -> None:
    officers, _ = served
    (found,) = officers.get("sam", "/letters?reference=RA-1-1")
    letter = found["document"]["id"]
    made = officers.post("sam", f"/documents/{letter}/returned", reason="gone_away", note="Sticker")
    assert "No letter goes to that address by post" in made["then"]
    (listed,) = officers.get("olive", "/returned-mail")["returned"]
    assert (listed["name"], listed["post"]["reason"]) == ("Ms Ann Tenant1", "gone_away")
    rows = {row["status"]: row["value"] for row in officers.get("olive", "/persons/1")["person"]["details"]}
    assert rows == {"returned_mail": "1 High Street\nNewbridge\nNB1 1AA"}
    address = {"kind": "address", "value": "9 New Road\nNB2 2BB", "confirmed_how": "She rang, and said it"}
    officers.post("olive", "/persons/1/details", **address)
    assert officers.get("olive", "/returned-mail")["returned"] == []
    with officers.landlord.house.db.read() as session:
        assert [each.kind for each in documents_of_case(session, 1)] == ["letter_1"]
