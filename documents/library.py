"""All kinds of document and all paragraphs of a rule book."""

from collections.abc import Iterator
from datetime import date

from documents.kinds import STATEMENT, DocumentKind, DocumentUnreadable, read_document
from documents.paragraphs import NoSuchWording, Paragraph, WordingUnreadable, read_paragraphs
from documents.print_profiles import PrintProfile, profiles_of
from documents.whole import whole
from workflows.editions import Book
from workflows.errors import Refused
from workflows.yaml_reading import NOT_YAML, load

SHARED = "shared/paragraphs.yaml"


class NoSuchDocumentKind(Refused):
    """There is no such kind of document."""


class NoSuchPrintProfile(Refused):
    """The landlord's details name a print profile that there is not."""


class Library:
    """The documents of one rule book.

    :raises DocumentUnreadable: a document is not written as documents are, or says a paragraph that there is not
    :raises WordingUnreadable: a paragraph is not written as paragraphs are
    """

    def __init__(self, book: Book) -> None:
        self.shared = _shared(book)
        self.kinds = {(kind.procedure, kind.name): kind for kind in _kinds(book)}
        for kind in self.kinds.values():
            self._paragraphs_stand(kind)
            self.enclosed(kind)
        self._profiles = profiles_of(book)
        self._wholes = [(whole(kind), kind) for kind in self.kinds.values()]

    def profile(self, name: str) -> PrintProfile:
        """The print profile that the landlord's details name.

        :raises NoSuchPrintProfile: there is none
        """
        if name not in self._profiles:
            raise NoSuchPrintProfile(
                f"landlord.yaml names the print profile {name!r}; there is {', '.join(sorted(self._profiles))}. "
                "Correct the name, or write the profile into print_profiles.yaml."
            )
        return self._profiles[name]

    def warning_of(self, what: str) -> frozenset[str]:
        """The names of the documents that warn of something, one of ``documents.kinds.WARNINGS``."""
        return frozenset(kind.name for kind in self.kinds.values() if kind.warns_of == what)

    def read(self, path: str, content: bytes) -> DocumentKind:
        """Reads a document that a procedure would bring along.

        :raises DocumentUnreadable: it is not written as documents are, or says a paragraph that there is not
        """
        kind = read_document(path, content, "")
        self._paragraphs_stand(kind)
        self.enclosed(kind)
        return kind

    def _paragraphs_stand(self, kind: DocumentKind) -> None:
        there = {each.id for each in (*kind.own, *self.shared)}
        for said in kind.says:
            if said.paragraph and said.paragraph not in there:
                raise DocumentUnreadable(
                    f"{kind.place} says the paragraph {said.paragraph!r}, which stands neither in its file nor in "
                    f"{SHARED}. Correct the name, or write the paragraph."
                )

    def kind(self, procedure: str, name: str) -> DocumentKind:
        """The kind of document that a procedure calls so: its own, or one that is shared.

        :raises NoSuchDocumentKind: there is none
        """
        found = self.kinds.get((procedure, name)) or self.kinds.get(("", name))
        if found is None:
            there = sorted({each for of, each in self.kinds if of in {procedure, ""}})
            raise NoSuchDocumentKind(
                f"The procedure {procedure!r} has no document {name!r}; there is {', '.join(there) or 'none'}."
            )
        return found

    def enclosed(self, kind: DocumentKind) -> tuple[DocumentKind, ...]:
        """The schedules that a document encloses, in their order; the statement is none of them.

        :raises DocumentUnreadable: there is no such schedule, or it encloses something itself
        """
        names = [each for each in kind.encloses if each != STATEMENT]
        found = [self.kinds.get((kind.procedure, name)) or self.kinds.get(("", name)) for name in names]
        for name, each in zip(names, found, strict=True):
            if each is None or each.layout != "schedule" or each.encloses:
                raise DocumentUnreadable(
                    f"{kind.place} encloses {name!r}, which is neither `{STATEMENT}` nor a document with the layout "
                    "`schedule` that encloses nothing itself. Correct the name, or write that schedule."
                )
        return tuple(each for each in found if each is not None)

    def paragraph(self, kind: DocumentKind, name: str, day: date) -> Paragraph:
        """The paragraph that a document says on its day: its own, or a shared one.

        :raises NoSuchWording: there is none for that day
        """
        for paragraphs in (kind.own, self.shared):
            for each in paragraphs:
                if each.id == name and each.begins <= day <= each.ends:
                    return each
        raise NoSuchWording(
            f"{kind.place} says {name!r}, which has no words for {day:%-d %B %Y}. Add them for that date."
        )

    def all_on(self, day: date) -> list[Paragraph]:
        """Every paragraph that holds on a day: those of each document, itself as a whole the first, then the shared."""
        said = [each for entire, kind in self._wholes for each in (entire, *kind.own)]
        return [each for each in (*said, *self.shared) if each.begins <= day <= each.ends]

    def on(self, key: str, day: date) -> Paragraph:
        """The paragraph of a key that holds on a day.

        :raises NoSuchWording: there is none
        """
        for each in self.all_on(day):
            if each.key == key:
                return each
        raise NoSuchWording(f"The wording holds no paragraph {key[:100]!r} for {day:%-d %B %Y}. Add it for that date.")


def _kinds(book: Book) -> Iterator[DocumentKind]:
    for path, content in book.items():
        parts = path.split("/")
        if path.endswith(".yaml") and parts[0] == "shared" and parts[1] == "documents":
            yield read_document(path, content, "")
        elif path.endswith(".yaml") and parts[0] == "procedures" and parts[2:3] == ["documents"]:
            yield read_document(path, content, parts[1])


def _shared(book: Book) -> tuple[Paragraph, ...]:
    content = book.get(SHARED)
    if content is None:
        return ()
    try:
        read = load(content)
    except NOT_YAML as error:
        raise WordingUnreadable(f"{SHARED} is not YAML: {error}") from error
    if not isinstance(read, dict) or set(read) != {"paragraphs"}:
        raise WordingUnreadable(f"{SHARED} holds `paragraphs:` and nothing beside.")
    return read_paragraphs(read["paragraphs"], "shared", SHARED)
