"""The rule book: its editions, what changed from one to the next, and drafts of the next one."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.permissions import Group
from tasks import examining
from tasks.acts.procedures import or_recorded
from tasks.acts.subjects import BOOK, PROPOSAL
from tasks.acts.table import BY_OPERATOR, EVERYBODY, PUBLISHERS, WITH_CASES, act, of
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import sees_case
from tasks.people import Person, people
from tasks.refusals import ReasonMissing
from tasks.rehearsing import must_be_as_meant
from tasks.trying import CaseTouched, Tried, without_cases
from tasks.trying import try_on_cases as try_it
from workflows.editions import Book, proposals
from workflows.editions.changes import changes_between, clashing
from workflows.editions.comparing import Changed, compare, elements_changed
from workflows.editions.proposals import ChangedMeanwhile, Proposal
from workflows.editions.published import Edition, edition, editions, read_edition
from workflows.editions.tables import ProposalStatus
from workflows.errors import Malformed, NotFound
from workflows.evidence.kinds import Kind
from workflows.runtime import publishing

DRAFTERS = of(Group.DRAFTING)
"""Roles that write in the rule book; whoever wrote in a draft does not publish it."""


class NoSuchFile(NotFound):
    """There is no such file."""


class TitleMissing(Malformed):
    """The change has no title."""


class KeepWhich(Malformed):
    """It must be said which of two changes stays."""


@dataclass(frozen=True)
class BookSeen:
    """The editions, the newest first, and the drafts and open proposals.

    :ivar in_force: the number of the edition in force; 0: none was published, and the library of the installation is
    """

    editions: list[Edition]
    in_force: int
    drafts: list[Proposal]
    proposals: list[Proposal]
    names: dict[str, str]


@dataclass(frozen=True)
class EditionSeen:
    """An edition and what it changed.

    :ivar changed: against the edition that it is compared with
    :ivar against: the number of that one; 0: none
    """

    edition: Edition
    book: Book
    changed: list[Changed]
    against: int
    names: dict[str, str]


@dataclass(frozen=True)
class Clash:
    """A file that a draft changes, and that somebody else published otherwise since it was begun."""

    path: str
    sentence: str


@dataclass(frozen=True)
class DraftSeen:
    """A draft or proposal with the book that it makes.

    :ivar base: the edition that it was begun against
    :ivar book: that one with its changes
    :ivar changed: what it changes, in words
    :ivar clashes: what somebody else published of the same files meanwhile; the draft must be brought up first
    """

    proposal: Proposal
    base: Book
    book: Book
    changed: list[Changed]
    clashes: list[Clash]
    names: dict[str, str]


@act(EVERYBODY | BY_OPERATOR, BOOK)
def list_(house: House, person: Person) -> BookSeen:
    """See the editions of the rule book, and what is drafted and proposed."""
    del person
    with house.db.read() as session:
        return BookSeen(
            editions=editions(session),
            in_force=house.runtime.edition,
            drafts=proposals.listed(session, [ProposalStatus.DRAFT]),
            proposals=proposals.listed(session, [ProposalStatus.OPEN]),
            names=people(session),
        )


@act(EVERYBODY | BY_OPERATOR, BOOK)
def look(house: House, person: Person, number: int, *, against: int | None = None) -> EditionSeen:
    """See an edition, and what changed in it.

    :param number: of the edition; 0: the one in force
    :param against: the number of the edition that it is compared with; ``None``: the one before it
    :raises NoSuchEdition: there is none
    """
    del person
    with house.db.read() as session:
        one = edition(session, number or house.runtime.edition)
        other = one.parent if against is None else against
        book = read_edition(session, one.number)
        before = read_edition(session, other) if other else Book({})
        names = people(session)
    return EditionSeen(one, book, compare(before, book) if other else [], other, names)


@act(EVERYBODY, PROPOSAL)
def look_at_draft(house: House, person: Person, proposal_id: int) -> DraftSeen:
    """See a draft with what it changes."""
    del person
    with house.db.read() as session:
        draft = proposals.find(session, proposal_id)
        base = proposals.parent_of(session, draft, house.runtime.library)
        book = base.with_changes(proposals.changes_of(session, proposal_id))
        names = people(session)
    return DraftSeen(draft, base, book, compare(base, book), _clashes(base, book, house.book), names)


@act(DRAFTERS | PUBLISHERS, PROPOSAL)
def try_on_cases(house: House, person: Person, proposal_id: int) -> Tried:
    """See in counts what a proposal would mean for live cases, and what the last ninety days would have been.

    :returns: without any case
    """
    del person
    return without_cases(_tried(house, proposal_id))


@act(WITH_CASES, PROPOSAL, Kind.LIST_LOOKED_AT)
def cases_tried(house: House, person: Person, proposal_id: int) -> list[CaseTouched]:
    """See which open cases a proposal touches, and whether each could be moved to it."""
    tried = _tried(house, proposal_id)
    with house.db.write() as session:
        record_list(house.runtime, session, person, "cases that a proposal touches", proposal=proposal_id)
        cases = [case for each in tried.procedures for case in each.touched]
        return [case for case in cases if sees_case(session, person, case.id)]


def _tried(house: House, proposal_id: int) -> Tried:
    examination = examining.of_proposal(house, proposal_id)
    with house.db.read() as session:
        return try_it(house, session, examination)


@act(DRAFTERS, BOOK)
def begin(house: House, person: Person, *, title: str) -> Proposal:
    """Begin a draft of the rule book.

    :param title: what the change is for, in a few words
    :raises TitleMissing: it says nothing
    """
    if not title.strip():
        raise TitleMissing("Say in a few words what the change is for: whoever publishes it reads that first.")
    with house.db.write() as session:
        now = house.runtime.clock.now()
        return proposals.begin_draft(session, title.strip()[:200], house.runtime.edition, person.actor, now)


@act(DRAFTERS, PROPOSAL)
def save(
    house: House,
    person: Person,
    proposal_id: int,
    *,
    files: Mapping[str, bytes | None],
    revision: int | None = None,
    whole: bool = False,
) -> Proposal:
    """Save files of a draft.

    :param files: path → content; ``None``: the file goes
    :param revision: of the draft in which they were written; ``None``: whichever it is
    :param whole: these are all changes of the draft; otherwise the others stay
    :raises ProposalDecided: it is no draft
    :raises ChangedMeanwhile: somebody saved it since
    """
    with house.db.write() as session:
        draft = proposals.locked(session, proposal_id, ProposalStatus.DRAFT)
        base = proposals.parent_of(session, draft, house.runtime.library)
        before = {} if whole else proposals.changes_of(session, proposal_id)
        changes = {
            path: content
            for path, content in {**before, **files}.items()
            if content != base.get(path)  # what is as it was before is no change
        }
        now = house.runtime.clock.now()
        return proposals.save_changes(session, proposal_id, changes, person.actor, now, revision=revision)


@act(DRAFTERS, PROPOSAL)
def bring_up(house: House, person: Person, proposal_id: int, *, mine: frozenset[str] = frozenset()) -> Proposal:
    """Bring a draft to the edition in force.

    :param mine: the files, of those that both changed, of which the draft's own content stays
    :raises KeepWhich: both changed a file, and nobody said which stays
    """
    with house.db.write() as session:
        house.runtime.follow_edition(session)
        draft = proposals.locked(session, proposal_id, ProposalStatus.DRAFT)
        base = proposals.parent_of(session, draft, house.runtime.library)
        changes = proposals.changes_of(session, proposal_id)
        both = set(clashing(changes, changes_between(base, house.book)))
        if undecided := sorted(both - mine):
            told = _clashes(base, base.with_changes(changes), house.book)
            raise KeepWhich(
                f"{told[0].sentence} Say of {', '.join(undecided)} that your content stays, or take what was published "
                "into it first; nothing was changed.",
                findings=[each.sentence for each in told],
            )
        proposals.move_to(session, proposal_id, house.runtime.edition)
        kept = {path: content for path, content in changes.items() if content != house.book.get(path)}
        return proposals.save_changes(session, proposal_id, kept, person.actor, house.runtime.clock.now())


@act(DRAFTERS, PROPOSAL, Kind.CHANGE_PROPOSED, Kind.PROCEDURE_PROPOSED)
def propose(house: House, person: Person, proposal_id: int, *, revision: int | None = None) -> Proposal:
    """Propose a draft, once it is proved and its stories go as they are told.

    :param revision: of the draft that was looked at; ``None``: whichever it is
    :raises ChangedMeanwhile: somebody saved it since, or published a change of the same files
    :raises NotLawful: it may not be published
    """
    with house.db.read() as session:
        draft = proposals.find(session, proposal_id)
    if revision is not None and draft.revision != revision:
        raise ChangedMeanwhile("Somebody saved this draft after you looked at it. Look at it again, then propose it.")

    def propose_it() -> Proposal:
        examination = examining.of_proposal(house, proposal_id)
        if not examination.objections:  # what is unlawful is told first
            must_be_as_meant(house, examination)
        with house.db.write() as session:
            now = proposals.locked(session, proposal_id, ProposalStatus.DRAFT)
            if now.revision != draft.revision:
                raise ChangedMeanwhile("Somebody saved this draft while it was examined. Look at it again.")
            return publishing.hand_in(house.runtime, session, proposal_id, person.actor, examination.procedures)

    return or_recorded(house, person, draft.name, propose_it)


@act(DRAFTERS, PROPOSAL)
def discard(house: House, person: Person, proposal_id: int, *, reason: str) -> None:
    """Put a draft away that nobody will propose, with a reason.

    :raises ReasonMissing: no reason was given
    """
    if not reason.strip():
        raise ReasonMissing("Say why the draft is put away.")
    with house.db.write() as session:
        proposals.locked(session, proposal_id, ProposalStatus.DRAFT)
        now = house.runtime.clock.now()
        proposals.decide(session, proposal_id, ProposalStatus.WITHDRAWN, person.actor, now)


def _clashes(base: Book, mine: Book, in_force: Book) -> list[Clash]:
    """What both a draft and somebody else changed since it was begun, by element."""
    theirs, ours = changes_between(base, in_force), changes_between(base, mine)
    told = []
    for path in clashing(ours, theirs):
        both = elements_changed(path, base.get(path), mine.get(path)) & elements_changed(
            path, base.get(path), in_force.get(path)
        )
        named = sorted(each for each in both if each)
        what = f"in it both change {', '.join(named[:5])}" if named else "though not the same things in it"
        said = f"{path} was published otherwise since this was begun, and it is changed here too; {what}."
        told.append(Clash(path, said))
    return told
