"""Who works here: adding, changing, ending, and letting in again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from cases.permissions import Group
from tasks.acts.subjects import ONESELF, ORGANISATION, USER
from tasks.acts.table import BY_OPERATOR, EVERYBODY, act, of
from tasks.assembly import House, installation
from tasks.passwords import hashed
from tasks.people import (
    Person,
    UserNotUnderstood,
    add_user,
    must_be_known,
    must_be_long,
    named,
    understood_name,
    understood_patches,
    understood_roles,
)
from tasks.refusals import ReasonMissing
from tasks.signing import change_password, end_sessions, must_stand
from tasks.tables import User, UserSession
from tasks.user_rows import StoredUser, UserRow, last_signed, steps_held, user_row
from workflows.clock import machine_now
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.tables import Installation

_user, _session, _installation = table(User), table(UserSession), table(Installation)
MANAGERS = of(Group.USERS) | BY_OPERATOR


class NoSuchUser(NotFound):
    """There is no such user."""


class AlreadyEnded(Refused):
    """They are ended already."""


class OwnPassword(Refused):
    """One's own password is changed with the present one."""


class OwnRoles(Refused):
    """Nobody says what they may do themselves."""


class NotEnded(Refused):
    """They may sign in already."""


class LastAdministrator(Refused):
    """Somebody must be left who can let people in."""


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
        rows = session.execute(query).mappings().all()
        before = last_signed(session, [row["chain_id"] for row in rows if row["seen_at"] is None])
        steps = steps_held(session)
        return [user_row(row, before.get(row["chain_id"]), steps) for row in rows]


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
    :raises UserNotUnderstood: a role or a patch is unknown, or the name is none
    :raises OwnRoles: they are the person's own roles
    :raises LastAdministrator: nobody would be left who can let people in
    """
    said = _reason(reason, "Say why this user is changed; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, person, username)
        new = {
            "name": row.name if name is None else understood_name(name),
            "roles": row.roles.split() if roles is None else understood_roles(roles),
            "patches": row.patches.split("\n") if patches is None else list(patches),
        }
        if row.id == person.id and set(new["roles"]) != set(row.roles.split()):
            raise OwnRoles(
                "Nobody changes their own roles: whoever could would give themselves whatever they like. Ask another "
                "administrator to change them.",
                field="roles",
            )
        new["patches"] = understood_patches(new["patches"])
        must_be_known(session, new["patches"], row.patches.split("\n"))
        if row.active and "administrator" in row.roles.split() and "administrator" not in new["roles"]:
            _somebody_is_left(session, row.id)
        values = {"name": new["name"], "roles": " ".join(new["roles"]), "patches": "\n".join(new["patches"])}
        session.execute(update(_user).where(_user.c.id == row.id).values(**values))
        _note(house, session, row, Kind.USER_CHANGED, person, {**new, "reason": said})


@act(MANAGERS, USER, Kind.USER_ENDED)
def end(house: House, person: Person, username: str, *, reason: str) -> int:
    """End a user, who can sign in no more.

    Every session of theirs ends at once, and their steps go back to the team. What they did stays in the records.

    :returns: how many steps went back
    :raises NoSuchUser: there is none
    :raises AlreadyEnded: they were ended before
    :raises LastAdministrator: nobody would be left who can let people in
    """
    said = _reason(reason, "Say why this user is ended; the reason goes into their record.")
    with house.db.write() as session:
        # Their cases before themselves: whoever holds a case may wait for a user, and never the other way about.
        steps = house.work.give_back_all(session, person, f"user:{_found(session, username).id}")
        row = _locked(session, person, username)
        if not row.active:
            raise AlreadyEnded(f"{row.name} was ended before, and can sign in no more.", already=True)
        if "administrator" in row.roles.split():
            _somebody_is_left(session, row.id)
        session.execute(update(_user).where(_user.c.id == row.id).values(active=False))
        end_sessions(session, row.id)
        _note(house, session, row, Kind.USER_ENDED, person, {"reason": said})
    return steps


@act(MANAGERS, USER, Kind.USER_RESTORED)
def restore(house: House, person: Person, username: str, *, reason: str) -> None:
    """Let somebody who was ended sign in again.

    :raises NoSuchUser: there is none
    :raises NotEnded: they were not ended
    """
    said = _reason(reason, "Say why this user may sign in again; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, person, username)
        if row.active:
            raise NotEnded(f"{row.name} may sign in already; there is nothing to give back.", already=True)
        session.execute(update(_user).where(_user.c.id == row.id).values(active=True))
        _note(house, session, row, Kind.USER_RESTORED, person, {"reason": said})


@act(MANAGERS, USER, Kind.PASSWORD_RESET)
def reset_password(house: House, person: Person, username: str, *, password: str, reason: str) -> None:
    """Give somebody a new password.

    Every session of theirs ends at once.

    :raises NoSuchUser: there is none
    :raises OwnPassword: it is their own
    :raises UserNotUnderstood: it is too short
    """
    if person.id and person.is_named(username):
        raise OwnPassword("Change your own password where the present one is asked for: at your name, top right.")
    said = _reason(reason, "Say why this user is given a new password; the reason goes into their record.")
    must_be_long(password)
    new = hashed(password)  # slow on purpose, so before the unit of work
    with house.db.write() as session:
        row = _locked(session, person, username)
        # A demo's log-in that is given a password of its own is one no more.
        session.execute(update(_user).where(_user.c.id == row.id).values(password_hash=new, demo=False))
        end_sessions(session, row.id)
        _note(house, session, row, Kind.PASSWORD_RESET, person, {"reason": said})


@act(EVERYBODY, ONESELF, Kind.PASSWORD_CHANGED)
def change_own_password(
    house: House, person: Person, *, present: str, new: str, address: str, again: str | None = None
) -> int:
    """Change one's own password; the present one is asked for.

    Every other session of theirs ends at once.

    :param address: where the request came from: a wrong present password counts among the tries to sign in
    :param again: the new one as it was typed a second time, where that was asked for
    :returns: how many other sessions there were
    :raises UserNotUnderstood: it is too short, or was typed twice in two ways
    :raises PasswordNotNew: it is the present one
    :raises PresentPasswordWrong: the present one is another
    :raises TooManyTries: too many were wrong
    """
    if again is not None and again != new:
        raise UserNotUnderstood(
            "The new password was not typed twice in one way. Type it once more into both fields.", field="again"
        )
    return change_password(house.db, house.runtime.clock, person, present, new, address)


@act(MANAGERS, USER, Kind.SESSIONS_ENDED)
def end_all_sessions(house: House, person: Person, username: str, *, reason: str) -> int:
    """Sign somebody out everywhere.

    :returns: how many sessions there were
    :raises NoSuchUser: there is none
    """
    said = _reason(reason, "Say why this user is signed out; the reason goes into their record.")
    with house.db.write() as session:
        row = _locked(session, person, username)
        count = end_sessions(session, row.id)
        _note(house, session, row, Kind.SESSIONS_ENDED, person, {"reason": said}, count=count)
    return count


def _locked(session: Session, person: Person, username: str) -> StoredUser:
    session.execute(select(_installation.c.id).with_for_update())  # two administrators do not end each other
    row = _found(session, username, lock=True)
    if row.id == person.id:
        must_stand(session, person)  # before their own change: whoever was ended meanwhile lets nobody in again
    return row


def _found(session: Session, username: str, *, lock: bool = False) -> StoredUser:
    query = select(_user).where(named(username))
    row = session.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NoSuchUser(f"There is no user {username.strip().lower()[:200]!r}.")
    return row_of(StoredUser, row)


def _somebody_is_left(session: Session, leaving: int) -> None:
    others = select(_user.c.roles).where(_user.c.active.is_(True), _user.c.id != leaving).with_for_update()
    if not any("administrator" in roles.split() for roles in session.execute(others).scalars()):
        raise LastAdministrator(
            "This is the only administrator who can sign in. Make somebody else an administrator first."
        )


def _reason(given: str, sentence: str) -> str:
    if not given.strip():
        raise ReasonMissing(sentence, field="reason")
    return given.strip()[:2000]


def _note(
    house: House, session: Session, row: StoredUser, kind: Kind, person: Person, said: dict[str, Any], **clear: int
) -> None:
    entry = NewEntry(kind, person.actor, payload=said, clear={"user": row.id, **clear})
    append(session, row.chain_id, [entry], house.runtime.clock)
