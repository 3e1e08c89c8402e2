"""Reading an entry of a context, or what dates, durations and ranges have (DMN 1.5, 10.3.2.5)."""

from collections.abc import Mapping
from typing import Any

from workflows.expressions.limits import spend
from workflows.expressions.temporal import property_of
from workflows.expressions.values import Range, kind_of


def read(value: Any, name: str) -> Any:
    """value.name; over a list, the list of its elements' values; null when there is no such thing."""
    if isinstance(value, Mapping):
        return value.get(name)
    kind = kind_of(value)
    if kind == "list":
        spend(len(value))
        return [read(item, name) for item in value]
    if isinstance(value, Range):
        return _RANGE[name](value) if name in _RANGE else None
    return property_of(value, name)


_RANGE = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low_included,
    "end included": lambda value: value.high_included,
}
