"""The command decide: any decision model, without a database."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def decide(
    file: Annotated[Path, typer.Argument(help="A decision model (*.dmn, DMN 1.1 to 1.5).")],
    decision: Annotated[str, typer.Option(help="The id or the name of the decision.")],
    given: Annotated[
        str,
        typer.Option(
            "--input",
            help="The facts as a JSON object, or @FILE. Where the model does not say that a text is a date, the input "
            'does: {"on": {"@date": "2026-01-31"}}.',
        ),
    ] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="For programs: type, value, rules that matched.")] = False,
) -> None:
    """Decides with any decision model. Null is a result; what cannot be decided is an error, and ends with 1."""
    from api.commands.does import deciding

    if not deciding.decide(file, decision, given, as_json):
        raise typer.Exit(1)
