"""Closing a case by hand: with a reason from a short list, in words, by whoever leads the team."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session

from cases import holds
from cases.agreements.leaving import STANDS
from cases.agreements.tables import Agreement, AgreementDebt
from cases.closing import CLOSE_WORDS, CloseReason
from cases.consulting.asking import of_case as questions_of_case
from cases.permissions import Group
from cases.saying import says_little
from cases.tables import CaseAccount
from cases.undone.finding import has_void_acts, unsettled_of
from cases.undone.tables import ActUndone
from documents.register import Document, ServiceStatus
from tasks.acts.subjects import CASE
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.people import Person, people
from tasks.refusals import ReasonMissing
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.runtime.closing_by_hand import close_by_hand

_undone, _case_account, _document = table(ActUndone), table(CaseAccount), table(Document)
_agreement, _debt = table(Agreement), table(AgreementDebt)
LONGEST = 2000
CLOSERS = of(Group.LEADING)


_ANEW = "The account is looked at anew tonight, and a case begins if it needs one."
_LATER = (
    "What is owed is still owed: the account is looked at again once it was left alone for as long as after any case."
)


class NoSuchReason(Malformed):
    """A case is closed for one of a few reasons."""


class NothingVoid(Refused):
    """No act of the case is void or wrong."""


class StillHeld(Refused):
    """A hold still covers the case."""


@dataclass(frozen=True)
class CaseClosed:
    """A case that was closed.

    :ivar stays: what is as it was all the same, a sentence each
    """

    stays: list[str]


@act(CLOSERS, CASE, Kind.CASE_CLOSED)
def close(house: House, person: Person, case_id: int, *, because: str, reason: str) -> CaseClosed:
    """Close a case before its procedure ends, with a reason.

    :param because: a :class:`CloseReason`; ``acts_void`` also settles each act that is void or wrong
    :param reason: in words
    :raises NoSuchReason: ``because`` is none
    :raises ReasonMissing: it is not said in words
    :raises StillHeld: acts are void for a hold, and one is still in force
    :raises NothingVoid: no act of the case is void or wrong
    :raises CaseClosedAlready: it is closed
    :raises NotToBeClosedYet: something must be settled or done first
    """
    if because not in set(CloseReason):
        raise NoSuchReason(f"Say why the case is closed: one of {', '.join(CloseReason)}.")
    said = reason.strip()[:LONGEST]
    if says_little(said):
        raise ReasonMissing("Say in a few words why the case is closed; the reason goes into its record.")
    with house.db.write() as session:
        house.runtime.lock_case(session, case_id)
        if because == CloseReason.ACTS_VOID:
            _settle_void_acts(house, session, person, case_id, said)
        close_by_hand(
            house.runtime,
            session,
            case_id,
            person.actor,
            outcome=because,
            said={"reason": f"{CLOSE_WORDS[CloseReason(because)]}. {said}"},
        )
        return CaseClosed([_ANEW if because == CloseReason.ACTS_VOID else _LATER, *_stays(session, case_id)])


def in_words() -> dict[str, str]:
    """The reasons for which a case is closed by hand, in words; for a page that asks."""
    return {str(reason): words for reason, words in CLOSE_WORDS.items()}


def no_hold_may_cover(house: House, session: Session, case_id: int) -> None:
    """Refuses while a hold covers a case: what follows from void acts is done once it is over.

    :raises StillHeld: one does
    """
    for hold in holds.covering(session, case_id, london_date(house.runtime.clock.now())):
        until = f" until {hold.ends_on:%-d %B %Y}" if hold.ends_on else ""
        raise StillHeld(
            f"A hold ({hold.kind.replace('_', ' ')}) covers this case{until}, so nothing is begun anew. "
            "Tell the customer now what is void, and come back to this when the hold has ended."
        )


def settle_all(house: House, session: Session, person: Person, case_id: int, said: str) -> None:
    """Settles each void or wrong act of a case that nobody has settled, with its entry.

    :param said: what was done about it
    """
    left = (_undone.c.case_id == case_id, _undone.c.lifted.is_(False), _undone.c.settled_at.is_(None))
    rows = session.execute(select(_undone).where(*left).order_by(_undone.c.id)).all()
    values = {"settled_by": person.actor, "settled_at": house.runtime.clock.now(), "settled_reason": said}
    session.execute(update(_undone).where(*left).values(**values))
    entries = [
        NewEntry(Kind.ACT_SETTLED, person.actor, row.step, {"act": row.id, "hold": row.hold_id, "reason": said})
        for row in rows
    ]
    append(session, house.runtime.chain_of(session, case_id), entries, house.runtime.clock)


def _settle_void_acts(house: House, session: Session, person: Person, case_id: int, said: str) -> None:
    no_hold_may_cover(house, session, case_id)
    if not has_void_acts(session, case_id):
        raise NothingVoid("No act of this case is void or wrong. Choose the reason for which it is really closed.")
    settle_all(house, session, person, case_id, said)


def _stays(session: Session, case_id: int) -> list[str]:
    """What a closed case leaves as it is."""
    stays: list[str] = []
    accounts = select(_case_account.c.account_id).where(_case_account.c.case_id == case_id)
    live = select(_agreement.c.id).join(_debt, _debt.c.agreement_id == _agreement.c.id).distinct()
    live = live.where(STANDS, _debt.c.account_id.in_(accounts))
    stays += [f"Agreement {number} stands." for number in session.execute(live.order_by(_agreement.c.id)).scalars()]
    sent = (_document.c.case_id == case_id) & (_document.c.service_status == ServiceStatus.GIVEN_TO_PRINT_HOUSE)
    if letters := session.execute(select(func.count()).select_from(_document).where(sent)).scalar_one():
        one = letters == 1
        stays.append(
            f"{letters} letter{'' if one else 's'} that {'was' if one else 'were'} sent cannot be unsent: tell the "
            "customer what they mean now."
        )
    if left := unsettled_of(session, case_id):
        one = left == 1
        stays.append(f"{left} act{'' if one else 's'} of it {'is' if one else 'are'} void or wrong and not settled.")
    names = people(session)
    stays += [
        f"The question of {names.get(each.asked_by, each.asked_by)} to {names.get(each.asked_of, each.asked_of)}, "
        f"to be answered by {each.answer_by:%-d %B %Y}, waits still: have it answered, or withdraw it."
        for each in questions_of_case(session, case_id)
        if each.waits
    ]
    return stays
