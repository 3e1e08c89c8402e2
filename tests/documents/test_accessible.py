"""Every document is PDF/UA-1 by an independent checker, and what no checker of the standard asks is so, too."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import page
import pytest
from pypdf import PdfReader

from cases.law import Law
from documents.kinds import LAYOUTS, DocumentKind, read_document
from documents.landlord import Landlords
from documents.letter import page_html
from documents.library import Library
from documents.links import linked
from documents.printing import print_pdf
from documents.samples import SITUATIONS, sample_facts
from tests.book import BOOK, SHIPPED
from workflows.settings import HOUSE

ON = date(2026, 11, 16)
LIBRARY = Library(SHIPPED)
LAW = Law.of_folder(HOUSE / "bpmn" / "law")
LANDLORD = Landlords.of_book(BOOK, "organisation/landlord.yaml").on(ON, "Newbridge Homes")
JOINT = next(each for each in SITUATIONS if each.joint)
EVERY = [f"{procedure}.{name}" for procedure, name in LIBRARY.kinds]
LETTER = BOOK["procedures/arrears/documents/letter_1.yaml"]
"""All that a letter says, of which each other layout is made here."""


def kind_of(name: str) -> DocumentKind:
    """A kind of the rule book by its place, or the same words in another layout by the layout's name."""
    if name in EVERY:
        procedure, _, kind = name.rpartition(".")
        return LIBRARY.kinds[procedure, kind]
    content = LETTER.replace(b"layout: letter", f"layout: {name}\nform: Form 3".encode())
    return read_document("procedures/arrears/documents/letter_1.yaml", content, "arrears")


@pytest.fixture(scope="module", params=[(name, size) for name in (*EVERY, *LAYOUTS) for size in ("standard", "large")])
def printed(request: pytest.FixtureRequest) -> bytes:
    """Each document in each size, to a joint tenant with a deputy, with marks on each page."""
    name, size = request.param
    kind = kind_of(name)
    facts = sample_facts(JOINT, kind, LAW, LANDLORD, ON)
    html, _ = page_html(facts, kind, LIBRARY, ("SPECIMEN",))
    return print_pdf(html, size, b"0123456789abcdef").content


def test_it_is_pdf_ua_and_its_tags_say_what_is_what(printed: bytes) -> None:
    report = page.validate_pdf_bytes(printed, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    reader = PdfReader(BytesIO(printed))
    elements = list(below(reader.trailer["/Root"]["/StructTreeRoot"]))
    headings = [each for each in elements if each["/S"] == "/TH"]
    for each in headings:
        in_head = each["/P"].get_object()["/P"].get_object()["/S"] == "/THead"
        assert each["/A"]["/Scope"] == ("/Column" if in_head else "/Row")
    words = [said for sheet in reader.pages for said in tagged(sheet)]
    assert not [said for tag, said in words if tag != "/Artifact" and said.startswith("Page ")]
    assert [said for tag, said in words if tag == "/Artifact" and said.startswith("Page ")] == [
        f"Page {number} of {len(reader.pages)}" for number in range(1, len(reader.pages) + 1)
    ]
    assert sum("SPECIMEN" in said for tag, said in words if tag != "/Artifact") == 1, "heard once, seen on each page"
    links = [each.get_object() for sheet in reader.pages for each in sheet.get("/Annots", [])]
    assert {each["/A"]["/URI"] for each in links} >= {"mailto:rent@newbridge.example"}
    assert all(each["/F"] == 4 and each["/Contents"] for each in links)


def test_addresses_become_links_and_nothing_else_does() -> None:
    said = linked("Write to a.b@c.example, or see www.d.example/e-f. <b> x@y & https://g.example")
    assert said == (
        'Write to <a href="mailto:a.b@c.example">a.b@c.example</a>, or see '
        '<a href="https://www.d.example/e-f">www.d.example/e-f</a>. &lt;b&gt; x@y &amp; '
        '<a href="https://g.example">https://g.example</a>'
    )
    assert linked('www.x.example"onclick=1') == '<a href="https://www.x.example">www.x.example</a>&#34;onclick=1'


def below(element: Any) -> Iterator[Any]:
    """Every element of the tree of tags under one."""
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        node = child.get_object()
        if isinstance(node, dict) and "/S" in node:
            yield node
            yield from below(node)


def tagged(sheet: Any) -> list[tuple[str, str]]:
    """What stands on a page, each run with its tag."""
    found: list[tuple[str, str]] = []
    tags = [""]

    def operand(operator: bytes, operands: list[Any], _cm: object, _tm: object) -> None:
        if operator in {b"BDC", b"BMC"}:
            tags.append(str(operands[0]))

    def text(said: str, _cm: object, _tm: object, _font: object, _size: object) -> None:
        if said.strip():
            found.append((tags[-1], said.strip()))

    sheet.extract_text(visitor_operand_before=operand, visitor_text=text)
    return found
