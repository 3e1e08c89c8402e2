"""One import: its files one after the other; customers, accounts and transactions in pieces that each commit."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from cases.importing import ledger
from cases.importing.control import must_agree
from cases.importing.mapping import FILES, WHOLE, Mapping
from cases.importing.reading import FileRefused, read_rows
from cases.importing.report import Report, Tally
from cases.importing.whole import Whole
from cases.importing.writing import Keeper
from cases.law import Law
from cases.tables import Account, AccountTransaction, ImportRun
from workflows.clock import Clock, london_date
from workflows.db import Database, table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.runtime.tables import Installation

_account, _transaction, _run = table(Account), table(AccountTransaction), table(ImportRun)
_installation = table(Installation)


class OlderExport(Refused):
    """The export is older than what stands."""


LOOKED_AT = 500
"""Accounts that are looked up at once."""
PIECE = 20_000
"""Rows of one transaction: few commits, and nobody waits long for the lock."""

Progress = Callable[[str, int], None]


def import_folder(
    db: Database,
    folder: Path,
    mapping: Mapping,
    actor: str,
    clock: Clock,
    progress: Progress | None = None,
    alive: Collection[str] = (),
    unrepresented: Collection[str] = (),
    debts: Collection[str] | None = None,
    law: Law | None = None,
) -> Report:
    """Imports the files of :data:`FILES` that are there: customers, accounts, tenancies, transactions.

    Again with the same files it changes nothing.

    :param progress: told of each piece: the kind, and how many rows of it so far
    :param alive: references of customers whose recorded death was an error
    :param unrepresented: references of customers for whom nobody acts any more
    :param debts: the organisation's kinds of debt, to which lines may belong
    :param law: by which a trial of a tenancy is told that is too long; ``None``: nobody asks
    :raises FileRefused: a file cannot be read at all; what came before it is kept
    :raises OlderExport: what stands is newer; nothing was kept
    :raises ControlTotalsDiffer: the files are not what the housing system says that it exported; nothing was kept
    """
    if not folder.is_dir():
        raise FileRefused(f"There is no folder {folder}, so there is nothing to import.")
    present = [(kind, folder / f"{kind}.csv") for kind in FILES if (folder / f"{kind}.csv").is_file()]
    if not present:
        names = ", ".join(f"{kind}.csv" for kind in FILES)
        raise FileRefused(f"{folder.name} holds none of {names}, so there is nothing to import.")
    today = london_date(clock.now())
    must_agree(folder, dict(present), mapping, today)
    _refuse_older(db, dict(present).get("accounts"), mapping, today)
    report = Report()
    for kind, path in present:
        with db.read() as session:
            if (before := _posted_before(session, kind, path)) is not None:
                report.already[kind] = before
        report.tallies[kind] = Tally()
        if kind in WHOLE:
            _bring_whole(db, kind, path, mapping, report, actor, clock, progress, law)
            continue
        digests: list[str] = []
        with db.read() as session:
            keeper = Keeper(session, kind, report, today, alive, unrepresented, debts)
        try:
            for piece in _pieces(read_rows(path, kind, mapping, report, today)):
                with db.write() as session:
                    newest = ledger.newest_line(session) if kind == "transactions" else 0
                    keeper.keep(session, piece)
                    digest = ledger.note_added(session, keeper.take_lines(), newest, actor, clock)
                digests += [digest] if digest else []
                if progress:
                    progress(kind, report.tallies[kind].rows)
        except FileRefused:
            if report.tallies[kind].rows:  # what stood before that place is kept, so it is told of
                with db.write() as session:
                    _note(session, kind, path, report.tallies[kind], digests, actor, clock, broken_off=True)
            raise
        with db.write() as session:
            _note(session, kind, path, report.tallies[kind], digests, actor, clock)
    with db.read() as session:
        report.disagreeing = disagreeing_balances(session)
    return report


def _bring_whole(  # what, how it is read, and who brings it
    db: Database,
    kind: str,
    path: Path,
    mapping: Mapping,
    report: Report,
    actor: str,
    clock: Clock,
    progress: Progress | None,
    law: Law | None,
) -> None:
    """Keeps a file whole, in one unit of work, or nothing of it.

    :raises FileRefused: it cannot be read at all; nothing of it was kept
    """
    today = london_date(clock.now())
    rows = list(read_rows(path, kind, mapping, report, today))
    with db.write() as session:
        kept = Whole(session, kind, report, today, actor, clock.now(), law).keep(rows)
        _note(session, kind, path, report.tallies[kind], [], actor, clock, kept=kept)
    if not kept:
        report.left_out.append(kind)
    if progress:
        progress(kind, report.tallies[kind].rows)


def _refuse_older(db: Database, accounts: Path | None, mapping: Mapping, today: date) -> None:
    """The customers' and the ledger's files bear no date of their own; that of the accounts' stands for all three.

    The whole file is looked at before anything is kept: what most of its accounts say counts, not one slip among them.

    :raises FileRefused: the file's columns cannot be read; nothing was kept
    """
    if accounts is None:
        return
    only = ("reference", "balance_on")
    rows = read_rows(accounts, "accounts", mapping, Report(tallies={"accounts": Tally()}), today, only)
    said: dict[str, date] = {}
    try:
        said |= {row["reference"]: row["balance_on"] for _number, row in rows}
    except FileRefused as refused:
        raise FileRefused(f"{refused} Nothing was imported.") from None
    references = list(said)
    pairs: list[tuple[date, date]] = []
    with db.read() as session:
        for start in range(0, len(references), LOOKED_AT):
            some = _account.c.reference.in_(references[start : start + LOOKED_AT])
            found = session.execute(select(_account.c.reference, _account.c.balance_on).where(some))
            pairs += [(said[row.reference], row.balance_on) for row in found]
    older = [pair for pair in pairs if pair[0] < pair[1]]
    if 2 * len(older) > len(pairs):
        newest, standing = max(pair[0] for pair in older), max(pair[1] for pair in older)
        raise OlderExport(
            f"This export is of {newest:%-d %B %Y}, and what stands here is of {standing:%-d %B %Y}. Nothing was "
            f"imported: an older export would undo what is known since. Import the newest one."
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _posted_before(session: Session, kind: str, path: Path) -> date | None:
    """The day on which the very same file was read to its end before; ``None``: it is new."""
    same = select(func.max(_run.c.at)).where(_run.c.sha256 == _digest(path), _run.c.kind == kind)
    at = session.execute(same).scalar()
    return None if at is None else london_date(at)


def disagreeing_balances(session: Session) -> dict[str, tuple[int, int]]:
    """Accounts whose balance by the export is not the sum of their ledger up to that day: both, in pence."""
    summed = (
        select(_transaction.c.account_id, func.sum(_transaction.c.amount_pence).label("pence"))
        .join(_account, _account.c.id == _transaction.c.account_id)
        .where(_transaction.c.posted_on <= _account.c.balance_on)
        .group_by(_transaction.c.account_id)
        .subquery()
    )
    ledger = func.coalesce(summed.c.pence, 0)
    query = (
        select(_account.c.reference, _account.c.balance_pence, ledger)
        .outerjoin(summed, summed.c.account_id == _account.c.id)
        .where(_account.c.balance_pence != ledger)
        .order_by(_account.c.reference)
    )
    return {reference: (int(said), int(added)) for reference, said, added in session.execute(query)}


def _pieces(rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    piece: list[tuple[int, dict[str, Any]]] = []
    try:
        for row in rows:
            piece.append(row)
            if len(piece) == PIECE:
                yield piece
                piece = []
    except FileRefused:
        if piece:  # the good rows before the place where the file breaks off are kept
            yield piece
        raise
    if piece:
        yield piece


def _note(
    session: Session,
    kind: str,
    path: Path,
    tally: Tally,
    digests: list[str],
    actor: str,
    clock: Clock,
    *,
    broken_off: bool = False,
    kept: bool = True,
) -> None:
    said: dict[str, Any] = {
        "kind": kind,
        "file": path.name,
        "sha256": _digest(path),
        "rows": tally.rows,
        "added": tally.added,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "refused": tally.refused,
    }
    if kept:  # what was left out is brought again, and then it was not there before
        session.execute(insert(_run).values(at=clock.now(), actor=actor, **said))
    else:
        said["left_out"] = True
    chain_id = session.execute(select(_installation.c.chain_id)).scalar()
    if chain_id is not None:
        if broken_off:
            said["broken_off"] = True
        if kind == "transactions":
            said["digest"] = hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
        append(session, chain_id, [NewEntry(Kind.EXPORT_IMPORTED, actor, clear=said)], clock)
