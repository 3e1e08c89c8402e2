"""Telling cases that what somebody agreed to for a partner was taken back: what rests on it goes on no further.

The taking back is committed first; then each case is told by itself, and one that cannot be told just now stops no
other. It is told by the night, again and again, until it was.
"""

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from cases.referrals.withdrawn import Withdrawn, withdrawn
from cases.tables import AccountParty, CaseAccount
from tasks.assembly import House
from workflows.db import table
from workflows.errors import TryAgain
from workflows.prepared import Prepared
from workflows.runtime.tables import MessageWait
from workflows.runtime.words import MessageStatus

log = logging.getLogger(__name__)
MESSAGE = "referral_taken_back"
"""For which a procedure waits whose answers ``referral_of``, ``referral_to`` and ``referral_agreed_on`` say who agreed
to which partner on which day."""
_wait, _about, _party = table(MessageWait), table(CaseAccount), table(AccountParty)
_waits = (
    select(_about.c.case_id, _about.c.account_id)
    .join(_wait, _wait.c.case_id == _about.c.case_id)
    .where(_wait.c.name == MESSAGE, _wait.c.status == MessageStatus.WAITING)
    .order_by(_about.c.case_id)
)
_theirs = select(_party.c.account_id).where(_party.c.customer_id == bindparam("b_customer"))
_waiting, _waiting_of = Prepared(_waits), Prepared(_waits.where(_about.c.account_id.in_(_theirs)))


def tell_cases(house: House, customer_id: int | None = None, actor: str = "system") -> int:
    """Tells the cases that rest on what was taken back; returns how many.

    :param customer_id: of the one person whose cases are told; ``None``: of everybody's
    :param actor: who wrote down that it was taken back
    """
    with house.db.read() as session:
        if customer_id is None:
            cases = _waiting.all(session, {})
        else:
            cases = _waiting_of.all(session, {"b_customer": customer_id})
        back = withdrawn(session, {row.account_id for row in cases}) if cases else []
    told = 0
    for case_id, account_id in cases:
        if each := [one for one in back if one.account_id == account_id]:
            told += _tell(house, case_id, each, actor)
    return told


def _tell(house: House, case_id: int, back: list[Withdrawn], actor: str) -> int:
    def rests_on_it(data: Mapping[str, Any]) -> bool:
        agreed = [data.get(name) for name in ("referral_of", "referral_to", "referral_agreed_on")]
        return any(each.covers(*agreed) for each in back)

    try:
        with house.db.write() as session:
            return house.runtime.send(session, case_id, MESSAGE, {}, actor, meant=rests_on_it)
    except TryAgain as busy:
        log.warning("a case is told by night that consent was taken back: %s", busy.slug)
    except Exception:  # whatever it is, the taking back stands, and the other cases are told
        log.exception("case %s could not be told that consent was taken back", case_id)
    return 0
