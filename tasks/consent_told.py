"""Telling cases that what somebody agreed to for a partner was taken back: what rests on it goes on no further.

The taking back is committed first; then each case is told by itself, and one that cannot be told just now stops no
other. It is told by the night, again and again, until it was.
"""

import logging
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.referrals.withdrawn import Withdrawn, withdrawn
from tasks.assembly import House
from workflows.db import table
from workflows.engine import Execution
from workflows.errors import TryAgain
from workflows.prepared import Prepared
from workflows.runtime.tables import CaseFile, Instance, MessageWait
from workflows.runtime.words import MessageStatus

log = logging.getLogger(__name__)
MESSAGE = "referral_taken_back"
"""For which a procedure waits whose answers ``referral_of``, ``referral_to`` and ``referral_agreed_on`` say who agreed
to which partner on which day."""
_wait, _instance, _case = table(MessageWait), table(Instance), table(CaseFile)
_cases = Prepared(
    select(_wait.c.case_id, _case.c.reference, _instance.c.version_id, _instance.c.state)
    .join(_instance, _instance.c.id == _wait.c.instance_id)
    .join(_case, _case.c.id == _wait.c.case_id)
    .where(_wait.c.name == MESSAGE, _wait.c.status == bindparam("b_status"))
    .order_by(_wait.c.case_id)
)


def tell_cases(house: House, customer_id: int | None = None, actor: str = "system") -> int:
    """Tells the cases that rest on what was taken back; returns how many.

    :param customer_id: of the one person whose cases are told; ``None``: of everybody's
    :param actor: who wrote down that it was taken back
    """
    with house.db.read() as session:
        back = withdrawn(session, customer_id)
        waits = _cases.all(session, {"b_status": MessageStatus.WAITING}) if back else []
    return sum(_tell(house, each, back, actor) for each in waits)


def ended_by(
    house: House, session: Session, before: Collection[Withdrawn], after: Collection[Withdrawn]
) -> dict[int, str]:
    """The cases that ended as consent was taken back, and would not by what is taken back now: number → reference.

    :param before: what was taken back until a mistake was undone, and ``after``: what is since
    """
    found = {}
    for row in _cases.all(session, {"b_status": MessageStatus.RECEIVED}):
        data = _restored(house, session, row).data
        if _rests_on(before, data) and not _rests_on(after, data):
            found[row.case_id] = row.reference
    return found


def _tell(house: House, wait: Any, back: Collection[Withdrawn], actor: str) -> int:
    """Only the cases that rest on it are locked; what they rest on is asked once more then."""
    try:
        with house.db.read() as session:
            if not _rests_on(back, _restored(house, session, wait).data):
                return 0
        with house.db.write() as session:
            meant = partial(_rests_on, back)
            return house.runtime.send(session, wait.case_id, MESSAGE, {}, actor, meant=meant)
    except TryAgain as busy:
        log.warning("a case is told by night that consent was taken back: %s", busy.slug)
    except Exception:  # whatever it is, the taking back stands, and the other cases are told
        log.exception("case %s could not be told that consent was taken back", wait.case_id)
    return 0


def _rests_on(back: Collection[Withdrawn], data: Mapping[str, Any]) -> bool:
    return any(each.covers(data) for each in back)


def _restored(house: House, session: Session, row: Any) -> Execution:
    """An instance, running or ended, to be read."""
    procedure = house.runtime.procedures.compiled(session, row.version_id)
    return Execution.restore(procedure, row.state)
