"""Characters that nobody sees: which of them a text may hold, and where in a file of the rule book one stands.

A character that turns the text round can make a sum or a day read backwards; one that is invisible makes two words that
look alike differ. Letters of Arabic and Hebrew turn by themselves, and what their writers need stays: the marks of
direction and the joiners.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

_ALLOWED = frozenset("\n\r\t\u200c\u200d\u200e\u200f\u061c")
"""Ends of lines, the (non-)joiners, and the marks of direction: each has its use in ordinary writing."""
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs of numbers and verses, which Unicode calls format characters, and which are printed."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters that are printed as nothing."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_END = "\n"
_PERHAPS = re.compile(r"[^\n\r\t -~]")
_BEFORE = 24
"""Letters that are told so that the place is found."""


class UnseenCharacter(Malformed):
    """A text holds a character that cannot be seen."""


def is_unseen(letter: str) -> bool:
    """Whether a character must not stand in a text that people read."""
    if letter in _ALLOWED or letter in _SEEN:
        return False
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or letter in _BLANK


def must_be_seen(path: str, content: bytes) -> None:
    """Refuses a file in which a text holds such a character, written as it is or by its number.

    :raises UnseenCharacter: which, where, and what to do
    """
    for where, text in _texts(path, content):
        at = next((found.start() for found in _PERHAPS.finditer(text) if is_unseen(found[0])), None)
        if at is not None:
            before = text[max(0, at - _BEFORE) : at].rpartition("\n")[2].strip()
            after = f"after “{before}”" if before else "at the beginning"
            place = where or f"line {text.count(_END, 0, at) + 1}"
            raise UnseenCharacter(f"{path}, {place}: {after} stands {_named(text[at])}")


def _named(letter: str) -> str:
    name = unicodedata.name(letter, "").lower() or "a control character"
    turns = " and turns round what follows" if letter in _TURNS else ""
    return (
        f"U+{ord(letter):04X} ({name}), which nobody sees{turns}. Take it out, or type the text anew. Arabic and "
        "Hebrew need none: their letters turn by themselves, and U+200E, U+200F and the joiners may stay."
    )


def _texts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with where it stands; empty for the file as it lies there."""
    raw = content.decode("utf-8", "replace").removeprefix("\ufeff")  # some editors begin every file with one
    suffix = PurePosixPath(path).suffix
    yield "", _REFERENCE.sub(_resolved, raw) if suffix in {".bpmn", ".dmn"} else raw
    try:
        if suffix == ".json":
            yield from _inside(json.loads(raw), "")
        elif suffix in {".yaml", ".yml"}:
            yield from _inside(load(content), "")
    except (*NOT_YAML, UnicodeError):
        return  # what is wrong with it, its reader says


def _resolved(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    return chr(number) if number <= 0x10FFFF else found[0]


def _inside(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where or "its text", value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield f"{where}, a name" if where else "a name", str(name)
            yield from _inside(each, f"{where}, {name}" if where else str(name))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value, 1):
            known = each if isinstance(each, Mapping) else {}
            named = next((str(known[key]) for key in ("id", "name", "step") if key in known), str(number))
            yield from _inside(each, f"{where}, {named}" if where else named)
