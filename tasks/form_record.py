"""What a form takes from the record: facts that stand in its questions already, and of whom the same is asked.

``x-from`` names a fact of the catalogue: its value is shown as the answer, with whence it is and of which day; whoever
answers may correct it, and both go into the record.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.facts import CATALOGUE, FACTS, NoAccount, account_of_case, tenants_of
from tasks.form_rows import PersonAsked
from workflows.diagrams.operations import TypeName
from workflows.runtime.means import FactsOfCase

_KINDS: dict[TypeName, str] = {"number": "integer", "string": "string", "boolean": "boolean", "date": "date"}


@dataclass(frozen=True)
class OfRecord:
    """What the record of a case says, as far as a form asks it.

    :ivar facts: fact → its value; and ``today``
    :ivar people: of whom the same is asked
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    people: Sequence[PersonAsked] = ()


NO_RECORD = OfRecord()


AS_OF = frozenset({"facts_on", "ledger_as_of"})
"""The facts that say as of which day the others are."""


def of_case(
    session: Session, case_id: int, today: date, *, read: FactsOfCase, facts: frozenset[str], people: bool
) -> OfRecord:
    """What the record of a case says today.

    :param read: reads facts of a case
    :param facts: those that a form asks for
    :param people: whether a form asks something of each person
    """
    known: dict[str, Any] = {}
    asked: list[PersonAsked] = []
    with suppress(NoAccount):  # a case about none has neither
        if facts:
            known = dict(read(session, case_id, today, facts | AS_OF))
        if people:
            everybody = tenants_of(session, account_of_case(session, case_id).id)
            tenants = [each for each in everybody if not each.date_of_death] or everybody  # nobody asks the dead
            asked = [PersonAsked(tenant.reference, tenant.name) for tenant in tenants]
    return OfRecord({**known, "today": today}, asked)


@dataclass(frozen=True)
class Taken:
    """An answer that the record gives.

    :ivar value: as an answer: whole numbers, texts, true or false, days as ISO 8601
    :ivar as_of: what comes from an export is as old as that, whenever it is read
    :ivar means: what the fact means, and what gives it
    """

    fact: str
    value: Any
    as_of: date
    means: str


def objections(described: Mapping[str, Any], where: str) -> Iterator[str]:
    """What of a field is not written as it must be, each a sentence without its beginning."""
    fact = described.get("x-from")
    if fact is None:
        return
    if not isinstance(fact, str) or fact not in FACTS:
        yield f"{where}: x-from names {str(fact)[:60]!r}, which is no fact (see: duecourse facts)"
        return
    kind = "date" if described.get("format") == "date" else described.get("type")
    if _KINDS.get(FACTS[fact]) != kind:
        yield f"{where}: x-from names {fact}, which is a {FACTS[fact]}, and the question asks for another type"


def taken(fields: Mapping[str, Mapping[str, Any]], record: OfRecord) -> dict[str, Taken]:
    """The answers that the record gives: field → answer. What it does not say is not among them."""
    found = {}
    for key, described in fields.items():
        fact = described.get("x-from", "")
        value, known = record.facts.get(fact), CATALOGUE.get(fact)
        as_of = known.as_of(record.facts) if known is not None else None
        if value is None or known is None or as_of is None:
            continue
        value = value.isoformat() if isinstance(value, date) else value
        if value in described.get("enum", [value]):
            found[key] = Taken(fact, value, as_of, known.words)
    return found


def said_of(taken_: Mapping[str, Taken], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into the record beside the answers: what stood there already, and whether it was corrected."""
    return {
        key: {
            "fact": each.fact,
            "value": each.value,
            "as_of": each.as_of.isoformat(),
            "corrected": answers.get(key) != each.value,
        }
        for key, each in taken_.items()
    }
