"""The nightly look: holds follow the calendar, cleared debts reach their cases, new arrears open cases."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from cases import holds
from cases.accounts.recommended import recommended
from cases.contacts.promises import bounced, undecided
from cases.facts import facts_of_accounts
from cases.ledger.keeping import keep
from cases.referrals.withdrawn import withdrawn
from cases.rows import AccountRow
from tasks.assembly import House, keep_simulated_time
from tasks.consent_told import tell_cases
from tasks.night.agreements import look_at_agreements
from tasks.night.late import newly_dead, note_deaths
from tasks.night.looking import Finding, Look, Need
from tasks.night.promises import look_at_promises
from tasks.night.recommendations import look_at_recommendations
from tasks.night.words import Word, write_down
from tasks.opening import open_case
from workflows.clock import SimulatedClock, london_date
from workflows.runtime.firing import due_timers, fire_due_timers
from workflows.runtime.waking import wake
from workflows.runtime.working import drain, due_jobs

log = logging.getLogger(__name__)
MOST_AT_ONCE = 8
"""So many further cases may begin about one account on one night; what is left begins on the next."""


@dataclass
class Looked:
    """What the nightly look did.

    :ivar late: accounts on which nothing is begun, as their ledger is too old for it
    """

    accounts: int = 0
    late: int = 0
    opened: int = 0
    cleared: int = 0
    failed: int = 0


def look_at_accounts(house: House) -> Looked:
    """Opens a case for each account that the decision table says needs something, and tells cases of cleared debts.

    All accounts are read without a lock first; what is found is decided again, account by account, under its lock.

    :raises NotPublished: no procedure is published
    """
    runtime, looked = house.runtime, Looked()
    today = london_date(runtime.clock.now())
    found: list[tuple[AccountRow, Finding]] = []
    words: list[Word] = []
    with runtime.db.read() as session:
        quiet = _is_quiet(session, today)
    if not quiet:
        note_deaths(house)
        look_at_promises(house)
        look_at_recommendations(house)
        tell_cases(house)
    keep(runtime.db, today)
    with runtime.db.read() as session:
        look = Look(house, session, today)
        for account, facts in facts_of_accounts(session, today, house.standards):
            looked.accounts += 1
            looked.late += look.is_late(facts)
            seen = look.at(account, facts)
            words.append(Word(account.id, seen.reason, f"{facts['standing_words']} {seen.sentence}"))
            if seen.finding is not None:
                found.append((account, seen.finding))
    if looked.late:
        log.warning("on %s of %s accounts nothing is begun: their ledger is late", looked.late, looked.accounts)
    for account, finding in found:
        try:
            with runtime.db.write() as session:
                done = _act_on(house, session, account, today)
            if done is Need.CASE:  # what stands beside it begins on the same night
                looked.opened += _begin_the_others(house, account, today)
        except Exception:  # one account that cannot be dealt with must not keep the others waiting
            log.exception("account number %s could not be dealt with (%s)", account.id, finding.kind)
            looked.failed += 1
        else:
            looked.opened += done is Need.CASE
            looked.cleared += done is Need.CLEARED
    write_down(runtime.db, today, words)
    return looked


def _is_quiet(session: Session, today: date) -> bool:
    """Whether no death, promise, recommendation or consent taken back is there to be looked at: so most nights are, and
    one snapshot tells it."""
    asked = (newly_dead, bounced, undecided, lambda session, on: recommended(session, on, None))
    return not (any(each(session, today) for each in asked) or withdrawn(session))


def _act_on(house: House, session: Session, account: AccountRow, today: date) -> Need | None:
    """Decides once more, as nobody else can change it now, and does it; says what was done."""
    holds.lock_accounts(session, [account.id], [])
    fresh, facts = next(facts_of_accounts(session, today, house.standards, account.id))
    finding = Look(house, session, today, account.id).at(fresh, facts).finding
    if finding is None:
        return None
    if finding.kind == Need.CASE:
        open_case(house, session, finding.procedure, fresh, finding.why)
        return Need.CASE
    told = house.runtime.send(session, finding.case_id, finding.message, {}, "system")
    return Need.CLEARED if told else None


def _begin_the_others(house: House, account: AccountRow, today: date) -> int:
    """Begins what else is to be begun about an account; returns how many cases it opened."""
    opened = 0
    for _ in range(MOST_AT_ONCE):
        with house.runtime.db.write() as session:
            if _act_on(house, session, account, today) is not Need.CASE:
                break
        opened += 1
    return opened


def do_what_is_due(house: House) -> int:
    """Timers, holds and jobs that are due by now; returns how much was done."""
    runtime = house.runtime
    done = 0
    while _may_be_due(house):
        moved = holds.follow_the_calendar(runtime) + fire_due_timers(runtime) + drain(runtime)
        if not moved:
            break
        done += moved
    return done


def _may_be_due(house: House) -> bool:
    """Whether anything may be: one snapshot in place of the three that would find nothing."""
    runtime = house.runtime
    with runtime.db.read() as session:
        return (
            holds.any_was_placed(session)
            or bool(due_timers(session, runtime.clock.now(), 1))
            or bool(due_jobs(session, runtime, 1))
        )


def move_clock(house: House, goal: datetime, *, lasting: bool = True) -> None:
    """Moves a simulated clock, day by day, with all that is due on each.

    :param lasting: whether the clock's time is kept and what came is signed; a world that is thrown away needs neither
    :raises TypeError: the house lives by the machine's clock
    """
    clock = house.runtime.clock
    if not isinstance(clock, SimulatedClock):
        raise TypeError("the machine's clock is moved by nobody")
    while clock.now() < goal:
        clock.move_to(min(goal, clock.now() + timedelta(days=1)))
        wake(house.runtime)
        do_what_is_due(house)
        look_at_agreements(house)
        looked = look_at_accounts(house)
        if lasting:
            with house.db.write() as session:
                keep_simulated_time(session, clock)
        if looked.opened or looked.cleared:
            do_what_is_due(house)  # nothing else that the look does makes anything due
    if lasting:
        seal(house)


def seal(house: House) -> int:
    """Puts new entries into the signed tree and publishes its head; returns how many."""
    with house.db.write() as session:
        sealed = house.sealer.seal(session)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return sealed
