"""One way to write a value down, so that its hash means something (in the manner of RFC 8785).

Keys sorted, no white space, text in Unicode's composed form (NFC), times in UTC, and no floating point at all: money
is integer pence, other numbers are written as decimal text.
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value, UTF-8.

    :param value: made of mappings with text keys, lists, text, integers, booleans, ``None``, decimals, dates, times
    :raises TypeError: it holds anything else, a float for example
    """
    return _encoder.encode(plain(value))


def plain(value: Any) -> Any:
    """The same value made of JSON's own types only; see :func:`canonical`."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if kind is int or kind is bool or value is None:
        return value
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time without a zone ({value.isoformat()}) cannot be evidence: its moment is not known")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.days * 86400 + value.seconds}S"
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (str, int)) and not isinstance(value, bool):  # enumerations
        return plain(str(value)) if isinstance(value, str) else int(value)
    raise TypeError(f"evidence cannot hold a {type(value).__name__}: {str(value)[:60]}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"evidence needs text as keys, not {type(key).__name__}: {str(key)[:60]}")
    return key if key.isascii() else unicodedata.normalize("NFC", key)
