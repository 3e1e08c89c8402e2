"""Unary tests as closures: the cells of decision tables, and what stands behind ``in`` (DMN 1.5, 10.3.2.9, table 54).

What is not known never makes a test pass: a null, of the value or of a variable, passes only where the test says null.
Where an expression is compiled as the standard says, a null is a value like others.
"""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from workflows.expressions import tree
from workflows.expressions.comparisons import SAME_TYPES, against, compare
from workflows.expressions.names import free_names
from workflows.expressions.values import Range, equal

if TYPE_CHECKING:
    from workflows.expressions.closures import Compiler, Run

Test: TypeAlias = Callable[[Any, Any], Any]
"""A unary test: takes the value and the scope, gives True, False or None."""


def within(compiler: "Compiler", node: tree.In) -> "Run":
    """``value in tests``"""
    value = compiler.run(node.value)
    test = one_of(tuple(unary_test(compiler, each) for each in node.tests))
    return lambda scope: test(value(scope), scope)


def one_of(tests: tuple[Test, ...]) -> Test:
    """The test that holds when one of several does."""
    if len(tests) == 1:
        return tests[0]

    def test(value: Any, scope: Any) -> Any:
        result: bool | None = False
        for each in tests:
            answer = each(value, scope)
            if answer is True:
                return True
            if answer is None:
                result = None
        return result

    return test


def unary_test(compiler: "Compiler", node: tree.Node) -> Test:
    """One unary test (DMN 1.5, grammar rule 7)."""
    if isinstance(node, tree.Tests) and node.compared:
        node = node.compared
    if isinstance(node, tree.Compared):
        return _compared(compiler, node)
    if isinstance(node, tree.Constant):
        same = against("=", node.value)
        return lambda value, _scope: same(value)
    if isinstance(node, tree.Interval) and isinstance(node.low, tree.Constant) and isinstance(node.high, tree.Constant):
        return _inside(compiler.run(node)({}))
    run = compiler.run(node)
    if compiler.standard and isinstance(node, tree.Interval):
        return _between(compiler, node)
    asks = compiler.standard or asks_for_null(node)
    if compiler.standard and isinstance(node, tree.Name) and node.name == "?":
        return lambda value, _scope: value is not None  # what is tested equals itself
    if not _reads_value(node):
        return lambda value, scope: member(value, run(scope), asks=asks)
    if asks:
        return lambda value, scope: _verdict(run({**scope, "?": value}))
    names = free_names(node).sure - {"?"} if _turns(node) else frozenset[str]()

    def test(value: Any, scope: Any) -> Any:
        if value is None or any(scope.get(name) is None for name in names):
            return None
        return _verdict(run({**scope, "?": value}))

    return test


def says_null(node: tree.Node) -> bool:
    """Whether something is written as null."""
    return isinstance(node, tree.Constant) and node.value is None


def asks_for_null(*nodes: tree.Node) -> bool:
    """Whether a test asks for what is not known: it says ``null``, or ``is defined``."""
    within = [each for node in nodes for each in tree.walk(node)]
    return any(says_null(each) or _calls(each, "is defined") for each in within)


def _turns(node: tree.Node) -> bool:
    """Whether a part that fails can let the whole pass."""
    return any(
        isinstance(each, tree.If) or (isinstance(each, tree.Comparison) and each.sign == "!=") or _calls(each, "not")
        for each in tree.walk(node)
    )


def _calls(node: tree.Node, name: str) -> bool:
    return isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == name


def _compared(compiler: "Compiler", node: tree.Compared) -> Test:
    if isinstance(node.bound, tree.Constant):
        compared = against(node.sign, node.bound.value)
        if node.sign == "!=" and node.bound.value is not None and not compiler.standard:
            return lambda value, _scope: None if value is None else compared(value)
        return lambda value, _scope: compared(value)
    sign, bound, standard = node.sign, compiler.run(node.bound), compiler.standard

    def test(value: Any, scope: Any) -> Any:
        limit = bound(scope)
        if standard:
            return compare(sign, value, limit)
        return None if value is None or limit is None else compare(sign, value, limit)

    return test


def member(value: Any, group: Any, *, asks: bool = False) -> bool | None:
    """Whether a value is in a list or a range, or equals a single value.

    :param asks: whether null is asked for: otherwise what is null is in nothing
    """
    if (value is None or group is None) and not asks:
        return None
    if type(group) is Range:
        return group.includes(value)
    if type(group) is not list:
        return equal(value, group)
    if equal(value, group) is True:
        return True
    result: bool | None = False
    for each in group:
        answer = each.includes(value) if type(each) is Range and type(value) is not Range else equal(value, each)
        if answer is True:
            return True
        if answer is None or (each is None and not asks):
            result = None
    return result


def _inside(interval: Range | None) -> Test:
    if interval is None:
        return lambda _value, _scope: None
    low, high = interval.low, interval.high
    if low is None or high is None:
        return lambda value, _scope: interval.includes(value)
    above = operator.le if interval.low_included else operator.lt
    under = operator.le if interval.high_included else operator.lt
    types = SAME_TYPES.get(type(low), frozenset())
    includes = interval.includes

    if interval.low_included and interval.high_included:  # [1..50]: what most cells say, so without calls

        def within(value: Any, _scope: Any) -> Any:
            return low <= value <= high if type(value) in types else includes(value)

        return within

    def test(value: Any, _scope: Any) -> Any:
        return above(low, value) and under(value, high) if type(value) in types else includes(value)

    return test


def _between(compiler: "Compiler", node: tree.Interval) -> Test:
    """A range whose ends are computed: of a null end nothing is known, and no value is like it."""
    interval, low, high = compiler.run(node), compiler.run(node.low), compiler.run(node.high)
    above, under = ">=" if node.low_included else ">", "<=" if node.high_included else "<"

    def test(value: Any, scope: Any) -> bool | None:
        made = interval(scope)
        if made is not None:
            return member(value, made, asks=True)
        ends = compare(above, value, low(scope)), compare(under, value, high(scope))
        return False if False in ends else None

    return test


def _verdict(answer: Any) -> bool | None:
    return answer if type(answer) is bool else None


def _reads_value(node: tree.Node) -> bool:
    return any(isinstance(each, tree.Name) and each.name == "?" for each in tree.walk(node))
