"""Makes a demo landlord, works its cases, tells three of them, and serves it all on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api import serving
from tools.demo import door
from workflows.errors import Refused
from workflows.runtime.queue import DbosJobs

out = Console(highlight=False, soft_wrap=True)


def demo(
    reset: Annotated[bool, typer.Option(help="Begin again.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo lives.")] = Path("demo"),
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve pages and API afterwards.")] = True,
) -> None:
    """Makes a demo landlord, works its cases, tells three of them, and serves it all on this machine."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        house = door.prepare(folder.resolve(), reset=reset, progress=progress)
    door.tell(house, out)
    if serve_it:
        door.log_ins(house, out)
        house.runtime.jobs = DbosJobs(house.db)
        serving.serve(house, with_worker=True)
    house.close()


if __name__ == "__main__":
    try:
        typer.run(demo)
    except Refused as refused:
        Console(stderr=True, highlight=False).print(f"{refused.title}. {refused.sentence}", markup=False)
        sys.exit(1)
