"""What the signed tree does not hold yet: how many entries, and since when the oldest of them waits."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.tables import Chain, Entry, SealMark

_chain, _entry, _mark = table(Chain), table(Entry), table(SealMark)


@dataclass(frozen=True)
class Unsealed:
    """Entries that are not sealed yet.

    :ivar count: how many
    :ivar since: the machine's time at which the oldest of them was recorded; ``None`` where there is none
    """

    count: int
    since: datetime | None


def unsealed(session: Session) -> Unsealed:
    """The entries that the tree does not hold yet; one row is read for each chain that has any."""
    sealed = func.coalesce(_mark.c.sealed, 0)
    query = (
        select((_chain.c.length - sealed).label("waiting"), _entry.c.body)
        .outerjoin(_mark, _mark.c.chain_id == _chain.c.id)
        .join(_entry, (_entry.c.chain_id == _chain.c.id) & (_entry.c.seq == sealed + 1))
        .where(_chain.c.length > sealed)
    )
    count, since = 0, ""
    for waiting, body in session.execute(query):
        at = str(json.loads(body)["machine_at"])  # one length, in UTC: the earlier is the smaller text
        count, since = count + int(waiting), min(since, at) if since else at
    return Unsealed(count, datetime.fromisoformat(since) if since else None)
