"""What conditions and forms may ask of budgets."""

from datetime import timedelta
from typing import Any

import pytest

from cases.budgets.recording import NewBudget, record
from cases.budgets.rows import LineRow
from cases.budgets.words import Frequency, Section
from cases.facts import facts_of_accounts
from tests.agreements.town import Town
from tests.calculating import STANDARDS

NAMES = ("budget_in_force", "budget_surplus_pence", "budget_offer_most_pence")


def facts(town: Town, days: int = 0) -> tuple[Any, ...]:
    """What is known of budgets so many days from today; of one account as of all."""
    on = town.today + timedelta(days=days)
    with town.landlord.house.db.read() as session:
        ((_, found),) = facts_of_accounts(session, on, STANDARDS, town.account)
        assert [each for _, each in facts_of_accounts(session, on, STANDARDS)] == [found]
    return tuple(found[name] for name in NAMES)


@pytest.mark.parametrize(("left", "most"), [(4_000, 4_000), (0, 100), (-2_000, 100)])
def test_a_budget_says_what_it_leaves_until_it_is_too_old(small: Town, left: int, most: int) -> None:
    assert facts(small) == (False, None, None)
    house = small.landlord.house
    lines = (
        LineRow(Section.INCOME, "benefits", 100_000, Frequency.MONTHLY),
        LineRow(Section.FIXED, "utilities", 100_000 - left, Frequency.MONTHLY),
    )
    new = NewBudget(people=[1], made_with="Ms Field", adults=1, lines=lines)
    with house.db.write() as session:
        record(session, new, house.law, None, "user:1", small.landlord.clock.now())
    assert facts(small) == (True, left, most)
    assert facts(small, days=400) == (False, None, None)
    assert facts(small, days=-1) == (False, None, None)
