"""Signing in and out, who a session belongs to, and how guessing is slowed down.

Times here are machine time: a simulated clock must neither open nor close a door.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import Session

from tasks import passwords
from tasks.passwords import TooManyTries
from tasks.people import Person, must_be_long, person_of
from tasks.tables import KnownAddress, SignInAttempt, User, UserSession
from workflows.clock import Clock, machine_now
from workflows.db import Database, table
from workflows.errors import Forbidden, Malformed, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.rows import row_of
from workflows.runtime.tables import Installation

_user, _attempt, _session = table(User), table(SignInAttempt), table(UserSession)
_known, _installation = table(KnownAddress), table(Installation)

WINDOW = timedelta(minutes=15)
TRIES_FROM_ONE_PLACE = 5
"""Of one name from one address."""
TRIES_PER_USER = 20
"""Of one name from all addresses together where that person has never signed in."""
TRIES_PER_ADDRESS = 30
"""Of all names from one address, but for people who have signed in from there."""
KNOWN_FOR = timedelta(days=90)
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOKEN_LIFE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=5)


class SignInRefused(Refused):
    """The sign-in was refused."""

    status = 401


class PresentPasswordWrong(Forbidden):
    """The present password is not right."""


class PasswordNotNew(Malformed):
    """The new password is the present one."""


class StandingChanged(Refused):
    """What you may do was changed meanwhile."""


class NotSignedIn(Refused):
    """You are not signed in."""

    status = 401


@dataclass(frozen=True)
class LogIn:
    """What a password is compared with, and whose it is."""

    id: int
    password_hash: str
    demo: bool
    active: bool
    chain_id: int


def sign_in(db: Database, clock: Clock, username: str, password: str, address: str, kind: str) -> tuple[str, Person]:
    """Signs somebody in; returns the session's secret, which is kept nowhere, and the person.

    A try is counted before its password is looked at, so that many at once are no more than many after one another.

    :param address: where the request came from
    :param kind: ``cookie`` or ``token``
    :raises SignInRefused: the name or the password is wrong (it does not say which)
    :raises TooManyTries: too many failed within a quarter of an hour
    """
    username, address, now = username.strip().lower()[:200], address[:200], machine_now()
    with db.write() as session:
        row, attempt = _begin(session, username, address, now)
        demo_database = session.execute(select(_installation.c.demo)).scalar()
    right = passwords.is_right(row.password_hash if row else None, password)
    if row is not None and row.demo and not demo_database:
        right = False  # a demo log-in opens nothing but a demo database
    if row is None or not right or not row.active:
        if row is not None:
            with db.write() as session:
                refused = NewEntry(Kind.SIGN_IN_REFUSED, "system", payload={"address": address})
                append(session, row.chain_id, [refused], clock)
        raise SignInRefused("The user name or the password is not right.")
    # The token of a form says whose form it is, so that nobody else is shown what was typed into it.
    secret, csrf = secrets.token_urlsafe(32), f"{row.id}-{secrets.token_urlsafe(24)}"
    values = {
        "secret_hash": _hash(secret),
        "user_id": row.id,
        "kind": kind,
        "csrf": csrf,
        "began_at": now,
        "seen_at": now,
        "ends_at": now + (TOKEN_LIFE if kind == "token" else LONGEST),
    }
    with db.write() as session:
        # As it stands now: somebody may have been ended, or given a new password, while theirs was looked at.
        again = select(_user).where(_user.c.id == row.id).with_for_update()
        standing = session.execute(again).mappings().one()
        if not standing["active"] or standing["password_hash"] != row.password_hash:
            raise SignInRefused("The user name or the password is not right.")
        session.execute(insert(_session).values(**values))
        session.execute(delete(_session).where(_session.c.ends_at < now))
        _forget(session, username, address, attempt, now)
        _know(session, row.id, address, now)
        if passwords.is_outdated(row.password_hash):
            rehashed = passwords.hashed(password)
            session.execute(update(_user).where(_user.c.id == row.id).values(password_hash=rehashed))
        payload = {"address": address, "kind": kind}
        append(session, row.chain_id, [NewEntry(Kind.SIGNED_IN, f"user:{row.id}", payload=payload)], clock)
    return secret, person_of(dict(standing), csrf)


def change_password(db: Database, clock: Clock, person: Person, present: str, new: str, address: str) -> int:
    """Gives somebody the password that they chose, and ends their other sessions; returns how many there were.

    A wrong present password counts among the tries to sign in.

    :param address: where the request came from
    :raises UserNotUnderstood: the new one is too short or too long
    :raises PasswordNotNew: it is the present one
    :raises PresentPasswordWrong: the present one is another
    :raises TooManyTries: too many failed within a quarter of an hour
    """
    must_be_long(new)
    if new == present:
        raise PasswordNotNew("Choose a password that is not the present one.", field="password")
    address, now = address[:200], machine_now()
    wrong = PresentPasswordWrong("The present password is not right, so nothing was changed.", field="present")
    with db.write() as session:
        row, attempt = _begin(session, person.username, address, now)
    if not passwords.is_right(row.password_hash if row else None, present) or row is None:
        raise wrong
    kept = passwords.hashed(new)  # slow on purpose, so before the unit of work
    with db.write() as session:
        # As it stands now: a new one may have been given to them while theirs was looked at.
        again = select(_user.c.active, _user.c.password_hash).where(_user.c.id == row.id).with_for_update()
        standing = session.execute(again).one()
        if not standing.active or standing.password_hash != row.password_hash:
            raise wrong
        # A demo's log-in that is given a password of its own is one no more.
        session.execute(update(_user).where(_user.c.id == row.id).values(password_hash=kept, demo=False))
        count = end_sessions(session, row.id, but=person.csrf)
        _forget(session, person.username, address, attempt, now)
        changed = NewEntry(Kind.PASSWORD_CHANGED, person.actor, clear={"user": row.id, "count": count})
        append(session, row.chain_id, [changed], clock)
    return count


def who_is(session: Session, secret: str, kind: str) -> Person:
    """The person of a session.

    :raises NotSignedIn: the session ended, or never was
    """
    found = _who.one_or_none(session, {"b_hash": _hash(secret), "b_kind": kind})
    row, now = found._asdict() if found else None, machine_now()
    if row is None or row["ends_at"] < now or not row["active"] or (kind == "cookie" and row["seen_at"] < now - IDLE):
        raise NotSignedIn("Your session has ended. Sign in again; what you saved as a draft is still there.")
    return person_of(row, row["csrf"])


def must_stand(session: Session, person: Person) -> None:
    """Refuses what somebody does if they were ended, signed out or given other roles since they came in.

    For the end of the transaction in which they do it: what they asked for may have waited for a lock meanwhile.

    :raises NotSignedIn: they were ended, or signed out
    :raises StandingChanged: their roles or patches are others now
    """
    found = _standing.one_or_none(session, {"b_user": person.id, "b_csrf": person.csrf})
    if found is None or not found.active or (person.csrf and found.secret_hash is None):
        raise NotSignedIn("You were signed out while this was being done, so nothing was done.")
    if person_of(found._asdict(), person.csrf) != person:
        raise StandingChanged(
            "Your name, roles or patches were changed while this was being done, so nothing was done. Try again."
        )


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
        append(session, person.chain_id, [NewEntry(Kind.SIGNED_OUT, person.actor)], clock)


def end_sessions(session: Session, user_id: int, but: str = "") -> int:
    """Ends every session of somebody, of browsers and of programs; returns how many there were.

    :param but: the token of the forms of the one that goes on
    """
    ended = session.execute(delete(_session).where(_session.c.user_id == user_id, _session.c.csrf != but))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def csrf_is_right(person: Person, given: str) -> bool:
    """Whether a form came from one of our own pages."""
    return hmac.compare_digest(person.csrf.encode(), given.encode())


def typed_by(csrf: str) -> int:
    """The number of the user for whom a form was made, as its token says; 0 where it does not say. No proof of it."""
    number = csrf.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0


_who = Prepared(
    select(_user, _session.c.csrf, _session.c.ends_at, _session.c.seen_at)
    .join(_session, _session.c.user_id == _user.c.id)
    .where(_session.c.secret_hash == bindparam("b_hash"), _session.c.kind == bindparam("b_kind"))
)


_standing = Prepared(
    select(_user, _session.c.secret_hash)
    .outerjoin(_session, (_session.c.user_id == _user.c.id) & (_session.c.csrf == bindparam("b_csrf")))
    .where(_user.c.id == bindparam("b_user"))
)


def _begin(session: Session, username: str, address: str, now: datetime) -> tuple[LogIn | None, int]:
    """The user's log-in, if there is one, and the number of this try.

    :raises TooManyTries: there were too many before it
    """
    session.execute(select(_installation.c.id).with_for_update())  # counted one after the other, by all processes
    found = session.execute(select(_user).where(_user.c.username == username)).mappings().one_or_none()
    row = row_of(LogIn, found) if found is not None else None
    known = row is not None and _is_known(session, row.id, address, now)
    recent, here = _attempt.c.at > now - WINDOW, _attempt.c.address == address
    count = select(func.count()).select_from(_attempt).where(recent)
    from_here = session.execute(count.where(here, _attempt.c.username == username)).scalar_one()
    # Somebody who has signed in from here is bound by their own tries alone, so that nobody else can lock them out.
    by_user = 0 if known else session.execute(count.where(_attempt.c.username == username)).scalar_one()
    by_address = 0 if known else session.execute(count.where(here)).scalar_one()
    if from_here >= TRIES_FROM_ONE_PLACE or by_user >= TRIES_PER_USER or by_address >= TRIES_PER_ADDRESS:
        minutes = int(WINDOW.total_seconds() // 60)
        raise TooManyTries(f"Too many sign-ins have failed. Wait {minutes} minutes and try again.")
    values = {"username": username, "address": address, "at": now}
    number = session.execute(insert(_attempt).values(**values).returning(_attempt.c.id)).scalar_one()
    return row, int(number)


def _is_known(session: Session, user_id: int, address: str, now: datetime) -> bool:
    here = (_known.c.user_id == user_id) & (_known.c.address == address) & (_known.c.at > now - KNOWN_FOR)
    return session.execute(select(_known.c.user_id).where(here)).first() is not None


def _know(session: Session, user_id: int, address: str, now: datetime) -> None:
    session.execute(delete(_known).where(_known.c.at < now - KNOWN_FOR))
    here = (_known.c.user_id == user_id) & (_known.c.address == address)
    if session.execute(update(_known).where(here).values(at=now)).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(insert(_known).values(user_id=user_id, address=address, at=now))


def _forget(session: Session, username: str, address: str, attempt: int, now: datetime) -> None:
    """A right password wipes the slips of the same person in the same place, and no others."""
    theirs = (_attempt.c.username == username) & (_attempt.c.address == address)
    session.execute(delete(_attempt).where(theirs | (_attempt.c.id == attempt) | (_attempt.c.at < now - WINDOW)))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
