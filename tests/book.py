"""The rule book, read once, and what may be spoken of in it."""

from pathlib import Path

from cases.facts import FACTS
from cases.law import Law
from cases.organisation import read_organisation
from cases.periods import Periods
from tasks.earlier import with_earlier
from tasks.levels import lanes_by_level
from tasks.people import ROLES
from workflows.editions import Book
from workflows.proofs.law_book import read_law_book
from workflows.proofs.sentences import Lookups
from workflows.settings import HOUSE

SHIPPED = Book.of_folder(HOUSE / "bpmn")
BOOK = with_earlier(SHIPPED, frozenset({"arrears"}))
"""The shipped book with the earlier arrears procedure, as tests of the engine and the doors know it."""
TABLES = Law.of_folder(HOUSE / "bpmn" / "law")
PERIODS = Periods(TABLES)
ORGANISATION = read_organisation(BOOK, ROLES)
FUNCTIONS = {**TABLES.functions(), **ORGANISATION.levels.functions()}
LOOKUPS = Lookups(PERIODS, FACTS, lanes_by_level(ORGANISATION), FUNCTIONS)
LAW = read_law_book(BOOK.step_files, BOOK.rule_files, BOOK.act_files, LOOKUPS)
STEPS, EVENTS, RULES = LAW.steps, LAW.events, LAW.rules
SHIPPED_RULES = read_law_book(SHIPPED.step_files, SHIPPED.rule_files, SHIPPED.act_files, LOOKUPS).rules
KNOWN = [*STEPS, *EVENTS]


def yaml_files(folder: Path) -> dict[str, bytes]:
    """The YAML files of a folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.y*ml"))}
