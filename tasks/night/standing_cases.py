"""Which cases stand about accounts: those that others wait for, and those beside them; and when the last one ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.closing import CloseReason
from cases.tables import CaseAccount
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_case_account, _case = table(CaseAccount), table(CaseFile)


@dataclass(frozen=True)
class OpenCase:
    """A case that is open about an account."""

    id: int
    procedure: str
    reference: str


def open_cases(session: Session, account_id: int | None = None) -> dict[int, list[OpenCase]]:
    """Account → the cases about it that are open, in the order in which they were opened."""
    one = {"b_account": account_id}
    found: dict[int, list[OpenCase]] = {}
    for row in _all_open.all(session, {}) if account_id is None else _open_of.all(session, one):
        found.setdefault(row.account_id, []).append(OpenCase(row.case_id, row.procedure, row.reference))
    return found


def last_ended(session: Session, account_id: int | None) -> dict[tuple[int, str], date]:
    """(account, procedure) → the day on which the last case of it about the account ended."""
    one = {"b_account": account_id}
    rows = _all_ended.all(session, {}) if account_id is None else _ended_of.all(session, one)
    return {(row.account_id, row.procedure): london_date(row.closed_at) for row in rows}


def of_any(ended: Mapping[tuple[int, str], date], beside: Collection[str]) -> dict[int, date]:
    """Account → the day on which the last case about it ended.

    :param beside: the procedures whose cases stand beside others: their end is no reason to leave a debt alone
    """
    found: dict[int, date] = {}
    for (account, procedure), day in ended.items():
        if procedure not in beside:
            found[account] = max(day, found.get(account, day))
    return found


_columns = (
    *(_case_account.c.account_id, _case_account.c.case_id),
    *(_case.c.procedure, _case.c.reference, _case.c.closed_at),
)
_of_accounts = select(*_columns).join(_case, _case.c.id == _case_account.c.case_id)
_one = _case_account.c.account_id == bindparam("b_account")
_all_open = Prepared(_of_accounts.where(_case.c.status == CaseStatus.OPEN).order_by(_case.c.id))
_open_of = Prepared(_of_accounts.where(_case.c.status == CaseStatus.OPEN, _one).order_by(_case.c.id))
# One that was closed since its acts are void did nothing that could take effect: the account is looked at at once.
_closed = (_case.c.status == CaseStatus.CLOSED) & (_case.c.outcome != CloseReason.ACTS_VOID)
_all_ended = Prepared(_of_accounts.where(_closed).order_by(_case.c.closed_at))
_ended_of = Prepared(_of_accounts.where(_closed, _one).order_by(_case.c.closed_at))
