"""Facts of what happened to people and covers their debts."""

from cases.catalogue import About, Age, Source, fact
from cases.events.in_force import DEATH, INSOLVENCIES, MORATORIA, in_force


@fact(Source.RECORD, Age.DAY)
def moratorium_in_force(about: About) -> bool:
    """Whether a moratorium under the Debt Respite Scheme, of either kind, covers the debt."""
    return not MORATORIA.isdisjoint(about.of(in_force) or ())


@fact(Source.RECORD, Age.DAY)
def insolvency_in_force(about: About) -> bool:
    """Whether a bankruptcy, a debt relief order or a voluntary arrangement covers the debt."""
    return not INSOLVENCIES.isdisjoint(about.of(in_force) or ())


@fact(Source.RECORD, Age.DAY)
def death_being_settled(about: About) -> bool:
    """Whether a tenant has died and it is not settled yet to whom the landlord writes."""
    return not DEATH.isdisjoint(about.of(in_force) or ())
