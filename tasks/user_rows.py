"""Users as they are listed and as they are stored, and when each was last there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, func, or_, select
from sqlmodel import Session

from tasks.people import USERNAME
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Entry
from workflows.evidence.verify import moment, parse
from workflows.runtime.tables import WorkItem
from workflows.runtime.words import ITEM_STANDS

_entry, _item = table(Entry), table(WorkItem)


@dataclass(frozen=True)
class UserRow:
    """Somebody who may sign in, or might once.

    :ivar sessions: how many browsers and programs are signed in as them at present
    :ivar steps: how many open steps are theirs
    :ivar seen_at: when one of these was last in use; where there is none, when they last signed in or out
    """

    id: int
    username: str
    name: str
    roles: tuple[str, ...]
    patches: tuple[str, ...]
    active: bool
    sessions: int
    seen_at: datetime | None
    steps: int = 0

    @property
    def address(self) -> str:
        """What names them in an address: their user name, or their number where that is no plain one."""
        return self.username if USERNAME.fullmatch(self.username) else f"user:{self.id}"


@dataclass(frozen=True)
class StoredUser:
    """A user as the row says it: roles joined by spaces, patches a line each."""

    id: int
    name: str
    roles: str
    patches: str
    active: bool
    chain_id: int


def steps_held(session: Session) -> dict[str, int]:
    """How many open steps each has who has any, as the record names people."""
    theirs = select(_item.c.assignee, func.count()).where(
        _item.c.status.in_(ITEM_STANDS), _item.c.assignee.is_not(None)
    )
    return {actor: int(count) for actor, count in session.execute(theirs.group_by(_item.c.assignee))}


def user_row(row: RowMapping, seen_at: datetime | None, steps: dict[str, int]) -> UserRow:
    """A user as they are listed.

    :param row: of users, with how many ``sessions`` are live
    """
    return UserRow(
        id=row["id"],
        username=row["username"],
        name=row["name"],
        roles=tuple(row["roles"].split()),
        patches=tuple(patch for patch in row["patches"].split("\n") if patch),
        active=row["active"],
        sessions=row["sessions"] or 0,
        seen_at=row["seen_at"] or seen_at,
        steps=steps.get(f"user:{row['id']}", 0),
    )


def last_signed(session: Session, chains: Sequence[int]) -> dict[int, datetime]:
    """When users were last there as their own records say it, by their chains."""
    own = or_(*(_entry.c.body.contains(f'"kind":"{kind}"') for kind in (Kind.SIGNED_IN, Kind.SIGNED_OUT)))
    last = select(_entry.c.chain_id, func.max(_entry.c.seq).label("seq")).where(_entry.c.chain_id.in_(chains), own)
    newest = last.group_by(_entry.c.chain_id).subquery()
    same = (_entry.c.chain_id == newest.c.chain_id) & (_entry.c.seq == newest.c.seq)
    bodies = session.execute(select(_entry.c.chain_id, _entry.c.body).join(newest, same))
    said = {row.chain_id: moment(parse(row.body).get("machine_at")) for row in bodies}
    return {chain_id: at for chain_id, at in said.items() if at is not None}
