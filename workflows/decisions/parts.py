"""What a model is made of: decisions, and the functions that they call."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeAlias

from workflows.decisions.boxed import BoxedFunction, Logic
from workflows.decisions.deciding import Home
from workflows.decisions.refusals import NotADecisionModel, OutputRefused
from workflows.decisions.services import BoxedService
from workflows.decisions.trace import Trace
from workflows.decisions.types import ValueType
from workflows.expressions import FeelFunction, written


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a model.

    :ivar variable: the name under which decisions that require it read its result
    :ivar requires: ids of the decisions and the functions that it requires
    :ivar type: of its result
    :ivar home: the names of the imports through which it comes, the outermost first; none for one of the file
    :ivar doubts: what in its expressions is null because it can have no value
    """

    closed: ClassVar[bool] = False
    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: Logic
    type: ValueType
    home: Home = ()
    doubts: tuple[NotADecisionModel, ...] = ()

    def value(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """Its result; null where that is not of its type."""
        trace.doubt(self.doubts)
        given = self.logic.decide(scope, trace)
        if self.type.anything:
            return given
        fits, conformed = self.type.conform(given)
        if not fits:
            trace.broken(OutputRefused(f"The decision {self.name} must be {self.type}, but it is {written(given)}."))
            return None
        return conformed


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions and others of its kind call.

    :ivar variable: the name under which it is called
    :ivar requires: ids of the functions that it requires
    :ivar home: as of a decision
    :ivar doubts: as of a decision
    """

    closed: ClassVar[bool] = True
    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: BoxedFunction
    home: Home = ()
    doubts: tuple[NotADecisionModel, ...] = ()

    def value(self, scope: Mapping[str, Any], trace: Trace) -> FeelFunction:
        """The function."""
        trace.doubt(self.doubts)
        return self.logic.decide(scope, trace)


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions that are taken together, as a function of what is given to them.

    :ivar variable: the name under which it is called
    :ivar requires: nothing: it holds what it needs
    :ivar home: as of a decision
    """

    closed: ClassVar[bool] = True
    id: str
    name: str
    variable: str
    logic: BoxedService
    requires: tuple[str, ...] = ()
    home: Home = ()

    def value(self, scope: Mapping[str, Any], trace: Trace) -> FeelFunction:
        """The function."""
        return self.logic.decide(scope, trace)


Part: TypeAlias = Decision | Knowledge | Service


def key_in(name: str, each: str) -> str:
    """The id of a part in the model that imports it under a name."""
    return f"{name}:{each}"


def imported(part: Part, name: str) -> Part:
    """A part as it stands in the model that imports it under a name."""
    requires = tuple(key_in(name, each) for each in part.requires)
    return replace(part, id=key_in(name, part.id), requires=requires, home=(name, *part.home))


def in_order(
    parts: Mapping[str, Part], wanted: tuple[str, ...], given: frozenset[str] = frozenset()
) -> tuple[Part, ...]:
    """Parts and all that they require, in the order in which they are decided. There are no circles in them.

    :param given: ids of decisions that are not taken, because their results are given
    """
    found: dict[str, Part] = {}

    def visit(each: str) -> None:
        if each not in found and each not in given:
            for required in parts[each].requires:
                visit(required)
            found[each] = parts[each]

    for each in wanted:
        visit(each)
    return tuple(found.values())
