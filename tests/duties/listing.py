"""Which duties are served, by the tests that show it: ``docs/duties.md`` is written by this.

``python -m tests.duties.listing`` writes it anew.
"""

import ast
import re
from pathlib import Path

from workflows.settings import HOUSE

FILE = HOUSE / "docs" / "duties.md"
HERE = Path(__file__).parent
_ID = re.compile(r"test_(s\d)_(\d\d)_(.*)")
HEAD = """# Duties that are served, and the tests that show it

Each row is a duty of the job descriptions that the product was built to (S1: customer accounts, S2: supported living,
S3: former tenants and leaseholders, S4: several debts of a council), and a test that does it as that officer would,
through the API on a simulated clock. Made from `tests/duties` by `python -m tests.duties.listing`; a duty that is not
here is not served yet.

| duty | what the officer does | test |
|---|---|---|
"""


def as_markdown() -> str:
    """The table."""
    return HEAD + "".join(f"| {duty} | {words} | `{test}` |\n" for duty, words, test in sorted(_rows()))


def _rows() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(HERE.glob("test_*.py")):
        of_file = _ID.fullmatch(path.stem)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            of_test = _ID.fullmatch(node.name)
            named = of_test or of_file
            if named is None:
                continue
            words = (of_test[3] if of_test else node.name.removeprefix("test_")).replace("_", " ").capitalize()
            found.append((f"{named[1].upper()}-{named[2]}", words, f"{path.name}::{node.name}"))
    return found


if __name__ == "__main__":
    FILE.write_text(as_markdown(), encoding="utf-8")
