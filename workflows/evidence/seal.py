"""Sealing: entries join the organisation's tree in batches, and each head is signed and written outside the database.

The signing key lies in the store, not in the database: who can rewrite the rows cannot sign a new head with it. And the
sealer signs nothing that does not go on from the newest head in its own file: who deletes the tree in the database does
not get another one signed.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session

from workflows.clock import machine_now
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import keys
from workflows.evidence.canonical import plain
from workflows.evidence.published import HeadsFile, Newest, line_of
from workflows.evidence.tables import Chain, Entry, Leaf, SealMark, TreeHead
from workflows.evidence.tree import Frontier, consistency_proof
from workflows.evidence.verify import KEY_CHANGED, RESTORED, consistent

_chain = table(Chain)
_entry = table(Entry)
_leaf = table(Leaf)
_mark = table(SealMark)
_head = table(TreeHead)
_LOCK = (
    0x6475656365  # of PostgreSQL: one sealer at a time; a lock of the table would need rights that nobody should have
)


class TreeAltered(Refused):
    """The record's tree was changed."""


class KeyReplaced(Refused):
    """The signing key is not the one that signed before."""


class Sealer:
    """Signs heads for one organisation.

    :param store: the folder with ``signing.key`` (made at first use, readable by its owner alone) and ``heads.jsonl``
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.heads_file = store / "heads.jsonl"
        self.heads = HeadsFile(self.heads_file)
        self._key = keys.load_or_make(store)

    @property
    def public_key(self) -> str:
        """The key that signs, base64."""
        return self._key.public

    def sign(self, statement: dict[str, Any]) -> dict[str, Any]:
        """The statement with ``key`` and ``signature`` (Ed25519 over its canonical JSON, the key included)."""
        signed = {**statement, "key": self.public_key}
        return {**signed, "signature": self._key.sign(signed)}

    def seal(self, session: Session) -> int:
        """Puts every entry that is not there yet into the tree, in the caller's transaction, and signs the head.

        Call :meth:`publish_heads` after the commit.

        :returns: how many entries were added
        :raises TreeAltered: the tree in the database does not go on from the newest head in the heads file
        :raises KeyReplaced: the key in the store is not the one that the heads file goes on with
        """
        frontier = self._bound(session)
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
        before, place = list(frontier.nodes), frontier.size
        follows = place
        for chain_id, seq, entry_hash in rows:
            frontier.add(entry_hash)
            leaves.append({"place": place, "chain_id": chain_id, "seq": seq})
            marks[chain_id] = seq
            place += 1
        session.execute(insert(_leaf), leaves)
        session.execute(_mark.delete().where(_mark.c.chain_id.in_(marks)))
        session.execute(insert(_mark), [{"chain_id": c, "sealed": s} for c, s in marks.items()])
        head = {
            "size": place,
            "root": frontier.root(),
            "at": plain(machine_now()),
            "follows": follows,
            "consistency": consistency_proof(before, [row.hash for row in rows]),
        }
        line = line_of(self.sign(head))
        session.execute(insert(_head).values(size=place, line=line, frontier=json.dumps(frontier.nodes)))
        return len(rows)

    def publish_heads(self, session: Session) -> None:
        """Appends to the heads file each head that it does not hold yet and that goes on from what it holds."""
        with self.heads.locked():
            newest = self.heads.newest()
            new = self._going_on(session, newest, self._unpublished(session, newest))
            if new:
                self.heads.add([line_of(head) for head in new])

    def note_restored(self, size: int, root: str, sealed_at: str, newest: int, waiting: int) -> dict[str, Any]:
        """Writes into the heads file that the database was restored from a backup; sealing goes on from there.

        :param size: how many entries were sealed in the backup, under which root and when
        :param newest: how many had been sealed before, as far as is known
        :param waiting: entries that the backup holds and that were sealed only after it was made
        :returns: the line
        """
        said = {"what": RESTORED, "size": size, "root": root, "sealed_at": sealed_at, "newest": newest}
        line = self.sign({**said, "waiting": waiting, "at": plain(machine_now())})
        with self.heads.locked():
            self.heads.add([line_of(line)], instead=True)
        return line

    def next_key(self) -> str:
        """The public half of the key that :meth:`change_key` will put in force; made where there is none."""
        return keys.load_or_make(self.store, keys.NEXT).public

    def change_key(self, session: Session) -> None:
        """Puts the next key in force: the present one signs it into the heads file, and is then forgotten.

        :param session: a unit of work that writes: no other process seals meanwhile
        """
        self._bound(session)
        self.publish_heads(session)
        following = keys.load_or_make(self.store, keys.NEXT)
        said = {"what": KEY_CHANGED, "next": following.public, "at": plain(machine_now()), "key": self.public_key}
        signatures = {"signature": self._key.sign(said), "next_signature": following.sign(said)}
        with self.heads.locked():
            self.heads.add([line_of({**said, **signatures})], instead=True)
        self._key = keys.put_next_in_force(self.store, self._key)

    def _bound(self, session: Session) -> Frontier:
        """Lets one sealer in, and gives the tree's right edge if it goes on from the newest head in the file."""
        if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer in at a time anyway
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        newest = self.heads.newest()
        self._follow_key(newest)
        unpublished = self._unpublished(session, newest)
        latest = session.execute(select(_head.c.line, _head.c.frontier).order_by(_head.c.size.desc()).limit(1)).first()
        if newest.size and not self._holds(session, newest):
            held = json.loads(latest.line)["size"] if latest else 0
            raise TreeAltered(
                f"The newest head in {self.heads_file} speaks of {newest.size} sealed entries, and the record's tree "
                f"in the database, of {held}, does not go on from it, so nothing is sealed. If a backup was put in "
                f"place, do it with `duecourse restore`; otherwise somebody changed the database: run `duecourse "
                f"verify --head {self.heads_file}`."
            )
        frontier = Frontier(json.loads(latest.frontier)) if latest is not None else Frontier()
        if session.execute(select(_leaf.c.place).where(_leaf.c.place >= frontier.size).limit(1)).first() is not None:
            raise TreeAltered(
                f"The record's tree in the database has leaves beyond its newest signed head, of {frontier.size} "
                f"entries, so nothing is sealed upon them. Somebody changed the database: run `duecourse verify --head "
                f"{self.heads_file}`."
            )
        if latest is None:
            return frontier
        right = len(self._going_on(session, newest, unpublished)) == len(unpublished)
        if not right or not self._is_ours(json.loads(latest.line), frontier):
            raise TreeAltered(
                "The newest head of the record's tree in the database is not the one that was signed, so nothing is "
                "sealed upon it. Somebody changed the database: run `duecourse verify --head heads.jsonl`."
            )
        return frontier

    def _follow_key(self, newest: Newest) -> None:
        """Takes the key that another process has put in force; ends a change of keys that a crash broke off."""
        if newest.key in {"", self.public_key}:
            return
        self._key = keys.load_or_make(self.store)
        if self.public_key != newest.key and (self.store / keys.NEXT).exists() and self.next_key() == newest.key:
            self._key = keys.put_next_in_force(self.store, self._key)
        if self.public_key != newest.key:
            raise KeyReplaced(
                f"{self.heads_file} goes on with the key {newest.key}, and the key in {self.store / keys.FILE} is "
                f"{self.public_key}, so nothing is sealed. Put the right key back, from a backup if it is lost."
            )

    def _holds(self, session: Session, newest: Newest) -> bool:
        line = session.execute(select(_head.c.line).where(_head.c.size == newest.size)).scalar()
        return line is not None and json.loads(line).get("root") == newest.root

    def _unpublished(self, session: Session, newest: Newest) -> list[dict[str, Any]]:
        lines = session.execute(select(_head.c.line).where(_head.c.size > newest.size).order_by(_head.c.size))
        return [json.loads(line) for line in lines.scalars()]

    def _going_on(self, session: Session, newest: Newest, heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those heads, from the first on, of which each is ours and only adds to the one before it."""
        roots: dict[int, str] = {}
        if any("consistency" not in head for head in heads):  # made before heads carried a proof
            roots = self._roots(session, {newest.size, *(head["size"] for head in heads)})
        good: list[dict[str, Any]] = []
        before = (newest.size, newest.root)
        for head in heads:
            after = (head["size"], head["root"])
            if "consistency" in head:
                adds = head.get("follows") == before[0] and consistent(before, after, head["consistency"])
            else:
                adds = roots.get(before[0]) == before[1] and roots.get(after[0]) == after[1]
            if not adds or not self._signed(head):
                break
            good.append(head)
            before = after
        return good

    def _roots(self, session: Session, sizes: set[int]) -> dict[int, str]:
        """The roots over so many leaves, from the entries themselves."""
        frontier = Frontier()
        roots = {0: frontier.root()}
        hashes = (
            select(_entry.c.hash)
            .join(_leaf, (_leaf.c.chain_id == _entry.c.chain_id) & (_leaf.c.seq == _entry.c.seq))
            .order_by(_leaf.c.place)
        )
        for entry_hash in session.execute(hashes).scalars():
            frontier.add(entry_hash)
            if frontier.size in sizes:
                roots[frontier.size] = frontier.root()
        return roots

    def _signed(self, head: dict[str, Any]) -> bool:
        return head.get("key") == self.public_key and keys.signed_rightly(head)

    def _is_ours(self, head: dict[str, Any], frontier: Frontier) -> bool:
        # The head itself may bear an earlier key: that it is the file's newest, or goes on from it, was seen before.
        return keys.signed_rightly(head) and (head["size"], head["root"]) == (frontier.size, frontier.root())
