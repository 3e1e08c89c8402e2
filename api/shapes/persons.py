"""People who owe: finding them, what is known of them, what is said of them and with them. Money is integer pence."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.shapes.incoming import Reason, Strict
from tasks.persons_seen import ContactRow, PersonSeen, ReferralShown

A_DAY = "2026-03-02"


class PersonListed(BaseModel):
    """A person who was found."""

    id: int
    reference: str = Field(examples=["C100042"])
    name: str
    address: str
    accounts: list[str]


class PersonList(BaseModel):
    """Who was found, the likeliest first; ``more``: a further word may find others."""

    persons: list[PersonListed]
    more: bool


class NewPromise(Strict):
    """A payment that was promised for a day."""

    amount_pence: int = Field(examples=[5000])
    due_on: date = Field(examples=["2026-03-06"])
    account: int | None = None


class NewContact(Strict):
    """A contact, as whoever had it says it."""

    direction: str = Field(max_length=10, examples=["in"])
    channel: str = Field(max_length=20, examples=["phone"])
    said: str = Field(max_length=10_000, examples=["Lost the second job; claims Universal Credit this week."])
    outcome: str = Field(default="", max_length=40, examples=["promised_to_pay"])
    reached: bool = Field(description="Whether they were reached; no message that was left reaches anybody")
    at: datetime | None = Field(default=None, description="When it was, with a zone; left out: now")
    account: int | None = None
    case: int | None = None
    with_whom: str = Field(default="tenant", max_length=20, description="tenant, representative or somebody_else")
    representative: int | None = Field(default=None, description="Which one; 0: the one that the export names")
    with_name: str = Field(default="", max_length=200)
    identity_checked: str = Field(default="", max_length=200, examples=["Date of birth and postcode"])
    account_told: bool = Field(default=False, description="Whether something of the account was told")
    cause: str = Field(default="", max_length=40, examples=["job_lost"])
    failure_demand: str = Field(default="", max_length=40, description="Of those who contacted the landlord alone")
    hazard: str = Field(default="none", max_length=20, description="none, emergency, significant or disrepair")
    hazard_said: str = Field(default="", max_length=2000)
    reading_difficulty: bool | None = Field(
        default=None, description="Whether they said that reading or understanding is hard; null: it was not asked"
    )
    to_consider: bool | None = Field(
        default=None,
        description="Whether they said anything of health, disability, age or safety that must be taken into account; "
        "null: it was not asked",
    )
    corrects: int | None = Field(default=None, description="The contact that was written down wrongly")
    promise: NewPromise | None = None


class ContactMade(BaseModel):
    """What was written down, and what follows from it."""

    contact: int
    referral: ReferralShown | None
    promise: int | None
    warning: str


class ContactPage(BaseModel):
    """One page of contacts, the newest first."""

    total: int
    page: int
    contacts: list[ContactRow]


class NewReferral(Strict):
    """A referral to a partner of the directory."""

    partner: str = Field(max_length=40, examples=["money_advice"])
    reason: str = Field(max_length=2000)
    account: int | None = None
    severity: str = Field(default="none", max_length=20)
    consent_how: str = Field(default="", max_length=500, examples=["By telephone, to Olive"])
    consent_on: date | None = Field(default=None, examples=[A_DAY])
    without_consent_because: str = Field(default="", max_length=30, examples=["", "risk_to_life", "child_at_risk"])


class Chased(Strict):
    """What was asked, and what was answered."""

    words: str = Field(default="", max_length=2000)


class Outcome(Strict):
    """What came of it, and what was awarded where it was a grant."""

    outcome: str = Field(max_length=2000)
    award_pence: int | None = Field(default=None, le=10**9)


class TakenBack(Strict):
    """On which day a person took back what they agreed to, how, and to whom."""

    taken_back_on: date
    how: str = Field(max_length=2000)


class NotTakenBack(Reason):
    """How one knows that they did not take it back, and of what else they took back that day it is so, too."""

    also: list[Annotated[int, Field(ge=1, le=2**31 - 1)]] | None = Field(
        default=None,
        max_length=100,
        description="The numbers of the others of that day and partner; empty: none of them; null: there are none",
    )


class PartnerTold(Strict):
    """On which day a partner was told what they were to be told, and how; or that nothing had been passed on yet."""

    told_on: date
    how: str = Field(max_length=2000)


class PartnerView(BaseModel):
    """A partner of the directory. ``outside``: nothing is passed on to them without the person's consent."""

    code: str
    name: str
    helps_with: str
    outside: bool
    contact: str
    link: str


class NewDetail(Strict):
    """By what a person is reached."""

    kind: str = Field(max_length=20, examples=["phone"])
    value: str = Field(max_length=500, examples=["01632 960123"])
    status: str = Field(default="current", max_length=20)
    confirmed_how: str = Field(default="", max_length=200, examples=["Said at the call of today"])
    reason: str = Field(default="", max_length=2000)
    replaces: int | None = Field(default=None, description="In whose place it comes; 0: what the export says")


class NewNeeds(Strict):
    """What a person needs in order to understand and be understood."""

    language: str = Field(default="", max_length=100)
    interpreter: bool = False
    format: str = Field(default="standard", max_length=20)
    reading_difficulty: bool = False
    notes: str = Field(default="", max_length=2000)


class NewPreference(Strict):
    """What a person said of a way of reaching them."""

    way: str = Field(max_length=20, examples=["text"])
    wish: str = Field(max_length=20, examples=["preferred"])
    source: str = Field(max_length=500)
    said_on: date | None = None


class NewMember(Strict):
    """Somebody who lives with a person."""

    relation: str = Field(max_length=100, examples=["child"])
    name: str = Field(default="", max_length=200)
    born_year: int | None = None
    age_band: str = Field(default="", max_length=50)
    notes: str = Field(default="", max_length=2000)


class NewRepresentative(Strict):
    """Somebody who acts for a person, and what their authority covers."""

    name: str = Field(max_length=500)
    role: str = Field(max_length=30, examples=["deputy"])
    acts: list[str] = Field(max_length=10, examples=[["discuss", "receive_letters"]])
    evidence: str = Field(max_length=500, examples=["Sealed order of the Court of Protection, seen today"])
    from_on: date
    until_on: date | None = None
    phone: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=500)


class NewVulnerability(Strict):
    """What makes a person vulnerable."""

    kind: str = Field(max_length=30, examples=["mental_health"])
    detail: str = Field(max_length=2000)
    source: str = Field(max_length=500)
    review_on: date
    from_on: date | None = None
    effect: str = Field(default="", max_length=2000)
    adjustments: str = Field(default="", max_length=2000)
    warn: bool = False


class Reviewed(Strict):
    """A vulnerability was looked at again."""

    review_on: date
    detail: str = Field(default="", max_length=2000)


class Numbered(BaseModel):
    """The number of what was written down."""

    number: int


class ReferralDue(BaseModel):
    """A referral of which it is time to ask what came of it."""

    referral: ReferralShown
    name: str
    partner: str
    overdue: bool


class PersonView(BaseModel):
    """A person, as far as one may see them: ``ask_first`` is what one must do before contacting them."""

    ask_first: str
    person: PersonSeen
