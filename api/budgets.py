"""Budgets of households."""

from fastapi import APIRouter, Response

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Row
from api.shapes import budgets as shapes
from tasks.acts import budgets
from tasks.acts.budgets import BudgetsSeen, DebtRow, LineRow, NewBudget

router = APIRouter(prefix="/api/persons/{customer}/budgets", tags=["budgets"], responses=PROBLEMS, route_class=Door)


@router.get("")
def look(customer: Row, house: AHouse, person: APerson) -> shapes.BudgetsView:
    """The budget of a person's household, and what it owes here. Looking at it is recorded."""
    seen = budgets.look(house, person, customer)
    debts = [shapes.DebtView.model_validate(each, from_attributes=True) for each in seen.debts]
    earlier = [each.id for each in seen.budgets[1:]]
    return shapes.BudgetsView(person=customer, newest=_view(seen), earlier=earlier, debts=debts)


@router.get("/document", response_class=Response)
def print_(customer: Row, house: AHouse, person: APerson, budget: int | None = None, large: bool = False) -> Response:
    """A budget of the household as a PDF, the newest or the one that is named, in standard or large print."""
    content = budgets.print_(house, person, customer, budget_id=budget, large=large)
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})


@router.post("", status_code=201)
def record(customer: Row, body: shapes.NewBudget, house: AHouse, person: APerson) -> shapes.BudgetMade:
    """Records a household's budget, for all its debts together."""
    new = NewBudget(
        people=body.people,
        made_with=body.made_with,
        adults=body.adults,
        lines=[
            LineRow(each.section, each.category, each.amount_pence, each.frequency, each.note) for each in body.lines
        ],
        debts=[DebtRow(each.name, each.priority, each.owed_pence) for each in body.debts],
        children_under_14=body.children_under_14,
        children_from_14=body.children_from_14,
        explanation=body.explanation,
    )
    made = budgets.record(house, person, customer, budget=new)
    return shapes.BudgetMade(
        budget=made.number,
        superseded=list(made.superseded),
        totals=shapes.TotalsView.model_validate(made.sheet.totals, from_attributes=True),
        most_pence=made.sheet.offer.most_pence,
        token=made.sheet.offer.token,
        because=made.sheet.offer.because,
        compared=made.compared.words,
        debts=[shapes.DebtView.model_validate(each, from_attributes=True) for each in made.sheet.debts],
    )


def _view(seen: BudgetsSeen) -> shapes.BudgetView | None:
    if seen.newest is None:
        return None
    whole, sheet = seen.newest.whole, seen.newest.sheet
    return shapes.BudgetView(
        budget=whole.budget.id,
        made_on=whole.budget.made_on,
        made_with=whole.budget.made_with,
        valid_until=whole.budget.valid_until,
        valid=seen.newest.valid,
        people=list(whole.customer_ids),
        totals=shapes.TotalsView.model_validate(sheet.totals, from_attributes=True),
        most_pence=sheet.offer.most_pence,
        token=sheet.offer.token,
        because=sheet.offer.because,
        lines=[shapes.LineView.model_validate(each, from_attributes=True) for each in sheet.lines],
        debts=[shapes.DebtView.model_validate(each, from_attributes=True) for each in sheet.debts],
    )
