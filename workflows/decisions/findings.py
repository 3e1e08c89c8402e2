"""Suspicions about tables whose cells are plain: rules that overlap or are in vain, and cases that no rule covers.

A column whose cells are constants, lists of constants, comparisons with constants and intervals cuts its values into
finitely many pieces that no cell tells apart: each constant, and the gaps between them. So does one whose cells compare
with one and the same expression, whatever that gives: below it, at it, above it. The rules are then compared on the
pieces, exactly. Where a cell says anything else, or there are too many pieces, nothing is said.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from workflows.decisions.table import DecisionTable, Input
from workflows.expressions import UnaryTests
from workflows.expressions.fitting import said
from workflows.expressions.inferred import UNKNOWN, Inferred
from workflows.expressions.tree import Compared, Constant, Interval, Node

_MOST = 20_000
"""Cases compared; with the number of rules it bounds the work."""
_WORK = 2_000_000
_SHOWN = 5
_PLACES = {"<": {-1}, "<=": {-1, 0}, "=": {0}, "!=": {-1, 1}, ">=": {0, 1}, ">": {1}}
"""Sign → on which sides of its bound a value passes."""


class _Open:
    """The values between two neighbouring constants, or beyond the last; all values that no cell names."""

    def __init__(self, low: Any, high: Any) -> None:
        self.low, self.high = low, high

    def __str__(self) -> str:
        if self.low is None and self.high is None:
            return "any other value"
        if self.low is None:
            return f"less than {_text(self.high)}"
        return (
            f"more than {_text(self.low)}" if self.high is None else f"between {_text(self.low)} and {_text(self.high)}"
        )


class _Side:
    """The values below, at or above what an expression gives, whatever that is."""

    def __init__(self, bound: Node, place: int) -> None:
        self.bound, self.place = bound, place

    def __str__(self) -> str:
        return f"{('less than ', '', 'more than ')[self.place + 1]}{said(self.bound)}"


def findings_of(table: DecisionTable, given: Sequence[Inferred] = ()) -> list[str]:
    """Sentences about a table.

    Rules that never match. UNIQUE tables: rules that overlap. FIRST tables: rules that are never reached. Tables of one
    hit, without default output: cases that no rule covers.

    :param given: what is known of the values of each input, if it is known
    """
    known = given or [UNKNOWN] * len(table.inputs)
    pieces = [
        _pieces(column, [rule.cells[at] for rule in table.rules], known[at]) for at, column in enumerate(table.inputs)
    ]
    if not pieces or any(each is None for each in pieces):
        return []
    columns = [each for each in pieces if each is not None]
    size = 1
    for each in columns:
        size *= len(each)
    if size > _MOST or size * len(table.rules) > _WORK:
        return []
    passed = [
        [
            frozenset(at for at, piece in enumerate(columns[column]) if _passes(cell, piece))
            for column, cell in enumerate(rule.cells)
        ]
        for rule in table.rules
    ]
    found = list(_dead(table, passed))
    if table.hit_policy == "UNIQUE":
        found += _overlaps(table, columns, passed)
    if table.hit_policy == "FIRST" and size * len(table.rules) ** 2 <= _WORK:
        found += _never_reached(table, passed)
    if table.hit_policy in {"UNIQUE", "ANY", "FIRST", "PRIORITY"} and not any(each.default for each in table.outputs):
        found += _gaps(table, columns, passed)
    return found


def _dead(table: DecisionTable, passed: list[list[frozenset[int]]]) -> Iterator[str]:
    for rule, cells in zip(table.rules, passed, strict=True):
        for column, cell in zip(table.inputs, cells, strict=True):
            if not cell:
                yield f"Rule {rule.number} of {table.name} can never match: no value of {column.label} passes its cell."


def _never_reached(table: DecisionTable, passed: list[list[frozenset[int]]]) -> Iterator[str]:
    """Rules of which every case is taken by those above."""
    for at, cells in enumerate(passed):
        if all(cells) and all(_inside(case, passed[:at]) for case in product(*cells)):
            yield f"Rule {at + 1} of {table.name} is never reached: the rules above it take all of its cases."


def _overlaps(table: DecisionTable, columns: list[list[Any]], passed: list[list[frozenset[int]]]) -> Iterator[str]:
    for at, cells in enumerate(passed):
        for other in range(at + 1, len(passed)):
            shared = [one & two for one, two in zip(cells, passed[other], strict=True)]
            if all(shared):
                example = [column[min(common)] for column, common in zip(columns, shared, strict=True)]
                yield (
                    f"Rules {at + 1} and {other + 1} of {table.name} overlap where {_case(table, example)}; "
                    "its hit policy is UNIQUE."
                )


def _gaps(table: DecisionTable, columns: list[list[Any]], passed: list[list[frozenset[int]]]) -> Iterator[str]:
    """Cases that no rule covers. A column whose value makes no difference is left out of the sentence."""
    told: list[list[frozenset[int]]] = []
    for case in product(*(range(len(column)) for column in columns)):
        if _inside(case, passed) or _inside(case, told):
            continue
        if len(told) == _SHOWN:
            yield f"There are more cases that no rule of {table.name} covers."
            return
        gap = [frozenset({at}) for at in case]
        for index, column in enumerate(columns):
            wider = [*gap[:index], frozenset(range(len(column))), *gap[index + 1 :]]
            if not any(all(one & two for one, two in zip(wider, cells, strict=True)) for cells in passed):
                gap = wider
        told.append(gap)
        shown = [
            None if len(cell) == len(column) > 1 else column[min(cell)]
            for cell, column in zip(gap, columns, strict=True)
        ]
        yield f"No rule of {table.name} covers the case that {_case(table, shown)}."


def _inside(case: tuple[int, ...], boxes: list[list[frozenset[int]]]) -> bool:
    return any(all(at in cell for at, cell in zip(case, cells, strict=True)) for cells in boxes)


def _case(table: DecisionTable, example: Sequence[Any]) -> str:
    parts = [
        f"{column.label} is {piece if isinstance(piece, _Open | _Side) else _text(piece)}"
        for column, piece in zip(table.inputs, example, strict=True)
        if piece is not None
    ]
    return " and ".join(parts) or "there are any facts at all"


def _pieces(column: Input, cells: list[UnaryTests], given: Inferred) -> list[Any] | None:
    """The pieces of a column's values, or None when its cells are not plain."""
    constants: list[Any] = []
    bounds = {test.bound for cell in cells for test in cell.tests or () if isinstance(test, Compared)}
    if len(bounds) == 1 and not isinstance(bound := next(iter(bounds)), Constant):
        plain = all(isinstance(test, Compared) for cell in cells for test in cell.tests or ())
        return [_Side(bound, place) for place in (-1, 0, 1)] if plain else None
    allowed = column.values or column.type.allowed
    for cell in [*cells, *([allowed] if allowed else [])]:
        for test in cell.tests or ():
            found = _constants(test)
            if found is None:
                return None
            constants += found
    if given.values and all(type(each) in {str, bool} for each in given.values):
        return [each for each in given.values if allowed is None or allowed.matches(each)]
    if (
        column.type.kind == "boolean"
        or given.kinds == {"boolean"}
        or (constants and all(type(each) is bool for each in constants))
    ):
        return [True, False] if all(type(each) is bool for each in constants) else None
    kinds = {"number" if type(each) in {int, Decimal} else type(each).__name__ for each in constants}
    if len(kinds) > 1 or kinds - {"number", "str", "date", "timedelta", "YearsAndMonths"}:
        return None
    ordered = sorted(set(constants))
    if not ordered:
        return [_Open(None, None)]
    if kinds == {"str"}:
        pieces: list[Any] = [*ordered, _Open(None, None)]
    else:
        # Counts and money in pence are whole, and not below 0.
        pieces = [] if given.counts and ordered[0] == 0 else [_Open(None, ordered[0])]
        for low, high in pairwise(ordered):
            pieces += [low, *([] if (column.type.whole or given.counts) and high - low == 1 else [_Open(low, high)])]
        pieces += [ordered[-1], _Open(ordered[-1], None)]
    return [piece for piece in pieces if allowed is None or _passes(allowed, piece)]


def _constants(test: Node) -> list[Any] | None:
    """The constants of a plain test; None when it is not plain."""
    if isinstance(test, Constant):
        return [test.value]
    if isinstance(test, Compared):
        return [test.bound.value] if isinstance(test.bound, Constant) else None
    if isinstance(test, Interval) and isinstance(test.low, Constant) and isinstance(test.high, Constant):
        return [test.low.value, test.high.value]
    return None


def _passes(cell: UnaryTests, piece: Any) -> bool:
    if cell.tests is None:
        return True
    if isinstance(piece, _Side):
        return any(piece.place in _PLACES[test.sign] for test in cell.tests if isinstance(test, Compared)) is not (
            cell.negated
        )
    if not isinstance(piece, _Open):
        return cell.matches(piece)
    return any(_holds(test, piece) for test in cell.tests) is not cell.negated


def _holds(test: Node, piece: _Open) -> bool:
    """Whether a plain test holds for all values between two neighbouring constants; it holds for all or for none."""
    if isinstance(test, Compared) and isinstance(test.bound, Constant):
        if test.sign in {"<", "<="}:
            return piece.high is not None and bool(piece.high <= test.bound.value)
        if test.sign in {">", ">="}:
            return piece.low is not None and bool(piece.low >= test.bound.value)
        return test.sign == "!="
    if isinstance(test, Interval) and isinstance(test.low, Constant) and isinstance(test.high, Constant):
        inside = piece.low is not None and piece.high is not None
        return inside and bool(piece.low >= test.low.value and piece.high <= test.high.value)
    return False


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
