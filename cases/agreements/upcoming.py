"""Instalments that fall due today and in the next days, by what was agreed and what is owed. Money is integer pence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from cases.agreements.reading import parties_of
from cases.agreements.standings import DebtStanding, standings
from cases.standards import Standards


@dataclass(frozen=True)
class Upcoming:
    """An instalment that is expected.

    :ivar pence: what of it is not paid ahead
    :ivar behind_pence: what is late besides, beyond what was agreed
    :ivar held: what forbids to speak about it today; empty: nothing
    """

    due_on: date
    agreement_id: int
    account_id: int
    reference: str
    debt: str
    people: tuple[str, ...]
    pence: int
    behind_pence: int
    held: str = ""


def upcoming(session: Session, on: date, days: int, standards: Standards) -> list[Upcoming]:
    """The instalments from a day until so many days later, the first due first, then by account."""
    found = [each for several in standings(session, on, None, standards).values() for each in several]
    people = parties_of(session, {each.agreement.id for each in found})
    before = [min(each.standing.owed_pence, _still_allowed(each, on)) for each in found]
    listed = (_of(each, owed, on, on + timedelta(days=days)) for each, owed in zip(found, before, strict=True))
    made = [
        Upcoming(
            *(due, each.agreement.id, each.debt.account_id, each.debt.reference, each.debt.debt),
            tuple(party.name for party in people.get(each.agreement.id, ())),
            *(pence, each.standing.owed_pence - owed),
        )
        for each, owed, several in zip(found, before, listed, strict=True)
        for due, pence in several
    ]
    return sorted(made, key=lambda each: (each.due_on, each.reference, each.debt, each.agreement_id))


def _still_allowed(judged: DebtStanding, on: date) -> int:
    """What may be owed on the eve of a day by what was agreed: what is owed above it is late."""
    return judged.terms.expected(judged.terms.due_by(on - timedelta(days=1)))


def _of(judged: DebtStanding, owed: int, since: date, until: date) -> Iterable[tuple[date, int]]:
    """The instalments of one debt: the day, and what of it was not paid ahead.

    :param owed: what is left of it, without what is late
    """
    terms = judged.terms
    number = terms.due_by(since - timedelta(days=1))
    while owed > 0 and (due := terms.due(number)) <= until:
        pence = min(terms.instalment_pence, owed - terms.expected(number + 1))
        if pence > 0:
            owed -= pence
            yield due, pence
        number += 1
