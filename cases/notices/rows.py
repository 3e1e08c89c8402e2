"""Rows of notices; see ``cases/notices/tables.py``. Money is integer pence."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.notices.dating import OfTenancy
from cases.notices.words import NoticeKind
from cases.words import RentPeriod


@dataclass(frozen=True)
class NoticeRow:
    """A notice; of what was known of the tenancy when it was drafted, what its dates rest on."""

    id: int
    account_id: int
    case_id: int
    kind: NoticeKind
    form: str
    grounds: tuple[str, ...]
    arrears_pence: int | None
    struck_on: date | None
    named_on: date
    serve_by: date | None
    rent_pence: int | None
    period: RentPeriod
    period_begins: date | None
    tenancy_began: date
    trial_until: date | None
    regime: str
    drafted_by: str
    drafted_at: datetime
    withdrawn_on: date | None
    withdrawn_by: str
    withdrawn_because: str

    @property
    def tenancy(self) -> OfTenancy:
        """What of the tenancy decides its dates."""
        return OfTenancy(self.period, self.period_begins, self.tenancy_began, self.trial_until, self.regime)
