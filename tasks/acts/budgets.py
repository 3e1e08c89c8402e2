"""Budgets of households: one for all their debts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.budgets.offers import Sheet, budget_sheet
from cases.budgets.reading import BudgetWhole, NoSuchBudget, budget_of, budgets_of
from cases.budgets.recording import BudgetMade, BudgetNotUnderstood, NewBudget
from cases.budgets.recording import record as write
from cases.budgets.rows import BudgetRow, DebtRow, LineRow
from cases.budgets.triggers import figures_of
from cases.budgets.words import CATEGORIES, Frequency, Section
from cases.chains import person_chain, record_on
from cases.covering import lock_accounts
from cases.ledger.lines import apportioned, sums
from cases.rows import CustomerRow
from cases.tables import Account, AccountParty, Customer
from documents.budgets import BudgetOnPaper, print_budget
from documents.landlord import LandlordIsSample, Landlords
from tasks.acts.subjects import PERSON, NoSuchPerson
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House, installation
from tasks.inbox import record_list
from tasks.operations import LANDLORD
from tasks.patches import sees_accounts, sees_person
from tasks.people import Person, people
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.rows import row_of

__all__ = [
    "CATEGORIES",
    "BudgetMade",
    "BudgetsSeen",
    "DebtRow",
    "Frequency",
    "LineRow",
    "NewBudget",
    "Section",
    "look",
    "print_",
    "record",
]
_account, _party, _customer = table(Account), table(AccountParty), table(Customer)


@dataclass(frozen=True)
class BudgetSeen:
    """A budget with what it comes to."""

    whole: BudgetWhole
    sheet: Sheet
    valid: bool


@dataclass(frozen=True)
class BudgetsSeen:
    """The budgets of a person's household.

    :ivar newest: with its lines; ``None``: there is none yet
    :ivar household: who shares a debt with them, and themselves first
    :ivar debts: what they owe this landlord
    """

    customer: CustomerRow
    newest: BudgetSeen | None
    budgets: tuple[BudgetRow, ...]
    household: tuple[CustomerRow, ...]
    debts: tuple[DebtRow, ...]
    names: Mapping[str, str]
    today: date


@act(WITH_CASES, PERSON, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person, customer_id: int) -> BudgetsSeen:
    """See the budgets of a person's household, and all that it owes here.

    :raises NoSuchPerson: there is no such person
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        row = session.execute(select(_customer).where(_customer.c.id == customer_id)).mappings().one_or_none()
        if row is None:
            raise NoSuchPerson(f"There is no person with the number {customer_id}.")
        record_list(house.runtime, session, person, "budgets", customer=customer_id)
        listed = budgets_of(session, customer_id)
        newest = None
        if listed:
            whole = budget_of(session, listed[0].id)
            sheet = budget_sheet(whole.lines, whole.debts, house.law, whole.budget.made_on)
            newest = BudgetSeen(whole, sheet, whole.budget.is_valid(today))
        household = _household(session, person, row_of(CustomerRow, row))
        debts = _debts(house, session, person, [each.id for each in household])
        return BudgetsSeen(household[0], newest, listed, household, debts, people(session), today)


@act(WITH_CASES, PERSON, Kind.LIST_LOOKED_AT)
def print_(
    house: House, person: Person, customer_id: int, *, budget_id: int | None = None, large: bool = False
) -> bytes:
    """Print a budget of a person's household as a PDF, in standard or in large print.

    :param budget_id: one of theirs; ``None``: the newest
    :raises NoSuchBudget: there is none, or it is of another household
    :raises LandlordIsSample: the landlord's details are made up, and this is no demonstration
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        theirs = [each.id for each in budgets_of(session, customer_id)]
        wanted = budget_id if budget_id is not None else next(iter(theirs), None)
        if wanted is None or wanted not in theirs:
            raise NoSuchBudget("There is no such budget of this person's household. Record one, or name another.")
        record_list(house.runtime, session, person, "budget printed", customer=customer_id, budget=wanted)
        whole, installed = budget_of(session, wanted), installation(session)
        landlord = Landlords.of_book(house.book, LANDLORD).on(london_date(now), installed.organisation)
        if landlord.sample and not installed.demo:
            raise LandlordIsSample("landlord.yaml still holds the sample's address and telephone. Put in your own.")
        rows = session.execute(select(_customer).where(_customer.c.id.in_(whole.customer_ids)))
        named = [row_of(CustomerRow, row) for row in rows.mappings()]
        people = tuple(each.name for each in named if sees_person(session, person, each.id))
    sheet = budget_sheet(whole.lines, whole.debts, house.law, whole.budget.made_on)
    paper = BudgetOnPaper(landlord, whole.budget, sheet, people, london_date(now))
    return print_budget(paper, "large" if large else "standard", simulated=installed.simulated_at is not None).content


@act(CASEWORK, PERSON, Kind.BUDGET_RECORDED)
def record(house: House, person: Person, customer_id: int, *, budget: NewBudget) -> BudgetMade:
    """Record a household's budget, for all its debts together; it takes the place of the ones before.

    What the household owes this landlord is taken from the ledgers, where the budget does not name it.

    :raises NoSuchPerson: one of the household is none, or none in the person's patches
    :raises Refused: something of it cannot be so; the sentence says what
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        whose = sorted({customer_id, *budget.people})
        for each in whose:
            known = session.execute(select(_customer.c.id).where(_customer.c.id == each)).first()
            if known is None or not sees_person(session, person, each):
                raise NoSuchPerson(f"There is no person with the number {each}.")
        _must_be_of_household(session, customer_id, whose)
        lock_accounts(session, [], whose)
        named = {debt.account_id for debt in budget.debts}
        owed = [each for each in _debts(house, session, person, whose) if each.account_id not in named]
        whole = NewBudget(**{**vars(budget), "people": whose, "debts": (*owed, *budget.debts)})
        made = write(session, whole, house.law, figures_of(house.settings.store), person.actor, now)
        said = {
            "made_with": budget.made_with.strip(),
            "people": whose,
            "surplus_pence": made.sheet.totals.surplus,
            "most_pence": made.sheet.offer.most_pence,
            "token": made.sheet.offer.token,
            "compared": made.compared.words,
        }
        clear = {"budget": made.number, "supersedes": list(made.superseded)}
        entry = NewEntry(Kind.BUDGET_RECORDED, person.actor, payload=said, clear=clear)
        for each in whose:
            record_on(session, person_chain(each), [entry], house.runtime.clock)
        return made


def _must_be_of_household(session: Session, customer_id: int, whose: Sequence[int]) -> None:
    """Refuses a budget of people who share no account: it would take the place of a stranger's, and limit them."""
    theirs = select(_party.c.account_id).where(_party.c.customer_id == customer_id)
    sharing = set(session.execute(select(_party.c.customer_id).where(_party.c.account_id.in_(theirs))).scalars())
    if strangers := sorted(set(whose) - sharing - {customer_id}):
        raise BudgetNotUnderstood(
            f"The person {strangers[0]} shares no account with them, so the budget is not of one household. Leave them "
            "out, and make a budget of their own.",
            field="people",
        )


def _household(session: Session, person: Person, customer: CustomerRow) -> tuple[CustomerRow, ...]:
    theirs = select(_party.c.account_id).where(_party.c.customer_id == customer.id)
    sharing = select(_party.c.customer_id).where(_party.c.account_id.in_(theirs))
    rows = session.execute(select(_customer).where(_customer.c.id.in_(sharing)).order_by(_customer.c.reference))
    others = [row_of(CustomerRow, row) for row in rows.mappings() if row["id"] != customer.id]
    return (customer, *(each for each in others if sees_person(session, person, each.id)))


def _debts(house: House, session: Session, person: Person, customer_ids: Sequence[int]) -> tuple[DebtRow, ...]:
    """What people owe here, on the accounts that somebody sees: each debt by itself, with the priority of its kind."""
    standards, on = house.standards, london_date(house.runtime.clock.now())
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(list(customer_ids)))
    query = select(_account.c.id, _account.c.reference).where(_account.c.id.in_(theirs))
    rows = session.execute(query.order_by(_account.c.reference)).all()
    seen = sees_accounts(session, person, [row.id for row in rows])
    made = []
    for row in rows:
        by_debt = sums(session, on, row.id).get(row.id, {}) if row.id in seen else {}
        owed = apportioned(by_debt, standards.order_of)
        for debt in sorted(owed, key=lambda each: (standards.order_of(each), each)):
            if owed[debt] > 0:
                kind = standards.debts.get(debt)
                named = f"{debt.replace('_', ' ')} {row.reference}"
                made.append(DebtRow(named, kind is not None and kind.priority, owed[debt], account_id=row.id))
    return tuple(made)
