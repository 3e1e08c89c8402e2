"""What the step that makes a document names for it: to whom it goes, a day, a sum, words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from documents.acting import FactMissing, FactsContradict
from documents.addressee import Addressee
from documents.words import clean

LONGEST = 4000
"""Characters of words that a letter can hold beside its own."""


@dataclass(frozen=True)
class Named:
    """What a step names; ``None`` and empty: nothing.

    :ivar to_name: to whom it goes, of documents that go to somebody named, and :ivar to_address: where, a line each or
        divided by commas
    :ivar sum_pence: positive
    :ivar reason: why, of a decision, and :ivar remedy: what is done about it, or what somebody wants to come of it
    :ivar last_day: on which a claim may begin on a notice, where that is known when it is made
    :ivar about_id: which tenant it is about; ``None``: the first of the case
    :ivar large: whether who is named reads large print
    """

    day: date | None = None
    sum_pence: int | None = None
    words: str = ""
    to_name: str = ""
    to_address: str = ""
    reason: str = ""
    remedy: str = ""
    large: bool = False
    about_id: int | None = None
    last_day: date | None = None

    @classmethod
    def by(cls, parameters: Mapping[str, Any]) -> Self:
        """Of the parameters of a step.

        :raises FactsContradict: the sum is no number of whole pence, or the words are longer than a letter holds
        """
        amount = parameters.get("sum")
        words, reason, remedy = (str(parameters.get(name) or "").strip() for name in ("words", "reason", "remedy"))
        if amount is not None and (amount != int(amount) or amount <= 0):
            raise FactsContradict(f"The step names a sum of {amount}, which is no number of whole pence above 0.")
        if (longest := max(map(len, (words, reason, remedy)))) > LONGEST:
            raise FactsContradict(f"The step names {longest:,} characters of words; a letter holds {LONGEST:,}.")
        day, last_day = (_day(parameters.get(name)) for name in ("day", "last_day"))
        to_name, to_address = (str(parameters.get(name) or "") for name in ("to_name", "to_address"))
        pence, large = None if amount is None else int(amount), parameters.get("large") is True
        return cls(day, pence, words, to_name, to_address, reason, remedy, large, last_day=last_day)

    def addressee(self, customer_id: int) -> Addressee:
        """Who is named, of a document that goes to them.

        :param customer_id: the tenant whom it is about, where none was said
        :raises FactMissing: no name or no address is named
        """
        name = clean(self.to_name)
        lines = tuple(line for line in map(clean, self.to_address.replace(",", "\n").splitlines()) if line)
        if not name or not lines:
            missing = "to whom" if not name else "at which address"
            raise FactMissing(f"It is not said {missing} the letter goes. Go back a step, and write it down.")
        return Addressee(self.about_id or customer_id, name, name, "", "", lines, self.large)


def _day(value: Any) -> date | None:
    """A day; a step that waited for the worker has it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


NOTHING_NAMED = Named()
