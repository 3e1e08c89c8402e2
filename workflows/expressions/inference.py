"""Types, before anything is evaluated: what an expression gives, and what in it can only be a mistake.

FEEL gives null where types do not fit, so that a condition is silently not true. Here that is told when it is written.
Nothing is said of what is not known.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workflows.expressions import fitting, tree
from workflows.expressions.fitting import said
from workflows.expressions.hints import nearest
from workflows.expressions.inferred import (
    BOOLEAN,
    DURATIONS,
    UNKNOWN,
    Inferred,
    Known,
    either,
    in_words,
    list_of,
    of_value,
)
from workflows.expressions.results import GIVES, PARTS
from workflows.expressions.tree import Node


def mistakes(node: Node, known: Known, wanted: Inferred = UNKNOWN) -> list[str]:
    """What can only be a mistake in an expression, each a phrase with its full stop, to stand behind a colon.

    :param wanted: what it must give; null is always taken
    """
    looks = Inference(known)
    given = looks.of(node)
    if not given.can_be(*wanted.kinds, "null") and wanted.is_known:
        looks.complain(f"it gives {in_words(given.kinds)}, and must give {in_words(wanted.kinds)}")
    return [phrase if phrase.endswith("?") else f"{phrase}." for phrase in looks.complaints]


class Inference:
    """Looks at expressions in one place.

    :ivar complaints: what can only be a mistake, each a phrase without a full stop, to stand behind a colon
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.complaints: list[str] = []

    def of(self, node: Node) -> Inferred:
        """What an expression gives."""
        return _INFER[type(node)](self, node)

    def within(self, more: Mapping[str, Inferred], node: Node) -> Inferred:
        """What an expression gives where these names stand for something too."""
        outer, self.known = self.known, self.known.besides(more)
        try:
            return self.of(node)
        finally:
            self.known = outer

    def condition(self, node: Node) -> None:
        """What must be true or false."""
        self.must_be(node, self.of(node), frozenset({"boolean"}), "is asked whether it is true")

    def must_be(self, node: Node, given: Inferred, kinds: frozenset[str], where: str) -> None:
        """Complains where something can be of none of the types; ``where`` stands after the expression."""
        if not given.can_be(*kinds, "null"):
            self.complain(f"{said(node)} is {in_words(given.kinds)}, and {where}")

    def complain(self, phrase: str) -> None:
        """Notes a mistake, each once."""
        if phrase not in self.complaints:
            self.complaints.append(phrase)

    def compare(self, sign: str, left: tuple[str, Inferred], right: tuple[str, Inferred]) -> None:
        """Complains where two things cannot be compared; each as it is written, and what is known of it."""
        for phrase in fitting.uncomparable(sign, left, right):
            self.complain(phrase)

    # One method a kind of node.

    def constant(self, node: tree.Constant) -> Inferred:
        return of_value(node.value)

    def name(self, node: tree.Name) -> Inferred:
        found = self.known.variables.get(node.name)
        if found is None and self.known.closed and node.name != "?":
            close = nearest(node.name, self.known.variables)
            advice = close or ": correct it, or put it in quotation marks if it is a text (see: duecourse facts)"
            self.complain(f"nothing here is called {node.name!r}{advice}")
        return found or UNKNOWN

    def path(self, node: tree.Path) -> Inferred:
        return self._part(node, self.of(node.source))

    def _part(self, node: tree.Path, source: Inferred) -> Inferred:
        if source.kinds == {"list"}:
            return list_of([self._part(node, source.item or UNKNOWN)])
        if source.kinds == {"context"}:
            if source.parts is None:
                return UNKNOWN
            if node.name not in source.parts:
                there = ", ".join(source.parts) or "nothing"
                self.complain(f"{said(node.source)} has no {node.name!r}; it has {there}")
            return source.parts.get(node.name, UNKNOWN)
        parts = [PARTS[kind] for kind in source.kinds if kind in PARTS]
        if not source.kinds or len(parts) < len(source.kinds):
            return UNKNOWN
        found = [each[node.name] for each in parts if node.name in each]
        if not found:
            self.complain(f"{said(node.source)} is {in_words(source.kinds)}, which has no {node.name!r}")
        return either(found)

    def negation(self, node: tree.Negation) -> Inferred:
        operand = self.of(node.operand)
        self.must_be(node.operand, operand, DURATIONS | {"number"}, "a minus sign stands before it")
        return Inferred(operand.kinds & (DURATIONS | {"number"}))

    def arithmetic(self, node: tree.Arithmetic) -> Inferred:
        left, right = self.of(node.left), self.of(node.right)
        kinds, others = left.kinds - {"null"}, right.kinds - {"null"}
        if not kinds or not others:
            return UNKNOWN
        given = {result for one in kinds for other in others for result in fitting.combined(node.sign, one, other)}
        if not given:
            self.complain(
                f"{said(node.left)} is {in_words(kinds)} and {said(node.right)} is {in_words(others)}, for which there "
                f"is no {node.sign}"
            )
        return Inferred(frozenset(given))

    def comparison(self, node: tree.Comparison) -> Inferred:
        left, right = self.of(node.left), self.of(node.right)
        self.compare(node.sign, (said(node.left), left), (said(node.right), right))
        return BOOLEAN

    def logic(self, node: tree.And | tree.Or) -> Inferred:
        for item in node.items:
            self.condition(item)
        return BOOLEAN

    def between(self, node: tree.Between) -> Inferred:
        value = said(node.value), self.of(node.value)
        self.compare(">=", value, (said(node.low), self.of(node.low)))
        self.compare("<=", value, (said(node.high), self.of(node.high)))
        return BOOLEAN

    def within_tests(self, node: tree.In) -> Inferred:
        value = self.of(node.value)
        for test in node.tests:
            self.test(test, said(node.value), value)
        return BOOLEAN

    def test(self, node: Node, text: str, value: Inferred) -> None:
        """One test of a cell, or after ``in``: complains where no value of what is tested can pass it.

        :param text: what is tested, as people call it
        """
        if isinstance(node, tree.Tests):
            for item in node.items:
                self.test(item, text, value)
        elif isinstance(node, tree.Compared):
            self.compare(node.sign, (text, value), (said(node.bound), self.of(node.bound)))
        elif isinstance(node, tree.Interval):
            self.of(node)
            for bound in (node.low, node.high):
                self.compare("<=", (text, value), (said(bound), self.of(bound)))
        elif any(isinstance(each, tree.Name) and each.name == "?" for each in tree.walk(node)):
            self.within({"?": value}, node)
        elif isinstance(node, tree.List):
            for item in node.items:
                self.test(item, text, value)
        else:
            given = self.of(node)
            if not given.can_be("list", "range", "null"):
                self.compare("=", (text, value), (said(node), given))

    def interval(self, node: tree.Interval) -> Inferred:
        low, high = self.of(node.low), self.of(node.high)
        self.compare("<=", (said(node.low), low), (said(node.high), high))
        return Inferred(frozenset({"range"}), item=either([low, high]))

    def list_of(self, node: tree.List) -> Inferred:
        return list_of([self.of(item) for item in node.items])

    def context(self, node: tree.Context) -> Inferred:
        parts: dict[str, Inferred] = {}
        for name, value in node.entries:
            parts[name] = self.within(parts, value)
        return Inferred(frozenset({"context"}), parts=parts)

    def choice(self, node: tree.If) -> Inferred:
        self.condition(node.condition)
        return either([self.of(node.yes), self.of(node.no)])

    def _items(self, iterated: tree.Iterated) -> Inferred:
        source = self.of(iterated.source)
        if iterated.until is not None:
            self.of(iterated.until)
            return either([source])
        return source.item or UNKNOWN if source.kinds <= {"list", "range"} else UNKNOWN

    def loop(self, node: tree.For | tree.Quantified) -> Inferred:
        outer = self.known
        try:
            for iterated in node.iterators:
                self.known = self.known.besides({iterated.name: self._items(iterated)})
            if isinstance(node, tree.Quantified):
                self.condition(node.body)
                return BOOLEAN
            return list_of([self.within({"partial": UNKNOWN}, node.body)])
        finally:
            self.known = outer

    def filter(self, node: tree.Filter) -> Inferred:
        source = self.of(node.source)
        item = (source.item or UNKNOWN) if source.kinds == {"list"} else UNKNOWN
        names = dict(item.parts or {}) if item.kinds == {"context"} else {}
        # Of what is not known, a name may be an entry as well as a variable, and so of any type.
        loose = item.parts is None and item.can_be("context")
        given = UNKNOWN if loose else self.within({**names, "item": item}, node.predicate)
        if given.kinds == {"number"}:
            return item
        return Inferred(frozenset({"list"}), item=item) if given.kinds == {"boolean"} else UNKNOWN

    def call(self, node: tree.Call) -> Inferred:
        given = [self.of(each) for each in node.arguments]
        if not isinstance(node.function, tree.Name) or node.function.name in self.known.variables:
            return UNKNOWN
        name = node.function.name
        signature = self.known.signatures.get(name)
        for phrase in fitting.misfits(node, name, given, signature):
            self.complain(phrase)
        return signature.gives if signature is not None else GIVES.get(name, UNKNOWN)

    def function(self, node: tree.Function) -> Inferred:
        self.within({name: UNKNOWN for name, _ in node.parameters}, node.body)
        return Inferred(frozenset({"function"}))

    def instance_of(self, node: tree.InstanceOf) -> Inferred:
        self.of(node.value)
        return BOOLEAN

    def nothing(self, _node: Node) -> Inferred:
        return UNKNOWN


_INFER: dict[type, Callable[[Inference, Any], Inferred]] = {
    tree.Constant: Inference.constant,
    tree.Name: Inference.name,
    tree.Path: Inference.path,
    tree.Negation: Inference.negation,
    tree.Arithmetic: Inference.arithmetic,
    tree.Comparison: Inference.comparison,
    tree.And: Inference.logic,
    tree.Or: Inference.logic,
    tree.Between: Inference.between,
    tree.In: Inference.within_tests,
    tree.Interval: Inference.interval,
    tree.List: Inference.list_of,
    tree.Context: Inference.context,
    tree.If: Inference.choice,
    tree.For: Inference.loop,
    tree.Quantified: Inference.loop,
    tree.Filter: Inference.filter,
    tree.Call: Inference.call,
    tree.Function: Inference.function,
    tree.InstanceOf: Inference.instance_of,
    tree.Compared: Inference.nothing,
    tree.Tests: Inference.nothing,
}
