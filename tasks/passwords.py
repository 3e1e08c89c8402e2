"""Passwords: hashed with Argon2, slowly on purpose, and only a few at the same time."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflows.errors import Refused

LONGEST = 1_000
AT_ONCE = 2
"""Passwords that one process looks at at the same time: each takes some 64 MiB."""
PATIENCE = 10.0
"""Seconds that a sign-in waits for its turn."""
_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooManyTries(Refused):
    """Too many sign-ins failed."""

    status = 429
    retry_after = 15 * 60


class ManyAtOnce(TooManyTries):
    """Many people are signing in at this moment."""

    retry_after = 60


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def is_right(stored: str | None, given: str) -> bool:
    """Whether a password is the one that was hashed; with nothing stored it takes as long, and is not.

    :raises TooManyTries: too many are being looked at
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise ManyAtOnce("Many people are signing in at this moment. Try again in a minute.")
    try:
        return _hasher.verify(stored or _nobodys(), given[:LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _turns.release()


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with less work than is asked for today."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    """Looked at when the user is unknown, so that the time taken does not tell which names exist."""
    return _hasher.hash(secrets.token_urlsafe(16))
