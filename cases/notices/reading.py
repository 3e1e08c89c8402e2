"""Notices as they are read: each with its copies, and with what their service is judged by."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import case, func, select
from sqlmodel import Session

from cases.calculating.counting import said
from cases.held import HeldDays, held_days
from cases.notices.at_service import DayOfLedger, grounds_at_service, owed_on
from cases.notices.dating import Served
from cases.notices.life import Life, life
from cases.notices.resting import otherwise
from cases.notices.rows import NoticeRow
from cases.notices.tables import Notice, NoticeCopy
from cases.notices.words import NoticeStatus
from cases.people.tenants import names_of
from cases.rows import AccountRow
from cases.service.recording import events_of
from cases.service.rows import ServiceRow, Standing
from cases.service.standing import standing_of
from cases.service.stopped import placed_in_error, stopped_by, stopping
from cases.service.tenants import Party, day_of_service, parties_of_cases, tenants_on
from cases.standards import Standards
from cases.tables import Account, AccountTransaction
from cases.tenancies.reading import terms_of_accounts
from cases.tenancies.rows import Terms
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_notice, _copy = table(Notice), table(NoticeCopy)
_account, _line = table(Account), table(AccountTransaction)
_NO_GROUND = (
    "None of its grounds stands by the ledger of the day of its service. Have the ledger checked; where it is right, "
    "withdraw the notice."
)
_notices = AllOrOne(select(_notice).order_by(_notice.c.id), _notice.c.account_id)
_copies = AllOrOne(
    select(_copy).join(_notice, _notice.c.id == _copy.c.notice_id).order_by(_copy.c.customer_id), _notice.c.account_id
)


@dataclass(frozen=True)
class NoticeKnown:
    """A notice, and what is known of its service.

    :ivar documents: to whom a copy was made out → the document
    :ivar events: of each of them, what happened to it
    :ivar parties: who is or was a tenant, and :ivar names: of everybody who is named, by number
    :ivar held: the holds over the debt, but those that were placed in error
    :ivar terms: all that are known of the tenancy, and :ivar moved: what moved on its account, by day
    """

    notice: NoticeRow
    documents: Mapping[int, int]
    events: Mapping[int, list[ServiceRow]]
    parties: list[Party]
    names: Mapping[int, str]
    held: tuple[HeldDays, ...]
    account: AccountRow
    terms: list[Terms]
    moved: list[DayOfLedger]

    def standings(self, standards: Standards, roles: Collection[str] = ()) -> dict[int, Standing]:
        """How the service of each copy stands, by person.

        :param roles: of whoever reads it: of holds that they may not see they are told no more than that there is one
        """
        organisation = standards.organisation
        kinds = stopping(organisation) if organisation is not None else frozenset[str]()
        stopped = [
            stopped_by(each, organisation, roles)
            for each in self.held
            if organisation is not None and each.hold.kind in kinds
        ]
        died = {each.customer_id: each.died_on for each in self.parties}
        return {whose: standing_of(events, stopped, died.get(whose)) for whose, events in self.events.items()}

    def life(self, on: date, standards: Standards, roles: Collection[str] = ()) -> Life:
        """How it stands on a day."""
        copies = self.standings(standards, roles)
        must_reach = self._must_reach(on, copies.values())
        found = life(self.notice, on, standards.law, must_reach, copies)
        if found.served_on is None:
            return found
        days = [day for number in must_reach if (day := copies[number].counts_on) is not None]
        return self._as_known(found, Served(min(days), max(days)), standards, copies)

    def _as_known(self, found: Life, served: Served, standards: Standards, copies: Mapping[int, Standing]) -> Life:
        """What else follows for a notice that was served, of what is known of the tenancy, its tenants and its rent."""
        if (by_terms := otherwise(self.notice, self.account, self.terms, served, standards)) is not None:
            found = found.under(by_terms.status, by_terms.why)
        went = day_of_service(step for each in copies.values() for step in each.steps) or served.first
        for each in self.parties:
            if each.from_on is None or not went < each.from_on <= served.last:
                continue
            stands = copies.get(each.customer_id)
            if stands is None or stands.counts_on is None:
                found = found.under(NoticeStatus.IN_DOUBT, _joined(self.names, each, served))
        grounds = grounds_at_service(self.notice, served, partial(self._owed, standards), standards.law)
        found = replace(found, grounds=grounds.standing, why=(*found.why, *grounds.why))
        if self.notice.grounds and not grounds.standing:
            return found.under(NoticeStatus.IN_DOUBT, _NO_GROUND)
        return found

    def _owed(self, standards: Standards, day: date) -> int | None:
        """What was in arrears on a day of the account's own debt; ``None``: its ledger is not known to that day."""
        if self.account.balance_on < day:
            return None
        return owed_on(day, self.moved, self.account.kind, standards.order_of)

    def _must_reach(self, on: date, copies: Iterable[Standing]) -> dict[int, str]:
        """On whom it must be served: each tenant of the day on which it went, or who stands in a dead one's place."""
        day = day_of_service(step for each in copies for step in each.steps) or on
        numbers = tenants_on(self.parties, day) or sorted(self.documents)
        return {number: self.names.get(number, f"person {number}") for number in numbers}


def notices(session: Session, on: date, account_id: int | None) -> dict[int, list[NoticeKnown]]:
    """A reading: account → its notices, the oldest first; a few queries, and most accounts have none."""
    rows = [row_of_notice(row._asdict()) for row in _notices.rows(session, account_id)]
    if not rows:
        return {}
    copies: dict[int, dict[int, int]] = {}
    for row in _copies.rows(session, account_id):
        copies.setdefault(row.notice_id, {})[row.customer_id] = row.document_id
    events = events_of(session, [number for each in copies.values() for number in each.values()])
    parties = parties_of_cases(session, {each.case_id for each in rows})
    held = held_days(session, None, {each.account_id for each in rows})
    in_error = placed_in_error(session) if held else frozenset()
    people = {each.customer_id for theirs in parties.values() for each in theirs}
    ids = {each.account_id for each in rows}
    accounts, known_terms, moved = _accounts(session, ids), terms_of_accounts(session, ids), _moved(session, ids, on)
    names = names_of(session, people | {number for each in copies.values() for number in each})
    found: dict[int, list[NoticeKnown]] = {}
    for each in rows:
        theirs = copies.get(each.id, {})
        known = NoticeKnown(
            each,
            theirs,
            {who: [one for one in events.get(of, []) if one.customer_id == who] for who, of in theirs.items()},
            parties.get(each.case_id, []),
            names,
            tuple(one for one in held.get(each.account_id, ()) if one.hold.id not in in_error),
            accounts[each.account_id],
            known_terms.get(each.account_id, []),
            moved.get(each.account_id, []),
        )
        found.setdefault(each.account_id, []).append(known)
    return found


def _accounts(session: Session, ids: Collection[int]) -> dict[int, AccountRow]:
    query = select(_account).where(_account.c.id.in_(ids))
    return {row["id"]: row_of(AccountRow, row) for row in session.execute(query).mappings()}


def _moved(session: Session, ids: Collection[int], on: date) -> dict[int, list[DayOfLedger]]:
    """Account → what moved on it on each day until another, by debt."""
    up = func.sum(case((_line.c.amount_pence > 0, _line.c.amount_pence), else_=0))
    down = func.sum(case((_line.c.amount_pence < 0, _line.c.amount_pence), else_=0))
    of = (_line.c.account_id, _line.c.posted_on, _line.c.debt)
    query = select(*of, up.label("up"), down.label("down")).where(_line.c.account_id.in_(ids), _line.c.posted_on <= on)
    found: dict[int, list[DayOfLedger]] = {}
    for row in session.execute(query.group_by(*of)):
        day = DayOfLedger(row.posted_on, row.debt, int(row.up), int(row.down))
        found.setdefault(row.account_id, []).append(day)
    return found


def _joined(names: Mapping[int, str], party: Party, served: Served) -> str:
    name = names.get(party.customer_id, f"person {party.customer_id}")
    return (
        f"{name} became a tenant on {said(party.from_on or served.last)}, after it went to the first tenant and before "
        f"it was served on the last ({said(served.last)}), and it was not served on them. Ask a lawyer, or serve a new "
        "one on each."
    )


def row_of_notice(row: dict[str, object]) -> NoticeRow:
    """A notice as its table holds it."""
    return row_of(NoticeRow, {**row, "grounds": tuple(row["grounds"] or ())})  # type: ignore[arg-type]
