"""Publishing: one person proposes changes of the rule book, and another publishes them, examined, as an edition.

Nothing is published that is not lint-clean, sound, and proved under every rule in force that concerns it; nobody
publishes their own proposal. Both acts, and each refusal, stand in the record: of the procedure, where its folder alone
changes, else of the rule book.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from workflows.editions import Book, proposals
from workflows.editions.book import bundle_hash
from workflows.editions.changes import changes_between, clashing, folder_changes
from workflows.editions.proposals import ChangedMeanwhile, Proposal
from workflows.editions.published import Edition, add_edition, book_chain, lock_book
from workflows.editions.tables import ProposalStatus
from workflows.errors import Forbidden, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import Examination, examine_changes
from workflows.runtime.house import Runtime
from workflows.runtime.procedures import Published

SEEN = 12
"""How many characters of a certificate's hash a person has to give, at least."""


class NotLawful(Refused):
    """It may not be published."""

    status = 422


class NothingNew(Refused):
    """It is published as it is."""


class LookedAtAnother(Refused):
    """It is not what you looked at any more."""


class SamePerson(Forbidden):
    """Another person must publish it."""


class NotForThem(Forbidden):
    """It changes what cases are held to, and only somebody who answers for that publishes it."""


@dataclass(frozen=True)
class Made:
    """What a publication made: an edition, and a version of each procedure whose folder changed, by name."""

    edition: Edition
    versions: Mapping[str, Published]


def examine_proposal(runtime: Runtime, proposal_id: int) -> Examination:
    """Examines a proposal as the law stands today, in no unit of work of the caller's.

    :raises NoSuchProposal: there is none
    :raises ChangedMeanwhile: what it changes was changed otherwise since
    """
    with runtime.db.read() as session:
        runtime.follow_edition(session)
        return _examined(runtime, session, proposals.find(session, proposal_id))


def propose(
    runtime: Runtime,
    session: Session,
    name: str,
    files: Mapping[str, bytes],
    by: str,
    examined: Mapping[str, Examined] | None = None,
) -> Proposal:
    """Proposes these files as a procedure's next version; an open proposal of the same procedure gives way to it.

    :param files: its files by path in its folder: all of them
    :param examined: procedure → what was found of it before this unit of work began, so that no lock is held meanwhile;
        it is made again if anything that it rests on has changed
    :raises LintFailed: it would not run as it is drawn
    :raises NotLawful: it is not sound, or a rule stands against it
    :raises NothingNew: the newest version is the same
    """
    runtime.follow_edition(session)
    runtime.procedures.lock(session, name)
    newest = runtime.procedures.newest(session, name)
    changes = folder_changes(runtime.book, name, files) | {f"procedures/{name}/{p}": c for p, c in files.items()}
    lawful = _lawful(name, examine_changes(runtime, session, runtime.book.with_changes(changes), changes, examined))
    if newest is not None and newest.sha256 == bundle_hash(files):
        raise NothingNew(f"Version {newest.number} of {name} is the same, file by file; there is nothing to publish.")
    now = runtime.clock.now()
    proposals.withdraw_others(session, name, by, now)
    draft = proposals.begin_draft(session, "", runtime.edition, by, now)
    proposals.save_changes(session, draft.id, changes, by, now)
    return hand_in(runtime, session, draft.id, by, lawful.procedures)


def hand_in(
    runtime: Runtime, session: Session, proposal_id: int, by: str, examined: Mapping[str, Examined] | None = None
) -> Proposal:
    """Proposes a draft.

    :param examined: as for :func:`propose`
    :raises ProposalDecided: it is no draft any more
    :raises ChangedMeanwhile: what it changes was changed otherwise since
    :raises NotLawful: it may not be published
    :raises NothingNew: it changes nothing
    """
    runtime.follow_edition(session)
    draft = proposals.locked(session, proposal_id, ProposalStatus.DRAFT)
    lawful = _lawful(draft.name, _examined(runtime, session, draft, examined))
    if not lawful.procedures and lawful.book == runtime.book:
        raise NothingNew("It changes nothing of the edition in force, so there is nothing to publish.")
    proposals.hand_in(session, proposal_id, by, runtime.clock.now())
    clear: dict[str, Any] = {"proposal": draft.id}
    if draft.name:
        sha256 = bundle_hash(lawful.book.procedure(draft.name)) if draft.name in lawful.book.procedures else ""
        clear |= {"procedure": draft.name, "sha256": sha256, "certificate": lawful.sha256}
        entry = NewEntry(Kind.PROCEDURE_PROPOSED, by, clear=clear)
    else:
        clear |= {"parent": draft.parent, "sha256": draft.sha256, "examined": lawful.sha256}
        said = {"title": draft.title, "paths": sorted(proposals.changes_of(session, draft.id))}
        entry = NewEntry(Kind.CHANGE_PROPOSED, by, payload=said, clear=clear)
    append(session, chain_of(runtime, session, draft.name), [entry], runtime.clock)
    return proposals.find(session, draft.id)


def publish(
    runtime: Runtime,
    session: Session,
    proposal_id: int,
    by: str,
    examined: Mapping[str, Examined] | None = None,
    seen: str = "",
    *,
    answers_for_law: bool = False,
) -> Made:
    """Publishes a proposal, examined once more as the law stands today.

    :param examined: as for :func:`hand_in`
    :param seen: the hash of the examination that they looked at, or at least its first twelve characters; empty if they
        do not say
    :param answers_for_law: whether they may publish what changes what cases are held to
    :raises LookedAtAnother: today's is another one
    :raises NoSuchProposal: there is none
    :raises ProposalDecided: it was published or withdrawn in the meantime
    :raises SamePerson: who proposed it may not publish it
    :raises ChangedMeanwhile: what it changes was changed otherwise since
    :raises NotLawful: a rule has come into force since that stands against it
    :raises NotForThem: it changes what cases are held to, and they do not answer for that
    """
    lock_book(session)
    runtime.follow_edition(session)
    proposal = proposals.locked(session, proposal_id, ProposalStatus.OPEN)
    what = f"this version of {proposal.name}" if proposal.name else "this change"
    if by in (proposal.proposed_by, *proposal.authors):
        raise SamePerson(f"You proposed {what} yourself. Ask a colleague to publish it.")
    lawful = _lawful(proposal.name, _examined(runtime, session, proposal, examined))
    if seen and not (len(seen) >= SEEN and lawful.sha256.startswith(seen)):
        raise LookedAtAnother(
            f"You looked at the certificate {seen[:SEEN]}; for this proposal, as the law stands today, it is "
            f"{lawful.sha256[:SEEN]}. Look at the proposal again before you publish it.",
            certificate=lawful.sha256,
        )
    if lawful.of_law and not answers_for_law:
        first, more = lawful.of_law[0], len(lawful.of_law) - 1
        first += f" And {more} more." if more else ""
        raise NotForThem(
            f"This changes what cases are held to, so compliance publishes it. {first}",
            findings=lawful.of_law,
        )
    people = {"proposed_by": proposal.proposed_by, "published_by": by}
    title = proposal.title or f"A version of {proposal.name}"
    edition = add_edition(session, lawful.book, runtime.clock, title=title, proposal=proposal.id, **people)
    proposals.decide(session, proposal_id, ProposalStatus.PUBLISHED, by, runtime.clock.now(), edition=edition.number)
    procedures = runtime.procedures.under(runtime.reading_of(lawful.book).vocabulary)
    versions = {
        name: procedures.add(session, name, lawful.book.procedure(name), each, runtime.clock, **people)
        for name, each in lawful.procedures.items()
    }
    return Made(edition, versions)


def put_in_force(
    runtime: Runtime, session: Session, name: str, files: Mapping[str, bytes], proposed_by: str, published_by: str
) -> Published:
    """Both acts in one unit of work, for who set up a house; the newest version if it is the same."""
    try:
        proposal = propose(runtime, session, name, files, proposed_by)
    except NothingNew:
        newest = runtime.procedures.newest(session, name)
        if newest is None:
            raise
        return newest
    return publish(runtime, session, proposal.id, published_by, answers_for_law=True).versions[name]


def withdraw(runtime: Runtime, session: Session, proposal_id: int, by: str, reason: str) -> None:
    """Takes a proposal off the table.

    :raises ProposalDecided: it was published or withdrawn in the meantime
    """
    proposal = proposals.locked(session, proposal_id, ProposalStatus.OPEN)
    proposals.decide(session, proposal_id, ProposalStatus.WITHDRAWN, by, runtime.clock.now())
    entry = NewEntry(Kind.PROPOSAL_WITHDRAWN, by, payload={"reason": reason}, clear={"proposal": proposal_id})
    append(session, chain_of(runtime, session, proposal.name), [entry], runtime.clock)


def record_refusal(runtime: Runtime, session: Session, name: str, by: str, refused: Refused) -> None:
    """Notes in the record that something was not published, and why; in a unit of work of its own.

    :param name: the procedure whose folder alone it would have changed; empty for the rule book
    """
    said = {"sentence": refused.sentence, "refusal": refused.slug, "findings": list(objections_in(refused))}
    entry = NewEntry(Kind.PUBLICATION_REFUSED, by, payload=said)
    append(session, chain_of(runtime, session, name), [entry], runtime.clock)


def objections_in(refused: Refused) -> tuple[str, ...]:
    """What stands against it, a sentence each."""
    found: Any = getattr(refused, "findings", None) or refused.facts.get("findings") or [refused.sentence]
    return tuple(each if isinstance(each, str) else each.text for each in found)


def chain_of(runtime: Runtime, session: Session, name: str) -> int:
    """The chain that tells of a proposal: of the procedure that it changes alone, else of the rule book."""
    return runtime.procedures.chain(session, name) if name else book_chain(session)


def book_with(runtime: Runtime, session: Session, proposal: Proposal) -> Book:
    """The rule book in force with what a proposal changes.

    :raises ChangedMeanwhile: somebody published a change of the same files since it was begun
    """
    mine = proposals.changes_of(session, proposal.id)
    if proposal.parent != runtime.edition:
        base = proposals.parent_of(session, proposal, runtime.library)
        both = clashing(mine, changes_between(base, runtime.book))
        if both:
            raise ChangedMeanwhile(
                f"Edition {runtime.edition} was published since this was begun against edition {proposal.parent}, and "
                f"it changes {', '.join(both[:3])}{' and more' if len(both) > 3 else ''} too. Compare them, bring your "
                "change to the edition in force, and propose that."
            )
    return runtime.book.with_changes(mine)


def _examined(
    runtime: Runtime, session: Session, proposal: Proposal, before: Mapping[str, Examined] | None = None
) -> Examination:
    changes = proposals.changes_of(session, proposal.id)
    return examine_changes(runtime, session, book_with(runtime, session, proposal), changes, before)


def _lawful(name: str, examination: Examination) -> Examination:
    if examination.objections:
        first, more = examination.objections[0], len(examination.objections) - 1
        see = f"see: duecourse check {name}" if name else "see the proposal"
        rest = f" And {more} more; {see}" if more else ""
        raise NotLawful(f"{name or 'This change'} may not be published. {first}{rest}", findings=examination.objections)
    return examination
