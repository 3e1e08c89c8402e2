"""Checking the whole database's record, with the same walk that checks an exported one."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence.keys import signed_rightly
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain, Entry, Leaf, Payload, SealMark, TreeHead
from workflows.evidence.tree import Frontier
from workflows.evidence.verify import Heads, Walk, backdated, parse

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
    """What the check saw, and what it cannot see.

    :ivar restores: what the entries say that tell of a restore from a backup, the oldest first
    :ivar keys: the keys that entries say were put in force, the oldest first
    """

    chains: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    restores: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


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
            _remember(report, walk)
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


def _remember(report: Report, walk: Walk) -> None:
    kind = walk.said.get("kind")
    if kind == "database restored":
        report.restores.append({**walk.said, **(walk.content or {})})
    elif kind == Kind.SIGNING_KEY_CHANGED:
        report.keys.append(str(walk.said.get("next")))


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
    kept = {size: _parsed(line) for size, line in session.execute(select(_head.c.size, _head.c.line))}
    log = Heads.read(heads_file.read_text(encoding="utf-8"), signed_rightly) if heads_file else Heads()
    for size, head in kept.items():
        if not signed_rightly(head) or (log.keys and head.get("key") not in log.keys):
            sentence = f"the head of {size} entries in the database is not signed rightly"
            report.findings.append(Finding("tree", 0, sentence))
    report.findings += [Finding("heads", 0, sentence) for sentence in log.problems]
    report.notes += [note for note in log.notes if not note.startswith("The database was restored")]
    _check_restores(report, log, given=heads_file is not None)
    if heads_file is None:
        report.notes.append(
            "No signed heads were given (--head heads.jsonl). Without them this check sees changes within a chain, but "
            "not entries cut off its end together with its head, nor a history computed anew from some point on."
        )
    wanted = {**kept, **{head["size"]: head for head in log.in_force}}
    if not log.in_force:
        log.in_force = [kept[size] for size in sorted(kept) if kept[size].get("size") == size]
    frontier = Frontier()
    rows = session.execute(
        select(_leaf.c.place, _chain.c.name, _leaf.c.seq, _entry.c.hash, _entry.c.body)
        .join(_chain, _chain.c.id == _leaf.c.chain_id)
        .outerjoin(_entry, (_entry.c.chain_id == _leaf.c.chain_id) & (_entry.c.seq == _leaf.c.seq))
        .order_by(_leaf.c.place)
        .execution_options(yield_per=1000)
    )
    last_good = 0
    recent: list[tuple[str, int]] = []
    with closing(rows):
        for place, name, seq, entry_hash, body in rows:
            if entry_hash is None or place != frontier.size:
                sentence = f"entry {seq} of {name} is sealed as number {place} in the tree, and is gone"
                report.findings.append(Finding(name, seq, sentence))
                return
            if (late := backdated(_parsed(body), place, log)) is not None:
                report.findings.append(Finding(name, seq, late))
            frontier.add(entry_hash)
            recent.append((name, seq))
            if (due := wanted.get(frontier.size)) is not None:
                if due.get("root") != frontier.root():
                    chains = sorted({name for name, _seq in recent})
                    sentence = (
                        f"the tree of {frontier.size} entries is not the signed one: among the entries sealed as "
                        f"numbers {last_good} to {frontier.size - 1} ({', '.join(chains[:8])}) at least one was changed"
                    )
                    report.findings.append(Finding("tree", 0, sentence))
                    return
                last_good, recent = frontier.size, []
    if frontier.size > max(kept, default=0):
        sentence = (
            f"the tree in the database has {frontier.size} leaves, and no head was signed of more than "
            f"{max(kept, default=0)}: the rest was put there by somebody else than the sealer"
        )
        report.findings.append(Finding("tree", 0, sentence))
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


def _check_restores(report: Report, log: Heads, *, given: bool) -> None:
    """Whether the restores and the changes of key that the heads tell of stand in the record, and the other way."""
    for said in report.restores:
        report.notes.append(_lost_in_words(said))
    if not given:
        return
    told = {(said.get("restored_at"), said.get("sealed")) for said in report.restores}
    lines = {(line["at"], line["size"]) for line, _heads in log.taken_back}
    for at, size in sorted(lines - told, key=str):
        sentence = f"the heads say that the database was restored at {at} to {size} sealed entries, and no entry does"
        report.findings.append(Finding("organisation", 0, sentence))
    for at, size in sorted(told - lines, key=str):
        sentence = f"an entry says that the database was restored at {at} to {size} sealed entries, and no head does"
        report.findings.append(Finding("organisation", 0, sentence))
    for key in sorted(set(log.keys[1:]) ^ set(report.keys)):
        where = "an entry, and not in the heads" if key in report.keys else "the heads, and not in an entry"
        remedy = ". Run `duecourse rotate-key` again: it ends what was begun" if key in report.keys else ""
        sentence = f"that the key {key} was put in force stands in {where}{remedy}"
        report.findings.append(Finding("organisation", 0, sentence))


def _lost_in_words(said: dict[str, Any]) -> str:
    sealed, newest, waiting = said.get("sealed", 0), said.get("newest", 0), said.get("waiting", 0)
    words = f"The database was restored from a backup at {said.get('restored_at')}. "
    if newest > sealed:
        less = f", less {waiting} that the backup held without their seal" if waiting else ""
        words += f"Lost were the entries sealed as numbers {sealed} to {newest - 1}{less}. "
    else:
        words += "No entry that had been sealed was lost. "
    lost = said.get("lost")
    if lost is None:
        why = (
            "The replaced database could not be read"
            if said.get("replaced", True)
            else "No database stood there before"
        )
        if newest > sealed:
            return f"{words}{why}, so which entries they were is not known."
        return f"{words}{why}, so whether entries that waited for their seal were lost is not known."
    named = "; ".join(
        f"{one['chain']}, entr{'ies' if one['last'] > one['first'] else 'y'} {one['first']}"
        + (f" to {one['last']}" if one["last"] > one["first"] else "")
        for one in lost
    )
    count = sum(one["last"] - one["first"] + 1 for one in lost)
    return words + (f"In the replaced database stood {count} more entries: {named}." if lost else "It held no more.")


def _parsed(line: str) -> dict[str, Any]:
    try:
        read = parse(line)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
