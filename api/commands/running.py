"""Commands that run the house: serve, work, the simulated clock."""

from datetime import timedelta
from typing import Annotated

import typer

from api import serving
from api.commands.door import app, out
from api.commands.opening import open_house
from tasks import nightly
from tasks.assembly import keep_simulated_time
from tasks.worker import Worker
from workflows.clock import LONDON, MachineClock, SimulatedClock


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
