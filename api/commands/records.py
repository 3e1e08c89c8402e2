"""Commands about the record and the database: verify, export, backup, restore."""

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from api import serving
from api.commands.does.opening import open_house
from api.commands.door import app, out
from workflows.db import table
from workflows.errors import Malformed
from workflows.evidence import NewEntry, append, check_database, export_chain
from workflows.evidence.export import write_export
from workflows.evidence.verify import verify_record
from workflows.runtime.house import NoSuchCase
from workflows.runtime.tables import CaseFile
from workflows.settings import Settings


class RecordUnreadable(Malformed):
    """This is no record."""


@app.command()
def verify(
    record: Annotated[Path | None, typer.Argument(help="An exported record.json; none: the whole database.")] = None,
    head: Annotated[Path | None, typer.Option(help="Signed heads kept outside the database (heads.jsonl).")] = None,
    key: Annotated[str | None, typer.Option(help="The organisation's public key (for an exported record).")] = None,
) -> None:
    """Checks that no entry of the record was changed, removed, added or moved."""
    if record is not None:
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
            lines = head.read_text(encoding="utf-8").splitlines() if head else []
            heads = [json.loads(line) for line in lines if line.strip()] if head else None
            problems, notes = verify_record(content, key, heads)
            counted = f"{content['statement']['length']} entries" if not problems else ""
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordUnreadable(f"{record} cannot be read as an exported record: {error!r}.") from error
        sentences = [problem.sentence for problem in problems]
    else:
        house = open_house()
        with house.db.read() as session:
            report = check_database(session, head)
        sentences, notes = [finding.sentence for finding in report.findings], report.notes
        counted = f"{report.entries:,} entries in {report.chains:,} chains"
    for sentence in sentences[:50]:
        out.print(f"NOT IN ORDER: {sentence}.", markup=False)
    if not sentences:
        out.print(f"In order: {counted}.")
    for note in notes:
        out.print(f"Note: {note}", markup=False)
    if sentences:
        raise typer.Exit(1)


@app.command()
def export(
    reference: Annotated[str, typer.Argument(help="The case's reference, RA-100042-1.")],
    folder: Annotated[Path, typer.Argument(help="Where record.json and verify.py are put.")],
) -> None:
    """Exports a case's record with the program that checks it; needs nothing of ours to be checked."""
    house, cases = open_house(), table(CaseFile)
    with house.db.write() as session:
        found = session.execute(select(cases.c.chain_id).where(cases.c.reference == reference)).scalar()
        if found is None:
            raise NoSuchCase(f"There is no case with the reference {reference}.")
        append(session, found, [NewEntry("record exported", "system")], house.runtime.clock)
        made = export_chain(session, found, house.sealer)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    path = write_export(folder, made)
    out.print(f"{path} is written. Check it with: python {folder / 'verify.py'} {path}")


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")]) -> None:
    """Copies the database (SQLite) while it is in use, complete to the last commit."""
    serving.backup(open_house(), path)
    out.print(f"{path} is a complete copy. Keep {Settings.from_environment().store} with it: documents, key and heads.")


@app.command()
def restore(path: Annotated[Path, typer.Argument(help="A copy made by backup.")]) -> None:
    """Puts a copy in the place of the database; the present one is kept beside it. Stop every process first."""
    kept = serving.restore(Settings.from_environment(), path)
    out.print(f"The copy is in place. What was there before is {kept}.")
