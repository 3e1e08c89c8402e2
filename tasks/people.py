"""Who signs in, what they may do, and how guessing is slowed down."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlmodel import Session

from tasks.tables import SignInAttempt, User, UserSession
from workflows.clock import Clock, machine_now
from workflows.db import Database, table
from workflows.errors import Forbidden, Malformed, Refused
from workflows.evidence import NewEntry, append, new_chain
from workflows.prepared import Prepared
from workflows.runtime.tables import Installation

_user, _attempt, _session = table(User), table(SignInAttempt), table(UserSession)
_installation = table(Installation)

ROLES = {
    "officer": "Income officer",
    "team_leader": "Team leader",
    "process_owner": "Process owner",
    "compliance": "Compliance",
    "administrator": "Administrator",
}
LANES = {
    "Income officer": frozenset({"officer", "team_leader"}),
    "Team leader": frozenset({"team_leader"}),
}
"""Which roles may do the steps of a lane."""
ANSWERABLE = ("team_leader", "compliance", "administrator")
"""Roles that see which cases a rule stops."""
PUBLISHERS = ("process_owner", "compliance", "administrator")
"""Roles that may propose a procedure, or publish what another has proposed."""

WINDOW = timedelta(minutes=15)
TRIES_PER_USER = 5
TRIES_PER_ADDRESS = 30
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOKEN_LIFE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=5)
_hasher = PasswordHasher()


class SignInRefused(Refused):
    """The sign-in was refused."""

    status = 401


class TooManyTries(Refused):
    """Too many sign-ins failed."""

    status = 429


class NotSignedIn(Refused):
    """You are not signed in."""

    status = 401


class NotYourRole(Forbidden):
    """Your role may not do this."""


class UserNotUnderstood(Malformed):
    """A user is not described as users are."""


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: int
    username: str
    name: str
    roles: frozenset[str]
    chain_id: int
    csrf: str = ""

    @property
    def actor(self) -> str:
        """How the record names them."""
        return f"user:{self.id}"

    def may(self, *roles: str) -> bool:
        """Whether they have one of the roles."""
        return not self.roles.isdisjoint(roles)

    def must(self, *roles: str) -> None:
        """Refuses unless they have one of the roles.

        :raises NotYourRole: they have none of them
        """
        if not self.may(*roles):
            wanted = " or ".join(ROLES[role].lower() for role in roles)
            raise NotYourRole(f"This is for the role {wanted}; yours is {self._roles_in_words()}.")

    def may_do_lane(self, lane: str) -> bool:
        """Whether they may do the steps of a lane."""
        return not self.roles.isdisjoint(LANES.get(lane, frozenset()))

    def _roles_in_words(self) -> str:
        return ", ".join(ROLES[role].lower() for role in sorted(self.roles)) or "none"


def add_user(
    session: Session, username: str, name: str, password: str, roles: list[str], clock: Clock, *, demo: bool = False
) -> int:
    """Adds a user and begins the record of what they do; returns the id.

    :raises UserNotUnderstood: a role is unknown, the name is taken or the password too short
    """
    username = username.strip().lower()
    if unknown := [role for role in roles if role not in ROLES]:
        raise UserNotUnderstood(f"{unknown[0]!r} is not a role. Roles are: {', '.join(ROLES)}.")
    if not username or any(c.isspace() for c in username):
        raise UserNotUnderstood("A user name needs at least one character and no white space.")
    if len(password) < 12 and not demo:
        raise UserNotUnderstood("The password needs at least 12 characters.")
    if session.execute(select(_user.c.id).where(_user.c.username == username)).first():
        raise UserNotUnderstood(f"There is already a user {username!r}.")
    chain_id = new_chain(session, f"user/{username}")
    values = {
        "username": username,
        "name": name,
        "password_hash": _hasher.hash(password),
        "roles": " ".join(roles),
        "active": True,
        "demo": demo,
        "chain_id": chain_id,
    }
    user_id = session.execute(insert(_user).values(**values).returning(_user.c.id)).scalar_one()
    # The number in the clear: by it the exports of cases say who ``user:7`` is.
    said, number = {"name": name, "roles": roles}, {"user": int(user_id)}
    append(session, chain_id, [NewEntry("user added", "system", payload=said, clear=number)], clock)
    return int(user_id)


def sign_in(db: Database, clock: Clock, username: str, password: str, address: str, kind: str) -> tuple[str, Person]:
    """Signs somebody in; returns the session's secret, which is kept nowhere, and the person.

    Times here are machine time: a simulated clock must neither open nor close a door.

    :param address: where the request came from
    :param kind: ``cookie`` or ``token``
    :raises SignInRefused: the name or the password is wrong (it does not say which)
    :raises TooManyTries: too many failed within a quarter of an hour
    """
    username, now, nobody = username.strip().lower()[:200], machine_now(), _nobody()
    with db.read() as session:
        _refuse_guessing(session, username, address, now)
        row = session.execute(select(_user).where(_user.c.username == username)).mappings().one_or_none()
        demo_database = session.execute(select(_installation.c.demo)).scalar()
    right = _password_is_right(row["password_hash"] if row else nobody, password) and row is not None
    if row is not None and row["demo"] and not demo_database:
        right = False  # a demo log-in opens nothing but a demo database
    if row is None or not right or not row["active"]:
        with db.write() as session:
            session.execute(insert(_attempt).values(username=username, address=address, at=now))
            if row is not None:
                append(
                    session,
                    row["chain_id"],
                    [NewEntry("sign-in refused", "system", payload={"address": address})],
                    clock,
                )
        raise SignInRefused("The user name or the password is not right.")
    secret = secrets.token_urlsafe(32)
    life = TOKEN_LIFE if kind == "token" else LONGEST
    values = {
        "secret_hash": _hash(secret),
        "user_id": row["id"],
        "kind": kind,
        "csrf": secrets.token_urlsafe(24),
        "began_at": now,
        "seen_at": now,
        "ends_at": now + life,
    }
    with db.write() as session:
        session.execute(insert(_session).values(**values))
        session.execute(delete(_session).where(_session.c.ends_at < now))
        session.execute(delete(_attempt).where(or_(_attempt.c.username == username, _attempt.c.at < now - WINDOW)))
        if _hasher.check_needs_rehash(row["password_hash"]):
            rehashed = _hasher.hash(password)
            session.execute(update(_user).where(_user.c.id == row["id"]).values(password_hash=rehashed))
        payload = {"address": address, "kind": kind}
        append(session, row["chain_id"], [NewEntry("signed in", f"user:{row['id']}", payload=payload)], clock)
    return secret, _person(dict(row), values["csrf"])


def who_is(session: Session, secret: str, kind: str) -> Person:
    """The person of a session.

    :raises NotSignedIn: the session ended, or never was
    """
    found = _who.one_or_none(session, {"b_hash": _hash(secret), "b_kind": kind})
    row, now = found._asdict() if found else None, machine_now()
    if row is None or row["ends_at"] < now or not row["active"] or (kind == "cookie" and row["seen_at"] < now - IDLE):
        raise NotSignedIn("Your session has ended. Sign in again; what you saved as a draft is still there.")
    return _person(dict(row), row["csrf"])


def touch(db: Database, secret: str) -> None:
    """Notes now and then that a session is in use."""
    now = machine_now()
    stale = (_session.c.secret_hash == _hash(secret)) & (_session.c.seen_at < now - _SEEN_EVERY)
    with db.read() as session:
        if session.execute(select(_session.c.user_id).where(stale)).first() is None:
            return
    with db.write() as session:
        session.execute(update(_session).where(stale).values(seen_at=now))


def sign_out(db: Database, clock: Clock, secret: str, person: Person) -> None:
    """Ends a session."""
    with db.write() as session:
        session.execute(delete(_session).where(_session.c.secret_hash == _hash(secret)))
        append(session, person.chain_id, [NewEntry("signed out", person.actor)], clock)


def people(session: Session) -> dict[str, str]:
    """The names of all users by the name that the record gives them (``user:7``)."""
    return {f"user:{row.id}": row.name for row in session.execute(select(_user.c.id, _user.c.name))}


def csrf_is_right(person: Person, given: str) -> bool:
    """Whether a form came from one of our own pages."""
    return hmac.compare_digest(person.csrf.encode(), given.encode())


_who = Prepared(
    select(_user, _session.c.csrf, _session.c.ends_at, _session.c.seen_at)
    .join(_session, _session.c.user_id == _user.c.id)
    .where(_session.c.secret_hash == bindparam("b_hash"), _session.c.kind == bindparam("b_kind"))
)


def _refuse_guessing(session: Session, username: str, address: str, now: datetime) -> None:
    recent = _attempt.c.at > now - WINDOW
    count = select(func.count()).select_from(_attempt)
    by_user = session.execute(count.where(recent, _attempt.c.username == username)).scalar_one()
    by_address = session.execute(count.where(recent, _attempt.c.address == address)).scalar_one()
    if by_user >= TRIES_PER_USER or by_address >= TRIES_PER_ADDRESS:
        minutes = int(WINDOW.total_seconds() // 60)
        raise TooManyTries(f"Too many sign-ins have failed. Wait {minutes} minutes and try again.")


@cache
def _nobody() -> str:
    """Checked when the user is unknown, so that the time taken does not tell which names exist."""
    return _hasher.hash(secrets.token_urlsafe(16))


def _password_is_right(stored: str, given: str) -> bool:
    try:
        return _hasher.verify(stored, given[:1000])
    except (VerificationError, InvalidHashError):
        return False


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _person(row: dict[str, object], csrf: str) -> Person:
    return Person(
        id=int(str(row["id"])),
        username=str(row["username"]),
        name=str(row["name"]),
        roles=frozenset(str(row["roles"]).split()),
        chain_id=int(str(row["chain_id"])),
        csrf=csrf,
    )
