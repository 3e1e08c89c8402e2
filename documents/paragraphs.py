"""Paragraphs: the words of documents, which are data, each with its source and its dates.

Whether a paragraph is confirmed stands in no file: a person confirms its very words (``documents.wording``).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from documents.links import linked
from documents.sayable import SAYABLE
from workflows.errors import Malformed, Refused
from workflows.evidence.canonical import canonical

STYLES = ("plain", "key")
"""``key``: what the reader must not miss, in a box; what follows a line's last ``: `` is printed bold."""
WHOLE = "whole"
"""What a document itself is called among its paragraphs where they are confirmed."""
_WANTED = {"id": str, "text": str, "source": str}
_MEMBERS = frozenset({*_WANTED, "heading", "edition", "from", "until", "style"})
_MAY_HOLD = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


class WordingUnreadable(Malformed):
    """The wording is not written as it should be."""


class NoSuchWording(Refused):
    """There is no such paragraph for that date."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: a heading, if it has one, and blocks of text that are divided by empty lines.

    A block whose lines begin with ``- `` is a list. A placeholder names a fact of documents: ``{{ arrears }}``.

    :ivar place: where in the rule book it stands: ``shared``, or ``arrears.letter_1``
    """

    id: str
    heading: str
    text: str
    source: str
    edition: str
    begins: date
    ends: date
    style: str = "plain"
    place: str = "shared"

    @property
    def key(self) -> str:
        """Its name in the whole rule book: ``arrears.letter_1.first_opening``."""
        return f"{self.place}.{self.id}"

    @property
    def sha256(self) -> str:
        """The hash of what is printed and of whence it comes; where it stands is no part of it."""
        said: list[Any] = [self.id, self.heading, self.text, self.source, self.edition, self.begins, self.ends]
        return hashlib.sha256(canonical(said if self.style == "plain" else [*said, self.style])).hexdigest()

    @property
    def names(self) -> frozenset[str]:
        """The facts that it names."""
        return names_in(f"{self.heading}\n{self.text}", f"Paragraph {self.id!r}")

    def html(self, said: dict[str, str]) -> Markup:
        """The paragraph with the facts in it.

        :raises WordingUnreadable: a fact that it needs does not apply to this document
        """
        heading = Markup("<h2>{}</h2>").format(_filled(self, self.heading, said)) if self.heading else Markup()
        blocks = [block.strip() for block in self.text.strip().split("\n\n")]
        if self.style == "key":
            lines = [_key_line(self, block, said) for block in blocks if block]
            return Markup('<div class="key">\n{}\n</div>').format(
                Markup("\n").join([heading, *lines] if heading else lines)
            )
        return heading + Markup().join(_block(self, block, said) for block in blocks if block)


def read_paragraphs(rows: Any, place: str, file: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a file.

    :param rows: the value of ``paragraphs:``
    :param place: see :class:`Paragraph`
    :param file: its path, for refusals
    :raises WordingUnreadable: a paragraph lacks something, does more than name facts, or two hold on one day
    """
    if not isinstance(rows, list):
        raise WordingUnreadable(f"{file}: `paragraphs` is a list of paragraphs, each with an id and a text.")
    paragraphs = tuple(_paragraph(row, number, place, file) for number, row in enumerate(rows, 1))
    standing: dict[str, list[Paragraph]] = {}
    for one in paragraphs:
        for other in standing.setdefault(one.id, []):
            if one.begins <= other.ends and other.begins <= one.ends:
                raise WordingUnreadable(f"{file}: two paragraphs {one.id!r} hold on one day; end one of them.")
        standing[one.id].append(one)
    return paragraphs


@lru_cache(maxsize=4096)
def names_in(text: str, where: str) -> frozenset[str]:
    """The facts that a text names.

    :raises WordingUnreadable: it holds more than words and names of facts of documents
    """
    try:
        tree = _environment.parse(text)
    except TemplateError as error:
        raise WordingUnreadable(f"{where} cannot be read: {error}") from error
    found = set()
    for node in [tree, *tree.find_all(nodes.Node)]:
        if not isinstance(node, _MAY_HOLD):
            raise WordingUnreadable(f"{where} holds more than words and names of facts ({type(node).__name__}).")
        if isinstance(node, nodes.Name):
            if node.name not in SAYABLE:
                raise WordingUnreadable(
                    f"{where} names {node.name!r}, which is no fact of documents. See: duecourse facts"
                )
            found.add(node.name)
    return frozenset(found)


def filled(text: str, said: Mapping[str, str], where: str) -> Markup:
    """A text with the facts in it, escaped.

    :raises WordingUnreadable: a fact that it needs does not apply
    """
    try:
        return Markup(_compiled(text).render(said))  # noqa: S704 -- escaped before and in it
    except TemplateError as error:
        raise WordingUnreadable(f"{where} cannot be filled in: {error}") from error


def _paragraph(row: Any, number: int, place: str, file: str) -> Paragraph:
    if not isinstance(row, Mapping):
        raise WordingUnreadable(f"{file}: paragraph {number} is a set of named values, and {row!r} is none.")
    where = f"{file}: paragraph {row.get('id', number)!r}"
    if "confidence" in row:
        raise WordingUnreadable(
            f"{where} says how sure it is. No file can confirm itself: take `confidence` out, and let compliance "
            "confirm its words in the page Wording."
        )
    if unknown := sorted(set(row) - _MEMBERS, key=str):
        listed = ", ".join(sorted(_MEMBERS))
        raise WordingUnreadable(f"{where}: it has no member {unknown[0]!r}. A paragraph has {listed}.")
    for member, kind in _WANTED.items():
        if not isinstance(row.get(member), kind) or not row[member].strip():
            raise WordingUnreadable(f"{where} lacks `{member}`, which is a text.")
    if row["id"] == WHOLE:
        raise WordingUnreadable(f"{where} is called as a document itself is where it is confirmed. Rename it.")
    if type(row.get("from")) is not date or type(row.get("until", date.max)) is not date:
        raise WordingUnreadable(f"{where}: `from`, and `until` if it ends, are dates without quotation marks.")
    if row.get("style", "plain") not in STYLES or not isinstance(row.get("heading", ""), str):
        raise WordingUnreadable(f"{where}: `style` is {' or '.join(STYLES)}, and `heading` a text.")
    made = Paragraph(
        id=row["id"],
        heading=row.get("heading", ""),
        text=row["text"],
        source=row["source"],
        edition=str(row.get("edition", 1)),
        begins=row["from"],
        ends=row.get("until", date.max),
        style=row.get("style", "plain"),
        place=place,
    )
    if made.ends < made.begins:
        raise WordingUnreadable(f"{where} ends on {made.ends}, before it begins, so it would never be said.")
    names_in(f"{made.heading}\n{made.text}", where)
    return made


def _block(paragraph: Paragraph, block: str, said: dict[str, str]) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        items = Markup().join(Markup("<li>{}</li>").format(_filled(paragraph, line[2:], said)) for line in lines)
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(_filled(paragraph, " ".join(lines), said))


def _key_line(paragraph: Paragraph, block: str, said: dict[str, str]) -> Markup:
    label, colon, value = " ".join(line.strip() for line in block.splitlines()).rpartition(": ")
    if not colon:
        return Markup("<p><strong>{}</strong></p>").format(_filled(paragraph, value, said))
    strong = Markup("<strong>{}</strong>").format(_filled(paragraph, value, said))
    return Markup("<p>{}: {}</p>").format(_filled(paragraph, label, said), strong)


@cache
def _compiled(text: str) -> Template:
    return _environment.from_string(str(escape(text)))


def _filled(paragraph: Paragraph, text: str, said: dict[str, str]) -> Markup:
    # What somebody typed in several lines stays in several: a paragraph's own lines were joined before.
    whole = linked(filled(text, said, f"Paragraph {paragraph.id!r}"))
    return Markup("<br>").join(whole.splitlines())
