"""Comparisons, three-valued logic, ``between`` and ``in`` as closures (DMN 1.5, 10.3.2.9, 10.3.2.13, tables 49 to 55).

Where one side is constant the comparison is specialised to its type: that is the case in nearly every condition and
in nearly every cell of a decision table.
"""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.expressions import tree
from workflows.expressions.values import Range, YearsAndMonths, below, equal

if TYPE_CHECKING:
    from workflows.expressions.closures import Compiler, Run


_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBERS = frozenset({int, Decimal})
SAME_TYPES: dict[type, frozenset[type]] = {
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
    if type(bound) not in SAME_TYPES or (type(bound) is bool and sign not in {"=", "!="}):
        return lambda value: compare(sign, value, bound)
    types, holds = SAME_TYPES[type(bound)], _SIGNS[sign]

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
    if isinstance(left, tree.Name) and type(bound) in SAME_TYPES and type(bound) is not bool:
        name, types, holds = left.name, SAME_TYPES[type(bound)], _SIGNS[sign]

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
