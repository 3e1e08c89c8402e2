"""The people who work here: who they are, which roles they have, which patches they see."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlmodel import Session

from cases.tables import Account
from tasks.passwords import LONGEST, hashed
from tasks.tables import User
from workflows.clock import Clock
from workflows.db import table
from workflows.errors import Forbidden, Malformed
from workflows.evidence import NewEntry, append, new_chain
from workflows.evidence.kinds import Kind

_user, _account = table(User), table(Account)

ROLES = {
    "officer": "Income officer",
    "team_leader": "Team leader",
    "process_owner": "Process owner",
    "compliance": "Compliance",
    "administrator": "Administrator",
}
SHORTEST_PASSWORD = 12
LONGEST_NAME = 200
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""Of plain letters alone: nobody takes one name for another, and every name stands in an address as it is."""
_NUMBERED = re.compile(r"user:([0-9]{1,9})")
MOST_TOLD = 20
"""Patches that one sentence names."""


class NotYourRole(Forbidden):
    """Your role may not do this."""


class UserNotUnderstood(Malformed):
    """A user is not described as users are.

    Its fact ``field`` says what is wrong: ``username``, ``name``, ``password``, ``roles`` or ``patches``.
    """


@dataclass(frozen=True)
class Person:
    """Somebody who does something here.

    :ivar patches: the only patches whose cases they see; none: all cases
    :ivar chain_id: of the record of what they do that is about nothing else
    """

    id: int
    username: str
    name: str
    roles: frozenset[str]
    chain_id: int
    csrf: str = ""
    patches: frozenset[str] = frozenset()

    @property
    def actor(self) -> str:
        """How the record names them."""
        return f"user:{self.id}" if self.id else "system"

    def is_named(self, about: object) -> bool:
        """Whether these words name them: their user name, or their number as the record says it."""
        return str(about).strip().lower() in {self.username, self.actor}

    def may(self, *roles: str) -> bool:
        """Whether they have one of the roles."""
        return not self.roles.isdisjoint(roles)

    def must(self, *roles: str) -> None:
        """Refuses unless they have one of the roles.

        :raises NotYourRole: they have none of them
        """
        if not self.may(*roles):
            wanted = " or ".join(words.lower() for role, words in ROLES.items() if role in roles)
            raise NotYourRole(f"This is for the role {wanted}; yours is {self._roles_in_words()}.")

    def _roles_in_words(self) -> str:
        return ", ".join(ROLES.get(role, role).lower() for role in sorted(self.roles)) or "none"


def add_user(
    session: Session,
    username: str,
    name: str,
    password: str,
    roles: Sequence[str],
    clock: Clock,
    *,
    patches: Sequence[str] = (),
    by: str = "system",
    demo: bool = False,
) -> int:
    """Adds a user and begins the record of what they do; returns the id.

    :param patches: the only patches whose cases they will see; none: all cases
    :param by: who adds them, as the record names people
    :raises UserNotUnderstood: a role or a patch is unknown, a name is none or is taken, or the password is too short
    """
    username = username.strip().lower()
    name, roles, patches = understood_name(name), understood_roles(roles), understood_patches(patches)
    if not USERNAME.fullmatch(username) or len(username) > LONGEST_NAME:
        raise UserNotUnderstood(
            "A user name is made of the letters a to z, digits, full stops, hyphens and underscores, begins with a "
            "letter or a digit, and has at most 200 of them.",
            field="username",
        )
    must_be_long(password, demo=demo)
    must_be_known(session, patches)
    if session.execute(select(_user.c.id).where(_user.c.username == username)).first():
        raise UserNotUnderstood(f"There is already a user {username!r}.", field="username")
    chain_id = new_chain(session, f"user/{username}")
    values = {
        "username": username,
        "name": name,
        "password_hash": hashed(password),
        "roles": " ".join(roles),
        "patches": "\n".join(patches),
        "active": True,
        "demo": demo,
        "chain_id": chain_id,
    }
    user_id = int(session.execute(insert(_user).values(**values).returning(_user.c.id)).scalar_one())
    said = {"name": values["name"], "roles": roles, "patches": patches}
    append(session, chain_id, [NewEntry(Kind.USER_ADDED, by, payload=said, clear={"user": user_id})], clock)
    return user_id


def named(about: object) -> ColumnElement[bool]:
    """The condition for the user whom somebody names: by user name, or by number as the record does (``user:7``)."""
    wanted = str(about).strip().lower()[:LONGEST_NAME]
    numbered = _NUMBERED.fullmatch(wanted)
    return _user.c.id == int(numbered[1]) if numbered else _user.c.username == wanted


def understood_name(name: str) -> str:
    """A person's name as it is kept.

    :raises UserNotUnderstood: it is none, or holds what no page shows
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise UserNotUnderstood(
            "Give the person's name as colleagues know it, in at most 200 characters.", field="name"
        )
    if not name.isprintable():  # which no mark of direction is either
        raise UserNotUnderstood(
            "The person's name holds a character that is not shown, for example one that turns the direction of "
            "writing. Type the name anew, on one line.",
            field="name",
        )
    return name


def understood_roles(roles: Sequence[str]) -> list[str]:
    """Roles as they are kept.

    :raises UserNotUnderstood: one is unknown, or there is none
    """
    kept = sorted({role.strip() for role in roles if role.strip()})
    if unknown := [role for role in kept if role not in ROLES]:
        raise UserNotUnderstood(f"{unknown[0][:60]!r} is not a role. Roles are: {', '.join(ROLES)}.", field="roles")
    if not kept:
        raise UserNotUnderstood(f"Give at least one role. Roles are: {', '.join(ROLES)}.", field="roles")
    return kept


def understood_patches(patches: Sequence[str]) -> list[str]:
    """Patches as they are kept.

    :raises UserNotUnderstood: one is not a name on one line
    """
    kept = sorted({patch.strip() for patch in patches if patch.strip()})
    if odd := [patch for patch in kept if len(patch) > LONGEST_NAME or not patch.isprintable()]:
        raise UserNotUnderstood(f"{odd[0][:60]!r} is not the name of a patch.", field="patches")
    return kept


def must_be_known(session: Session, patches: Sequence[str], kept: Collection[str] = ()) -> None:
    """Refuses a patch that no account has: whoever sees that alone sees no case. Before any import all are taken.

    :param kept: patches that the person has already
    :raises UserNotUnderstood: no account has one of them
    """
    known = sorted(each for each in session.execute(select(_account.c.patch).distinct()).scalars() if each)
    unknown = [each for each in patches if each not in known and each not in kept]
    if known and unknown:
        more = f" and {len(known) - MOST_TOLD} more" if len(known) > MOST_TOLD else ""
        raise UserNotUnderstood(
            f"No account has the patch {unknown[0]!r}. Patches are: {', '.join(known[:MOST_TOLD])}{more}.",
            field="patches",
        )


def must_be_long(password: str, *, demo: bool = False) -> None:
    """Refuses a password that is guessed too soon, or that would take too long to check.

    :raises UserNotUnderstood: it is too short or too long
    """
    if len(password) < SHORTEST_PASSWORD and not demo:
        raise UserNotUnderstood(f"The password needs at least {SHORTEST_PASSWORD} characters.", field="password")
    if len(password) > LONGEST:
        raise UserNotUnderstood(f"The password may have at most {LONGEST:,} characters.", field="password")


def person_of(row: Mapping[str, Any], csrf: str = "") -> Person:
    """The person of a row of ``app_user``."""
    return Person(
        id=int(row["id"]),
        username=str(row["username"]),
        name=str(row["name"]),
        roles=frozenset(str(row["roles"]).split()),
        chain_id=int(row["chain_id"]),
        csrf=csrf,
        patches=frozenset(patch for patch in str(row["patches"]).split("\n") if patch),
    )


def people(session: Session) -> dict[str, str]:
    """The names of all users by the name that the record gives them (``user:7``)."""
    return {f"user:{row.id}": row.name for row in session.execute(select(_user.c.id, _user.c.name))}
