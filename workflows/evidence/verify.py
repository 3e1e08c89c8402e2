#!/usr/bin/env python3
"""Checks an exported record. Needs Python 3.11 and nothing else: no package of ours, no network, no trust.

    python verify.py record.json [--key PUBLIC-KEY] [--head heads.jsonl]

What it proves: every entry is the one that was written, none was removed, added or moved, what an entry says in its
payload is what was said then, each document that came along is the one that an entry speaks of, and the organisation's
key signed the whole. With the signed heads also: each tree only added to the one before it, no entry was put in later
than it says it was recorded, and what a restore from a backup lost. Where the key was changed, each key is followed
from the one before it. What it cannot prove is printed too.
"""

import argparse
import base64
import functools
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TextIO

FORMAT = "duecourse-record/1"
SALT_BYTES = 32
RESTORED, KEY_CHANGED = "restored", "key changed"
"""What lines of ``heads.jsonl`` that are no heads tell of."""
SLACK = timedelta(minutes=5)
"""How far two readings of a clock may lie apart."""
LONG = timedelta(minutes=15)
"""How long an entry may wait to be committed, and so to be sealed, after its time was read."""


UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)
"""What a record that is none, or whose parts are of other types, comes to."""
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass
class Notes:
    """What a check says besides problems, in sentences.

    :ivar who: who acted, as far as entries that came along say it
    :ivar along: which documents came along
    :ivar unseen: what the check cannot see
    """

    who: list[str] = field(default_factory=list)
    along: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        """Every sentence."""
        yield from (*self.who, *self.along, *self.unseen)


class Problem(NamedTuple):
    """Something that is not as it was written; ``entry`` is its number, or 0 where it is the record as a whole."""

    entry: int
    sentence: str


def parse(text: str) -> Any:
    """The value of a JSON text.

    :raises ValueError: it is no JSON, or an object names a member twice: two readers might then read two things
    """
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {twice!r} stands there twice")
    return value


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value that JSON gave."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry_hash(body: str) -> str:
    """The leaf hash of an entry: ``SHA-256(0x00 ‖ body)`` (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + body.encode()).hexdigest()


class Walk:
    """Walks along a chain and says what is wrong with each entry that it is shown.

    :param chain: the name of the chain, as each entry must bear it
    """

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.length = 0
        self.head = ""
        self.simulated = False
        self.erased: list[int] = []
        self.said: dict[str, Any] = {}
        self.content: Any = None
        self.withheld: set[int] = set()
        self._may_be_erased: set[int] = set()
        self._recorded: datetime | None = None

    def step(self, body: str, stored_hash: str, salt: bytes | None, content: str | None) -> Iterator[Problem]:
        """Takes the next entry; yields what is wrong with it."""
        number = self.length + 1
        computed = entry_hash(body)
        self.said, self.content = {}, None
        try:
            said = parse(body)
            seq = said["seq"]
        except (ValueError, KeyError, TypeError) as error:
            twice = f" ({error})" if "twice" in str(error) else ""
            yield Problem(number, f"entry {number} of {self.chain} was changed: it can no longer be read{twice}")
            self._move(computed)
            return
        self.said = said
        if computed != stored_hash:
            yield Problem(number, f"entry {number} of {self.chain} ({_what(said)}) was changed: its hash is another")
        elif seq != number or said.get("chain") != self.chain:
            yield Problem(number, _misplaced(number, seq, said, self.chain))
        elif said.get("prev") != self.head:
            yield Problem(
                number,
                f"entry {number} of {self.chain} ({_what(said)}) does not follow the entry before it: "
                f"one of the two was replaced",
            )
        elif canonical(said) != body.encode():
            yield Problem(number, f"entry {number} of {self.chain} ({_what(said)}) is not in canonical form")
        elif content is None or salt is None:
            self.erased.append(number)
        elif len(salt) != SALT_BYTES:
            # Salt and content are hashed in one: bytes moved from one to the other would leave the hash as it was.
            yield Problem(number, f"entry {number} of {self.chain} ({_what(said)}): its salt was changed afterwards")
        elif hashlib.sha256(salt + content.encode()).hexdigest() != said.get("payload"):
            yield Problem(
                number, f"entry {number} of {self.chain} ({_what(said)}): what it says was changed afterwards"
            )
        else:
            try:
                self.content = parse(content)
            except ValueError as error:
                yield Problem(number, f"what entry {number} of {self.chain} says cannot be read in one way: {error}")
        yield from self._times(number, said)
        self.simulated = self.simulated or said.get("clock") == "simulated"
        self._may_be_erased.update(n for n in said.get("erases", ()) if n < number)
        self._move(computed)

    def _times(self, number: int, said: dict[str, Any]) -> Iterator[Problem]:
        """Whether the entry was recorded when it says, as far as the entry and the one before it can tell."""
        at, recorded = moment(said.get("at")), moment(said.get("machine_at"))
        if recorded is None or at is None:
            yield Problem(number, f"entry {number} of {self.chain} ({_what(said)}) does not say when it was recorded")
            return
        if said.get("clock") != "simulated" and abs(at - recorded) > SLACK:
            yield Problem(
                number,
                f"entry {number} of {self.chain} ({_what(said)}) bears another time than that of its recording, "
                f"{said['machine_at']}",
            )
        if self._recorded is not None and recorded < self._recorded - SLACK:
            yield Problem(
                number,
                f"entry {number} of {self.chain} ({_what(said)}) was recorded at {said['machine_at']}, before the "
                f"entry that it follows: the machine's clock was turned back, or the entry is backdated",
            )
        self._recorded = recorded

    def finish(self) -> Iterator[Problem]:
        """Yields what can only be said at the end: payloads that are gone with no entry that erased them."""
        for number in self.erased:
            if number not in self._may_be_erased | self.withheld:
                yield Problem(number, f"the payload of entry {number} of {self.chain} is gone, and no entry erased it")

    def _move(self, computed: str) -> None:
        self.length += 1
        self.head = computed


def moment(text: Any) -> datetime | None:
    """A time as entries and heads bear it, or ``None`` where it is none."""
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo is not None else None


def in_words(text: Any) -> str:
    """A time as people in England read it: ``6 July 2026 at 07:00``; as it stands where it is none."""
    at = moment(text)
    if at is None:
        return str(text)
    at = at.astimezone(UTC)
    begins, ends = (_last_sunday(at.year, month) for month in (3, 10))
    at += timedelta(hours=1) if begins <= at < ends else timedelta()
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} at {at:%H:%M}"


def _last_sunday(year: int, month: int) -> datetime:
    """When the clocks change in a month of 31 days: at 1 in the morning of Greenwich (without a database of zones)."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _what(said: dict[str, Any]) -> str:
    step = f" {said['step']}" if said.get("step") else ""
    return f"{said.get('kind', '?')}{step}, {said.get('at', '?')}"


def _misplaced(number: int, seq: Any, said: dict[str, Any], chain: str) -> str:
    if said.get("chain") != chain:
        return f"entry {number} of {chain} was put there from another record, {said.get('chain')}"
    if isinstance(seq, int) and seq > number:
        return f"entry {number} of {chain} is missing: entry {seq} ({_what(said)}) stands in its place"
    return f"entry {number} of {chain} does not belong there: it is entry {seq} ({_what(said)}) once more or moved"


class SignedTree:
    """The organisation's tree as its signed head fixes it (RFC 6962, 2.1.1).

    :param size: the number of leaves
    :param root: the root, hexadecimal
    """

    def __init__(self, size: int, root: str) -> None:
        self.size = size
        # Every node on a path that led to the root is proved by it: a later path may stop where it meets one.
        self._proved = {(max(size - 1, 0).bit_length(), 0): root}

    def holds(self, leaf: str, place: int, path: list[str]) -> bool:
        """Whether a leaf hash stands at a place of the tree, by its audit path from the leaf's sibling upwards."""
        if not 0 <= place < self.size:
            return False
        node, position, last, level = leaf, place, self.size - 1, 0
        met = {(level, position): node}
        steps = iter(path)
        while (proved := self._proved.get((level, position))) is None:
            if position % 2 == 1 or position < last:
                sibling = next(steps, None)
                if sibling is None:
                    return False
                met[level, position ^ 1] = sibling
                node = _parent(sibling, node) if position % 2 == 1 else _parent(node, sibling)
            level, position, last = level + 1, position // 2, last // 2
            met[level, position] = node
        if node != proved:
            return False
        self._proved.update(met)
        return True


def consistent(before: tuple[int, str], after: tuple[int, str], path: list[str]) -> bool:
    """Whether a tree only adds leaves to an earlier one (RFC 9162, 2.1.4.2).

    :param before: size and root of the earlier tree
    :param after: size and root of the later one
    :param path: the consistency proof
    """
    (first, first_root), (second, second_root) = before, after
    if first == 0 or first >= second:
        return path == [] and (first == 0 or before == after) and first <= second
    nodes = [first_root, *path] if first & (first - 1) == 0 else [*path]
    if not nodes:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = _parent(node, old), _parent(node, new)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = _parent(new, node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and (old, new) == (first_root, second_root)


def _parent(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def signature_holds(statement: dict[str, Any], key: str = "key", signature: str = "signature") -> bool:
    """Whether a statement's own key signed it: Ed25519 over its canonical JSON without its signatures.

    :param key: the member that holds the key
    :param signature: the member that holds the signature
    """
    unsigned = {name: value for name, value in statement.items() if name not in {"signature", "next_signature"}}
    try:
        raw_key = base64.b64decode(statement[key], validate=True)
        raw_signature = base64.b64decode(statement[signature], validate=True)
    except (KeyError, TypeError, ValueError):
        return False
    return ed25519_verify(raw_key, canonical(unsigned), raw_signature)


class Heads:
    """The signed heads of the organisation's tree, read from the first line on.

    :ivar keys: the keys, the oldest first; each but the last was retired by the line of ``changes`` at its place
    :ivar key_of: size and root of each tree → the place of the key that was in force when it was first sealed
    :param holds: checks a signature; :func:`signature_holds`, or something quicker that says the same
    """

    def __init__(self, holds: Callable[..., bool] = signature_holds) -> None:
        self.in_force: list[dict[str, Any]] = []
        self.taken_back: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
        self.keys: list[str] = []
        self.changes: list[dict[str, Any]] = []
        self.key_of: dict[tuple[int, str], int] = {}
        self.problems: list[str] = []
        self.notes: list[str] = []
        self._holds = holds
        self._proofless = 0

    @classmethod
    def read(cls, text: str, holds: Callable[..., bool] = signature_holds) -> "Heads":
        """Reads ``heads.jsonl``."""
        heads = cls(holds)
        lines = text.split("\n")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                heads.add(number, parse(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                heads._unread(number, line, lines[number:], error)
        return heads.finish()

    @classmethod
    def of(cls, lines: Iterable[dict[str, Any]]) -> "Heads":
        """Reads lines that were parsed already."""
        heads = cls()
        for number, line in enumerate(lines, start=1):
            heads.add(number, line)
        return heads.finish()

    def finish(self) -> "Heads":
        """Says what was seen on the whole; call it after the last line."""
        if self._proofless:
            self.notes.append(
                f"{self._proofless} of the signed heads were made before heads carried a proof that each tree only "
                f"adds to the one before it: of those it is seen only by `duecourse verify`, which has all entries."
            )
        return self

    def add(self, number: int, line: dict[str, Any]) -> None:
        """Takes the next line."""
        what = line.get("what")
        if what not in {None, RESTORED, KEY_CHANGED}:
            self.problems.append(f"line {number} of the heads tells of {what!r}, which this program does not know")
            return
        if not self._holds(line):
            self.problems.append(f"line {number} of the heads is not a signed head")
            return
        if not self.keys:
            self.keys.append(line["key"])
        if line["key"] != self.keys[-1]:
            self.problems.append(
                f"line {number} of the heads is signed with another key, {line['key']}, and no line before it says "
                f"that the organisation's key was changed to that"
            )
        elif what == KEY_CHANGED:
            if self._holds(line, "next", "next_signature"):
                self.keys.append(line["next"])
                self.changes.append(line)
            else:
                self.problems.append(f"line {number} of the heads names a next key that did not sign it")
        elif what == RESTORED:
            self._restored(line)
        else:
            self._head(number, line)

    def covering(self, place: int) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The heads between which a leaf was sealed: the last without it, and the first with it."""
        low, high = 0, len(self.in_force)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.in_force[middle]["size"] <= place else (low, middle)
        return (self.in_force[low - 1] if low else None), (self.in_force[low] if low < len(self.in_force) else None)

    def _head(self, number: int, head: dict[str, Any]) -> None:
        size, root = head["size"], head["root"]
        last: dict[str, Any] = self.in_force[-1] if self.in_force else {"size": 0, "root": ""}
        before = (last["size"], last["root"])
        if (size, root) == before:
            return  # written twice, by two processes in one moment
        if size <= before[0]:
            self.problems.append(
                f"line {number} of the heads speaks of {size} entries after {before[0]} were sealed: another history "
                f"was signed"
            )
            return
        if "consistency" in head:
            if head.get("follows") != before[0] or not consistent(before, (size, root), head["consistency"]):
                self.problems.append(
                    f"line {number} of the heads does not prove that its {size} entries only add to the {before[0]} of "
                    f"the head before it"
                )
        elif any("consistency" in each for each in self.in_force[-1:]):
            self.problems.append(f"line {number} of the heads carries no proof that it follows the head before it")
        else:
            self._proofless += 1
        self.key_of.setdefault((size, root), len(self.keys) - 1)
        self.in_force.append(head)

    def _restored(self, line: dict[str, Any]) -> None:
        lost = [head for head in self.in_force if head["size"] > line["size"]]
        self.in_force = self.in_force[: len(self.in_force) - len(lost)]
        self.taken_back.append((line, lost))
        if self.in_force and self.in_force[-1]["size"] == line["size"] and self.in_force[-1]["root"] != line["root"]:
            self.problems.append(
                f"the restore of {line['at']} went back to a tree of {line['size']} entries that is not the signed one"
            )
        if line["size"] and (not self.in_force or self.in_force[-1]["size"] < line["size"]):
            self.key_of.setdefault((line["size"], line["root"]), len(self.keys) - 1)
            self.in_force.append({**line, "at": line["sealed_at"], "consistency": []})
        self.notes.append(restored_in_words(line))

    def _unread(self, number: int, line: str, following: list[str], error: Exception) -> None:
        if following and following[0].startswith(line):
            self.notes.append(f"Line {number} of the heads was broken off by a crash; the next line is the whole one.")
        elif not "".join(following).strip():
            self.notes.append(
                f"Line {number} of the heads, the last, was broken off by a crash; sealing writes it once more."
            )
        else:
            self.problems.append(f"line {number} of the heads is not a signed head: {error}")


def restored_in_words(line: dict[str, Any]) -> str:
    """What a line that tells of a restore says, in a sentence."""
    when = in_words(line["at"])
    began = f"The database was restored from a backup on {when}, from the state of {line['size']} sealed entries."
    if line["newest"] <= line["size"]:
        return f"{began} No sealed entry was lost."
    waiting = line.get("waiting", 0)
    less = f", less {waiting} that the backup held without their seal" if waiting else ""
    return f"{began} The entries sealed as numbers {line['size']} to {line['newest'] - 1} were lost{less}."


def backdated(said: dict[str, Any], place: int, heads: Heads) -> str | None:
    """Whether an entry was put in at another time than it says, by the heads between which it was sealed."""
    before, after = heads.covering(place)
    recorded = moment(said.get("machine_at"))
    earlier, later = moment((before or {}).get("at")), moment((after or {}).get("at"))
    which = f"entry {said.get('seq')} of {said.get('chain')} ({_what(said)})"
    if recorded is not None and before is not None and earlier is not None and recorded < earlier - LONG:
        return (
            f"{which} says that it was recorded at {said['machine_at']}, and is not among the {before['size']} entries "
            f"that were sealed at {before['at']}: it was put in later"
        )
    if recorded is not None and after is not None and later is not None and recorded > later + SLACK:
        return f"{which} says that it was recorded at {said['machine_at']}, after it was sealed at {after['at']}"
    return None


# Ed25519, RFC 8032, section 5.1: verification alone, where nothing is secret and speed does not matter.
_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(a: _Point, b: _Point) -> _Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g = 2 * a[3] * b[3] * _D % _P
    h = 2 * a[2] * b[2] % _P
    return (f - e) * (h - g) % _P, (h + g) * (f + e) % _P, (h - g) * (h + g) % _P, (f - e) * (f + e) % _P


def _times(scalar: int, point: _Point) -> _Point:
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _decompress(raw: bytes) -> _Point | None:
    if len(raw) != 32:
        return None
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _decompress((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


@functools.lru_cache(maxsize=64)
def ed25519_verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of a message is right."""
    if len(signature) != 64 or _BASE is None:
        return False
    point, r, s = _decompress(key), _decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= _Q:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    left = _times(s, _BASE)
    right = _add(r, _times(int.from_bytes(digest, "little") % _Q, point))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def verify_record(
    record: dict[str, Any],
    key: str | None = None,
    heads: Heads | list[dict[str, Any]] | None = None,
    first_only: bool = False,
) -> tuple[list[Problem], Notes]:
    """Checks an exported record.

    :param record: the parsed ``record.json``
    :param key: the organisation's public key (base64), got some other way than with the record; a later one is
        followed from it where the change was signed
    :param heads: the lines of ``heads.jsonl``, got some other way than with the record
    :param first_only: stop at the first bad entry
    :returns: the problems, the first bad entry first; and what else the check says
    """
    if not isinstance(record, dict):
        raise TypeError("it is not an object of JSON")
    if record.get("format") != FORMAT:
        return [Problem(0, f"this is not a record of the form {FORMAT}, but {record.get('format')!r}")], Notes()
    log = Heads.of(heads) if isinstance(heads, list) else heads
    statement, entries = record["statement"], record["entries"]
    notes = Notes()
    problems = list(_check_statement(record, key, log, notes.unseen))
    tree = SignedTree(statement["tree_size"], statement["tree_root"]) if not problems else None
    if log is not None:
        problems += [Problem(0, sentence) for sentence in log.problems]
    walk = Walk(statement.get("chain", "?"))
    listed = statement.get("withheld")
    walk.withheld = {n for n in listed if isinstance(n, int)} if isinstance(listed, list) else set()
    named: dict[str, tuple[int, str]] = {}
    actors: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        salt = bytes.fromhex(entry["salt"]) if entry.get("salt") is not None else None
        found = list(walk.step(entry["body"], entry["hash"], salt, entry.get("content")))
        if tree and not found and not tree.holds(walk.head, entry["place"], entry["proof"]):
            sentence = f"entry {number} of {walk.chain} was changed: it is not the one in the signed tree"
            found.append(Problem(number, sentence))
        if tree and log and not found and (sentence := backdated(walk.said, entry["place"], log) or ""):
            found.append(Problem(number, sentence))
        actors.add(str(walk.said.get("actor")))
        for document in documents_in(walk.content):
            named.setdefault(document["sha256"], (number, document_name(document)))
        problems += found
        if found and first_only:
            return found, notes
    problems += walk.finish()
    problems += _check_end(statement, walk, clean=not problems)
    problems += _check_files(record, walk.chain, named, notes)
    problems += _check_people(record, tree, actors, notes)
    notes.unseen += _limits(walk, key, log)
    return sorted(problems, key=lambda problem: problem.entry), notes


def documents_in(content: Any) -> list[dict[str, Any]]:
    """The documents that an entry's payload names, each with its ``sha256``."""
    found = content.get("documents") if isinstance(content, dict) else None
    listed = found if isinstance(found, list) else []
    return [each for each in listed if isinstance(each, dict) and isinstance(each.get("sha256"), str)]


def _check_end(statement: dict[str, Any], walk: Walk, *, clean: bool) -> Iterator[Problem]:
    length = statement.get("length")
    if isinstance(length, int) and length > walk.length:
        missing = f"entries {walk.length + 1} to {length}" if length - walk.length > 1 else f"entry {length}"
        yield Problem(walk.length + 1, f"{missing} of {walk.chain} missing: the record was cut off")
    elif isinstance(length, int) and length < walk.length:
        yield Problem(length + 1, f"entry {length + 1} of {walk.chain} was added after the record was signed")
    elif clean and statement.get("head") != walk.head:
        yield Problem(walk.length, f"entry {walk.length} of {walk.chain} is not the one that was signed")


def _check_statement(record: dict[str, Any], key: str | None, log: Heads | None, notes: list[str]) -> Iterator[Problem]:
    statement = record["statement"]
    if not signature_holds(statement):
        yield Problem(0, "the signature of the record's statement is not right: the statement was changed")
        return
    carried = _followed(record.get("keys", []))
    known = log.keys if log is not None else carried
    signer = statement["key"]
    if signer in carried[:-1]:
        yield Problem(0, f"the record tells itself that the key that signed it, {signer}, had been changed before")
    if key is not None and signer != key:
        if not {key, signer} <= set(known):
            yield Problem(0, f"the record was signed with another key, {signer}, than the organisation's, {key}")
            return
        notes.append("The organisation's key was changed since; each key was followed from the one before it.")
    if log is None:
        return
    signed = (statement.get("tree_size"), statement.get("tree_root"))
    lost = [line for line, heads in log.taken_back if signed in [(h["size"], h["root"]) for h in heads]]
    standing = any((head["size"], head["root"]) == signed for head in log.in_force)
    if signer not in log.keys or not (standing or lost):
        yield Problem(0, "the record's tree is not among the signed heads that were given")
    elif not standing:
        when = in_words(lost[0]["at"])
        notes.append(
            f"This record was made before the database was restored from a backup on {when}; some of what it holds was "
            f"lost there. It is as it was written then."
        )
    if signer in log.keys:
        yield from _out_of_force(statement, log)


def _out_of_force(statement: dict[str, Any], log: Heads) -> Iterator[Problem]:
    """Whether the signer was not the key in force when the statement's tree stood, and when it says it was signed."""
    signer, at = log.keys.index(statement["key"]), moment(statement.get("at"))
    retired = log.changes[signer] if signer < len(log.changes) else None
    if retired is not None:
        until = moment(retired.get("at"))
        tree = log.key_of.get((statement["tree_size"], statement["tree_root"]), signer)
        if tree > signer or at is None or until is None or at > until + SLACK:
            yield Problem(
                0,
                f"the record was signed with the key {statement['key']} after that key was changed, on "
                f"{in_words(retired.get('at'))}: whoever kept the old key made it",
            )
    if signer:
        since = moment(log.changes[signer - 1].get("at"))
        if at is None or since is None or at < since - SLACK:
            yield Problem(
                0,
                f"the record says that it was signed on {in_words(statement.get('at'))}, before its key, "
                f"{statement['key']}, came into force",
            )


def _followed(lines: list[dict[str, Any]]) -> list[str]:
    """The keys that signed one another, the oldest first."""
    keys: list[str] = []
    for line in lines:
        right = signature_holds(line) and signature_holds(line, "next", "next_signature")
        if line.get("what") != KEY_CHANGED or not right or (keys and keys[-1] != line["key"]):
            return []
        keys += [line["next"]] if keys else [line["key"], line["next"]]
    return keys


SUFFIXES = {"text/csv": "csv", "image/jpeg": "jpg", "image/png": "png"}
"""How the names of files end whose entry says their media type; all others are PDF."""


def document_name(document: dict[str, Any]) -> str:
    """How the file of a document that an entry names is called."""
    number, kind = document.get("id", 0), document.get("kind", "document")
    suffix = SUFFIXES.get(str(document.get("media")), "pdf")
    return f"{number:08d}-{kind}.{suffix}" if isinstance(number, int) else f"{number}-{kind}.{suffix}"


def _check_files(
    record: dict[str, Any], chain: str, named: dict[str, tuple[int, str]], notes: Notes
) -> Iterator[Problem]:
    """Whether each file is the document that the record speaks of, stands there once, and is called as it should be.

    :param named: the hash of each document → the first entry that names it, and what its file is called
    """
    given: set[str] = set()
    names: set[str] = set()
    whole = 0
    for file in record.get("files", []):
        sha256 = file["sha256"]
        if sha256 not in named:
            yield Problem(0, f"the document {sha256} came along, and no entry of {chain} speaks of it")
            continue
        entry, right_name = named[sha256]
        name = file.get("name", sha256)
        if sha256 in given or name in names:
            yield Problem(entry, f"the document {name} of entry {entry} of {chain} stands in the record twice")
        given.add(sha256)
        names.add(name)
        if name != right_name:
            yield Problem(entry, f"the document {right_name} of entry {entry} of {chain} is called {name} here")
        if file.get("content") is None:
            yield Problem(entry, f"the document {name} of entry {entry} of {chain} is missing")
        elif hashlib.sha256(base64.b64decode(file["content"])).hexdigest() != sha256:
            yield Problem(
                entry, f"the document {name} is not the one that entry {entry} of {chain} speaks of: it was changed"
            )
        else:
            whole += 1
    for sha256 in record["statement"].get("files", []):
        if sha256 not in given:
            entry = named[sha256][0] if sha256 in named else 0
            yield Problem(entry, f"the document {sha256} was taken out of the record after it was signed")
    if whole:
        each = "1 document came along, with" if whole == 1 else f"{whole} documents came along, each with"
        notes.along.append(f"{each} the hash that the record names.")
    if absent := sum(sha256 not in given for sha256 in named):
        be = "is" if absent == 1 else "are"
        notes.unseen.append(
            f"{absent} of the documents that the record speaks of did not come along, and {be} not checked."
        )


def _check_people(record: dict[str, Any], tree: SignedTree | None, actors: set[str], notes: Notes) -> Iterator[Problem]:
    """Who the actors are, by the entries that say their names and roles."""
    signed = record["statement"].get("people")
    right_part = signed is None or signed == hashlib.sha256(canonical(record.get("people"))).hexdigest()
    told: dict[str, list[str]] = {}
    for person in record.get("people", []):
        who: dict[str, Any] = {}
        for entry in person["entries"]:
            body, content = entry["body"], entry.get("content")
            said = parse(body)
            salt = bytes.fromhex(entry["salt"]) if entry.get("salt") is not None else b""
            right = content is None or (
                len(salt) == SALT_BYTES and hashlib.sha256(salt + content.encode()).hexdigest() == said.get("payload")
            )
            held = tree is None or tree.holds(entry_hash(body), entry["place"], entry["proof"])
            if not (right and held) or canonical(said) != body.encode():
                yield Problem(
                    0, f"an entry that says who {person['actor']} is was changed: {said.get('chain')} {said.get('seq')}"
                )
            elif content is not None and (str(said.get("chain"))[:5], f"user:{said.get('user')}") == (
                "user/",
                person["actor"],
            ):
                who |= parse(content)
                roles = ", ".join(who.get("roles", [])).replace("_", " ") or "no role"
                since = in_words(said.get("at"))
                told.setdefault(person["actor"], []).append(f"{who.get('name', '?')} ({roles}) from {since}")
            elif content is None:
                which = f"entry {said.get('seq')} of {said.get('chain')} ({_what(said)})"
                notes.unseen.append(f"What {which} said of who {person['actor']} is did not come along: it is gone.")
    if not right_part:
        how = "changed" if "people" in record else "taken out"
        yield Problem(0, f"the part of the record that says who acted was {how} after it was signed")
        return
    if signed is None:
        notes.unseen.append(
            "This record was exported before records signed the part that says who acted: whether something was taken "
            "out of that part cannot be seen."
        )
    for actor in sorted(actor for actor in actors if actor.startswith("user:")):
        if actor in told:
            notes.who.append(f"{actor} is {'; then '.join(told[actor])}, as the record of that user says.")
        else:
            notes.who.append(f"No entry that came along says who {actor} is.")


def _limits(walk: Walk, key: str | None, log: Heads | None) -> Iterator[str]:
    """What this check cannot see."""
    if walk.simulated:
        yield "This record was made with a simulated clock: its dates are not those of real events."
    erased = [n for n in walk.erased if n in walk._may_be_erased]
    if erased:
        yield f"The payloads of entries {', '.join(map(str, erased))} were erased, as later entries record."
    withheld = [n for n in walk.erased if n in walk.withheld and n not in walk._may_be_erased]
    if withheld:
        yield (
            f"What entries {', '.join(map(str, withheld))} say was withheld from this copy, as its signed statement "
            "declares; their hashes are here, so that it can be checked by whoever may see it."
        )
    if key is None:
        yield (
            "The key came with the record itself. Compare it with the key that the organisation has published, or give "
            "it with --key: otherwise a record that was made anew and signed with another key would pass."
        )
    if log is None:
        yield (
            "No signed heads were given (--head). Entries of this case that were left out before the record was "
            "signed, and entries that were put in later than they say, cannot be seen without them."
        )
    else:
        yield from log.notes
    yield (
        "What no such check can see: that something never was entered, or was untrue when it was entered; who sat at a "
        "user's keyboard; and what whoever held both the database and the signing key wrote anew since the newest head "
        "that was kept elsewhere."
    )


def _check_beside(record: dict[str, Any], folder: Path) -> Iterator[Problem]:
    """Whether the documents that were written beside the record are those of the record."""
    for file in record.get("files", []):
        path = folder / Path(str(file.get("name", ""))).name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
            yield Problem(0, f"the file {path.name} beside the record is not the document that the record speaks of")
    ours = {str(file.get("name", "")) for file in record.get("files", [])}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in ours:
            yield Problem(0, f"the file {path.name} lies beside the record, and the record does not speak of it")


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 where the record holds, 1 where it does not, 2 where it cannot be read."""
    parser = argparse.ArgumentParser(description="Checks an exported record; needs nothing but Python.")
    parser.add_argument("record", type=Path, help="record.json")
    parser.add_argument("--key", help="the organisation's public key, base64")
    parser.add_argument("--head", type=Path, help="heads.jsonl: signed heads, kept apart from the record")
    chosen = parser.parse_args(arguments)
    try:
        record = parse(chosen.record.read_text(encoding="utf-8"))
        heads = Heads.read(chosen.head.read_text(encoding="utf-8")) if chosen.head else None
        problems, notes = verify_record(record, chosen.key, heads)
        problems += _check_beside(record, chosen.record.parent / "files")
        lines = [f"  {problem.sentence}." for problem in problems[:50]]
        if problems:
            counted = (
                "1 problem" if len(problems) == 1 else f"{len(problems)} problems; the first bad entry comes first"
            )
            lines.insert(0, f"NOT IN ORDER: {counted}.")
        else:
            statement = record["statement"]
            lines.append(
                f"IN ORDER: all {statement['length']} entries of {statement['chain']} are as they were written."
            )
            lines.append(f"  signed on {in_words(statement['at'])} with key {statement['key']}")
    except (OSError, *UNREADABLE) as error:
        _say(f"{chosen.record} cannot be read as a record: {why_unreadable(error)}.", sys.stderr)
        return 2
    headed = ("Who acted", notes.who), ("What came along", notes.along), ("What this check cannot see", notes.unseen)
    for heading, sentences in headed:
        if sentences:
            lines += [f"{heading}:", *(f"  {sentence}" for sentence in sentences)]
    for line in lines:
        _say(line, sys.stdout)
    return 1 if problems else 0


def why_unreadable(error: Exception) -> str:
    """Why something is no record, in words."""
    if isinstance(error, KeyError):
        return f"the member {error.args[0]!r} is missing"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, (TypeError, AttributeError, IndexError)):
        return f"a part of it is not what stands there in a record ({error})"
    return str(error)


def _say(text: str, to: TextIO) -> None:
    """Prints a line, and no more than one; what is no sign, or none that the terminal can show, is written out."""
    encoding = to.encoding or "utf-8"
    text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=to)


if __name__ == "__main__":
    sys.exit(main())
