"""Commands that run the house: serve, work, the simulated clock."""

from typing import Annotated

import typer

from api.commands.door import app


@app.command()
def serve(
    with_worker: Annotated[bool, typer.Option(help="Also do the worker's share in this process.")] = False,
) -> None:
    """Serves the pages and the API."""
    from api.commands.does import running

    running.serve(with_worker)


@app.command()
def work(
    name: Annotated[str, typer.Option(help="This worker's name: stable, and borne by one live process.")] = "worker-0",
) -> None:
    """Does the machine's share: letters, timers, the nightly look, sealing. Stop it with Ctrl-C."""
    from api.commands.does import running

    running.work(name)


@app.command()
def clock(
    move: Annotated[str, typer.Argument(help="How far: +1d, +2w, +3h; nothing: say where it stands.")] = "",
) -> None:
    """Says where the simulated clock stands, or moves it. Only for databases that were made with one."""
    from api.commands.does import running

    if not running.clock(move):
        raise typer.Exit(1)
