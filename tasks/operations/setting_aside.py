"""The operation that takes back the notice that a case drafted: it was to be drafted anew, or none is wanted."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.chains import account_chain, record_on
from cases.notices.keeping import withdraw
from cases.notices.tables import Notice
from tasks.operations.arrangements import clock_at
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.runtime.handlers import StepWork

_notice = table(Notice)
_standing = Prepared(
    select(_notice.c.id, _notice.c.account_id)
    .where(_notice.c.case_id == bindparam("b_case"), _notice.c.withdrawn_on.is_(None))
    .order_by(_notice.c.id)
)
SET_NOTICE_ASIDE = Operation(
    "set_notice_aside",
    "inline",
    "Withdraws what the case has drafted or served of notices, so that nothing rests on it any more.",
    parameters=(Parameter("reason", "string", "Why; it stands in the record."),),
    results={"notices_set_aside": "number"},
)


def set_notice_aside(session: Session, work: StepWork) -> dict[str, Any]:
    """Withdraws each notice of the case that nobody withdrew before; those of other cases are no business of its."""
    reason, today = str(work.parameters["reason"]), london_date(work.now)
    rows = _standing.all(session, {"b_case": work.case_id})
    for row in rows:
        withdraw(session, row.account_id, row.id, work.by, today, reason)
        entry = NewEntry(Kind.NOTICE_WITHDRAWN, work.by, clear={"notice": row.id}, payload={"reason": reason})
        record_on(session, account_chain(row.account_id), [entry], clock_at(work))
    return {"notices_set_aside": len(rows)}
