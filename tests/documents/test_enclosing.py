"""What goes with a document, in the same file: its words are confirmed as its own are."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.kinds import DocumentUnreadable
from documents.letter import page_html
from documents.library import Library
from documents.printing import print_pdf
from documents.samples import SITUATIONS, sample_facts
from documents.stated import stated
from tests.book import SHIPPED
from tests.documents.test_accessible import LANDLORD, LAW, LIBRARY, ON

NOTICE, NOTES = "shared/documents/s8_notice.yaml", "shared/documents/s8_notes.yaml"


@pytest.mark.parametrize("name", ["s8_notice", "s8_notice_3a"])
def test_the_notes_follow_the_notice_that_names_them(name: str) -> None:
    kind = LIBRARY.kinds["", name]
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    html, said = page_html(facts, kind, LIBRARY, ())
    keys = [each.key for each in said]
    assert keys[-1] == f"shared.{name}.whole"
    assert {"shared.s8_notes.whole", "shared.s8_notes.notes_breathing"} <= set(keys), "each of them waits in Wording"
    pages = PdfReader(BytesIO(print_pdf(html, "standard", b"0123456789abcdef").content)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    (signed,) = [number for number, text in enumerate(texts) if "Signature:" in text]
    title = LIBRARY.kinds["", "s8_notes"].title
    assert f"With this notice: {title}" in texts[signed]
    assert texts[signed + 1].startswith(title), "they begin a page of their own, behind the signature"
    for words in ("breathing space. It lasts for 60 days", "Only a court can order you to leave", "What happens next"):
        assert words in " ".join(texts[signed + 1 :])
    assert "MoneyHelper" in " ".join(texts[signed + 1 :])


def test_what_is_enclosed_states_for_its_document() -> None:
    changed = SHIPPED[NOTES].replace(b"  - paragraph: notes_pay\n", b"  - paragraph: notes_pay\n  - {fact: balance}\n")
    library = Library(SHIPPED.with_changes({NOTES: changed}))
    kind = library.kinds["", "s8_notice"]
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    assert "balance" in stated(kind, library, facts)
    assert "balance" not in stated(LIBRARY.kinds["", "s8_notice"], LIBRARY, replace(facts))


@pytest.mark.parametrize("name", ["no_such", "ntq", "s8_notice"])
def test_only_a_schedule_that_there_is_can_be_enclosed(name: str) -> None:
    changed = SHIPPED[NOTICE].replace(b"encloses: [s8_notes]", f"encloses: [{name}]".encode())
    with pytest.raises(DocumentUnreadable, match=f"encloses '{name}', which is neither"):
        Library(SHIPPED.with_changes({NOTICE: changed}))


def test_what_is_enclosed_encloses_nothing_itself() -> None:
    changed = SHIPPED[NOTES].replace(b"layout: schedule\n", b"layout: schedule\nencloses: [statement]\n")
    with pytest.raises(DocumentUnreadable, match="encloses nothing itself"):
        Library(SHIPPED.with_changes({NOTES: changed}))
