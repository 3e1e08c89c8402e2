"""Levels of authority: who holds which, by the roles that they have (``organisation/levels.yaml``).

A rule may demand that who does a step holds a level (``by_level``). The machine holds none.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from cases.organisation import Organisation
from tasks.people import named
from tasks.tables import User
from workflows.db import table

_user = table(User)


def lanes_by_level(organisation: Organisation) -> dict[str, frozenset[str]]:
    """Level → the lanes in which somebody may hold it."""
    lanes = organisation.lanes
    return {
        level.name: frozenset(lane for lane, roles in lanes.items() if not roles.isdisjoint(level.roles))
        for level in organisation.levels.rows
    }


def levels_of(holders: Mapping[str, frozenset[str]], session: Session, actor: str) -> frozenset[str]:
    """The levels that somebody holds, by the roles that they have now; the machine and strangers hold none.

    :param holders: level → the roles that hold it (``Levels.holders``)
    :param actor: as records name people (``user:7``)
    """
    if not actor.startswith("user:"):
        return frozenset()
    roles = session.execute(select(_user.c.roles).where(named(actor))).scalar()
    return frozenset(level for level, able in holders.items() if not able.isdisjoint(str(roles or "").split()))
