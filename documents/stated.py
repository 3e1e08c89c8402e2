"""What a document states on its day, and when it may not state it."""

from collections.abc import Iterator

from cases.law import Law
from cases.ledger.lateness import FRESH, ledger_is_late
from documents import words
from documents.kinds import DocumentKind, Said
from documents.library import Library
from documents.paragraphs import Paragraph
from documents.sayable import OWED, OWN, SUMS
from documents.statement import NothingOwed
from documents.values import DocumentFacts, values
from workflows.errors import Refused


class LedgerLate(Refused):
    """What the document would state is too old to be stated."""


def passages_said(
    kind: DocumentKind, library: Library, facts: DocumentFacts
) -> Iterator[tuple[Said, Paragraph | None]]:
    """What a document says to one tenant on its day, in its order, each with its paragraph if it is one.

    :raises NoSuchWording: a paragraph has no words for that day
    """
    known = values(facts)
    for said in kind.says:
        if said.when is None or said.when.evaluate(known) is True:
            yield said, None if said.list or said.fact else library.paragraph(kind, said.paragraph, facts.on)


def stated(kind: DocumentKind, library: Library, facts: DocumentFacts) -> frozenset[str]:
    """The facts that it, or what it encloses, names in what it says that day, the shared paragraphs among it."""
    return frozenset[str]().union(
        *(
            paragraph.names if paragraph else {said.fact}
            for each in (kind, *library.enclosed(kind))
            for said, paragraph in passages_said(each, library, facts)
        )
    )


def must_be_fresh(kind: DocumentKind, library: Library, facts: DocumentFacts, law: Law) -> None:
    """Refuses a letter or a notice that states sums which are too old to be stated; what a court asks for says of which
    day it is, and is made.

    :raises LedgerLate: the account's last export is older than the landlord's policy lets it be
    """
    if kind.layout not in {"letter", "notice"} or not law.has_limit(FRESH):
        return  # a rule book from before the policy has none
    known = {"ledger_age_days": (facts.on - facts.known_until).days, "facts_on": facts.on}
    if ledger_is_late(known, law) and stated(kind, library, facts) & SUMS:
        raise LedgerLate(
            f"{kind.title} states what is owed, and the last export that held the account is of "
            f"{facts.known_until:%-d %B %Y}: what was paid since is not known. Import the newest export, and have it "
            "tried again."
        )


def must_be_owed(kind: DocumentKind, library: Library, facts: DocumentFacts) -> None:
    """Refuses what states a debt to somebody who owes nothing, unless its file says that it is for such debts, too.

    :raises NothingOwed: it states what is owed, and on its day nothing is
    """
    owed = stated(kind, library, facts) & OWED
    if facts.arrears_pence > 0 or kind.nothing_owed or not owed:
        return
    if facts.statement.others and not owed & OWN:
        return  # it speaks of another debt on the account: what is late of court costs, by what was agreed
    raise NothingOwed(
        f"{kind.title} states what is owed, and account {facts.account} stands at "
        f"{words.balance(facts.arrears_pence)} on {words.day(facts.on)}: nothing is owed. Have it tried again "
        "once something is; otherwise tell the case what has come about, or move it to a version that leads on. A "
        "document that is meant for such debts, too, says `nothing_owed: true`."
    )
