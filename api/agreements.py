"""Agreements to pay."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Done, Reason, Row, promises
from tasks.acts import agreements, allocations, approving
from tasks.acts.agreements import AgreementNotUnderstood, AgreementSeen, NewDebt, NewParty, ToTalkAbout

router = APIRouter(prefix="/api", tags=["agreements"], responses=PROBLEMS, route_class=Door)


@router.get("/agreements")
def list_agreements(
    house: AHouse,
    person: APerson,
    why: Annotated[str, Query(pattern="^(to approve|missed|warned|breached|ended|reopened|review due)?$")] = "",
) -> list[promises.AgreementListed]:
    """The agreements about which somebody has to talk with the tenants, the most pressing first."""
    return [_listed(each) for each in agreements.list_(house, person, why=why)]


@router.get("/agreements/{agreement}")
def look(agreement: Row, house: AHouse, person: APerson) -> promises.AgreementView:
    """An agreement, what happened to it, and how its debts stand. Looking at it is recorded."""
    return _seen(agreements.look(house, person, agreement))


@router.get("/accounts/{account}/agreements")
def of_account(account: Row, house: AHouse, person: APerson) -> promises.AccountAgreements:
    """What was agreed about an account, the newest first. Looking at it is recorded."""
    found = agreements.of_account(house, person, account)
    views = []
    for each in found.agreements:
        view = promises.AgreementView.model_validate(each, from_attributes=True)
        parties, parts = found.parties.get(each.id, ()), found.parts.get(each.id, ())
        view.parties = [promises.AgreementParty.model_validate(party, from_attributes=True) for party in parties]
        view.debts = [promises.AgreementDebt.model_validate(part, from_attributes=True) for part in parts]
        views.append(view)
    return promises.AccountAgreements(account=found.account.reference, agreements=views)


@router.post("/accounts/{account}/agreements", status_code=201)
def make(account: Row, body: promises.NewAgreement, house: AHouse, person: APerson) -> promises.AgreementMade:
    """Records what was agreed about the debts of an account's tenants."""
    number = agreements.make(
        house,
        person,
        account,
        parties=[NewParty(each.person, each.authority, each.representative) for each in body.parties],
        debts=[NewDebt(each.account, each.instalment_pence, each.debt) for each in body.debts],
        frequency=body.frequency,
        first_due=body.first_due,
        agreed_with=body.agreed_with,
        channel=body.channel,
        kind=body.kind,
        budget_id=body.budget,
        without_budget=body.without_budget,
        above_budget=body.above_budget,
        replaces=body.replaces,
        instalment_pence=body.instalment_pence,
    )
    return promises.AgreementMade(agreement=number)


@router.post("/accounts/{account}/agreements/allocation")
def allocate(account: Row, body: promises.ToAllocate, house: AHouse, person: APerson) -> promises.Allocation:
    """Proposes how an instalment is shared among what the account's tenants owe. Nothing is agreed by it."""
    shares = allocations.propose(
        house,
        person,
        account,
        instalment_pence=body.instalment_pence,
        frequency=body.frequency,
        debts=[(each.account, each.debt) for each in body.debts],
    )
    listed = [
        promises.ShareView(
            account=each.about.account.id,
            reference=each.about.account.reference,
            debt=each.about.debt,
            title=each.about.title,
            priority=each.about.priority,
            owed_pence=each.about.owed_pence,
            instalment_pence=each.instalment_pence,
        )
        for each in shares
    ]
    return promises.Allocation(instalment_pence=body.instalment_pence, shares=listed)


@router.post("/agreements/{agreement}/vary")
def vary(agreement: Row, body: promises.NewTerms, house: AHouse, person: APerson) -> Done:
    """Varies an agreement, with what changed."""
    agreements.vary(
        house,
        person,
        agreement,
        reason=body.reason,
        instalments=_instalments(body.instalments),
        frequency=body.frequency,
        first_due=body.first_due,
        budget_id=body.budget,
        without_budget=body.without_budget,
        above_budget=body.above_budget,
    )
    return Done()


@router.post("/agreements/{agreement}/approve")
def approve(agreement: Row, body: Reason, house: AHouse, person: APerson) -> Done:
    """Approves an agreement that another person proposed above what the budget leaves (team leaders)."""
    approving.approve(house, person, agreement, reason=body.reason)
    return Done()


@router.post("/agreements/{agreement}/first-day")
def name_first_day(agreement: Row, body: promises.FirstDay, house: AHouse, person: APerson) -> Done:
    """Proposes a waiting agreement anew, with another day of the first instalment."""
    approving.name_first_day(house, person, agreement, first_due=body.first_due, reason=body.reason)
    return Done()


@router.post("/agreements/{agreement}/decline")
def decline(agreement: Row, body: Reason, house: AHouse, person: APerson) -> Done:
    """Declines an agreement that another person proposed (team leaders)."""
    approving.decline(house, person, agreement, reason=body.reason)
    return Done()


@router.post("/agreements/{agreement}/end")
def end(agreement: Row, body: Reason, house: AHouse, person: APerson) -> Done:
    """Ends an agreement before it is completed, with a reason."""
    agreements.end(house, person, agreement, reason=body.reason)
    return Done()


def _instalments(listed: list[promises.Instalment]) -> dict[tuple[int, str], int]:
    made = {(each.account, each.debt): each.instalment_pence for each in listed}
    if len(made) < len(listed):
        raise AgreementNotUnderstood("One debt stands twice among the instalments. Name each once.", field="instalment")
    return made


def _listed(each: ToTalkAbout) -> promises.AgreementListed:
    return promises.AgreementListed(
        agreement=each.agreement.id,
        accounts=[debt.reference for debt in each.debts],
        people=list(each.people),
        why=each.why,
        ask=each.ask,
        held=each.held,
        behind_pence=each.behind_pence,
        behind=[debt.words for debt in each.behind],
        missed_on=each.missed_on,
        mend_by=each.agreement.open_until,
        answer_by=each.answer_by,
        review_on=each.agreement.review_on,
    )


def _seen(seen: AgreementSeen) -> promises.AgreementView:
    found = seen.whole
    stands = {(each.debt.account_id, each.debt.debt): each for each in found.standings}
    view = promises.AgreementView.model_validate(found.agreement, from_attributes=True)
    view.parties = [promises.AgreementParty.model_validate(each, from_attributes=True) for each in found.parties]
    view.events = [promises.AgreementEvent.model_validate(each, from_attributes=True) for each in found.events]
    for debt in found.debts:
        made = promises.AgreementDebt.model_validate(debt, from_attributes=True)
        judged = stands.get((debt.account_id, debt.debt))
        if judged is not None:
            made.standing = promises.StandingView.model_validate(judged.standing, from_attributes=True)
            made.as_of = judged.as_of
        view.debts.append(made)
    return view
