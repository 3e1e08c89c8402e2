"""``instance of`` (DMN 1.5, 10.3.2.9.3)."""

from typing import Any

from workflows.expressions.limits import spend
from workflows.expressions.types import Type
from workflows.expressions.values import kind_of


def is_instance(value: Any, kind: Type) -> bool:
    """Whether a value conforms to a type. Null conforms to the type Null alone."""
    actual = kind_of(value)
    if kind.name == "Any":
        return value is not None
    if actual != kind.name:
        return False
    if not kind.of or actual == "function":
        return True
    if actual == "list":
        spend(len(value))
        return all(is_instance(item, kind.of[0]) for item in value)
    if actual == "context":
        return all(key in value and is_instance(value[key], of) for key, of in zip(kind.keys, kind.of, strict=True))
    return all(end is None or is_instance(end, kind.of[0]) for end in (value.low, value.high))
