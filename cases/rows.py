"""Rows of customers, accounts and holds, as they were read. Money is integer pence; see ``cases/tables.py``."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.words import RentPeriod, Tenure, TransactionKind
from workflows.runtime.words import CaseStatus


@dataclass(frozen=True)
class CustomerRow:
    """A person, and who acts for them."""

    id: int
    reference: str
    title: str
    given_name: str
    family_name: str
    date_of_birth: date | None
    date_of_death: date | None
    email: str
    phone: str
    address: str
    postcode: str
    large_print: bool
    representative_name: str
    representative_role: str
    representative_address: str
    representative_evidence: str

    @property
    def name(self) -> str:
        """The name as it is written."""
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)


@dataclass(frozen=True)
class AccountRow:
    """A rent account."""

    id: int
    reference: str
    kind: str
    tenure: Tenure
    address: str
    postcode: str
    tenancy_start: date
    tenancy_end: date | None
    rent_pence: int
    rent_period: RentPeriod
    balance_pence: int
    balance_on: date
    patch: str


@dataclass(frozen=True)
class LedgerLine:
    """A line of a ledger, with the balance after it.

    :ivar debt: the kind of debt that it belongs to; empty: money for none in particular
    :ivar payer: who paid, where the kind does not say it
    :ivar reverses: the reference of the line that it takes back
    """

    id: int
    account_id: int
    reference: str
    posted_on: date
    kind: TransactionKind
    amount_pence: int
    description: str
    debt: str
    payer: str
    reverses: str
    balance_pence: int


@dataclass(frozen=True)
class Payment:
    """Money that came in; the amount is positive."""

    posted_on: date
    amount_pence: int


@dataclass(frozen=True)
class HoldRow:
    """What forbids enforcement, from when to when.

    :ivar kind: one of the organisation's kinds of hold (``bpmn/organisation/holds.yaml``)
    """

    id: int
    kind: str
    begins_on: date
    ends_on: date | None
    source: str
    reason: str
    placed_by: str
    placed_at: datetime
    released_by: str
    released_at: datetime | None
    released_reason: str
    begun: bool
    ended: bool


@dataclass(frozen=True)
class HoldOfCase(HoldRow):
    """A hold that covers a case, now or later.

    :ivar in_force: whether its first day has come
    :ivar within: whether all that it covers lies in the patches of whoever looks; only such a one is theirs to end
    """

    in_force: bool
    within: bool


@dataclass(frozen=True)
class ToldRow:
    """What a case was told of a hold, and how the case stands.

    :ivar resumes_on: the first day that is not held any more; ``None`` while the hold lasts
    """

    hold_id: int
    case_id: int
    status: CaseStatus
    resumes_on: date | None
    began_told_at: datetime | None
    ended_told_at: datetime | None
