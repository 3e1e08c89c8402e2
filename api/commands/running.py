"""Commands that run the house: serve, work, the simulated clock, the demo, the benchmark."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api import demo as demo_door
from api import serving
from api.commands.door import app, out
from api.commands.opening import open_house
from tasks import nightly
from tasks.assembly import keep_simulated_time
from tasks.worker import Worker
from workflows.clock import LONDON, MachineClock, SimulatedClock
from workflows.runtime.queue import DbosJobs


@app.command()
def serve(
    with_worker: Annotated[bool, typer.Option(help="Also do the worker's share in this process.")] = False,
) -> None:
    """Serves the pages and the API."""
    serving.serve(open_house(queue=True), with_worker=with_worker)


@app.command()
def work(
    name: Annotated[str, typer.Option(help="This worker's name: stable, and borne by one live process.")] = "worker-0",
) -> None:
    """Does the machine's share: letters, timers, the nightly look, sealing. Stop it with Ctrl-C."""
    house = open_house(queue=True)
    worker = Worker(house, name)
    serving.stop_on_sigterm()
    try:
        worker.start()
        out.print(f"Worker {name} is at work. Stop it with Ctrl-C.")
        worker.wait()
    except KeyboardInterrupt:
        out.print("Stopping, within ten seconds.")
    finally:
        worker.stop()
        house.close()


@app.command()
def clock(
    move: Annotated[str, typer.Argument(help="How far: +1d, +2w, +3h; nothing: say where it stands.")] = "",
) -> None:
    """Says where the simulated clock stands, or moves it. Only for databases that were made with one."""
    house = open_house()
    simulated = house.runtime.clock
    if not isinstance(simulated, SimulatedClock):
        out.print(f"This database lives by the machine's clock: {MachineClock().now().astimezone(LONDON):%c}.")
        raise typer.Exit(1 if move else 0)
    if move:
        units = {"h": "hours", "d": "days", "w": "weeks"}
        amount, unit = move.removeprefix("+")[:-1], units.get(move[-1:])
        if not amount.isdigit() or unit is None or int(amount) > 1000:
            raise typer.BadParameter("say how far like this: +1d, +2w or +3h")
        goal = simulated.now() + timedelta(**{unit: int(amount)})
        while simulated.now() < goal:
            simulated.move_to(min(goal, simulated.now() + timedelta(days=1)))
            nightly.do_what_is_due(house)
            nightly.look_at_accounts(house)
            with house.db.write() as session:
                keep_simulated_time(session, simulated)
        nightly.do_what_is_due(house)
        nightly.seal(house)
    out.print(f"The simulated clock stands at {simulated.now().astimezone(LONDON):%A %-d %B %Y, %H:%M}.")


@app.command()
def demo(
    reset: Annotated[bool, typer.Option(help="Begin again.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo lives.")] = Path("demo"),
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve pages and API afterwards.")] = True,
) -> None:
    """Makes a demo landlord, works its cases, tells three of them, and serves it all on this machine."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        house = demo_door.prepare(folder.resolve(), reset=reset, progress=progress)
    demo_door.tell(house, out)
    if serve_it:
        demo_door.log_ins(house, out)
        house.runtime.jobs = DbosJobs(house.db)
        serving.serve(house, with_worker=True)
    house.close()


@app.command()
def bench(
    to: Annotated[Path, typer.Option("--json", help="Where the figures are written.")] = Path("bench.json"),
    only: Annotated[str, typer.Option(help="Only figures whose name holds this.")] = "",
) -> None:
    """Measures what this machine does, side by side with stock SpiffWorkflow and bare WeasyPrint."""
    from api.benchmark.groups import run  # noqa: PLC0415 -- loads stock SpiffWorkflow and more, which nobody else needs

    figures = run(only)
    to.write_text(json.dumps({"figures": figures}, indent=1) + "\n")
    shown = Table("figure", "value", "against", "ratio", "target", "met")
    for figure in figures:
        ratio = f"{figure['ratio']:.2f}" if figure["ratio"] is not None else ""
        value = f"{figure['value']:,} {figure['unit']}"
        shown.add_row(
            figure["name"], value, figure["against"] or "", ratio, figure["target"], "yes" if figure["met"] else "NO"
        )
    out.print(shown)
    if not all(figure["met"] for figure in figures):
        raise typer.Exit(1)
