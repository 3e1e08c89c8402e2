"""What only somebody who leads the team may let stand: terms changed again and again, very small or very long ones."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from cases.agreements.making import NewAgreement
from cases.agreements.rows import AgreementRow
from cases.agreements.starting import NewDebt, Start
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.agreements.terms import Terms
from cases.agreements.words import AgreementKind, AgreementStatus, EventKind
from cases.budgets.offers import monthly
from cases.calculating.counting import add_months, said
from cases.calculating.money import pounds
from cases.law import Law
from workflows.db import table
from workflows.rows import row_of

VARIATIONS = "agreement_variations_most"
LEAST, LONGEST = "agreement_month_least_pence", "agreement_longest_months"
"""Rows of ``bpmn/law/limits.yaml``, the landlord's policy; an edition that lacks one asks nothing by it."""
_agreement, _event, _debt = table(Agreement), table(AgreementEvent), table(AgreementDebt)


def changed_too_often(
    session: Session, stands: Iterable[AgreementRow], law: Law, on: date, debts: Iterable[NewDebt] = ()
) -> str:
    """Why somebody who leads must look before these agreements are changed once more; empty: nobody need.

    Each change begins the count of what is late anew. Without this whoever never pays would never be in breach, and
    nobody would ask whether what is agreed can be kept at all.

    :param debts: about which something is agreed anew: to end what was agreed and agree once more is a change, too
    """
    if not law.has_limit(VARIATIONS):
        return ""
    most, times = (
        law.limit(VARIATIONS, on),
        max((_changes(session, each) for each in [*stands, *_ended(session, debts)]), default=0),
    )
    if times < most:
        return ""
    return (
        f"What was agreed about this debt was changed {times} times without somebody who leads, and {most} are usual."
    )


def unusual_terms(new: NewAgreement, starts: Iterable[Start], law: Law, on: date) -> list[str]:
    """Why somebody who leads must look at terms by the landlord's policy, a sentence each; what a court ordered stands.

    :param starts: the debts as the agreement would begin with them
    """
    if new.kind is AgreementKind.COURT_TERMS:
        return []
    found, starts = [], tuple(starts)
    if law.has_limit(LEAST):
        least, paid = law.limit(LEAST, on), sum(monthly(each.instalment_pence, new.frequency, law) for each in starts)
        if paid < least:
            found.append(f"It pays {pounds(paid)} a month, and {pounds(least)} is the least that is usual.")
    if law.has_limit(LONGEST):
        months = law.limit(LONGEST, on)
        until = max((_last_due(new, each) for each in starts), default=on)
        if until > add_months(on, months):
            found.append(f"It would last until {said(until)}, and {months} months are the longest that is usual.")
    return found


def _last_due(new: NewAgreement, start: Start) -> date:
    late = max(0, start.balance_pence - start.timing_pence)
    return Terms(new.frequency, new.first_due, 0, late, start.instalment_pence).last_due


def _ended(session: Session, debts: Iterable[NewDebt], before: int | None = None) -> list[AgreementRow]:
    """Of each of these debts what was last agreed about it, where somebody ended that with something still owed.

    :param before: only what was agreed before this one
    """
    found: dict[int, AgreementRow] = {}
    for each in debts:
        query = select(_agreement).join(_debt, _debt.c.agreement_id == _agreement.c.id)
        query = query.where(_debt.c.account_id == each.account_id, _debt.c.debt == each.debt)
        query = query.where(_agreement.c.status.not_in((AgreementStatus.PROPOSED, AgreementStatus.CANCELLED)))
        query = query if before is None else query.where(_agreement.c.id < before)
        row = session.execute(query.order_by(_agreement.c.id.desc()).limit(1)).mappings().one_or_none()
        if row is not None and row["status"] == AgreementStatus.ENDED:
            found[row["id"]] = row_of(AgreementRow, row)
    return list(found.values())


def _changes(session: Session, stands: AgreementRow) -> int:
    """How often it was varied or took another's place since somebody who leads approved it, or since the first."""
    times, number, approved = 0, stands.id, stands.approved_by
    following = stands.supersedes_id or _one_ended(session, number)
    while True:
        varied = select(func.count()).where(_event.c.agreement_id == number, _event.c.kind == EventKind.VARIED)
        times += int(session.execute(varied).scalar_one())
        if following is None or approved:
            return times
        before = select(_agreement.c.id, _agreement.c.approved_by, _agreement.c.supersedes_id)
        number, approved, following = session.execute(before.where(_agreement.c.id == following)).one()
        following = following or _one_ended(session, number)
        times += 1


def _one_ended(session: Session, number: int) -> int | None:
    """What was ended before an agreement about the same debt; ``None``: nothing was."""
    theirs = session.execute(select(_debt.c.account_id, _debt.c.debt).where(_debt.c.agreement_id == number)).all()
    ended = _ended(session, [NewDebt(row.account_id, 0, row.debt) for row in theirs], before=number)
    return max((each.id for each in ended), default=None)
