"""A budget on paper: PDF/UA-1 in both sizes, heard in order, nothing over the edge; what it says and does not say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import page
import pytest
from pypdf import PdfReader

from cases.budgets.offers import budget_sheet
from cases.budgets.rows import BudgetRow, DebtRow, LineRow
from cases.budgets.words import CATEGORIES, Frequency, Section
from documents.budgets import BudgetOnPaper, budget_html, print_budget
from documents.letter import SIMULATED
from documents.printing import NotPrintable
from tests.documents.test_accessible import LANDLORD, LAW, below, tagged

ON = date(2026, 3, 2)
BUDGET = BudgetRow(
    *(7, ON, "Ann Tenant1, on the phone", 2, 1, 0, date(2026, 6, 2), "A diet that a doctor ordered", "user:1"),
    *(datetime(2026, 3, 2, 9, tzinfo=UTC), None, None),
)
LINES = [
    LineRow(section, code, 12_345, every, "as the payslip says" if code == "earnings" else "")
    for (section, codes), every in zip(CATEGORIES.items(), Frequency, strict=False)
    for code in codes
]
DEBTS = [DebtRow("rent 1", True, 60_000, account_id=1), DebtRow("Catalogue <b>&", False, 50_000)]


def paper(**more: Any) -> BudgetOnPaper:
    sheet = budget_sheet(LINES, DEBTS, LAW, ON)
    usual = BudgetOnPaper(LANDLORD, BUDGET, sheet, ("Ms Ann Tenant1", "Mr Ben Other"), ON)
    return replace(usual, **more)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages).split())


@pytest.fixture(scope="module", params=["standard", "large"])
def printed(request: pytest.FixtureRequest) -> bytes:
    return print_budget(paper(), request.param, simulated=True).content


def test_it_is_pdf_ua_and_is_read_aloud_in_order(printed: bytes) -> None:
    report = page.validate_pdf_bytes(printed, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    reader = PdfReader(BytesIO(printed))
    headings = [each for each in below(reader.trailer["/Root"]["/StructTreeRoot"]) if each["/S"] == "/TH"]
    assert headings
    for each in headings:
        in_head = each["/P"].get_object()["/P"].get_object()["/S"] == "/THead"
        assert each["/A"]["/Scope"] == ("/Column" if in_head else "/Row")
    words = [said for sheet in reader.pages for tag, said in tagged(sheet) if tag != "/Artifact"]
    assert sum(SIMULATED in said for said in words) == 1, "heard once, seen on each page"
    heard = " ".join(words)
    order = ["Budget of", "Household:", "Income", "Fixed costs", "Flexible costs", "What is left", "Debts, and what"]
    places = [heard.index(each) for each in order]
    assert places == sorted(places)


def test_nothing_stands_outside_the_sheet(printed: bytes) -> None:
    for sheet in PdfReader(BytesIO(printed)).pages:
        places: list[tuple[float, float]] = []

        def seen(said: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
            if said.strip():
                places.append((tm[4] * cm[0] + cm[4], tm[5] * abs(cm[3]) + cm[5]))  # noqa: B023

        sheet.extract_text(visitor_text=seen)
        assert places
        assert all(30 <= x <= 560 for x, _ in places)


def test_it_says_every_line_by_the_month_and_what_is_left(printed: bytes) -> None:
    said = text_of(printed)
    for categories in CATEGORIES.values():
        for title in categories.values():
            assert title in said
    assert "Budget of Ms Ann Tenant1 and Mr Ben Other" in said
    assert "2 adults and 1 child under 14" in said
    assert "A diet that a doctor ordered" in said
    assert "£123.45 a week £534.95" in said  # × 52 ÷ 12
    sheet = paper().sheet
    assert f"−£{-sheet.totals.surplus // 100:,}.{-sheet.totals.surplus % 100:02d}" in said
    assert sheet.offer.because in said
    assert "Catalogue <b>& No £500.00 £0.00" in said


def test_it_tells_no_trigger_figure_and_no_address(printed: bytes) -> None:
    said = text_of(printed)
    assert "trigger figures are for its members, and stand nowhere" in said
    assert "Sample Street" not in said


def test_it_is_large_where_that_is_asked_and_the_same_bytes_each_time() -> None:
    standard, large = (print_budget(paper(), size, simulated=False) for size in ("standard", "large"))
    assert large.pages > standard.pages
    assert print_budget(paper(), "standard", simulated=False).content == standard.content
    assert SIMULATED not in text_of(standard.content)


def test_sections_of_which_nothing_was_said_are_left_out_and_hostile_words_are_words() -> None:
    few = [line for line in LINES if line.section is Section.INCOME]
    html = budget_html(paper(sheet=budget_sheet(few, [], LAW, ON)), ())
    assert "Fixed costs" not in html
    assert "offered" not in html.replace("what each debt is offered", "")
    hostile = budget_html(paper(budget=replace(BUDGET, made_with="<script>x</script>\u202e")), ())
    assert "&lt;script&gt;x" in hostile
    assert "\u202e" not in hostile
    with pytest.raises(NotPrintable):
        print_budget(paper(people=("\u4e2d\u6587",)), "standard", simulated=False)
