"""FEEL types as written after ``instance of`` and in parameters (DMN 1.5, 10.3.2.3, grammar rule 66)."""

import re
from dataclasses import dataclass

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
_KEY = re.compile(r"\s*([^\W\d][\w ]*?)\s*:\s*")
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


def read_type(text: str, start: int, depth: int = 0) -> tuple[Type, int]:
    """Reads a type out of a text.

    :returns: the type and the position behind it
    :raises ValueError: there is no type at that position
    """
    at = _space(text, start)
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
            key = _KEY.match(text, at)
            if not key:
                raise ValueError("no entry here")
            keys.append(key.group(1))
            at = key.end()
        inner, at = read_type(text, at, depth + 1)
        of.append(inner)
        at = _space(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != ">":
            raise ValueError("no end here")
    at = _space(text, at) + 1
    arrow = _space(text, at)
    if name == "function" and text[arrow : arrow + 2] == "->":
        inner, at = read_type(text, arrow + 2, depth + 1)
        of.append(inner)
    return Type(name, tuple(of), tuple(keys)), at


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
