"""Decision services as functions (DMN 1.5, 6.2.4 and 10.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from workflows.decisions.deciding import Decided, Home, Homes, decide_all
from workflows.decisions.refusals import FactRefused, OutputRefused
from workflows.decisions.trace import Trace
from workflows.decisions.types import ValueType
from workflows.expressions import FeelFunction, Type, written
from workflows.expressions.limits import spend

_COST = 50
"""Steps of one call, besides those of what is decided in it."""


class Taken(NamedTuple):
    """What a decision service takes: an input, or the result of a decision that it does not take itself."""

    name: str
    type: ValueType
    home: Home = ()


@dataclass(frozen=True, slots=True)
class BoxedService:
    """The logic of a decision service. It sees its arguments, and nothing of what stands round it.

    :ivar name: for refusals
    :ivar takes: its parameters: the input data first, as the standard orders them, then the input decisions
    :ivar order: what is decided, each after what it requires
    :ivar outputs: the decisions whose results it gives
    :ivar homes: the places of its model
    :ivar result: the type of what it gives
    """

    name: str
    takes: tuple[Taken, ...]
    order: tuple[Decided, ...]
    outputs: tuple[Decided, ...]
    homes: Homes
    result: ValueType

    def decide(self, _scope: Mapping[str, Any], trace: Trace) -> FeelFunction:
        """The function. An argument of the wrong type gives null; several outputs give a context."""

        def invoke(*arguments: Any) -> Any:
            spend(_COST)
            facts: dict[str, Any] = {}
            for taken, argument in zip(self.takes, arguments, strict=True):
                fits, value = taken.type.conform(argument)
                if not fits:
                    return None
                _put(facts, taken, value)
            return self._conforming(self._decided(facts, trace), trace)

        names = tuple(taken.name for taken in self.takes)
        return FeelFunction(names, invoke, tuple(taken.type.feel for taken in self.takes), self.gives)

    def check(self, facts: Mapping[str, Any]) -> None:
        """Looks at what is given to the service where it is asked like a decision.

        :raises FactRefused: it is not of the type that the service takes
        """
        for taken in self.takes:
            value = facts.get(taken.name)
            if not taken.type.conform(value)[0]:
                what = f"needs {taken.name} to be {taken.type}, but it is {written(value)}"
                raise FactRefused(f"{self.name} {what}.", input=taken.name)

    @property
    def gives(self) -> Type | None:
        """The type of what it gives as FEEL has it; None where it names none."""
        return None if self.result.anything else self.result.feel

    def _decided(self, facts: Mapping[str, Any], trace: Trace) -> Any:
        places = decide_all(self.order, self.homes, facts, trace)
        made = {each.variable: places.at(each.home)[each.variable] for each in self.outputs}
        return next(iter(made.values())) if len(self.outputs) == 1 else made

    def _conforming(self, value: Any, trace: Trace) -> Any:
        fits, conformed = self.result.conform(value)
        if not fits:
            trace.broken(OutputRefused(f"{self.name} must give {self.result}, but it gives {written(value)}."))
            return None
        return conformed


def _put(facts: dict[str, Any], taken: Taken, value: Any) -> None:
    inner = facts
    for name in taken.home:
        inner = inner.setdefault(name, {}) if name else inner
    inner[taken.name] = value
