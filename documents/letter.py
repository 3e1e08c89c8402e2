"""A letter: its facts put into its template with the wording of its day, and printed."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from sqlmodel import Session

from documents import words
from documents.facts import LetterFacts, said
from documents.printing import Printed, can_print, must_print, press_sha256, print_pdf
from documents.wording import Paragraph, Wording, WordingNotConfirmed, unconfirmed, wording_sha256
from workflows.evidence.canonical import canonical

TEMPLATES = Path(__file__).parent / "templates"
SPECIMEN = "SPECIMEN: wording not confirmed"
SIMULATED = "Made with a simulated clock: not a real letter"
TITLES = {"letter_1": "Your rent account", "letter_2": "Your rent account: please contact us"}


@dataclass(frozen=True)
class Letter:
    """A letter, printed.

    :ivar format: ``standard`` or ``large``
    :ivar specimen: whether some of its wording is not confirmed, which each page says
    """

    facts: LetterFacts
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


def facts_sha256(facts: LetterFacts) -> str:
    """The hash of a letter's facts."""
    return hashlib.sha256(canonical(facts.plain)).hexdigest()


def write_letter(session: Session, facts: LetterFacts, wording: Wording, *, demo: bool, simulated: bool) -> Letter:
    """Writes and prints a letter to one tenant. Writes nothing into the database.

    :param demo: whether the database is a demonstration's, the only one in which unconfirmed wording may be printed
    :param simulated: whether a simulated clock ever drove the database; each page says so
    :raises WordingNotConfirmed: some paragraph is not confirmed, and this is no demonstration
    :raises NotPrintable: a name or an address cannot be printed
    """
    _printable(facts)
    html, paragraphs = page_html(facts, wording, ())
    open_ones = unconfirmed(session, paragraphs)
    if open_ones and not demo:
        named = ", ".join(paragraph.id for paragraph in open_ones)
        raise WordingNotConfirmed(
            f"The letter cannot be sent: compliance has not confirmed the wording of {named}. "
            "Confirm each paragraph, then try again.",
            paragraphs=[paragraph.id for paragraph in open_ones],
        )
    marks = [*([SPECIMEN] if open_ones else []), *([SIMULATED] if simulated else [])]
    if marks:
        html, paragraphs = page_html(facts, wording, tuple(marks))
    size = "large" if facts.addressee.large_print else "standard"
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return Letter(
        facts=facts,
        title=TITLES[facts.letter],
        format=size,
        printed=print_pdf(html, size, identifier),
        specimen=bool(open_ones),
        paragraphs=tuple(paragraphs),
        template_sha256=template_sha256(),
    )


@cache
def template_sha256() -> str:
    """One hash of everything but wording and facts that makes a page: templates, stylesheets, fonts, WeasyPrint."""
    found = hashlib.sha256(press_sha256().encode())
    for name, text in _templates().items():
        found.update(f"{name}\0{text}\0".encode())
    return found.hexdigest()


def page_html(facts: LetterFacts, wording: Wording, marks: tuple[str, ...]) -> tuple[str, list[Paragraph]]:
    """The page of a letter, with such marks on each sheet, and the paragraphs that it says."""
    sayable, used = said(facts), []

    def say(paragraph: str) -> Markup:
        found = wording.on(paragraph, facts.on)
        used.append(found)
        return found.html(sayable)

    template = _environment().get_template(f"{facts.letter}.html")
    html = template.render(
        f=facts, said=sayable, say=say, title=TITLES[facts.letter], marks=marks, statement=facts.statement
    )
    return html, used


@cache
def _templates() -> dict[str, str]:
    """Read once a process, so that what prints is what was hashed, though a file be exchanged meanwhile."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html"))}


@cache
def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        loader=DictLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(pounds=words.pounds, balance=words.balance, day=words.day, can_print=can_print)
    return made


def _printable(facts: LetterFacts) -> None:
    person = facts.addressee
    must_print(f"The name of {person.name}", person.name + person.care_of)
    must_print(f"The address of {person.name}", "".join(person.address + facts.property_address))
    must_print("The name of a joint tenant", "".join(facts.other_tenants))
