"""FEEL values ⇄ JSON, without losing their types.

=========================  ==============================================  =========================
value                      JSON                                            example
=========================  ==============================================  =========================
null, boolean, string      itself
whole number               number, up to 2**53; ``{"@number": text}``      ``7500``
                           beyond, because other readers would round it
other number               ``{"@number": text}``                           ``{"@number": "0.25"}``
date                       ``{"@date": text}``                             ``{"@date": "2026-01-31"}``
time                       ``{"@time": text}``                             ``{"@time": "09:30:00Z"}``
date and time              ``{"@datetime": text}``                         with ``Z``, offset or ``@zone``
both durations             ``{"@duration": text}``                         ``{"@duration": "P14D"}``
range                      ``{"@range": {start, end, start included,       ``[1..3]``
                           end included}}``
list, context              array, object
=========================  ==============================================  =========================

Texts are those of the FEEL literals. A context with an entry whose name begins with ``@`` is refused, so a tagged
object is never anything else.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from workflows.expressions import temporal
from workflows.expressions.errors import NotFeel
from workflows.expressions.numbers import number_from
from workflows.expressions.text import scalar
from workflows.expressions.values import Range, kind_of

_DEEPEST = 100
_EXACT = 2**53
_RANGE = {"start": "low", "end": "high", "start included": "low_included", "end included": "high_included"}
_TAGS = {
    "number": "@number",
    "date": "@date",
    "time": "@time",
    "date and time": "@datetime",
    "days and time duration": "@duration",
    "years and months duration": "@duration",
}


def _number(text: str) -> Any:
    try:
        number = Decimal(text)
        return number_from(number) if number.is_finite() else None
    except InvalidOperation:
        return None


_READ: dict[str, Callable[[str], Any]] = {
    "@number": _number,
    "@date": temporal.date_from,
    "@time": temporal.time_from,
    "@datetime": temporal.datetime_from,
    "@duration": temporal.duration_from,
}


def to_json(value: Any, depth: int = 0) -> Any:
    """A FEEL value as JSON: None, bool, int, str, list and dict only.

    :raises NotFeel: it cannot be written: a float, a function, a foreign object, a name beginning with ``@``
    """
    if depth > _DEEPEST:
        raise NotFeel(f"A value of more than {_DEEPEST} levels cannot be stored.")
    kind = kind_of(value)
    if kind in {"null", "boolean", "string"}:
        return value
    if kind == "number" and isinstance(number := number_from(value), int) and -_EXACT <= number <= _EXACT:
        return number
    if kind in _TAGS:
        return {_TAGS[kind]: _exact(value, kind)}
    if kind == "list":
        return [to_json(item, depth + 1) for item in value]
    if isinstance(value, Range):
        return {"@range": {name: to_json(getattr(value, each), depth + 1) for name, each in _RANGE.items()}}
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str) or name.startswith("@"):
                raise NotFeel(f"A context with an entry named {name!r} cannot be stored.")
        return {name: to_json(item, depth + 1) for name, item in value.items()}
    raise NotFeel(f"A {kind} cannot be written down.")


def from_json(value: Any, depth: int = 0) -> Any:
    """The FEEL value that JSON stands for.

    :raises NotFeel: it is none: a float, or an object with a tag that is unknown or has the wrong content
    """
    if depth > _DEEPEST:
        raise NotFeel(f"A value of more than {_DEEPEST} levels cannot be read.")
    if isinstance(value, list):
        return [from_json(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        kind_of(value)
        return value
    if value.keys() == {"@range"}:
        return _range(value["@range"], depth)
    for tag in value:
        if isinstance(tag, str) and tag.startswith("@"):
            text = value[tag]
            found = _READ[tag](text) if tag in _READ and len(value) == 1 and isinstance(text, str) else None
            if found is None:
                raise NotFeel(f"{str(value)[:60]} is no stored value.")
            return found
    return {name: from_json(item, depth + 1) for name, item in value.items()}


def _range(parts: Any, depth: int) -> Range:
    if not isinstance(parts, dict) or parts.keys() != _RANGE.keys():
        raise NotFeel(f"{str(parts)[:60]} is no stored range.")
    low, high, low_included, high_included = (from_json(parts[name], depth + 1) for name in _RANGE)
    if type(low_included) is not bool or type(high_included) is not bool:
        raise NotFeel(f"{str(parts)[:60]} is no stored range.")
    return Range(low, high, low_included, high_included)


def _exact(value: Any, kind: str) -> str:
    text = scalar(value)
    if kind in {"time", "date and time"} and value.utcoffset() and value.utcoffset().seconds % 60:
        raise NotFeel(f"{value} has an offset with seconds and cannot be stored.")
    return text
