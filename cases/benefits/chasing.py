"""Which claims for benefit are due to be chased, since when and by which row: the first time, and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases.benefits.reading import claims
from cases.benefits.rows import ChaserRow, Claim
from cases.benefits.tables import BenefitChaser, BenefitClaim
from cases.benefits.words import ClaimKind, ClaimStatus
from cases.calculating.counting import said
from cases.expected.payers import first_universal_credit
from cases.law import Law, NoSuchNumber
from workflows.db import table
from workflows.rows import row_of

_chaser, _claim = table(BenefitChaser), table(BenefitClaim)
AGAIN = "benefit_office_chase"
"""The row of policy: after how many days an office that has not decided is asked again."""
DECIDED = "housing_benefit_decision"
"""The row of law: in how many days a council decides once it has all the evidence."""
FIRST_PAID = "universal_credit_first_payment"
"""The row: how many days after the first assessment period universal credit is first paid."""


class Chased(StrEnum):
    """What is chased."""

    EVIDENCE = "evidence"
    """What the office still needs of the tenant."""
    DECISION = "decision"
    SUSPENSION = "suspension"
    APPEAL = "appeal"


_BY_STATUS = {ClaimStatus.SUSPENDED: Chased.SUSPENSION, ClaimStatus.UNDER_APPEAL: Chased.APPEAL}


class Due(NamedTuple):
    """That a claim is to be chased.

    :ivar on: since when, and :ivar rule: the row by which that was counted; empty: as it was said at the last chaser
    """

    what: Chased
    on: date
    rule: str


@dataclass(frozen=True)
class ToChase:
    """A claim that is due to be chased.

    :ivar asked: how often the office was asked or answered, and :ivar last: when that was last; ``None``: never
    """

    claim_id: int
    claim: Claim
    due: Due
    asked: int
    last: date | None

    @property
    def sentence(self) -> str:
        """Why it is on the list."""
        told = f"Nobody has asked since it was claimed on {said(self.claim.claimed_on)}."
        if self.last is not None:
            told = f"It was last asked about on {said(self.last)}."
        if self.due.what is Chased.EVIDENCE:
            told += f" The office lacks: {self.claim.evidence.strip()}"
        return told


def due_of(claim: Claim, chasers: Sequence[ChaserRow], law: Law, today: date) -> Due:
    """Since when a claim that is not decided for good is to be chased; that may lie ahead.

    :param chasers: of the claim, the oldest first
    """
    lacks = claim.evidence_given_on is None and bool(claim.evidence.strip())
    what = Chased.EVIDENCE if lacks else _BY_STATUS.get(claim.status, Chased.DECISION)
    if chasers:
        last = chasers[-1]
        if last.ask_again_on is not None:
            return Due(what, last.ask_again_on, "")
        return Due(what, last.on_day + _days(law, AGAIN, last.on_day, today), AGAIN)
    if what is Chased.DECISION and claim.kind is ClaimKind.HOUSING_BENEFIT:
        given = max(claim.evidence_given_on or claim.claimed_on, claim.claimed_on)
        return Due(what, given + _days(law, DECIDED, given, today), DECIDED)
    if what is Chased.DECISION and claim.kind is ClaimKind.UNIVERSAL_CREDIT:
        paid_after = _days(law, FIRST_PAID, claim.claimed_on, today).days
        return Due(what, first_universal_credit(claim.claimed_on, paid_after, 0, 0), FIRST_PAID)
    since = claim.decided_on or claim.claimed_on
    return Due(what, since + _days(law, AGAIN, since, today), AGAIN)


def claims_to_chase(session: Session, today: date, law: Law) -> list[ToChase]:
    """The claims that are due to be chased, of all accounts, the longest due first."""
    asked = _chasers(session)
    found = [
        ToChase(number, claim, due_of(claim, theirs, law, today), len(theirs), theirs[-1].on_day if theirs else None)
        for of in claims(session, today, None).values()
        for number, claim in of
        if claim.is_outstanding
        for theirs in [_of_claim(asked, claim)]
    ]
    return sorted((each for each in found if each.due.on <= today), key=lambda each: (each.due.on, each.claim_id))


Asked = Mapping[tuple[int, int, str], Sequence[ChaserRow]]


def _of_claim(asked: Asked, claim: Claim) -> list[ChaserRow]:
    """What was asked about a claim, whatever was known of it then: each newer word of it has a number of its own."""
    theirs = asked.get((claim.account_id, claim.customer_id, claim.kind), ())
    return [each for each in theirs if each.on_day >= claim.claimed_on]


def _chasers(session: Session) -> Asked:
    """Account, claimant and benefit → what was asked, the oldest first."""
    query = select(_chaser, _claim.c.customer_id, _claim.c.kind.label("benefit"))
    query = query.join(_claim, _claim.c.id == _chaser.c.claim_id).order_by(_chaser.c.on_day, _chaser.c.id)
    found: dict[tuple[int, int, str], list[ChaserRow]] = {}
    for row in session.execute(query).mappings():
        found.setdefault((row["account_id"], row["customer_id"], row["benefit"]), []).append(row_of(ChaserRow, row))
    return found


def _days(law: Law, name: str, day: date, today: date) -> timedelta:
    """A length as it was on a day; of a day before the tables begin, as it is today."""
    try:
        return law.days(name, day)
    except NoSuchNumber:
        return law.days(name, today)
