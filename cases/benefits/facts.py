"""Facts of claims for benefit; what is said of several claims is so of each that is outstanding."""

from datetime import date

from cases.benefits.limbs import Since, all_of, award_expected, bars, evidence_given, next_payment
from cases.benefits.limbs import other_charges_paid as charges_paid
from cases.benefits.reading import claims, since_claims
from cases.benefits.rows import Claim
from cases.benefits.words import ClaimStatus
from cases.catalogue import About, Age, Source, fact

_FIRST = (
    *(ClaimStatus.CLAIMED, ClaimStatus.UNDER_APPEAL, ClaimStatus.SUSPENDED),
    *(ClaimStatus.IN_PAYMENT, ClaimStatus.REFUSED, ClaimStatus.ENDED),
)


def _outstanding(about: About) -> list[tuple[int, Claim]]:
    return [(number, claim) for number, claim in about.of(claims) or () if claim.is_outstanding]


def _since(about: About, number: int) -> Since | None:
    return (about.of(since_claims) or {}).get(number)


@fact(Source.RECORD, Age.DAY)
def benefit_claim_undecided(about: About) -> bool:
    """Whether a claim for benefit towards the rent is not decided for good."""
    return bool(_outstanding(about))


@fact(Source.RECORD, Age.DAY)
def benefit_evidence_given(about: About) -> bool | None:
    """Whether the office has all the evidence that it asked for (protocol 2.6(a)); null: nobody knows, or no claim."""
    return all_of([evidence_given(claim, about.on) for _, claim in _outstanding(about)])


@fact(Source.RECORD, Age.DAY)
def benefit_award_expected(about: About) -> bool | None:
    """Whether an award can reasonably be expected (protocol 2.6(b)); null: nobody has looked, or no claim."""
    return all_of([award_expected(claim) for _, claim in _outstanding(about)])


@fact(Source.LEDGER, Age.EXPORT)
def other_charges_paid(about: About) -> bool | None:
    """Whether what benefit does not cover was paid since the claim (protocol 2.6(c)); null: nobody knows, or no claim.

    Known where it is known what the award is, or is expected to be.
    """
    return all_of([charges_paid(claim, _since(about, number), about.on) for number, claim in _outstanding(about)])


@fact(Source.RECORD, Age.DAY)
def claim_barred_by_benefit(about: About) -> bool:
    """Whether an outstanding claim for benefit forbids that a claim for possession is begun (protocol 2.6).

    It is read safely: a limb of which nobody knows bars as if it were so, and one claim that bars is enough. Only what
    is known not to be so lets the claim begin.
    """
    return any(
        bars(
            [
                evidence_given(claim, about.on),
                award_expected(claim),
                charges_paid(claim, _since(about, number), about.on),
            ]
        )
        for number, claim in _outstanding(about)
    )


@fact(Source.RECORD, Age.DAY)
def benefit_next_payment_on(about: About) -> date | None:
    """The next day on which a benefit is paid; null: none is in payment, or nobody knows."""
    days = [next_payment(claim, about.on) for _, claim in about.of(claims) or ()]
    return min((day for day in days if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def benefit_status(about: About) -> str | None:
    """How the claims for benefit stand: the one that is least decided; null: none is known."""
    standing = {claim.status for _, claim in about.of(claims) or ()}
    return next((str(status) for status in _FIRST if status in standing), None)
