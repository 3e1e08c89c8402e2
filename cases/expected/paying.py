"""Who pays the rent of an account, as the record knows it: awards, claims that are not decided, Direct Debits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session

from cases.benefits.tables import BenefitClaim
from cases.catalogue import About
from cases.debts.facts import own_balance
from cases.expected.payers import Award, Claim, Collected, Pays, Tenant, charge, first_universal_credit
from cases.expected.tables import PaymentDays
from cases.expected.timing import Timing, timing
from cases.ledger.keeping import standing
from cases.tenancies.calendar import RentCalendar
from cases.tenancies.parts import parts
from cases.words import RentPeriod
from workflows.db import table
from workflows.rows import row_of

_claim, _days = table(BenefitClaim), table(PaymentDays)
UNIVERSAL_CREDIT = "universal_credit"
HOUSING = {"housing_benefit": "housing benefit", UNIVERSAL_CREDIT: "universal credit"}
"""Benefits that pay rent as it falls due, and what they are called."""
PAID, ASKED = "in_payment", "claimed"
METHODS = {"direct_debit": "the next Direct Debit", "standing_order": "the next standing order"}


@dataclass(frozen=True)
class ClaimKnown:
    """A claim for a benefit that pays rent, as far as it says who pays when."""

    kind: str
    claimed_on: date
    status: str
    evidence_given_on: date | None
    expects_award: bool
    award_pence: int | None
    award_every: str
    award_from: date | None
    award_until: date | None
    paid_to: str
    pays_every: str
    next_payment_on: date | None
    assessment_day: int | None


@dataclass(frozen=True)
class CollectionDays:
    """On which days the tenant's own payments are collected."""

    method: str
    every: str
    first_on: date


def claims(session: Session, on: date, account_id: int | None) -> dict[int, list[ClaimKnown]]:
    """A reading: account → what is known now of claims for benefits that pay its rent."""
    query = select(_claim).where(_claim.c.replaced_at.is_(None), _claim.c.kind.in_(HOUSING))
    query = query.where(_claim.c.claimed_on <= on).order_by(_claim.c.account_id, _claim.c.claimed_on, _claim.c.id)
    if account_id is not None:
        query = query.where(_claim.c.account_id == account_id)
    found: dict[int, list[ClaimKnown]] = {}
    for row in session.execute(query).mappings():
        found.setdefault(row["account_id"], []).append(row_of(ClaimKnown, row))
    return found


def collections(session: Session, on: date, account_id: int | None) -> dict[int, CollectionDays]:
    """A reading: account → its Direct Debit or standing order on a day, the one that was recorded last."""
    query = select(_days).where(_days.c.from_on <= on, _days.c.until_on.is_(None) | (_days.c.until_on >= on))
    if account_id is not None:
        query = query.where(_days.c.account_id == account_id)
    rows = session.execute(query.order_by(_days.c.id)).mappings()
    return {row["account_id"]: row_of(CollectionDays, row) for row in rows}


def timing_of(about: About) -> Timing:
    """How an account stands by time; of a fact's account worked out once."""
    found, period = about.of(standing), RentPeriod(about.account.rent_period)
    charges = [charge(period, each.on, each.pence, is_rent=each.is_rent) for each in (found.charges if found else ())]
    return timing(about.on, own_balance(about), charges, list(_benefits(about, period)), _rest(about))


def _rest(about: About) -> Pays:
    """Who pays what no benefit does."""
    days = about.of(collections)
    if days is None:
        return Tenant()
    posting = about.standards.days("payment_posting_days", about.on)
    return Collected(RentCalendar(RentPeriod(days.every), days.first_on), posting, METHODS[days.method])


def _benefits(about: About, period: RentPeriod) -> Iterator[Pays]:
    for each in about.of(claims) or ():
        if each.status == PAID and each.award_pence and each.award_every:
            yield _award(about, each, period)
        elif each.status == ASKED and each.expects_award and each.evidence_given_on is not None:
            yield _claimed(about, each)


def _award(about: About, claim: ClaimKnown, period: RentPeriod) -> Award:
    posting = about.standards.days("payment_posting_days", about.on)
    if claim.paid_to == "tenant":  # who then pays it on
        posting += about.standards.days("benefit_passed_on_days", about.on)
    on_credit = claim.kind == UNIVERSAL_CREDIT
    paid = RentCalendar(RentPeriod(claim.pays_every), claim.next_payment_on) if claim.next_payment_on else None
    assessed = None
    if on_credit and claim.assessment_day:
        # A month that has every day: of shorter ones the last day stands for those after it.
        assessed = date(2024, 1, claim.assessment_day)
    every = claim.pays_every.replace("_", "-") or claim.award_every.replace("_", "-")
    return Award(
        words=f"{HOUSING[claim.kind]}, paid {every} in arrears{' to the tenant' if claim.paid_to == 'tenant' else ''}",
        pence=int(claim.award_pence or 0),
        every=claim.award_every,
        since=claim.award_from or claim.claimed_on,
        until=claim.award_until,
        period=period,
        pays=paid,
        assessed=assessed,
        after_assessment=about.standards.days("universal_credit_first_payment", about.on) if on_credit else 0,
        posting=posting,
        weeks=about.standards.days("uc_weeks_of_year", about.on) if on_credit else 0,
    )


def _claimed(about: About, claim: ClaimKnown) -> Claim:
    standards, on = about.standards, about.on
    posting = standards.days("payment_posting_days", on)
    if claim.kind == UNIVERSAL_CREDIT:
        paid_after = standards.days("universal_credit_first_payment", on)
        to_us = claim.paid_to == "landlord"
        further = standards.days("managed_payment_days" if to_us else "benefit_passed_on_days", on)
        first = first_universal_credit(claim.claimed_on, paid_after, further, posting)
    else:
        decided = standards.days("housing_benefit_decision", on)
        given = max(claim.evidence_given_on or claim.claimed_on, claim.claimed_on)
        first = given + timedelta(days=decided + posting)
    made_of = about.of(parts)
    said = f"{claim.claimed_on:%-d %B} {claim.claimed_on.year}"
    eligible = made_of.eligible if made_of else None
    return Claim(f"{HOUSING[claim.kind]} that was claimed on {said}", claim.claimed_on, eligible, first)
