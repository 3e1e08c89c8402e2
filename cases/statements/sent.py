"""When tenants were last sent a rent statement."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.statements.tables import StatementSent
from cases.tables import CaseAccount
from workflows.db import table
from workflows.prepared import AllOrOne

_sent, _case_account = table(StatementSent), table(CaseAccount)
_known = select(_sent.c.account_id, _sent.c.customer_id, _sent.c.sent_on)
_asked = AllOrOne(_known, _sent.c.account_id)


def note_sent(session: Session, case_id: int, customer_id: int, on: date, document_id: int) -> None:
    """Notes that a tenant was sent a statement of the account that a case is about, unless a later one is noted."""
    query = select(_case_account.c.account_id).where(_case_account.c.case_id == case_id)
    for account_id in session.execute(query).scalars().all():
        where = (_sent.c.account_id == account_id, _sent.c.customer_id == customer_id)
        before = session.execute(select(_sent.c.sent_on).where(*where).with_for_update()).scalar()
        values = {"sent_on": on, "document_id": document_id}
        if before is None:
            session.execute(insert(_sent).values(account_id=account_id, customer_id=customer_id, **values))
        elif before <= on:
            session.execute(update(_sent).where(*where).values(**values))


def last_sent(session: Session, on: date, account_id: int | None) -> dict[int, Mapping[int, date]]:
    """A reading: account → tenant → the day on which they were last sent a statement of it."""
    found: dict[int, dict[int, date]] = {}
    for row in _asked.rows(session, account_id):
        if row.sent_on <= on:
            found.setdefault(row.account_id, {})[row.customer_id] = row.sent_on
    return dict(found)
