"""Data of branches that meet again.

SpiffWorkflow lets the branch that arrives last overwrite the others with its stale copies. Here each branch
contributes what it changed since the branches parted.
"""

from collections.abc import Iterable, Mapping
from typing import Any

_MISSING = object()
_CONTAINERS = frozenset({dict, list})


def merged(base: Mapping[str, Any], branches: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The data after a join.

    :param base: the data where the branches parted
    :param branches: each branch's data now, in the order of arrival; of two changes to one value the later one stands
    :returns: ``base`` with each branch's changes; what branches append to one list stands there of all of them; nothing
        in the arguments is altered
    """
    result = dict(base)
    for data in branches:
        for key, value in data.items():
            before = base.get(key, _MISSING)
            if value is before or (before is not _MISSING and _same(value, before)):
                continue
            now = result.get(key, _MISSING)
            if isinstance(before, dict) and isinstance(value, dict) and isinstance(now, dict):
                result[key] = merged(before, (now, value))
            elif isinstance(before, list) and isinstance(value, list) and isinstance(now, list):
                result[key] = _appended(before, now, value)
            else:
                result[key] = value
        for key in base:
            if key not in data:
                result.pop(key, None)
    return result


def carried(base: Mapping[str, Any], data: Mapping[str, Any], onto: Mapping[str, Any]) -> dict[str, Any]:
    """What was changed since a branch began, as changes of other data: of those where all branches parted.

    :param base: with what the branch began
    :param data: what it has now
    """
    result = dict(onto)
    for key, value in data.items():
        before, now = base.get(key, _MISSING), result.get(key, _MISSING)
        if value is before or (before is not _MISSING and _same(value, before)):
            continue
        if isinstance(before, list) and isinstance(value, list) and isinstance(now, list):
            result[key] = _appended(before, now, value)
        else:
            result[key] = value
    for key in base:
        if key not in data:
            result.pop(key, None)
    return result


def _appended(before: list[Any], now: list[Any], value: list[Any]) -> list[Any]:
    """A list that two branches changed: what either appended is kept; of two other changes the later one stands."""
    count = len(before)
    if _same(value[:count], before):
        return now + value[count:]
    if _same(now[:count], before):
        return value + now[count:]
    return value


def _same(left: Any, right: Any) -> bool:
    """Equal and of one kind: ``True`` is not ``1``."""
    return type(left) is type(right) and bool(left == right)


def copied(value: Any) -> Any:
    """A copy that shares no list and no dictionary with the original."""
    kind = type(value)
    if kind is dict:
        # Scalars are passed over without a call: this runs over all the data at each step.
        return {k: copied(v) if type(v) in _CONTAINERS else v for k, v in value.items()}
    if kind is list:
        return [copied(v) if type(v) in _CONTAINERS else v for v in value]
    return value
