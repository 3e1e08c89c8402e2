"""Commands for the author of a procedure: facts, mend, new-procedure."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def facts(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Lists the facts that conditions, tables and documents may speak of, each with its type and what it means."""
    from api.commands.does import authoring

    authoring.facts(as_json)


@app.command()
def mend(
    name: Annotated[str, typer.Argument(help="The procedure.")],
    write: Annotated[bool, typer.Option(help="Write them into the folder; otherwise they are only told.")] = False,
) -> None:
    """Finds the smallest changes with which a procedure keeps the rules that it breaks; each is proved on a copy."""
    from api.commands.does import authoring

    authoring.mend(name, write)


@app.command("new-procedure")
def new_procedure(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and _; the folder's and the process's.")],
    into: Annotated[Path | None, typer.Option(help="The folder of procedures, if not that of the rule book.")] = None,
) -> None:
    """Writes the folder of a new procedure that can be checked, tried and published at once; change it from there."""
    from api.commands.does import authoring

    authoring.new_procedure(name, into)
