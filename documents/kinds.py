"""Kinds of document, as data: what one is called, to whom it goes, what it says and when it may not be made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.service.words import ServedAs
from documents.paragraphs import Paragraph, WordingUnreadable, names_in, read_paragraphs
from documents.sayable import KNOWN, SAYABLE, Kind
from workflows.evidence.canonical import canonical
from workflows.expressions import Expression, FeelSyntaxError, compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import BOOLEAN
from workflows.yaml_reading import NOT_YAML, load

LAYOUTS = {
    "letter": "A letter on the landlord's paper, with an address window.",
    "notice": "A formal notice: to whom, about which home, by whom; without a greeting.",
    "statement": "The rent statement, perhaps with some words before it.",
    "schedule": "A schedule to another document: its words and facts, and the statement where it is enclosed.",
    "data_sheet": "Facts in a table, for somebody who fills in a form elsewhere.",
    "bundle_part": "A part of a bundle: what it is, of which case, and its words.",
}
NAMED = "somebody named in the step"
PARTNER = "the partner of a referral"
REPRESENTATIVES = "the personal representatives"
ELSEWHERE = frozenset({NAMED, PARTNER})
"""To whom a document goes that is no tenant of the case."""
ADDRESSEES = {
    "each tenant": "One document to each tenant, care of their deputy or attorney.",
    NAMED: "One document to who is named in the step with an address: the personal representatives, an adviser.",
    REPRESENTATIVES: "One document to the personal representatives of the tenant who died last, where none survives.",
    PARTNER: "One document to the partner of the referral that the step says, at the directory's address.",
}
SERVICES = {"first-class post by the print house": "Handed to the print house, which posts it first class."}
SIGNATORIES = {"team": "The team of the landlord's details."}
FORMATS = ("standard", "large")
STATEMENT = "statement"
"""What a document may enclose beside schedules of the rule book."""
BROKEN_AGREEMENT = "a broken agreement"
WARNINGS = (BROKEN_AGREEMENT,)
"""Of what a document warns, so that days run from it alone."""
LAST_WEEKS, FROM_ARREARS = "", "from the first day of arrears"
STATEMENTS = (LAST_WEEKS, FROM_ARREARS)
"""Of which days the statement is that a document encloses: the span of the tables of law, unless it says more."""
_CHOICES: dict[str, Any] = {"layout": LAYOUTS, "to": ADDRESSEES, "service": SERVICES, "signatory": SIGNATORIES}
_MEMBERS = frozenset(
    {
        *_CHOICES,
        "formats",
        "encloses",
        "title",
        "form",
        "reply_by",
        "nothing_owed",
        "unless",
        "says",
        "paragraphs",
        "statement",
        "without_home",
        "served_as",
        "warns_of",
    }
)


class DocumentUnreadable(WordingUnreadable):
    """A document is not written as documents are."""


@dataclass(frozen=True)
class Said:
    """One part of a document's body: a paragraph, a list of the landlord's facts, or one fact with its name.

    :ivar when: FEEL over the facts of documents; ``None``: always
    """

    paragraph: str = ""
    list: str = ""
    fact: str = ""
    when: Expression | None = None


@dataclass(frozen=True)
class Objection:
    """When a document is not made, and the sentence that says why."""

    when: Expression
    sentence: str


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document.

    :ivar name: the name of its file: ``letter_1``
    :ivar procedure: the procedure in whose folder it lies; empty where it is shared
    :ivar encloses: :data:`STATEMENT`, and the names of schedules that follow it in the same file
    :ivar form: the prescribed form and its edition, empty where there is none
    :ivar reply_by: the period of law or policy in which a reply is asked for; empty where none is
    :ivar statement: of which days its statement is, one of :data:`STATEMENTS`
    :ivar without_home: whether its head leaves out which home it is about: whoever gets it learns no more than it says
    :ivar served_as: what it is in law, by which it is decided when it counts as served
    :ivar warns_of: one of :data:`WARNINGS`; empty: it warns of nothing from which days run
    :ivar nothing_owed: whether it may state what is owed where nothing is
    :ivar unless: it is not made where one of these is true, or cannot be told
    :ivar own: its own paragraphs
    """

    name: str
    procedure: str
    title: str
    layout: str
    to: str
    service: str
    signatory: str
    formats: tuple[str, ...]
    encloses: tuple[str, ...]
    reply_by: str
    form: str
    nothing_owed: bool
    unless: tuple[Objection, ...]
    says: tuple[Said, ...]
    own: tuple[Paragraph, ...] = field(repr=False)
    statement: str = LAST_WEEKS
    without_home: bool = False
    served_as: ServedAs = ServedAs.LETTER
    warns_of: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the rule book."""
        return f"{self.procedure or 'shared'}.{self.name}"

    @property
    def sha256(self) -> str:
        """The hash of all but its wording: what it is called and in which order it says what, and when."""
        said = [
            [each.paragraph, each.list, each.when.text if each.when else "", *([each.fact] if each.fact else [])]
            for each in self.says
        ]
        unless = [[each.when.text, each.sentence] for each in self.unless]
        plain = [self.title, self.layout, self.to, self.service, self.signatory, self.formats, self.encloses]
        # What most documents do not say is hashed where it is said, so that what was confirmed before stays confirmed.
        more: list[bool | str] = [self.nothing_owed] if self.nothing_owed else []
        more += [self.statement] if self.statement else []
        more += ["without home"] if self.without_home else []
        more += [self.served_as] if self.served_as is not ServedAs.LETTER else []
        more += [f"warns of {self.warns_of}"] if self.warns_of else []
        return hashlib.sha256(canonical([*plain, self.reply_by, self.form, said, unless, *more])).hexdigest()


def read_document(path: str, content: bytes, procedure: str) -> DocumentKind:
    """Reads the file of a kind of document.

    :param path: its path in the rule book; the file's name is the document's
    :raises DocumentUnreadable: with file, member and remedy
    """
    row = _content(path, content)
    name = path.rpartition("/")[2].removesuffix(".yaml")
    for member, choices in _CHOICES.items():
        if row.get(member) not in choices:
            raise DocumentUnreadable(
                f"{path}: `{member}` is one of {', '.join(choices)}; {row.get(member)!r} is none of them."
            )
    if not isinstance(row.get("formats", []), list) or not set(row.get("formats", [])) <= set(FORMATS):
        raise DocumentUnreadable(f"{path}: `formats` is a list out of {', '.join(FORMATS)}.")
    encloses = row.get("encloses", [])
    if not isinstance(encloses, list) or not all(isinstance(each, str) for each in encloses):
        raise DocumentUnreadable(f"{path}: `encloses` is a list: `{STATEMENT}`, and names of schedules.")
    for member in ("title", "reply_by", "form"):
        if not isinstance(row.get(member, ""), str):
            raise DocumentUnreadable(f"{path}: `{member}` is a text.")
    if not row.get("title", "").strip() or names_in(row["title"], f"{path}: its title"):
        raise DocumentUnreadable(f"{path} needs a title that names no facts: it stands in the register as it is.")
    if not isinstance(row.get("nothing_owed", False), bool):
        raise DocumentUnreadable(f"{path}: `nothing_owed` is true or false: whether it may state a debt of nothing.")
    if not isinstance(row.get("without_home", False), bool):
        raise DocumentUnreadable(f"{path}: `without_home` is true or false: whether its head says which home it is.")
    if row.get("statement", LAST_WEEKS) not in STATEMENTS:
        raise DocumentUnreadable(f"{path}: `statement` is {FROM_ARREARS!r}, or left out for that of the last weeks.")
    if row.get("served_as", ServedAs.LETTER) not in list(ServedAs):
        raise DocumentUnreadable(f"{path}: `served_as` is one of {', '.join(ServedAs)}, or left out for a letter.")
    if row.get("warns_of", "") not in {"", *WARNINGS}:
        raise DocumentUnreadable(f"{path}: `warns_of` is one of {', '.join(WARNINGS)}, or left out.")
    place = f"{procedure or 'shared'}.{name}"
    return DocumentKind(
        name=name,
        procedure=procedure,
        **{member: row[member] for member in ("title", *_CHOICES)},
        formats=tuple(row.get("formats") or FORMATS),
        encloses=tuple(row.get("encloses", [])),
        reply_by=row.get("reply_by", ""),
        form=row.get("form", ""),
        nothing_owed=row.get("nothing_owed", False),
        unless=tuple(_objection(each, path) for each in _rows(row, "unless", path)),
        says=tuple(_said(each, path) for each in _rows(row, "says", path)),
        own=read_paragraphs(row.get("paragraphs", []), place, path),
        statement=row.get("statement", LAST_WEEKS),
        without_home=row.get("without_home", False),
        served_as=ServedAs(row.get("served_as", ServedAs.LETTER)),
        warns_of=row.get("warns_of", ""),
    )


def _content(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        row = load(content)
    except NOT_YAML as error:
        raise DocumentUnreadable(f"{path} is not YAML: {error}") from error
    if not isinstance(row, Mapping):
        raise DocumentUnreadable(f"{path} is not written as documents are: `title:`, `layout:`, `to:`, `says:` …")
    if unknown := sorted(set(row) - _MEMBERS, key=str):
        listed = ", ".join(sorted(_MEMBERS))
        raise DocumentUnreadable(f"{path}: a document has no member {unknown[0]!r}. It has {listed}.")
    if not row.get("says"):
        raise DocumentUnreadable(f"{path}: `says` names no paragraph, so nothing would be printed.")
    return row


def _rows(row: Mapping[str, Any], member: str, path: str) -> list[Mapping[str, Any]]:
    rows = row.get(member, [])
    if not isinstance(rows, list) or not all(isinstance(each, Mapping) for each in rows):
        raise DocumentUnreadable(f"{path}: `{member}` is a list of rows with named values.")
    return rows


def _said(row: Mapping[str, Any], path: str) -> Said:
    if not set(row) <= {"paragraph", "list", "fact", "when"} or len(set(row) - {"when"}) != 1:
        raise DocumentUnreadable(
            f"{path}, says: each row names a `paragraph`, a `list` or a `fact`, and perhaps `when`."
        )
    fact = row.get("fact", "")
    if fact and (fact not in SAYABLE or SAYABLE[fact].kind == Kind.LIST):
        raise DocumentUnreadable(f"{path}, says: {fact!r} is no fact of documents. See: duecourse facts")
    listed = row.get("list", "")
    if listed and (listed not in SAYABLE or SAYABLE[listed].kind != Kind.LIST):
        there = ", ".join(fact.name for fact in SAYABLE.values() if fact.kind == Kind.LIST)
        raise DocumentUnreadable(f"{path}, says: {listed!r} is no list of facts. There is: {there}.")
    when = condition(row["when"], f"{path}, says {row.get('paragraph') or listed or fact}") if "when" in row else None
    return Said(str(row.get("paragraph", "")), listed, str(fact), when)


def _objection(row: Mapping[str, Any], path: str) -> Objection:
    if set(row) != {"when", "sentence"} or not isinstance(row["sentence"], str):
        raise DocumentUnreadable(f"{path}, unless: each row has `when` and `sentence`, which says why it is not made.")
    names_in(row["sentence"], f"{path}, unless")
    return Objection(condition(row["when"], f"{path}, unless"), row["sentence"])


def condition(text: Any, where: str) -> Expression:
    """A condition over the facts of documents.

    :raises DocumentUnreadable: it is not FEEL, or names something else
    """
    if not isinstance(text, str) or len(text) > 500:
        raise DocumentUnreadable(f"{where}: `when` is a text in FEEL, and {str(text)[:60]!r} is none.")
    try:
        made = compile_expression(text)
    except FeelSyntaxError as error:
        raise DocumentUnreadable(f"{where}: `{text}` is not FEEL: {error}") from error
    if unknown := sorted(made.names - SAYABLE.keys()):
        raise DocumentUnreadable(
            f"{where}: `{text}` names {unknown[0]!r}, which is no fact of documents. See: duecourse facts"
        )
    if wrong := mistakes(made.tree, KNOWN, BOOLEAN):
        raise DocumentUnreadable(f"{where}: in `{text}`, {wrong[0]}")
    return made
