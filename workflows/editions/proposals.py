"""What people propose: a set of changed files against an edition, from the draft to another person's decision.

A draft may be saved by everybody who may propose, at every change; a save that was made from an older state of it is
refused. Once it is proposed nobody changes it any more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from workflows.db import table
from workflows.editions.book import LARGEST, SUFFIXES, Book, bundle_hash_of
from workflows.editions.changes import Changes, only_procedure
from workflows.editions.contents import fetch, keep
from workflows.editions.published import read_edition
from workflows.editions.tables import ProposalStatus, ProposalTable, ProposedFile
from workflows.errors import Malformed, NotFound, Refused
from workflows.rows import row_of
from workflows.unseen import must_be_seen

_proposal, _file = table(ProposalTable), table(ProposedFile)
_GONE = "00" * 32
_PATH = re.compile(r"(?=.{1,300}\Z)([\w\-][\w\-. ]*/)*[\w\-][\w\-. ]*", re.ASCII)
MOST_FILES = 1000


class NoSuchProposal(NotFound):
    """There is no such proposal."""


class ProposalDecided(Refused):
    """The proposal is no longer open."""


class ChangedMeanwhile(Refused):
    """Somebody else changed it in the meantime."""


class NoFileOfTheBook(Malformed):
    """That is no file of a rule book."""


@dataclass(frozen=True)
class Proposal:
    """A proposal.

    :ivar name: the procedure whose folder alone it changes; empty where it changes more, or nothing yet
    :ivar parent: the edition that it changes; 0: none was published yet
    :ivar sha256: of the files that it changes
    :ivar revision: how often it was saved
    :ivar authors: everybody who saved it
    :ivar edition: the edition that it became; ``None``: none
    """

    id: int
    title: str
    name: str
    parent: int
    sha256: str
    status: ProposalStatus
    revision: int
    begun_by: str
    authors: list[str]
    changed_at: datetime
    changed_by: str
    proposed_at: datetime | None
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    edition: int | None


_columns = [
    _proposal.c["procedure" if each.name == "name" else each.name].label(each.name) for each in fields(Proposal)
]


def begin_draft(session: Session, title: str, parent: int, by: str, now: datetime) -> Proposal:
    """Begins a draft in which nothing is changed yet."""
    values = {
        "title": title,
        "procedure": "",
        "parent": parent,
        "sha256": bundle_hash_of({}),
        "status": ProposalStatus.DRAFT,
        "revision": 0,
        "begun_at": now,
        "begun_by": by,
        "authors": [by],
        "changed_at": now,
        "changed_by": by,
        "proposed_by": "",
        "decided_by": "",
    }
    made = session.execute(insert(_proposal).values(**values).returning(_proposal.c.id)).scalar_one()
    return find(session, int(made))


def save_changes(
    session: Session, proposal_id: int, changes: Changes, by: str, now: datetime, *, revision: int | None = None
) -> Proposal:
    """Saves the whole set of changes of a draft, in place of those that it had.

    :param revision: of the draft that the changes were made in; ``None``: whatever it is now
    :raises ProposalDecided: it is no draft any more
    :raises ChangedMeanwhile: somebody saved it since
    :raises NoFileOfTheBook: a path or a content is none of a rule book
    :raises UnseenCharacter: a text holds a character that nobody sees
    """
    draft = locked(session, proposal_id, ProposalStatus.DRAFT)
    if revision is not None and revision != draft.revision:
        raise ChangedMeanwhile(
            f"Somebody saved this draft after you opened it (it is at {draft.revision}, yours was made at {revision}). "
            "Nothing of yours was saved: open it again, and put your change into it."
        )
    _must_be_files(changes)
    keep(session, (content for content in changes.values() if content is not None))
    book = Book({path: content for path, content in changes.items() if content is not None})
    hashes = {**book.hashes, **{path: _GONE for path, content in changes.items() if content is None}}
    session.execute(delete(_file).where(_file.c.proposal_id == proposal_id))
    rows = [{"proposal_id": proposal_id, "path": path, "sha256": book.hashes.get(path)} for path in sorted(changes)]
    if rows:
        session.execute(insert(_file), rows)
    values = {
        "procedure": only_procedure(list(changes)),
        "sha256": bundle_hash_of(hashes),
        "revision": draft.revision + 1,
        "changed_at": now,
        "changed_by": by,
        "authors": sorted({*draft.authors, by}),
    }
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**values))
    return find(session, proposal_id)


def move_to(session: Session, proposal_id: int, parent: int) -> None:
    """Makes a draft one against another edition; whoever calls it has compared them."""
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(parent=parent))


def hand_in(session: Session, proposal_id: int, by: str, now: datetime) -> None:
    """Makes a draft an open proposal."""
    values = {"status": ProposalStatus.OPEN, "proposed_at": now, "proposed_by": by}
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**values))


def take_back(session: Session, proposal_id: int) -> None:
    """Makes an open proposal a draft again, which may be changed."""
    values = {"status": ProposalStatus.DRAFT, "proposed_at": None, "proposed_by": ""}
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**values))


def decide(
    session: Session, proposal_id: int, status: ProposalStatus, by: str, now: datetime, *, edition: int | None = None
) -> None:
    """Ends a proposal: published or withdrawn."""
    values = {"status": status, "decided_at": now, "decided_by": by, "edition": edition}
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**values))


def withdraw_others(session: Session, name: str, by: str, now: datetime) -> None:
    """Withdraws the open proposals of a procedure alone: a newer one takes their place."""
    session.execute(
        update(_proposal)
        .where(_proposal.c.procedure == name, _proposal.c.status == ProposalStatus.OPEN)
        .values(status=ProposalStatus.WITHDRAWN, decided_at=now, decided_by=by)
    )


def find(session: Session, proposal_id: int) -> Proposal:
    """A proposal.

    :raises NoSuchProposal: there is none
    """
    return _one(session, proposal_id, lock=False)


def locked(session: Session, proposal_id: int, status: ProposalStatus) -> Proposal:
    """A proposal that stands so, locked until the unit of work ends.

    :raises ProposalDecided: it stands otherwise in the meantime
    """
    proposal = _one(session, proposal_id, lock=True)
    if proposal.status != status:
        about = f" of {proposal.name}" if proposal.name else ""
        raise ProposalDecided(
            f"Proposal {proposal_id}{about} was {proposal.status} in the meantime."
            if proposal.status in (ProposalStatus.PUBLISHED, ProposalStatus.WITHDRAWN)
            else f"Proposal {proposal_id}{about} is {_STANDS[proposal.status]}."
        )
    return proposal


_STANDS = {
    ProposalStatus.DRAFT: "a draft, which nobody has proposed yet",
    ProposalStatus.OPEN: "proposed, so nobody changes it any more; take it back first, or withdraw it",
}


def listed(session: Session, statuses: Sequence[ProposalStatus], name: str = "") -> list[Proposal]:
    """The proposals that stand so, of one procedure alone or all."""
    query = select(*_columns).where(_proposal.c.status.in_(statuses)).order_by(_proposal.c.id)
    if name:
        query = query.where(_proposal.c.procedure == name)
    return [row_of(Proposal, row) for row in session.execute(query).mappings()]


def changes_of(session: Session, proposal_id: int) -> dict[str, bytes | None]:
    """What a proposal changes: path → content; ``None``: the file goes."""
    query = select(_file.c.path, _file.c.sha256).where(_file.c.proposal_id == proposal_id).order_by(_file.c.path)
    rows = session.execute(query).all()
    contents = fetch(session, (row.sha256 for row in rows if row.sha256 is not None))
    return {row.path: contents[row.sha256] if row.sha256 is not None else None for row in rows}


def parent_of(session: Session, proposal: Proposal, before_any: Book) -> Book:
    """The book that a proposal was made against.

    :param before_any: the library, which is in force as long as no edition was published
    """
    if proposal.parent:
        return read_edition(session, proposal.parent)
    return before_any


def must_be_path(path: str) -> None:
    """Refuses what is no path of a file in a rule book.

    :raises NoFileOfTheBook: it is none
    """
    if not _PATH.fullmatch(path) or PurePosixPath(path).suffix not in SUFFIXES:
        raise NoFileOfTheBook(
            f"{path[:80]!r} is no path of a rule book. Write it like procedures/arrears/steps.yaml, ending in "
            f"{', '.join(sorted(SUFFIXES))}."
        )


def _must_be_files(changes: Changes) -> None:
    if len(changes) > MOST_FILES:
        raise NoFileOfTheBook(f"{len(changes)} files at once are more than {MOST_FILES}. Propose them in parts.")
    for path, content in changes.items():
        must_be_path(path)
        if content is None:
            continue
        if len(content) > LARGEST:
            raise NoFileOfTheBook(f"{path} has more than {LARGEST:,} bytes. Make several files of it.")
        must_be_seen(path, content)


def _one(session: Session, proposal_id: int, *, lock: bool) -> Proposal:
    query = select(*_columns).where(_proposal.c.id == proposal_id)
    row = session.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NoSuchProposal(f"There is no proposal {proposal_id}.")
    return row_of(Proposal, row)
