"""What pages and the API show of a case: read in one snapshot, with nothing decided and nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from cases.facts import NoAccount, account_of_case, facts_of_case, last_payment, statement_lines, tenants_of
from cases.rows import AccountRow, CustomerRow, HoldOfCase, LedgerLine, Payment
from cases.standards import Standards
from cases.tables import AccountParty, CaseAccount, Hold, HoldScope
from documents.register import documents_of_case
from tasks.assembly import House
from tasks.consent_told import MESSAGE as TAKEN_BACK
from tasks.forms import Form
from tasks.patches import is_within
from tasks.people import Person, people
from tasks.service_shown import DocumentShown, documents_shown
from tasks.steps_seen import StepSeen, step_seen
from tasks.to_confirm import counted_by
from tasks.withholding import Sight, ask_first, customer_seen
from workflows.db import table
from workflows.engine import CONDITION
from workflows.evidence import TimelineEntry, entries_of
from workflows.rows import row_of
from workflows.runtime.house import NoSuchCase
from workflows.runtime.incidents import open_incidents
from workflows.runtime.rows import CaseRow, IncidentRow, InstanceRow, TimerRow, WorkItemRow
from workflows.runtime.sending_back import step_to_do_anew
from workflows.runtime.tables import (
    CaseFile,
    Instance,
    Job,
    MessageWait,
    ProcedureVersion,
    Timer,
    WorkItem,
)
from workflows.runtime.words import (
    ITEM_STANDS,
    JOB_STANDS,
    TIMER_STANDS,
    ItemStatus,
    JobStatus,
    MessageStatus,
)

_case, _item, _instance = table(CaseFile), table(WorkItem), table(Instance)
_timer, _message, _version, _job = table(Timer), table(MessageWait), table(ProcedureVersion), table(Job)
_hold, _scope = table(Hold), table(HoldScope)
_party, _case_account = table(AccountParty), table(CaseAccount)
__all__ = [
    "CaseRows",
    "CaseSeen",
    "Debt",
    "DocumentShown",
    "HoldOfCase",
    "TimelineEntry",
    "case_rows",
    "case_seen",
    "debt_of_case",
    "holds_of_case",
]
WEEKS = 13
"""Of the ledger that is shown."""


@dataclass(frozen=True)
class Debt:
    """What a case is about.

    :ivar statement: the ledger's lines from ``since`` on, each with its running balance
    """

    account: AccountRow
    facts: dict[str, Any]
    tenants: list[CustomerRow]
    paid: Payment | None
    statement: list[LedgerLine]
    since: date


@dataclass(frozen=True)
class CaseSeen:
    """A case.

    :ivar steps: open and held ones
    :ivar done: completed work items
    :ivar timers: that run or are paused
    :ivar counted_by: the periods of law by which their days are counted, by their tasks
    :ivar waiting: instance → element → how it waits: of messages and jobs
    :ivar messages: the names of what it waits to be told by people
    :ivar do_anew: the step to which a leader may send the case back, for it is void or wrong; empty: none
    :ivar conditions: what of its facts must become true; the night tells it
    :ivar timeline: the entries, the oldest first
    :ivar files: version → path → content: diagrams and forms as they were published
    :ivar names: who is who (``user:7``)
    :ivar ask_first: the tenants before whose contact whoever looks must ask
    """

    case: CaseRow
    instances: list[InstanceRow]
    steps: list[StepSeen]
    done: list[WorkItemRow]
    timers: list[TimerRow]
    counted_by: dict[str, tuple[str, ...]]
    incidents: list[IncidentRow]
    waiting: dict[int, dict[str, str]]
    messages: list[str]
    conditions: list[str]
    do_anew: str
    timeline: list[TimelineEntry]
    debt: Debt | None
    holds: list[HoldOfCase]
    documents: list[DocumentShown]
    files: dict[int, dict[str, bytes]]
    names: dict[str, str]
    ask_first: list[CustomerRow]
    today: date
    now: datetime
    _forms: dict[tuple[int, str], Form | None] = field(default_factory=dict, repr=False, compare=False)

    def form_of(self, version_id: int) -> Callable[[str], Form | None]:
        """Gives the forms of one version by name."""

        def find(name: str) -> Form | None:
            if (version_id, name) not in self._forms:
                content = self.files.get(version_id, {}).get(f"forms/{name}.json")
                self._forms[version_id, name] = (
                    Form.read(name, content, published=True) if content is not None else None
                )
            return self._forms[version_id, name]

        return find


def case_seen(house: House, session: Session, person: Person, case_id: int, today: date) -> CaseSeen:
    """A case as somebody sees it.

    :raises NoSuchCase: there is no such case
    """
    rows = case_rows(session, case_id)
    now = house.runtime.clock.now()
    waited_for = _messages(session, case_id)
    restricted = house.organisation.restricted
    sight = Sight.of(session, restricted, person.roles)
    debt = debt_of_case(session, case_id, today, house.standards)
    if debt is not None:
        debt = replace(debt, tenants=[customer_seen(session, restricted, person, each) for each in debt.tenants])
    return CaseSeen(
        case=rows.case,
        instances=rows.instances,
        steps=[step_seen(house, session, person, item, now) for item in rows.steps],
        done=rows.done,
        timers=rows.timers,
        counted_by=counted_by(house.runtime, session, house.law, rows.instances, rows.timers),
        incidents=rows.incidents,
        waiting={each.id: _waiting(session, each.id) for each in rows.instances},
        messages=[name for name in waited_for if not name.startswith(CONDITION) and name != TAKEN_BACK],
        do_anew=step_to_do_anew(each.kept for each in rows.timeline) if rows.instances else "",
        conditions=[name.removeprefix(CONDITION) for name in waited_for if name.startswith(CONDITION)],
        timeline=sight.shown(rows.timeline),
        debt=debt,
        holds=[sight.hold(each) for each in holds_of_case(session, case_id, today, person)],
        documents=documents_shown(house, session, person, documents_of_case(session, case_id)),
        files={each.version_id: house.runtime.procedures.files(session, each.version_id) for each in rows.instances},
        names=people(session),
        ask_first=ask_first(house, session, person, debt.tenants) if debt is not None else [],
        today=today,
        now=now,
    )


@dataclass(frozen=True)
class CaseRows:
    """The rows of a case.

    :ivar steps: open and held work items
    :ivar done: completed ones
    :ivar timers: that run or are paused
    :ivar incidents: the open ones
    :ivar timeline: the entries, the oldest first
    """

    case: CaseRow
    instances: list[InstanceRow]
    steps: list[WorkItemRow]
    done: list[WorkItemRow]
    timers: list[TimerRow]
    incidents: list[IncidentRow]
    timeline: list[TimelineEntry]


def case_rows(session: Session, case_id: int) -> CaseRows:
    """The rows of a case.

    :raises NoSuchCase: there is no such case
    """
    found = session.execute(select(_case).where(_case.c.id == case_id)).mappings().one_or_none()
    if found is None:
        raise NoSuchCase(f"There is no case with the number {case_id}.")
    case = row_of(CaseRow, found)
    items = session.execute(select(_item).where(_item.c.case_id == case_id).order_by(_item.c.opened_at)).mappings()
    rows = [row_of(WorkItemRow, row) for row in items]
    instances = session.execute(
        select(
            _instance.c.id,
            _instance.c.status,
            _instance.c.version_id,
            _instance.c.opened_at,
            _instance.c.ended_at,
            _version.c.name.label("procedure"),
            _version.c.number.label("version"),
        )
        .join(_version, _version.c.id == _instance.c.version_id)
        .where(_instance.c.case_id == case_id)
        .order_by(_instance.c.id)
    ).mappings()
    timers = session.execute(
        select(_timer).where(_timer.c.case_id == case_id, _timer.c.status.in_(TIMER_STANDS)).order_by(_timer.c.due_at)
    ).mappings()
    return CaseRows(
        case=case,
        instances=[row_of(InstanceRow, row) for row in instances],
        steps=[row for row in rows if row.status in ITEM_STANDS],
        done=[row for row in rows if row.status == ItemStatus.COMPLETED],
        timers=[row_of(TimerRow, row) for row in timers],
        incidents=open_incidents(session, case_id),
        timeline=entries_of(session, case.chain_id),
    )


def debt_of_case(session: Session, case_id: int, today: date, standards: Standards) -> Debt | None:
    """The account, its facts, its tenants and the last weeks of its ledger; ``None`` where there is no account."""
    try:
        account = account_of_case(session, case_id)
    except NoAccount:
        return None
    since = today - timedelta(weeks=WEEKS)
    return Debt(
        account=account,
        facts=facts_of_case(session, case_id, today, standards),
        tenants=tenants_of(session, account.id),
        paid=last_payment(session, account.id, today),
        statement=statement_lines(session, account.id, since, today),
        since=since,
    )


def holds_of_case(session: Session, case_id: int, today: date, person: Person) -> list[HoldOfCase]:
    """The holds that cover a case now or will, the earliest first."""
    accounts = select(_case_account.c.account_id).where(_case_account.c.case_id == case_id)
    debtors = select(_party.c.customer_id).where(_party.c.account_id.in_(accounts))
    query = (
        select(_hold)
        .join(_scope, _scope.c.hold_id == _hold.c.id)
        .where(or_(_scope.c.account_id.in_(accounts), _scope.c.customer_id.in_(debtors)))
        .where(_hold.c.released_at.is_(None), or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= today))
        .order_by(_hold.c.begins_on, _hold.c.id)
        .distinct()
    )
    rows = session.execute(query).mappings().all()
    return [
        row_of(
            HoldOfCase, {**row, "in_force": row["begins_on"] <= today, "within": is_within(session, person, row["id"])}
        )
        for row in rows
    ]


def _messages(session: Session, case_id: int) -> list[str]:
    live = (_message.c.case_id == case_id) & (_message.c.status == MessageStatus.WAITING)
    return sorted(set(session.execute(select(_message.c.name).where(live)).scalars()))


def _waiting(session: Session, instance_id: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for rows, live in ((_message, (MessageStatus.WAITING,)), (_job, JOB_STANDS)):
        query = select(rows.c.step, rows.c.status).where(rows.c.instance_id == instance_id, rows.c.status.in_(live))
        held = JobStatus.HELD
        found.update({row.step: "held" if row.status == held else "waiting" for row in session.execute(query)})
    return found
