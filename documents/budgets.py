"""A household's budget on paper, by the sections of the Standard Financial Statement.

It is for the household and its adviser, and no letter: nobody sends it, and it stands in no case.
The statement's trigger figures are for its members, and never printed.
"""

from dataclasses import dataclass
from datetime import date

from cases.budgets.offers import Sheet, SheetLine
from cases.budgets.rows import BudgetRow
from cases.budgets.words import Frequency, Section
from documents.landlord import Landlord
from documents.letter import SIMULATED, environment, identifier_of
from documents.printing import Printed, must_print, print_pdf
from documents.words import clean, day, listed

TITLES = {
    Section.INCOME: "Income",
    Section.FIXED: "Fixed costs",
    Section.FLEXIBLE: "Flexible costs",
    Section.DEBTS: "Paid to creditors already",
    Section.SAVINGS: "Savings, as said",
}
EVERY = {
    Frequency.WEEKLY: "a week",
    Frequency.FORTNIGHTLY: "every two weeks",
    Frequency.FOUR_WEEKLY: "every four weeks",
    Frequency.MONTHLY: "a month",
    Frequency.QUARTERLY: "a quarter",
    Frequency.YEARLY: "a year",
}


@dataclass(frozen=True)
class BudgetOnPaper:
    """What a budget's document says.

    :ivar people: whose it is, by name
    :ivar on: the day on which it is printed
    """

    landlord: Landlord
    budget: BudgetRow
    sheet: Sheet
    people: tuple[str, ...]
    on: date

    @property
    def made_on(self) -> date:
        """The day of the budget."""
        return self.budget.made_on

    @property
    def valid_until(self) -> date:
        """Until when it may be relied on."""
        return self.budget.valid_until

    @property
    def made_with(self) -> str:
        """With whom it was made."""
        return clean(self.budget.made_with)

    @property
    def explanation(self) -> str:
        """Why a flexible cost is more than is usual; empty: none is."""
        return clean(self.budget.explanation)


def print_budget(said: BudgetOnPaper, size: str, *, simulated: bool) -> Printed:
    """Prints a budget; the same budget on the same day gives the same bytes.

    :param size: ``standard`` or ``large``
    :param simulated: whether a simulated clock ever drove the database, which the document then says
    :raises NotPrintable: a name holds characters that our typefaces lack
    """
    html = budget_html(said, (SIMULATED,) if simulated else ())
    return print_pdf(html, size, identifier_of(html + size))


def budget_html(said: BudgetOnPaper, marks: tuple[str, ...]) -> str:
    """The page of a budget, with such marks on each sheet."""
    named = listed([clean(each) for each in said.people])
    must_print("The name of one of the household", named)
    landlord = said.landlord
    return environment().get_template("budget.html").render(
        f=said,
        said={
            "landlord": landlord.name,
            "phone": landlord.phone,
            "email": landlord.email,
            "addressee": named,
            "date": day(said.on),
            "reference": f"budget {said.budget.id}",
            "household": _household(said.budget),
        },
        title=f"Budget of {named}",
        marks=marks,
        encloses=(),
        enclosed=(),
        sections=_sections(said.sheet),
        totals=said.sheet.totals,
        every={str(each): words for each, words in EVERY.items()},
    )  # fmt: skip


def _sections(sheet: Sheet) -> list[tuple[str, list[SheetLine], int]]:
    """Section by section, as far as something was said of it: its title, its lines, and what they come to a month."""
    found = []
    for section, title in TITLES.items():
        if lines := [line for line in sheet.lines if line.section is section]:
            found.append((title, lines, sum(line.monthly_pence for line in lines)))
    return found


def _household(budget: BudgetRow) -> str:
    """Who lives in it, counted."""
    counted = (
        (budget.adults, "adult", "adults"),
        (budget.children_under_14, "child under 14", "children under 14"),
        (budget.children_from_14, "child from 14", "children from 14"),
    )
    return listed([f"{number} {one if number == 1 else many}" for number, one, many in counted if number])
