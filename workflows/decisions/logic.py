"""XML of a decision's logic → something that decides: tables, literal expressions, boxed contexts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.decisions.policies import AGGREGATORS, BY_PRIORITY, POLICIES, policy
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.table import DecisionTable, Input, Matched, Output, Rule
from workflows.decisions.types import Types, ValueType
from workflows.expressions import (
    Expression,
    FeelSyntaxError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from workflows.expressions.tree import Constant

KINDS = ("decisionTable", "literalExpression", "context")
_REFUSED = {
    "relation": "a boxed relation",
    "invocation": "a boxed invocation",
    "functionDefinition": "a boxed function",
    "list": "a boxed list",
    "conditional": "a boxed conditional",
    "filter": "a boxed filter",
    "for": "a boxed iterator",
    "every": "a boxed every",
    "some": "a boxed some",
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression."""

    decision: str
    expression: Expression

    def decide(self, scope: Mapping[str, Any], trace: list[Matched]) -> Any:
        """Its value."""
        trace.append(Matched(self.decision))
        return self.expression.run(scope)


@dataclass(frozen=True, slots=True)
class BoxedContext:
    """A boxed context; an entry sees those before it. With a result entry its value is the context's value."""

    entries: tuple[tuple[str, "Logic"], ...]
    result: "Logic | None"

    def decide(self, scope: Mapping[str, Any], trace: list[Matched]) -> Any:
        """The context, or the result entry's value."""
        inner = dict(scope)
        made = {}
        for name, logic in self.entries:
            made[name] = inner[name] = logic.decide(inner, trace)
        return self.result.decide(inner, trace) if self.result else made


Logic = DecisionTable | Literal | BoxedContext


def reads(logic: Logic) -> frozenset[str]:
    """The names that a decision's logic reads from outside."""
    if isinstance(logic, Literal):
        return logic.expression.names
    if isinstance(logic, DecisionTable):
        found = frozenset().union(*(column.expression.names for column in logic.inputs))
        for rule in logic.rules:
            found = found.union(*(cell.names for cell in rule.cells), *(entry.names for entry in rule.outputs))
        return found.union(*(column.default.names for column in logic.outputs if column.default))
    found, own = frozenset(), frozenset[str]()
    for name, part in logic.entries:
        found |= reads(part) - own
        own |= {name}
    return found | (reads(logic.result) - own if logic.result else frozenset())


class Reader:
    """Reads the logic of one decision.

    :param decision: its id
    :param name: what people call it: ``the decision Reminder``
    :param names: names that its expressions may read, for those with spaces
    :param fail: makes a refusal that names the file
    """

    def __init__(
        self,
        decision: str,
        name: str,
        types: Types,
        functions: Mapping[str, Callable[..., Any]],
        names: frozenset[str],
        fail: Callable[[str], NotADecisionModel],
    ) -> None:
        self.decision, self.name, self.types, self.functions, self.names = decision, name, types, functions, names
        self.fail = fail
        # Tables repeat themselves: each text is compiled once.
        self._cells: dict[str, UnaryTests] = {}
        self._entries: dict[str, Expression] = {}

    def logic(self, element: Element, where: str) -> Logic:
        """The logic inside a decision or a context entry."""
        for other in element.children(*_REFUSED):
            raise self.fail(f"{where} is {_REFUSED[other.tag]}, which Duecourse does not run: use a table or FEEL.")
        child = element.child(*KINDS)
        if child is None:
            raise self.fail(f"{where} has no logic: give it a decision table or a literal expression.")
        if child.tag == "decisionTable":
            return self.table(child, where)
        if child.tag == "literalExpression":
            return Literal(self.decision, self.expression(child, where))
        return self.context(child, where)

    def context(self, element: Element, where: str) -> BoxedContext:
        """A boxed context."""
        entries: list[tuple[str, Logic]] = []
        result = None
        outer = self.names
        for number, entry in enumerate(element.children("contextEntry"), 1):
            variable = entry.child("variable")
            name = variable.get("name") if variable else ""
            if result or name in dict(entries):
                raise self.fail(f"{where}: entry {number} comes after the result or repeats a name.")
            part = self.logic(entry, f"{where}, entry {name or number}")
            if name:
                entries.append((name, part))
                self.names |= {name}
                self._cells.clear()
                self._entries.clear()
            else:
                result = part
        self.names = outer
        return BoxedContext(tuple(entries), result)

    def table(self, element: Element, where: str) -> DecisionTable:
        """A decision table."""
        hit_policy = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation")
        if hit_policy not in POLICIES:
            raise self.fail(f"{where} has the hit policy {hit_policy}; there are {', '.join(POLICIES)}.")
        if aggregation and (aggregation not in AGGREGATORS or hit_policy != "COLLECT"):
            raise self.fail(f"{where}: {aggregation} is no aggregation of {hit_policy}; COLLECT has {AGGREGATORS}.")
        inputs = tuple(self.input(each, where, at) for at, each in enumerate(element.children("input"), 1))
        columns = list(element.children("output"))
        if not columns:
            raise self.fail(f"{where} has no output.")
        outputs = tuple(self.output(each, where, at, len(columns)) for at, each in enumerate(columns, 1))
        if len({column.name for column in outputs}) < len(outputs):
            raise self.fail(f"{where} has two outputs of one name.")
        if aggregation and len(outputs) > 1:
            raise self.fail(f"{where} has several outputs: {aggregation} works on one.")
        if hit_policy in BY_PRIORITY and not any(column.ordered for column in outputs):
            raise self.fail(f"{where} has the hit policy {hit_policy} and needs output values, the highest first.")
        rules = tuple(
            self.rule(each, where, at, inputs, outputs) for at, each in enumerate(element.children("rule"), 1)
        )
        if not rules:
            raise self.fail(f"{where} has no rules.")
        made = policy(hit_policy, aggregation)
        return DecisionTable(self.name, self.decision, hit_policy, aggregation, made, inputs, outputs, rules)

    def input(self, element: Element, where: str, number: int) -> Input:
        """One input column."""
        expression = element.child("inputExpression")
        label = element.get("label") or (expression.text() if expression else "") or str(number)
        place = f"{where}, input {label}"
        if expression is None or not expression.text():
            raise self.fail(f"{place} has no expression: say which fact it looks at.")
        values = element.child("inputValues")
        return Input(
            label,
            self.expression(expression, place),
            self.types.of(expression.get("typeRef"), place),
            self.types.tests(values.text(), f"{place}, allowed values") if values else None,
        )

    def output(self, element: Element, where: str, number: int, count: int) -> Output:
        """One output column."""
        name = element.get("name")
        label = element.get("label") or name or str(number)
        place = f"{where}, output {label}"
        if count > 1 and not name:
            raise self.fail(f"{place} has no name: every output of several needs one.")
        kind: ValueType = self.types.of(element.get("typeRef"), place)
        values = element.child("outputValues")
        tests = self.types.tests(values.text(), f"{place}, allowed values") if values else kind.allowed
        default = element.child("defaultOutputEntry")
        given = default is not None and default.text()
        return Output(
            name, label, kind, tests, _ordered(tests), self.expression(default, place) if default and given else None
        )

    def rule(
        self, element: Element, where: str, number: int, inputs: tuple[Input, ...], outputs: tuple[Output, ...]
    ) -> Rule:
        """One row."""
        cells = list(element.children("inputEntry"))
        entries = list(element.children("outputEntry"))
        place = f"{where}, rule {number}"
        if len(cells) != len(inputs) or len(entries) != len(outputs):
            raise self.fail(
                f"{place} has {len(cells)} + {len(entries)} cells for {len(inputs)} + {len(outputs)} columns."
            )
        return Rule(
            number,
            element.get("id") or str(number),
            tuple(
                self.cell(cell, f"{place}, input {column.label}") for cell, column in zip(cells, inputs, strict=True)
            ),
            tuple(
                self.entry(entry, f"{place}, output {column.label}", column)
                for entry, column in zip(entries, outputs, strict=True)
            ),
        )

    def cell(self, element: Element, where: str) -> UnaryTests:
        """An input cell; an empty one says ``-``."""
        text = element.text() or "-"
        self._refuse_language(element, where)
        if text not in self._cells:
            try:
                self._cells[text] = compile_unary_tests(text, self.functions, self.names)
            except FeelSyntaxError as error:
                raise self.fail(f"{where}: {error.sentence}.") from None
        return self._cells[text]

    def entry(self, element: Element, where: str, column: Output) -> Expression:
        """An output cell; an empty one is null, a constant one must be allowed."""
        compiled = self.expression(element, where) if element.text() else compile_expression("null")
        if isinstance(compiled.tree, Constant) and (value := compiled.tree.value) is not None:
            if not column.type.fits(value):
                raise self.fail(f"{where}: {compiled.text} is not a {column.type}.")
            if column.values and not column.values.matches(value):
                raise self.fail(f"{where}: {compiled.text} is not among the allowed values {column.values.text}.")
        return compiled

    def expression(self, element: Element, where: str) -> Expression:
        """An expression."""
        self._refuse_language(element, where)
        text = element.text()
        if not text:
            raise self.fail(f"{where} has an empty expression.")
        if text not in self._entries:
            try:
                self._entries[text] = compile_expression(text, self.functions, self.names)
            except FeelSyntaxError as error:
                raise self.fail(f"{where}: {error.sentence}.") from None
        return self._entries[text]

    def _refuse_language(self, element: Element, where: str) -> None:
        language = element.get("expressionLanguage")
        if language and "feel" not in language.lower():
            raise self.fail(f"{where} is written in {language}; only FEEL is understood.")


def _ordered(tests: UnaryTests | None) -> tuple[Any, ...] | None:
    """The allowed values one by one, where they are a plain list of constants."""
    if tests is None or tests.negated or not tests.tests:
        return None
    if not all(isinstance(each, Constant) for each in tests.tests):
        return None
    return tuple(each.value for each in tests.tests if isinstance(each, Constant))
