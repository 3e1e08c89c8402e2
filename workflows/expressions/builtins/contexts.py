"""Functions of contexts (DMN 1.5, table 79)."""

from typing import Any

from workflows.expressions.limits import spend
from workflows.expressions.signature import builtin

Entries = dict[str, Any]


@builtin("get value(m: context, key: string)")
def get_value(m: Entries, key: str) -> Any:
    return m.get(key)


@builtin("get value(m: context, keys: list)")
def get_value_deep(m: Entries, keys: list[Any]) -> Any:
    value: Any = m
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value if keys else None


@builtin("get entries(m: context)")
def get_entries(m: Entries) -> list[Entries]:
    spend(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list)")
def context(entries: list[Any]) -> Entries | None:
    made: Entries = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def context_put(m: Entries, key: str, value: Any) -> Entries:
    spend(len(m))
    return {**m, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_deep(m: Entries, keys: list[Any], value: Any) -> Entries | None:
    if not keys or not isinstance(keys[0], str):
        return None
    spend(len(m) + len(keys))
    if len(keys) == 1:
        return {**m, keys[0]: value}
    below = {} if m.get(keys[0]) is None else m[keys[0]]
    inner = context_put_deep(below, keys[1:], value) if isinstance(below, dict) else None
    return None if inner is None else {**m, keys[0]: inner}


@builtin("context merge(contexts: list)")
def context_merge(contexts: list[Any]) -> Entries | None:
    merged: Entries = {}
    for each in contexts:
        if not isinstance(each, dict):
            return None
        spend(len(each))
        merged.update(each)
    return merged
