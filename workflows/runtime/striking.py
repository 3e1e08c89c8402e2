"""Striking acts of a case that have no effect in law: the rules count on them no more, and the record says why.

What was done stays done, and stays in the record; the diagram stands where it stood. A rule that demands a struck act
before the next one refuses that, until it was done anew. Where what struck them was a mistake, they are restored:
the rules count on them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append, timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.guard import guard_of
from workflows.runtime.house import Runtime
from workflows.runtime.memory import Memory
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)
STRUCK = frozenset({Kind.STEP_COMPLETED, Kind.DOCUMENT_SENT})
"""The kinds of entry that can be struck: what somebody or the machine did."""


class NotAnAct(Refused):
    """The record has no such act."""


def strike(
    runtime: Runtime, session: Session, case_id: int, seqs: Sequence[int], actor: str, *, event: str, because: str
) -> list[str]:
    """Strikes acts of a case; those that are struck already are left as they are.

    :param seqs: the numbers of their entries in the case's record
    :param event: what came to light, in words
    :param because: why they are void or wrong: the law
    :returns: the acts that were struck now, in words
    :raises NoSuchCase: there is none
    :raises NotAnAct: an entry of that number is no act
    """
    runtime.lock_case(session, case_id)
    chain_id = runtime.chain_of(session, case_id)
    entries = list(timeline(session, chain_id))
    known = struck(entries)
    acts = {entry["seq"]: entry for entry in entries if entry["kind"] in STRUCK}
    new = [seq for seq in sorted(set(seqs)) if seq not in known]
    for seq in new:
        if seq not in acts:
            raise NotAnAct(f"Entry {seq} of the case's record is no act that could be struck.")
    if not new:
        return []
    words = [_words(acts[seq]) for seq in new]
    said = {"event": event, "because": because, "acts": words}
    entry = NewEntry(Kind.ACTS_STRUCK, actor, payload=said, clear={"strikes": new})
    _keep(runtime, session, case_id, chain_id, entry)
    return words


def restore(
    runtime: Runtime, session: Session, case_id: int, seqs: Sequence[int], actor: str, *, because: str
) -> list[str]:
    """Lets struck acts of a case count again; those that are not struck are left as they are.

    :param seqs: the numbers of their entries in the case's record
    :param because: why they should not have been struck
    :returns: the acts that count again, in words
    :raises NoSuchCase: there is none
    """
    runtime.lock_case(session, case_id)
    chain_id = runtime.chain_of(session, case_id)
    entries = list(timeline(session, chain_id))
    back = sorted(set(seqs) & struck(entries))
    if not back:
        return []
    acts = {entry["seq"]: entry for entry in entries if entry["kind"] in STRUCK}
    words = [_words(acts[seq]) for seq in back]
    said = {"because": because, "acts": words}
    entry = NewEntry(Kind.ACTS_RESTORED, actor, payload=said, clear={"restores": back})
    _keep(runtime, session, case_id, chain_id, entry)
    return words


def struck(entries: Iterable[Mapping[str, Any]]) -> set[int]:
    """The numbers of the acts that are struck, and were not restored since."""
    found: set[int] = set()
    for entry in entries:
        if entry["kind"] == Kind.ACTS_STRUCK:
            found.update(entry["strikes"])
        elif entry["kind"] == Kind.ACTS_RESTORED:
            found.difference_update(entry["restores"])
    return found


def _keep(runtime: Runtime, session: Session, case_id: int, chain_id: int, entry: NewEntry) -> None:
    """Writes the entry, and works out anew what the rules remember."""
    append(session, chain_id, [entry], runtime.clock)
    guard = guard_of(session, chain_id, runtime.rules)
    session.execute(update(_case).where(_case.c.id == case_id).values(guard=guard))
    Memory.of(session, runtime.rules, runtime.subjects).read_again(case_id)


def _words(entry: dict[str, object]) -> str:
    step = str(entry.get("step") or "").replace("_", " ")
    return f"{step}, {entry['kind']} on {str(entry['at'])[:10]}"
