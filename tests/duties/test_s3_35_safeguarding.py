"""S3-35: a safeguarding concern is recorded, referred, and seen by whom it concerns alone, at every door."""

import json
from datetime import timedelta
from typing import Any

from tests.duties.officers import Officers
from workflows.evidence.verify import verify_record

SECRET = "Bruises; says that her brother takes the money"
CONCERN = {
    "kind": "safeguarding",
    "detail": SECRET,
    "source": "Visit of today",
    "review_on": "2026-03-09",
    "warn": True,
}


def recorded(officers: Officers) -> int:
    number: int = officers.post("olive", "/persons/1/vulnerabilities", **CONCERN)["number"]
    return number


def without_lists(answer: Any) -> str:
    return json.dumps(answer)


def test_an_officer_records_it_and_sees_only_that_they_must_ask_first(officers: Officers) -> None:
    recorded(officers)
    seen = officers.get("olive", "/persons/1")
    assert seen["ask_first"] == "Ask your team leader before you contact this person."
    assert seen["person"]["vulnerabilities"]["rows"] == []
    assert SECRET not in without_lists(seen)
    assert "safeguarding" not in without_lists(seen)
    led = officers.get("tess", "/persons/1")
    assert led["ask_first"] == ""
    assert [row["kind"] for row in led["person"]["vulnerabilities"]["rows"]] == ["safeguarding"]


def test_at_a_case_whoever_works_it_is_told_to_ask_first(officers: Officers) -> None:
    recorded(officers)
    officers.landlord.look()
    case = officers.landlord.case_of(1)
    assert officers.get("olive", f"/cases/{case}")["ask_first"] == ["C1"]
    assert officers.get("tess", f"/cases/{case}")["ask_first"] == []
    assert SECRET not in without_lists(officers.get("olive", f"/cases/{case}"))


def test_without_the_mark_nothing_at_all_is_said(officers: Officers) -> None:
    officers.post("olive", "/persons/1/vulnerabilities", **{**CONCERN, "warn": False})
    assert officers.get("olive", "/persons/1")["ask_first"] == ""


def test_the_record_and_the_export_keep_its_words_from_others_and_its_hash_for_everybody(officers: Officers) -> None:
    recorded(officers)
    for who, sees in (("olive", False), ("ada", False), ("tess", True), ("cora", True)):
        record = officers.get(who, "/persons/1/record")
        entry = next(each for each in record if each["kind"] == "vulnerability recorded")
        assert entry["restricted"] is True
        assert (SECRET in without_lists(record)) is sees, who
        assert ("safeguarding" in without_lists(record)) is sees, who
    for who, sees in (("ada", False), ("cora", True)):
        export = officers.get(who, "/persons/1/export")
        assert (SECRET in without_lists(export)) is sees, who
        problems, notes = verify_record(export)
        assert problems == []
        assert any("withheld from this copy" in each for each in notes.unseen) is not sees
        entry = next(each for each in export["entries"] if "vulnerability recorded" in each["body"])
        assert len(entry["hash"]) == 64
        assert (entry["salt"] is None) is not sees, "with the salt its words could be guessed"


def test_a_payload_that_is_gone_without_being_declared_is_found(officers: Officers) -> None:
    recorded(officers)
    export = officers.get("cora", "/persons/1/export")
    entry = next(each for each in export["entries"] if "vulnerability recorded" in each["body"])
    entry.update(content=None, salt=None, withheld=True)
    problems, _notes = verify_record(export)
    assert any("is gone, and no entry erased it" in each.sentence for each in problems)


def test_who_may_not_see_it_can_neither_review_nor_end_it_and_learns_nothing(officers: Officers) -> None:
    number = recorded(officers)
    here = f"/persons/1/vulnerabilities/{number}"
    there = officers.post("olive", f"{here}/end", 404, reason="x")
    missing = officers.post("olive", "/persons/1/vulnerabilities/77/end", 404, reason="x")
    assert there["detail"].replace(str(number), "N") == missing["detail"].replace("77", "N")
    officers.post("olive", f"{here}/review", 404, review_on="2026-03-20")
    second = officers.post("tess", f"{here}/review", review_on="2026-03-20", detail="Social services came")["number"]
    officers.post("tess", f"{here}/end", 404, reason="It was replaced")
    officers.post("tess", f"/persons/1/vulnerabilities/{second}/end", reason="Her brother moved out")
    assert officers.get("tess", "/persons/1")["person"]["vulnerabilities"]["rows"] == []
    assert SECRET not in without_lists(officers.get("olive", "/persons/1/record"))
    assert "Her brother moved out" not in without_lists(officers.get("olive", "/persons/1/record"))


def test_a_day_of_review_is_wanted_and_not_too_far_ahead(officers: Officers) -> None:
    officers.post("olive", "/persons/1/vulnerabilities", 422, **{**CONCERN, "review_on": "2026-03-02"})
    late = officers.post("olive", "/persons/1/vulnerabilities", 422, **{**CONCERN, "review_on": "2026-09-01"})
    assert "by 31 August 2026 at the latest" in late["detail"]
    officers.post("olive", "/persons/1/vulnerabilities", **{**CONCERN, "review_on": "2026-08-31"})


def test_a_referral_that_tells_of_it_is_kept_from_the_same_people(officers: Officers) -> None:
    consent = {"consent_how": "At the office", "consent_on": "2026-03-02"}
    made = officers.post("olive", "/persons/1/referrals", partner="domestic_abuse", reason="Needs refuge", **consent)
    clock = officers.landlord.clock
    clock.move_to(clock.now() + timedelta(days=14))
    for path in ("/persons/1", "/persons/1/record", "/referrals"):
        assert "Needs refuge" not in without_lists(officers.get("olive", path)), path
        assert "domestic_abuse" not in without_lists(officers.get("olive", path)), path
        assert "Needs refuge" in without_lists(officers.get("tess", path)), path
    here = f"/persons/1/referrals/{made['id']}"
    officers.post("olive", f"{here}/chase", 404, words="x")
    officers.post("olive", f"{here}/close", 404, outcome="x")
    officers.post("tess", f"{here}/chase", words="A place is free")
    officers.post("tess", f"{here}/close", outcome="Moved in")
    assert "A place is free" not in without_lists(officers.get("olive", "/persons/1/record"))
    export = officers.get("ada", "/persons/1/export")
    assert "Moved in" not in without_lists(export)
    assert verify_record(export)[0] == []
