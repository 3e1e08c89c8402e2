"""The guard: what the rules remember of a case, a few bytes beside it, and how that is worked out from its record.

The case keeps one automaton state for each rule that was touched, and under :data:`RULES` the version of the rules
that it was kept under. When rules come, go or change, the memory is worked out anew from the record the next time that
somebody acts on the case. What rules remember beyond the case is no part of it (:mod:`workflows.runtime.memory`).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import select
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.evidence.kinds import MOVING, RESTORING, STRIKING, TAKEN_BACK
from workflows.evidence.tables import Entry
from workflows.proofs.following import Follower, Happened
from workflows.proofs.rules import Rules

RULES = ""
"""No rule bears this name."""
_entry = table(Entry)


class _Body(msgspec.Struct):
    """What of an entry's body matters to the rules."""

    seq: int
    kind: str
    actor: str
    at: str
    step: str = ""
    strikes: tuple[int, ...] = ()
    restores: tuple[int, ...] = ()


_decode = msgspec.json.Decoder(_Body).decode


def happened(bodies: Iterable[str], case_id: int = 0) -> Iterator[Happened]:
    """What moved the rules, from the bodies of a record's entries in their order; acts that were struck are left out,
    unless they were restored since.

    :param case_id: of the case, where several are followed at once
    """
    found: list[Happened] = []
    struck: set[int] = set()
    for text in bodies:
        body = _decode(text)
        if body.kind == STRIKING:
            struck.update(body.strikes)
        elif body.kind == RESTORING:
            struck.difference_update(body.restores)
        elif body.step and body.kind in MOVING:
            person = body.actor if body.actor.startswith("user:") else ""  # the machine is nobody
            found.append(Happened(body.seq, body.step, person, _day(body.at[:13]), False, case_id, body.at))
        elif body.kind == TAKEN_BACK:
            found.append(Happened(body.seq, body.step, body.actor, _day(body.at[:13]), True, case_id, body.at))
    return (each for each in found if each.seq not in struck)


def guard_of(session: Session, chain_id: int, rules: Rules, until: int | None = None) -> dict[str, Any]:
    """What the rules that remember by case do remember, worked out from a case's record.

    :param until: the number of the last entry that counts; all of them if left out
    """
    query = select(_entry.c.body).where(_entry.c.chain_id == chain_id).order_by(_entry.c.seq)
    if until is not None:
        query = query.where(_entry.c.seq <= until)
    states = Follower(rules.of_case).follow(happened(session.execute(query).scalars())).states
    return {RULES: rules.version, **states}


@lru_cache(maxsize=100_000)
def _day(hour: str) -> date:
    """The day in London of an hour in UTC (``2026-03-02T09``)."""
    return london_date(datetime.fromisoformat(f"{hour}:00:00+00:00"))
