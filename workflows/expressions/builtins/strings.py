"""Functions of strings (DMN 1.5, table 73). Positions count characters from 1, or from the end when negative."""

from typing import Any

from workflows.expressions.limits import checked_length, spend
from workflows.expressions.numbers import Number
from workflows.expressions.patterns import Pattern
from workflows.expressions.signature import builtin


@builtin("substring(string: string, start position: number, length?: number)")
def substring(string: str, start: Number, length: Number | None = None) -> str | None:
    first = int(start)
    if not first or abs(first) > len(string):
        return None
    first = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[first:]
    return string[first : first + int(length)] if length >= 1 else None


@builtin("string length(string: string)")
def string_length(string: str) -> int:
    return len(string)


@builtin("upper case(string: string)")
def upper_case(string: str) -> str:
    return string.upper()


@builtin("lower case(string: string)")
def lower_case(string: str) -> str:
    return string.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string)")
def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    return Pattern.of(pattern, flags or "").search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    return Pattern.of(pattern, flags or "").replace(text, replacement)


@builtin("split(string: string, delimiter: string)")
def split(string: str, delimiter: str) -> list[str] | None:
    return Pattern.of(delimiter, "").split(string)


@builtin("string join(list: list, delimiter?: string)")
def string_join(items: list[Any], delimiter: str | None = None) -> str | None:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        return None
    size = sum(map(len, texts)) + len(delimiter or "") * len(texts)
    spend(size >> 6)
    checked_length(size)
    return (delimiter or "").join(texts)
