"""Notices as they are read: each with its copies, and with what their service is judged by."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.held import HeldDays, held_days
from cases.notices.life import Life, life
from cases.notices.rows import NoticeRow
from cases.notices.tables import Notice, NoticeCopy
from cases.people.tenants import names_of
from cases.service.recording import events_of
from cases.service.rows import ServiceRow, Standing
from cases.service.standing import standing_of
from cases.service.stopped import placed_in_error, stopped_by, stopping
from cases.service.tenants import Party, day_of_service, parties_of_cases, tenants_on
from cases.standards import Standards
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_notice, _copy = table(Notice), table(NoticeCopy)
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
    """

    notice: NoticeRow
    documents: Mapping[int, int]
    events: Mapping[int, list[ServiceRow]]
    parties: list[Party]
    names: Mapping[int, str]
    held: tuple[HeldDays, ...]

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
        return life(self.notice, on, standards.law, self._must_reach(on, copies.values()), copies)

    def _must_reach(self, on: date, copies: Iterable[Standing]) -> dict[int, str]:
        """On whom it must be served: each tenant of the day on which it went, or who stands in a dead one's place."""
        day = day_of_service(step for each in copies for step in each.steps) or on
        numbers = tenants_on(self.parties, day) or sorted(self.documents)
        return {number: self.names.get(number, f"person {number}") for number in numbers}


def notices(session: Session, on: date, account_id: int | None) -> dict[int, list[NoticeKnown]]:
    """A reading: account → its notices, the oldest first; a few queries, and most accounts have none."""
    del on
    rows = [_row(row._asdict()) for row in _notices.rows(session, account_id)]
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
        )
        found.setdefault(each.account_id, []).append(known)
    return found


def _row(row: dict[str, object]) -> NoticeRow:
    return row_of(NoticeRow, {**row, "grounds": tuple(row["grounds"] or ())})  # type: ignore[arg-type]
