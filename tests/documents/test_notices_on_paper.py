"""A notice on paper: each page says of which it is one, nobody signs by themselves, and what counts is a heading."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html as markup
from pypdf import PdfReader

from documents.kinds import DocumentKind
from documents.letter import page_html
from documents.printing import print_pdf
from documents.samples import SITUATIONS, Situation, sample_facts
from documents.stated import passages_said
from documents.values import DocumentFacts
from tests.documents.test_accessible import LANDLORD, LAW, LIBRARY, below

ON = date(2026, 11, 16)
GOLDEN = Path(__file__).parent / "golden"
NOTICES = [kind for kind in LIBRARY.kinds.values() if kind.layout == "notice"]
LONG = "You have paid no rent since January, though we wrote to you and spoke with you. " * 9
HERE = [(situation, size) for situation in SITUATIONS[:2] for size in ("standard", "large")]


def facts_of(kind: DocumentKind, situation: Situation, reason: str = "why it is so") -> DocumentFacts:
    facts = sample_facts(situation, kind, LAW, LANDLORD, ON)
    words = "14 days" if kind.name in {"s128_notice", "s143e_notice"} else "8, 10 and 11"
    return replace(facts, named=replace(facts.named, reason=reason, words=words))


def pages_of(kind: DocumentKind, facts: DocumentFacts, size: str) -> list[str]:
    html, _ = page_html(facts, kind, LIBRARY, ("SPECIMEN",))
    reader = PdfReader(BytesIO(print_pdf(html, size, b"0123456789abcdef").content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("reason", ["why it is so", LONG], ids=["short", "long"])
@pytest.mark.parametrize(("situation", "size"), HERE, ids=lambda each: str(getattr(each, "name", each)))
@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: str(kind.name))
def test_each_page_says_of_which_notice_it_is(kind: DocumentKind, situation: Situation, size: str, reason: str) -> None:
    facts = facts_of(kind, situation, reason)
    pages = pages_of(kind, facts, size)
    *_, last = [paragraph for _, paragraph in passages_said(kind, LIBRARY, facts) if paragraph is not None]
    (signs,) = [number for number, page in enumerate(pages, 1) if "Date of this notice:" in page]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        titles = [kind.title] if number <= signs else [each.title for each in LIBRARY.enclosed(kind)]
        assert any(each in page for each in titles), (number, titles)
        for words in (facts.addressee.name, *facts.other_tenants, "12 Sample Street", facts.reference):
            assert words in page, (number, words)
    signed = pages[signs - 1]
    assert f"Signed for {LANDLORD.name} Name and capacity: Signature: Date of this notice:" in signed
    assert last.heading
    assert last.heading in signed, "who signs signs for what stands there"
    assert "Dated:" not in " ".join(pages)
    assert "Prepared on 16 November 2026" in pages[0]


@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: str(kind.name))
def test_what_stands_in_a_box_has_its_heading_and_is_one_for_who_reads_by_ear(kind: DocumentKind) -> None:
    facts = facts_of(kind, SITUATIONS[0])
    html, _ = page_html(facts, kind, LIBRARY, ())
    headings = [each.text_content() for each in markup.document_fromstring(html).iter("h2")]
    said = [
        paragraph
        for each in (kind, *LIBRARY.enclosed(kind))
        for _, paragraph in passages_said(each, LIBRARY, facts)
        if paragraph is not None
    ]
    assert headings == [each.heading for each in said if each.heading]
    reader = PdfReader(BytesIO(print_pdf(html, "standard", b"0123456789abcdef").content))
    tags = [each["/S"] for each in below(reader.trailer["/Root"]["/StructTreeRoot"])]
    assert tags.count("/H2") == len(headings)
    named = [each for each in said if each.style == "key" and "named_day" in each.names]
    assert named or "named_day" not in {name for each in said for name in each.names}
    assert all(each.heading for each in named), "the date that counts stands under a heading"


@pytest.mark.parametrize("name", ["nosp_s83", "s128_notice", "s143e_notice"])
def test_the_last_day_is_a_date_where_it_is_known(name: str) -> None:
    (kind,) = [each for each in NOTICES if each.name == name]
    facts = facts_of(kind, SITUATIONS[0])
    known = replace(facts, named=replace(facts.named, day=date(2027, 1, 4), last_day=date(2028, 1, 3)))
    assert "3 January 2028" in " ".join(pages_of(kind, known, "standard"))
    unknown = " ".join(pages_of(kind, replace(known, named=replace(known.named, last_day=None)), "standard"))
    assert ("twelve months after 4 January 2027" in unknown) is (name == "nosp_s83")


@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: str(kind.name))
def test_the_whole_text(kind: DocumentKind) -> None:
    """The words of the law among it; without the sum, which each case has of its own."""
    facts = facts_of(kind, SITUATIONS[0], "You have paid no rent since June.")
    facts = replace(facts, named=replace(facts.named, sum_pence=None, last_day=date(2027, 11, 25)))
    text = "\n\n".join(pages_of(kind, facts, "standard")) + "\n"
    assert text == (GOLDEN / f"{kind.name}.txt").read_text(encoding="utf-8")
