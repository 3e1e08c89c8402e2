"""XML of a decision table and of expressions → what decides (DMN 1.5, chapter 8)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from workflows.decisions.policies import AGGREGATORS, BY_PRIORITY, POLICIES, policy
from workflows.decisions.reading import Element
from workflows.decisions.refusals import NotADecisionModel
from workflows.decisions.table import DecisionTable, Input, Output, Rule
from workflows.decisions.types import Fail, Types, ValueType
from workflows.expressions import (
    Expression,
    FeelSyntaxError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from workflows.expressions.tree import Constant


class TableReader:
    """Reads the tables and expressions of one decision.

    :param decision: its id
    :param name: what people call it: ``the decision Reminder``
    :param names: names that its expressions may read, for those with spaces
    :param fail: makes a refusal that names the file, and the line of an element
    :param strict: refuses what is FEEL but can have no value; otherwise that is null, and noted
    :ivar refusals: what is wrong in expressions; each is noted, so that all are told at once
    :ivar doubts: what in expressions is null because it can have no value
    """

    def __init__(
        self,
        decision: str,
        name: str,
        types: Types,
        functions: Mapping[str, Callable[..., Any]],
        names: frozenset[str],
        fail: Fail,
        strict: bool,
    ) -> None:
        self.decision, self.name, self.types, self.functions, self.names = decision, name, types, functions, names
        self._fail = fail
        self._place: Element | None = None
        self._strict = strict
        self.refusals: list[NotADecisionModel] = []
        self.doubts: list[NotADecisionModel] = []
        # Tables repeat themselves: each text is compiled once.
        self._cells: dict[str, UnaryTests] = {}
        self._entries: dict[str, Expression] = {}

    def fail(self, sentence: str) -> NotADecisionModel:
        """A refusal that names the file, and the line of what was read last."""
        return self._fail(sentence, self._place)

    def _reads(self, element: Element) -> None:
        self._place = element

    def _doubts(self, compiled: Expression | UnaryTests, element: Element, where: str) -> None:
        for doubt in compiled.doubts:
            self.doubts.append(self._fail(f"{where}: {doubt.sentence}.", element.line_of_text(doubt.line)))

    def _broken(self, sentence: str, element: Element, line: int = 1) -> None:
        self.refusals.append(self._fail(sentence, element.line_of_text(line)))

    def _knows(self, names: frozenset[str]) -> None:
        if names != self.names:
            self.names = names
            self._cells.clear()
            self._entries.clear()

    def table(self, element: Element, where: str) -> DecisionTable:
        """A decision table."""
        self._reads(element)
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
        kind = self.types.of(element, where)
        named = None if kind.anything else kind
        return DecisionTable(self.name, self.decision, hit_policy, aggregation, made, inputs, outputs, rules, named)

    def input(self, element: Element, where: str, number: int) -> Input:
        """One input column."""
        self._reads(element)
        expression = element.child("inputExpression")
        label = element.get("label") or (expression.text() if expression else "") or str(number)
        place = f"{where}, input {label}"
        if expression is None or not expression.text():
            raise self.fail(f"{place} has no expression: say which fact it looks at.")
        values = element.child("inputValues")
        return Input(
            label,
            self.expression(expression, place),
            self.types.of(expression, place),
            self.types.tests(values, f"{place}, allowed values") if values else None,
        )

    def output(self, element: Element, where: str, number: int, count: int) -> Output:
        """One output column."""
        self._reads(element)
        name = element.get("name")
        label = element.get("label") or name or str(number)
        place = f"{where}, output {label}"
        if count > 1 and not name:
            raise self.fail(f"{place} has no name: every output of several needs one.")
        kind: ValueType = self.types.of(element, place)
        values = element.child("outputValues")
        tests = self.types.tests(values, f"{place}, allowed values") if values else kind.allowed
        default = element.child("defaultOutputEntry")
        given = default is not None and default.text()
        column = Output(name, label, kind, tests, _ordered(tests), None)
        return (
            replace(column, default=self.entry(default, f"{place}, default", column)) if default and given else column
        )

    def rule(
        self, element: Element, where: str, number: int, inputs: tuple[Input, ...], outputs: tuple[Output, ...]
    ) -> Rule:
        """One row."""
        self._reads(element)
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
        self._reads(element)
        text = element.text() or "-"
        self._refuse_language(element, where)
        if text not in self._cells:
            try:
                self._cells[text] = compile_unary_tests(
                    text, self.functions, self.names, self.types.named, self.types.entries, self._strict
                )
                self._doubts(self._cells[text], element, where)
            except FeelSyntaxError as error:
                self._broken(f"{where}: {error.sentence}.", element, error.line)
                return compile_unary_tests("-")
        return self._cells[text]

    def entry(self, element: Element, where: str, column: Output) -> Expression:
        """An output cell; an empty one is null, a constant one must be allowed."""
        self._reads(element)
        compiled = self.expression(element, where) if element.text() else compile_expression("null")
        if isinstance(compiled.tree, Constant) and (value := compiled.tree.value) is not None:
            wrong = ""
            if not column.type.fits(value):
                wrong = f"is not a {column.type}"
            elif column.values and not column.values.matches(value):
                wrong = f"is not among the allowed values {column.values.text}"
            if wrong:
                self._broken(f"{where}: {compiled.text} {wrong}.", element)
                return compile_expression("null")
        return compiled

    def expression(self, element: Element, where: str) -> Expression:
        """An expression."""
        self._reads(element)
        self._refuse_language(element, where)
        text = element.text()
        if not text:
            raise self.fail(f"{where} has an empty expression.")
        if text not in self._entries:
            try:
                self._entries[text] = compile_expression(
                    text, self.functions, self.names, self.types.named, self.types.entries, self._strict
                )
                self._doubts(self._entries[text], element, where)
            except FeelSyntaxError as error:
                self._broken(f"{where}: {error.sentence}.", element, error.line)
                return compile_expression("null")
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
