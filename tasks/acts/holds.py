"""Placing and ending holds, and whether cases were told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from cases import holds
from cases.covering import open_cases_covered
from cases.endings import WHEN_SAID, EndNotYours, in_words, last_day
from cases.facts import account_of_case, tenants_of
from cases.holds import CaseTold
from cases.periods import Periods
from cases.permissions import Group
from cases.rows import HoldRow
from cases.tables import Account, AccountParty, Customer, Hold
from cases.undone.finding import restore_of
from cases.undone.tables import ActUndone
from tasks import deaths
from tasks.acts.subjects import CASE, HOLD, ORGANISATION, WHOLE_HOLD
from tasks.acts.table import WITH_CASES, act, of
from tasks.assembly import House
from tasks.deaths import DEATH
from tasks.inbox import record_list
from tasks.night.late import undo_late
from tasks.patches import sees_case
from tasks.people import Person, people
from tasks.withholding import Sight
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import NotFound
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.words import CaseStatus

__all__ = [
    "EndNotYours",
    "HoldPlaced",
    "HoldSeen",
    "HoldStanding",
    "NoSuchAccount",
    "NoSuchCustomer",
    "last_days",
    "place",
    "place_on_case",
    "release",
    "told",
]
_undone = table(ActUndone)
_account, _customer, _hold, _party = table(Account), table(Customer), table(Hold), table(AccountParty)
PLACERS = of(Group.PLACING_HOLDS)
RELEASERS = of(Group.RELEASING_HOLDS)


class NoSuchAccount(NotFound):
    """There is no such account."""


class NoSuchCustomer(NotFound):
    """There is no such customer."""


class HoldStanding(StrEnum):
    """Where a hold is in its time."""

    PLANNED = "planned"
    IN_FORCE = "in force"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    """Ended before its first day."""


@dataclass(frozen=True)
class HoldSeen:
    """A hold, and the cases of it that somebody sees.

    :ivar names: who is who (``user:7``)
    :ivar covered: how many open cases that somebody sees it covers now, told or not
    """

    hold: HoldRow
    cases: list[CaseTold]
    names: dict[str, str]
    today: date
    covered: int

    @property
    def stands(self) -> HoldStanding:
        """Where the hold is in its time."""
        released = self.hold.released_at is not None
        if released and not self.hold.begun:
            return HoldStanding.WITHDRAWN
        if released or (self.hold.ends_on is not None and self.hold.ends_on < self.today):
            return HoldStanding.OVER
        return HoldStanding.IN_FORCE if self.hold.begins_on <= self.today else HoldStanding.PLANNED

    @property
    def untold(self) -> list[CaseTold]:
        """The open cases that do not know all that there is to tell."""
        return [each for each in self.cases if each.status == CaseStatus.OPEN and not each.knows]


class HoldPlaced(NamedTuple):
    """A hold that was placed.

    :ivar cases: that it covers, and the person sees
    :ivar hold: its number; 0: of a death, where a joint tenant survives, so that nothing stops
    :ivar ends_on: its last day, perhaps worked out; ``None``: it lasts until it is released
    :ivar undone: how many acts since its first day are void or wrong, as it was not known here before
    """

    hold: int
    cases: list[int]
    ends_on: date | None
    undone: int = 0


@act(PLACERS, CASE, Kind.HOLD_PLACED, Kind.DEATH_RECORDED)
def place_on_case(
    house: House,
    person: Person,
    case_id: int,
    *,
    kind: str,
    begins_on: date,
    ends_on: date | None = None,
    customer: int | None = None,
    source: str = "",
    reason: str = "",
) -> int:
    """Place a hold on what a case is about; it stops at once what it forbids.

    Of a death it is said who died; where a joint tenant survives the tenancy goes on with them, and no hold is placed.

    :param customer: one of the account's tenants: then every account of theirs; ``None``: this account
    :returns: the hold's number; 0: a joint tenant survives
    :raises WhoDied: of a death, it is not said who of several tenants died
    :raises HoldNotUnderstood: the kind is unknown, or its days are none that anybody means
    :raises EndNotYours: of that kind, the last day is not for the person to say
    :raises ReasonMissing: no reason was given
    :raises HoldStands: the very same one is placed already
    """
    with house.db.read() as session:
        account = account_of_case(session, case_id)
        tenants = {int(tenant.id) for tenant in tenants_of(session, account.id)}
    if customer is not None and customer not in tenants:
        raise NoSuchCustomer("That is none of the tenants of this account. Choose from those on the page.")
    return _place(
        house,
        person,
        kind=kind,
        begins_on=begins_on,
        ends_on=ends_on,
        accounts=[account.id] if customer is None else [],
        customers=[] if customer is None else [customer],
        source=source,
        reason=reason,
    )


@act(PLACERS, ORGANISATION, Kind.HOLD_PLACED, Kind.DEATH_RECORDED)
def place(
    house: House,
    person: Person,
    *,
    kind: str,
    begins_on: date,
    ends_on: date | None = None,
    accounts: Sequence[str] = (),
    customers: Sequence[str] = (),
    source: str = "",
    reason: str = "",
) -> HoldPlaced:
    """Place a hold on accounts and customers by their references.

    :raises NoSuchAccount: there is none, or none in the person's patches
    :raises NoSuchCustomer: there is none
    :raises HoldNotUnderstood: the kind is unknown, it covers nothing, or its days are none that anybody means
    :raises EndNotYours: of that kind, the last day is not for the person to say
    :raises ReasonMissing: no reason was given
    :raises HoldStands: the very same one is placed already
    """
    with house.db.read() as session:
        account_ids = [_account_id(session, person, reference) for reference in accounts]
        customer_ids = [_customer_id(session, person, reference) for reference in customers]
    hold = _place(
        house,
        person,
        kind=kind,
        begins_on=begins_on,
        ends_on=ends_on,
        accounts=account_ids,
        customers=customer_ids,
        source=source,
        reason=reason,
    )
    with house.db.read() as session:
        cases = [case for case in holds.cases_of(session, hold) if sees_case(session, person, case)]
        last = session.execute(select(_hold.c.ends_on).where(_hold.c.id == hold)).scalar()
        of_hold = select(func.count()).where(_undone.c.hold_id == hold)
        return HoldPlaced(hold, cases, last, int(session.execute(of_hold).scalar_one()))


@act(RELEASERS, WHOLE_HOLD, Kind.HOLD_RELEASED)
def release(
    house: House,
    person: Person,
    hold_id: int,
    *,
    reason: str,
    of_case: int | None = None,
    placed_in_error: bool = False,
) -> None:
    """End a hold before its time, with a reason.

    :param of_case: the case at which it is ended, where it is; it must cover that one
    :param placed_in_error: then the acts that it struck count again; so they do of one that has ended already
    :raises NoSuchHold: there is none
    :raises HoldEnded: it has ended already
    :raises ReasonMissing: no reason was given
    """
    if of_case is not None:
        with house.db.read() as session:
            if of_case not in holds.cases_of(session, hold_id):
                raise holds.NoSuchHold(f"There is no hold {hold_id} on this case.")
    try:
        holds.release(house.runtime, hold_id, person.actor, reason, placed_in_error=placed_in_error)
    except holds.HoldEnded:
        if not placed_in_error or not restore_of(house.runtime, hold_id, person.actor, reason.strip()):
            raise
    else:
        if placed_in_error:
            restore_of(house.runtime, hold_id, person.actor, reason.strip())
    if placed_in_error:
        deaths.take_back_of_hold(house, person, hold_id, reason.strip())


@act(WITH_CASES, HOLD, Kind.LIST_LOOKED_AT)
def told(house: House, person: Person, hold_id: int) -> HoldSeen:
    """See which cases were told of a hold, and which were not.

    :raises NoSuchHold: there is none
    """
    with house.db.write() as session:
        row = session.execute(select(_hold).where(_hold.c.id == hold_id)).mappings().one_or_none()
        if row is None:
            raise holds.NoSuchHold(f"There is no hold {hold_id}.")
        record_list(house.runtime, session, person, "hold told", hold=hold_id)
        cases = [each for each in holds.told(session, hold_id) if sees_case(session, person, each.case_id)]
        open_now = [case for _hold_id, case in open_cases_covered(session, hold_id) if sees_case(session, person, case)]
        today = london_date(house.runtime.clock.now())
        hold = Sight.of(session, house.organisation.restricted, person.roles).hold(row_of(HoldRow, row))
        return HoldSeen(hold, cases, people(session), today, len(open_now))


def last_days(house: House, person: Person) -> dict[str, str]:
    """Kind of hold → what whoever places one is told of its last day; for a page that asks for it."""
    today, may = london_date(house.runtime.clock.now()), RELEASERS.includes(house, person)
    periods, endings = Periods(house.law), house.organisation.endings
    return {kind: in_words(endings[kind], today, periods, releases=may) for kind in house.organisation.holds}


def _place(
    house: House,
    person: Person,
    *,
    kind: str,
    begins_on: date,
    ends_on: date | None,
    accounts: list[int],
    customers: list[int],
    source: str,
    reason: str,
) -> int:
    if not reason.strip():
        raise holds.ReasonMissing("Say why the hold is placed; the reason goes into the record of every case.")
    ending, may = house.organisation.endings.get(kind, WHEN_SAID), RELEASERS.includes(house, person)
    today = london_date(house.runtime.clock.now())
    holds.must_be_meant(begins_on, ends_on, today)  # before the law is asked for its day
    last = last_day(ending, kind, begins_on, ends_on, today=today, periods=Periods(house.law), releases=may)
    if kind == DEATH and kind in house.organisation.holds:
        accounts, customers = deaths.report(house, person, begins_on, accounts, customers, source, reason), []
        if not accounts:
            return 0
    placed = holds.place(
        house.runtime,
        kind,
        person.actor,
        kinds=house.organisation.holds,
        begins_on=begins_on,
        ends_on=last,
        accounts=accounts,
        customers=customers,
        source=source,
        reason=reason,
    )
    undo_late(house, placed, kind, person.actor)
    return placed


def _account_id(session: Session, person: Person, reference: str) -> int:
    query = select(_account.c.id).where(_account.c.reference == reference)
    if person.patches:
        query = query.where(_account.c.patch.in_(person.patches))
    found = session.execute(query).scalar()
    if found is None:
        raise NoSuchAccount(f"There is no account with the reference {reference!r}.")
    return int(found)


def _customer_id(session: Session, person: Person, reference: str) -> int:
    query = select(_customer.c.id).where(_customer.c.reference == reference)
    if person.patches:
        theirs = select(_party.c.customer_id).join(_account, _account.c.id == _party.c.account_id)
        query = query.where(_customer.c.id.in_(theirs.where(_account.c.patch.in_(person.patches))))
    found = session.execute(query).scalar()
    if found is None:
        raise NoSuchCustomer(f"There is no customer with the reference {reference!r}.")
    return int(found)
