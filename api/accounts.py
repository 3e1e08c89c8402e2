"""The JSON API of accounts: what is owed, why something is done or nothing, how it is paid."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.accounts import (
    AccountNumberView,
    AccountView,
    DebtView,
    LedgerLineView,
    PaymentDaysGiven,
    StatementAsked,
    WhyView,
)
from tasks.acts import accounts, statements
from tasks.acts.statements import StatementWanted

router = APIRouter(prefix="/api/accounts", responses=PROBLEMS, route_class=Door, tags=["accounts"])


@router.get("")
def find(house: AHouse, person: APerson, reference: Annotated[str, Query(max_length=100)]) -> AccountNumberView:
    """The number of an account, by its reference."""
    return AccountNumberView(id=accounts.find(house, person, reference=reference), reference=reference)


@router.get("/{account_id}")
def look(account_id: shapes.Row, house: AHouse, person: APerson) -> AccountView:
    """An account. Looking at it is recorded."""
    seen = accounts.look(house, person, account_id)
    account = seen.account
    return AccountView(
        id=account.id,
        reference=account.reference,
        kind=account.kind,
        tenure=account.tenure,
        address=account.address,
        postcode=account.postcode,
        why=_why(seen.why),
        pays=seen.pays,
        debts=[DebtView(title=title, means=means, pence=pence) for title, means, pence in seen.debts],
        facts=seen.facts,
        tenants=[tenant.reference for tenant in seen.tenants],
        cases=[case.reference for case in seen.cases],
        ledger_since=seen.since,
        ledger=[LedgerLineView.model_validate(line, from_attributes=True) for line in seen.lines],
    )


@router.get("/{account_id}/why")
def why(account_id: shapes.Row, house: AHouse, person: APerson) -> WhyView:
    """Why an account is on somebody's list, or on none: one sentence."""
    return _why(accounts.why(house, person, account_id))


@router.put("/{account_id}/payment-days")
def record_payment_days(account_id: shapes.Row, body: PaymentDaysGiven, house: AHouse, person: APerson) -> shapes.Done:
    """Records on which days an account is paid by Direct Debit or standing order, or that it is not any more."""
    accounts.record_payment_days(
        house, person, account_id, method=body.method, every=body.every, first_on=body.first_on, reason=body.reason
    )
    return shapes.Done()


@router.post("/{account_id}/statements", response_class=Response)
def give_statement(account_id: shapes.Row, body: StatementAsked, house: AHouse, person: APerson) -> Response:
    """A rent statement that somebody asked for: a PDF. Giving it is recorded."""
    made = statements.give(house, person, account_id, wanted=StatementWanted(**body.model_dump()))
    named = {"Content-Disposition": f'attachment; filename="{made.file_name}"', "Cache-Control": "no-store"}
    return Response(made.content, media_type="application/pdf", headers=named)


def _why(seen: accounts.Why) -> WhyView:
    night = seen.night or (None, "")
    return WhyView(
        account=seen.account, reason=seen.reason, sentence=seen.sentence, night=night[0], night_said=night[1]
    )
