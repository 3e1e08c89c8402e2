"""Procedures: looking at them, proposing, examining, publishing, withdrawing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from cases.permissions import Group
from tasks.acts.subjects import PROCEDURE, PROPOSAL
from tasks.acts.table import BY_OPERATOR, EVERYBODY, OPERATOR, PUBLISHERS, act, of
from tasks.assembly import House
from tasks.people import Person, people
from tasks.refusals import ReasonMissing
from tasks.rehearsing import must_be_as_meant
from tasks.tables import User
from workflows.db import table
from workflows.decisions.table import DecisionTable
from workflows.diagrams import Graph
from workflows.diagrams.vocabulary import Step
from workflows.editions import proposals
from workflows.editions.changes import folder_changes
from workflows.editions.comparing import Changed, compare
from workflows.editions.proposals import Proposal
from workflows.editions.tables import ProposalStatus
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence.kinds import Kind
from workflows.proofs.rules import Rule
from workflows.runtime import publishing
from workflows.runtime.examining import Examination, examine_changes
from workflows.runtime.procedures import NoSuchProcedure, Published
from workflows.runtime.publishing import Made

_user = table(User)
R = TypeVar("R")


class ProposerMissing(Malformed):
    """Somebody must propose it."""


class NothingProposed(NotFound):
    """Nothing is proposed."""


@dataclass(frozen=True)
class Listed:
    """All published procedures by name, each with its versions, and the proposals that wait for a second person.

    :ivar graphs: of each procedure's newest version
    """

    procedures: dict[str, list[Published]]
    graphs: dict[str, Graph]
    proposals: list[Proposal]
    names: dict[str, str]


@dataclass(frozen=True)
class VersionSeen:
    """One version of a procedure, with all that stands in it.

    :ivar files: its files by path
    :ivar tables: its decision tables by id: name and table
    :ivar rules: the rules of the house by id
    :ivar vocabulary: the steps of the house by id
    """

    version: Published
    versions: list[Published]
    files: dict[str, bytes]
    graph: Graph
    tables: dict[str, tuple[str, DecisionTable]]
    certificate: dict[str, Any]
    rules: dict[str, Rule]
    vocabulary: Mapping[str, Step]
    names: dict[str, str]


@dataclass(frozen=True)
class ProposalSeen:
    """A proposal, examined as the law stands today.

    :ivar changes: path → the content that it would have; ``None``: the file would go
    :ivar changed: the paths of those that differ from the edition that was changed; in the procedure's folder, where
        that alone changes
    :ivar newest: the newest version of the procedure, where one procedure's folder alone changes
    :ivar told: what would be otherwise than in the edition in force, in words
    :ivar may_decide: whether this person may publish or withdraw it
    :ivar own: whether they proposed it themselves
    """

    proposal: Proposal
    examined: Examination
    changes: dict[str, bytes | None]
    changed: list[str]
    newest: Published | None
    told: list[Changed]
    rules: dict[str, Rule]
    names: dict[str, str]
    may_decide: bool
    own: bool


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
        compiled = published.compiled(session, chosen.id)
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
            certificate=published.certificate(session, chosen.id),
            rules={rule.id: rule for rule in house.runtime.rules.rules},
            vocabulary=house.runtime.vocabulary.steps,
            names=people(session),
        )


@act(EVERYBODY, PROPOSAL)
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
    examined = publishing.examine_proposal(house.runtime, proposal_id)
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
        rules={rule.id: rule for rule in house.runtime.rules.rules},
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
def publish(house: House, person: Person, proposal_id: int, *, seen: str = "") -> Made:
    """Publish what another person proposed, as an edition; running cases stay on their version.

    :param seen: the hash of the certificate that they looked at: published is that or nothing
    """
    examination = publishing.examine_proposal(house.runtime, proposal_id)
    with house.db.read() as session:
        name = proposals.find(session, proposal_id).name

    def publish_it() -> Made:
        if not examination.objections:
            must_be_as_meant(house, examination)
        with house.db.write() as session:
            return publishing.publish(house.runtime, session, proposal_id, person.actor, examination.procedures, seen)

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
    # What is slow comes before the unit of work.
    changes = folder_changes(house.book, name, files) | {f"procedures/{name}/{path}": c for path, c in files.items()}
    with house.db.read() as session:
        examination = examine_changes(house.runtime, session, house.book.with_changes(changes), changes)
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
