"""Which values are of a type (DMN 1.5, 10.3.2.9.1 to 10.3.2.9.4)."""

from datetime import UTC, date, datetime
from typing import Any

from workflows.expressions.limits import spend
from workflows.expressions.types import ANY, Type
from workflows.expressions.values import FeelFunction, kind_of


def is_instance(value: Any, kind: Type) -> bool:
    """``value instance of kind``. Null is of the type Null alone; inside of a value it may stand for any."""
    return kind.name == "null" if value is None else fits(value, kind)


def fits(value: Any, kind: Type) -> bool:
    """Whether a value may stand where a type is asked for. Null may stand anywhere."""
    if value is None or kind.name == "Any":
        return True
    if kind_of(value) != kind.name:
        return False
    if not kind.of:
        return True
    if kind.name == "list":
        spend(len(value))
        return all(fits(item, kind.of[0]) for item in value)
    if kind.name == "context":
        return all(key in value and fits(value[key], of) for key, of in zip(kind.keys, kind.of, strict=True))
    if isinstance(value, FeelFunction):
        *wanted, result = kind.of
        taken = value.types or (ANY,) * len(value.parameters)
        # What is not known before the function is called is not held against it.
        gives = value.gives is None or covers(result, value.gives)
        return gives and len(taken) == len(wanted) and all(map(covers, taken, wanted))
    return all(fits(end, kind.of[0]) for end in (value.low, value.high))


def conform(value: Any, kind: Type) -> tuple[bool, Any]:
    """Whether a value may stand where a type is asked for, and the value: of a list of one its item, and the other
    way round, and of a date its midnight in UTC, where that is asked for.
    """
    if fits(value, kind):
        return True, value
    if kind.name == "list" and fits([value], kind):
        return True, [value]
    if type(value) is list and len(value) == 1 and fits(value[0], kind):
        return True, value[0]
    if kind.name == "date and time" and type(value) is date:
        return True, datetime(value.year, value.month, value.day, tzinfo=UTC)
    return False, value


def covers(wide: Type, narrow: Type) -> bool:
    """Whether all values of one type are of another."""
    if wide.name == "Any" or narrow.name == "null":
        return True
    if wide.name != narrow.name:
        return False
    if not wide.of or not narrow.of:
        return all(of.name == "Any" for of in wide.of)
    if wide.name == "context":
        parts = dict(zip(narrow.keys, narrow.of, strict=True))
        return all(key in parts and covers(of, parts[key]) for key, of in zip(wide.keys, wide.of, strict=True))
    if wide.name == "function":
        same = len(wide.of) == len(narrow.of)
        return same and all(map(covers, narrow.of[:-1], wide.of[:-1])) and covers(wide.of[-1], narrow.of[-1])
    return covers(wide.of[0], narrow.of[0])
