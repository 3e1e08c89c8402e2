#!/usr/bin/env python3
"""Checks an exported record. Needs Python 3.11 and nothing else: no package of ours, no network, no trust.

    python verify.py record.json [--key PUBLIC-KEY] [--head heads.jsonl]

What it proves: every entry is the one that was written, none was removed, added or moved, what an entry says in its
payload is what was said then, and the organisation's key signed the whole. What it cannot prove is printed too.
"""

import argparse
import base64
import functools
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "duecourse-record/1"
SALT_BYTES = 32


class Problem(NamedTuple):
    """Something that is not as it was written; ``entry`` is its number, or 0 where it is the record as a whole."""

    entry: int
    sentence: str


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
        self._may_be_erased: set[int] = set()

    def step(self, body: str, stored_hash: str, salt: bytes | None, content: str | None) -> Iterator[Problem]:
        """Takes the next entry; yields what is wrong with it."""
        number = self.length + 1
        computed = entry_hash(body)
        try:
            said = json.loads(body)
            seq = said["seq"]
        except (ValueError, KeyError, TypeError):
            yield Problem(number, f"entry {number} of {self.chain} was changed: it can no longer be read")
            self._move(computed)
            return
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
        self.simulated = self.simulated or said.get("clock") == "simulated"
        self._may_be_erased.update(n for n in said.get("erases", ()) if n < number)
        self._move(computed)

    def finish(self) -> Iterator[Problem]:
        """Yields what can only be said at the end: payloads that are gone with no entry that erased them."""
        for number in self.erased:
            if number not in self._may_be_erased:
                yield Problem(number, f"the payload of entry {number} of {self.chain} is gone, and no entry erased it")

    def _move(self, computed: str) -> None:
        self.length += 1
        self.head = computed


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
                left, right = (sibling, node) if position % 2 == 1 else (node, sibling)
                node = hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
            level, position, last = level + 1, position // 2, last // 2
            met[level, position] = node
        if node != proved:
            return False
        self._proved.update(met)
        return True


def signature_holds(statement: dict[str, Any]) -> bool:
    """Whether the statement's own key signed it (Ed25519 over its canonical JSON without ``signature``)."""
    unsigned = {name: value for name, value in statement.items() if name != "signature"}
    try:
        key = base64.b64decode(statement["key"], validate=True)
        signature = base64.b64decode(statement["signature"], validate=True)
    except (KeyError, TypeError, ValueError):
        return False
    return ed25519_verify(key, canonical(unsigned), signature)


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
    heads: list[dict[str, Any]] | None = None,
    first_only: bool = False,
) -> tuple[list[Problem], list[str]]:
    """Checks an exported record.

    :param record: the parsed ``record.json``
    :param key: the organisation's public key (base64), got some other way than with the record
    :param heads: the signed heads of the tree, got some other way than with the record
    :param first_only: stop at the first bad entry
    :returns: the problems, the first bad entry first; and what the check cannot see, in sentences
    """
    if record.get("format") != FORMAT:
        return [Problem(0, f"this is not a record of the form {FORMAT}, but {record.get('format')!r}")], []
    statement, entries = record["statement"], record["entries"]
    problems = list(_check_statement(statement, key, heads))
    notes: list[str] = []
    tree = SignedTree(statement["tree_size"], statement["tree_root"]) if not problems else None
    walk = Walk(statement.get("chain", "?"))
    for number, entry in enumerate(entries, start=1):
        salt = bytes.fromhex(entry["salt"]) if entry.get("salt") is not None else None
        found = list(walk.step(entry["body"], entry["hash"], salt, entry.get("content")))
        if tree and not found and not tree.holds(walk.head, entry["place"], entry["proof"]):
            sentence = f"entry {number} of {walk.chain} was changed: it is not the one in the signed tree"
            found.append(Problem(number, sentence))
        problems += found
        if found and first_only:
            return found, notes
    problems += walk.finish()
    length = statement.get("length")
    if isinstance(length, int) and length > walk.length:
        missing = f"entries {walk.length + 1} to {length}" if length - walk.length > 1 else f"entry {length}"
        problems.append(Problem(walk.length + 1, f"{missing} of {walk.chain} missing: the record was cut off"))
    elif isinstance(length, int) and length < walk.length:
        problems.append(
            Problem(length + 1, f"entry {length + 1} of {walk.chain} was added after the record was signed")
        )
    elif not problems and statement.get("head") != walk.head:
        problems.append(Problem(walk.length, f"entry {walk.length} of {walk.chain} is not the one that was signed"))
    if walk.simulated:
        notes.append("This record was made with a simulated clock: its dates are not those of real events.")
    erased = [n for n in walk.erased if n in walk._may_be_erased]
    if erased:
        notes.append(f"The payloads of entries {', '.join(map(str, erased))} were erased, as later entries record.")
    if key is None:
        notes.append(
            "The key came with the record itself. Compare it with the key that the organisation has published, or give "
            "it with --key: otherwise a record that was made anew and signed with another key would pass."
        )
    if heads is None:
        notes.append(
            "No signed heads were given (--head). Entries of this case that were left out before the record was signed "
            "cannot be seen without them."
        )
    return sorted(problems, key=lambda problem: problem.entry), notes


def _check_statement(
    statement: dict[str, Any], key: str | None, heads: list[dict[str, Any]] | None
) -> Iterator[Problem]:
    if not signature_holds(statement):
        yield Problem(0, "the signature of the record's statement is not right: the statement was changed")
    elif key is not None and statement["key"] != key:
        yield Problem(0, f"the record was signed with another key, {statement['key']}, than the organisation's, {key}")
    elif heads is not None:
        matching = [h for h in heads if h.get("size") == statement.get("tree_size")]
        if not any(h.get("root") == statement["tree_root"] and _signed_by(h, statement["key"]) for h in matching):
            yield Problem(0, "the record's tree is not among the signed heads that were given")


def _signed_by(head: dict[str, Any], key: str) -> bool:
    return head.get("key") == key and signature_holds(head)


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 where the record holds, 1 where it does not, 2 where it cannot be read."""
    parser = argparse.ArgumentParser(description="Checks an exported record; needs nothing but Python.")
    parser.add_argument("record", type=Path, help="record.json")
    parser.add_argument("--key", help="the organisation's public key, base64")
    parser.add_argument("--head", type=Path, help="heads.jsonl: signed heads, kept apart from the record")
    chosen = parser.parse_args(arguments)
    try:
        record = json.loads(chosen.record.read_text(encoding="utf-8"))
        heads = None
        if chosen.head:
            heads = [json.loads(line) for line in chosen.head.read_text(encoding="utf-8").splitlines() if line.strip()]
        problems, notes = verify_record(record, chosen.key, heads)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{chosen.record} cannot be read as a record: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    statement = record["statement"]
    if problems:
        print(f"NOT IN ORDER: {len(problems)} problem(s); the first bad entry comes first.")  # noqa: T201
        for problem in problems[:50]:
            print(f"  {problem.sentence}.")  # noqa: T201
    else:
        print(f"IN ORDER: all {statement['length']} entries of {statement['chain']} are as they were written.")  # noqa: T201
        print(f"  signed {statement['at']} with key {statement['key']}")  # noqa: T201
    for note in notes:
        print(f"  Note: {note}")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
