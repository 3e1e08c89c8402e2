"""What a rent is made of: which parts of it housing benefit or universal credit can pay."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from cases.tenancies.tables import RentPart
from workflows.db import table

_part = table(RentPart)


class Part(StrEnum):
    """A part of a rent."""

    NET_RENT = "net_rent"
    ELIGIBLE_SERVICE_CHARGE = "eligible_service_charge"
    INELIGIBLE_SERVICE_CHARGE = "ineligible_service_charge"
    SUPPORT = "support"
    WATER = "water"
    HEATING = "heating"


ELIGIBLE = frozenset({Part.NET_RENT, Part.ELIGIBLE_SERVICE_CHARGE})
"""What benefit for housing can pay (Housing Benefit Regulations 2006 reg. 12): never water, fuel or support."""


class Parts(NamedTuple):
    """What a rent comes to, in pence a period: in all, and of it what benefit can pay."""

    all: int
    eligible: int


def parts(session: Session, on: date, account_id: int | None) -> dict[int, Parts]:
    """A reading: account → what its rent is made of on a day; an account of which nobody said is not in it."""
    query = (
        select(_part.c.account_id, _part.c.part, func.sum(_part.c.pence).label("pence"))
        .where(_part.c.from_on <= on, _part.c.until_on.is_(None) | (_part.c.until_on >= on))
        .group_by(_part.c.account_id, _part.c.part)
    )
    if account_id is not None:
        query = query.where(_part.c.account_id == account_id)
    found: dict[int, Parts] = {}
    for account, part, pence in session.execute(query):
        before = found.get(account, Parts(0, 0))
        found[account] = Parts(before.all + int(pence), before.eligible + (int(pence) if part in ELIGIBLE else 0))
    return found
