"""Doors decide nothing: they read a request, call one act, and render what it gives."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.settings import HOUSE

DOORS = sorted([*(HOUSE / "web").glob("*.py"), *(HOUSE / "api").rglob("*.py")])
FORBIDDEN = ("sqlalchemy", "sqlmodel", "workflows.db", "workflows.prepared", "workflows.evidence", "cases", "documents")
"""What queries, units of work and entries are made of, and the rooms that are reached through acts alone."""
WORDS = {"workflows.evidence.kinds"}
"""What pages tell entries apart by."""
ALLOWED = {
    # What brings the installation itself about, before there are acts or beneath them.
    "api/commands/__init__.py": {"sqlalchemy.exc"},
    "api/commands/does/knowing.py": {"cases.law"},
    "api/commands/does/deciding.py": {"cases.law"},
    "api/commands/does/calculating.py": {"cases.law", "cases.calculations"},
}


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_door_asks_no_query_begins_no_unit_of_work_writes_no_entry_and_decides_no_role(path: Path) -> None:
    name = path.relative_to(HOUSE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {
        module
        for module in _imports(tree)
        if any(module == each or module.startswith(f"{each}.") for each in FORBIDDEN) and module not in WORDS
    } - ALLOWED.get(name, set())
    assert not found, f"{name} reaches past the acts: {sorted(found)}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr in {"write", "read"}:
                assert not owner.endswith("db"), f"{name}:{node.lineno} begins a unit of work"
            if node.func.attr in {"must", "may_do_lane"} or (node.func.attr == "may" and "person" in owner):
                pytest.fail(f"{name}:{node.lineno} asks a role; the act does")


def test_templates_ask_acts_and_no_roles() -> None:
    for path in sorted((HOUSE / "web" / "templates").glob("*.html")):
        assert "person.may(" not in path.read_text(encoding="utf-8"), path.name
