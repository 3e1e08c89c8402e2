"""The nightly look: holds follow the calendar, cleared debts reach their cases, new arrears open cases."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, true
from sqlmodel import Session

from cases import holds
from cases.facts import facts_of_accounts, tenants_of
from cases.rows import AccountRow
from cases.tables import CaseAccount
from tasks.assembly import House, keep_simulated_time
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import shift
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus
from workflows.runtime.working import drain

log = logging.getLogger(__name__)
_case_account, _case = table(CaseAccount), table(CaseFile)

PROCEDURE = "arrears"
DECISION = "decide_stage"
LOOK_AGAIN = "look_again_after_case"
"""The period of the tables of law for which an account is left alone after its last case ended."""


class NotPublished(Refused):
    """The procedure is not published yet."""


@dataclass
class Looked:
    """What the nightly look did."""

    accounts: int = 0
    opened: int = 0
    cleared: int = 0
    failed: int = 0


def look_at_accounts(house: House) -> Looked:
    """Opens a case for each account that the decision table says needs something, and tells cases of cleared debts.

    All accounts are read without a lock first; what is found is decided again, account by account, under its lock.

    :raises NotPublished: there is no procedure to open cases with
    """
    runtime, looked = house.runtime, Looked()
    today = london_date(runtime.clock.now())
    with runtime.db.read() as session:
        look = Look(house, session, today)
        found: list[tuple[AccountRow, Finding]] = []
        for account, facts in facts_of_accounts(session, today):
            looked.accounts += 1
            finding = look.at(account, facts)
            if finding is not None:
                found.append((account, finding))
    for account, finding in found:
        try:
            with runtime.db.write() as session:
                done = _act_on(house, session, account, today)
        except Exception:  # one account that cannot be dealt with must not keep the others waiting
            log.exception("account number %s could not be dealt with (%s)", account.id, finding.kind)
            looked.failed += 1
        else:
            looked.opened += done is Need.CASE
            looked.cleared += done is Need.CLEARED
    return looked


class Need(StrEnum):
    """What an account may need."""

    CASE = "open"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Finding:
    """What an account needs.

    :ivar kind: a case is opened, or one is told that its debt is cleared
    :ivar why: what the decision table said, of a case to open
    :ivar case_id: of the case to tell
    """

    kind: Need
    why: dict[str, Any]
    case_id: int = 0


class Look:
    """What is asked of accounts on a day: the decision table, the cases that stand, the time after the last one.

    :param account_id: of the one account that will be asked about; ``None`` for all
    """

    def __init__(self, house: House, session: Session, today: date, account_id: int | None = None) -> None:
        procedures = house.runtime.procedures
        version = procedures.newest(session, PROCEDURE)
        if version is None:
            raise NotPublished(f"The procedure {PROCEDURE} is not published. See: duecourse deploy, duecourse approve")
        self._decisions = procedures.compiled(session, version.id).decisions[DECISION]
        self._open = _open_cases(session, account_id)
        self._ended = _last_ended(session, account_id)
        self._today = today
        self._quiet = house.law.period(LOOK_AGAIN, today)

    def at(self, account: AccountRow, facts: dict[str, Any]) -> Finding | None:
        """What an account needs; ``None``: nothing."""
        case_id = self._open.get(account.id)
        if case_id is not None:
            return Finding(Need.CLEARED, {}, case_id) if facts["arrears_pence"] == 0 else None
        ended = self._ended.get(account.id)
        if ended is not None:
            again = shift(ended, self._quiet) if isinstance(self._quiet, YearsAndMonths) else ended + self._quiet
            if again is None or self._today < again:
                return None  # let what was agreed or decided take effect before the account is looked at anew
        decided = self._decisions.decide(DECISION, facts)
        if decided.value["stage"] == "no_action":
            return None
        return Finding(Need.CASE, {**decided.value, "matched": [rule._asdict() for rule in decided.matched]})


def _act_on(house: House, session: Session, account: AccountRow, today: date) -> Need | None:
    """Decides once more, as nobody else can change it now, and does it; says what was done."""
    holds.lock_accounts(session, [account.id], [])
    fresh, facts = next(facts_of_accounts(session, today, account.id))
    finding = Look(house, session, today, account.id).at(fresh, facts)
    if finding is None:
        return None
    if finding.kind == Need.CASE:
        open_case(house, session, fresh, finding.why)
        return Need.CASE
    told = house.runtime.send(session, finding.case_id, "debt_cleared", {}, "system")
    return Need.CLEARED if told else None


def open_case(house: House, session: Session, account: AccountRow, why: dict[str, Any]) -> int:
    """Opens a case about an account and starts the procedure; returns the case's id.

    The caller has locked the account, so that no hold is placed meanwhile that the case would not know of.

    :param why: what the decision table said
    """
    runtime = house.runtime
    names = ", ".join(tenant.name for tenant in tenants_of(session, account.id)) or "no tenant"
    number = 1 + len(
        session.execute(select(_case_account.c.case_id).where(_case_account.c.account_id == account.id)).all()
    )
    reference = f"RA-{account.reference}-{number}"
    about = {"procedure": PROCEDURE, "subject": f"account/{account.reference}"}
    case_id = runtime.open_case(session, reference, names, "system", **about, account=account.reference, why=why)
    session.execute(insert(_case_account).values(case_id=case_id, account_id=account.id))
    holds.tell_new_case(runtime, session, case_id)
    runtime.start(session, case_id, PROCEDURE, {}, "system")
    return case_id


def do_what_is_due(house: House) -> int:
    """Timers, holds and jobs that are due by now; returns how much was done."""
    runtime = house.runtime
    done = 0
    while True:
        moved = holds.follow_the_calendar(runtime) + runtime.fire_due_timers() + drain(runtime)
        if not moved:
            return done
        done += moved


def move_clock(house: House, goal: datetime) -> None:
    """Moves a simulated clock, day by day, with all that is due on each.

    :raises TypeError: the house lives by the machine's clock
    """
    clock = house.runtime.clock
    if not isinstance(clock, SimulatedClock):
        raise TypeError("the machine's clock is moved by nobody")
    while clock.now() < goal:
        clock.move_to(min(goal, clock.now() + timedelta(days=1)))
        do_what_is_due(house)
        look_at_accounts(house)
        with house.db.write() as session:
            keep_simulated_time(session, clock)
    do_what_is_due(house)
    seal(house)


def seal(house: House) -> int:
    """Puts new entries into the signed tree and publishes its head; returns how many."""
    with house.db.write() as session:
        sealed = house.sealer.seal(session)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return sealed


def _open_cases(session: Session, account_id: int | None) -> dict[int, int]:
    query = (
        select(_case_account.c.account_id, _case_account.c.case_id)
        .join(_case, _case.c.id == _case_account.c.case_id)
        .where(_case.c.status == CaseStatus.OPEN, _of(account_id))
    )
    return {row.account_id: row.case_id for row in session.execute(query)}


def _last_ended(session: Session, account_id: int | None) -> dict[int, date]:
    query = (
        select(_case_account.c.account_id, _case.c.closed_at)
        .join(_case, _case.c.id == _case_account.c.case_id)
        .where(_case.c.status == CaseStatus.CLOSED, _of(account_id))
        .order_by(_case.c.closed_at)
    )
    return {row.account_id: london_date(row.closed_at) for row in session.execute(query)}


def _of(account_id: int | None) -> Any:
    return _case_account.c.account_id == account_id if account_id is not None else true()
