"""What the record says of the lines of the ledger: how many each piece of an import added, and a digest of them.

A piece is the range of row numbers that it got. Its digest is taken over the lines in their own order, not that of the
rows, so that it does not matter how the database gives them back.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import func, select, text
from sqlmodel import Session

from cases.tables import AccountTransaction
from workflows.clock import Clock
from workflows.db import table
from workflows.evidence import NewEntry, append
from workflows.evidence.tables import Entry
from workflows.prepared import Prepared
from workflows.runtime.tables import Installation

_line, _entry = table(AccountTransaction), table(Entry)
ADDED = "ledger lines added"
_COLUMNS = (_line.c.account_id, _line.c.reference, _line.c.posted_on, _line.c.kind, _line.c.amount_pence)
COLUMNS = (*_COLUMNS, _line.c.description, _line.c.debt, _line.c.payer, _line.c.reverses)
_PLAIN = ("rent", "", "")
"""What the last three say of most lines; then they are left out of the digest, as of lines before there were any."""
PIECE = 20_000
_LOCK = 0x6C696E65  # of PostgreSQL: the numbers of two imports at once must not mix

_newest = Prepared(select(func.coalesce(func.max(_line.c.id), 0).label("newest")))
Line = tuple[Any, ...]
"""Account, reference, day, kind, pence, description, debt, payer, what it reverses."""


def digest(lines: Iterable[Line]) -> str:
    """The digest of some lines, in whatever order they come."""
    encoded = sorted(msgspec.json.encode(line[:6] if line[6:] == _PLAIN else line) for line in lines)
    return hashlib.sha256(b"\n".join(encoded)).hexdigest()


def newest_line(session: Session) -> int:
    """The number of the line that was added last; until the unit of work ends, no other import adds any."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    return int(_newest.one_or_none(session, {}).newest)


def standing(session: Session, after: int, until: int) -> list[Line]:
    """The lines with numbers of a range, ``after`` not included."""
    rows = session.execute(select(*COLUMNS).where(_line.c.id > after, _line.c.id <= until))
    return [tuple(row) for row in rows]


def note_added(session: Session, added: list[Line], after: int, actor: str, clock: Clock) -> str | None:
    """Says in the organisation's record what lines were added, in the transaction that adds them; gives their digest.

    The first such entry also says what had stood in the ledger before there were any.

    :param after: the number of the newest line before them
    """
    if not added:
        return None
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar()
    said = {"after": after, "until": newest_line(session), "lines": len(added), "digest": digest(added)}
    if chain_id is None:
        return str(said["digest"])
    clear: dict[str, Any] = {**said}
    named = _entry.c.body.contains(f'"kind":"{ADDED}"', autoescape=True)
    if session.execute(select(_entry.c.seq).where(_entry.c.chain_id == chain_id, named).limit(1)).first() is None:
        clear["before"] = list(_stood(session, after))
    append(session, chain_id, [NewEntry(ADDED, actor, clear=clear)], clock)
    return str(said["digest"])


def _stood(session: Session, until: int) -> Iterator[dict[str, Any]]:
    for start in range(0, until, PIECE):
        end = min(start + PIECE, until)
        if lines := standing(session, start, end):
            yield {"after": start, "until": end, "lines": len(lines), "digest": digest(lines)}
