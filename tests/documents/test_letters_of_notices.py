"""The letters about a notice: a review was asked, what it decided, that it is withdrawn, and what is said after it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pytest
from pypdf import PdfReader

from documents.facts import NotMade, must_be_made
from documents.letter import page_html
from documents.named import NOTHING_NAMED
from documents.printing import print_pdf
from documents.samples import SITUATIONS, sample_facts
from documents.values import DocumentFacts
from tests.documents.test_accessible import LANDLORD, LAW, LIBRARY, ON
from tests.documents.test_words_of_letters import HARDEST_PARAGRAPH, grade

GOLDEN = Path(__file__).parent / "golden"
REASON = "You have paid no rent since June. We read what you wrote about your work, and saw no payment after it began."
BEFORE, LATEST = date(2027, 1, 4), date(2027, 8, 31)
WHO = "Ms Dana Lee, head of housing"
NAMED: dict[str, dict[str, Any]] = {
    "notice_review_asked": {"words": WHO, "day": BEFORE, "last_day": date(2026, 11, 30)},
    "notice_review_asked.hearing": {
        "words": WHO,
        "day": BEFORE,
        "remedy": "on Monday 14 December 2026 at 2pm, Newbridge House, room 3",
    },
    "notice_review_decided": {"words": WHO, "reason": REASON, "day": BEFORE, "last_day": LATEST},
    "notice_review_decided.withdrawn": {
        "words": WHO,
        "reason": "You began to pay in October, and have kept to it since.",
        "remedy": "Please go on as you agreed with us. We will look at it with you in three months.",
    },
    "notice_withdrawn": {
        "words": "Notice of seeking possession (Housing Act 1985, section 83)",
        "day": BEFORE,
        "reason": "Your benefit was paid, and what the notice spoke of is not owed any more.",
    },
    "notice_after": {},
    "notice_after.review": {"day": date(2026, 11, 30)},
}
"""What a step names for each, by the name of its golden text."""
LACKING = {
    "notice_review_asked": {"words": "who decides", "day": "by which day"},
    "notice_review_decided": {"words": "who decided", "reason": "who decided, or why", "day": "after which day"},
    "notice_withdrawn": {"words": "which notice", "reason": "or why"},
}


def facts_of(name: str, **otherwise: Any) -> DocumentFacts:
    kind = LIBRARY.kinds["notice", name.partition(".")[0]]
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    named = {("sum_pence" if key == "sum" else key): each for key, each in (NAMED[name] | otherwise).items()}
    return replace(facts, named=replace(NOTHING_NAMED, **named))


def printed(facts: DocumentFacts, size: str = "standard") -> bytes:
    html, _ = page_html(facts, LIBRARY.kinds["notice", facts.letter], LIBRARY, ())
    return print_pdf(html, size, b"0123456789abcdef").content


def pages_of(content: bytes) -> list[str]:
    return [" ".join(each.extract_text().split()) for each in PdfReader(BytesIO(content)).pages]


@pytest.mark.parametrize("name", NAMED)
def test_the_whole_text(name: str) -> None:
    text = "\n\n".join(pages_of(printed(facts_of(name)))) + "\n"
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("name", NAMED)
def test_each_is_read_by_ear_and_in_large_print(name: str, size: str) -> None:
    report = page.validate_pdf_bytes(printed(facts_of(name), size), profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


@pytest.mark.parametrize("name", NAMED)
def test_each_is_plain(name: str) -> None:
    """What the samples do not name, too: that a notice stands, or a hearing."""
    _, said = page_html(facts_of(name), LIBRARY.kinds["notice", name.partition(".")[0]], LIBRARY, ())
    hard = {each.id: each.text for each in said[:-1] if grade(each.text.replace("{{", "").replace("}}", "")) > 10}
    assert HARDEST_PARAGRAPH == 10
    assert hard == {}


@pytest.mark.parametrize(
    ("name", "says", "never"),
    [
        ("notice_review_asked", ["before: 4 January 2027", "must reach us by 30 November 2026"], ["hearing. We will"]),
        (
            "notice_review_asked.hearing",
            ["A hearing was asked for", "on Monday 14 December 2026 at 2pm"],
            ["must reach us by"],
        ),
        (
            "notice_review_decided",
            ["the notice stands", REASON, "once 4 January 2027 is over", "lasts until 31 August 2027"],
            ["withdrawn", "What happens now"],
        ),
        ("notice_review_decided.withdrawn", ["The notice is withdrawn"], ["the notice stands", "lasts until"]),
        ("notice_withdrawn", ["Nothing rests on that notice any more", "names 4 January 2027"], ["lasts until"]),
        (
            "notice_after",
            ["Possession Claims by Social Landlords", "£450.00", "Brought forward"],
            ["evict", "bailiff", "will lose"],
        ),
    ],
)
def test_each_says_what_it_is_for_and_nothing_of_the_other_outcome(
    name: str, says: list[str], never: list[str]
) -> None:
    text = " ".join(pages_of(printed(facts_of(name))))
    for words in says:
        assert words in text, words
    for words in never:
        assert words not in text, words


@pytest.mark.parametrize(
    ("name", "member", "sentence"), [(name, *each) for name, of in LACKING.items() for each in of.items()]
)
def test_what_it_must_say_is_not_left_out(name: str, member: str, sentence: str) -> None:
    kind = LIBRARY.kinds["notice", name]
    must_be_made(kind, facts_of(name))
    without: Mapping[str, Any] = {member: "" if member in {"words", "reason"} else None}
    with pytest.raises(NotMade, match=sentence):
        must_be_made(kind, facts_of(name, **without))


def test_after_a_notice_nothing_is_asked_of_who_owes_nothing_late() -> None:
    with pytest.raises(NotMade, match="Nothing is late"):
        must_be_made(LIBRARY.kinds["notice", "notice_after"], replace(facts_of("notice_after"), late_pence=0))
