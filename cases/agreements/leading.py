"""What only somebody who leads the team may let stand: terms that were changed again and again."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from cases.agreements.rows import AgreementRow
from cases.agreements.tables import Agreement, AgreementEvent
from cases.agreements.words import EventKind
from cases.law import Law
from workflows.db import table

VARIATIONS = "agreement_variations_most"
"""The row of ``bpmn/law/limits.yaml``: the landlord's policy."""
_agreement, _event = table(Agreement), table(AgreementEvent)


def changed_too_often(session: Session, stands: Iterable[AgreementRow], law: Law, on: date) -> str:
    """Why somebody who leads must look before these agreements are changed once more; empty: nobody need.

    Each change begins the count of what is late anew. Without this whoever never pays would never be in breach, and
    nobody would ask whether what is agreed can be kept at all.
    """
    most, times = law.limit(VARIATIONS, on), max((_changes(session, each) for each in stands), default=0)
    if times < most:
        return ""
    return (
        f"What was agreed about this debt was changed {times} times without somebody who leads, and {most} are usual."
    )


def _changes(session: Session, stands: AgreementRow) -> int:
    """How often it was varied or took another's place since somebody who leads approved it, or since the first."""
    times, number, approved = 0, stands.id, stands.approved_by
    following = stands.supersedes_id
    while True:
        varied = select(func.count()).where(_event.c.agreement_id == number, _event.c.kind == EventKind.VARIED)
        times += int(session.execute(varied).scalar_one())
        if following is None or approved:
            return times
        before = select(_agreement.c.id, _agreement.c.approved_by, _agreement.c.supersedes_id)
        number, approved, following = session.execute(before.where(_agreement.c.id == following)).one()
        times += 1
