"""Writing in the record as whoever owns the database could: the record does not rest on triggers."""

from sqlalchemy import text
from sqlmodel import Session

from workflows.evidence.protection import PREFIX


def without_triggers(session: Session) -> Session:
    """Drops the triggers that protect the record; gives the session back."""
    if session.get_bind().dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :prefix"
        for name in session.execute(text(named), {"prefix": f"{PREFIX}%"}).scalars().all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        for name in ("refuse", "erased"):
            session.execute(text(f"DROP FUNCTION IF EXISTS {PREFIX}{name} CASCADE"))
    return session
