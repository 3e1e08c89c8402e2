"""Asking a calculation in a test: the real tables, and the answer without its explanation."""

from typing import Any

from cases.calculations import calculate
from cases.law import Law
from cases.organisation import read_organisation
from cases.standards import Standards
from tasks.people import ROLES
from workflows.editions import Book
from workflows.settings import HOUSE

LAW = Law.of_folder(HOUSE / "bpmn" / "law")
_ORGANISATION = read_organisation(Book.of_folder(HOUSE / "bpmn"), ROLES)
STANDARDS = Standards.of(LAW, _ORGANISATION)
"""What facts are measured by, as the rule book is shipped."""


def ask(rule: str, **given: Any) -> dict[str, Any]:
    """The outputs alone. ``from`` is written ``from_``."""
    answer = explained(rule, **given)
    return {name: value for name, value in answer.items() if name not in {"because", "sources"}}


def explained(rule: str, **given: Any) -> dict[str, Any]:
    """The whole answer."""
    return calculate(rule, {name.removesuffix("_"): value for name, value in given.items()}, LAW)
