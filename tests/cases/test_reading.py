"""Reading an export: which rows are given with which numbers, and the whole sentence where it cannot be read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.importing.mapping import Mapping, MappingUnreadable
from cases.importing.reading import FileRefused, read_rows
from cases.importing.report import RefusedRow, Report, Tally

TODAY = date(2026, 3, 2)

NAMES = "customers: {reference: ref, family_name: name, large_print: large}\n"
NEEDED = (
    "customers: {reference: r, family_name: f}\n"
    "accounts: {reference: r, tenure: t, address: a, tenancy_start: s, rent: x, rent_period: p, balance: b, "
    "balance_on: o, tenants: c}\n"
    "transactions: {account: a, reference: r, posted_on: o, kind: k, amount: p}\n"
)
OTHERS = NEEDED.partition("\n")[2]


def mapping(tmp_path: Path, text: str = NAMES + OTHERS) -> Mapping:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    return Mapping.read(path)


def read(tmp_path: Path, content: str, text: str = NAMES + OTHERS) -> tuple[dict[int, dict[str, Any]], Report]:
    """The rows by their numbers, and what was said of the others."""
    path = tmp_path / "customers.csv"
    path.write_text(content, newline="")
    report = Report(tallies={"customers": Tally()})
    rows = dict(read_rows(path, "customers", mapping(tmp_path, text), report, TODAY))
    return {number: {k: v for k, v in row.items() if v not in {None, ""}} for number, row in rows.items()}, report


def test_rows_bear_the_numbers_of_the_file(tmp_path: Path) -> None:
    content = 'other, name ,ref,large\nx, Ash ,C1,\n\ny,"Oak\nElm",C2,yes\nz,,C3,\nC4\nw,Fir,C5,no\n'
    rows, report = read(tmp_path, content)
    assert rows == {
        2: {"reference": "C1", "family_name": "Ash", "large_print": False},
        4: {"reference": "C2", "family_name": "Oak\nElm", "large_print": True},
        7: {"reference": "C5", "family_name": "Fir", "large_print": False},
    }
    assert report.refused == [
        RefusedRow("customers", 5, "name", "is empty"),
        RefusedRow("customers", 6, "", "has 1 cells where the header has 4"),
    ]
    assert (report.tallies["customers"].rows, report.tallies["customers"].refused) == (5, 2)


def test_a_refused_cell_is_named_by_the_exports_own_column(tmp_path: Path) -> None:
    _rows, report = read(tmp_path, "name,large,ref\nAsh,maybe,C1\nAsh,no,\n,no,C2\n")
    assert [(each.row, each.column, each.reason) for each in report.refused] == [
        (2, "large", "is 'maybe'; it must be yes or no"),
        (3, "ref", "is empty"),
        (4, "name", "is empty"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "customers.csv is empty; its first row must name the columns."),
        ("ref,name,ref\n", "customers.csv: two columns are called 'ref'."),
        (
            "ref,large\n",
            "customers.csv has no column 'name', which customers need for 'family_name'. "  # noqa: ISC004
            "It has: ref, large. Correct the file or the mapping.",
        ),
        (
            'ref,name\nC1,Ash\nC2,"Oak\nC3,Elm\n',
            "customers.csv, row 3: a quotation mark is opened on line 3 and closed nowhere, so all to the end of the "  # noqa: ISC004
            "file, line 4, would be one cell. From line 3 on nothing was read: close it, or write it twice where it is "
            "meant, and import again.",
        ),
        (
            'ref,name\nC1,Ash\nC2,"' + "Oak\n" * 3_000,
            "customers.csv, row 3: a cell has more than 10,000 characters; perhaps a quotation mark on line 3 is not "  # noqa: ISC004
            "closed. From line 3 on nothing was read: correct it and import again.",
        ),
        (
            'ref,name\n"C1"x,Ash\n',
            "customers.csv, row 2: this is not CSV: ',' expected after '\"'. From line 2 on nothing was read: correct "  # noqa: ISC004
            "it and import again.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, content)
    assert refused.value.sentence == sentence


def test_options_have_their_usual_values_and_others(tmp_path: Path) -> None:
    usual = {
        "date_format": "%Y-%m-%d",
        "money": "pounds",
        "tenants_between": ";",
        "delimiter": ",",
        "control": "optional",
    }
    assert mapping(tmp_path, NEEDED).options == usual
    said = 'options: {delimiter: "|", money: pence}\n'
    assert mapping(tmp_path, NEEDED + said).options == {**usual, "delimiter": "|", "money": "pence"}
    rows, _report = read(tmp_path, "r|f\nC1|Ash, the elder\n", NEEDED + said)
    assert rows[2]["family_name"] == "Ash, the elder"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (NEEDED + "options: {colour: red}", "m.yaml: there is no option 'colour'."),
        (NEEDED + "options: {money: euros}", "m.yaml: money is pounds or pence, and the delimiter is one character."),
        (
            NEEDED + 'options: {delimiter: "::"}',
            "m.yaml: money is pounds or pence, and the delimiter is one character.",
        ),
        (
            NEEDED + 'options: {delimiter: ""}',
            "m.yaml: money is pounds or pence, and the delimiter is one character.",
        ),
        (
            NEEDED.replace("{reference: r, f", "{shoe: s, reference: r, f"),
            "m.yaml, customers: we have no column 'shoe'.",
        ),
        (
            NEEDED.replace("{account: a, ", "{"),
            "m.yaml, transactions: the column 'account' is needed and not mapped.",
        ),
        (
            NEEDED.replace(", tenants: c", ""),
            "m.yaml, accounts: the column 'tenants' is needed and not mapped.",
        ),
    ],
)
def test_a_mapping_that_is_not_right_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(MappingUnreadable) as refused:
        mapping(tmp_path, text)
    assert refused.value.sentence == sentence


def test_past_the_longest_list_rows_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.importing.report.MOST_LISTED", 2)
    report = Report(tallies={"customers": Tally()})
    for number in range(5):
        report.refuse("customers", number, "c", "why")
    assert [each.row for each in report.refused] == [0, 1]
    assert report.tallies["customers"].refused == 5


def test_the_report_is_written_whole_and_inert(tmp_path: Path) -> None:
    report = Report(disagreeing={"=A1": (-1250, 5), "A2": (100, 0)})
    for cell in ("=1+1", "+1", "-1", "@x", "\tx", "plain", ""):
        report.refused.append(RefusedRow("customers", 2, cell, "is empty"))
    report.write(tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_bytes().decode().split("\r\n") == [
        '"file","row","column","reason"',
        *(f'"customers","2","{cell}","is empty"' for cell in ("'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain", "")),
        '"accounts","","balance","account =A1: the export says -12.50, the ledger adds up to 0.05"',
        '"accounts","","balance","account A2: the export says 1.00, the ledger adds up to 0.00"',
        "",
    ]
