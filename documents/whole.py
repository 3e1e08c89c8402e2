"""A document as a whole: what it is made of beside the words of its paragraphs, which are confirmed apart."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.service.words import NAMES, ServedAs
from documents import words
from documents.kinds import DocumentKind, Said
from documents.paragraphs import WHOLE, Paragraph
from workflows.evidence.canonical import canonical


@dataclass(frozen=True)
class Whole(Paragraph):
    """A document as a whole, which waits in *Wording* and is confirmed as a paragraph is.

    :ivar text: what it is made of, for people
    :ivar bound: the hash of all of its file but the texts of its paragraphs, and of where it stands: another document
        that is made alike is confirmed by itself
    """

    bound: str = ""

    @property
    def sha256(self) -> str:
        """The hash of what it is made of; how the words for it are chosen is no part of it."""
        return self.bound


def whole(kind: DocumentKind) -> Whole:
    """A kind of document as a whole, on whatever day it is made."""
    own = [
        [each.id, each.edition, each.begins, each.ends]
        for said in kind.says
        for each in kind.own
        if said.paragraph == each.id
    ]
    return Whole(
        id=WHOLE,
        heading=f"The document as a whole: {kind.title}",
        text="\n\n".join("\n".join(map(_in_one_line, block)) for block in _blocks(kind)),
        source="Its file",
        edition="",
        begins=date.min,
        ends=date.max,
        place=kind.place,
        bound=hashlib.sha256(canonical([kind.place, kind.sha256, own])).hexdigest(),
    )


def _blocks(kind: DocumentKind) -> Iterator[list[str]]:
    """Blocks of lines."""
    yield [f"It is called “{kind.title}”, is laid out as a {kind.layout.replace('_', ' ')} and goes to {kind.to}."]
    yield [f"Service: {kind.service}. Signatory: {kind.signatory}. Formats: {', '.join(kind.formats)}."]
    yield [f"It has the prescribed form {kind.form}." if kind.form else "It has no prescribed form."]
    yield [f"It asks for a reply within the period {kind.reply_by}." if kind.reply_by else "It asks for no reply."]
    yield [f"It encloses: {', '.join(kind.encloses)}." if kind.encloses else "It encloses nothing."]
    if kind.without_home:
        yield ["Its head does not say which home it is about."]
    if kind.served_as is not ServedAs.LETTER:
        yield [f"In law it is {NAMES[kind.served_as]}."]
    if kind.warns_of:
        yield [f"It warns of {kind.warns_of}: the days in which to put it right run from it alone."]
    if kind.statement:
        yield [f"Its statement is {kind.statement}."]
    yield ["It says, in this order:"]
    yield [f"- {_said(each, kind)}" for each in kind.says]
    if kind.nothing_owed:
        yield ["It may state what is owed where nothing is."]
    if kind.unless:
        yield ["It is not made where one of these is so, or cannot be told:"]
        yield [f"- {each.when.text}: “{each.sentence}”" for each in kind.unless]
    else:
        yield ["It gives no reason for which it is not made."]


def _in_one_line(text: str) -> str:
    """So that no name in a file makes a line of its own, which would be read as one more thing that is said."""
    return " ".join(text.split())


def _said(said: Said, kind: DocumentKind) -> str:
    when = f", where {said.when.text}" if said.when else ""
    if said.list or said.fact:
        return f"{'the list' if said.list else 'the fact'} {said.list or said.fact}{when}"
    own = [_edition(each) for each in kind.own if each.id == said.paragraph]
    return f"{said.paragraph} ({'; '.join(own) or 'shared'}){when}"


def _edition(paragraph: Paragraph) -> str:
    until = f" until {words.day(paragraph.ends)}" if paragraph.ends < date.max else ""
    return f"edition {paragraph.edition}, from {words.day(paragraph.begins)}{until}"
