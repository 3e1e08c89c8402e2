"""Exporting one chain, so that a stranger can check it with ``verify.py`` alone."""

import base64
import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlmodel import Session

from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import verify
from workflows.evidence.canonical import plain
from workflows.evidence.kinds import Kind
from workflows.evidence.seal import Sealer
from workflows.evidence.tables import Chain, Entry, Leaf, Payload, TreeHead
from workflows.evidence.tree import inclusion_proofs
from workflows.evidence.verify import KEY_CHANGED, documents_in

_chain = table(Chain)
_entry = table(Entry)
_payload = table(Payload)
_leaf = table(Leaf)
_head = table(TreeHead)


Bytes = Callable[[str], bytes | None]
"""Gives the bytes of a document by its hash; ``None`` where the store has none."""
Withheld = Callable[[str, Mapping[str, Any]], bool]
"""Whether what an entry says is kept from whoever gets the record, by the entry's kind and its payload."""


def export_chain(
    session: Session,
    chain_id: int,
    sealer: Sealer,
    *,
    content_of: Bytes | None = None,
    people: Mapping[str, int] | None = None,
    withheld: Withheld | None = None,
) -> dict[str, Any]:
    """The record of one chain, ready to be written as ``record.json``.

    Seals first, so that every entry stands in the signed tree; the caller commits and publishes the head.

    :param content_of: where the documents are that the record speaks of; they come along
    :param people: the chains of users by the name that entries give them (``user:7``): of each who acted here, the
        entries come along that say their name and roles
    :param withheld: which entries come without what they say; their hashes stay, and the signed statement numbers them
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
    rows = _rows(session, chain_id)
    kept = {row.seq for row in rows if withheld is not None and _is_kept(row, withheld)}
    actors = sorted({str(_body(row).get("actor")) for row in rows} & set(people or {}))
    told = {actor: [row for row in _rows(session, (people or {})[actor]) if _says_who(row)] for actor in actors}
    places = [row.place for row in (*rows, *(row for entries in told.values() for row in entries))]
    proofs = inclusion_proofs(list(leaves.scalars()), places)
    files = _files([row for row in rows if row.seq not in kept], content_of) if content_of is not None else []
    who = [{"actor": a, "entries": [_exported(row, proofs) for row in told[a]]} for a in actors]
    statement = sealer.sign(
        {
            "chain": name,
            "length": length,
            "head": head,
            "tree_size": size,
            "tree_root": msgspec.json.decode(line)["root"],
            "at": plain(machine_now()),
            "files": [file["sha256"] for file in files],
            "people": hashlib.sha256(verify.canonical(who)).hexdigest(),
            **({"withheld": sorted(kept)} if kept else {}),
        }
    )
    return {
        "format": verify.FORMAT,
        "statement": statement,
        "keys": _key_lines(sealer),
        "entries": [_exported(row, proofs, withheld=row.seq in kept) for row in rows],
        "people": who,
        "files": files,
    }


def write_export(folder: Path, record: dict[str, Any]) -> Path:
    """Writes ``record.json`` and, beside it, the documents and the verifier itself; returns the record's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "record.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    shutil.copyfile(verify.__file__, folder / "verify.py")
    for file in record.get("files", []):
        if file["content"] is not None:
            (folder / "files").mkdir(exist_ok=True)
            (folder / "files" / file["name"]).write_bytes(base64.b64decode(file["content"]))
    return path


def _rows(session: Session, chain_id: int) -> list[Any]:
    return list(
        session.execute(
            select(_entry.c.seq, _entry.c.body, _entry.c.hash, _payload.c.salt, _payload.c.content, _leaf.c.place)
            .join(_leaf, (_leaf.c.chain_id == _entry.c.chain_id) & (_leaf.c.seq == _entry.c.seq))
            .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
            .where(_entry.c.chain_id == chain_id)
            .order_by(_entry.c.seq)
        ).all()
    )


def _is_kept(row: Any, withheld: Withheld) -> bool:
    return row.content is not None and withheld(str(_body(row).get("kind", "")), _read(row.content))


def _exported(row: Any, proofs: Mapping[int, list[str]], *, withheld: bool = False) -> dict[str, Any]:
    """An entry; of one that is withheld the salt stays here, too: with it short words could be guessed."""
    there = row.salt is not None and not withheld
    return {
        "body": row.body,
        "hash": row.hash,
        "salt": row.salt.hex() if there else None,
        "content": None if withheld else row.content,
        "place": row.place,
        "proof": proofs[row.place],
        **({"withheld": True} if withheld else {}),
    }


def _body(row: Any) -> dict[str, Any]:
    """What an entry says in the clear; nothing where it was made unreadable, which the check will name."""
    return _read(row.body)


def _read(text: str) -> dict[str, Any]:
    try:
        read = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return {}
    return read if isinstance(read, dict) else {}


def _says_who(row: Any) -> bool:
    """Whether an entry says the name and the roles of the user whose number it carries, or did before it was erased."""
    body = _body(row)
    if row.content is None:
        return "user" in body and body.get("kind") in {Kind.USER_ADDED, Kind.USER_CHANGED}
    said = _read(row.content)
    return "user" in body and ("name" in said or "roles" in said)


def _files(rows: Iterable[Any], content_of: Bytes) -> list[dict[str, Any]]:
    """The documents that the entries speak of, each once."""
    files: dict[str, dict[str, Any]] = {}
    for row in rows:
        for document in documents_in(_read(row.content) if row.content is not None else {}):
            sha256 = document["sha256"]
            if sha256 in files:
                continue
            content = content_of(sha256)
            files[sha256] = {
                "name": verify.document_name(document),
                "sha256": sha256,
                "content": base64.b64encode(content).decode() if content is not None else None,
            }
    return list(files.values())


def _key_lines(sealer: Sealer) -> list[dict[str, Any]]:
    """The signed lines by which each key of the organisation follows from the one before it."""
    if not sealer.heads_file.exists():
        return []
    with sealer.heads_file.open(encoding="utf-8") as lines:
        found = [_read(line) for line in lines if f'"{KEY_CHANGED}"' in line]
    return [line for line in found if line.get("what") == KEY_CHANGED]
