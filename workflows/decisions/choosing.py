"""Boxed conditionals, filters and iterators (DMN 1.5, 10.2.2.8 to 10.2.2.11): they give what FEEL's own would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.decisions.trace import Trace
from workflows.expressions.limits import checked_size, spend
from workflows.expressions.loops import at_place, elements
from workflows.expressions.numbers import is_number

if TYPE_CHECKING:
    from workflows.decisions.boxed import Logic

_TURN = 10
"""Steps of one turn, besides those of what is evaluated in it."""


@dataclass(frozen=True, slots=True)
class BoxedConditional:
    """A boxed conditional."""

    condition: "Logic"
    yes: "Logic"
    no: "Logic"

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The one value where the condition is true, else the other; null where it is no condition."""
        met = self.condition.decide(scope, trace)
        if met is not None and type(met) is not bool:
            return None
        return (self.yes if met else self.no).decide(scope, trace)

    @property
    def parts(self) -> tuple["Logic", ...]:
        """What it is made of."""
        return self.condition, self.yes, self.no


@dataclass(frozen=True, slots=True)
class BoxedFilter:
    """A boxed filter. What chooses sees ``item`` and, where that is a context, its entries.

    :ivar entries: names that entries have in the model
    """

    source: "Logic"
    match: "Logic"
    entries: frozenset[str]

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The elements for which the match is true, or the one at the place that it gives; null where it gives
        anything else.
        """
        items = elements(self.source.decide(scope, trace))
        if items is None:
            return None
        kept = []
        for item in items:
            spend(_TURN)
            own = item if isinstance(item, Mapping) else {}
            chosen = self.match.decide({**scope, "item": item, **own}, trace)
            if is_number(chosen):
                return at_place(items, chosen)
            if chosen is True:
                kept.append(item)
            elif chosen is not None and chosen is not False:
                return None
        return kept

    @property
    def parts(self) -> tuple["Logic", ...]:
        """What it is made of."""
        return self.source, self.match


@dataclass(frozen=True, slots=True)
class BoxedFor:
    """A boxed iterator. What it returns sees the variable, and ``partial``, the results so far."""

    variable: str
    source: "Logic"
    body: "Logic"

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The list of what is returned; null where there is nothing to run over."""
        items = elements(self.source.decide(scope, trace))
        if items is None:
            return None
        results: list[Any] = []
        for item in items:
            spend(_TURN + len(results))
            results.append(self.body.decide({**scope, self.variable: item, "partial": results.copy()}, trace))
        checked_size(len(results))
        return results

    @property
    def parts(self) -> tuple["Logic", ...]:
        """What it is made of."""
        return self.source, self.body


@dataclass(frozen=True, slots=True)
class BoxedQuantified:
    """A boxed ``some`` or ``every``."""

    every: bool
    variable: str
    source: "Logic"
    condition: "Logic"

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """Whether the condition is true for one, or for all; three-valued like ``or`` and ``and``, and null where it
        is no condition.
        """
        items: Sequence[Any] | None = elements(self.source.decide(scope, trace))
        if items is None:
            return None
        result: bool | None = self.every
        for item in items:
            spend(_TURN)
            answer = self.condition.decide({**scope, self.variable: item}, trace)
            if answer is None:
                result = None
            elif type(answer) is not bool or answer is not self.every:
                return answer if type(answer) is bool else None
        return result

    @property
    def parts(self) -> tuple["Logic", ...]:
        """What it is made of."""
        return self.source, self.condition
