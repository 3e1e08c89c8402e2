"""The shipped rule book, read once, and what may be spoken of in it."""

from pathlib import Path

from workflows.diagrams.steps import read_steps
from workflows.editions import Book
from workflows.proofs.rules import read_rules
from workflows.settings import HOUSE

BOOK = Book.of_folder(HOUSE / "bpmn")
STEPS, EVENTS = read_steps(BOOK.step_files)
KNOWN = [*STEPS, *EVENTS]
RULES = read_rules(BOOK.rule_files, KNOWN)


def yaml_files(folder: Path) -> dict[str, bytes]:
    """The YAML files of a folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.y*ml"))}
