"""Making an agreement: what is refused, and what is written. Money is integer pence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlmodel import Session

from cases.agreements.authority import NewParty, as_recorded, parties_with_authority
from cases.agreements.events import happened
from cases.agreements.leaving import STANDS, debts_that_stand, leave
from cases.agreements.refusals import (
    AgreedAlready,
    AgreementIncomplete,
    AgreementNotUnderstood,
    CourtTerms,
)
from cases.agreements.rows import AgreementRow, DebtRow
from cases.agreements.starting import NewDebt, Start, locked_accounts, must_be_owed, starts_of, starts_today
from cases.agreements.tables import Agreement, AgreementDebt, AgreementParty
from cases.agreements.words import AgreementKind, AgreementStatus, EventKind, Frequency, LeftAs
from cases.calculating.counting import said
from cases.law import Law
from cases.periods import Periods
from cases.standards import Standards
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of

TOLERANCE, FIRST_DUE, REVIEW = "agreement_tolerance_days", "agreement_first_due_most_days", "agreement_review"
"""Rows of ``bpmn/law``: the landlord's policy."""
_agreement, _debt, _party = table(Agreement), table(AgreementDebt), table(AgreementParty)


@dataclass(frozen=True)
class NewAgreement:
    """What is agreed.

    :ivar replaces: whether it takes the place of whichever agreements about its debts stand
    """

    parties: Sequence[NewParty]
    debts: Sequence[NewDebt]
    frequency: Frequency
    first_due: date
    agreed_with: str = ""
    channel: str = ""
    kind: AgreementKind = AgreementKind.INFORMAL
    budget_id: int | None = None
    without_budget: str = ""
    above_budget: str = ""
    case_id: int | None = None
    replaces: bool = False


def standing_about(session: Session, debts: Sequence[NewDebt]) -> tuple[AgreementRow, ...]:
    """The live agreements about some of these debts."""
    query = select(_agreement, _debt.c.account_id, _debt.c.debt).join(_debt, _debt.c.agreement_id == _agreement.c.id)
    query = query.where(STANDS)
    rows = session.execute(query.where(_debt.c.account_id.in_([each.account_id for each in debts]))).mappings().all()
    these = {(each.account_id, each.debt) for each in debts}
    found = {row["id"]: row_of(AgreementRow, row) for row in rows if (row["account_id"], row["debt"]) in these}
    return tuple(found.values())


def make(
    session: Session, new: NewAgreement, standards: Standards, by: str, at: datetime, *, waits: Sequence[str] = ()
) -> int:
    """Makes an agreement; gives its number. What stood about its debts is superseded where it ``replaces``.

    Whether the sum is affordable is asked before (:mod:`cases.agreements.affording`).

    :param by: who records it, as the record names people
    :param at: the business time
    :param waits: why it waits until somebody who leads approves it, a sentence each; none: it stands at once
    :raises CourtTerms: an informal one would take the place of a court's terms
    :raises NothingAgreedAboutIt: nothing is agreed about debts of a kind
    :raises AgreementNotUnderstood: a term is none that can be kept
    :raises NobodyAgreed: nobody who is liable agreed, or nobody for one of the debts
    :raises NothingOwed: nothing is owed on one of the debts
    :raises AgreedAlready: an agreement about one of them stands
    """
    on = london_date(at)
    must_be_understood(new, standards.law, on)
    accounts = locked_accounts(session, new.debts, standards)
    parties = parties_with_authority(session, new.parties, accounts, on)
    starts = starts_of(session, new.debts, accounts, standards, on)
    must_be_owed(starts, standards)
    stands = standing_about(session, new.debts)
    if stands and not new.replaces:
        raise AgreedAlready(
            f"Agreement {stands[0].id} of {said(stands[0].agreed_on)} about this debt stands. Vary it, or say that "
            "this one replaces it.",
            agreement=stands[0].id,
        )
    return _write(session, new, (parties, starts, stands), standards.law, by, at, waits)


def take_over(
    session: Session, new: NewAgreement, standards: Standards, by: str, at: datetime, *, waits: Sequence[str] = ()
) -> int:
    """Makes an agreement of what a case's step has recorded; gives its number. What stood is superseded.

    A debt that was paid meanwhile is no reason to forget it. What it waits for: :mod:`cases.agreements.carrying`.

    :param waits: why it waits until somebody who leads approves it, a sentence each; none: it stands at once
    """
    starts = starts_today(session, new.debts, standards, london_date(at))
    stands = standing_about(session, new.debts)
    return _write(session, new, (as_recorded(new.parties), starts, stands), standards.law, by, at, waits)


def _write(
    session: Session,
    new: NewAgreement,
    about: tuple[Sequence[dict[str, object]], Sequence[Start], Sequence[AgreementRow]],
    law: Law,
    by: str,
    at: datetime,
    waits: Sequence[str] = (),
) -> int:
    on, (parties, starts, stands) = london_date(at), about
    must_not_replace_a_courts(new.kind, stands)
    values = {
        **{name: getattr(new, name) for name in _SAID},
        "status": AgreementStatus.PROPOSED if waits else AgreementStatus.LIVE,
        "agreed_on": on,
        "tolerance_days": law.limit(TOLERANCE, on),
        "review_on": Periods(law).counted(REVIEW, on).last,
        "supersedes_id": stands[0].id if stands else None,
        "approved_by": "",
        "recorded_by": by,
        "recorded_at": at,
    }
    number = int(session.execute(insert(_agreement).values(**values).returning(_agreement.c.id)).scalar_one())
    session.execute(insert(_debt), [{"agreement_id": number, **each.columns} for each in starts])
    if parties:
        session.execute(insert(_party), [{"agreement_id": number, **each} for each in parties])
    terms = terms_in_words(new.frequency, new.first_due, starts)
    if waits:
        happened(session, number, EventKind.PROPOSED, on, at, by, " ".join(waits), terms)
        return number
    supersede(session, stands, number, new.debts, by, at)
    happened(session, number, EventKind.MADE, on, at, by, "", terms)
    return number


def must_not_replace_a_courts(kind: AgreementKind, stands: Sequence[AgreementRow]) -> None:
    """Refuses that what people agree takes the place of what a court ordered.

    :raises CourtTerms: it would
    """
    if kind is not AgreementKind.COURT_TERMS and any(each.kind is AgreementKind.COURT_TERMS for each in stands):
        raise CourtTerms(
            "The terms of a court's order stand about this debt, and no agreement takes their place. Apply to the "
            "court, or make a consent order, and record its terms."
        )


def warning_superseded(row: AgreementRow) -> str:
    """What becomes of the day by which a warned agreement was to be mended, once other terms stand; empty: none was."""
    if row.mend_by is None:
        return ""
    warned = f" of {said(row.warned_on)}" if row.warned_on is not None else ""
    return (
        f"The warning{warned} named {said(row.mend_by)} as the day by which to put it right. That day counts no more: "
        "what was late then is part of what is agreed now."
    )


def supersede(
    session: Session, stands: Sequence[AgreementRow], number: int, debts: Sequence[NewDebt], by: str, at: datetime
) -> None:
    """Writes down that an agreement took the place of those that stood about its debts.

    About debts that it does not name they go on.
    """
    named = {(each.account_id, each.debt) for each in debts}
    for each in stands:
        before = debts_that_stand(session, each.id)
        if not before <= named:
            words = f"Agreement {number} took its place about {len(before & named)} of {len(before)} debts."
            leave(session, each.id, before & named, LeftAs.SUPERSEDED, words, by, at, london_date(at))
            continue
        words = f"Agreement {number} took its place. {warning_superseded(each)}".strip()
        ends = {"status": AgreementStatus.SUPERSEDED, "ended_at": at, "ended_by": by, "ended_reason": words}
        session.execute(_agreement.update().where(_agreement.c.id == each.id).values(**ends))
        happened(session, each.id, EventKind.SUPERSEDED, london_date(at), at, by, words, {"by_agreement": number})


_SAID = (
    *("kind", "agreed_with", "channel", "frequency", "first_due"),
    *("budget_id", "without_budget", "above_budget", "case_id"),
)


def must_be_understood(new: NewAgreement, law: Law, on: date) -> None:
    """Refuses terms that cannot be kept.

    :raises AgreementIncomplete: no debt
    :raises AgreementNotUnderstood: an instalment is nothing, a debt stands twice, or the first day is not near
    """
    if not new.debts:
        raise AgreementIncomplete("An agreement is about at least one debt. Name its account and the instalment.")
    for each in new.debts:
        if each.instalment_pence <= 0:
            raise AgreementNotUnderstood("An instalment is more than nothing. Enter the amount.", field="instalment")
    if len({(each.account_id, each.debt) for each in new.debts}) < len(new.debts):
        raise AgreementNotUnderstood("One debt stands twice in the agreement. Name each once.", field="debts")
    if not law.has_limit(FIRST_DUE):  # an edition from before it asks nothing by it
        return
    last = on + timedelta(days=law.limit(FIRST_DUE, on))
    if not on <= new.first_due <= last:
        raise AgreementNotUnderstood(
            f"The first instalment falls due on {said(new.first_due)}. Name a day from {said(on)} to {said(last)}.",
            field="first_due",
        )


def terms_in_words(frequency: Frequency, first_due: date, debts: Sequence[Start | DebtRow]) -> dict[str, object]:
    """Terms as the history and the record keep them: JSON values."""
    listed = [
        {
            "account": each.account.id if isinstance(each, Start) else each.account_id,
            "debt": each.debt,
            "instalment_pence": each.instalment_pence,
            "owed_pence": each.balance_pence if isinstance(each, Start) else each.start_balance_pence,
        }
        for each in debts
    ]
    return {"frequency": str(frequency), "first_due": first_due.isoformat(), "debts": listed}
