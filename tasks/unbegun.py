"""Events and dates that should have begun a procedure and have not: what waits, and what has lapsed.

A day that passes in silence is a promise that nobody keeps. Each is listed with what it waits for; one that has lapsed
somebody begins by hand, or leaves, knowing of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from cases.facts import facts_of_accounts
from cases.people.restricted import RESTRICTED
from cases.rows import AccountRow
from tasks import ledgers
from tasks.assembly import House
from tasks.causes import STANDS, Cause, Causes
from tasks.night.standing_cases import open_cases
from tasks.opening import published
from tasks.people import Person
from workflows.clock import london_date

TOLD = timedelta(days=92)
"""How long what has begun nothing is listed."""


@dataclass(frozen=True)
class Unbegun:
    """An event or a date of a debt that has begun no procedure.

    :ivar account: its reference
    :ivar by: ``event`` or ``date``, and :ivar what: the event, or the FEEL that gives the date
    :ivar until: the last day on which it may still begin the procedure
    :ivar lapsed: whether that day is over
    :ivar why: what it waits for, or what is to be done; a sentence
    """

    account_id: int
    account: str
    procedure: str
    title: str
    by: str
    what: str
    day: date
    until: date
    lapsed: bool
    why: str


def unbegun(house: House, session: Session, person: Person) -> list[Unbegun]:
    """What has begun nothing, of the accounts that somebody sees: first what has lapsed, then by its last day."""
    today = london_date(house.runtime.clock.now())
    abouts = {name: about for name, (_version, about) in published(house, session).items()}
    causing = {name: about for name, about in abouts.items() if about.events or about.dates}
    if not causing:
        return []
    beside = frozenset(name for name, about in abouts.items() if about.beside)
    found = _found(house, session, person, today, Causes(house, session, causing, today, within=TOLD), beside)
    restricted = house.organisation.restricted
    listed = [
        _listed(account, cause, abouts[cause.procedure].title, today, why, hidden=restricted.hides(cause.what))
        for account, cause, why in found
    ]
    return sorted(listed, key=lambda each: (not each.lapsed, each.until, each.account, each.procedure))


def _found(
    house: House, session: Session, person: Person, today: date, causes: Causes, beside: frozenset[str]
) -> Iterator[tuple[AccountRow, Cause, str]]:
    """Account, cause, and what stands in its way."""
    opened = open_cases(session)
    busy = {account for account, cases in opened.items() if any(case.procedure not in beside for case in cases)}
    for account, facts in facts_of_accounts(session, today, house.standards):
        if person.patches and account.patch not in person.patches:
            continue
        for cause in causes.all_of(account.id, account.kind, facts):
            if cause.procedure in beside:
                way = "The next night begins it."
            elif account.id in busy:
                way = "A case about the debt is open; it waits for that to end."
            elif ledgers.is_late(house, facts):
                way = "The ledger is late; it waits for the next export."
            else:
                way = "The next night begins it."
            yield account, cause, way


def _listed(account: AccountRow, cause: Cause, title: str, today: date, why: str, *, hidden: bool) -> Unbegun:
    until = cause.day + STANDS
    lapsed = until < today
    if lapsed:
        why = "Its days are over, and nothing was begun. Begin the procedure by hand, if that is still right."
    what = RESTRICTED if hidden else cause.what
    of = (account.id, account.reference, cause.procedure, title, cause.by, what, cause.day)
    return Unbegun(*of, until, lapsed, why)
