"""Trigger figures of the Standard Financial Statement: what flexible costs are usual, so that more is explained.

The figures are licensed to the landlord and confidential, so none is shipped and none stands in the rule book: the
landlord puts a file of their own into the store. Without it nothing is compared, and that is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cases.budgets.offers import monthly
from cases.budgets.rows import LineRow
from cases.budgets.words import CATEGORIES, Section
from cases.calculating.money import pounds
from cases.law import Law
from workflows.errors import Malformed
from workflows.yaml_reading import load

FILE = "trigger_figures.yaml"
"""In the landlord's store: ``figures``, a list of rows with the members of :class:`Figure`."""
NOT_INSTALLED = "No trigger figures are installed, so nothing was compared."


class TriggersUnreadable(Malformed):
    """The trigger figures are not written as they must be."""


@dataclass(frozen=True)
class Figure:
    """What is usual for a category of flexible costs a month, in pence, by who lives in the household."""

    category: str
    begins: date
    adult: int
    further_adult: int
    child_under_14: int
    child_from_14: int

    def of(self, adults: int, under_14: int, from_14: int) -> int:
        """For a household."""
        further = max(0, adults - 1) * self.further_adult
        return self.adult + further + under_14 * self.child_under_14 + from_14 * self.child_from_14


@dataclass(frozen=True)
class Compared:
    """What a comparison with the trigger figures says.

    :ivar above: a sentence for each category that lies above its figure
    :ivar words: what was compared
    """

    above: tuple[str, ...]
    words: str


_PENCE = ("adult", "further_adult", "child_under_14", "child_from_14")


def figures_of(store: Path) -> tuple[Figure, ...] | None:
    """The figures of the landlord's store; ``None``: none are installed.

    :raises TriggersUnreadable: the file is there and cannot be read
    """
    file = store / FILE
    if not file.is_file():
        return None
    try:
        read = load(file.read_bytes())
        return tuple(_figure(row, number) for number, row in enumerate(read["figures"], 1))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise TriggersUnreadable(f"{FILE} cannot be read as a list of `figures`. Correct it: {error}") from error


def _figure(row: Mapping[str, Any], number: int) -> Figure:
    category, begins, pence = row["category"], row["from"], [row[name] for name in _PENCE]
    if category not in CATEGORIES[Section.FLEXIBLE] or type(begins) is not date:
        listed = ", ".join(CATEGORIES[Section.FLEXIBLE])
        raise TriggersUnreadable(f"{FILE}, figure {number}: `category` is one of {listed}, and `from` a day.")
    if not all(type(each) is int and each >= 0 for each in pence):
        raise TriggersUnreadable(f"{FILE}, figure {number}: {', '.join(_PENCE)} are whole numbers of pence.")
    return Figure(category, begins, *pence)


def compare(
    figures: tuple[Figure, ...] | None,
    lines: Iterable[LineRow],
    household: tuple[int, int, int],
    law: Law,
    on: date,
) -> Compared:
    """Compares the flexible costs of a budget with what is usual.

    :param household: adults, children under 14, children from 14
    """
    if figures is None:
        return Compared((), NOT_INSTALLED)
    spent: dict[str, int] = {}
    for line in lines:
        if line.section is Section.FLEXIBLE:
            spent[line.category] = spent.get(line.category, 0) + monthly(line.amount_pence, line.frequency, law)
    above, compared = [], 0
    for category, pence in spent.items():
        known = [each for each in figures if each.category == category and each.begins <= on]
        if not known:
            continue
        compared += 1
        if pence > max(known, key=lambda each: each.begins).of(*household):
            above.append(f"{CATEGORIES[Section.FLEXIBLE][category]} of {pounds(pence)} a month is more than is usual.")
    return Compared(tuple(above), f"{compared} of {len(spent)} flexible costs were compared with the trigger figures.")
