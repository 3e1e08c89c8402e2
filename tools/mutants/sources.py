"""The functions of the rooms in which faults are planted, and copies of the tree to plant them in."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
ROOMS = ("tasks", "cases", "documents", "web", "api", "workflows/runtime")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(tree: Path = TREE) -> list[str]:
    """The Python files of the rooms, by their paths from the top of the tree."""
    found = (path for room in ROOMS for path in sorted((tree / room).rglob("*.py")))
    return [str(path.relative_to(tree)) for path in found]


def functions(tree: ast.AST, path: str, outer: str = "") -> Iterator[tuple[str, Function]]:
    """Every function of a file with its full name (``tasks/people.py:Person.must``), outer ones first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{outer}.{node.name}" if outer else node.name
            if not isinstance(node, ast.ClassDef):
                yield f"{path}:{inner}", node
            yield from functions(node, path, inner)
        else:
            yield from functions(node, path, outer)


def first_line(function: Function) -> int:
    """Where a function begins, its decorators included."""
    return min([function.lineno, *(each.lineno for each in function.decorator_list)])


def copy_tree(to: Path) -> Path:
    """Everything that git knows or might know, as it stands now."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=TREE, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        source, target = TREE / name, to / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return to
