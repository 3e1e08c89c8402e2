"""Exporting one chain, so that a stranger can check it with ``verify.py`` alone."""

import shutil
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlmodel import Session

from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import verify
from workflows.evidence.canonical import plain
from workflows.evidence.seal import Sealer
from workflows.evidence.tables import Chain, Entry, Leaf, Payload, TreeHead
from workflows.evidence.tree import inclusion_proofs

_chain = table(Chain)
_entry = table(Entry)
_payload = table(Payload)
_leaf = table(Leaf)
_head = table(TreeHead)


def export_chain(session: Session, chain_id: int, sealer: Sealer) -> dict[str, Any]:
    """The record of one chain, ready to be written as ``record.json``.

    Seals first, so that every entry stands in the signed tree; the caller commits and publishes the head.
    """
    sealer.seal(session)
    session.flush()
    name, length, head = session.execute(
        select(_chain.c.name, _chain.c.length, _chain.c.head).where(_chain.c.id == chain_id)
    ).one()
    size, line = session.execute(select(_head.c.size, _head.c.line).order_by(_head.c.size.desc()).limit(1)).one()
    leaves = session.execute(
        select(_entry.c.hash)
        .join(_leaf, (_leaf.c.chain_id == _entry.c.chain_id) & (_leaf.c.seq == _entry.c.seq))
        .order_by(_leaf.c.place)
    )
    rows = session.execute(
        select(_entry.c.seq, _entry.c.body, _entry.c.hash, _payload.c.salt, _payload.c.content, _leaf.c.place)
        .join(_leaf, (_leaf.c.chain_id == _entry.c.chain_id) & (_leaf.c.seq == _entry.c.seq))
        .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
        .where(_entry.c.chain_id == chain_id)
        .order_by(_entry.c.seq)
    ).all()
    proofs = inclusion_proofs(list(leaves.scalars()), [row.place for row in rows])
    statement = sealer.sign(
        {
            "chain": name,
            "length": length,
            "head": head,
            "tree_size": size,
            "tree_root": msgspec.json.decode(line)["root"],
            "at": plain(machine_now()),
        }
    )
    entries = [
        {
            "body": row.body,
            "hash": row.hash,
            "salt": row.salt.hex() if row.salt is not None else None,
            "content": row.content,
            "place": row.place,
            "proof": proofs[row.place],
        }
        for row in rows
    ]
    return {"format": verify.FORMAT, "statement": statement, "entries": entries}


def write_export(folder: Path, record: dict[str, Any]) -> Path:
    """Writes ``record.json`` and, beside it, the verifier itself; returns the record's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "record.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    shutil.copyfile(verify.__file__, folder / "verify.py")
    return path
