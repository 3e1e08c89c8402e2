"""Which agreements to pay stand."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import Arrangement
from cases.words import ArrangementStatus
from workflows.db import table

_arrangement = table(Arrangement)


def arranged(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts about which an agreement stands."""
    del on  # as it stands now
    query = select(_arrangement.c.account_id).where(_arrangement.c.status == ArrangementStatus.LIVE)
    if account_id is not None:
        query = query.where(_arrangement.c.account_id == account_id)
    return dict.fromkeys(session.execute(query).scalars(), True)
