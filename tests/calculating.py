"""Asking a calculation in a test: the real tables, and the answer without its explanation."""

from typing import Any

from cases.calculations import calculate
from cases.law import Law
from workflows.settings import HOUSE

LAW = Law.of_folder(HOUSE / "bpmn" / "law")


def ask(rule: str, **given: Any) -> dict[str, Any]:
    """The outputs alone. ``from`` is written ``from_``."""
    answer = explained(rule, **given)
    return {name: value for name, value in answer.items() if name not in {"because", "sources"}}


def explained(rule: str, **given: Any) -> dict[str, Any]:
    """The whole answer."""
    return calculate(rule, {name.removesuffix("_"): value for name, value in given.items()}, LAW)
