"""The command lint: what would not run as it is drawn, and why."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def lint(
    paths: Annotated[list[Path], typer.Argument(help="Diagrams, decision tables, or folders with diagrams.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    assume_handlers: Annotated[
        bool,
        typer.Option(
            help="Take every operation as handled, every form, step and role as known, and leave the house's own rules "
            "aside (a default for each choice, ids that do not look alike, isExecutable, no timers and signals that "
            "start a case): for diagrams from outside. What BPMN demands is demanded as ever."
        ),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Repair what can be repaired, in a copy (NAME.fixed.bpmn), and say what was changed."
        ),
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="With --fix: the folder for the copies, repaired or not, under their own names.")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="With --fix: write over the originals.")] = False,
) -> None:
    """Says what would not run as it is drawn, and why; and what was understood otherwise than it was written.

    A diagram is looked at with the diagrams and decision tables of its folder that it calls. Publishes nothing.
    With --fix what is said is what is left after the repair. Ends with 0 if all are accepted, else with 1.
    """
    from api.commands.does import linting

    if not linting.lint(paths, as_json, assume_handlers, repair=fix, output=output, in_place=in_place):
        raise typer.Exit(1)
