"""Claims for benefit."""

from typing import Any

from fastapi import APIRouter

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Done, Row
from api.shapes import benefits as shapes
from tasks.acts import benefits
from tasks.acts.benefits import Claim

router = APIRouter(prefix="/api/accounts/{account}/benefits", tags=["benefits"], responses=PROBLEMS, route_class=Door)


@router.get("")
def look(account: Row, house: AHouse, person: APerson) -> shapes.BenefitsView:
    """What is known of claims towards an account, and whether they bar a claim. Looking at it is recorded."""
    seen = benefits.look(house, person, account)
    views = [
        [
            shapes.ClaimView(
                **{**vars(each.claim), "person": each.claim.customer_id}, number=each.id, recorded_by=each.recorded_by
            )
            for each in listed
        ]
        for listed in (seen.claims, seen.earlier)
    ]
    return shapes.BenefitsView(
        account=seen.account.reference,
        limbs=shapes.LimbsView.model_validate(seen.limbs, from_attributes=True),
        claims=views[0],
        earlier=views[1],
        chasers=[shapes.ChaserView.model_validate(each, from_attributes=True) for each in seen.chasers],
        requests=[shapes.RequestView.model_validate(each, from_attributes=True) for each in seen.requests],
    )


@router.post("", status_code=201)
def record(account: Row, body: shapes.NewClaim, house: AHouse, person: APerson) -> shapes.Recorded:
    """Records what is known of a claim; what was known before stays."""
    said: dict[str, Any] = {name: value for name, value in body if name not in {"person", "replaces"}}
    said |= {name: str(said[name] or "") for name in ("award_every", "paid_to", "pays_every")}
    claim = Claim(account_id=account, customer_id=body.person, **said)
    return shapes.Recorded(number=benefits.record(house, person, account, claim=claim, replaces=body.replaces))


@router.post("/chasers")
def chase(account: Row, body: shapes.NewChaser, house: AHouse, person: APerson) -> Done:
    """Records that an office was asked about a claim, asked again, or answered."""
    benefits.chase(
        house,
        person,
        account,
        claim_id=body.claim,
        kind=body.kind,
        on=body.on,
        words=body.words,
        ask_again_on=body.ask_again_on,
    )
    return Done()


@router.post("/direct-payments", status_code=201)
def ask_direct_payment(account: Row, body: shapes.NewRequest, house: AHouse, person: APerson) -> shapes.Recorded:
    """Records that direct payment is asked for."""
    number = benefits.ask_direct_payment(
        house,
        person,
        account,
        claim_id=body.claim,
        kind=body.kind,
        tenant_view=body.tenant_view,
        tenant_asked_on=body.tenant_asked_on,
        tenant_said=body.tenant_said,
        budget_id=body.budget,
        affordability=body.affordability,
    )
    return shapes.Recorded(number=number)


@router.post("/direct-payments/{request}/answer")
def answer(account: Row, request: Row, body: shapes.RequestAnswered, house: AHouse, person: APerson) -> Done:
    """Records what became of a request."""
    benefits.answer(house, person, account, request_id=request, outcome=body.outcome, on=body.on, words=body.words)
    return Done()
