"""Rows of contacts and promises, as they were read. Money is integer pence."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.contacts.words import Channel, Direction, Hazard, PromiseStatus, WithWhom


@dataclass(frozen=True)
class ContactSaid:
    """A contact as whoever had it says it.

    :ivar at: ``None``: now
    :ivar representative: the number of the one that was spoken with; 0: whom the export names
    :ivar reading_difficulty: whether they said that what is sent is hard to read or understand; ``None``: not asked
    :ivar to_consider: whether they said anything of health, disability, age or safety; ``None``: not asked
    :ivar corrects: the number of a contact that was written down wrongly
    """

    direction: str
    channel: str
    said: str
    outcome: str
    reached: bool
    at: datetime | None = None
    account: int | None = None
    case: int | None = None
    with_whom: str = WithWhom.TENANT
    representative: int | None = None
    with_name: str = ""
    identity_checked: str = ""
    account_told: bool = False
    cause: str = ""
    failure_demand: str = ""
    hazard: str = Hazard.NONE
    hazard_said: str = ""
    reading_difficulty: bool | None = None
    to_consider: bool | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class ContactRow:
    """A contact.

    :ivar authorised: whether whoever was spoken with had authority to discuss; ``None``: it was the tenant
    :ivar corrected_by: the number of the contact that corrects this one
    """

    id: int
    at: datetime
    direction: Direction
    channel: Channel
    customer_id: int
    account_id: int | None
    case_id: int | None
    with_whom: WithWhom
    representative_id: int | None
    with_name: str
    authorised: bool | None
    identity_checked: str
    account_told: bool
    reached: bool
    said: str
    outcome: str
    cause: str
    failure_demand: str
    hazard: Hazard
    hazard_said: str
    reading_difficulty: bool | None
    to_consider: bool | None
    corrects_id: int | None
    recorded_by: str
    recorded_at: datetime
    corrected_by: int | None


@dataclass(frozen=True)
class PromiseRow:
    """A payment that somebody promised for a day."""

    id: int
    customer_id: int
    account_id: int
    contact_id: int | None
    amount_pence: int
    promised_on: date
    due_on: date
    status: PromiseStatus
    decided_on: date | None
