"""The nightly look: holds follow the calendar, cleared debts reach their cases, new arrears open cases."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases import holds
from cases.facts import facts_of_accounts
from cases.rows import AccountRow
from cases.tables import CaseAccount
from tasks.assembly import House, keep_simulated_time
from tasks.causes import Causes
from tasks.ledgers import is_late
from tasks.night.agreements import look_at_agreements
from tasks.opening import NotPublished, open_case, published
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.decisions import DecisionModel
from workflows.engine import CONDITION
from workflows.expressions import Expression, YearsAndMonths, compile_expression
from workflows.expressions.temporal import shift
from workflows.prepared import Prepared
from workflows.runtime.firing import fire_due_timers
from workflows.runtime.tables import CaseFile, MessageWait
from workflows.runtime.waking import wake
from workflows.runtime.words import CaseStatus, MessageStatus
from workflows.runtime.working import drain

log = logging.getLogger(__name__)
_case_account, _case, _message = table(CaseAccount), table(CaseFile), table(MessageWait)


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
    with runtime.db.read() as session:
        look = Look(house, session, today)
        found: list[tuple[AccountRow, Finding]] = []
        for account, facts in facts_of_accounts(session, today):
            looked.accounts += 1
            looked.late += look.is_late(facts)
            finding = look.at(account, facts)
            if finding is not None:
                found.append((account, finding))
    if looked.late:
        log.warning("on %s of %s accounts nothing is begun: their ledger is late", looked.late, looked.accounts)
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

    :ivar kind: a case is opened, or one is told something
    :ivar procedure: of the case to open
    :ivar why: what the decision table said, of a case to open
    :ivar case_id: of the case to tell, and :ivar message: what it is told
    """

    kind: Need
    procedure: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    case_id: int = 0
    message: str = ""


class Look:
    """What is asked of accounts on a day: the procedures' decisions, the cases that stand, the time after the last one.

    :param account_id: of the one account that will be asked about; ``None`` for all
    :raises NotPublished: no procedure is published
    """

    def __init__(self, house: House, session: Session, today: date, account_id: int | None = None) -> None:
        said = published(house, session)
        if not said:
            raise NotPublished("No procedure is published, so none can begin. See: duecourse deploy, duecourse approve")
        compiled = house.runtime.procedures.compiled
        self._abouts = {name: about for name, (_, about) in said.items()}
        self._decisions = {
            name: compiled(session, version.id).decisions for name, (version, about) in said.items() if about.nights
        }
        self._starts = {
            name: [text for text in compiled(session, version.id).started_by if text.startswith(CONDITION)]
            for name, (version, about) in said.items()
            if about.conditions
        }
        self._open = open_cases(session, account_id)
        self._ended = _last_ended(session, account_id)
        self._today = today
        self._law, self._house = house.law, house
        self._causes = Causes(house, session, self._abouts, today, account_id)
        self._conditions = _conditions(session, house.runtime.vocabulary.functions)

    def at(self, account: AccountRow, facts: dict[str, Any]) -> Finding | None:
        """What an account needs; ``None``: nothing.

        While a case about it is open no other is begun; that one may be told something. On a ledger that is late
        nothing is decided, and so nothing begun.
        """
        if account.id in self._open:
            return self._told(*self._open[account.id], facts)
        if self.is_late(facts):
            return None
        for name in self._decisions:
            about = self._abouts[name]
            if account.kind not in about.debts:
                continue
            for night in about.nights:
                if self._is_left_alone(account.id, night.again_after):
                    continue  # let what was agreed or decided take effect before the account is looked at anew
                model = self._decisions[name][night.decision]
                decided = model.decide(night.decision, facts)
                said = _outputs(model, night.decision, decided.value)
                if night.where.evaluate({**facts, **said}) is True:
                    why = {**said, "matched": [rule._asdict() for rule in decided.matched]}
                    return Finding(Need.CASE, name, why)
        begun = self._begun_by_condition(account, facts)
        if begun is not None:
            return begun
        caused = self._causes.of(account.id, account.kind, facts)
        if caused is None:
            return None
        return Finding(Need.CASE, caused.procedure, {caused.by: caused.what, "day": caused.day})

    def _begun_by_condition(self, account: AccountRow, facts: dict[str, Any]) -> Finding | None:
        """A procedure whose diagram begins by a condition that is true of the facts."""
        for name, starts in self._starts.items():
            about = self._abouts[name]
            if account.kind not in about.debts or self._is_left_alone(account.id, about.conditions):
                continue
            for start in starts:
                condition = compile_expression(start.removeprefix(CONDITION), self._house.runtime.vocabulary.functions)
                if condition.evaluate(facts) is True:
                    return Finding(Need.CASE, name, {"event": start, "day": self._today})
        return None

    def is_late(self, facts: dict[str, Any]) -> bool:
        """Whether what is known of an account is too old to begin anything on."""
        return is_late(self._house, facts)

    def _told(self, case_id: int, procedure: str, facts: dict[str, Any]) -> Finding | None:
        about = self._abouts.get(procedure)
        for told in about.tells if about is not None else ():
            if told.when.evaluate(facts) is True:
                return Finding(Need.CLEARED, case_id=case_id, message=told.message)
        for condition in self._conditions.get(case_id, ()):
            if condition.evaluate(facts) is True:
                return Finding(Need.CLEARED, case_id=case_id, message=f"{CONDITION}{condition.text}")
        return None

    def _is_left_alone(self, account_id: int, period: str) -> bool:
        ended = self._ended.get(account_id)
        if ended is None or not period:
            return False
        quiet = self._law.period(period, self._today)
        again = shift(ended, quiet) if isinstance(quiet, YearsAndMonths) else ended + quiet
        return again is None or self._today < again


def _outputs(model: DecisionModel, decision: str, value: Any) -> dict[str, Any]:
    """What was decided, by name."""
    return dict(value) if isinstance(value, dict) else {next(iter(model.outputs(decision)), decision): value}


def _act_on(house: House, session: Session, account: AccountRow, today: date) -> Need | None:
    """Decides once more, as nobody else can change it now, and does it; says what was done."""
    holds.lock_accounts(session, [account.id], [])
    fresh, facts = next(facts_of_accounts(session, today, account.id))
    finding = Look(house, session, today, account.id).at(fresh, facts)
    if finding is None:
        return None
    if finding.kind == Need.CASE:
        open_case(house, session, finding.procedure, fresh, finding.why)
        return Need.CASE
    told = house.runtime.send(session, finding.case_id, finding.message, {}, "system")
    return Need.CLEARED if told else None


def do_what_is_due(house: House) -> int:
    """Timers, holds and jobs that are due by now; returns how much was done."""
    runtime = house.runtime
    done = 0
    while True:
        moved = holds.follow_the_calendar(runtime) + fire_due_timers(runtime) + drain(runtime)
        if not moved:
            return done
        done += moved


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


def _conditions(session: Session, functions: Mapping[str, Callable[..., Any]]) -> dict[int, list[Expression]]:
    """Case → the conditions for which its conditional events wait."""
    found: dict[int, list[Expression]] = {}
    for row in _conditions_waited_for.all(session, {}):
        found.setdefault(row.case_id, []).append(compile_expression(row.name.removeprefix(CONDITION), functions))
    return found


_columns = (_case_account.c.account_id, _case_account.c.case_id, _case.c.procedure, _case.c.closed_at)
_of_accounts = select(*_columns).join(_case, _case.c.id == _case_account.c.case_id)
_conditions_waited_for = Prepared(
    select(_message.c.case_id, _message.c.name)
    .where(_message.c.name.like(f"{CONDITION}%"), _message.c.status == MessageStatus.WAITING)
    .order_by(_message.c.case_id, _message.c.task_id)
)
_one = _case_account.c.account_id == bindparam("b_account")
_all_open = Prepared(_of_accounts.where(_case.c.status == CaseStatus.OPEN))
_open_of = Prepared(_of_accounts.where(_case.c.status == CaseStatus.OPEN, _one))
_all_ended = Prepared(_of_accounts.where(_case.c.status == CaseStatus.CLOSED).order_by(_case.c.closed_at))
_ended_of = Prepared(_of_accounts.where(_case.c.status == CaseStatus.CLOSED, _one).order_by(_case.c.closed_at))


def open_cases(session: Session, account_id: int | None = None) -> dict[int, tuple[int, str]]:
    """Account → the case about it that is open, and its procedure."""
    one = {"b_account": account_id}
    rows = _all_open.all(session, {}) if account_id is None else _open_of.all(session, one)
    return {row.account_id: (row.case_id, row.procedure) for row in rows}


def _last_ended(session: Session, account_id: int | None) -> dict[int, date]:
    one = {"b_account": account_id}
    rows = _all_ended.all(session, {}) if account_id is None else _ended_of.all(session, one)
    return {row.account_id: london_date(row.closed_at) for row in rows}
