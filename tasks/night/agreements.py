"""The nightly look at agreements: what is broken is seen on the first night past its tolerance, and warned.

Each agreement is judged without a lock first; what may change is decided again under the locks of its accounts. Looking
twice changes nothing, and a night that was missed is made up for.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from cases import holds
from cases.agreements.changing import close
from cases.agreements.events import happened
from cases.agreements.leaving import leave
from cases.agreements.nights import Change, behind_of, behind_on, change_of, may_change, warned_of
from cases.agreements.standings import DebtStanding, standings, was_held
from cases.agreements.tables import Agreement
from cases.agreements.words import AgreementKind, AgreementStatus, EventKind, LeftAs
from cases.calculating.counting import said
from cases.chains import account_chain, record_on
from cases.held import held_days
from cases.periods import Periods
from tasks.assembly import House
from tasks.held import stop_speaking
from tasks.night.days_of_warning import MEND, days_moved, move_days
from tasks.night.reopening import reopen_bounced
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared

log = logging.getLogger(__name__)
SYSTEM = "system"
_agreement = table(Agreement)
_any = Prepared(select(_agreement.c.id).limit(1))


@dataclass
class LookedAtAgreements:
    """What the look did."""

    agreements: int = 0
    warned: int = 0
    mended: int = 0
    breached: int = 0
    completed: int = 0
    reopened: int = 0
    failed: int = 0


def look_at_agreements(house: House) -> LookedAtAgreements:
    """Warns of agreements that are behind; writes down which were mended, breached, completed, or live again."""
    runtime, looked = house.runtime, LookedAtAgreements()
    today = london_date(runtime.clock.now())
    with runtime.db.read() as session:
        if _any.one_or_none(session, {}) is None:
            return looked  # nobody ever agreed anything
    looked.reopened = reopen_bounced(house, today)
    with runtime.db.read() as session:
        judged: dict[int, list[DebtStanding]] = {}
        for each in (one for found in standings(session, today, None, house.standards).values() for one in found):
            judged.setdefault(each.agreement.id, []).append(each)
    looked.agreements = len(judged)
    for number, found in judged.items():
        accounts = [each.debt.account_id for each in found]
        try:
            if not may_change(found) and not _moves(house, found, today):
                continue
            with runtime.db.write() as session:
                change = _look_at(house, session, number, accounts, today)
                if change in {Change.BREACHED, Change.MENDED}:  # what else is behind is warned the same night
                    looked.warned += _look_at(house, session, number, accounts, today) is Change.MISSED
        except Exception:  # one that cannot be dealt with must not keep the others waiting
            log.exception("agreement number %s could not be looked at", number)
            looked.failed += 1
        else:
            looked.warned += change is Change.MISSED
            looked.mended += change is Change.MENDED
            looked.breached += change is Change.BREACHED
            looked.completed += change is Change.COMPLETED
    return looked


def _moves(house: House, found: list[DebtStanding], today: date) -> bool:
    """Whether the days in which a warned agreement may be mended end later than is written down."""
    if found[0].agreement.mend_by is None:
        return False
    with house.runtime.db.read() as session:
        return days_moved(house, session, found, today) is not None


def _look_at(house: House, session: Session, number: int, accounts: Sequence[int], today: date) -> Change | None:
    """Decides once more, as nobody else can change it now, and writes it down."""
    accounts = sorted(set(accounts))
    holds.lock_accounts(session, accounts, [])
    found = _standing(house, session, number, accounts, today)
    held = [each for some in held_days(session, stop_speaking(house), accounts).values() for each in some]
    free = found and not was_held(found[0].agreement, held)  # one that was is warned anew once the hold is over
    if free and (moved := days_moved(house, session, found, today)) is not None:
        if entries := move_days(house, session, found, moved, today):
            for account in accounts:
                record_on(session, account_chain(account), entries, house.runtime.clock)
        found = _standing(house, session, number, accounts, today)  # whatever becomes of it is decided by the new day
    decided = change_of(session, found, today, held, house.standards) if found else None
    if decided is None:
        return None
    change, day = decided
    entries = _DO[change](house, session, found, day, today)
    for account in accounts:
        record_on(session, account_chain(account), entries, house.runtime.clock)
    return change


def _standing(house: House, session: Session, number: int, accounts: Sequence[int], today: date) -> list[DebtStanding]:
    """How the debts of an agreement stand."""
    read = (
        each for account in accounts for each in standings(session, today, account, house.standards).get(account, ())
    )
    return [each for each in read if each.agreement.id == number]


def _warn(house: House, session: Session, found: list[DebtStanding], day: date, today: date) -> list[NewEntry]:
    number, now = found[0].agreement.id, house.runtime.clock.now()
    period = Periods(house.law).counted(MEND, today)
    behind = sum(each.standing.behind_pence for each in found)
    because = _because(house, found)
    where = _agreement.c.id == number
    session.execute(update(_agreement).where(where).values(warned_on=today, mend_by=period.last))
    missed = {"missed_on": day.isoformat(), "behind_pence": behind, "because": because, "debts": behind_of(found)}
    anew = found[0].agreement.mend_by  # it was missed before, and held while it was to be mended
    if anew is None:
        happened(session, number, EventKind.MISSED, day, now, SYSTEM, " ".join(because), missed)
    words = f"To be mended by {said(period.last)}. Ask what changed: it may be hardship."
    if anew is not None:
        words += f" The days until {said(anew)} did not run, as it was held."
    warned = {"mend_by": period.last.isoformat(), "how": period.words, "debts": behind_of(found)}
    happened(session, number, EventKind.WARNED, today, now, SYSTEM, words, warned)
    clear = {"agreement": number}
    entries = [NewEntry(Kind.AGREEMENT_WARNED, SYSTEM, payload=warned, clear=clear)]
    return entries if anew else [NewEntry(Kind.AGREEMENT_MISSED, SYSTEM, payload=missed, clear=clear), *entries]


def _mend(house: House, session: Session, found: list[DebtStanding], day: date, _today: date) -> list[NewEntry]:
    number, because = found[0].agreement.id, f"On {said(day)} no more was late than was agreed."
    session.execute(update(_agreement).where(_agreement.c.id == number).values(warned_on=None, mend_by=None))
    happened(session, number, EventKind.MENDED, day, house.runtime.clock.now(), SYSTEM, because, {})
    return [NewEntry(Kind.AGREEMENT_MENDED, SYSTEM, payload={"because": because}, clear={"agreement": number})]


def _breach(house: House, session: Session, found: list[DebtStanding], day: date, _today: date) -> list[NewEntry]:
    agreement, because = found[0].agreement, _because(house, found)
    last = day - timedelta(days=1)
    words = f"It was not mended by {said(last)}. {' '.join(because)}".strip()
    now = house.runtime.clock.now()
    broken = behind_on(session, warned_of(session, found), last, house.standards)
    kept = [each for each in found if (each.debt.account_id, each.debt.debt) not in broken]
    goes_on = _named(house, kept) if agreement.kind is not AgreementKind.COURT_TERMS else []
    if goes_on:
        words = f"{words} It goes on about {' and '.join(goes_on)}."
        leave(session, agreement.id, broken, LeftAs.BREACHED, words, SYSTEM, now, day)
        over = {"warned_on": None, "mend_by": None}  # whatever else is behind by now is warned by itself
        session.execute(update(_agreement).where(_agreement.c.id == agreement.id).values(**over))
    else:
        close(session, agreement.id, AgreementStatus.BREACHED, EventKind.BREACHED, words, SYSTEM, now, day)
    behind = sum(each.standing.behind_pence for each in found)
    told = {"mend_by": last.isoformat(), "behind_pence": behind, "because": because, "debts": behind_of(found)}
    told |= {"goes_on": goes_on} if goes_on else {}
    return [NewEntry(Kind.AGREEMENT_BREACHED, SYSTEM, payload=told, clear={"agreement": agreement.id})]


def _complete(house: House, session: Session, found: list[DebtStanding], day: date, _today: date) -> list[NewEntry]:
    number, words = found[0].agreement.id, "Nothing is late any more of what stands."
    now = house.runtime.clock.now()
    close(session, number, AgreementStatus.COMPLETED, EventKind.COMPLETED, words, SYSTEM, now, day)
    return [NewEntry(Kind.AGREEMENT_COMPLETED, SYSTEM, clear={"agreement": number})]


def _named(house: House, found: Iterable[DebtStanding]) -> list[str]:
    return [f"{each.debt.reference}, {house.standards.title_of(each.debt.debt)}" for each in found]


def _because(house: House, found: Sequence[DebtStanding]) -> list[str]:
    """Of each debt that is behind: which, how it was counted, and by how much."""
    title = house.standards.title_of
    return [
        f"{each.debt.reference}, {title(each.debt.debt)}: {each.standing.because}" for each in found if each.is_behind
    ] or [""]


_DO: dict[Change, Callable[[House, Session, list[DebtStanding], date, date], list[NewEntry]]] = {
    Change.MISSED: _warn,
    Change.MENDED: _mend,
    Change.BREACHED: _breach,
    Change.COMPLETED: _complete,
}
