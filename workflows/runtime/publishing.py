"""Publishing a procedure: one person proposes it, it is examined, and another publishes it.

Nothing is published that is not lint-clean, sound, and proved under every rule in force that concerns it; nobody
publishes their own proposal. Both acts, and each refusal, stand in the procedure's record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Forbidden, NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined, examine
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.procedures import Published, bundle_hash, compile_files
from workflows.runtime.tables import ProcedureProposal, ProposalFile
from workflows.runtime.words import ProposalStatus

_proposal, _file = table(ProcedureProposal), table(ProposalFile)
SEEN = 12
"""How many characters of a certificate's hash a person has to give, at least."""


class NotLawful(Refused):
    """The procedure may not be published."""

    status = 422


class NothingNew(Refused):
    """The procedure is published as it is."""


class NoSuchProposal(NotFound):
    """There is no such proposal."""


class ProposalDecided(Refused):
    """The proposal is no longer open."""


class LookedAtAnother(Refused):
    """It is not what you looked at any more."""


class SamePerson(Forbidden):
    """Another person must publish it."""


@dataclass(frozen=True)
class Proposal:
    """A proposed version."""

    id: int
    name: str
    sha256: str
    status: ProposalStatus
    proposed_at: datetime
    proposed_by: str


def examine_files(runtime: Runtime, name: str, files: Mapping[str, bytes], on: date | None = None) -> Examined:
    """Examines a procedure's files under the rules of a day, today unless another is asked for.

    :raises LintFailed: it would not run as it is drawn
    """
    procedure = compile_files(files, name, runtime.vocabulary)
    day = on if on is not None else london_date(runtime.clock.now())
    return examine(name, files, procedure.graphs, procedure.vocabulary, _basis(runtime), day)


def examine_proposal(runtime: Runtime, proposal_id: int) -> Examined:
    """Examines a proposal as the law stands today, in no unit of work of the caller's.

    :raises NoSuchProposal: there is none
    """
    with runtime.db.read() as session:
        name, files = find(session, proposal_id).name, files_of(session, proposal_id)
    return examine_files(runtime, name, files)


def propose(
    runtime: Runtime,
    session: Session,
    name: str,
    files: Mapping[str, bytes],
    by: str,
    examined: Examined | None = None,
) -> Proposal:
    """Proposes these files as the next version; an open proposal of the same procedure gives way to it.

    :param examined: what :func:`examine_files` said of them before this unit of work began, so that no lock is held
        meanwhile; it is made again if anything that it rests on has changed
    :raises LintFailed: it would not run as it is drawn
    :raises NotLawful: it is not sound, or a rule stands against it
    :raises NothingNew: the newest version is the same
    """
    procedures, now = runtime.procedures, runtime.clock.now()
    lawful = _lawful(runtime, name, files, examined)
    procedures.lock(session, name)
    sha256 = bundle_hash(files)
    newest = procedures.newest(session, name)
    if newest is not None and newest.sha256 == sha256:
        raise NothingNew(f"Version {newest.number} of {name} is the same, file by file; there is nothing to publish.")
    session.execute(
        update(_proposal)
        .where(_proposal.c.name == name, _proposal.c.status == ProposalStatus.OPEN)
        .values(status=ProposalStatus.WITHDRAWN, decided_at=now, decided_by=by)
    )
    values = {
        "name": name,
        "sha256": sha256,
        "status": ProposalStatus.OPEN,
        "proposed_at": now,
        "proposed_by": by,
        "decided_by": "",
    }
    proposal_id = int(session.execute(insert(_proposal).values(**values).returning(_proposal.c.id)).scalar_one())
    session.execute(insert(_file), [{"proposal_id": proposal_id, "path": p, "content": c} for p, c in files.items()])
    clear = {"procedure": name, "sha256": sha256, "certificate": lawful.sha256, "proposal": proposal_id}
    append(
        session, procedures.chain(session, name), [NewEntry(Kind.PROCEDURE_PROPOSED, by, clear=clear)], runtime.clock
    )
    return find(session, proposal_id)


def publish(
    runtime: Runtime,
    session: Session,
    proposal_id: int,
    by: str,
    examined: Examined | None = None,
    seen: str = "",
) -> Published:
    """Publishes a proposal, examined once more as the law stands today.

    :param examined: as for :func:`propose`
    :param seen: the hash of the certificate that they looked at, or at least its first twelve characters; empty if they
        do not say
    :raises LookedAtAnother: today's certificate is another one
    :raises NoSuchProposal: there is none
    :raises ProposalDecided: it was published or withdrawn in the meantime
    :raises SamePerson: who proposed it may not publish it
    :raises NotLawful: a rule has come into force since that stands against it
    """
    runtime.procedures.lock(session, find(session, proposal_id).name)
    proposal = _open(session, proposal_id)
    if proposal.proposed_by == by:
        raise SamePerson(f"You proposed this version of {proposal.name} yourself. Ask a colleague to publish it.")
    files = files_of(session, proposal_id)
    lawful = _lawful(runtime, proposal.name, files, examined)
    if seen and not (len(seen) >= SEEN and lawful.sha256.startswith(seen)):
        raise LookedAtAnother(
            f"You looked at the certificate {seen[:SEEN]}; for this proposal, as the law stands today, it is "
            f"{lawful.sha256[:SEEN]}. Look at the proposal again before you publish it.",
            certificate=lawful.sha256,
        )
    decided = {"status": ProposalStatus.PUBLISHED, "decided_at": runtime.clock.now(), "decided_by": by}
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**decided))
    return runtime.procedures.add(
        session,
        proposal.name,
        files,
        lawful,
        runtime.clock,
        proposed_by=proposal.proposed_by,
        published_by=by,
    )


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
    return publish(runtime, session, proposal.id, published_by)


def withdraw(runtime: Runtime, session: Session, proposal_id: int, by: str, reason: str) -> None:
    """Takes a proposal off the table.

    :raises ProposalDecided: it was published or withdrawn in the meantime
    """
    proposal = _open(session, proposal_id)
    decided = {"status": ProposalStatus.WITHDRAWN, "decided_at": runtime.clock.now(), "decided_by": by}
    session.execute(update(_proposal).where(_proposal.c.id == proposal_id).values(**decided))
    entry = NewEntry(Kind.PROPOSAL_WITHDRAWN, by, payload={"reason": reason}, clear={"proposal": proposal_id})
    append(session, runtime.procedures.chain(session, proposal.name), [entry], runtime.clock)


def record_refusal(runtime: Runtime, session: Session, name: str, by: str, refused: Refused) -> None:
    """Notes in a procedure's record that it was not published, and why; in a unit of work of its own."""
    said = {"sentence": refused.sentence, "refusal": refused.slug, "findings": list(objections_in(refused))}
    chain_id = runtime.procedures.chain(session, name)
    append(session, chain_id, [NewEntry(Kind.PUBLICATION_REFUSED, by, payload=said)], runtime.clock)


def objections_in(refused: Refused) -> tuple[str, ...]:
    """What stands against a procedure, a sentence each."""
    found: Any = getattr(refused, "findings", None) or refused.facts.get("findings") or [refused.sentence]
    return tuple(each if isinstance(each, str) else each.text for each in found)


def find(session: Session, proposal_id: int) -> Proposal:
    """A proposal.

    :raises NoSuchProposal: there is none
    """
    return _one(session, proposal_id, lock=False)


def open_proposals(session: Session, name: str = "") -> list[Proposal]:
    """The proposals that wait for another person, of one procedure or of all."""
    query = select(*_columns).where(_proposal.c.status == ProposalStatus.OPEN).order_by(_proposal.c.id)
    if name:
        query = query.where(_proposal.c.name == name)
    return [row_of(Proposal, row) for row in session.execute(query).mappings()]


def files_of(session: Session, proposal_id: int) -> dict[str, bytes]:
    """The files of a proposal, by path."""
    rows = session.execute(select(_file.c.path, _file.c.content).where(_file.c.proposal_id == proposal_id))
    return {row.path: row.content for row in rows}


_columns = [_proposal.c[each.name] for each in fields(Proposal)]


def _one(session: Session, proposal_id: int, *, lock: bool) -> Proposal:
    query = select(*_columns).where(_proposal.c.id == proposal_id)
    row = session.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NoSuchProposal(f"There is no proposal {proposal_id}.")
    return row_of(Proposal, row)


def _open(session: Session, proposal_id: int) -> Proposal:
    proposal = _one(session, proposal_id, lock=True)
    if proposal.status != ProposalStatus.OPEN:
        raise ProposalDecided(f"Proposal {proposal_id} of {proposal.name} was {proposal.status} in the meantime.")
    return proposal


def _basis(runtime: Runtime) -> Basis:
    software = {"duecourse": version("duecourse"), "SpiffWorkflow": version("SpiffWorkflow")}
    return Basis(runtime.rules, runtime.vocabulary.steps, runtime.law, software)


def _lawful(runtime: Runtime, name: str, files: Mapping[str, bytes], before: Examined | None) -> Examined:
    today = london_date(runtime.clock.now())
    holds = before is not None and before.rests_on(name, files, _basis(runtime), today)
    examined = before if before is not None and holds else examine_files(runtime, name, files)
    if examined.objections:
        first, more = examined.objections[0], len(examined.objections) - 1
        rest = f" And {more} more; see: duecourse check {name}" if more else ""
        raise NotLawful(f"{name} may not be published. {first}{rest}", findings=examined.objections)
    return examined
