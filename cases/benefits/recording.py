"""Writing down what is known of claims, that offices were asked, and requests for direct payment."""

from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.benefits.claiming import must_be_understood
from cases.benefits.reading import SAID, claim_of
from cases.benefits.refusals import (
    AffordabilityUnknown,
    AnsweredAlready,
    AskedAlready,
    ClaimNotUnderstood,
    FormerTenancy,
    NoSuchRequest,
    NotForThisBenefit,
    TenantNotAsked,
)
from cases.benefits.rows import Claim
from cases.benefits.tables import BenefitChaser, BenefitClaim, DirectPaymentRequest
from cases.benefits.words import ChaserKind, ClaimKind, ClaimStatus, Outcome, RequestKind, TenantView
from cases.budgets.reading import budget_of
from cases.calculating.counting import said
from cases.rows import AccountRow
from cases.tables import AccountParty
from workflows.clock import london_date
from workflows.db import table

_claim, _chaser, _request = table(BenefitClaim), table(BenefitChaser), table(DirectPaymentRequest)
_party = table(AccountParty)
_PAYS = {
    RequestKind.MANAGED_PAYMENT: frozenset({ClaimKind.UNIVERSAL_CREDIT}),
    RequestKind.THIRD_PARTY_DEDUCTION: frozenset({ClaimKind.UNIVERSAL_CREDIT, ClaimKind.PENSION_CREDIT}),
}


def record(session: Session, claim: Claim, by: str, at: datetime, replaces: int | None = None) -> int:
    """Writes down what is known of a claim; gives its number.

    :param replaces: what was known of the same claim until now
    :raises ClaimNotUnderstood: it cannot be so, or it is of somebody who is not liable for the account
    :raises NoSuchClaim: there is none to replace
    :raises ClaimReplaced: something newer is known of it
    """
    must_be_understood(claim, london_date(at))
    liable = select(_party.c.customer_id).where(_party.c.account_id == claim.account_id)
    if claim.customer_id not in session.execute(liable).scalars().all():
        raise ClaimNotUnderstood("Whoever claims is liable for the account. Choose one of its tenants.", field="person")
    if replaces is not None:
        known = claim_of(session, claim.account_id, replaces)
        if (known.claim.kind, known.claim.customer_id) != (claim.kind, claim.customer_id):
            raise ClaimNotUnderstood("That is another claim. Record it as a new one.", field="kind")
        session.execute(update(_claim).where(_claim.c.id == replaces).values(replaced_at=at))
    values = {name: getattr(claim, name) for name in SAID}
    written = insert(_claim).values(**values, recorded_by=by, recorded_at=at).returning(_claim.c.id)
    return int(session.execute(written).scalar_one())


def chase(
    session: Session,
    account_id: int,
    claim_id: int,
    kind: ChaserKind,
    on: date,
    words: str,
    ask_again_on: date | None,
    by: str,
    at: datetime,
) -> int:
    """Writes down that an office was asked about a claim, asked again, or answered.

    :raises NoSuchClaim: there is none
    :raises ClaimNotUnderstood: it is not said what was asked or answered, or a day cannot be so
    """
    claim_of(session, account_id, claim_id)
    if not words.strip():
        raise ClaimNotUnderstood("Say what was asked or answered.", field="words")
    if on > london_date(at):
        raise ClaimNotUnderstood(f"{said(on)} is still to come. Correct the day.", field="on")
    if ask_again_on is not None and ask_again_on <= on:
        raise ClaimNotUnderstood("It is asked again on a later day. Correct it.", field="ask_again_on")
    values = {"account_id": account_id, "claim_id": claim_id, "kind": kind, "on_day": on, "words": words.strip()}
    written = insert(_chaser).values(**values, ask_again_on=ask_again_on, recorded_by=by, recorded_at=at)
    return int(session.execute(written.returning(_chaser.c.id)).scalar_one())


def ask_direct_payment(
    session: Session,
    account: AccountRow,
    claim_id: int,
    kind: RequestKind,
    *,
    view: TenantView,
    tenant_asked_on: date | None,
    tenant_said: str,
    budget_id: int | None,
    affordability: str,
    by: str,
    at: datetime,
) -> int:
    """Writes down that direct payment is asked for; gives the request's number.

    What the tenant says and whether they can afford it is known before (R (Roberts) v SSWP [2025] EWHC 51 (Admin)).

    :raises FormerTenancy: the tenancy has ended: nothing is deducted for a former tenant's arrears
    :raises TenantNotAsked: the tenant's view is not known
    :raises AffordabilityUnknown: there is no budget that is valid, and nothing is said instead
    :raises NotForThisBenefit: it cannot be asked for this benefit, or none is paid
    :raises AskedAlready: a request for it waits for an answer
    """
    on = london_date(at)
    must_be_payable(session, account, claim_id, kind, on)
    _must_be_asked(view, tenant_asked_on, tenant_said, on)
    claimant = claim_of(session, account.id, claim_id).claim.customer_id
    _must_be_affordable(session, claimant, budget_id, affordability, on)
    waiting = select(_request.c.id).where(_request.c.account_id == account.id, _request.c.kind == kind)
    if session.execute(waiting.where(_request.c.outcome == "")).first() is not None:
        raise AskedAlready("This was asked, and nobody has answered yet. Record the answer first.")
    values = {
        "account_id": account.id,
        "claim_id": claim_id,
        "kind": kind,
        "tenant_view": view,
        "tenant_asked_on": tenant_asked_on,
        "tenant_said": tenant_said.strip(),
        "budget_id": budget_id,
        "affordability": affordability.strip(),
        "asked_on": on,
        "recorded_by": by,
        "recorded_at": at,
    }
    return int(session.execute(insert(_request).values(**values).returning(_request.c.id)).scalar_one())


def must_be_payable(session: Session, account: AccountRow, claim_id: int, kind: RequestKind, on: date) -> None:
    """Refuses what no benefit pays.

    :raises FormerTenancy: the tenancy has ended
    :raises NotForThisBenefit: it cannot be asked for this benefit, or none is paid
    """
    if account.tenancy_end is not None and account.tenancy_end < on:
        raise FormerTenancy(
            f"The tenancy ended on {said(account.tenancy_end)}. Benefit pays no arrears of a former tenancy; agree "
            f"with the tenant instead."
        )
    claim = claim_of(session, account.id, claim_id).claim
    if claim.kind not in _PAYS[kind] or claim.status in {ClaimStatus.REFUSED, ClaimStatus.ENDED}:
        raise NotForThisBenefit(
            f"{str(kind).replace('_', ' ').capitalize()} cannot be asked for {str(claim.kind).replace('_', ' ')} that "
            f"is {str(claim.status).replace('_', ' ')}.",
            field="kind",
        )


def _must_be_asked(view: TenantView, tenant_asked_on: date | None, tenant_said: str, on: date) -> None:
    if view is TenantView.NOT_ASKED or tenant_asked_on is None or tenant_asked_on > on:
        raise TenantNotAsked(
            "Ask the tenant first, and record on which day and whether they agree or object.", field="tenant_view"
        )
    if view is TenantView.OBJECTS and not tenant_said.strip():
        raise TenantNotAsked("The tenant objects. Record why, so that it can be weighed.", field="tenant_said")


def _must_be_affordable(session: Session, claimant: int, budget_id: int | None, affordability: str, on: date) -> None:
    if budget_id is not None:
        whole = budget_of(session, budget_id)
        if not whole.budget.is_valid(on) or claimant not in whole.customer_ids:
            raise AffordabilityUnknown(
                f"The budget {budget_id} is not valid any more, or not theirs. Make a new one.", field="budget"
            )
    if budget_id is None and not affordability.strip():
        raise AffordabilityUnknown(
            "Record whether they can afford it: name the budget, or say it.", field="affordability"
        )


def answer(
    session: Session, account_id: int, request_id: int, outcome: Outcome, on: date, words: str, by: str, at: datetime
) -> None:
    """Writes down what became of a request.

    :raises NoSuchRequest: there is none on this account
    :raises AnsweredAlready: it was answered already
    :raises ClaimNotUnderstood: the day is still to come
    """
    query = select(_request.c.outcome).where(_request.c.id == request_id, _request.c.account_id == account_id)
    before = session.execute(query.with_for_update()).scalar()
    if before is None:
        raise NoSuchRequest(f"There is no request with the number {request_id} on this account.")
    if before:
        raise AnsweredAlready(f"It was {before} already.")
    if on > london_date(at):
        raise ClaimNotUnderstood(f"{said(on)} is still to come. Correct the day.", field="on")
    told = {"outcome": outcome, "outcome_on": on, "outcome_words": words.strip(), "outcome_by": by}
    session.execute(update(_request).where(_request.c.id == request_id).values(**told))
