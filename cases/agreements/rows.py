"""Rows of agreements to pay, as they were read. Money is integer pence."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.agreements.words import AgreementKind, AgreementStatus, Authority, EventKind, Frequency, LeftAs


@dataclass(frozen=True)
class AgreementRow:
    """An agreement; see :class:`cases.agreements.tables.Agreement`."""

    id: int
    kind: AgreementKind
    status: AgreementStatus
    agreed_on: date
    agreed_with: str
    channel: str
    frequency: Frequency
    first_due: date
    tolerance_days: int
    review_on: date | None
    budget_id: int | None
    without_budget: str
    above_budget: str
    approved_by: str
    case_id: int | None
    supersedes_id: int | None
    warned_on: date | None
    mend_by: date | None
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None
    ended_by: str
    ended_reason: str

    @property
    def open_until(self) -> date | None:
        """The last day on which it can be mended; ``None``: nobody was warned, or it does not stand any more."""
        return self.mend_by if self.status is AgreementStatus.LIVE else None


@dataclass(frozen=True)
class PartyRow:
    """Who agreed, by what authority, and what they are called."""

    customer_id: int
    authority: Authority
    representative: str
    reference: str
    name: str


@dataclass(frozen=True)
class DebtRow:
    """One debt of an agreement, and the account that it is on."""

    agreement_id: int
    account_id: int
    debt: str
    start_balance_pence: int
    start_timing_pence: int
    instalment_pence: int
    left_on: date | None
    left_as: LeftAs
    reference: str


@dataclass(frozen=True)
class EventRow:
    """What happened to an agreement."""

    id: int
    agreement_id: int
    kind: EventKind
    on_day: date
    at: datetime
    by: str
    words: str
    facts: dict[str, Any]
