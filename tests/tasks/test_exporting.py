"""Rows that are exported: kept among the case's documents like any other, and refused when a column names nothing."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from cases.facts import FACTS
from documents.media import Media
from documents.register import DocumentRow, documents_of_case
from documents.sheets import SheetNotWritten
from tasks.acts import beginning, case_files, letters, records
from tasks.assembly import build, install
from tasks.operations.exporting import RowsNotExported, export_rows_into
from tasks.operations.sending import NOT_SENT
from tasks.people import add_user
from tasks.reconciling import reconcile
from tasks.signing import sign_in
from tests.calculating import STANDARDS
from tests.conftest import MORNING
from tests.engine.drawing import Drawing
from tests.house import PASSWORD, USERS, Landlord, small_book
from workflows.clock import SimulatedClock
from workflows.engine.refusals import LintFailed
from workflows.evidence.verify import verify_record
from workflows.runtime.accepting import compile_files
from workflows.runtime.handlers import StepWork
from workflows.runtime.publishing import put_in_force
from workflows.runtime.working import drain
from workflows.settings import Settings

STEPS = """
steps:
  - {id: sheets_look, who: system, means: "The facts are read."}
  - {id: sheets_ask, who: Income officer, means: "Who lives there is asked."}
  - {id: sheets_case, who: system, means: "The case is exported."}
  - {id: sheets_people, who: system, means: "Who lives there is exported."}
"""
ABOUT = """
title: Sheets
means: Tries the export.
owner: The tests
reference: SH
debts: [rent]
begins:
  - {by: person, roles: [officer]}
"""
FORM = """{"title": "People", "type": "object", "properties": {"people": {"type": "array", "title": "Who lives there",
  "x-fact": true, "items": {"type": "object", "required": ["name"], "properties": {
    "name": {"type": "string", "title": "Name"},
    "pays": {"type": "integer", "title": "What they pay", "x-money": true},
    "since": {"type": "string", "format": "date", "title": "Since when"}}}}}}"""
OF_CASE = '["tenure", "arrears_pence", "facts_on", "ledger_age_days", "joint_tenancy"]'


def drawn(columns: str = OF_CASE, **of_people: str) -> bytes:
    """Reads the facts, asks who lives there, and exports both."""
    said = {
        "columns": '["name", "pays", "since"]',
        "rows": "people",
        "money": '["pays"]',
        "format": '"csv"',
        **of_people,
    }
    made = Drawing("sheets").service("sheets_look", "read_facts")
    made.user("sheets_ask", properties={"form": "sheets_people_form"})
    made.service("sheets_case", "export_rows", "case_sheet", title='"The case"', columns=columns)
    made.service("sheets_people", "export_rows", "people_sheet", title='"Household"', **said)
    made.lane("Income officer", "sheets_ask").lane("System", "sheets_look", "sheets_case", "sheets_people")
    made.start("sheets_start").end("sheets_end")
    return made.chain("sheets_start", "sheets_look", "sheets_ask", "sheets_case", "sheets_people", "sheets_end").xml()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Landlord]:
    """A landlord with a procedure that exports."""
    bpmn, clock = tmp_path / "bpmn", SimulatedClock(MORNING)
    shutil.copytree(small_book(), bpmn)
    folder = bpmn / "procedures" / "sheets"
    (folder / "forms").mkdir(parents=True)
    for name, content in {"steps.yaml": STEPS, "procedure.yaml": ABOUT, "sheets.bpmn": drawn().decode()}.items():
        (folder / name).write_text(content)
    (folder / "forms" / "sheets_people_form.json").write_text(FORM)
    house = build(
        Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", bpmn=bpmn, secure_cookies=False), clock
    )
    install(house.db, "Test Homes", clock, demo=True)
    with house.db.write() as session:
        for username, roles in USERS.items():
            add_user(session, username, username.title(), PASSWORD, roles, clock)
        put_in_force(house.runtime, session, "sheets", house.book.procedure("sheets"), "user:1", "user:2")
    house.follow_edition()
    made = Landlord(house, clock)
    made.add_tenancy("1")
    yield made
    house.close()


PEOPLE = [
    {"name": "=cmd|' /C calc'!A0", "pays": 12_50, "since": "2020-04-06"},
    {"name": "Zoë, Ann"},
]


def exported(town: Landlord) -> tuple[int, list[DocumentRow]]:
    case = beginning.begin(town.house, town.person("olive"), "sheets", account="1", reason="To see")
    town.complete("olive", case, "sheets_ask", people=PEOPLE)
    drain(town.house.runtime)
    with town.house.db.read() as session:
        return case, documents_of_case(session, case)


def test_facts_and_rows_are_kept_as_data_sheets(town: Landlord) -> None:
    _, (of_case, of_people) = exported(town)
    assert [(row.title, row.media, row.kind, row.service_method) for row in (of_case, of_people)] == [
        ("The case", Media.CSV, "export_rows", NOT_SENT),
        ("Household", Media.CSV, "export_rows", NOT_SENT),
    ]
    with town.house.db.read() as session:
        said = {
            row.title: town.house.store.read(session, row.id)[1].decode("utf-8-sig") for row in (of_case, of_people)
        }
    assert said["The case"] == (
        '"tenure","arrears_pounds","facts_on","ledger_age_days","joint_tenancy"\r\n'
        '"secure","600.00","2026-03-02","0","false"\r\n'
    )
    assert said["Household"] == (
        '"name","pays_pounds","since"\r\n"\'=cmd|\' /C calc\'!A0","12.50","2020-04-06"\r\n"Zoë, Ann","",""\r\n'
    )


def test_the_record_names_each_and_agrees_with_the_register(town: Landlord) -> None:
    case, rows = exported(town)
    with town.house.db.write() as session:
        town.house.sealer.seal(session)
    with town.house.db.read() as session:
        assert reconcile(session, town.house.store, town.house.runtime.rules)[0] == []
    record = records.export(town.house, town.person("cora"), case)
    assert [file["name"] for file in record["files"]] == ["00000001-export_rows.csv", "00000002-export_rows.csv"]
    assert [file["sha256"] for file in record["files"]] == [row.sha256 for row in rows]
    assert verify_record(record)[0] == []
    seen = case_files.look(town.house, town.person("olive"), case, anew=False)
    said = [each for entry in seen.timeline for each in (entry.content or {}).get("documents", [])]
    assert [(each["title"], each["rows"], each["columns"][0]) for each in said] == [
        ("The case", 1, "tenure"),
        ("Household", 2, "name"),
    ]


def test_it_is_downloaded_and_never_shown_as_a_page(town: Landlord) -> None:
    case, rows = exported(town)
    client = TestClient(make_app(town.house))
    secret, _ = sign_in(town.house.db, town.clock, "olive", PASSWORD, "test", "cookie")
    client.cookies.set("duecourse", secret)
    page = client.get(f"/cases/{case}").text
    assert "Letters and files" in page
    assert f'href="/documents/{rows[1].id}" download><bdi>Household</bdi> (CSV)' in page
    assert "File: Household." in page
    sheet = client.get(f"/documents/{rows[1].id}")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.headers["content-disposition"] == f'attachment; filename="document-{rows[1].id}.csv"'
    assert sheet.headers["x-content-type-options"] == "nosniff"
    made = letters.read(town.house, town.person("olive"), rows[1].id)
    assert (made.content, made.printed) == (sheet.content, False)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"columns": '["arears_pence"]'},
            "sheets_case names the column 'arears_pence', which the case has not; did",
        ),
        ({"columns": '["tenure", "tenure"]'}, "sheets_case names the column 'tenure' twice"),
        ({"columns": "[]"}, "sheets_case gives `columns` as []. Write a list of names in quotation marks"),
        ({"columns": "[tenure]"}, "Write a list of names in quotation marks"),
        ({"columns": '"tenure"'}, "Write a list of names in quotation marks"),
        (
            {"rows": "people", "columns": OF_CASE, "more": "1"},
            "sheets_people says `more`, which export_rows does",
        ),
        (
            {"money": '["paid"]'},
            "names the column 'paid', which a row of people has not. There is: name, pays, since.",
        ),
        ({"rows": "tenure"}, "must give a list"),
        ({"format": '"xlsx"'}, "sheets_people names 'xlsx' as `format`, which there is not. There is: csv."),
    ],
)
def test_a_bad_column_is_refused_when_it_is_written(town: Landlord, changed: dict[str, str], sentence: str) -> None:
    of_case = {"columns": changed.pop("columns")} if "columns" in changed and "rows" not in changed else {}
    files = {**town.house.book.procedure("sheets"), "sheets.bpmn": drawn(**of_case, **changed)}
    with pytest.raises(LintFailed) as refused:
        compile_files(files, "sheets", town.house.runtime.vocabulary)
    assert sentence in " ".join(each.text for each in refused.value.findings)


def test_a_fact_that_no_step_has_read_is_a_column_too(town: Landlord) -> None:
    assert "has_representative" in FACTS
    files = {**town.house.book.procedure("sheets"), "sheets.bpmn": drawn('["has_representative"]')}
    compile_files(files, "sheets", town.house.runtime.vocabulary)
    case, _ = exported(town)
    work = StepWork(case, 1, "again", 1, {"title": "T", "columns": ["has_representative"]}, {}, MORNING, simulated=True)
    with town.house.db.write() as session:
        export = export_rows_into(town.house.settings.store, STANDARDS)
        first, second = export(session, work), export(session, work)
        content = town.house.store.read(session, first.result["document"])[1]
    assert content.decode("utf-8-sig") == '"has_representative"\r\n"false"\r\n'
    assert first.result["document"] != second.result["document"], "each time that the step runs"
    assert first.result["exported_on"] == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        ({"title": " "}, RowsNotExported, "gives its data sheet no title"),
        ({"title": "a\nb"}, RowsNotExported, "gives its data sheet no title"),
        ({"title": "x" * 201}, RowsNotExported, "at most 200 characters"),
        ({"columns": None}, RowsNotExported, "`columns`, which is no list of names"),
        ({"columns": []}, RowsNotExported, "names no column"),
        ({"columns": ["a", "a"]}, RowsNotExported, "names a column twice"),
        ({"columns": ["b"], "rows": 3}, RowsNotExported, "gives `rows` that are no rows"),
        ({"columns": ["b"], "rows": [3]}, RowsNotExported, "gives `rows` that are no rows"),
        ({"columns": ["b"]}, RowsNotExported, "exports 'b', and this case has no fact and no variable"),
        ({"columns": ["set"]}, SheetNotWritten, "holds a set of values"),
    ],
)
def test_what_is_no_sheet_is_refused(
    landlord: Landlord, said: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    given = {"title": "T", "columns": ["a"], **said}
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    work = StepWork(1, 1, "export", 1, given, {"a": 1, "set": {"x": 1}}, at, simulated=True)
    with landlord.house.db.write() as session, pytest.raises(error, match=sentence):
        export_rows_into(landlord.house.settings.store, STANDARDS)(session, work)
