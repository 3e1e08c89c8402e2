"""What pages tell in words: values of the record, holds that ended, names that no two things bear, pictures."""

import re
from typing import Any

import pytest

from tests.web.conftest import Office
from web.rendering import STATIC
from web.timeline import lines, written
from workflows.evidence.kinds import Kind
from workflows.evidence.rows import TimelineEntry


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("assured_social", "assured social"),
        ("letter_1", "letter 1"),
        ("2026-09-19", "19 September 2026"),
        ("2026-09-19T08:30:00.000000Z", "19 September 2026 at 09:30"),
        (["letter_1", "2026-09-19"], "letter 1, 19 September 2026"),
        ("2026-99-99", "2026-99-99"),
        ("Two_Jobs, one", "Two_Jobs, one"),
        ("a@b_c.example", "a@b_c.example"),
    ],
)
def test_a_recorded_value_is_words(value: Any, words: str) -> None:
    assert written(value) == words


def told(kind: Kind, content: dict[str, Any]) -> Any:
    """The line of one entry."""
    at = "2026-10-20T09:00:00.000000Z"
    entry = TimelineEntry(1, kind, "user:1", "", at, at, "", content, {})
    (line,) = lines([entry], None, {"user:7": "Olive"}, lambda _name: None)
    return line


@pytest.mark.parametrize(
    ("kind", "ends_on", "sentence"),
    [
        (Kind.HOLD_ENDED, None, "Dispute from 5 October 2026 until 20 October 2026."),
        (Kind.HOLD_ENDED, "2026-12-01", "Dispute from 5 October 2026 until 20 October 2026."),
        (Kind.HOLD_ENDED, "2026-10-19", "Dispute from 5 October 2026 until 19 October 2026."),
        (Kind.HOLD_BEGAN, None, "Dispute from 5 October 2026."),
        (Kind.HOLD_BEGAN, "2026-12-01", "Dispute from 5 October 2026 until 1 December 2026."),
    ],
)
def test_a_hold_that_ended_says_until_when(kind: Kind, ends_on: str | None, sentence: str) -> None:
    assert told(kind, {"kind": "dispute", "begins_on": "2026-10-05", "ends_on": ends_on}).said == [sentence]


def test_rules_and_documents_are_told_in_words() -> None:
    matched = [{"rules": ["early_arrears"], "numbers": [6]}]
    assert told(Kind.DECISION_TAKEN, {"matched": matched, "value": "x"}).said == [
        "Rule that matched: early arrears (row 6)."
    ]
    line = told(Kind.STEP_COMPLETED, {"result": {"documents": [289], "sent_to": "print_house"}})
    assert line.facts == [("Sent to", "print house")]
    line = told(Kind.STEP_RELEASED, {"of": "user:7", "because": "user ended"})
    assert line.said == ["Olive, who had it, can sign in no more."]


def test_what_is_opened_is_told_apart(office: Office) -> None:
    browser = office.browser("tess")
    for address in (f"/cases/{office.case}", f"/cases/{office.case}/record"):
        browser.get(address)
        summaries = browser.tree().xpath("//ol//summary | //tbody//summary")
        names = [re.sub(r"\s+", " ", each.text_content()).strip() for each in summaries]
        assert len(names) == len(set(names)), address


def test_an_element_without_a_name_is_read_without_its_id(office: Office) -> None:
    browser = office.browser("tess")
    browser.get("/procedures/arrears")
    read = browser.tree().xpath("//*[local-name()='svg']//@aria-label")
    assert any(each.startswith("Choice") for each in read)
    assert not [each for each in read if re.search(r"[a-z]_[a-z]", each)]


def test_words_of_the_statement_stay_whole() -> None:
    style = (STATIC / "duecourse.css").read_text(encoding="utf-8")
    assert style.index(".statement bdi { overflow-wrap: normal; }") > style.index("bdi { overflow-wrap: anywhere; }")
