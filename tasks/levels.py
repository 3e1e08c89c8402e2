"""Levels of authority: ``organisation/levels.yaml`` of the rule book says which roles hold which.

::

    levels:
      - {level: team_leader, means: "…", roles: [team_leader], source: "Scheme of delegation 4.2", confidence: policy}

A rule may demand that who does a step holds a level (``by_level``). The machine holds none.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tasks.people import LANES, ROLES, named
from tasks.tables import User
from workflows.db import table
from workflows.editions import Book
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

FILE = "organisation/levels.yaml"
MEMBERS = ("level", "means", "roles", "source", "confidence")
CONFIDENCE = ("confirmed", "to confirm", "policy")
_user = table(User)
Levels = Mapping[str, frozenset[str]]
"""Level → the roles that hold it."""


class LevelsUnreadable(Malformed):
    """The levels of authority cannot be read."""


def read_levels(book: Book) -> dict[str, frozenset[str]]:
    """The levels of a rule book; none where it has no such file.

    :raises LevelsUnreadable: with row and remedy
    """
    if FILE not in book:
        return {}
    try:
        read = load(book[FILE])
    except NOT_YAML as error:
        raise LevelsUnreadable(f"{FILE} is not YAML: {error}") from error
    if not isinstance(read, Mapping) or set(read) != {"levels"} or not isinstance(read["levels"], list):
        raise LevelsUnreadable(f"{FILE} holds `levels:` with a list of rows, and nothing beside.")
    levels: dict[str, frozenset[str]] = {}
    for number, row in enumerate(read["levels"], 1):
        name, roles = _level(row, f"{FILE}, row {number}")
        if name in levels:
            raise LevelsUnreadable(f"{FILE}, row {number}: {name} stands there twice; leave one.")
        levels[name] = roles
    return levels


def _level(row: Any, where: str) -> tuple[str, frozenset[str]]:
    if not isinstance(row, Mapping) or set(row) != set(MEMBERS):
        raise LevelsUnreadable(f"{where}: a row has {', '.join(MEMBERS)}, each of them, and nothing else.")
    for member in ("level", "means", "source"):
        if not isinstance(row[member], str) or not row[member].strip():
            raise LevelsUnreadable(f"{where}: `{member}` is a text, and {row[member]!r} is in another form.")
    if row["confidence"] not in CONFIDENCE:
        raise LevelsUnreadable(f"{where}: `confidence` is one of {', '.join(CONFIDENCE)}.")
    roles = row["roles"]
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= ROLES.keys():
        raise LevelsUnreadable(f"{where}: `roles` lists who holds it, of {', '.join(ROLES)}.")
    return row["level"], frozenset(roles)


def lanes_by_level(levels: Levels) -> dict[str, frozenset[str]]:
    """Level → the lanes in which somebody may hold it."""
    return {
        level: frozenset(lane for lane, roles in LANES.items() if roles & holders) for level, holders in levels.items()
    }


def levels_of(levels: Levels, session: Session, actor: str) -> frozenset[str]:
    """The levels that somebody holds, by the roles that they have now; the machine and strangers hold none.

    :param actor: as records name people (``user:7``)
    """
    if not actor.startswith("user:"):
        return frozenset()
    roles = session.execute(select(_user.c.roles).where(named(actor))).scalar()
    return frozenset(level for level, holders in levels.items() if not holders.isdisjoint(str(roles or "").split()))
