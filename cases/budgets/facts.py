"""Facts of budgets: of each tenant's household the one that may be relied on on the day."""

from cases.budgets.offers import offer, totals
from cases.budgets.reading import lines_in_force
from cases.catalogue import About, Age, Source, fact


def _surplus(about: About) -> int | None:
    law = about.standards.law
    left = [totals(lines, law, made_on).surplus for made_on, lines in about.of(lines_in_force) or ()]
    return min(left, default=None)


@fact(Source.WORD, Age.DAY)
def budget_in_force(about: About) -> bool:
    """Whether a tenant's household has a budget that may be relied on."""
    return bool(about.of(lines_in_force))


@fact(Source.WORD, Age.DAY)
def budget_surplus_pence(about: About) -> int | None:
    """What the budget leaves a month for all debts, in pence; of several the least; null where there is none."""
    return about.once(_surplus)


@fact(Source.WORD, Age.DAY)
def budget_offer_most_pence(about: About) -> int | None:
    """The most that may be agreed a month by the budget, in pence: a token where nothing is left; null: no budget."""
    surplus = about.once(_surplus)
    return None if surplus is None else offer(surplus, about.standards.law, about.on).most_pence
