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
    """

    day: date | None = None
    sum_pence: int | None = None
    words: str = ""
    to_name: str = ""
    to_address: str = ""

    @classmethod
    def by(cls, parameters: Mapping[str, Any]) -> Self:
        """Of the parameters of a step.

        :raises FactsContradict: the sum is no number of whole pence, or the words are longer than a letter holds
        """
        amount, words = parameters.get("sum"), str(parameters.get("words") or "").strip()
        if amount is not None and (amount != int(amount) or amount <= 0):
            raise FactsContradict(f"The step names a sum of {amount}, which is no number of whole pence above 0.")
        if len(words) > LONGEST:
            raise FactsContradict(f"The step names {len(words):,} characters of words; a letter holds {LONGEST:,}.")
        day = parameters.get("day")  # a step that waited for the worker has it as text
        day = date.fromisoformat(day) if isinstance(day, str) else day
        texts = (str(parameters.get(name) or "") for name in ("to_name", "to_address"))
        return cls(day, None if amount is None else int(amount), words, *texts)

    def addressee(self, customer_id: int, *, large_print: bool) -> Addressee:
        """Who is named, of a document that goes to them.

        :param customer_id: the tenant whom it is about
        :raises FactMissing: no name or no address is named
        """
        name = clean(self.to_name)
        lines = tuple(line for line in map(clean, self.to_address.replace(",", "\n").splitlines()) if line)
        if not name or not lines:
            missing = "to whom" if not name else "at which address"
            raise FactMissing(f"It is not said {missing} the letter goes. Go back a step, and write it down.")
        return Addressee(customer_id, name, name, "", "", lines, large_print)


NOTHING_NAMED = Named()
