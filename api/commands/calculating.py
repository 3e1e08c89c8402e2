"""The command calculate: dates and sums of law, without a database."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def calculate(
    rule: Annotated[str, typer.Argument(help="The calculation's name; --list names them all.")] = "",
    inputs: Annotated[
        str, typer.Option("--input", help="The input as a JSON object, or @FILE; dates ISO, money integer pence.")
    ] = "{}",
    batch: Annotated[
        Path | None,
        typer.Option(
            help='A file of lines {"id", "rule", "input"}; each gives a line {"id", "result"} or {"id", "error"}.'
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="All calculations, what each takes and gives.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Calculates a date or a sum of law, and shows the count. What cannot be calculated ends with 1."""
    from api.commands.does import calculating

    if list_:
        calculating.list_rules(as_json)
    elif batch is not None:
        calculating.answer_lines(batch)
    elif not rule:
        raise typer.BadParameter("Name a calculation, or say --list or --batch FILE.")
    elif not calculating.answer(rule, inputs, as_json):
        raise typer.Exit(1)
