"""Procedures: looking at them, proposing, examining, publishing, withdrawing."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import select

from cases.permissions import Group
from tasks import examining
from tasks.acts.subjects import PROCEDURE, PROPOSAL
from tasks.acts.table import BY_OPERATOR, EVERYBODY, OPERATOR, PUBLISHERS, act, of
from tasks.assembly import House
from tasks.people import Person, people
from tasks.procedures_seen import Listed, ProposalSeen, VersionSeen
from tasks.refusals import ReasonMissing
from tasks.rehearsing import must_be_as_meant
from tasks.tables import User
from tasks.to_confirm import resting_on
from workflows.db import table
from workflows.decisions.table import DecisionTable
from workflows.diagrams.fixing import Fixed
from workflows.editions import proposals
from workflows.editions.changes import folder_changes
from workflows.editions.comparing import compare
from workflows.editions.proposals import Proposal
from workflows.editions.tables import ProposalStatus
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence.kinds import Kind
from workflows.runtime import publishing
from workflows.runtime.procedures import NoSuchProcedure
from workflows.runtime.publishing import Made
from workflows.unseen import must_be_seen

_user = table(User)
R = TypeVar("R")


class ProposerMissing(Malformed):
    """Somebody must propose it."""


class CertificateMissing(Malformed):
    """It must be said which certificate was looked at."""


class NothingProposed(NotFound):
    """Nothing is proposed."""


@act(EVERYBODY | BY_OPERATOR)
def list_(house: House, person: Person) -> Listed:
    """See the published procedures, and what is proposed."""
    del person
    published = house.runtime.procedures
    with house.db.read() as session:
        procedures = {name: published.versions(session, name) for name in published.names(session)}
        return Listed(
            procedures=procedures,
            graphs={name: published.compiled(session, each[0].id).graph for name, each in procedures.items()},
            proposals=proposals.listed(session, [ProposalStatus.OPEN]),
            names=people(session),
        )


@act(EVERYBODY | BY_OPERATOR, PROCEDURE)
def look(house: House, person: Person, name: str, *, number: int | None = None) -> VersionSeen:
    """See a version of a procedure, with the certificate under which it was published.

    :param number: of the version; ``None``: the newest
    :raises NoSuchProcedure: there is none
    """
    del person
    published = house.runtime.procedures
    with house.db.read() as session:
        versions = published.versions(session, name)
        chosen = next((each for each in versions if number in (None, each.number)), None)
        if chosen is None:
            which = "published procedure" if number is None else f"version {number} of a procedure"
            raise NoSuchProcedure(f"There is no {which} {name}.")
        compiled, certificate = published.compiled(session, chosen.id), published.certificate(session, chosen.id)
        return VersionSeen(
            version=chosen,
            versions=versions,
            files=published.files(session, chosen.id),
            graph=compiled.graph,
            tables={
                decision.id: (decision.name, decision.logic)
                for model in compiled.decisions.values()
                for decision in model.decisions.values()
                if isinstance(decision.logic, DecisionTable)
            },
            certificate=certificate,
            rules={rule.id: rule for rule in house.runtime.rules.rules},
            vocabulary=house.runtime.vocabulary.steps,
            names=people(session),
            book=house.book,
            to_confirm=resting_on(certificate.get("basis", {}), house.book, house.runtime.rules),
        )


@act(EVERYBODY | BY_OPERATOR, PROPOSAL)
def examine(house: House, person: Person, proposal_id: int) -> ProposalSeen:
    """See a proposal, examined as the law stands today.

    :raises NoSuchProposal: there is none
    """
    procedures = house.runtime.procedures
    with house.db.read() as session:
        proposal = proposals.find(session, proposal_id)
        changes = proposals.changes_of(session, proposal_id)
        base = proposals.parent_of(session, proposal, house.runtime.library)
        names = people(session)
        newest = procedures.newest(session, proposal.name) if proposal.name else None
    examined = examining.of_proposal(house, proposal_id)
    rules = house.runtime.reading_of(examined.book).rules
    rests_on = {place for each in examined.procedures.values() for place in each.certificate["basis"]}
    return ProposalSeen(
        proposal=proposal,
        examined=examined,
        changes=changes,
        changed=[
            path.removeprefix(f"procedures/{proposal.name}/")
            for path, content in changes.items()
            if base.get(path) != content
        ],
        newest=newest,
        told=compare(house.book, examined.book),
        rules={rule.id: rule for rule in rules.rules},
        to_confirm=resting_on(rests_on, examined.book, rules),
        names=names,
        may_decide=PUBLISHERS.includes(house, person) and proposal.status == ProposalStatus.OPEN,
        own=person.actor in (proposal.proposed_by, *proposal.authors),
    )


@act(of(Group.PROPOSING) | BY_OPERATOR, PROCEDURE, Kind.PROCEDURE_PROPOSED)
def propose(house: House, person: Person, name: str, *, files: Mapping[str, bytes]) -> Proposal:
    """Propose a procedure's next version, once it is proved.

    Without a name (the operator) only as long as nobody else may sign in: who sets a house up.

    :raises ProposerMissing: the operator proposes where people work
    :raises LintFailed: it would not run as it is drawn
    :raises NotLawful: it is not sound, or a rule stands against it
    """
    if person.may(OPERATOR):
        with house.db.read() as session:
            if session.execute(select(_user.c.id).limit(1)).first() is not None:
                raise ProposerMissing(
                    "Say who proposes it: --user NAME. Only who sets a house up proposes without a name."
                )
    return or_recorded(
        house,
        person,
        name,
        lambda: _propose(house, person, name, files),
    )


@act(PUBLISHERS, PROPOSAL, Kind.EDITION_PUBLISHED, Kind.PROCEDURE_PUBLISHED)
def publish(house: House, person: Person, proposal_id: int, *, seen: str) -> Made:
    """Publish what another person proposed, as an edition; running cases stay on their version.

    :param seen: the hash of the certificate that they looked at, or its beginning: published is that or nothing
    :raises CertificateMissing: they do not say, so nobody knows that a second person looked at it
    :raises LookedAtAnother: as the law stands today it is another one
    :raises NotForThem: it changes what cases are held to, and that compliance publishes
    """
    with house.db.read() as session:
        name = proposals.find(session, proposal_id).name
    if not seen.strip():
        raise CertificateMissing(
            "Say which certificate you looked at: that is published or nothing. You find it on the proposal's page, "
            f"with `duecourse proposal {proposal_id}`, or as sha256 at /api/proposals/{proposal_id}/certificate."
        )
    examination = examining.of_proposal(house, proposal_id)

    answers = of(Group.CONFIRMING).includes(house, person)

    def publish_it() -> Made:
        if not examination.objections:
            must_be_as_meant(house, examination)
        with house.db.write() as session:
            return publishing.publish(
                house.runtime, session, proposal_id, person.actor, examination.procedures, seen, answers_for_law=answers
            )

    made = or_recorded(house, person, name, publish_it)
    house.follow_edition()
    return made


@act(PUBLISHERS, PROPOSAL, Kind.PROPOSAL_WITHDRAWN)
def withdraw(house: House, person: Person, proposal_id: int, *, reason: str) -> None:
    """Take a proposal off the table, with a reason.

    :raises ReasonMissing: no reason was given
    """
    if not reason.strip():
        raise ReasonMissing("Say why the proposal is withdrawn; the reason goes into the procedure's record.")
    with house.db.write() as session:
        publishing.withdraw(house.runtime, session, proposal_id, person.actor, reason.strip()[:2000])


@act(of(Group.PROPOSING))
def repair(house: House, person: Person, *, name: str, content: bytes, outside: bool) -> Fixed:
    """Have a diagram repaired as far as can be, with each change told; nothing is kept of it.

    :param content: the diagram's file
    :param outside: whether it is from outside: every operation is taken as handled, every form and role as known
    :raises TookTooMuch: it takes too long
    """
    del person
    return examining.repaired(house, content, name, outside)


def newest_proposal(house: House, name: str) -> Proposal:
    """The open proposal of a procedure, for a door that is told its name only.

    :raises NothingProposed: there is none
    """
    with house.db.read() as session:
        found = proposals.listed(session, [ProposalStatus.OPEN], name)
    if not found:
        raise NothingProposed(f"No version of {name} waits for a second person. Propose one: duecourse deploy {name}")
    return found[0]


def _propose(house: House, person: Person, name: str, files: Mapping[str, bytes]) -> Proposal:
    if not house.runtime.edition:  # the whole library comes into force with it
        for path, content in house.book.items():
            must_be_seen(path, content)
    # What is slow comes before the unit of work.
    changes = folder_changes(house.book, name, files) | {f"procedures/{name}/{path}": c for path, c in files.items()}
    examination = examining.of_changes(house, changes)
    if not examination.objections:  # what is unlawful is told first
        must_be_as_meant(house, examination)
    with house.db.write() as session:
        return publishing.propose(house.runtime, session, name, files, person.actor, examination.procedures)


def or_recorded(house: House, person: Person, name: str, do: Callable[[], R]) -> R:
    """Does it; what stands against it goes into the record with every objection.

    :param name: the procedure whose folder alone it changes; empty for the rule book
    """
    try:
        return do()
    except publishing.NothingNew:
        raise
    except Refused as refused:
        with house.db.write() as session:
            publishing.record_refusal(house.runtime, session, name, person.actor, refused)
        refused.recorded = True
        raise
