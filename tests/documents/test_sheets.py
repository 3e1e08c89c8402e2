"""Data sheets: what a spreadsheet reads of them, and what nobody's words can make it do."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from documents.sheets import MOST_ROWS, SheetNotWritten, csv_sheet


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_values_are_written_as_a_spreadsheet_takes_them() -> None:
    row = {
        "name": 'Zoë "Z", Smith\nc/o Ann',
        "arrears_pence": 123456,
        "paid": -5,
        "weeks_owed": Decimal(12),
        "share": Decimal("0.125"),
        "on": date(2026, 3, 2),
        "at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "joint": True,
        "nobody": None,
        "named": ["Ann", None, "Ben"],
    }
    content = csv_sheet([*row], [row], ["paid"])
    assert content.startswith(b'\xef\xbb\xbf"name","arrears_pounds","paid_pounds",')
    assert content.endswith(b"\r\n")
    heading, said = read(content)
    assert len(heading) == len(said) == len(row)
    assert said == [
        *('Zoë "Z", Smith\nc/o Ann', "1234.56", "-0.05", "12", "0.125", "2026-03-02"),
        *("2026-03-02T09:30:00+00:00", "true", "", "Ann; Ben"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\u2003=1",
        "\u200b=1",
        "\ufeff+1",
        "＝1",
        "＠x",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_text_is_a_formula(text: str) -> None:
    _, (alone, listed) = read(csv_sheet(["a", "b"], [{"a": text, "b": [text, "x"]}]))
    assert (alone, listed) == (f"'{text}", f"'{text}; x")


def test_a_number_stays_a_number_and_a_plain_text_is_left_alone() -> None:
    assert read(csv_sheet(["a", "b"], [{"a": -5, "b": "5 - 3 = 2"}]))[1] == ["-5", "5 - 3 = 2"]


def test_a_heading_is_no_formula_either() -> None:
    assert read(csv_sheet(["=1"], []))[0] == ["'=1"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"a": 1}, "Row 1, column x_pence of the data sheet holds a set of values"),
        ([{"a": 1}], "holds values in values"),
        ("12", "no whole number of pence"),
        (True, "no whole number of pence"),
        (Decimal("0.5"), "no whole number of pence"),
    ],
)
def test_what_stands_in_no_cell_is_refused(value: Any, sentence: str) -> None:
    with pytest.raises(SheetNotWritten, match=sentence):
        csv_sheet(["x_pence"], [{"x_pence": value}])


def test_a_row_without_a_column_and_a_sheet_without_end_are_refused() -> None:
    with pytest.raises(SheetNotWritten, match="Row 2 of the data sheet has no 'a'"):
        csv_sheet(["a"], [{"a": 1}, {}])
    assert len(read(csv_sheet(["a"], [{"a": 1}] * MOST_ROWS))) == MOST_ROWS + 1
    with pytest.raises(SheetNotWritten, match="10,000 rows at most"):
        csv_sheet(["a"], [{"a": 1}] * (MOST_ROWS + 1))


def test_a_semicolon_within_a_text_begins_no_cell_where_semicolons_divide() -> None:
    content = csv_sheet(["a", "b"], [{"a": "x;=1+1", "b": "y"}]).decode("utf-8-sig")
    assert content == '"a","b"\r\n"x;=1+1","y"\r\n'
