"""The command run: a trial of any diagram, without a database."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="A diagram; decision tables and called processes lie beside it.")],
    message: Annotated[list[str] | None, typer.Option(help="NAME or NAME={…}: delivered in this order.")] = None,
    clock: Annotated[list[str] | None, typer.Option(help="How far the clock goes: a moment, or P14D, PT2H …")] = None,
    start: Annotated[str, typer.Option(help="When it begins.")] = "2026-01-01T00:00:00+00:00",
    data: Annotated[str, typer.Option(help="Data of the start: JSON, or @FILE.")] = "{}",
    answers: Annotated[str, typer.Option(help="Element id → what is entered or given there: JSON, or @FILE.")] = "{}",
    process: Annotated[str, typer.Option(help="The process, if the file has several.")] = "",
    trace: Annotated[
        bool, typer.Option("--trace", help="Write everything that happens as JSON (docs/trace.md).")
    ] = False,
) -> None:
    """Runs a diagram without a database: people and services answer at once, as --answers says.

    Ends with 0 if it ran, to whatever end, and with 1 if the diagram is refused.
    """
    from api.commands.does import tracing

    if not tracing.run(file, message or (), clock or (), start, data, answers, process, trace):
        raise typer.Exit(1)
