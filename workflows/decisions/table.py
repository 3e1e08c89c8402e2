"""Decision tables, compiled (DMN 1.5, chapter 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.decisions.policies import SINGLE, Hit, Policy
from workflows.decisions.refusals import FactRefused, HitPolicyBroken, OutputRefused
from workflows.decisions.trace import Matched, Trace
from workflows.decisions.types import ValueType
from workflows.expressions import Expression, UnaryTests, written
from workflows.expressions.tree import Constant

Test = Callable[[Any, Any], Any]
"""A cell: takes a value and the scope, gives True, False or None."""


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions.

    :ivar label: what people call it
    :ivar values: the values that are allowed, or None
    """

    label: str
    expression: Expression
    type: ValueType
    values: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results.

    :ivar name: empty where the table has but one
    :ivar values: the values that are allowed, or None
    :ivar ordered: those values one by one, the highest priority first; None where they are not plain values
    :ivar default: its value where no rule matches
    """

    name: str
    label: str
    type: ValueType
    values: UnaryTests | None
    ordered: tuple[Any, ...] | None
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row.

    :ivar number: from 1
    :ivar id: the id in the file, or the number
    """

    number: int
    id: str
    cells: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table.

    :ivar name: for refusals: ``the decision Reminder``
    :ivar kind: the type of its output as a whole, where it names one
    """

    name: str
    decision: str
    hit_policy: str
    aggregation: str
    policy: Policy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    kind: ValueType | None = None
    _tests: tuple[tuple[Rule, int, Test, tuple[tuple[int, Test], ...]], ...] = field(init=False, repr=False)
    _ready: Mapping[int, Hit] = field(init=False, repr=False)
    _columns: tuple[tuple[Input, Callable[[Any], Any], frozenset[type] | None], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Cells that say "-" pass every value: they are not asked. Most rows fail at the first that is.
        asked = ((rule, _asked(rule) or ((0, _passes),)) for rule in self.rules)
        object.__setattr__(self, "_tests", tuple((rule, *tests[0], tests[1:]) for rule, tests in asked))
        ready = {rule.number: self._hit(rule, {}) for rule in self.rules if _is_constant(rule)}
        object.__setattr__(self, "_ready", ready)
        object.__setattr__(self, "_columns", tuple((each, each.expression.run, _easy(each)) for each in self.inputs))

    def decide(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The table's output; null where the trace takes what is broken.

        :param scope: facts and the results of required decisions
        :param trace: takes what matched, and what is broken: an input of the wrong type or with a value that is not
            allowed, rules that match against the hit policy, an output that is not allowed
        """
        try:
            return self._decided(scope, trace)
        except (FactRefused, HitPolicyBroken, OutputRefused) as error:
            trace.broken(error)
            return None

    def _decided(self, scope: Mapping[str, Any], trace: Trace) -> Any:
        values = []
        for column, run, easy in self._columns:
            value = run(scope)
            values.append(value if easy is None or type(value) in easy else self._checked(column, value, scope, trace))
        hits: list[Hit] = []
        first_only = self.hit_policy == "FIRST"
        for rule, place, first, rest in self._tests:
            if first(values[place], scope) is not True:
                continue
            for index, test in rest:
                if test(values[index], scope) is not True:
                    break
            else:
                hits.append(self._ready.get(rule.number) or self._hit(rule, scope))
                if first_only:
                    break
        if not hits:
            trace.matched.append(Matched(self.decision, inputs=tuple(values)))
            value = self._nothing(scope)
            return value if self.kind is None else self._conforming(value)
        value, counted = self.policy(hits, self.name)
        numbers = tuple(hit.number for hit in counted)
        ids = tuple(self.rules[number - 1].id for number in numbers)
        trace.matched.append(Matched(self.decision, ids, numbers, tuple(values)))
        return value if self.kind is None else self._conforming(value)

    def _conforming(self, value: Any) -> Any:
        fits, conformed = self.kind.conform(value) if self.kind else (True, value)
        if not fits:
            raise OutputRefused(f"The table of {self.name} must give {self.kind}, but it gives {written(value)}.")
        return conformed

    def _checked(self, column: Input, value: Any, scope: Mapping[str, Any], trace: Trace) -> Any:
        """The value of an input, converted to its type; null where it is not of it, or not allowed."""
        fits, conformed = column.type.conform(value)
        wrong = ""
        if not fits:
            wrong = f"needs {column.label} to be a {column.type}"
        elif column.values and conformed is not None and column.values.test(conformed, scope) is not True:
            wrong = f"allows for {column.label} only {column.values.text}"
        if not wrong:
            return conformed
        trace.broken(FactRefused(f"{_capital(self.name)} {wrong}, but it is {written(value)}.", input=column.label))
        return None

    def _hit(self, rule: Rule, scope: Mapping[str, Any]) -> Hit:
        values = [entry.run(scope) for entry in rule.outputs]
        self._check(values, scope, f"Rule {rule.number} of {self.name}")
        priority = tuple(
            _place(column.ordered, value)
            for column, value in zip(self.outputs, values, strict=True)
            if column.ordered is not None
        )
        return Hit(rule.number, self._compound(values), priority)

    def _check(self, values: list[Any], scope: Mapping[str, Any], where: str) -> None:
        for column, value in zip(self.outputs, values, strict=True):
            allowed = column.values is None or value is None or column.values.test(value, scope) is True
            if not allowed or not column.type.fits(value):
                raise OutputRefused(
                    f"{where} gives {written(value)} for {column.label}, "
                    f"which must be {column.values.text if not allowed and column.values else column.type}."
                )

    def _nothing(self, scope: Mapping[str, Any]) -> Any:
        """The output where no rule matches: the default; else null, or an empty list, or a count of 0."""
        if any(column.default for column in self.outputs):
            values = [column.default.run(scope) if column.default else None for column in self.outputs]
            self._check(values, scope, f"The default of {self.name}")
            value = self._compound(values)
            return value if self.hit_policy in SINGLE or self.aggregation else [value]
        if self.aggregation:
            return 0 if self.aggregation == "COUNT" else None
        return None if self.hit_policy in SINGLE else []

    def _compound(self, values: list[Any]) -> Any:
        if len(values) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.outputs, values, strict=True)}


def _easy(column: Input) -> frozenset[type] | None:
    """Python types whose values need no check in a column; None when no value does."""
    if column.values is None:
        return None if column.type.anything else column.type.plain
    return frozenset()


def _is_constant(rule: Rule) -> bool:
    """Whether a row has one output, a constant: it was checked when it was read, and gives the same for ever."""
    return len(rule.outputs) == 1 and isinstance(rule.outputs[0].tree, Constant)


def _passes(_value: Any, _scope: Any) -> bool:
    return True


def _asked(rule: Rule) -> tuple[tuple[int, Test], ...]:
    return tuple((index, cell.test) for index, cell in enumerate(rule.cells) if cell.tests is not None)


def _place(ordered: tuple[Any, ...], value: Any) -> int:
    return next((at for at, each in enumerate(ordered) if each == value and type(each) is type(value)), len(ordered))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
