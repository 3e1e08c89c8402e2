"""The contents of files, kept once by their hash."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from workflows.db import table
from workflows.editions.tables import Content

_content = table(Content)
_SOME = 500
"""Hashes asked for in one statement: databases bound how many a statement may hold."""


def keep(session: Session, contents: Iterable[bytes]) -> None:
    """Keeps contents; what is there already stays."""
    rows = {hashlib.sha256(content).hexdigest(): content for content in contents}
    there: set[str] = set()
    wanted = list(rows)
    for at in range(0, len(wanted), _SOME):
        query = select(_content.c.sha256).where(_content.c.sha256.in_(wanted[at : at + _SOME]))
        there.update(session.execute(query).scalars())
    new = [{"sha256": sha256, "content": content} for sha256, content in rows.items() if sha256 not in there]
    if new:
        # Somebody else may keep the same content in this moment.
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(_content).on_conflict_do_nothing(), new)


def fetch(session: Session, wanted: Iterable[str]) -> dict[str, bytes]:
    """Contents by their hashes; those that are not there are left out."""
    found: dict[str, bytes] = {}
    hashes = sorted(set(wanted))
    for at in range(0, len(hashes), _SOME):
        query = select(_content.c.sha256, _content.c.content).where(_content.c.sha256.in_(hashes[at : at + _SOME]))
        found.update((row.sha256, row.content) for row in session.execute(query))
    return found
