"""The law and the policy by which cases are worked, row by row, and their confirmation by compliance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.confirming import Confirmed, confirm, confirmations, row_sha256
from cases.permissions import Group
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import BY_OPERATOR, EVERYBODY, act, of
from tasks.assembly import House
from tasks.people import Person, people
from workflows.clock import london_date
from workflows.confidence import TO_CONFIRM
from workflows.editions import Book
from workflows.editions.book import PROCEDURES
from workflows.errors import NotFound
from workflows.evidence.kinds import Kind
from workflows.yaml_reading import load


class NoSuchRow(NotFound):
    """There is no such row of law."""


@dataclass(frozen=True)
class LawRow:
    """A row of law or of policy: a period, an amount, a fee, a rate, a form, an act, a rule, the bank holidays.

    :ivar place: where it stands: table and name, and of several of one name the day from which it holds
    :ivar says: what it says, word for word
    :ivar source: statute, rule of court, protocol, or the landlord's document
    :ivar policy: whether it is the landlord's own choice, and no law
    :ivar sure: whether whoever wrote it was sure of its source; confirms nothing here
    :ivar confidence: ``confirmed``, ``to confirm`` or ``policy``: what its file says of wording and source
    :ivar confirmed: by whom and when, of the landlord's own people; ``None``: by nobody
    """

    place: str
    says: tuple[tuple[str, str], ...]
    source: str
    policy: bool
    sure: bool
    confidence: str
    begins: date
    ends: date
    sha256: str
    confirmed: Confirmed | None


@dataclass(frozen=True)
class LawSeen:
    """Every row, table by table; ``names`` of the people who confirmed some."""

    tables: dict[str, list[LawRow]]
    names: dict[str, str]
    today: date


@act(EVERYBODY | BY_OPERATOR)
def list_(house: House, person: Person) -> LawSeen:
    """See the law and the policy by which cases are worked."""
    del person
    rows = dict(_rows(house))
    hashes = {place: row_sha256(row) for place, row in rows.items()}
    with house.db.read() as session:
        confirmed = confirmations(session, hashes.values())
        names = people(session)
    tables: dict[str, list[LawRow]] = {}
    for place, row in rows.items():
        table = place.partition("/")[0]
        tables.setdefault(table, []).append(_shown(place, row, hashes[place], confirmed.get(hashes[place])))
    return LawSeen(tables, names, london_date(house.runtime.clock.now()))


@act(of(Group.CONFIRMING), ORGANISATION, Kind.LAW_CONFIRMED)
def confirm_(house: House, person: Person, *, row: str, sha256: str) -> None:
    """Confirm a row of law, in the very words that were looked at.

    :param row: where it stands (``periods/letter_1_reply``)
    :raises NoSuchRow: it was changed since, or there is none
    """
    found = dict(_rows(house)).get(row)
    if found is None or row_sha256(found) != sha256:
        raise NoSuchRow(f"The row {row[:80]!r} is not what your page showed, or not there any more. Read it again.")
    with house.db.write() as session:
        confirm(session, row, sha256, person.actor, house.runtime.clock)


def _own_acts(book: Book) -> list[tuple[str, Any]]:
    """The rows of ``acts.yaml`` of each procedure that lists acts which it alone draws, by their places."""
    own = (content for path, content in book.act_files.items() if path.startswith(f"{PROCEDURES}/"))
    return [(f"acts/{row['step']}", row) for content in own for row in load(content)["acts"]]


def _rows(house: House) -> list[tuple[str, Any]]:
    """Every row of the tables of law, every act that a procedure lists for itself, and every rule, by its place."""
    found: list[tuple[str, Any]] = []
    for place, said in house.runtime.law.items():
        rows = said if isinstance(said, list) and said and all(isinstance(row, Mapping) for row in said) else [said]
        for row in rows:
            several = len(rows) > 1 and isinstance(row, Mapping)
            found.append((f"{place} (from {row['from']})" if several else place, row))
    return (
        found + _own_acts(house.book) + [(f"rules/{rule.id}", dict(rule.written)) for rule in house.runtime.rules.rules]
    )


def _shown(place: str, row: Any, sha256: str, confirmed: Confirmed | None) -> LawRow:
    said = row if isinstance(row, Mapping) else {"says": row}
    kind, confidence = said.get("kind"), said.get("confidence")
    source = str(said.get("source") or said.get("law") or "")
    begins, ends = said.get("from", date.min), said.get("until", date.max)
    hidden = {"name", "id", "step", "source", "law", "from", "until", "confidence"}
    return LawRow(
        place=place,
        says=tuple((str(word).replace("_", " "), _text(value)) for word, value in said.items() if word not in hidden),
        source=source,
        policy="policy" in (kind, confidence),
        sure=confidence == "confirmed",
        confidence=str(said.get("confidence", TO_CONFIRM)) if isinstance(row, Mapping) else "",
        begins=begins if isinstance(begins, date) else date.min,
        ends=ends if isinstance(ends, date) else date.max,
        sha256=sha256,
        confirmed=confirmed,
    )


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_text(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{word} {_text(each)}" for word, each in value.items())
    return str(value)
