"""Notices about a debt: how each stands and why, and withdrawing one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cases.chains import account_chain, record_on
from cases.notices.keeping import no_such_notice
from cases.notices.keeping import withdraw as take_away
from cases.notices.life import Life
from cases.notices.reading import NoticeKnown, notices
from cases.notices.rows import NoticeRow
from cases.notices.words import NAMES, OVER, NoticeStatus
from cases.permissions import Group
from cases.saying import says_little
from tasks.acts.accounts import account_row
from tasks.acts.subjects import ACCOUNT
from tasks.acts.table import WITH_CASES, act, of
from tasks.assembly import House
from tasks.people import Person
from tasks.refusals import ReasonMissing
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

LONGEST = 2000


@dataclass(frozen=True)
class CopySeen:
    """The copy of a notice that is for one tenant.

    :ivar counts_on: the day on which it counts as served on them; ``None``: on none, and ``why`` says why not
    """

    customer_id: int
    name: str
    document_id: int
    counts_on: date | None
    why: str


@dataclass(frozen=True)
class NoticeSeen:
    """A notice, and how it stands today.

    :ivar name: which notice it is, in words
    :ivar may_withdraw: whether something may come of it yet
    :ivar must_be_told: of one that was withdrawn those to whom it had gone, by name
    """

    notice: NoticeRow
    name: str
    life: Life
    copies: tuple[CopySeen, ...]
    may_withdraw: bool
    must_be_told: tuple[str, ...]


@act(WITH_CASES, ACCOUNT, Kind.ACCOUNT_LOOKED_AT)
def of_account(house: House, person: Person, account_id: int) -> list[NoticeSeen]:
    """See the notices about a debt, the newest first: how each stands, from when until when it serves, and why.

    :raises NoSuchAccount: there is none
    """
    with house.db.write() as session:
        account_row(session, account_id)  # there is one, or no record of it begins
        looked = NewEntry(Kind.ACCOUNT_LOOKED_AT, person.actor, payload={"what": "notices"})
        record_on(session, account_chain(account_id), [looked], house.runtime.clock)
        return [_seen(house, each, person.roles) for each in reversed(_known(house, session, account_id))]


@act(of(Group.LEADING), ACCOUNT, Kind.NOTICE_WITHDRAWN)
def withdraw(house: House, person: Person, account_id: int, notice_id: int, *, reason: str) -> tuple[str, ...]:
    """Withdraw a notice: from today on no claim may rest on it.

    :param reason: in a few words
    :returns: the names of those to whom it went, each of whom must be told that it is withdrawn
    :raises NoSuchNotice: there is none of that number about this debt
    :raises NoticeWithdrawnAlready: it was before
    :raises ReasonMissing: it is not said why
    """
    said = reason.strip()[:LONGEST]
    if says_little(said):
        raise ReasonMissing("Say in a few words why the notice is withdrawn; the reason goes into the record.")
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        known = next((each for each in _known(house, session, account_id) if each.notice.id == notice_id), None)
        if known is None:
            raise no_such_notice(notice_id)
        stood = known.life(today, house.standards).status
        take_away(session, account_id, notice_id, person.actor, today, said)
        told = _went_to(house, known)
        entry = NewEntry(
            Kind.NOTICE_WITHDRAWN,
            person.actor,
            clear={"notice": notice_id},
            payload={"reason": said, "stood": stood, "must_be_told": [number for number, _ in told]},
        )
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)
    return tuple(name for _, name in told)


def _went_to(house: House, known: NoticeKnown) -> list[tuple[int, str]]:
    """Those to whom a copy went, or may have: number and name."""
    stands = known.standings(house.standards)
    return [(who, known.names.get(who, "")) for who in known.documents if stands[who].delivery is not None]


def _known(house: House, session: Session, account_id: int) -> list[NoticeKnown]:
    return notices(session, london_date(house.runtime.clock.now()), account_id).get(account_id, [])


def _seen(house: House, known: NoticeKnown, roles: Collection[str]) -> NoticeSeen:
    life = known.life(london_date(house.runtime.clock.now()), house.standards, roles)
    stands = known.standings(house.standards, roles)
    copies = tuple(
        CopySeen(whose, known.names.get(whose, ""), document, stands[whose].counts_on, stands[whose].why)
        for whose, document in known.documents.items()
    )
    told = _went_to(house, known) if life.status is NoticeStatus.WITHDRAWN else []
    gone = tuple(name for _, name in told)
    return NoticeSeen(known.notice, NAMES[known.notice.kind], life, copies, life.status not in OVER, gone)
