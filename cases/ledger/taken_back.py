"""Payments that were taken back after something was decided on them."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session

from cases.tables import AccountTransaction
from cases.words import PAID
from workflows.db import table

_line = table(AccountTransaction)
_back = _line.alias("taken_back")


def taken_back_since(session: Session, account_id: int, since: date, on: date) -> date | None:
    """The last day on which a payment was taken back that had come in by a day; ``None``: none was.

    :param since: the day by which it had come in; on it or later it was taken back
    :param on: the last day that is looked at
    """
    query = (
        select(func.max(_back.c.posted_on))
        .join(_line, (_line.c.account_id == _back.c.account_id) & (_line.c.reference == _back.c.reverses))
        .where(_back.c.account_id == account_id, _back.c.reverses != "", _line.c.posted_on <= since)
        .where(_back.c.posted_on >= since, _back.c.posted_on <= on, _line.c.amount_pence < 0)
        .where(or_(*(_line.c.kind == str(each) for each in PAID)))
    )
    return session.execute(query).scalar()
