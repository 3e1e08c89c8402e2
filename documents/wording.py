"""The wording of letters, which is data: each paragraph with its source, its dates and whether it is confirmed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape
from sqlalchemy import delete, insert, select
from sqlmodel import Field, Session, SQLModel

from documents.facts import SAYABLE
from workflows.clock import Clock
from workflows.db import table
from workflows.errors import Malformed, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.canonical import canonical
from workflows.evidence.tables import Entry
from workflows.runtime.tables import Installation, Moment

CONFIDENCES = ("confirmed", "to confirm")
_MAY_HOLD = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


class WordingUnreadable(Malformed):
    """The wording is not written as it should be."""


class NoSuchWording(Refused):
    """There is no such paragraph for that date."""


class WordingNotConfirmed(Refused):
    """The wording is not confirmed."""


class WordingConfirmation(SQLModel, table=True):
    """That compliance confirmed a paragraph, word for word: the hash is that of its text, source and dates."""

    __tablename__ = "wording_confirmation"

    sha256: str = Field(primary_key=True)
    paragraph: str
    by: str
    at: datetime = Field(sa_type=Moment)


_confirmation, _entry = table(WordingConfirmation), table(Entry)
CONFIRMED = "wording confirmed"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: a heading, if it has one, and blocks of text that are divided by empty lines.

    A block whose lines begin with ``- `` is a list. A placeholder names a declared fact: ``{{ arrears }}``.
    """

    id: str
    heading: str
    text: str
    source: str
    edition: str
    begins: date
    ends: date
    confidence: str

    @property
    def sha256(self) -> str:
        """The hash of what is printed and of whence it comes; whether it is confirmed is no part of it."""
        said = [self.id, self.heading, self.text, self.source, self.edition, self.begins, self.ends]
        return hashlib.sha256(canonical(said)).hexdigest()

    def html(self, said: dict[str, str]) -> Markup:
        """The paragraph with the facts in it.

        :raises WordingUnreadable: a fact that it needs does not apply to this letter
        """
        heading = Markup("<h2>{}</h2>").format(_filled(self, self.heading, said)) if self.heading else Markup()
        blocks = [block.strip() for block in self.text.strip().split("\n\n")]
        return heading + Markup().join(_block(self, block, said) for block in blocks if block)


class Wording:
    """All paragraphs of an installation.

    :param path: ``letters.yaml``
    :raises WordingUnreadable: a paragraph lacks something, does more than name facts, or two hold on one day
    """

    def __init__(self, path: Path) -> None:
        self._paragraphs = _read(path)

    def on(self, paragraph: str, day: date) -> Paragraph:
        """The paragraph that holds on the day of the letter.

        :raises NoSuchWording: there is none
        """
        for found in self._paragraphs:
            if found.id == paragraph and found.begins <= day <= found.ends:
                return found
        raise NoSuchWording(f"The wording holds no paragraph {paragraph!r} for {day:%-d %B %Y}. Add it for that date.")

    def all_on(self, day: date) -> list[Paragraph]:
        """Every paragraph that holds on a day."""
        return [found for found in self._paragraphs if found.begins <= day <= found.ends]


def unconfirmed(session: Session, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Those paragraphs that nobody has confirmed; a confirmation of which no entry tells counts for nothing."""
    open_ones = [paragraph for paragraph in paragraphs if paragraph.confidence != "confirmed"]
    query = select(_confirmation.c.sha256).where(_confirmation.c.sha256.in_([p.sha256 for p in open_ones]))
    confirmed = set(session.execute(query).scalars())
    if confirmed:
        confirmed &= set(recorded_confirmations(session))
    return [paragraph for paragraph in open_ones if paragraph.sha256 not in confirmed]


def recorded_confirmations(session: Session) -> dict[str, str]:
    """Who confirmed which paragraph by the organisation's record: its hash → the actor."""
    chain_id = select(table(Installation).c.chain_id).scalar_subquery()
    bodies = session.execute(
        select(_entry.c.body).where(
            _entry.c.chain_id == chain_id, _entry.c.body.contains(f'"kind":"{CONFIRMED}"', autoescape=True)
        )
    ).scalars()
    told = (msgspec.json.decode(body) for body in bodies)
    return {entry["sha256"]: entry["actor"] for entry in told if entry["kind"] == CONFIRMED}


def confirm(session: Session, paragraph_id: str, sha256: str, actor: str, clock: Clock) -> None:
    """Confirms a paragraph word for word; recorded beside it. Confirming it again does nothing.

    :param sha256: the paragraph's hash; a paragraph that is changed afterwards has another, and is not confirmed
    """
    standing = session.execute(select(_confirmation.c.sha256).where(_confirmation.c.sha256 == sha256)).first()
    if standing is not None and sha256 in recorded_confirmations(session):
        return
    values = {"sha256": sha256, "paragraph": paragraph_id, "by": actor, "at": clock.now()}
    session.execute(delete(_confirmation).where(_confirmation.c.sha256 == sha256))
    session.execute(insert(_confirmation).values(**values))
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar_one()
    clear = {"paragraph": paragraph_id, "sha256": sha256}
    append(session, chain_id, [NewEntry(CONFIRMED, actor, clear=clear)], clock)


def wording_sha256(paragraphs: list[Paragraph]) -> str:
    """One hash of a letter's paragraphs, in the order in which they stand."""
    return hashlib.sha256(canonical([paragraph.sha256 for paragraph in paragraphs])).hexdigest()


def _block(paragraph: Paragraph, block: str, said: dict[str, str]) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        items = Markup().join(Markup("<li>{}</li>").format(_filled(paragraph, line[2:], said)) for line in lines)
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(_filled(paragraph, " ".join(lines), said))


@cache
def _compiled(text: str) -> Template:
    return _environment.from_string(str(escape(text)))


def _filled(paragraph: Paragraph, text: str, said: dict[str, str]) -> Markup:
    try:
        return Markup(_compiled(text).render(said))  # noqa: S704 -- escaped before and in it
    except TemplateError as error:
        raise WordingUnreadable(f"Paragraph {paragraph.id!r} cannot be filled in: {error}") from error


def _read(path: Path) -> list[Paragraph]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["paragraphs"]
        paragraphs = [_paragraph(row) for row in rows]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise WordingUnreadable(f"{path.name} cannot be read as a list of paragraphs: {error!r}") from error
    for number, one in enumerate(paragraphs):
        for other in paragraphs[:number]:
            if one.id == other.id and one.begins <= other.ends and other.begins <= one.ends:
                raise WordingUnreadable(f"{path.name}: two paragraphs {one.id!r} hold on one day; end one of them.")
    return paragraphs


def _paragraph(row: dict[str, Any]) -> Paragraph:
    found = Paragraph(
        id=row["id"],
        heading=row.get("heading", ""),
        text=row["text"],
        source=row["source"],
        edition=str(row["edition"]),
        begins=row["from"],
        ends=row.get("until", date.max),
        confidence=row["confidence"],
    )
    if found.confidence not in CONFIDENCES:
        raise WordingUnreadable(f"Paragraph {found.id!r}: {found.confidence!r} is none of {CONFIDENCES}.")
    _only_names(found)
    return found


def _only_names(paragraph: Paragraph) -> None:
    """Refuses whatever is more than the name of a fact: a paragraph is words, not a program."""
    try:
        tree = _environment.parse(f"{paragraph.heading}\n{paragraph.text}")
    except TemplateError as error:
        raise WordingUnreadable(f"Paragraph {paragraph.id!r} cannot be read: {error}") from error
    for node in [tree, *tree.find_all(nodes.Node)]:
        if not isinstance(node, _MAY_HOLD):
            raise WordingUnreadable(
                f"Paragraph {paragraph.id!r} holds more than words and names of facts ({type(node).__name__})."
            )
        if isinstance(node, nodes.Name) and node.name not in SAYABLE:
            raise WordingUnreadable(f"Paragraph {paragraph.id!r} names {node.name!r}, which is no declared fact.")
