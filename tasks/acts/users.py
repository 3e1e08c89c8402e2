"""Who works here: adding, changing, ending, and letting in again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from tasks.acts.subjects import ORGANISATION, USER
from tasks.acts.table import OPERATOR, act
from tasks.assembly import House, installation
from tasks.passwords import hashed
from tasks.people import (
    LONGEST_NAME,
    Person,
    UserNotUnderstood,
    add_user,
    must_be_long,
    understood_patches,
    understood_roles,
)
from tasks.refusals import ReasonMissing
from tasks.signing import end_sessions
from tasks.tables import User, UserSession
from workflows.clock import machine_now
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.tables import Installation

_user, _session, _installation = table(User), table(UserSession), table(Installation)
MANAGERS = frozenset({"administrator", OPERATOR})


class NoSuchUser(NotFound):
    """There is no such user."""


class LastAdministrator(Refused):
    """Somebody must be left who can let people in."""


@dataclass(frozen=True)
class UserRow:
    """Somebody who may sign in, or might once.

    :ivar sessions: how many browsers and programs are signed in as them at present
    :ivar seen_at: when one of these was last in use
    """

    id: int
    username: str
    name: str
    roles: tuple[str, ...]
    patches: tuple[str, ...]
    active: bool
    sessions: int
    seen_at: datetime | None


@dataclass(frozen=True)
class StoredUser:
    """A user as the row says it: roles joined by spaces, patches a line each."""

    id: int
    name: str
    roles: str
    patches: str
    active: bool
    chain_id: int


@act(MANAGERS)
def list_(house: House, person: Person) -> list[UserRow]:
    """See who works here."""
    del person
    live = (
        select(_session.c.user_id, func.count().label("sessions"), func.max(_session.c.seen_at).label("seen_at"))
        .where(_session.c.ends_at > machine_now())
        .group_by(_session.c.user_id)
        .subquery()
    )
    query = (
        select(_user, live.c.sessions, live.c.seen_at)
        .outerjoin(live, live.c.user_id == _user.c.id)
        .order_by(_user.c.username)
    )
    with house.db.read() as session:
        return [
            UserRow(
                id=row["id"],
                username=row["username"],
                name=row["name"],
                roles=tuple(row["roles"].split()),
                patches=tuple(patch for patch in row["patches"].split("\n") if patch),
                active=row["active"],
                sessions=row["sessions"] or 0,
                seen_at=row["seen_at"],
            )
            for row in session.execute(query).mappings()
        ]


@act(MANAGERS, ORGANISATION, Kind.USER_ADDED)
def add(
    house: House,
    person: Person,
    *,
    username: str,
    name: str,
    password: str,
    roles: Sequence[str],
    patches: Sequence[str] = (),
) -> int:
    """Add a user.

    :returns: their number
    :raises UserNotUnderstood: a role is unknown, the name is taken or the password too short
    """
    with house.db.write() as session:
        installation(session)
        return add_user(session, username, name, password, roles, house.runtime.clock, patches=patches, by=person.actor)


@act(MANAGERS, USER, Kind.USER_CHANGED)
def change(
    house: House,
    person: Person,
    username: str,
    *,
    reason: str,
    name: str | None = None,
    roles: Sequence[str] | None = None,
    patches: Sequence[str] | None = None,
) -> None:
    """Change a user's name, roles or patches.

    What is left out stays as it is.

    :raises NoSuchUser: there is none
    :raises UserNotUnderstood: a role is unknown
    :raises LastAdministrator: nobody would be left who can let people in
    """
    said = _reason(reason, "Say why this user is changed; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, username)
        new = {
            "name": row.name if name is None else name.strip(),
            "roles": row.roles.split() if roles is None else understood_roles(roles),
            "patches": row.patches.split("\n") if patches is None else list(patches),
        }
        new["patches"] = understood_patches(new["patches"])
        if not new["name"] or len(new["name"]) > LONGEST_NAME:
            raise UserNotUnderstood("Give the person's name as colleagues know it, in at most 200 characters.")
        if row.active and "administrator" in row.roles.split() and "administrator" not in new["roles"]:
            _somebody_is_left(session, row.id)
        values = {"name": new["name"], "roles": " ".join(new["roles"]), "patches": "\n".join(new["patches"])}
        session.execute(update(_user).where(_user.c.id == row.id).values(**values))
        _note(house, session, row, Kind.USER_CHANGED, person, {**new, "reason": said})


@act(MANAGERS, USER, Kind.USER_ENDED)
def end(house: House, person: Person, username: str, *, reason: str) -> None:
    """End a user, who can sign in no more.

    Every session of theirs ends at once. What they did stays in the records; their steps are handed over by others.

    :raises NoSuchUser: there is none
    :raises LastAdministrator: nobody would be left who can let people in
    """
    said = _reason(reason, "Say why this user is ended; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, username)
        if "administrator" in row.roles.split() and row.active:
            _somebody_is_left(session, row.id)
        session.execute(update(_user).where(_user.c.id == row.id).values(active=False))
        end_sessions(session, row.id)
        _note(house, session, row, Kind.USER_ENDED, person, {"reason": said})


@act(MANAGERS, USER, Kind.USER_RESTORED)
def restore(house: House, person: Person, username: str, *, reason: str) -> None:
    """Let somebody who was ended sign in again.

    :raises NoSuchUser: there is none
    """
    said = _reason(reason, "Say why this user may sign in again; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, username)
        session.execute(update(_user).where(_user.c.id == row.id).values(active=True))
        _note(house, session, row, Kind.USER_RESTORED, person, {"reason": said})


@act(MANAGERS, USER, Kind.PASSWORD_RESET)
def reset_password(house: House, person: Person, username: str, *, password: str, reason: str) -> None:
    """Give somebody a new password.

    Every session of theirs ends at once.

    :raises NoSuchUser: there is none
    :raises UserNotUnderstood: it is too short
    """
    said = _reason(reason, "Say why this user is given a new password; the reason goes into their record.")
    must_be_long(password)
    new = hashed(password)  # slow on purpose, so before the unit of work
    with house.db.write() as session:
        row = _locked(session, username)
        # A demo's log-in that is given a password of its own is one no more.
        session.execute(update(_user).where(_user.c.id == row.id).values(password_hash=new, demo=False))
        end_sessions(session, row.id)
        _note(house, session, row, Kind.PASSWORD_RESET, person, {"reason": said})


@act(MANAGERS, USER, Kind.SESSIONS_ENDED)
def end_all_sessions(house: House, person: Person, username: str, *, reason: str) -> int:
    """Sign somebody out everywhere.

    :returns: how many sessions there were
    :raises NoSuchUser: there is none
    """
    said = _reason(reason, "Say why this user is signed out; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, username)
        count = end_sessions(session, row.id)
        _note(house, session, row, Kind.SESSIONS_ENDED, person, {"reason": said}, count=count)
    return count


def _locked(session: Session, username: str) -> StoredUser:
    wanted = username.strip().lower()
    session.execute(select(_installation.c.id).with_for_update())  # two administrators do not end each other
    query = select(_user).where(_user.c.username == wanted).with_for_update()
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchUser(f"There is no user {wanted[:200]!r}.")
    return row_of(StoredUser, row)


def _somebody_is_left(session: Session, leaving: int) -> None:
    others = select(_user.c.roles).where(_user.c.active.is_(True), _user.c.id != leaving).with_for_update()
    if not any("administrator" in roles.split() for roles in session.execute(others).scalars()):
        raise LastAdministrator(
            "This is the only administrator who can sign in. Make somebody else an administrator first."
        )


def _reason(given: str, sentence: str) -> str:
    if not given.strip():
        raise ReasonMissing(sentence)
    return given.strip()[:2000]


def _note(
    house: House, session: Session, row: StoredUser, kind: Kind, person: Person, said: dict[str, Any], **clear: int
) -> None:
    entry = NewEntry(kind, person.actor, payload=said, clear={"user": row.id, **clear})
    append(session, row.chain_id, [entry], house.runtime.clock)
