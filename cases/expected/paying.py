"""Who pays the rent of an account, as the record knows it: awards, claims that are not decided, Direct Debits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from cases.benefits.tables import BenefitClaim
from cases.calculating.money import pounds
from cases.catalogue import About, Looked
from cases.debts.facts import in_credit_elsewhere, own_balance
from cases.expected.payers import (
    Award,
    Claim,
    Collected,
    Pays,
    Tenant,
    charge,
    cycle_after,
    first_universal_credit,
)
from cases.expected.tables import PaymentDays
from cases.expected.timing import Timing, timing
from cases.ledger.keeping import standing
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tables import AccountTransaction
from cases.tenancies.calendar import RentCalendar
from cases.tenancies.parts import parts
from cases.tenancies.reading import rent_years
from cases.words import RentPeriod
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_claim, _days, _line = table(BenefitClaim), table(PaymentDays), table(AccountTransaction)
UNIVERSAL_CREDIT = "universal_credit"
HOUSING = {"housing_benefit": "housing benefit", UNIVERSAL_CREDIT: "universal credit"}
"""Benefits that pay rent as it falls due, and what they are called."""
_claims = AllOrOne(
    select(_claim)
    .where(_claim.c.replaced_at.is_(None), or_(*(_claim.c.kind == each for each in HOUSING)))
    .where(_claim.c.claimed_on <= bindparam("b_on"))
    .order_by(_claim.c.account_id, _claim.c.claimed_on, _claim.c.id),
    _claim.c.account_id,
)
_collected = AllOrOne(
    select(_days)
    .where(_days.c.from_on <= bindparam("b_on"))
    .where(_days.c.until_on.is_(None) | (_days.c.until_on >= bindparam("b_on")))
    .order_by(_days.c.id),
    _days.c.account_id,
)
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
    expects_because: str
    decided_on: date | None
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
    found: dict[int, list[ClaimKnown]] = {}
    for row in _claims.rows(session, account_id, b_on=on):
        found.setdefault(row.account_id, []).append(row_of(ClaimKnown, row._asdict()))
    return found


def benefit_came(session: Session, on: date, account_id: int | None) -> dict[int, dict[str, date]]:
    """A reading: account with claims → benefit → the last day on which a line of it stands on the account."""
    theirs = select(_claim.c.account_id).where(_claim.c.replaced_at.is_(None), _claim.c.status == PAID)
    if account_id is not None:
        theirs = theirs.where(_claim.c.account_id == account_id)
    query = select(_line.c.account_id, _line.c.kind, func.max(_line.c.posted_on).label("last"))
    query = query.where(_line.c.account_id.in_(theirs), _line.c.kind.in_(HOUSING), _line.c.posted_on <= on)
    found: dict[int, dict[str, date]] = {}
    for account, kind, last in session.execute(query.group_by(_line.c.account_id, _line.c.kind)):
        # SQLite's greatest of days is a word
        found.setdefault(account, {})[kind] = last if isinstance(last, date) else date.fromisoformat(last)
    return found


def collections(session: Session, on: date, account_id: int | None) -> dict[int, CollectionDays]:
    """A reading: account → its Direct Debit or standing order on a day, the one that was recorded last."""
    rows = _collected.rows(session, account_id, b_on=on)
    return {row.account_id: row_of(CollectionDays, row._asdict()) for row in rows}


def timing_of(about: About) -> Timing:
    """How an account stands by time; of a fact's account worked out once."""
    found, period = about.of(standing), RentPeriod(about.account.rent_period)
    charges = [charge(period, each.on, each.pence, is_rent=each.is_rent) for each in (found.charges if found else ())]
    stopped = [each for each in about.of(claims) or () if _never_comes(about, each)]
    owed = own_balance(about)
    elsewhere = min(in_credit_elsewhere(about), max(owed, 0))
    told = timing(about.on, owed - elsewhere, charges, list(_benefits(about, period, stopped)), _rest(about))
    if not (stopped or elsewhere):
        return told
    notes = [_not_come(about, each) for each in stopped]
    if elsewhere:
        notes.insert(0, _set_against(about, owed, elsewhere))
    return replace(told, notes=tuple(notes))


def _set_against(about: About, owed: int, pence: int) -> str:
    name = about.account.kind.replace("_", " ")
    return (
        f"By its own lines {pounds(owed)} of {name} is owed; {pounds(pence)} stands in credit on another debt of the "
        "account and is set against it. Have it posted to the right debt."
    )


def late_on(session: Session, account: AccountRow, standards: Standards, on: date) -> int:
    """What somebody is late with on an account at the end of a day, in pence; at least 0."""
    return timing_of(About(account, on, Looked(session, on, account.id), standards)).overdue


def _rest(about: About) -> Pays:
    """Who pays what no benefit does."""
    days = about.of(collections)
    if days is None:
        return Tenant()
    posting = about.standards.days("payment_posting_days", about.on)
    return Collected(RentCalendar(RentPeriod(days.every), days.first_on), posting, METHODS[days.method])


def _benefits(about: About, period: RentPeriod, stopped: list[ClaimKnown]) -> Iterator[Pays]:
    for each in about.of(claims) or ():
        if _is_paid(each) and each not in stopped:
            yield _award(about, each, period)
        elif each.status == ASKED and _is_awaited(each):
            yield _claimed(about, each)


def _is_paid(claim: ClaimKnown) -> bool:
    return claim.status == PAID and bool(claim.award_pence and claim.award_every)


def _is_awaited(claim: ClaimKnown) -> bool:
    """Whether a claim that is not decided is waited for.

    Universal credit is, unless somebody said why no award is expected: its evidence is between the tenant and the
    Department, and nobody tells the landlord. Of housing benefit the council asks, and the landlord can know.
    """
    if claim.kind == UNIVERSAL_CREDIT:
        return claim.expects_award or not claim.expects_because.strip()
    return claim.expects_award and claim.evidence_given_on is not None


def _cycle(claim: ClaimKnown) -> RentPeriod:
    """In which a benefit is paid: universal credit never sooner than by the month."""
    if claim.kind == UNIVERSAL_CREDIT or not claim.pays_every:
        return RentPeriod.MONTHLY
    return RentPeriod(claim.pays_every)


def _never_comes(about: About, claim: ClaimKnown) -> bool:
    """Whether a benefit that is recorded as paid to the landlord has not come for two cycles."""
    if not _is_paid(claim) or claim.paid_to == "tenant":
        return False
    last = (about.of(benefit_came) or {}).get(claim.kind)
    begins = claim.award_from or claim.claimed_on
    # What is awarded for days long past is first paid after the decision.
    since = max(begins, claim.decided_on or begins, last or begins)
    days = about.standards.days("payment_posting_days", about.on)
    if claim.kind == UNIVERSAL_CREDIT:
        days += about.standards.days("universal_credit_first_payment", about.on)
    return cycle_after(_cycle(claim), since, 2) + timedelta(days=days) < about.on


def _not_come(about: About, claim: ClaimKnown) -> str:
    last = (about.of(benefit_came) or {}).get(claim.kind)
    since = f"since {last:%-d %B} {last.year}" if last is not None else "yet"
    name = HOUSING[claim.kind].capitalize()
    return f"{name} is recorded as in payment, and none has come {since}: it is not waited for. Ask the office."


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
    words = f"{HOUSING[claim.kind]}, paid {every} in arrears{' to the tenant' if claim.paid_to == 'tenant' else ''}"
    if paid is None and assessed is None:
        words += " on a day that is not known"
    return Award(
        words=words,
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
        cycle=_cycle(claim),
        years=tuple(year.begins_on for year in about.of(rent_years) or ()),
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
