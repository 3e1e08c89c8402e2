"""Rows have types and statuses have words: what was abolished does not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.settings import HOUSE

ABOVE = ("cases", "documents", "tasks", "api", "web", "tools")
SOURCES = sorted(path for room in (*ABOVE, "workflows/runtime") for path in (HOUSE / room).rglob("*.py"))
TEMPLATES = sorted((HOUSE / "web" / "templates").glob("*.html"))
MAPPING = re.compile(r"\b([Dd]ict|Mapping)\[str, (Any|object)\]")
QUERIES = {"in_", "not_in", "values"}
FREE_FORM = {
    # What two processes of this program say to each other.
    "tasks/apart/__init__.py:_asked": "an answer, as JSON",
    "tasks/apart/__main__.py:_answer": "an answer, as JSON",
    "tasks/apart/__init__.py:_line": "an answer, as JSON",
    "tasks/apart/__main__.py:_refused": "a refusal, as JSON",
    "tasks/apart/__main__.py:_proved": "a part of an answer, as JSON",
    "tasks/apart/__main__.py:_found": "an answer, as JSON",
    "tasks/apart/__main__.py:_repaired": "an answer, as JSON",
    # What a form asks and what is answered is said by the procedure, not by this program.
    "tasks/forms.py:fields": "the fields of a form, as JSON Schema",
    "tasks/forms.py:shown": "the fields of a form, as JSON Schema",
    "tasks/forms.py:check": "the answers of a form",
    "tasks/forms.py:as_facts": "answers that become process variables",
    "tasks/forms.py:from_page": "the answers of a form",
    "tasks/forms.py:_outside": "a field of a form, as JSON Schema",
    "tasks/form_reading.py:read_schema": "a form, as JSON Schema",
    "tasks/form_reading.py:_once": "an object of a form, as JSON Schema",
    "tasks/form_rows.py:check": "the answers of a form, row by row",
    "tasks/form_rows.py:row_of": "the answers of a row of a form",
    "tasks/form_rows.py:from_page": "the answers of a form, row by row",
    "tasks/form_rows.py:_of_people": "the answers of a form, row by row",
    "tasks/form_choices.py:offered": "a form, as JSON Schema",
    "tasks/form_choices.py:_told": "a field of a form, as JSON Schema",
    "tasks/form_files.py:_items": "the items of a field, as JSON Schema",
    "tasks/attaching.py:hand_in": "the payload of an entry",
    "tasks/attaching.py:_said": "the payload of an entry",
    "tasks/stories/files.py:with_files": "the answers of a form",
    "tasks/form_record.py:said_of": "the payload of an entry",
    "tasks/form_earlier.py:of_case": "answers of other forms, process variables",
    "tasks/work.py:_data_of": "process variables",
    # What becomes process variables, or the payload of an entry.
    "tasks/acts/accounts.py:_facts": "facts given to FEEL",
    "tasks/operations/ledger.py:read_facts": "facts given to FEEL",
    "tasks/operations/ledger.py:read_facts_by": "facts given to FEEL",
    "tasks/operations/ledger.py:record_clearance": "the result of a step, process variables",
    "tasks/operations/arrangements.py:start_arrangement": "the result of a step, process variables",
    "tasks/operations/arrangements.py:start_arrangement_under": "the result of a step, process variables",
    "tasks/operations/arrangements.py:recommend_notice": "the result of a step, process variables",
    "tasks/operations/noticing.py:choose_notice": "the result of a step, process variables",
    "tasks/operations/setting_aside.py:set_notice_aside": "the result of a step, process variables",
    "tasks/operations/facts.py:record_fact": "the result of a step, process variables",
    "tasks/operations/facts.py:calculation_of": "the result of a step, process variables",
    "tasks/operations/facts.py:calculate": "the result of a step, process variables",
    "tasks/operations/exporting.py:_rows": "rows of values of FEEL, as a step gave them",
    "tasks/operations/sending.py:_evidence": "the payload of an entry",
    "tasks/night/looking.py:_outputs": "what a decision table gave, of which the table says the names",
    "tasks/acts/contacts.py:_payload": "the payload of an entry",
    "tasks/acts/service.py:_told": "the payload of an entry",
    "tasks/acts/returned_mail.py:_told": "the payload of an entry",
    # What is read of a file of the rule book, before it becomes a row.
    "tasks/about.py:_content": "a file of YAML, unread",
    "tasks/about.py:_rows": "a file of YAML, unread",
    "tasks/stories/reading.py:_content": "a file of YAML, unread",
    "tasks/stories/reading.py:_tenants": "a story's tenants, as they are written",
    "tasks/stories/world.py:_person": "the values of a row to be inserted",
    "tasks/stories/world.py:_line": "the values of a row to be inserted",
    # Documents that leave the house as JSON.
    "tasks/records.py:export_record": "the record, in the form that verify.py checks",
    "tasks/acts/records.py:export_person": "the record, in the form that verify.py checks",
    "tasks/acts/records.py:export": "the record, in the form that verify.py checks",
    "tasks/backups/making.py:_sqlite": "the manifest of a backup, and signed heads",
    "tasks/backups/making.py:_dumped": "the manifest of a backup, and signed heads",
    "tasks/backups/making.py:_said": "a signed head",
    "tasks/backups/restoring.py:_lost": "signed heads, for the payload of an entry",
}
"""Functions that give a mapping on purpose, each with what is in it."""


def mappings_given(tree: ast.AST) -> Iterator[str]:
    """The functions whose return annotation names a mapping of anything."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.returns is None:
            continue
        if MAPPING.search(ast.unparse(node.returns)):
            yield node.name


def statuses_spelt(tree: ast.AST) -> Iterator[int]:
    """The lines on which a status is compared with, or set to, a text instead of a word of its enumeration."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_status, sides)) and any(map(_is_text, sides)):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUERIES:
            given = [each.value for each in node.keywords if each.arg == "status"]
            if _is_status(node.func.value):
                given += node.args
            if any(map(_is_text, given)):
                yield node.lineno


def _is_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and str(node.slice.value).endswith("status")
    return isinstance(node, ast.Attribute) and node.attr.endswith("status")


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(_is_text, node.elts))
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) or _is_text(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _tree(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_what_tasks_give_has_a_type_but_where_its_members_are_somebody_elses_to_name() -> None:
    given = {
        f"{path.relative_to(HOUSE).as_posix()}:{name}"
        for path in sorted((HOUSE / "tasks").rglob("*.py"))
        for name in mappings_given(_tree(path))
    }
    assert given - FREE_FORM.keys() == set(), "give a frozen row, or say here why it is a mapping"
    assert FREE_FORM.keys() - given == set(), "these give no mapping any more"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_status_is_a_word_of_its_enumeration(path: Path) -> None:
    assert list(statuses_spelt(_tree(path))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_asks_a_status_by_its_word(path: Path) -> None:
    assert not re.search(r"status\s*[!=]=\s*[\"']", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "def rows(session) -> dict[str, Any]: ...",
        "def rows(session) -> list[dict[str, Any]]: ...",
        "async def rows(session) -> tuple[list[dict[str, object]], int] | None: ...",
        "class A:\n    def rows(self) -> Mapping[str, Any]: ...",
    ],
)
def test_a_mapping_that_comes_back_is_found(source: str) -> None:
    assert list(mappings_given(ast.parse(source))) == ["rows"]
    assert list(mappings_given(ast.parse(source.replace("str, ", "int, ")))) == []


@pytest.mark.parametrize(
    "source",
    [
        'query.where(_item.c.status == "open")',
        'query.where("open" != _item.c.status)',
        '_timer.c.status.in_(("waiting", "paused"))',
        '_item.c.status == ("held" if whose else "open")',
        'row["status"] in {"open", "held"}',
        'update(_job).values(status="done")',
    ],
)
def test_a_status_that_is_spelt_by_hand_is_found(source: str) -> None:
    assert list(statuses_spelt(ast.parse(source))) == [1]
    assert list(statuses_spelt(ast.parse(re.sub(r'(?<!\[)"(\w+)"(?!\])', r"Status.\1", source)))) == []
