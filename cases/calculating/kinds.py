"""The types of what a calculation takes and gives: how each is written in JSON, and what is no such thing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from cases.calculating.refusals import InputNotUnderstood
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import duration_from

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the pen, or would run out of the calendar."""
MOST_PENCE = 10**13
LONGEST_LIST, LONGEST_TEXT = 5000, 500


@dataclass(frozen=True)
class Kind:
    """A type of input or output.

    :ivar words: what it is, for people
    :ivar read: JSON value → Python value; raises ``ValueError`` whose text goes on after "… must be"
    """

    words: str
    read: Callable[[Any], Any]

    def of(self, name: str, value: Any) -> Any:
        """The value of an input.

        :raises InputNotUnderstood: it is no such thing
        """
        try:
            return self.read(value)
        except ValueError as wrong:
            raise InputNotUnderstood(f"`{name}` is {shown(value)}, but must be {wrong}.") from None


def shown(value: Any) -> str:
    """A JSON value as a sentence shows it: never longer than a line."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'} of {len(value)}"
    text = "null" if value is None else repr(value) if isinstance(value, str) else str(value).lower()
    return text if len(text) <= 60 else text[:57] + "…"


def _date(value: Any) -> date:
    say = "a date like 2026-05-01"
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(say)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{say} that is in the calendar") from None
    if not FIRST <= day <= LAST:
        raise ValueError(f"{say}, from {FIRST.year} to {LAST.year}")
    return day


def _time(value: Any) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", value):
        raise ValueError("a time of day like 16:30")
    return time.fromisoformat(value)


def _stamp(value: Any) -> datetime:
    say = "a time stamp like 2026-03-29T01:30:00Z"
    shape = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
    if not isinstance(value, str) or not re.fullmatch(shape, value):
        raise ValueError(say)
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{say} that is in the calendar") from None
    if not FIRST < read.date() < LAST:
        raise ValueError(f"{say}, from {FIRST.year} to {LAST.year}")
    return read


def _yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _duration(value: Any) -> Any:
    length = duration_from(value) if isinstance(value, str) and len(value) < 20 else None
    small = isinstance(length, YearsAndMonths) and 0 < length.months <= 1200
    if length is None or not (small or (not isinstance(length, YearsAndMonths) and 0 < length.days <= 36525)):
        raise ValueError("a duration like P14D or P1M")
    return length


def _percent(value: Any) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,4})?", value):
        raise ValueError('a percentage as a text, like "4.8"')
    return Decimal(value)


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"a whole number from {low:,} to {high:,}")
        return value

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise ValueError(f"a text of at most {LONGEST_TEXT} characters")
    return value.strip()


def word(*choices: str) -> Kind:
    """One of some words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return value

    return Kind(f"one of {', '.join(choices)}", read)


def list_of(kind: Kind) -> Kind:
    """A list."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise ValueError(f"a list (of at most {LONGEST_LIST}), each {kind.words}")
        return tuple(_member(kind, each) for each in value)

    return Kind(f"list of {kind.words}", read)


def _member(kind: Kind, value: Any) -> Any:
    try:
        return kind.read(value)
    except ValueError as wrong:
        raise ValueError(f"a list in which {shown(value)} is {wrong}") from None


def or_null(kind: Kind) -> Kind:
    """A kind whose absence may be said by null."""
    return Kind(f"{kind.words} or null", lambda value: None if value is None else kind.read(value))


def object_of(**members: Kind) -> Kind:
    """An object with exactly these members; read as a tuple in their order."""
    words = "{" + ", ".join(members) + "}"

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, dict) or value.keys() != members.keys():
            raise ValueError(f"an object {words}")
        return tuple(_member(kind, value[name]) for name, kind in members.items())

    return Kind(words, read)


def row_of(*members: Kind) -> Kind:
    """A list of exactly these things."""
    words = "[" + ", ".join(kind.words for kind in members) + "]"

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(members):
            raise ValueError(words)
        return tuple(_member(kind, each) for kind, each in zip(members, value, strict=True))

    return Kind(words, read)


def map_of(kind: Kind) -> Kind:
    """An object from any name to one kind of thing."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > 100 or not all(map(_named, value)):
            raise ValueError(f"an object, name → {kind.words}")
        return {name: _member(kind, each) for name, each in value.items()}

    return Kind(f"object, name → {kind.words}", read)


def _named(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name) <= LONGEST_TEXT


DATE = Kind("date", _date)
TIME = Kind("time of day", _time)
STAMP = Kind("time stamp", _stamp)
YES = Kind("true or false", _yes)
TEXT = Kind("text", _text)
COUNT = Kind("whole number", _whole(0, 100_000))
DAYS = Kind("whole number of days", _whole(1, 3660))
PENCE = Kind("pence", _whole(0, MOST_PENCE))
SIGNED_PENCE = Kind("pence, credits negative", _whole(-MOST_PENCE, MOST_PENCE))
DURATION = Kind("duration", _duration)
PERCENT = Kind("percentage as text", _percent)
DAY_OF_MONTH = Kind("day of the month", _whole(1, 31))
