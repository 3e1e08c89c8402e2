"""Reading those entries of chains that rows are compared with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.tables import Chain, Entry, Payload
from workflows.evidence.verify import SLACK, moment

_entry, _payload, _chain = table(Entry), table(Payload), table(Chain)
HOUSE = "organisation"
"""The name of the organisation's own chain."""


@dataclass(frozen=True)
class Told:
    """An entry.

    :ivar content: what its payload says; ``None`` where that was erased
    """

    chain_id: int
    seq: int
    body: dict[str, Any]
    content: dict[str, Any] | None

    @property
    def kind(self) -> str:
        """What happened."""
        return str(self.body["kind"])

    @property
    def actor(self) -> str:
        """Who did it."""
        return str(self.body["actor"])

    def is_at(self, at: datetime | None) -> bool:
        """Whether it bears this time, as nearly as two readings of a clock agree."""
        told = moment(self.body["at"])
        return at is not None and told is not None and abs(told - at) <= SLACK


def entries(session: Session, chain_ids: Iterable[int], kinds: Iterable[str]) -> Iterator[Told]:
    """The entries of some kinds in some chains, in order; what cannot be read, the check of chains names."""
    wanted = set(kinds)
    named = or_(*(_entry.c.body.contains(f'"kind":"{kind}"', autoescape=True) for kind in sorted(wanted)))
    rows = session.execute(
        select(_entry.c.chain_id, _entry.c.seq, _entry.c.body, _payload.c.content)
        .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
        .where(_entry.c.chain_id.in_(list(chain_ids)), named)
        .order_by(_entry.c.chain_id, _entry.c.seq)
    ).all()
    for row in rows:
        try:
            body = msgspec.json.decode(row.body)
            content = msgspec.json.decode(row.content) if row.content is not None else None
        except msgspec.DecodeError:
            continue
        if isinstance(body, dict) and body.get("kind") in wanted:
            yield Told(row.chain_id, row.seq, body, content)


def chain_of_house(session: Session) -> list[int]:
    """The organisation's chain, by its name: the installation's row may be made to point elsewhere."""
    return list(session.execute(select(_chain.c.id).where(_chain.c.name == HOUSE)).scalars())
