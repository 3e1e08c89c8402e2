"""Comparisons, three-valued logic, ``between`` and ``in`` as closures (DMN 1.5, 10.3.2.9, 10.3.2.13, tables 49 to 55).

Where one side is constant the comparison is specialised to its type: that is the case in nearly every condition and
in nearly every cell of a decision table.
"""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from workflows.expressions import tree
from workflows.expressions.names import free_names
from workflows.expressions.values import Range, YearsAndMonths, below, equal

if TYPE_CHECKING:
    from workflows.expressions.closures import Compiler, Run

Test: TypeAlias = Callable[[Any, Any], Any]
"""A unary test: takes the value and the scope, gives True, False or None."""

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBERS = frozenset({int, Decimal})
_SAME: dict[type, frozenset[type]] = {
    int: _NUMBERS,
    Decimal: _NUMBERS,
    str: frozenset({str}),
    bool: frozenset({bool}),
    date: frozenset({date}),
    timedelta: frozenset({timedelta}),
    YearsAndMonths: frozenset({YearsAndMonths}),
}
"""For a constant's type, the types of values that Python compares with it as FEEL does."""


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """left sign right, for any two values."""
    if sign == "=":
        return equal(left, right)
    if sign == "!=":
        same = equal(left, right)
        return None if same is None else not same
    if sign in {"<", "<="}:
        return below(left, right, sign == "<=")
    return below(right, left, sign == ">=")


def against(sign: str, bound: Any) -> Callable[[Any], bool | None]:
    """The function that compares a value with a constant on the right."""
    if bound is None:
        if sign == "=":
            return lambda value: value is None
        return (lambda value: value is not None) if sign == "!=" else (lambda _value: None)
    if type(bound) not in _SAME or (type(bound) is bool and sign not in {"=", "!="}):
        return lambda value: compare(sign, value, bound)
    types, holds = _SAME[type(bound)], _SIGNS[sign]

    def test(value: Any) -> bool | None:
        return holds(value, bound) if type(value) in types else compare(sign, value, bound)

    return test


def comparison(compiler: "Compiler", node: tree.Comparison) -> "Run":
    """``left sign right``"""
    sign, left, right = node.sign, node.left, node.right
    if isinstance(left, tree.Constant) and not isinstance(right, tree.Constant):
        sign, left, right = _TURNED[sign], right, left  # type: ignore[assignment]
    if not isinstance(right, tree.Constant):
        first, second = compiler.run(left), compiler.run(right)
        holds = _SIGNS[sign]

        def run(scope: Any) -> Any:
            a, b = first(scope), second(scope)
            if type(a) is int and type(b) is int:
                return holds(a, b)
            return compare(sign, a, b)

        return run
    bound = right.value
    test = against(sign, bound)
    if isinstance(left, tree.Name) and type(bound) in _SAME and type(bound) is not bool:
        name, types, holds = left.name, _SAME[type(bound)], _SIGNS[sign]

        def run_name(scope: Any) -> Any:
            value = scope.get(name)
            return holds(value, bound) if type(value) in types else compare(sign, value, bound)

        return run_name
    value = compiler.run(left)
    return lambda scope: test(value(scope))


def all_of(items: tuple["Run", ...]) -> "Run":
    """``a and b and …``: false when one is false, else null when one is no boolean."""
    if len(items) == 2:
        first, second = items

        def both(scope: Any) -> Any:
            left = first(scope)
            if left is False:
                return False
            right = second(scope)
            if right is False:
                return False
            return True if left is True and right is True else None

        return both

    def run(scope: Any) -> Any:
        result: bool | None = True
        for item in items:
            value = item(scope)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return run


def any_of(items: tuple["Run", ...]) -> "Run":
    """``a or b or …``: true when one is true, else null when one is no boolean."""

    def run(scope: Any) -> Any:
        result: bool | None = False
        for item in items:
            value = item(scope)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return run


def not_of(operand: "Run") -> "Run":
    """``not(a)``: null when a is no boolean."""

    def run(scope: Any) -> Any:
        value = operand(scope)
        return False if value is True else True if value is False else None

    return run


def between(compiler: "Compiler", node: tree.Between) -> "Run":
    """``value between low and high``"""
    value, low, high = compiler.run(node.value), compiler.run(node.low), compiler.run(node.high)

    def run(scope: Any) -> Any:
        tested = value(scope)
        above = below(low(scope), tested, True)
        under = below(tested, high(scope), True)
        if above is False or under is False:
            return False
        return True if above and under else None

    return run


def within(compiler: "Compiler", node: tree.In) -> "Run":
    """``value in tests``"""
    value = compiler.run(node.value)
    test = one_of(tuple(unary_test(compiler, each) for each in node.tests))
    return lambda scope: test(value(scope), scope)


def beyond(compiler: "Compiler", node: tree.Tests) -> "Run":
    """``(< bound)`` and its like, as a range."""
    compared = node.compared
    if compared is None:
        raise TypeError(node)  # the parser lets no others through
    sign, bound = compared.sign, compiler.run(compared.bound)

    def run(scope: Any) -> Any:
        value = bound(scope)
        if value is None:
            return None
        low, high = (None if sign[0] == "<" else value), (None if sign[0] == ">" else value)
        return Range(low, high, sign in {">=", "="}, sign in {"<=", "="})

    return run


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
    """One unary test (DMN 1.5, grammar rule 7; table 54).

    What is not known never makes it pass: a null, of the value or of a variable, passes only where the test says null.
    """
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
    asks = asks_for_null(node)
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
        if node.sign == "!=" and node.bound.value is not None:
            return lambda value, _scope: None if value is None else compared(value)
        return lambda value, _scope: compared(value)
    sign, bound = node.sign, compiler.run(node.bound)

    def test(value: Any, scope: Any) -> Any:
        limit = bound(scope)
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
    types = _SAME.get(type(low), frozenset())
    includes = interval.includes

    if interval.low_included and interval.high_included:  # [1..50]: what most cells say, so without calls

        def within(value: Any, _scope: Any) -> Any:
            return low <= value <= high if type(value) in types else includes(value)

        return within

    def test(value: Any, _scope: Any) -> Any:
        return above(low, value) and under(value, high) if type(value) in types else includes(value)

    return test


def _verdict(answer: Any) -> bool | None:
    return answer if type(answer) is bool else None


def _reads_value(node: tree.Node) -> bool:
    return any(isinstance(each, tree.Name) and each.name == "?" for each in tree.walk(node))
