"""The catalogue of facts: what conditions, tables and documents may speak of."""

from typing import NamedTuple

from cases.facts import FACTS, MEANS
from documents.sayable import SAYABLE


class Listed(NamedTuple):
    """A fact as it is listed: whose it is, its name, its type, what it means."""

    of: str
    name: str
    type: str
    means: str


CASE, DOCUMENT = (
    "Facts of a case (conditions, tables, what begins a procedure)",
    "Facts of a document (paragraphs, when)",
)


def catalogue() -> list[Listed]:
    """Every fact, those of cases first."""
    cases = [Listed(CASE, name, type_, MEANS[name]) for name, type_ in FACTS.items()]
    documents = [
        Listed(DOCUMENT, each.name, f"{each.kind}{'' if each.always else ' or null'}", each.means)
        for each in SAYABLE.values()
    ]
    return [*cases, *documents]
