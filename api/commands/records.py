"""Commands about the record and what keeps it: verify, export, backup, restore, rotate-key, grant."""

import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from api import backups
from api.commands.door import app, out
from api.commands.opening import open_house
from tasks import records
from workflows.db import table
from workflows.errors import Malformed, Refused
from workflows.evidence.export import write_export
from workflows.evidence.protection import grant_to_application
from workflows.evidence.verify import Heads, parse, verify_record
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
    """Checks that no entry was changed, removed, added or backdated, and that rows and documents agree with it."""
    if record is not None:
        try:
            content = parse(record.read_text(encoding="utf-8"))
            heads = Heads.read(head.read_text(encoding="utf-8")) if head else None
            problems, notes = verify_record(content, key, heads)
            counted = f"{content['statement']['length']} entries" if not problems else ""
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordUnreadable(f"{record} cannot be read as an exported record: {error!r}.") from error
        sentences = [problem.sentence for problem in problems]
    else:
        report = records.check_everything(open_house(), head)
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
    folder: Annotated[Path, typer.Argument(help="Where record.json, its documents and verify.py are put.")],
) -> None:
    """Exports a case's record with the program that checks it; needs nothing of ours to be checked."""
    house, cases = open_house(), table(CaseFile)
    with house.db.read() as session:
        found = session.execute(select(cases.c.chain_id).where(cases.c.reference == reference)).scalar()
    if found is None:
        raise NoSuchCase(f"There is no case with the reference {reference}.")
    path = write_export(folder, records.export_record(house, found, "record exported", "system"))
    out.print(f"{path} is written. Check it with: python {folder / 'verify.py'} {path}")


PASSPHRASE = "DUECOURSE_BACKUP_PASSPHRASE"  # noqa: S105 -- the name of a setting


class NotOnThisDatabase(Refused):
    """This database has no such thing."""


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where the backup is put; must not exist yet.")]) -> None:
    """Copies everything while it is in use: database, documents, outgoing post, signed heads, keys (encrypted)."""
    passphrase = os.environ.get(PASSPHRASE) or typer.prompt(
        "Passphrase for the signing keys", hide_input=True, confirmation_prompt=True
    )
    made = backups.make_backup(open_house(), folder, passphrase)
    out.print(
        f"{folder} is a complete backup, with {made.documents:,} documents. Without the passphrase nobody can sign."
    )
    for path in made.missing:
        out.print(f"Note: the document {path} is missing from the store, or was changed; it is not in the backup.")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup made by `duecourse backup`.")],
    head: Annotated[Path | None, typer.Option(help="A copy of heads.jsonl that was kept elsewhere.")] = None,
    database_restored: Annotated[
        bool, typer.Option(help="PostgreSQL: the database was put back with pg_restore already.")
    ] = False,
) -> None:
    """Puts a backup in place; what is there now is kept beside it. Stop every process first."""

    def passphrase() -> str:
        return os.environ.get(PASSPHRASE) or str(typer.prompt("Passphrase of the signing keys", hide_input=True))

    settings = Settings.from_environment()
    done = backups.restore(settings, folder, passphrase, head, database_restored=database_restored)
    out.print(f"The backup is in place, with {done.sealed:,} sealed entries.")
    if done.kept is not None:
        out.print(f"The database that was there before is {done.kept}.")
    for one in done.lost or []:
        out.print(f"Lost: {one['chain']}, entries {one['first']} to {one['last']}.", markup=False)
    if done.lost is None and done.newest > done.sealed:
        out.print(f"Lost: what was sealed as numbers {done.sealed} to {done.newest - 1}; which entries is not known.")
    out.print(
        "Letters that left after the backup was made will be made once more: compare outgoing/ with the register "
        "before a worker runs."
    )


@app.command("rotate-key")
def rotate_key() -> None:
    """Puts a new signing key in force; the old one signs it, and only its public half is kept."""
    old, new = records.rotate_key(open_house(), "system")
    out.print(f"The signing key is now {new}. Publish it beside the old one, {old}, and make a new backup.")


@app.command("grant")
def grant(role: Annotated[str, typer.Argument(help="The PostgreSQL role that the application runs as.")]) -> None:
    """Grants a PostgreSQL role what the application needs, and nothing with which it could change the record."""
    house = open_house()
    if house.db.is_sqlite:
        raise NotOnThisDatabase("SQLite knows no roles: whoever can write the file can write all of it.")
    with house.db.write() as session:
        grant_to_application(session.connection(), role)
    out.print(f"{role} may run the application, and cannot change or delete what the record holds.")
