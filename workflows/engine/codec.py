"""An instance ↔ bytes: its tokens and what they know, without the procedure, a few KB.

One row a token, parents before children; a token's data is stored as its difference from its parent's.
"""

from typing import Any

import msgspec
import zstandard

from workflows.engine.packing import decode, encode, pack
from workflows.engine.procedure import Procedure
from workflows.engine.refusals import StateUnreadable, TooMuchData
from workflows.engine.scopes import Instance, Scope, Stepping
from workflows.engine.token import Token

VERSION = 1
MOST_BYTES = 100_000
"""Of the state before compression."""
_MAGIC = b"DC"
_HEADER = len(_MAGIC) + 1


def dump(instance: Instance) -> bytes:
    """The state of an instance.

    :raises TooMuchData: when it is larger than 100 KB before compression
    :raises NotStorable: when the data holds something else than FEEL values
    """
    content = {
        "p": instance.procedure.sha256[:16],
        "k": instance.clock,
        "e": instance.ends,
        "w": _dump_scope(instance),
        "s": [[bytes.fromhex(key), _dump_scope(scope)] for key, scope in instance.subprocesses.items()],
    }
    data = encode(content)
    if len(data) > MOST_BYTES:
        raise TooMuchData(
            f"The process {instance.procedure.process} carries {len(data) // 1000} KB of data; at most "
            f"{MOST_BYTES // 1000} KB are kept. Store case data in tables and keep ids and decisions here."
        )
    return _MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor(level=1).compress(data)


def _dump_scope(scope: Stepping) -> list[Any]:
    place: dict[str, int] = {}
    rows = []
    tasks = scope.tasks
    for token in scope.walk():
        place[token.id] = len(place)
        parent = tasks.get(token._parent)
        changed, removed = (token.data, []) if parent is None else _difference(parent.data, token.data)
        where = f"The data at {token.element}"
        row: list[Any] = [
            bytes.fromhex(token.id),
            -1 if parent is None else place[parent.id],
            token._state,
            token.task_spec.name,
            token.last_state_change,
            token.triggered,
            pack(token.internal_data, where) if token.internal_data else None,
            pack(changed, where) if changed else None,
            removed or None,
        ]
        while row[-1] is None or row[-1] is False:
            row.pop()
        rows.append(row)
    return [scope.completed, pack(scope.data, "The result") if scope.completed else None, rows]


def _difference(before: dict[str, Any], now: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    changed = {
        key: value
        for key, value in now.items()
        if key not in before
        or (value is not before[key] and (type(value) is not type(before[key]) or value != before[key]))
    }
    removed = [key for key in before if key not in now] if len(before) + len(changed) > len(now) else []
    return changed, removed


def load(procedure: Procedure, state: bytes) -> Instance:
    """The instance of a stored state.

    :raises StateUnreadable: when the bytes are damaged, of another version or of another procedure
    """
    if state[: len(_MAGIC)] != _MAGIC or len(state) < _HEADER:
        raise StateUnreadable(
            "The stored state is not one of this program; it may be damaged. Restore it from a backup."
        )
    if state[len(_MAGIC)] != VERSION:
        raise StateUnreadable(
            f"The stored state has version {state[len(_MAGIC)]}; this program reads version {VERSION}. Use the program "
            "that wrote it, or migrate it."
        )
    try:
        raw = zstandard.ZstdDecompressor().decompress(state[_HEADER:], max_output_size=2 * MOST_BYTES)
        content = decode(raw)
        if content["p"] != procedure.sha256[:16]:
            raise StateUnreadable(
                f"The stored state belongs to another version of {procedure.process}; cases stay on the version they "
                "started with."
            )
        return _load(procedure, content)
    except (zstandard.ZstdError, msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
        raise StateUnreadable(
            f"The stored state of {procedure.process} is damaged ({type(error).__name__}). Restore it from a backup."
        ) from error


def rewritten(procedure: Procedure, state: bytes) -> bytes:
    """A state as one of another version, with the same tokens; whether that version can go on from it, others say."""
    content = decode(zstandard.ZstdDecompressor().decompress(state[_HEADER:], max_output_size=2 * MOST_BYTES))
    data = encode({**content, "p": procedure.sha256[:16]})
    return _MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor(level=1).compress(data)


def _load(procedure: Procedure, content: dict[str, Any]) -> Instance:
    instance = Instance(procedure)
    _load_scope(instance, content["w"])
    waiting = [(key.hex(), rows) for key, rows in content["s"]]
    while waiting:
        left = []
        for key, rows in waiting:
            host = instance.find_anywhere(key)
            if host is None:
                left.append((key, rows))
                continue
            _load_scope(instance.create_subprocess(host, host.task_spec.spec), rows)
        if len(left) == len(waiting):
            raise LookupError("a scope without its task")
        waiting = left
    instance.clock = content["k"]
    instance.ends = list(content["e"])
    return instance


def _load_scope(scope: Instance | Scope, content: list[Any]) -> None:
    completed, result, rows = content
    specs = scope.spec.task_specs
    tokens: list[Token] = []
    new, tasks = Token.__new__, scope.tasks
    for row in rows:
        full = (*row, *[None] * (9 - len(row)))
        ident, parent, state, name, changed_at, triggered, internal, changed, removed = full
        token = new(Token)
        token.id = ident.hex()
        token.workflow, token.task_spec = scope, specs[name]
        token._children, token._state, token.thread_id = [], state, 0
        token.last_state_change, token.triggered = changed_at, bool(triggered)
        token.internal_data = internal or {}
        if parent < 0:
            token._parent, token.data = None, changed or {}
        else:
            above = tokens[parent]
            token._parent = above.id
            above._children.append(token.id)
            token.data = {**above.data, **changed} if changed else dict(above.data)
            for key in removed or ():
                token.data.pop(key, None)
        tokens.append(token)
        tasks[token.id] = token
    scope.task_tree = tokens[0]
    scope.completed = completed
    if completed:
        scope.data = result
