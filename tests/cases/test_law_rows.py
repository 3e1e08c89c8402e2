"""Rows of law: what is refused when they are read, and that a later row changes nothing that was."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.calculations import calculate
from cases.law import Law, LawUnreadable, NoSuchNumber
from cases.law_rows import read_rows
from workflows.settings import HOUSE

ROW = """  - name: assured_notice_life
    value: P12M
    from: 1989-01-15
    selected_by: the day of service
    counting: corresponding date
"""


def _tables(folder: Path, file: str, old: str, new: str) -> Path:
    for path in (HOUSE / "bpmn" / "law").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "value",
    ["10 days", "P0D", "-P1D", "P-1D", "14", "14.5", "true", "[P1D]", "P0M", "P99999Y", "", "P1DT", "2026-05-01", "~"],
)
def test_a_malformed_period_is_refused_with_file_row_and_remedy(tmp_path: Path, value: str) -> None:
    folder = _tables(tmp_path, "periods.yaml", ROW, ROW.replace("P12M", value))
    with pytest.raises(LawUnreadable, match=r"periods\.yaml, row \d+ \(assured_notice_life\).* (Write|such as)"):
        Law.of_folder(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("counting: corresponding date\n", "counting: somehow\n", "counting 'somehow' is none of"),
        ("    counting: corresponding date\n", "", "lacks 'counting'"),
        ("value: P12M", "value: 10 days", "notice_life.: '10 days' is not an ISO 8601 duration such as P14D"),
        ("value: P12M", "value: P0D", "notice_life.: 'P0D' is no period of law. Write one that is longer than nothing"),
        ("    selected_by: the day of service\n", "", "lacks 'selected_by'"),
        ("selected_by: the day of service", "selected_by: ' '", "selected_by is empty"),
        ("from: 1989-01-15", "from: soon", "no day"),
        ("from: 1989-01-15", "from: 1989-01-15\n    until: 1980-01-01", "before it begins"),
        ("from: 1989-01-15", "from: 1989-01-15\n    untill: 2030-01-01", "no member 'untill'"),
        ("name: assured_notice_life", "name: Assured notice", "is none"),
        ("name: assured_notice_life", "name: letter_1_reply", "same day"),
        ("name: assured_notice_life", "name: interest_s69", "Give one another name"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ROW
    with pytest.raises(LawUnreadable, match=said):
        Law.of_folder(_tables(tmp_path, "periods.yaml", ROW, ROW.replace(old, new)))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("limits.yaml", "value: 1000\n", "value: -1\n"),
        ("limits.yaml", "value: 1000\n", "value: 10.5\n"),
        ("limits.yaml", "value: 1000\n", "value: true\n"),
        ("limits.yaml", "value: 1000\n", "value: '1000'\n"),
        ("fees.yaml", "value: 35500\n", "value: -35500\n"),
        ("fees.yaml", "value: 35500\n", "value: £355\n"),
        ("fees.yaml", "up_to: 50000,", "up_to: 20000,"),
        ("fees.yaml", "      - {pence: 1000000}\n", ""),
        ("rates.yaml", 'value: "7.5"', "value: 7.5"),
        ("rates.yaml", 'value: "7.5"', 'value: "7,5"'),
        ("rates.yaml", "{up_to: 10000, percent: 0}", "{up_to: 10000}"),
        ("rates.yaml", "{up_to: 10000, percent: 0}", "{up_to: 10000, percent: 0, sum: 1}"),
        ("forms.yaml", "value: Form 3A", "value: 3"),
        ("fees.yaml", "kind: law", "kind: custom"),
        ("fees.yaml", "confidence: confirmed", "confidence: surely"),
        ("fees.yaml", "fees:\n", "fee:\n"),
        ("bank_holidays.yaml", "  - 2026-12-25\n", "  - Christmas\n"),
        ("bank_holidays.yaml", "  - 2026-12-25\n", "  - 2036-12-25\n"),
        ("bank_holidays.yaml", "until: 2028-12-31\n", ""),
    ],
)
def test_wrong_values_are_refused_and_the_file_is_named(tmp_path: Path, file: str, old: str, new: str) -> None:
    with pytest.raises(LawUnreadable, match=file.replace(".", r"\.")):
        Law.of_folder(_tables(tmp_path, file, old, new))


@pytest.mark.parametrize("content", [b"limits: [", b"limit: []", b"- limits", b"~", b"7", b"\xff", None])
def test_a_file_that_is_no_table_is_refused_by_its_name(content: bytes | None) -> None:
    """Broken YAML, no such member, no mapping at all, no text, and no file."""
    with pytest.raises(LawUnreadable, match=r"limits\.yaml cannot be read as a table of limits: "):
        read_rows({"limits.yaml": content} if content is not None else {}, "limits")


def test_every_row_says_which_date_selects_it_how_it_is_counted_and_whence_it_comes() -> None:
    law = Law.of_folder(HOUSE / "bpmn" / "law")
    assert len(law.rows) > 130
    for row in law.rows:
        assert row.selected_by
        assert row.source
        assert bool(row.counting) is (row.file == "periods.yaml")
        assert row.kind == "policy" or row.confidence != "policy"


def test_a_name_that_changed_needs_its_date() -> None:
    law = Law.of_folder(HOUSE / "bpmn" / "law")
    assert law.named("interest_s69", None).value == Decimal(8)
    with pytest.raises(NoSuchNumber, match="the start of the assessment period"):
        law.named("uc_deduction_cap", None)
    with pytest.raises(NoSuchNumber, match="nothing called"):
        law.named("uc_cap", None)


def test_a_later_row_changes_nothing_that_an_earlier_date_decided(tmp_path: Path) -> None:
    old = "  - name: notice_of_enforcement\n    value: P7D\n    from: 2014-04-06\n"
    new = old + "    until: 2027-03-31\n"
    later = old.replace("P7D", "P14D").replace("2014-04-06", "2027-04-01")
    folder = _tables(tmp_path, "periods.yaml", old, new)
    path = folder / "periods.yaml"
    text = path.read_text(encoding="utf-8")
    block = text[text.index(new) + len(new) :]
    rest = block[: block.index("  - name:")] if "  - name:" in block else block
    rest = rest.split("  #")[0]
    path.write_text(text + later + rest, encoding="utf-8")
    today, tomorrow = Law.of_folder(HOUSE / "bpmn" / "law"), Law.of_folder(folder)
    for notice, same in (("2027-03-31", True), ("2027-04-01", False)):
        answers = [
            calculate("tcg_notice", {"notice_given": notice}, law)["control_earliest"] for law in (today, tomorrow)
        ]
        assert (answers[0] == answers[1]) is same
    assert tomorrow.named("notice_of_enforcement", date(2026, 1, 1)).value == "P7D"
