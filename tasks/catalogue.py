"""The catalogue of facts: what conditions, tables and documents may speak of."""

from typing import NamedTuple

from cases.facts import CATALOGUE
from documents.sayable import SAYABLE


class Listed(NamedTuple):
    """A fact as it is listed.

    :ivar of: whose it is, and of cases the noun that it is about
    :ivar source: what gives it, and :ivar as_of: as of when it is; empty of documents, whose facts are of their date
    """

    of: str
    name: str
    type: str
    means: str
    source: str = ""
    as_of: str = ""


CASE, DOCUMENT = (
    "Facts of a case (conditions, tables, what begins a procedure)",
    "Facts of a document (paragraphs, when)",
)


def catalogue() -> list[Listed]:
    """Every fact, those of cases first, noun by noun."""
    cases = [
        Listed(f"{CASE}: {each.noun}", each.name, _type(each.type, each.nullable), each.means, each.source, each.age)
        for each in CATALOGUE.values()
    ]
    documents = [
        Listed(DOCUMENT, each.name, _type(each.kind, not each.always), each.means) for each in SAYABLE.values()
    ]
    return [*cases, *documents]


def _type(name: str, nullable: bool) -> str:
    return f"{name} or null" if nullable else name
