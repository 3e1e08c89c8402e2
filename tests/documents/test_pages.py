"""What stands on the pages, and that a screen reader can read them."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from sqlalchemy import update

from cases.tables import Account
from documents.letter import SIMULATED, SPECIMEN
from documents.printing import print_pdf
from tests.documents.conftest import ROSA, TODAY, Tenancy, text_of
from workflows.db import table

GOLDEN = Path(__file__).parent / "golden"
JOSEF = {"title": "Mr", "given_name": "Josef", "family_name": "Novák"}
AMIRA = {"title": "Mrs", "given_name": "Amira", "family_name": "Novák", "large_print": True}


def test_each_joint_tenant_has_a_letter_of_their_own(on_sqlite: Tenancy) -> None:
    josef, amira = on_sqlite.tenants(JOSEF, AMIRA).make()
    assert (josef.format, amira.format) == ("standard", "large")
    for letter, own, other in ((josef, "Mr Novák", "Mrs Amira Novák"), (amira, "Mrs Novák", "Mr Josef Novák")):
        text = " ".join(text_of(letter))
        assert f"Dear {own} " in text
        assert f"You hold this tenancy together with {other}." in text
        assert "£737.50" in text
        assert "16 March 2026" in text
    sizes = _sizes(amira.printed.content)
    assert min(size for size, words in sizes if words not in ("Mrs Amira Novák", *amira.facts.addressee.address)) >= 16


@pytest.mark.parametrize("letter", ["letter_1", "letter_2"])
def test_the_whole_text(on_sqlite: Tenancy, letter: str) -> None:
    made = on_sqlite.tenants(ROSA).make(letter)[0]
    text = "\n\n".join(text_of(made)) + "\n"
    assert text == (GOLDEN / f"{letter}.txt").read_text(encoding="utf-8")


def test_the_second_letter_names_the_first(on_sqlite: Tenancy) -> None:
    on_sqlite.tenants(ROSA).keep(on_sqlite.make())
    assert "We wrote to you" not in text_of(on_sqlite.make("letter_2")[0])[0], "it has not left the house"
    on_sqlite.release()
    on_sqlite.clock.move_to(on_sqlite.clock.now() + timedelta(days=21))
    with on_sqlite.db.write() as session:  # the newest export has come in: a late ledger's sum is not stated
        session.execute(update(table(Account)).values(balance_on=on_sqlite.clock.now().date()))
    assert "We wrote to you about your rent account on 2 March 2026." in text_of(on_sqlite.make("letter_2")[0])[0]


def test_marks_for_screen_readers(on_sqlite: Tenancy) -> None:
    reader = PdfReader(BytesIO(on_sqlite.tenants(ROSA).make()[0].printed.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Your rent account – Ms Rosa Whitfield, 2 March 2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    kinds = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/TD"} <= kinds
    pages: Any = reader.pages
    for page in pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, "every typeface is embedded"


def test_every_page_says_that_it_is_no_real_letter(on_sqlite: Tenancy) -> None:
    pages = text_of(on_sqlite.tenants({**ROSA, "large_print": True}).make()[0])
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert SPECIMEN in page
        assert SIMULATED in page
        assert f"Page {number} of {len(pages)}" in page


def test_hostile_names_and_long_addresses_are_words_and_are_whole(on_sqlite: Tenancy) -> None:
    name = "<script>alert(1)</script> {{ 7*7 }} " + "W" * 120
    lines = [f"The Very Long Name of Building Number {number} in the Yard" for number in range(6)]
    tenant = {"family_name": f"\u202e{name}", "address": "\n".join(lines), "postcode": "NB1 2AB"}
    ledger = [(TODAY, "rent", 9_999_999_99, "<b>\U0001f600" + "x" * 200)]
    for letter in on_sqlite.tenants(tenant, {**ROSA, "large_print": True}, ledger=ledger).make():
        text = "".join(text_of(letter)).replace(" ", "")
        for wanted in (*letter.facts.addressee.address, letter.facts.addressee.name, "£9,999,999.99", "<b>?xxx"):
            assert wanted.replace(" ", "") in text
        assert "\u202e" not in text


def test_a_long_statement_repeats_its_head_and_credit_is_a_word(on_sqlite: Tenancy) -> None:
    charges = [(date(2025, 12, 2) + timedelta(days=day), "rent", 1500, "Daily charge") for day in range(80)]
    ledger = [(date(2025, 11, 3), "payment", -20000, ""), *charges]
    made = on_sqlite.tenants(ROSA, ledger=ledger).make()[0]
    tables = [page for page in text_of(made) if "Date What for Added Paid in Owed" in page]
    assert len(tables) >= 3
    assert "£200.00 in credit" in tables[0]
    assert "Total, and what is owed now £1,200.00 £0.00 £1,000.00" in tables[-1]


PRINT = """
import hashlib, sys
from pathlib import Path
from typing import Any
from documents.printing import print_pdf
print(hashlib.sha256(print_pdf(Path(sys.argv[1]).read_text(), "standard", b"id").content).hexdigest())
"""


def test_the_same_page_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html lang=en-GB><title>A</title><h1>Ọlá</h1><p>£1.00<table><tr><th>a<td>b</table>")
    here = hashlib.sha256(print_pdf(page.read_text(), "standard", b"id").content).hexdigest()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", PRINT, str(page)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == here


def test_threads_print_the_same() -> None:
    html = "<html lang=en-GB><title>A</title><h1>Heading</h1><p>£1.00"
    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(lambda size: print_pdf(html, size, b"id").sha256, ["standard", "large"] * 4))
    assert len(set(printed[::2])) == len(set(printed[1::2])) == 1


def test_a_page_may_fetch_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    html = f'<html lang=en-GB><title>A</title><p>text<img alt="x" src="{secret.as_uri()}">'
    printed = print_pdf(html, "standard", b"id")
    assert "secret" not in PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    assert "may not fetch" in caplog.text


def _tags(tree: Any) -> set[str]:
    found, left = set(), [tree]
    while left:
        node = left.pop().get_object()
        if not isinstance(node, DictionaryObject):
            continue
        found.add(str(node.get("/S")))
        children = node.get("/K", [])
        left.extend(children if isinstance(children, list) else [children])
    return found


def _sizes(content: bytes) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []

    def seen(text: str, cm: list[float], _tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.append((round(size * cm[0], 1), text.strip()))

    for page in PdfReader(BytesIO(content)).pages:
        page.extract_text(visitor_text=seen)
    return found
