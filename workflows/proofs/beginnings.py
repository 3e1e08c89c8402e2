"""How cases come to a procedure, as far as proving it goes: anew, or where another procedure has ended.

``begins`` of ``procedure.yaml`` in the procedure's folder::

    begins:
      - {by: end, of: arrears, at: [notice_recommended]}

A case in which ``arrears`` ends there goes on with this procedure; what its rules remember, they remember here. However
else a procedure is begun, it is in a case of its own, in which nothing has happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

FILE, END = "procedure.yaml", "end"
NOWHERE: Mapping[str, frozenset[str]] = {}


class BeginningUnreadable(Malformed):
    """How a procedure is begun is not written as that is."""


@dataclass(frozen=True)
class Beginnings:
    """How cases come to a procedure.

    :ivar anew: whether some case begins with it
    :ivar after: procedure → its end events at which cases go on with this one
    """

    anew: bool = True
    after: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOWHERE)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"anew": self.anew, "after": {name: sorted(ends) for name, ends in sorted(self.after.items())}}


def read_beginnings(files: Mapping[str, bytes]) -> Beginnings:
    """Reads how a procedure is begun.

    :param files: its files by path; without a ``procedure.yaml`` it begins anew
    :raises BeginningUnreadable: it is not YAML, or a row with ``by: end`` is not written so
    """
    return _read(files.get(FILE, b""))


@lru_cache(maxsize=1_000)
def _read(content: bytes) -> Beginnings:
    try:
        read = load(content)
    except NOT_YAML as error:
        raise BeginningUnreadable(f"{FILE} is not YAML: {error}") from error
    rows = read.get("begins") if isinstance(read, Mapping) else None
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    after: dict[str, frozenset[str]] = {}
    for row in listed:
        if row.get("by") == END:
            name, ends = _end(row)
            after[name] = after.get(name, frozenset()) | ends
    return Beginnings(not listed or any(row.get("by") != END for row in listed), after)


def _end(row: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    name, ends = row.get("of"), row.get("at")
    if not isinstance(name, str) or not name or set(row) != {"by", "of", "at"}:
        raise BeginningUnreadable(
            f"{FILE}, begins by end: a row has `of`, the name of the procedure that ends, `at`, a list of its end "
            "events, and nothing else."
        )
    if not isinstance(ends, list) or not ends or not all(isinstance(each, str) and each for each in ends):
        raise BeginningUnreadable(f"{FILE}, begins by end of {name}: `at` is a list of ids of its end events.")
    return name, frozenset(ends)
