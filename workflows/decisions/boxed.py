"""Boxed expressions that are no tables (DMN 1.5, chapter 10.2): what each gives.

``decide`` takes the scope (name → FEEL value) and the trace of what happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.decisions.choosing import BoxedConditional, BoxedFilter, BoxedFor, BoxedQuantified
from workflows.decisions.refusals import OutputRefused
from workflows.decisions.table import DecisionTable
from workflows.decisions.trace import Matched, Trace
from workflows.decisions.types import ValueType
from workflows.expressions import Expression, FeelFunction, Type, written
from workflows.expressions.expression import UnaryTests
from workflows.expressions.limits import spend
from workflows.expressions.names import free_names

_ANY = ValueType("")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression."""

    decision: str
    expression: Expression

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """Its value."""
        trace.matched.append(Matched(self.decision))
        return self.expression.run(scope)


@dataclass(frozen=True, slots=True)
class Typed:
    """A boxed expression, or an entry of a context, that says of which type it is.

    :ivar where: for refusals: ``The decision Reminder, entry rate``
    """

    where: str
    type: ValueType
    logic: "Logic"

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """Its value, converted as :meth:`ValueType.conform` says; null where it is not of the type."""
        value = self.logic.decide(scope, trace)
        fits, conformed = self.type.conform(value)
        if not fits:
            trace.broken(OutputRefused(f"{self.where} must be {self.type}, but it is {written(value)}."))
            return None
        return conformed


@dataclass(frozen=True, slots=True)
class BoxedContext:
    """A boxed context; an entry sees those before it. With a result entry its value is the context's value."""

    entries: tuple[tuple[str, "Logic"], ...]
    result: "Logic | None"

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The context, or the result entry's value."""
        inner = dict(scope)
        made = {}
        for name, logic in self.entries:
            made[name] = inner[name] = logic.decide(inner, trace)
        return self.result.decide(inner, trace) if self.result else made


@dataclass(frozen=True, slots=True)
class BoxedList:
    """A boxed list."""

    items: tuple["Logic", ...]

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The list."""
        return [item.decide(scope, trace) for item in self.items]


@dataclass(frozen=True, slots=True)
class BoxedRelation:
    """A boxed relation.

    :ivar columns: their names
    """

    columns: tuple[str, ...]
    rows: tuple[tuple["Logic", ...], ...]

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """A list of contexts, one for each row."""
        return [
            {name: cell.decide(scope, trace) for name, cell in zip(self.columns, row, strict=True)} for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class BoxedInvocation:
    """A boxed invocation.

    :ivar call: the call as FEEL, each argument named after its parameter
    :ivar bindings: parameter → its argument
    """

    call: Expression
    bindings: tuple[tuple[str, "Logic"], ...]

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """What the function gives."""
        return self.call.run({**scope, **{name: logic.decide(scope, trace) for name, logic in self.bindings}})


@dataclass(frozen=True, slots=True)
class BoxedFunction:
    """A boxed function, and the logic of a business knowledge model.

    :ivar result: what it must give, where the model says so of the function
    :ivar where: for refusals: ``The business knowledge model Rate``
    """

    parameters: tuple[tuple[str, ValueType], ...]
    body: "Logic"
    result: ValueType = _ANY
    where: str = "The function"
    _types: tuple[Type, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_types", tuple(kind.feel for _, kind in self.parameters))

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> FeelFunction:
        """The function, with what its body reads from round it. An argument of the wrong type gives null."""
        captured = dict(scope)
        names = tuple(name for name, _ in self.parameters)

        def invoke(*arguments: Any) -> Any:
            spend(10 + len(captured))
            taken = dict(captured)
            for (name, kind), argument in zip(self.parameters, arguments, strict=True):
                fits, taken[name] = kind.conform(argument)
                if not fits:
                    return None
            return self._conforming(self.body.decide(taken, trace), trace)

        return FeelFunction(names, invoke, self._types, self._gives)

    @property
    def _gives(self) -> Type | None:
        """The type of what it gives, where the model says so."""
        kind = self.body.type if self.result.anything and isinstance(self.body, Typed) else self.result
        return None if kind.anything else kind.feel

    def _conforming(self, value: Any, trace: Trace) -> Any:
        fits, conformed = self.result.conform(value)
        if not fits:
            trace.broken(OutputRefused(f"{self.where} must give {self.result}, but it gives {written(value)}."))
            return None
        return conformed


Choosing = BoxedConditional | BoxedFilter | BoxedFor | BoxedQuantified
Plain = Literal | Typed | BoxedContext | BoxedList | BoxedRelation | BoxedInvocation | BoxedFunction
Logic = DecisionTable | Plain | Choosing


def reads(logic: Logic, *, sure: bool = False) -> frozenset[str]:
    """The names that a decision's logic reads from outside.

    :param sure: only those that are certainly no entries of what is filtered
    """
    match logic:
        case Literal():
            return logic.expression.names
        case DecisionTable():
            found = frozenset().union(*(column.expression.names for column in logic.inputs))
            for rule in logic.rules:
                cells = (_sure(cell) if sure else cell.names for cell in rule.cells)
                found = found.union(*cells, *(entry.names for entry in rule.outputs))
            return found.union(*(column.default.names for column in logic.outputs if column.default))
        case Typed():
            return reads(logic.logic, sure=sure)
        case BoxedList():
            return frozenset().union(*(reads(item, sure=sure) for item in logic.items))
        case BoxedRelation():
            return frozenset().union(*(reads(cell, sure=sure) for row in logic.rows for cell in row))
        case BoxedInvocation():
            bound = frozenset(name for name, _ in logic.bindings)
            return (logic.call.names - bound).union(*(reads(part, sure=sure) for _, part in logic.bindings))
        case BoxedFunction():
            return reads(logic.body, sure=sure) - {name for name, _ in logic.parameters}
        case BoxedConditional():
            return frozenset().union(*(reads(part, sure=sure) for part in logic.parts))
        case BoxedFilter():
            entries = frozenset[str]() if sure else reads(logic.match) - {"item"} - logic.entries
            return reads(logic.source, sure=sure) | entries
        case BoxedFor() | BoxedQuantified():
            inside = reads(logic.parts[-1], sure=sure) - {logic.variable, "partial"}
            return reads(logic.source, sure=sure) | inside
    found, own = frozenset(), frozenset[str]()
    for name, part in logic.entries:
        found |= reads(part, sure=sure) - own
        own |= {name}
    return found | (reads(logic.result, sure=sure) - own if logic.result else frozenset())


def _sure(cell: UnaryTests) -> frozenset[str]:
    return frozenset(free_names(*(cell.tests or ())).sure - {"?"})


def tables(logic: Logic) -> list[DecisionTable]:
    """The decision tables inside."""
    match logic:
        case DecisionTable():
            return [logic]
        case Literal():
            return []
        case Typed():
            return tables(logic.logic)
        case BoxedList():
            inside = logic.items
        case BoxedRelation():
            inside = tuple(cell for row in logic.rows for cell in row)
        case BoxedInvocation():
            inside = tuple(part for _, part in logic.bindings)
        case BoxedFunction():
            inside = (logic.body,)
        case BoxedConditional() | BoxedFilter() | BoxedFor() | BoxedQuantified():
            inside = logic.parts
        case BoxedContext():
            inside = (*(part for _, part in logic.entries), *([logic.result] if logic.result else []))
    return [table for part in inside for table in tables(part)]
