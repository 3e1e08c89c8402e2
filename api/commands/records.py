"""Commands about the record and what keeps it: verify, export, backup, restore, upgrade, rotate-key, grant."""

import os
from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app, out

PASSPHRASE = "DUECOURSE_BACKUP_PASSPHRASE"  # noqa: S105 -- the name of a setting
As = Annotated[str, typer.Option("--user", help="Who does it, with a password; left out: whoever runs this machine.")]


@app.command()
def verify(
    record: Annotated[Path | None, typer.Argument(help="An exported record.json; none: the whole database.")] = None,
    head: Annotated[Path | None, typer.Option(help="Signed heads kept outside the database (heads.jsonl).")] = None,
    key: Annotated[str | None, typer.Option(help="The organisation's public key (for an exported record).")] = None,
) -> None:
    """Checks that no entry was changed, removed, added or backdated, and that rows and documents agree with it."""
    from api.commands.does import records

    if not records.verify(record, head, key):
        raise typer.Exit(1)


@app.command()
def export(
    reference: Annotated[str, typer.Argument(help="The case's reference, RA-100042-1.")],
    folder: Annotated[Path, typer.Argument(help="Where record.json, its documents and verify.py are put.")],
    user: As = "",
) -> None:
    """Exports a case's record with the program that checks it; needs nothing of ours to be checked."""
    from api.commands.does import records

    path = records.export(reference, folder, user)
    out.print(f"{path} is written. Check it with: python {folder / 'verify.py'} {path}")


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where the backup is put; must not exist yet.")]) -> None:
    """Copies everything while it is in use: database, documents, outgoing post, signed heads, keys (encrypted)."""
    from api.commands.does import records

    made = records.backup(folder, _new_passphrase)
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
    from api.commands.does import records

    records.restore(folder, _passphrase, head, database_restored=database_restored)


@app.command()
def upgrade(
    backup_to: Annotated[Path | None, typer.Option("--backup", help="Where a backup is put first.")] = None,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="There is one already.")] = False,
) -> None:
    """Brings a database of an earlier version to this program's, after a backup. Stop every process first."""
    from api.commands.does import records

    records.upgrade(backup_to, no_backup=no_backup, passphrase=_new_passphrase)


@app.command("rotate-key")
def rotate_key(user: As = "") -> None:
    """Puts a new signing key in force; the old one signs it, and only its public half is kept."""
    from api.commands.does import records

    old, new = records.rotate_key(user)
    out.print(f"The signing key is now {new}. Publish it beside the old one, {old}, and make a new backup.")


@app.command("grant")
def grant(role: Annotated[str, typer.Argument(help="The PostgreSQL role that the application runs as.")]) -> None:
    """Grants a PostgreSQL role what the application needs, and nothing with which it could change the record."""
    from api.commands.does import records

    records.grant(role)
    out.print(f"{role} may run the application, and cannot change or delete what the record holds.")


def _new_passphrase() -> str:
    return os.environ.get(PASSPHRASE) or str(
        typer.prompt("Passphrase for the signing keys", hide_input=True, confirmation_prompt=True)
    )


def _passphrase() -> str:
    return os.environ.get(PASSPHRASE) or str(typer.prompt("Passphrase of the signing keys", hide_input=True))
