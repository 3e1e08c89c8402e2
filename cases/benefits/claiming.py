"""What may be said of a claim, benefit by benefit: pure."""

from datetime import date

from cases.benefits.refusals import ClaimNotUnderstood
from cases.benefits.rows import Claim
from cases.benefits.words import AwardEvery, ClaimKind, ClaimStatus, PaidTo, PaysEvery
from cases.calculating.counting import said

_EVERY: dict[ClaimKind, frozenset[str]] = {
    ClaimKind.UNIVERSAL_CREDIT: frozenset({AwardEvery.MONTHLY}),
    ClaimKind.HOUSING_BENEFIT: frozenset({AwardEvery.WEEKLY}),
    ClaimKind.PENSION_CREDIT: frozenset({AwardEvery.WEEKLY}),
    ClaimKind.DISCRETIONARY: frozenset(AwardEvery),
}
"""For which time each benefit is awarded."""
_DECIDED = frozenset({ClaimStatus.IN_PAYMENT, ClaimStatus.REFUSED, ClaimStatus.UNDER_APPEAL})


def must_be_understood(claim: Claim, today: date) -> None:
    """Refuses what cannot be so.

    :raises ClaimNotUnderstood: with what, and what to do
    """
    _dates(claim, today)
    _decision(claim)
    _award(claim)
    if claim.expects_award and not claim.expects_because.strip():
        _no("expects_because", "Say why an award is expected (protocol 2.6(b)).")
    if claim.assessment_day is not None and claim.kind is not ClaimKind.UNIVERSAL_CREDIT:
        _no("assessment_day", "Only Universal Credit has assessment periods. Leave their day empty.")
    if claim.assessment_day is not None and not 1 <= claim.assessment_day <= 31:
        _no("assessment_day", "The assessment period begins on a day of the month from 1 to 31.")


def _dates(claim: Claim, today: date) -> None:
    for name, words in (
        ("claimed_on", "The claim"),
        ("evidence_given_on", "The evidence"),
        ("decided_on", "The decision"),
    ):
        day: date | None = getattr(claim, name)
        if day is not None and day > today:
            _no(name, f"{words} is of {said(day)}, which is still to come. Correct the day.")
    if claim.decided_on is not None and claim.decided_on < claim.claimed_on:
        _no("decided_on", "It was decided before it was claimed. Correct one of the days.")
    if claim.status is ClaimStatus.IN_PAYMENT and claim.award_from and claim.award_from > today:
        _no(
            "award_from",
            f"It is in payment, and would be awarded from {said(claim.award_from)}, which is still to come. Correct "
            "the day, or record the claim as in payment once it is.",
        )
    if claim.award_from and claim.award_until and claim.award_until < claim.award_from:
        _no("award_until", "The award ends before it begins. Correct one of the days.")


def _decision(claim: Claim) -> None:
    if claim.status in _DECIDED and claim.decided_on is None:
        _no("decided_on", f"A claim that is {str(claim.status).replace('_', ' ')} was decided. Enter the day.")
    if claim.status is ClaimStatus.CLAIMED and claim.decided_on is not None:
        _no("status", "It was decided. Say how: in payment, suspended, under appeal, refused or ended.")


def _award(claim: Claim) -> None:
    if claim.award_pence is not None and claim.award_pence <= 0:
        _no("award_pence", "An award is more than nothing. Leave it empty where there is none.")
    for name, words in (("award_every", AwardEvery), ("pays_every", PaysEvery), ("paid_to", PaidTo)):
        value = getattr(claim, name)
        if value and value not in list(words):
            _no(name, f"{value!r} is none of {', '.join(words)}.")
    if claim.award_pence is not None and claim.award_every not in _EVERY[claim.kind]:
        listed = " or ".join(sorted(_EVERY[claim.kind])).replace("_", "-")
        _no("award_every", f"{str(claim.kind).replace('_', ' ').capitalize()} is awarded {listed}. Enter that sum.")
    if claim.award_pence is None and claim.award_every:
        _no("award_pence", "Enter the sum that is awarded, or leave empty for which time it is.")
    if claim.status is ClaimStatus.IN_PAYMENT:
        for name, told in (
            ("award_pence", "what is awarded"),
            ("award_from", "since when"),
            ("paid_to", "to whom it is paid"),
            ("pays_every", "how often it is paid"),
        ):
            if not getattr(claim, name):
                _no(name, f"It is in payment. Enter {told}.")
    if claim.status is ClaimStatus.REFUSED and claim.award_pence is not None:
        _no("award_pence", "It was refused, so nothing is awarded. Leave the award empty.")


def _no(field: str, sentence: str) -> None:
    raise ClaimNotUnderstood(sentence, field=field)
