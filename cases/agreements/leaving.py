"""What was agreed stands no more about some debts, and goes on about the others.

An agreement over several debts is an umbrella. Whoever keeps what was agreed about the rent keeps it, whatever became
of the garage or the costs: only the debts that are concerned leave it, and it is over when none is left. The terms of a
court's order stand or fall as a whole.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlmodel import Session

from cases.agreements.events import happened
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus, EventKind, LeftAs
from workflows.db import table

_agreement, _debt = table(Agreement), table(AgreementDebt)
STANDS: ColumnElement[bool] = (_agreement.c.status == AgreementStatus.LIVE) & _debt.c.left_on.is_(None)
"""Where a debt is joined with its agreement: what was agreed stands about it."""


def debts_that_stand(session: Session, agreement_id: int) -> frozenset[tuple[int, str]]:
    """The debts (account and debt) about which an agreement that lives stands."""
    query = select(_debt.c.account_id, _debt.c.debt).join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    rows = session.execute(query.where(_agreement.c.id == agreement_id, STANDS))
    return frozenset((row.account_id, row.debt) for row in rows)


def leave(
    session: Session,
    agreement_id: int,
    debts: Collection[tuple[int, str]],
    left_as: LeftAs,
    words: str,
    by: str,
    at: datetime,
    on: date,
) -> None:
    """Writes down that what was agreed stands no more about some debts.

    A warning of a debt that stays is not over with them: whether it was mended in time the night asks.

    :param debts: account and debt; not all of those about which it stands
    :param on: since which day
    """
    theirs = tuple_(_debt.c.account_id, _debt.c.debt).in_(sorted(debts))
    left = {"left_on": on, "left_as": left_as}
    session.execute(update(_debt).where(_debt.c.agreement_id == agreement_id, theirs).values(**left))
    listed = [{"account": account, "debt": debt} for account, debt in sorted(debts)]
    happened(session, agreement_id, EventKind.LEFT, on, at, by, words, {"as": str(left_as), "debts": listed})
