"""Frozen rows: what a query found, with names and types that a reader and a type checker can follow."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import RowMapping

R = TypeVar("R")


def row_of(kind: type[R], found: Mapping[Any, Any] | RowMapping) -> R:
    """A row as a frozen dataclass; members that are no column of it are left out.

    Fields whose type is an enumeration of words become that.

    :raises KeyError: a column is missing
    :raises ValueError: a word that its enumeration does not know
    """
    of: Any = kind
    return kind(**{name: word(found[name]) if word else found[name] for name, word in _plan(of)})


@cache
def _plan(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    types = get_type_hints(kind)
    made: list[tuple[str, Callable[[Any], Any] | None]] = []
    for field in fields(kind):
        of = types[field.name]
        made.append((field.name, of if isinstance(of, type) and issubclass(of, StrEnum) else None))
    return tuple(made)
