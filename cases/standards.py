"""What facts are measured by: the tables of law and the kinds of debt of the rule book in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from cases.debts.kinds import DebtKind
from cases.law import Law, NoSuchNumber
from cases.organisation import Organisation
from cases.referrals.partners import Partner
from workflows.expressions import YearsAndMonths


@dataclass(frozen=True)
class Standards:
    """The landlord's law and debts, as one edition of the rule book says them.

    :ivar debts: the kinds of debt, by name
    :ivar silencing: the kinds of hold while which nobody speaks about a debt
    :ivar partners: the directory to whose partners people are referred, by code
    :ivar organisation: what else the landlord says of itself: which holds void what is served; ``None``: nothing
    """

    law: Law
    debts: Mapping[str, DebtKind] = field(default_factory=dict)
    silencing: frozenset[str] = frozenset()
    partners: Mapping[str, Partner] = field(default_factory=dict)
    organisation: Organisation | None = None
    _days: dict[tuple[str, date], int] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, law: Law, organisation: Organisation) -> Self:
        """What facts are measured by, of a landlord."""
        return cls(law, organisation.debts, organisation.silencing, organisation.partners, organisation)

    def days(self, name: str, on: date) -> int:
        """A number of days of the tables; 0 where an edition has no such row yet: nothing is waited for then."""
        if (name, on) not in self._days:
            self._days[name, on] = self._looked_up(name, on)
        return self._days[name, on]

    def _looked_up(self, name: str, on: date) -> int:
        try:
            if self.law.has_limit(name):
                return self.law.limit(name, on)
            if not self.law.has_period(name):
                return 0
            length = self.law.period(name, on)
        except NoSuchNumber:
            return 0
        return 0 if isinstance(length, YearsAndMonths) else length.days

    def order_of(self, debt: str) -> int:
        """In which order money for no debt in particular goes to a kind of debt; what is not known comes last."""
        kind = self.debts.get(debt)
        return kind.order if kind is not None else 1 + max((each.order for each in self.debts.values()), default=0)

    def is_periodic(self, debt: str) -> bool:
        """Whether more of a kind of debt falls due again and again; of what is not known that is taken to be so."""
        kind = self.debts.get(debt)
        return kind is None or kind.periodic

    def title_of(self, debt: str) -> str:
        """What a kind of debt is called."""
        kind = self.debts.get(debt)
        return kind.title if kind is not None else debt.replace("_", " ").capitalize()
