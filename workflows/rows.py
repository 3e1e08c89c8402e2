"""Frozen rows: what a query found, with names and types that a reader and a type checker can follow."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import RowMapping

R = TypeVar("R")


def row_of(kind: type[R], found: Mapping[Any, Any] | RowMapping) -> R:
    """A row as a frozen dataclass; members that are no column of it are left out.

    Fields whose type is an enumeration of words become that. A word that it does not know stays text, so that one
    damaged row keeps nobody from reading the others: whoever decides by it says what is wrong.

    :raises KeyError: a column is missing
    """
    of: Any = kind
    return kind(**{name: _known(word, found[name]) if word else found[name] for name, word in _plan(of)})


def _known(words: type[StrEnum], said: Any) -> Any:
    try:
        return words(said)
    except ValueError:
        return said


@cache
def _plan(kind: Any) -> tuple[tuple[str, type[StrEnum] | None], ...]:
    types = get_type_hints(kind)
    made: list[tuple[str, type[StrEnum] | None]] = []
    for field in fields(kind):
        of = types[field.name]
        made.append((field.name, of if isinstance(of, type) and issubclass(of, StrEnum) else None))
    return tuple(made)
