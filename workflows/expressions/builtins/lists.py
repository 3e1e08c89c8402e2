"""Functions of lists (DMN 1.5, table 74). Positions count from 1, or from the end when negative."""

from collections.abc import Callable, Iterable
from functools import cmp_to_key, reduce
from typing import Any

from workflows.expressions import numbers
from workflows.expressions.limits import checked_size, spend
from workflows.expressions.numbers import DECIMAL128, Number, is_number, number_from
from workflows.expressions.signature import builtin
from workflows.expressions.values import ORDERED, FeelFunction, below, equal, kind_of


def _either(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares a function that takes a list, or the elements one by one."""

    def declare(run: Callable[[list[Any]], Any]) -> Callable[..., Any]:
        builtin(f"{name}(list: list)")(run)
        builtin(f"{name}(*items: any)")(lambda *items: run(list(items)))
        return run

    return declare


@builtin("list contains(list: list, element: any)")
def list_contains(items: list[Any], element: Any) -> bool:
    return any(equal(item, element) is True for item in items)


@builtin("count(list: list)")
def count(items: list[Any]) -> int:
    return len(items)


def _least(items: list[Any], turned: bool) -> Any:
    if not items or any(kind_of(item) not in ORDERED for item in items):
        return None
    least = items[0]
    for item in items[1:]:
        less = below(least, item) if turned else below(item, least)
        if less is None:
            return None
        if less:
            least = item
    return least


@_either("min")
def least(items: list[Any]) -> Any:
    return _least(items, False)


@_either("max")
def most(items: list[Any]) -> Any:
    return _least(items, True)


def _numbers(items: list[Any]) -> list[Number] | None:
    return items if items and all(is_number(item) for item in items) else None


@_either("sum")
def total(items: list[Any]) -> Number | None:
    found = _numbers(items)
    return None if found is None else reduce(numbers.add, found)


@_either("product")
def product(items: list[Any]) -> Number | None:
    found = _numbers(items)
    return None if found is None else reduce(numbers.multiply, found)


@_either("mean")
def mean(items: list[Any]) -> Number | None:
    found = total(items)
    return None if found is None else numbers.divide(found, len(items))


@_either("median")
def median(items: list[Any]) -> Number | None:
    found = _numbers(items)
    if found is None:
        return None
    ordered = sorted(found)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else numbers.divide(numbers.add(*ordered[middle - 1 : middle + 1]), 2)


@_either("stddev")
def stddev(items: list[Any]) -> Number | None:
    average = mean(items)
    if average is None or len(items) < 2:
        return None
    squares = [numbers.multiply(gap, gap) for gap in (numbers.subtract(item, average) for item in items)]
    variance = numbers.divide(reduce(numbers.add, squares), len(items) - 1)
    return None if variance is None else number_from(DECIMAL128.sqrt(variance))


@_either("mode")
def mode(items: list[Any]) -> list[Number] | None:
    if items and not _numbers(items):
        return None
    counts: dict[Number, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return sorted(item for item, times in counts.items() if times == max(counts.values())) if counts else []


def _decided(items: list[Any], decisive: bool) -> bool | None:
    if decisive in (item for item in items if type(item) is bool):
        return decisive
    return not decisive if all(type(item) is bool for item in items) else None


@_either("all")
def every(items: list[Any]) -> bool | None:
    return _decided(items, False)


@_either("any")
def some(items: list[Any]) -> bool | None:
    return _decided(items, True)


def _index(items: list[Any], position: Number) -> int | None:
    place = int(position)
    if place != position or not place or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(items: list[Any], start: Number, length: Number | None = None) -> list[Any] | None:
    first = _index(items, start)
    if first is None or (length is not None and (length < 1 or first + length > len(items))):
        return None
    return items[first:] if length is None else items[first : first + int(length)]


@builtin("append(list: list, *item: any)")
def append(items: list[Any], *more: Any) -> list[Any]:
    return _sized([*items, *more])


@builtin("concatenate(*list: list)")
def concatenate(*lists: list[Any]) -> list[Any]:
    return _sized([item for items in lists for item in items])


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[Any], position: Number, new: Any) -> list[Any] | None:
    at = _index(items, position)
    return None if at is None else _sized([*items[:at], new, *items[at:]])


@builtin("remove(list: list, position: number)")
def remove(items: list[Any], position: Number) -> list[Any] | None:
    at = _index(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(items: list[Any], position: Number, new: Any) -> list[Any] | None:
    at = _index(items, position)
    return None if at is None else [*items[:at], new, *items[at + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(items: list[Any], match: FeelFunction, new: Any) -> list[Any] | None:
    chosen = [match(item, new) for item in items]
    if any(type(each) is not bool for each in chosen):
        return None
    return [new if chosen else item for item, chosen in zip(items, chosen, strict=True)]


@builtin("reverse(list: list)")
def reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(items: list[Any], match: Any) -> list[int]:
    return [at for at, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("distinct values(list: list)")
def distinct_values(items: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    scalars: set[tuple[str, Any]] = set()
    others: list[Any] = []
    for item in items:
        kind = kind_of(item)
        if kind in ORDERED or kind in {"boolean", "null"}:
            if (kind, item) not in scalars:
                scalars.add((kind, item))
                found.append(item)
        elif not _among(item, others):
            others.append(item)
            found.append(item)
    return found


@builtin("union(*list: list)")
def union(*lists: list[Any]) -> list[Any]:
    joined: list[Any] = concatenate(*lists)
    found: list[Any] = distinct_values(joined)
    return found


@builtin("duplicate values(list: list)")
def duplicate_values(items: list[Any]) -> list[Any]:
    found: list[Any] = distinct_values([item for item in items if _more_than_once(item, items)])
    return found


@builtin("flatten(list: list)")
def flatten(items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            spend(1)
            if type(item) is list:
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
    return _sized(flat)


@builtin("sort(list: list, precedes?: function)")
def sort(items: list[Any], precedes: FeelFunction | None = None) -> list[Any] | None:
    spend(4 * len(items))
    before = below if precedes is None else precedes
    comparable = True

    def order(left: Any, right: Any) -> int:
        nonlocal comparable
        first = before(left, right)
        comparable = comparable and type(first) is bool
        return -1 if first is True else int(before(right, left) is True)

    ordered = sorted(items, key=cmp_to_key(order))
    return ordered if comparable else None


def _sized(items: list[Any]) -> list[Any]:
    spend(checked_size(len(items)))
    return items


def _among(item: Any, others: list[Any]) -> bool:
    spend(len(others))
    return any(equal(item, other) is True for other in others)


def _more_than_once(item: Any, items: list[Any]) -> bool:
    spend(len(items))
    return sum(equal(item, other) is True for other in items) > 1
