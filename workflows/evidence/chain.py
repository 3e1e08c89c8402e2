"""Appending to a chain and reading it back."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from workflows.clock import Clock, machine_now
from workflows.db import EDITION, table
from workflows.evidence.canonical import canonical, plain
from workflows.evidence.kinds import Kind
from workflows.evidence.rows import TimelineEntry
from workflows.evidence.tables import Chain, Entry, Payload
from workflows.evidence.verify import SALT_BYTES
from workflows.prepared import Prepared
from workflows.rows import row_of

_chain = table(Chain)
_entry = table(Entry)
_payload = table(Payload)
_lock = Prepared(
    select(_chain.c.name, _chain.c.length, _chain.c.head)
    .where(_chain.c.id == bindparam("chain"))
    .with_for_update(key_share=True)  # who only refers to the chain (the sealer's leaves) need not wait
)
_advance = Prepared(
    update(_chain)
    .where(_chain.c.id == bindparam("chain"))
    .values(length=bindparam("new_length"), head=bindparam("new_head"))
)
_insert_entries = Prepared(insert(_entry), ["chain_id", "seq", "body", "hash"])
_insert_payloads = Prepared(insert(_payload), ["chain_id", "seq", "salt", "content"])

_LACKING = {"seq": 0, "kind": "", "actor": "", "step": "", "at": "", "machine_at": ""}


@dataclass(frozen=True)
class NewEntry:
    """What is to be recorded.

    :ivar kind: what happened, in a few words in lower case (``step completed``)
    :ivar actor: who did it: ``user:7``, ``system``
    :ivar step: the step's id, if the entry is about one
    :ivar payload: the rest; may be personal, and may be erased later
    :ivar clear: further members of the body in the clear; never personal (hashes, version numbers)
    :ivar about: the day or time that the entry speaks of, where that is another than its recording
    """

    kind: str
    actor: str
    step: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    clear: dict[str, Any] = field(default_factory=dict)
    about: date | datetime | None = None


def new_chain(session: Session, name: str) -> int:
    """Begins a chain and returns its id.

    :param name: the subject, ``case/12`` or ``user/3``; never a person's name
    """
    result = session.execute(insert(_chain).values(name=name, length=0, head="").returning(_chain.c.id))
    return int(result.scalar_one())


def append(session: Session, chain_id: int, entries: Sequence[NewEntry], clock: Clock) -> int:
    """Appends entries to a chain, in the caller's transaction.

    :returns: the number of the last entry, counted from 1
    :raises LookupError: there is no such chain
    """
    row = _lock.one_or_none(session, {"chain": chain_id})
    if row is None:
        raise LookupError(f"there is no chain {chain_id}")
    name, length, head = row
    at, machine_at, edition = plain(clock.now()), plain(machine_now()), session.info.get(EDITION)
    bodies, payloads = [], []
    for entry in entries:
        length += 1
        salt = os.urandom(SALT_BYTES)
        content = canonical(entry.payload)
        body: dict[str, Any] = {
            **entry.clear,
            "v": 1,
            "chain": name,
            "seq": length,
            "prev": head,
            "kind": str(entry.kind),
            "actor": entry.actor,
            "at": at,
            "machine_at": machine_at,
            "payload": hashlib.sha256(salt + content).hexdigest(),
        }
        if entry.step:
            body["step"] = entry.step
        if entry.about is not None:
            body["about"] = entry.about
        if edition:
            body["edition"] = edition
        if clock.simulated:
            body["clock"] = "simulated"
        text = canonical(body)
        head = hashlib.sha256(b"\x00" + text).hexdigest()
        bodies.append({"chain_id": chain_id, "seq": length, "body": text.decode(), "hash": head})
        payloads.append({"chain_id": chain_id, "seq": length, "salt": salt, "content": content.decode()})
    if bodies:
        _insert_entries.run_many(session, bodies)
        _insert_payloads.run_many(session, payloads)
        _advance.run(session, {"chain": chain_id, "new_length": length, "new_head": head})
    return int(length)


def timeline(session: Session, chain_id: int, since: int = 0) -> Iterator[dict[str, Any]]:
    """The entries of a chain, oldest first: each its body, with ``hash`` and ``content``.

    ``content`` is the payload's value, or ``None`` where the payload was erased.

    :param since: the number of the last entry that is not wanted
    """
    rows = session.execute(
        select(_entry.c.body, _entry.c.hash, _payload.c.content)
        .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
        .where(_entry.c.chain_id == chain_id, _entry.c.seq > since)
        .order_by(_entry.c.seq)
    )
    for body, entry_hash, content in rows:
        yield {
            **msgspec.json.decode(body),
            "hash": entry_hash,
            "content": msgspec.json.decode(content) if content is not None else None,
        }


def entries_of(session: Session, chain_id: int) -> list[TimelineEntry]:
    """The entries of a chain as rows, oldest first; one that was damaged is shown with what is left of it."""
    return [row_of(TimelineEntry, {**_LACKING, **each, "kept": each}) for each in timeline(session, chain_id)]


def erase_payloads(session: Session, chain_id: int, seqs: Sequence[int], actor: str, reason: str, clock: Clock) -> int:
    """Erases payloads and records that, by whom and why; every hash and proof stays valid.

    The entry comes first: the database lets a payload go only where one names it.

    :returns: the number of the entry that records the erasure
    :raises LookupError: an entry has no payload (any more)
    """
    wanted = sorted(set(seqs))
    where = (_payload.c.chain_id == chain_id) & _payload.c.seq.in_(wanted)
    found = set(session.execute(select(_payload.c.seq).where(where)).scalars())
    if missing := [seq for seq in wanted if seq not in found]:
        raise LookupError(f"entry {missing[0]} has no payload to erase")
    entry = NewEntry(Kind.PAYLOAD_ERASED, actor, payload={"reason": reason}, clear={"erases": wanted})
    seq = append(session, chain_id, [entry], clock)
    session.execute(_payload.delete().where(where))
    return seq
