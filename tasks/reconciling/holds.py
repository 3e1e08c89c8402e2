"""Holds against the entries that placed and ended each.

An entry whose payload was erased may have told of any hold: of one, and no more, which is said in a note.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import Hold, HoldScope
from tasks.reconciling.entries import HOUSE, Told, chain_of_house, entries
from workflows.db import table
from workflows.evidence import Finding
from workflows.evidence.canonical import plain
from workflows.evidence.kinds import Kind

_hold, _scope = table(Hold), table(HoldScope)
_OF_A_HOLD = ("kind", "begins_on", "ends_on", "source", "reason")


@dataclass
class _Told:
    """What the organisation's record tells of holds.

    :ivar placed: by the hold's number; ``released`` likewise
    :ivar untold: entries that placed a hold and are erased; ``unended``: that ended one
    """

    placed: dict[int, Told] = field(default_factory=dict)
    released: dict[int, Told] = field(default_factory=dict)
    untold: list[int] = field(default_factory=list)
    unended: list[int] = field(default_factory=list)


def holds(session: Session, notes: list[str]) -> Iterator[Finding]:
    """Compares all holds."""
    told = _told(session)
    scopes: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"accounts": [], "customers": []})
    for scope in session.execute(select(_scope).order_by(_scope.c.id)).mappings():
        kind = "accounts" if scope["account_id"] is not None else "customers"
        scopes[scope["hold_id"]][kind].append(scope["account_id"] or scope["customer_id"])
    older, first = 0, min(told.placed, default=0)
    for hold in session.execute(select(_hold).order_by(_hold.c.id)).mappings():
        one = told.placed.pop(hold["id"], None)
        if one is not None and one.content is not None:
            covers = {name: sorted(numbers) for name, numbers in scopes[hold["id"]].items()}
            yield from _placing(hold, covers, one, one.content)
        elif told.untold:
            number = told.untold.pop(0)
            notes.append(f"Hold {hold['id']} is not compared: entry {number} may have placed it, and is erased.")
        elif first and hold["id"] > first:
            yield Finding(HOUSE, 0, f"there is a hold {hold['id']} ({hold['kind']}), and no entry tells of it")
        else:
            older += 1
            continue  # the record told of no hold then
        yield from _ending(hold, told, notes)
    for number, one in told.placed.items():
        yield Finding(HOUSE, one.seq, f"entry {one.seq} placed hold {number}, and there is no such hold any more")
    for number in told.untold:
        yield Finding(HOUSE, number, f"entry {number} (erased) placed a hold, and there is no such hold any more")
    if older:
        notes.append(f"{older} holds were placed before the organisation's record told of each; they are not compared.")


def _told(session: Session) -> _Told:
    told = _Told()
    for one in entries(session, chain_of_house(session), (Kind.HOLD_PLACED, Kind.HOLD_RELEASED)):
        placed = one.kind == Kind.HOLD_PLACED
        if one.content is None:
            (told.untold if placed else told.unended).append(one.seq)
        else:
            (told.placed if placed else told.released)[one.content["hold"]] = one
    return told


def _placing(hold: Any, covers: dict[str, list[int]], one: Told, content: dict[str, Any]) -> Iterator[Finding]:
    row = {**{name: plain(hold[name]) for name in _OF_A_HOLD}, **covers}
    if differing := [name for name, value in row.items() if content.get(name) != value]:
        sentence = f"hold {hold['id']} has another {differing[0]} than entry {one.seq} says, which placed it"
        yield Finding(HOUSE, one.seq, sentence)
    if hold["placed_by"] != one.actor:
        sentence = (
            f"hold {hold['id']} is said to be placed by {hold['placed_by']}, and entry {one.seq} says {one.actor}"
        )
        yield Finding(HOUSE, one.seq, sentence)


def _ending(hold: Any, told: _Told, notes: list[str]) -> Iterator[Finding]:
    end, by_row = told.released.pop(hold["id"], None), hold["released_at"] is not None
    if end is None and by_row and told.unended:
        number = told.unended.pop(0)
        notes.append(f"That hold {hold['id']} ended is not compared: entry {number} may tell of it, and is erased.")
    elif (end.actor if end else "") != hold["released_by"]:
        said = f"entry {end.seq} says that {end.actor} released it" if end else "no entry tells of a release"
        row_says = f"was released by {hold['released_by']}" if hold["released_by"] else "was not released"
        yield Finding(HOUSE, end.seq if end else 0, f"hold {hold['id']} {row_says} by its row, and {said}")
    elif end is None and by_row:
        sentence = f"hold {hold['id']} was released by its row, by nobody, and no entry tells of a release"
        yield Finding(HOUSE, 0, sentence)
