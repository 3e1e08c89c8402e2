"""FEEL types as written after ``instance of`` and in parameters (DMN 1.5, 10.3.2.3, grammar rule 66)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workflows.expressions.words import KEY

NAMES = (
    "date and time",
    "days and time duration",
    "years and months duration",
    "day and time duration",
    "year and month duration",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "list",
    "context",
    "range",
    "function",
    "Any",
    "Null",
)
_ALIASES = {
    "day and time duration": "days and time duration",
    "year and month duration": "years and months duration",
    "Null": "null",
}
_NAME = re.compile("|".join(name.replace(" ", r"\s+") for name in NAMES))
_SPACE = re.compile(r"\s*")
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Type:
    """A type.

    :ivar name: one of ``NAMES``, or ``null``
    :ivar of: the element types of a list, a range, a context or a function (parameters, then result)
    :ivar keys: the names of a context's entries, in the order of ``of``
    """

    name: str
    of: tuple["Type", ...] = ()
    keys: tuple[str, ...] = ()


ANY = Type("Any")


def read_type(text: str, start: int, named: Mapping[str, Type], depth: int = 0) -> tuple[Type, int]:
    """Reads a type out of a text.

    :param named: the types of a model, by their names
    :returns: the type and the position behind it
    :raises ValueError: there is no type at that position
    """
    at = _space(text, start)
    for own in sorted(named, key=len, reverse=True):
        if text.startswith(own, at) and not re.match(r"\w", text[at + len(own) : at + len(own) + 1]):
            return named[own], at + len(own)
    found = _NAME.match(text, at)
    if not found or re.match(r"\w", text[found.end() : found.end() + 1]) or depth > _DEEPEST:
        raise ValueError("no type here")
    name = re.sub(r"\s+", " ", found.group())
    name = _ALIASES.get(name, name)
    opened = _space(text, found.end())
    if name not in {"list", "range", "context", "function"} or text[opened : opened + 1] != "<":
        return Type(name), found.end()
    of: list[Type] = []
    keys: list[str] = []
    at = opened + 1
    while text[_space(text, at) : _space(text, at) + 1] != ">":
        if name == "context":
            key = KEY.match(text, _space(text, at))
            if not key:
                raise ValueError("no entry here")
            keys.append(" ".join(key.group(1).split()))
            at = key.end()
        inner, at = read_type(text, at, named, depth + 1)
        of.append(inner)
        at = _space(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != ">":
            raise ValueError("no end here")
    at = _space(text, at) + 1
    arrow = _space(text, at)
    if name == "function":
        if text[arrow : arrow + 2] != "->":
            raise ValueError("no result here")
        inner, at = read_type(text, arrow + 2, named, depth + 1)
        of.append(inner)
    return Type(name, tuple(of), tuple(keys)), at


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
