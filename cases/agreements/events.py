"""The history of agreements: what happened is added, and never written over."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from cases.agreements.tables import AgreementEvent
from cases.agreements.words import EventKind
from workflows.db import table

_event = table(AgreementEvent)


def happened(
    session: Session,
    agreement_id: int,
    kind: EventKind,
    on: date,
    at: datetime,
    by: str,
    words: str,
    facts: Mapping[str, Any],
) -> None:
    """Adds what happened to an agreement.

    :param on: the day it speaks of
    :param at: the business time at which it was written down
    :param facts: JSON values
    """
    said = {"agreement_id": agreement_id, "kind": str(kind), "on_day": on, "at": at, "by": by}
    session.execute(insert(_event).values(**said, words=words, facts=dict(facts)))
