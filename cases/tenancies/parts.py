"""What a rent is made of: which parts of it housing benefit or universal credit can pay."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.calculating.money import half_up
from cases.money.budgets import A_YEAR
from cases.tables import Account
from cases.tenancies.tables import RentPart
from cases.words import RentPeriod
from workflows.db import table
from workflows.prepared import AllOrOne

_part, _account = table(RentPart), table(Account)
_standing = (
    select(_part.c.account_id, _part.c.part, _part.c.pence, _part.c.period, _account.c.rent_period)
    .join(_account, _account.c.id == _part.c.account_id)
    .where(_part.c.replaced_at.is_(None), _part.c.from_on <= bindparam("b_on"))
    .where(_part.c.until_on.is_(None) | (_part.c.until_on >= bindparam("b_on")))
)
_of_day = AllOrOne(_standing, _part.c.account_id)


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
    """What a rent comes to, in pence a period of the account: in all, and of it what benefit can pay."""

    all: int
    eligible: int


def parts(session: Session, on: date, account_id: int | None) -> dict[int, Parts]:
    """A reading: account → what its rent is made of on a day; an account of which nobody said is not in it."""
    found: dict[int, Parts] = {}
    for row in _of_day.rows(session, account_id, b_on=on):
        before, pence = found.get(row.account_id, Parts(0, 0)), by_period(row.pence, row.period, row.rent_period)
        found[row.account_id] = Parts(before.all + pence, before.eligible + (pence if row.part in ELIGIBLE else 0))
    return found


def by_period(pence: int, period: str, wanted: str) -> int:
    """A sum of one period by another, by the year (of a monthly sum 12/52 a week), to the nearest penny, half up.

    :param period: as of which it is said; one that is not known is the wanted one
    """
    if period == wanted or period not in list(RentPeriod):
        return pence
    return half_up(Fraction(pence * A_YEAR[period], A_YEAR[wanted]))
