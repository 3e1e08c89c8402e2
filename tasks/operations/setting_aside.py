"""The operation that takes back the notice that a case drafted: it was to be drafted anew, or none is wanted."""

from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import Session

from cases.chains import account_chain, record_on
from cases.notices.keeping import withdraw
from cases.notices.tables import Notice, NoticeCopy
from cases.service.tables import ServiceEvent
from cases.service.words import TO_THE_PERSON
from tasks.operations.arrangements import clock_at
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.runtime.handlers import StepWork

_notice, _copy, _event = table(Notice), table(NoticeCopy), table(ServiceEvent)
_standing = Prepared(
    select(_notice.c.id, _notice.c.account_id)
    .where(_notice.c.case_id == bindparam("b_case"), _notice.c.withdrawn_on.is_(None))
    .order_by(_notice.c.id)
)
_newest = select(func.max(_notice.c.id)).where(_notice.c.case_id == bindparam("b_case")).scalar_subquery()
_gone = Prepared(
    select(_event.c.id)
    .join(_copy, and_(_copy.c.document_id == _event.c.document_id, _copy.c.customer_id == _event.c.customer_id))
    .where(_copy.c.notice_id == _newest, or_(*(_event.c.delivery == each for each in TO_THE_PERSON)))
    .limit(1)
)
SET_NOTICE_ASIDE = Operation(
    "set_notice_aside",
    "inline",
    "Withdraws what the case has drafted or served of notices, so that nothing rests on it any more.",
    parameters=(Parameter("reason", "string", "Why; it stands in the record."),),
    results={"notices_set_aside": "number", "notices_had_gone": "boolean"},
)


def set_notice_aside(session: Session, work: StepWork) -> dict[str, Any]:
    """Withdraws each notice of the case that nobody withdrew before, and says whether a copy of the newest had gone."""
    reason, today = str(work.parameters["reason"]), london_date(work.now)
    rows = _standing.all(session, {"b_case": work.case_id})
    for row in rows:
        withdraw(session, row.account_id, row.id, work.by, today, reason)
        entry = NewEntry(Kind.NOTICE_WITHDRAWN, work.by, clear={"notice": row.id}, payload={"reason": reason})
        record_on(session, account_chain(row.account_id), [entry], clock_at(work))
    return {"notices_set_aside": len(rows), "notices_had_gone": bool(_gone.all(session, {"b_case": work.case_id}))}
