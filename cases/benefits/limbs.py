"""The three limbs of protocol 2.6, and when a benefit is next paid: pure. ``None``: nobody knows.

The protocol says that no claim is begun where the tenant (a) gave all the evidence that the office needs, (b) can
reasonably expect an award, and (c) paid the sums that the benefit does not cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cases.benefits.rows import Claim
from cases.benefits.words import AwardEvery, ClaimStatus, PaysEvery
from cases.calculating.counting import add_days, add_months
from cases.calculating.money import up

_A_DAY = {
    AwardEvery.WEEKLY: Fraction(1, 7),
    AwardEvery.FOUR_WEEKLY: Fraction(1, 28),
    AwardEvery.MONTHLY: Fraction(12, 365),
}
_STEP = {PaysEvery.WEEKLY: 7, PaysEvery.FORTNIGHTLY: 14, PaysEvery.FOUR_WEEKLY: 28}


@dataclass(frozen=True)
class Since:
    """What a ledger says since a claim, in pence, both positive."""

    charged_pence: int
    paid_pence: int


def evidence_given(claim: Claim, on: date) -> bool | None:
    """Limb (a). Where nothing at all is said of the evidence, nobody knows."""
    if claim.evidence_given_on is not None:
        return claim.evidence_given_on <= on
    return False if claim.evidence.strip() else None


def award_expected(claim: Claim) -> bool | None:
    """Limb (b). Where no reason is said, nobody has looked."""
    return claim.expects_award if claim.expects_because.strip() else None


def other_charges_paid(claim: Claim, since: Since | None, on: date) -> bool | None:
    """Limb (c): what was paid since the claim is not less than what fell due, the expected award taken off.

    Without an award nobody knows what it will not cover. A fraction of a penny is taken off in the tenant's favour.
    """
    if claim.award_pence is None or claim.award_every not in list(AwardEvery):
        return None
    days = max(0, (on - claim.claimed_on).days + 1)
    covered = up(claim.award_pence * _A_DAY[AwardEvery(claim.award_every)] * days)
    charged, paid = (since.charged_pence, since.paid_pence) if since is not None else (0, 0)
    return paid >= max(0, charged - covered)


def all_of(said: Sequence[bool | None]) -> bool | None:
    """Whether each is so: one that is not decides it, and of what nobody knows nobody knows it."""
    if False in said:
        return False
    return None if None in said or not said else True


def bars(limbs: Sequence[bool | None]) -> bool:
    """Whether a claim for possession may not be begun: unless one of the limbs is known not to be so."""
    return False not in limbs


def next_payment(claim: Claim, on: date) -> date | None:
    """The next day on which it is paid, not before a day; ``None``: it is not in payment, or nobody knows."""
    if claim.status is not ClaimStatus.IN_PAYMENT or claim.next_payment_on is None:
        return None
    first, number = claim.next_payment_on, 0
    day = first
    while day < on:
        if claim.pays_every not in list(PaysEvery):
            return None
        number += 1
        every = PaysEvery(claim.pays_every)
        day = add_months(first, number) if every is PaysEvery.MONTHLY else add_days(first, number * _STEP[every])
    return day if claim.award_until is None or day <= claim.award_until else None
