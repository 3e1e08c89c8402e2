"""Budgets of households, as the Standard Financial Statement divides them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import budgets
from tasks.acts.budgets import CATEGORIES, DebtRow, Frequency, LineRow, NewBudget
from tasks.assembly import House
from tasks.people import Person
from web.rendering import HEADERS, page
from web.typed import number_of, pence_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import capital, plain
from workflows.errors import Forbidden, Malformed, NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/persons/{customer}/budgets")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Size = Annotated[str, Path(pattern="^(standard|large)$")]
OTHERS = 4
"""Rows for debts to others; whoever has more uses the program's interface."""
AMOUNT = "Enter an amount of money, like 3.75"


class BudgetNotRead(Malformed):
    """Some of the budget's fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)


@router.get("")
def budgets_page(request: Request, house: AHouse, person: APerson, customer: Number, done: str = "") -> Response:
    """The budget of a person's household, and the form for a new one. Looking at it is recorded."""
    return _show(request, house, person, customer, done=done == "recorded")


@router.get("/{budget}/{size}.pdf")
def print_(house: AHouse, person: APerson, customer: Number, budget: Number, size: Size) -> Response:
    """A budget of the household as a PDF, in standard or large print."""
    content = budgets.print_(house, person, customer, budget_id=budget, large=size == "large")
    named = {"Content-Disposition": f'inline; filename="budget-{budget}-{size}.pdf"'}
    return Response(content, media_type="application/pdf", headers={**HEADERS, **named})


@router.post("")
def record(request: Request, house: AHouse, person: APerson, customer: Number, posted: Fields) -> Response:
    """Records a household's budget."""
    try:
        budgets.record(house, person, customer, budget=_budget(posted))
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        return _show(request, house, person, customer, refused, posted)
    return RedirectResponse(f"/persons/{customer}/budgets?done=recorded", 303, HEADERS)


def _budget(posted: Posted) -> NewBudget:
    errors: dict[str, str] = {}
    lines = [
        LineRow(section, category, pence, _frequency(posted, f"{section}-{category}-every"))
        for section, categories in CATEGORIES.items()
        for category in categories
        if (pence := _pence(posted, f"{section}-{category}", errors)) is not None
    ]
    debts = []
    for number in range(1, OTHERS + 1):
        owed = _pence(posted, f"debt-{number}-owed", errors)
        name = text(posted, f"debt-{number}-name")
        if owed is not None or name.strip():
            debts.append(DebtRow(name, text(posted, f"debt-{number}-priority") == "yes", owed or 0))
    household = {name: number_of(posted, name) for name in ("adults", "children_under_14", "children_from_14")}
    if household["adults"] is None:
        errors["adults"] = "Enter how many adults live in the household"
    if errors:
        raise BudgetNotRead(errors)
    others = [int(each) for each in posted.getlist("people") if each.isascii() and each.isdecimal() and len(each) < 10]
    return NewBudget(
        people=others,
        made_with=text(posted, "made_with"),
        lines=lines,
        debts=debts,
        explanation=text(posted, "explanation"),
        **{name: number or 0 for name, number in household.items()},
    )


def _pence(posted: Posted, name: str, errors: dict[str, str]) -> int | None:
    """An amount; ``None`` where nothing was typed, or what is none."""
    if not text(posted, name).strip():
        return None
    pence = pence_of(posted, name)
    if pence is None:
        errors[name] = AMOUNT
    return pence


def _frequency(posted: Posted, name: str) -> Frequency:
    return next((each for each in Frequency if each == text(posted, name)), Frequency.MONTHLY)


def _show(
    request: Request,
    house: House,
    person: Person,
    customer: int,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    done: bool = False,
) -> Response:
    seen = budgets.look(house, person, customer)
    errors: dict[str, str] = {}
    if refused is not None:
        field = str(refused.facts.get("field", ""))
        errors = refused.facts.get("errors") or {
            "" if field in {"lines", "debts", "people"} else field: refused.sentence
        }
    return page(
        request,
        "budgets.html",
        title=f"Budget of {seen.customer.name}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        sections=CATEGORIES,
        frequencies={str(each): capital(plain(each)) for each in Frequency},
        others=range(1, OTHERS + 1),
        refused=refused,
        errors=errors,
        typed=lambda name, otherwise="": otherwise if posted is None else text(posted, name),
        ticked=posted.getlist("people") if posted is not None else [],
        done=done,
    )
