"""Varying and ending agreements: the old terms stay in the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, update
from sqlmodel import Session

from cases import holds
from cases.agreements.events import happened
from cases.agreements.making import REVIEW, terms_in_words, warning_superseded
from cases.agreements.reading import accounts_of_agreement, agreement_of, standing_debts
from cases.agreements.refusals import AgreementNotUnderstood, AgreementOver, CourtTerms, ReasonMissing
from cases.agreements.rows import AgreementRow, DebtRow
from cases.agreements.starting import NewDebt, locked_accounts, must_be_owed, starts_of
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementKind, AgreementStatus, EventKind, Frequency
from cases.periods import Periods
from cases.saying import says_little
from cases.standards import Standards
from workflows.clock import london_date
from workflows.db import table

_agreement, _debt = table(Agreement), table(AgreementDebt)


@dataclass(frozen=True)
class NewTerms:
    """What is agreed from now on, about the debts of an agreement.

    :ivar instalments: account and debt → what is paid of it each time; a debt that is not named keeps its instalment
    """

    instalments: Mapping[tuple[int, str], int]
    frequency: Frequency
    first_due: date
    budget_id: int | None = None
    without_budget: str = ""
    above_budget: str = ""


def named_debts(debts: Sequence[DebtRow], instalments: Mapping[tuple[int, str], int]) -> dict[tuple[int, str], int]:
    """New instalments by account and debt; of an account with one agreed debt that needs no name.

    :raises AgreementNotUnderstood: which of the debts of an account is not said, or the agreement is about none such
    """
    made: dict[tuple[int, str], int] = {}
    for (account, debt), pence in instalments.items():
        theirs = [each.debt for each in debts if each.account_id == account]
        named = theirs[0] if not debt and len(theirs) == 1 else debt
        if named not in theirs or (account, named) in made:
            listed = ", ".join(theirs) or "none"
            raise AgreementNotUnderstood(
                f"Say once which debt the new instalment is for. Of that account the agreement is about: {listed}.",
                field="instalment",
            )
        made[account, named] = pence
    return made


def varied_debts(debts: tuple[DebtRow, ...], instalments: Mapping[tuple[int, str], int]) -> list[NewDebt]:
    """The debts of an agreement with their new instalments."""
    return [
        NewDebt(each.account_id, instalments.get((each.account_id, each.debt), each.instalment_pence), each.debt)
        for each in debts
    ]


def must_stand(session: Session, agreement_id: int) -> AgreementRow:
    """An agreement that stands.

    :raises AgreementOver: it does not any more
    """
    row = agreement_of(session, agreement_id)
    if row.status is not AgreementStatus.LIVE:
        raise AgreementOver(f"Agreement {row.id} is {row.status}. Make a new one.")
    return row


def vary(
    session: Session, agreement_id: int, terms: NewTerms, reason: str, standards: Standards, by: str, at: datetime
) -> dict[str, object]:
    """Varies an agreement: its instalments pay from now on what is late today; gives the old and the new terms.

    :raises AgreementOver: it does not stand any more
    :raises CourtTerms: only the court varies it
    :raises ReasonMissing: it is not said why
    """
    if not reason.strip():
        raise ReasonMissing("Say what changed, so that the agreement is varied.", field="reason")
    row, on = must_stand(session, agreement_id), london_date(at)
    if row.kind is AgreementKind.COURT_TERMS:
        raise CourtTerms("These are the terms of a court's order. Apply to the court, or make a consent order.")
    old = standing_debts(session, row.id)
    new = varied_debts(old, terms.instalments)
    accounts = locked_accounts(session, new, standards)
    row = must_stand(session, agreement_id)  # nobody else can change it from here on
    starts = starts_of(session, new, accounts, standards, on)
    must_be_owed(starts, standards)
    session.execute(delete(_debt).where(_debt.c.agreement_id == row.id, _debt.c.left_on.is_(None)))
    session.execute(insert(_debt), [{"agreement_id": row.id, **each.columns} for each in starts])
    values = {
        **{name: value for name, value in vars(terms).items() if name != "instalments"},
        "agreed_on": on,
        "review_on": Periods(standards.law).counted(REVIEW, on).last,
        "warned_on": None,
        "mend_by": None,
    }
    session.execute(update(_agreement).where(_agreement.c.id == row.id).values(**values))
    told: dict[str, object] = {
        "before": {**terms_in_words(row.frequency, row.first_due, old), "agreed_on": row.agreed_on.isoformat()},
        "after": terms_in_words(terms.frequency, terms.first_due, starts),
    }
    if warning := warning_superseded(row):
        told["warning"] = warning
        reason = f"{reason.strip().rstrip('.')}. {warning}"
    happened(session, row.id, EventKind.VARIED, on, at, by, reason.strip(), told)
    return told


def end(
    session: Session, agreement_id: int, reason: str, by: str, at: datetime, *, warned: bool = True
) -> AgreementRow:
    """Ends an agreement before it is completed, with a reason.

    :param warned: whether a letter told anybody of the day by which it was to be put right, if there is one
    :raises AgreementOver: it does not stand any more
    :raises ReasonMissing: it is not said why
    """
    if says_little(reason):
        raise ReasonMissing("Say in a few words why the agreement is ended: the tenants may ask.", field="reason")
    row = must_stand(session, agreement_id)
    holds.lock_accounts(session, accounts_of_agreement(session, row.id), [])
    row = must_stand(session, agreement_id)
    if not warned:
        session.execute(update(_agreement).where(_agreement.c.id == row.id).values(warned_on=None, mend_by=None))
    close(session, row.id, AgreementStatus.ENDED, EventKind.ENDED, reason.strip(), by, at, london_date(at))
    return row


def close(
    session: Session,
    agreement_id: int,
    status: AgreementStatus,
    kind: EventKind,
    words: str,
    by: str,
    at: datetime,
    on: date,
) -> None:
    """Writes down that an agreement does not stand any more, and why.

    :param on: since which day
    """
    ends = {"status": status, "ended_at": at, "ended_by": by, "ended_reason": words}
    session.execute(update(_agreement).where(_agreement.c.id == agreement_id).values(**ends))
    happened(session, agreement_id, kind, on, at, by, words, {})
