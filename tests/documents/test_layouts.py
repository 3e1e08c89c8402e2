"""The layouts: each says what it is, states its facts, and can be read by ear."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.kinds import LAYOUTS, DocumentUnreadable, read_document
from tests.documents.conftest import ROSA, Tenancy, text_of

FACTS = "  - {fact: arrears}\n  - {fact: earlier_letter_on}\n  - {fact: tenancy_start}\n"
FIELDS = f"says:\n{FACTS}  - paragraph: first_key\n"
SAYS = {
    "letter": ["Dear Ms Whitfield", "Yours sincerely"],
    "notice": ["Form 3 (1 May 2026)", "To: Ms Rosa Whitfield", "From: Newbridge Homes", "Name and capacity:"],
    "statement": ["Brought forward", "Total, and what is owed now"],
    "schedule": ["Ms Rosa Whitfield, 12 Mill Lane", "Reference RA-100000-1"],
    "data_sheet": ["For Form 3 (1 May 2026)", "As the records stood at the end of 2 March 2026"],
    "bundle_part": ["Case: RA-100000-1", "Tenant: Ms Rosa Whitfield"],
}
NEVER = {"notice": ["Dear"], "schedule": ["Dear", "Yours sincerely"], "data_sheet": ["Dear"], "bundle_part": ["Dear"]}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_prints_what_the_document_says(on_sqlite: Tenancy, layout: str) -> None:
    changed = {"layout: letter\n": f"layout: {layout}\nform: Form 3 (1 May 2026)\n", "says:\n": FIELDS}
    if layout != "letter":
        changed["encloses: [statement]\n"] = ""
    made = on_sqlite.tenants(ROSA).with_wording(changed).make()[0]
    text = " ".join(text_of(made))
    for words in ("Arrears: £737.50", "Earlier letter on: None", "Tenancy start: 6 January 2020", *SAYS[layout]):
        assert words in text, words
    for words in NEVER.get(layout, ()):
        assert words not in text
    assert ("Brought forward" in text) is (layout in ("letter", "statement"))
    reader = PdfReader(BytesIO(made.printed.content))
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Your rent account")


def test_a_notice_to_joint_tenants_names_them_all(on_sqlite: Tenancy) -> None:
    josef = {"title": "Mr", "given_name": "Josef", "family_name": "Novák"}
    changed = {"layout: letter\n": "layout: notice\n", "encloses: [statement]\n": ""}
    for made in on_sqlite.tenants(ROSA, josef).with_wording(changed).make():
        text = " ".join(text_of(made))
        assert "joint tenants" in text
        assert "Ms Rosa Whitfield" in text
        assert "Mr Josef Novák" in text


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{fact: no_such}", "'no_such' is no fact of documents"),
        ("{fact: advice}", "'advice' is no fact of documents"),
        ("{fact: arrears, list: advice}", "each row names a `paragraph`, a `list` or a `fact`"),
        ("{when: arrears > 0}", "each row names a `paragraph`, a `list` or a `fact`"),
    ],
)
def test_a_fact_that_there_is_not_is_refused(row: str, says: str) -> None:
    written = (
        "title: T\nlayout: data_sheet\nto: each tenant\nservice: first-class post by the print house\n"
        f"signatory: team\nsays:\n  - {row}\n"
    )
    with pytest.raises(DocumentUnreadable, match=says):
        read_document("procedures/p/documents/d.yaml", written.encode(), "p")
