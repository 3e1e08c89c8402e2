"""Checking the whole database's record, with the same walk that checks an exported one."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.tables import Chain, Entry, Leaf, Payload, SealMark, TreeHead
from workflows.evidence.tree import Frontier
from workflows.evidence.verify import Walk, signature_holds

_chain = table(Chain)
_entry = table(Entry)
_payload = table(Payload)
_leaf = table(Leaf)
_head = table(TreeHead)
_mark = table(SealMark)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: the chain, the entry's number (0: the chain itself), a sentence."""

    chain: str
    entry: int
    sentence: str


@dataclass
class Report:
    """What the check saw, and what it cannot see."""

    chains: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_database(session: Session, heads_file: Path | None = None) -> Report:
    """Walks every chain and the tree.

    :param heads_file: signed heads kept outside the database; only with them are cut-off ends and a history that
        was computed anew from some point on seen
    """
    report = Report()
    simulated = False
    for chain_id, name, length, head in session.execute(
        select(_chain.c.id, _chain.c.name, _chain.c.length, _chain.c.head).order_by(_chain.c.id)
    ).all():
        report.chains += 1
        walk = Walk(name)
        for row in _entries(session, chain_id):
            report.findings += [Finding(name, p.entry, p.sentence) for p in walk.step(*row)]
        report.findings += [Finding(name, p.entry, p.sentence) for p in walk.finish()]
        report.entries += walk.length
        simulated = simulated or walk.simulated
        if walk.length < length:
            sentence = f"entries {walk.length + 1} to {length} of {name} are missing: the chain was cut off"
            report.findings.append(Finding(name, walk.length + 1, sentence))
        elif walk.length > length:
            sentence = f"entry {length + 1} of {name} was added past the end of the chain"
            report.findings.append(Finding(name, length + 1, sentence))
        elif walk.head != head:
            sentence = f"entry {length} of {name} is not the one that the chain ended with"
            report.findings.append(Finding(name, length, sentence))
    _check_tree(session, report, heads_file)
    _check_marks(session, report)
    if simulated:
        report.notes.append("A simulated clock has driven this database: its dates are not those of real events.")
    return report


def _entries(session: Session, chain_id: int) -> Iterator[tuple[str, str, bytes | None, str | None]]:
    rows = session.execute(
        select(_entry.c.body, _entry.c.hash, _payload.c.salt, _payload.c.content)
        .outerjoin(_payload, (_payload.c.chain_id == _entry.c.chain_id) & (_payload.c.seq == _entry.c.seq))
        .where(_entry.c.chain_id == chain_id)
        .order_by(_entry.c.seq)
        .execution_options(yield_per=1000)
    )
    with closing(rows):  # a reader that stops early must not leave the cursor open
        yield from (tuple(row) for row in rows)


def _check_tree(session: Session, report: Report, heads_file: Path | None) -> None:
    kept = {size: json.loads(line) for size, line in session.execute(select(_head.c.size, _head.c.line))}
    given = _read_heads(heads_file, report) if heads_file else []
    due = {head["size"]: head for head in given}
    for size, head in kept.items():
        if not signature_holds(head):
            report.findings.append(
                Finding("tree", 0, f"the head of {size} entries in the database is not signed rightly")
            )
    if not given:
        report.notes.append(
            "No signed heads were given (--head heads.jsonl). Without them this check sees changes within a chain, but "
            "not entries cut off its end together with its head, nor a history computed anew from some point on."
        )
    frontier = Frontier()
    rows = session.execute(
        select(_leaf.c.place, _chain.c.name, _leaf.c.seq, _entry.c.hash)
        .join(_chain, _chain.c.id == _leaf.c.chain_id)
        .outerjoin(_entry, (_entry.c.chain_id == _leaf.c.chain_id) & (_entry.c.seq == _leaf.c.seq))
        .order_by(_leaf.c.place)
        .execution_options(yield_per=1000)
    )
    wanted = {**kept, **due}
    last_good = 0
    recent: list[tuple[str, int]] = []
    with closing(rows):
        for place, name, seq, entry_hash in rows:
            if entry_hash is None or place != frontier.size:
                sentence = f"entry {seq} of {name} is sealed as number {place} in the tree, and is gone"
                report.findings.append(Finding(name, seq, sentence))
                return
            frontier.add(entry_hash)
            recent.append((name, seq))
            if (head := wanted.get(frontier.size)) is not None:
                if head["root"] != frontier.root():
                    chains = sorted({name for name, _seq in recent})
                    sentence = (
                        f"the tree of {frontier.size} entries is not the signed one: among the entries sealed as "
                        f"numbers {last_good} to {frontier.size - 1} ({', '.join(chains[:8])}) at least one was changed"
                    )
                    report.findings.append(Finding("tree", 0, sentence))
                    return
                last_good, recent = frontier.size, []
    largest = max(wanted, default=0)
    if largest > frontier.size:
        sentence = (
            f"a signed head speaks of {largest} entries, and the database holds {frontier.size} sealed ones: the rest "
            f"was cut off"
        )
        report.findings.append(Finding("tree", 0, sentence))


def _check_marks(session: Session, report: Report) -> None:
    """Whether what is marked as sealed stands in the tree: a false mark would keep entries out of it for ever."""
    sealed = select(_leaf.c.chain_id, func.count().label("leaves"), func.max(_leaf.c.seq).label("last"))
    leaves = sealed.group_by(_leaf.c.chain_id).subquery()
    rows = session.execute(
        select(_chain.c.name, _chain.c.length, _mark.c.sealed, leaves.c.leaves, leaves.c.last)
        .outerjoin(_mark, _mark.c.chain_id == _chain.c.id)
        .outerjoin(leaves, leaves.c.chain_id == _chain.c.id)
        .order_by(_chain.c.id)
    )
    waiting = 0
    for name, length, marked, count, last in rows:
        sealed_to = marked or 0
        if (count or 0) != sealed_to or (last or 0) != sealed_to:
            sentence = f"{name} is marked as sealed up to entry {sealed_to}, and the tree holds {count or 0} of it"
            report.findings.append(Finding(name, sealed_to, sentence))
        waiting += max(length - sealed_to, 0)
    if waiting:
        report.notes.append(
            f"{waiting:,} entries are not sealed yet: the signed heads say nothing about them. Sealing follows within "
            f"minutes while a worker runs."
        )


def _read_heads(heads_file: Path, report: Report) -> list[dict[str, Any]]:
    heads = []
    for number, line in enumerate(heads_file.read_text().splitlines(), start=1):
        try:
            head = json.loads(line)
            if isinstance(head["size"], int) and signature_holds(head):
                heads.append(head)
                continue
        except (ValueError, KeyError, TypeError):
            pass
        report.findings.append(Finding("heads", 0, f"line {number} of {heads_file.name} is not a signed head"))
    if len({head["key"] for head in heads}) > 1:
        report.notes.append(f"{heads_file.name} holds heads signed with more than one key; check that each is yours.")
    return heads
