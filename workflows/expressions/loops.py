"""``for``, ``some``, ``every`` and filters as closures (DMN 1.5, 10.3.2.14, 10.3.2.5). Every turn is counted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from workflows.expressions import tree
from workflows.expressions.limits import checked_size, spend
from workflows.expressions.names import free_names
from workflows.expressions.numbers import is_number
from workflows.expressions.values import Range, kind_of

if TYPE_CHECKING:
    from workflows.expressions.closures import Compiler, Run

_CONDITIONS = tree.Comparison | tree.And | tree.Or | tree.Between | tree.In | tree.Quantified | tree.InstanceOf


def _cost(*nodes: tree.Node) -> int:
    """Steps of one turn: the nodes evaluated in it."""
    return sum(1 for node in nodes for _ in tree.walk(node)) + 2


def elements(value: Any) -> Sequence[Any] | None:
    """What a loop runs over: a list's elements, a range's whole numbers or days; one value stands for a list of it.

    :returns: None when the value cannot be run over
    """
    if type(value) is list:
        return value
    if type(value) is Range:
        if value.low is None or value.high is None:
            return None
        found = span(value.low, value.high)
        if found is None:
            return None
        return found[0 if value.low_included else 1 : len(found) if value.high_included else -1]
    if value is None:
        return None
    kind_of(value)
    return [value]


def span(first: Any, last: Any) -> Sequence[Any] | None:
    """All whole numbers, or all days, from the first to the last, both included; downwards when the last is less."""
    if is_number(first) and is_number(last) and first == int(first) and last == int(last):
        step = 1 if last >= first else -1
        checked_size(abs(int(last) - int(first)) + 1)
        return range(int(first), int(last) + step, step)
    if type(first) is date and type(last) is date:
        days = (last - first).days
        checked_size(abs(days) + 1)
        step = 1 if days >= 0 else -1
        return [first + timedelta(day) for day in range(0, days + step, step)]
    return None


def _bindings(compiler: "Compiler", iterators: tuple[tree.Iterated, ...]) -> tuple[Any, "Compiler"]:
    """A function that runs through all combinations, and a compiler that knows the variables."""
    parts = []
    for iterator in iterators:
        source = compiler.run(iterator.source)
        until = compiler.run(iterator.until) if iterator.until else None
        parts.append((iterator.name, source, until))
        compiler = compiler.binding(iterator.name)
    last = len(parts) - 1

    def turns(scope: dict[Any, Any], index: int = 0) -> Iterator[bool]:
        """Yields True for each combination, or False once when a source is no list."""
        name, source, until = parts[index]
        found = elements(source(scope)) if until is None else span(source(scope), until(scope))
        if found is None:
            yield False
            return
        for value in found:
            scope[name] = value
            if index == last:
                yield True
            else:
                spend(4)
                yield from turns(scope, index + 1)

    return turns, compiler


def iteration(compiler: "Compiler", node: tree.For) -> "Run":
    """``for … return …``; null when a source is null or no list."""
    turns, inside = _bindings(compiler, node.iterators)
    body = inside.binding("partial").run(node.body)
    partial = "partial" in free_names(node.body).all
    cost = _cost(node.body)

    def run(scope: Any) -> Any:
        inner = dict(scope)
        results: list[Any] = []
        for good in turns(inner):
            if not good:
                return None
            spend(cost)
            if partial:
                spend(len(results))
                inner["partial"] = results.copy()
            results.append(body(inner))
        checked_size(len(results))
        return results

    return run


def quantified(compiler: "Compiler", node: tree.Quantified) -> "Run":
    """``some|every … satisfies …``: three-valued like ``or`` and ``and``."""
    turns, inside = _bindings(compiler, node.iterators)
    body = inside.run(node.body)
    decisive = not node.every
    cost = _cost(node.body)

    def run(scope: Any) -> Any:
        inner = dict(scope)
        result: bool | None = not decisive
        for good in turns(inner):
            if not good:
                return None
            spend(cost)
            answer = body(inner)
            if answer is decisive:
                return decisive
            if answer is not (not decisive):
                result = None
        return result

    return run


def filtered(compiler: "Compiler", node: tree.Filter) -> "Run":
    """``source[predicate]``: the element at a place, or all elements for which the predicate is true."""
    source = compiler.run(node.source)
    predicate = compiler.binding("item").run(node.predicate)
    names = tuple(free_names(node.predicate).all - {"item"})
    is_condition = isinstance(node.predicate, _CONDITIONS)
    cost = _cost(node.predicate)

    def run(scope: Any) -> Any:
        items = elements(source(scope))
        if items is None:
            return None
        if not is_condition:
            place = predicate(scope)
            if is_number(place):
                return at_place(items, place)
        inner = dict(scope)
        kept = []
        for item in items:
            spend(cost)
            inner["item"] = item
            if isinstance(item, Mapping):
                for name in names:
                    inner[name] = item[name] if name in item else scope.get(name)
                if "item" in item:
                    inner["item"] = item["item"]
            if predicate(inner) is True:
                kept.append(item)
        return kept

    return run


def at_place(items: Sequence[Any], place: Any) -> Any:
    """The element at a place, from 1, or from the end where it is negative; null where there is none."""
    if place != int(place) or not place or not -len(items) <= place <= len(items):
        return None
    return items[int(place) - 1 if place > 0 else int(place)]
