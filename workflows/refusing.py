"""What a database, its connections or a disk cannot do just now, told as a refusal: the one place that knows the codes.

SQLite says it by a result code, PostgreSQL by an SQLSTATE, the connection pool and the system by errors of their own;
prepared statements raise the driver's error, others wrap it.
"""

import errno
import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import TimeoutError as PoolTimeout

from workflows.errors import Busy, NotKept, Refused

_BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_BUSY_POSTGRESQL = {
    "55P03",  # a lock was not had within lock_timeout
    "57014",  # a statement ran longer than statement_timeout
    "40P01",  # two waited for each other
    "25P03",  # a unit of work stood idle for too long
    "53300",  # the server takes no more connections
}
_FULL_POSTGRESQL = {"53100", "58030"}
_FULL_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG}


def as_refusal(error: BaseException) -> Refused | None:
    """The refusal that an error amounts to; ``None`` for what is no passing want of a lock, a connection or room."""
    if isinstance(error, Refused):
        return None
    for each in _causes(error):
        if _is_busy(each):
            return Busy("Somebody else is working on this just now, so nothing of it was kept; try again in a moment.")
        if _is_full(each):
            return NotKept(
                f"Nothing of this was kept, and what stood before stands: the disk or the database cannot be written "
                f"({_said(each)}). Tell your administrator, who must free room or mend the disk; then try again."
            )
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and the driver's own that SQLAlchemy wrapped."""
    yield error
    inner = getattr(error, "orig", None)
    if isinstance(inner, BaseException):
        yield inner


def _is_busy(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return _code(error) in _BUSY_SQLITE
    if isinstance(error, psycopg.Error):
        return error.sqlstate in _BUSY_POSTGRESQL
    return isinstance(error, PoolTimeout)


def _is_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return _code(error) in _FULL_SQLITE
    if isinstance(error, psycopg.Error):
        return error.sqlstate in _FULL_POSTGRESQL
    return isinstance(error, OSError) and error.errno in _FULL_SYSTEM


def _code(error: sqlite3.Error) -> int | None:
    """The primary result code: the extended ones add bits above it."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None


def _said(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error)).splitlines()[0].strip().rstrip(".")
