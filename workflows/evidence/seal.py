"""Sealing: entries join the organisation's tree in batches, and each head is signed and written outside the database.

The signing key lies in the store, not in the database: who can rewrite the rows cannot sign a new head with it.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import func, insert, select, text
from sqlmodel import Session

from workflows.clock import machine_now
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence.canonical import canonical
from workflows.evidence.tables import Chain, Entry, Leaf, SealMark, TreeHead
from workflows.evidence.tree import Frontier
from workflows.evidence.verify import signature_holds

_chain = table(Chain)
_entry = table(Entry)
_leaf = table(Leaf)
_mark = table(SealMark)
_head = table(TreeHead)


class TreeAltered(Refused):
    """The record's tree was changed."""


class Sealer:
    """Signs heads for one organisation.

    :param store: the folder with ``signing.key`` (made at first use, readable by its owner alone) and ``heads.jsonl``
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.heads_file = store / "heads.jsonl"
        self._key = _load_or_make_key(store / "signing.key")
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key = base64.b64encode(public).decode()

    def sign(self, statement: dict[str, object]) -> dict[str, object]:
        """The statement with ``key`` and ``signature`` (Ed25519 over its canonical JSON, the key included)."""
        signed = {**statement, "key": self.public_key}
        signature = self._key.sign(canonical(signed))
        return {**signed, "signature": base64.b64encode(signature).decode()}

    def seal(self, session: Session) -> int:
        """Puts every entry that is not there yet into the tree, in the caller's transaction, and signs the head.

        Call :meth:`publish_heads` after the commit.

        :returns: how many entries were added
        """
        if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer in at a time anyway
            session.execute(text("LOCK TABLE tree_head IN SHARE ROW EXCLUSIVE MODE"))
        latest = session.execute(select(_head.c.line, _head.c.frontier).order_by(_head.c.size.desc()).limit(1)).first()
        frontier = Frontier(json.loads(latest.frontier)) if latest else Frontier()
        if latest and not self._is_ours(latest.line, frontier):
            raise TreeAltered(
                "The newest head of the record's tree in the database is not the one that was signed, so nothing is "
                "sealed upon it. Somebody changed the database: run `duecourse verify --head heads.jsonl`."
            )
        rows = session.execute(
            select(_entry.c.chain_id, _entry.c.seq, _entry.c.hash)
            .join(_chain, _chain.c.id == _entry.c.chain_id)
            .outerjoin(_mark, _mark.c.chain_id == _entry.c.chain_id)
            .where(_chain.c.length > func.coalesce(_mark.c.sealed, 0))
            .where(_entry.c.seq > func.coalesce(_mark.c.sealed, 0))
            .order_by(_entry.c.chain_id, _entry.c.seq)
        ).all()
        if not rows:
            return 0
        leaves, marks = [], {}
        place = frontier.size
        for chain_id, seq, entry_hash in rows:
            frontier.add(entry_hash)
            leaves.append({"place": place, "chain_id": chain_id, "seq": seq})
            marks[chain_id] = seq
            place += 1
        session.execute(insert(_leaf), leaves)
        session.execute(_mark.delete().where(_mark.c.chain_id.in_(marks)))
        session.execute(insert(_mark), [{"chain_id": c, "sealed": s} for c, s in marks.items()])
        line = json.dumps(self.sign({"size": place, "root": frontier.root(), "at": machine_now()}), default=_utc)
        session.execute(insert(_head).values(size=place, line=line, frontier=json.dumps(frontier.nodes)))
        return len(rows)

    def publish_heads(self, session: Session) -> None:
        """Appends to the heads file each head signed by us that it does not hold yet."""
        known, broken_off = 0, False
        if self.heads_file.exists():
            written = self.heads_file.read_text()
            known = max((_size(line) for line in written.splitlines()), default=0)
            broken_off = written != "" and not written.endswith("\n")  # by a crash; the line is written once more
        found = session.execute(select(_head.c.line).where(_head.c.size > known).order_by(_head.c.size)).scalars().all()
        new = [line for line in found if self._signed(json.loads(line))]
        if new:
            with self.heads_file.open("a") as file:
                file.write("\n" if broken_off else "")
                file.writelines(line + "\n" for line in new)
                file.flush()
                os.fsync(file.fileno())

    def _signed(self, head: dict[str, Any]) -> bool:
        return head.get("key") == self.public_key and signature_holds(head)

    def _is_ours(self, line: str, frontier: Frontier) -> bool:
        head = json.loads(line)
        return self._signed(head) and (head["size"], head["root"]) == (frontier.size, frontier.root())


def _size(line: str) -> int:
    try:
        return int(json.loads(line)["size"])
    except (ValueError, KeyError, TypeError):
        return 0


def _utc(value: object) -> str:
    return json.loads(canonical(value))  # type: ignore[no-any-return]


def _load_or_make_key(path: Path) -> Ed25519PrivateKey:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(raw)
        except FileExistsError:  # another process made it a moment ago
            pass
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
