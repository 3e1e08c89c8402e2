"""Whether a letter may go to somebody by post as we print it, by what they need and what they said."""

from cases.people.correspondence import Correspondence
from cases.people.words import LetterFormat, Way, Wish
from documents.addressee import Addressee
from documents.kinds import DocumentKind
from documents.words import day, listed
from workflows.errors import Refused

LANGUAGE = "language"
_PRINTED = frozenset({LetterFormat.STANDARD, LetterFormat.LARGE_PRINT})


class AskedFirst(Refused):
    """Somebody must be asked before this person is contacted."""


class NotByPost(Refused):
    """This person said that they must not be written to by post."""


class FormatNotPrinted(Refused):
    """The person needs the letter in a way that the print house does not make."""


def must_be_posted(kind: DocumentKind, person: Addressee, known: Correspondence) -> None:
    """Refuses a letter that would not reach a person as they need it; somebody must then see to it.

    A letter in English to who reads another language goes, if it says that they can have it in theirs: it does not
    wait, for its time limits protect them, and the wish for a translation keeps nobody from asking for it.

    :raises AskedFirst: somebody must be asked before they are contacted
    :raises NotByPost: they refused post
    :raises FormatNotPrinted: they need a format, or another language, that this document does not have
    """
    if known.ask_first:
        raise AskedFirst(
            f"Before {person.name} is contacted somebody must be asked, so no letter goes to them by itself. Ask your "
            "team leader; who may see the warning on their page ends it where they may be written to, and this is "
            "then tried again."
        )
    refused = next((each for each in known.preferences if (each.way, each.wish) == (Way.POST, Wish.REFUSED)), None)
    if refused is not None:
        others = [str(each.way) for each in known.preferences if each.wish is not Wish.REFUSED]
        way = f"They are reached by {listed(others)}" if others else "No other way to reach them is recorded"
        raise NotByPost(
            f"{person.name} said on {day(refused.said_on)} that they must not be written to by post, so this letter "
            f"is not sent. {way}. Tell them what it says in a way that is safe for them, or record that post is "
            "allowed; then try again."
        )
    must_have_format(kind, person, known)
    if person.language and not _says(kind, LANGUAGE):
        raise FormatNotPrinted(
            f"{person.name} reads {person.language}, and {kind.title!r} does not tell them that they can have it in "
            "their language. Give it to them in their language, or add the paragraph `translation` to what it says."
        )


def must_have_format(kind: DocumentKind, person: Addressee, known: Correspondence) -> None:
    """Refuses a document that would be in a format which the person cannot read.

    :raises FormatNotPrinted: they need one that this document does not have
    """
    wanted = known.needs.format if known.needs is not None else LetterFormat.STANDARD
    if wanted not in _PRINTED or (person.large_print and "large" not in kind.formats):
        said = str(wanted).replace("_", " ") if wanted not in _PRINTED else "large print"
        raise FormatNotPrinted(
            f"{person.name} needs letters in {said}, and {kind.title!r} is not printed so. A person must have it made "
            f"in {said} and give it to them (Equality Act 2010, section 20): a letter that they cannot read is not "
            "sent in its place."
        )


def _says(kind: DocumentKind, fact: str) -> bool:
    """Whether something that a document says is said because of a fact."""
    return any(each.when is not None and fact in each.when.names for each in kind.says)
