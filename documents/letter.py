"""A letter: its facts put into its template with the wording of its day, and printed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from sqlmodel import Session

from documents import words
from documents.kinds import DocumentKind
from documents.library import Library
from documents.links import linked
from documents.paragraphs import Paragraph
from documents.printing import Printed, can_print, must_print, press_sha256
from documents.sayable import SAYABLE
from documents.stated import passages_said
from documents.values import DocumentFacts, said, values
from documents.whole import whole
from documents.wording import WordingNotConfirmed, unconfirmed, wording_sha256
from workflows.evidence.canonical import canonical

Press = Callable[[str, str, bytes], Printed]
"""Prints a page: its HTML, ``standard`` or ``large``, and the identifier of the PDF."""
TEMPLATES = Path(__file__).parent / "templates"
SPECIMEN = "SPECIMEN: wording not confirmed"
SIMULATED = "Made with a simulated clock: not a real letter"


@dataclass(frozen=True)
class Letter:
    """A letter, printed.

    :ivar format: ``standard`` or ``large``
    :ivar specimen: whether some of its wording, or what it is made of, is not confirmed, which each page says
    :ivar paragraphs: what it says, itself as a whole the last
    """

    facts: DocumentFacts
    kind: DocumentKind
    title: str
    format: str
    printed: Printed
    specimen: bool
    paragraphs: tuple[Paragraph, ...]
    template_sha256: str

    @property
    def facts_sha256(self) -> str:
        """The hash of its facts."""
        return facts_sha256(self.facts)

    @property
    def wording_sha256(self) -> str:
        """The hash of its paragraphs."""
        return wording_sha256(list(self.paragraphs))


def facts_sha256(facts: DocumentFacts) -> str:
    """The hash of a letter's facts."""
    return hashlib.sha256(canonical(facts.plain)).hexdigest()


def write_letter(
    session: Session,
    facts: DocumentFacts,
    kind: DocumentKind,
    library: Library,
    press: Press,
    *,
    demo: bool,
    simulated: bool,
) -> Letter:
    """Writes and prints a letter to one tenant. Writes nothing into the database.

    :param demo: whether the database is a demonstration's, the only one in which unconfirmed wording may be printed
    :param simulated: whether a simulated clock ever drove the database; each page says so
    :raises WordingNotConfirmed: some paragraph, or the document as a whole, is not confirmed, and this is no
        demonstration
    :raises NotPrintable: a name or an address cannot be printed
    """
    _printable(facts)
    html, paragraphs = page_html(facts, kind, library, ())
    open_ones = unconfirmed(session, paragraphs)
    if open_ones and not demo:
        named = ", ".join(paragraph.key for paragraph in open_ones)
        raise WordingNotConfirmed(
            f"The letter cannot be sent: compliance has not confirmed the wording of {named}. "
            "Confirm each in the page Wording, then try again.",
            paragraphs=[paragraph.key for paragraph in open_ones],
        )
    marks = [*([SPECIMEN] if open_ones else []), *([SIMULATED] if simulated else [])]
    if marks:
        html, paragraphs = page_html(facts, kind, library, tuple(marks))
    size = print_size(facts, kind)
    identifier = identifier_of(html)
    return Letter(
        facts=facts,
        title=kind.title,
        kind=kind,
        format=size,
        printed=press(html, size, identifier),
        specimen=bool(open_ones),
        paragraphs=tuple(paragraphs),
        template_sha256=template_sha256(kind),
    )


def print_size(facts: DocumentFacts, kind: DocumentKind) -> str:
    """``standard`` or ``large``: as the tenant reads, where the document has that."""
    return "large" if facts.addressee.large_print and "large" in kind.formats else kind.formats[0]


def identifier_of(html: str) -> bytes:
    """The identifier of the PDF of a page, so that the same page gives the same bytes."""
    return hashlib.sha256(html.encode()).digest()[:16]


def template_sha256(kind: DocumentKind) -> str:
    """One hash of everything but wording and facts that makes a page of this kind of document."""
    return hashlib.sha256(f"{_press_sha256()}{kind.sha256}".encode()).hexdigest()


@cache
def _press_sha256() -> str:
    """Of what is the same for all: layouts, stylesheets, fonts, WeasyPrint."""
    found = hashlib.sha256(press_sha256().encode())
    for name, text in _templates().items():
        found.update(f"{name}\0{text}\0".encode())
    return found.hexdigest()


def page_html(
    facts: DocumentFacts, kind: DocumentKind, library: Library, marks: tuple[str, ...]
) -> tuple[str, list[Paragraph]]:
    """The page of a document, with such marks on each sheet, and what it says, the document as a whole the last."""
    sayable, used, enclosed = said(facts), list[Paragraph](), list[tuple[str, list[Markup]]]()
    parts = _parts(kind, library, facts, used)
    for each in library.enclosed(kind):
        enclosed.append((each.title, _parts(each, library, facts, used)))
        used.append(whole(each))
    template = environment().get_template(f"{kind.layout}.html")
    html = template.render(
        f=facts, said=sayable, parts=parts, title=kind.title, marks=marks, statement=facts.statement,
        encloses=kind.encloses, enclosed=enclosed, form=kind.form, without_home=kind.without_home,
        sheet=library.profile(facts.landlord.print_profile),
    )  # fmt: skip
    return html, [*used, whole(kind)]


def _parts(kind: DocumentKind, library: Library, facts: DocumentFacts, used: list[Paragraph]) -> list[Markup]:
    """What a document says, part by part; its paragraphs are put to those that are ``used``."""
    sayable, known, parts = said(facts), values(facts), list[Markup]()
    for part, paragraph in passages_said(kind, library, facts):
        if paragraph is not None:
            used.append(paragraph)
            parts.append(paragraph.html(sayable))
        elif part.list:
            items = Markup().join(Markup("<li>{}</li>\n").format(linked(each)) for each in known[part.list])
            parts.append(Markup("<ul>\n{}</ul>").format(items))
        else:
            parts.append(_fact(part.fact, sayable))
    return parts


def _fact(name: str, sayable: Mapping[str, str]) -> Markup:
    """A fact with its name; of one that there is none of, that."""
    value = sayable.get(name) or "None"
    return Markup('<p class="fact"><strong>{}:</strong> {}</p>').format(SAYABLE[name].label, value)


@cache
def _templates() -> dict[str, str]:
    """Read once a process, so that what prints is what was hashed, though a file be exchanged meanwhile."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html"))}


@cache
def environment() -> SandboxedEnvironment:
    """What fills the templates in: nothing but what they are given, and every name of it asked for."""
    made = SandboxedEnvironment(
        loader=DictLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(pounds=words.pounds, balance=words.balance, linked=linked, day=words.day, can_print=can_print)
    return made


def _printable(facts: DocumentFacts) -> None:
    person = facts.addressee
    must_print(f"The name of {person.name}", person.name + person.care_of)
    must_print(f"The address of {person.name}", "".join(person.address + facts.property_address))
    if facts.deceased:
        must_print("What is known of who died", facts.deceased.name + "".join(facts.deceased.address))
    must_print("The name of a joint tenant", "".join(facts.other_tenants))
    named = facts.named
    must_print("The words that the step names", "".join(f"{named.words}{named.reason}{named.remedy}".split()))
