"""Handing over somebody's steps, or those of a patch, to one colleague: all of them, or none.

What would go is shown before, with what stands against each; and what goes is what was shown, or nothing does.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from cases.consulting.tables import Consultation
from cases.tables import Account, CaseAccount
from tasks.assembly import House
from tasks.inbox import is_late
from tasks.patches import of_patches, sees_case
from tasks.people import Person
from tasks.step_refusals import refuse_same_eyes
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import ITEM_STANDS

_item, _case, _question = table(WorkItem), table(CaseFile), table(Consultation)
_case_account, _account = table(CaseAccount), table(Account)
MOST_TOLD = 5
"""Obstacles that one sentence names."""


class NotWhole(Refused):
    """Not everything can be handed over, so nothing was."""


class NothingToHandOver(Refused):
    """There is nothing to hand over."""


class ChangedSince(Refused):
    """What would go is not what was shown."""


@dataclass(frozen=True)
class Goes:
    """A step that would go.

    :ivar patch: of its case; empty: none
    :ivar obstacle: why it cannot go to the colleague, a sentence; empty: it can
    """

    item: WorkItemRow
    reference: str
    title: str
    patch: str
    late: bool
    obstacle: str = ""


def what_goes(house: House, session: Session, person: Person, of: str, patch: str, to: Person | None) -> list[Goes]:
    """The steps that would go, case by case, with what stands against each.

    :param person: who hands them over; of what they may not see nothing is said
    :param of: whose steps, as the record names people; empty: of the whole patch, whoever has them; and those that
        nobody has, as far as the colleague may do them
    :param patch: only cases of this patch; empty: of all
    :param to: to whom; ``None``: that is not chosen yet
    """
    query = select(_item, _case.c.reference, _case.c.title).join(_case, _case.c.id == _item.c.case_id)
    query = query.where(_item.c.status.in_(ITEM_STANDS)).order_by(_item.c.case_id, _item.c.task_id)
    if of:
        query = query.where(_item.c.assignee == of)
    if patch:
        query = query.where(_item.c.case_id.in_(_cases_of(patch)))
    if person.patches:
        query = query.where(of_patches(person, _item.c.case_id))
    rows = session.execute(query).mappings().all()
    patches, now = _patches(session, {row["case_id"] for row in rows}), house.runtime.clock.now()
    return [each for row in rows if (each := _goes(house, session, row, patches, now, to)) is not None]


def who_has(session: Session, person: Person) -> frozenset[str]:
    """Who has open steps that somebody may see, as the record names people."""
    query = select(_item.c.assignee).where(_item.c.status.in_(ITEM_STANDS), _item.c.assignee.is_not(None)).distinct()
    if person.patches:
        query = query.where(of_patches(person, _item.c.case_id))
    return frozenset(session.execute(query).scalars())


def questions_of(session: Session, person: Person, of: str) -> int:
    """How many questions of colleagues wait for somebody's answer, in cases that another may see.

    They were asked of a person for what that person knows, so they go to nobody else.
    """
    waits = (_question.c.answered_at.is_(None), _question.c.withdrawn_at.is_(None))
    query = select(func.count()).where(_question.c.asked_of == of, *waits)
    if person.patches:
        query = query.where(of_patches(person, _question.c.case_id))
    return int(session.execute(query).scalar_one())


def seal_of(goes: Iterable[Goes]) -> str:
    """What names exactly these steps as they stand: who looked at them hands over these, and no others."""
    said = "\n".join(f"{each.item.task_id} {each.item.assignee or ''}" for each in goes)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def hand_over(house: House, session: Session, person: Person, goes: list[Goes], to: Person, reason: str) -> None:
    """Hands steps over; each case's record says so.

    :raises NotWhole: one cannot go, or changed in this moment
    """
    against = [f"{each.item.name!r} of {each.reference}: {each.obstacle}" for each in goes if each.obstacle]
    if against:
        more = f" And {len(against) - MOST_TOLD} more." if len(against) > MOST_TOLD else ""
        raise NotWhole(
            f"Nothing was handed over, for not everything can go to {to.name}. {' '.join(against[:MOST_TOLD])}{more} "
            "Hand those to somebody else first."
        )
    for each in goes:
        _give(house, session, person, each.item, to, reason)


def _give(house: House, session: Session, person: Person, item: WorkItemRow, to: Person, reason: str) -> None:
    session.execute(select(_case.c.id).where(_case.c.id == item.case_id).with_for_update(key_share=True))
    same = (_item.c.task_id == item.task_id) & (_item.c.revision == item.revision) & _item.c.status.in_(ITEM_STANDS)
    values = {"assignee": to.actor, "revision": item.revision + 1}
    if not session.execute(update(_item).where(same).values(**values)).rowcount:  # type: ignore[attr-defined]
        raise ChangedSince(f"{item.name!r} changed in this moment, so nothing was handed over. Look again.")
    said: dict[str, Any] = {"to": to.actor, "reason": reason}
    if item.assignee is not None:
        said["of"] = item.assignee
    entry = NewEntry(Kind.STEP_HANDED_OVER, person.actor, item.step, said)
    append(session, house.runtime.chain_of(session, item.case_id), [entry], house.runtime.clock)


def _goes(  # a step as it was read, and what is known of its case
    house: House, session: Session, row: Any, patches: dict[int, str], now: datetime, to: Person | None
) -> Goes | None:
    item = row_of(WorkItemRow, row)
    if to is not None and item.assignee == to.actor:
        return None  # it is theirs already
    against = "" if to is None else _obstacle(house, session, item, to)
    if item.assignee is None and against:
        return None  # it stays the team's
    patch = patches.get(item.case_id, "")
    return Goes(item, row["reference"], row["title"], patch, is_late(item, now), against)


def _obstacle(house: House, session: Session, item: WorkItemRow, to: Person) -> str:
    if not house.organisation.may_do(to.roles, item.role):
        return f"{to.name} does not have the role for this step ({item.role})."
    if not sees_case(session, to, item.case_id):
        return f"This case lies in no patch of {to.name}'s."
    try:
        refuse_same_eyes(house.runtime, session, to, item)
    except Refused as refused:
        return refused.sentence
    return ""


def _cases_of(patch: str) -> Any:
    theirs = _account.c.id == _case_account.c.account_id
    return select(_case_account.c.case_id).join(_account, theirs).where(_account.c.patch == patch)


def _patches(session: Session, cases: set[int]) -> dict[int, str]:
    theirs = _account.c.id == _case_account.c.account_id
    query = select(_case_account.c.case_id, _account.c.patch).join(_account, theirs)
    found = session.execute(query.where(_case_account.c.case_id.in_(cases)).order_by(_account.c.id.desc()))
    return {row.case_id: row.patch for row in found}
