"""What the commands do that run the house: serve, work, the simulated clock."""

from datetime import timedelta

import typer

from api import serving
from api.commands.does.opening import open_house
from api.commands.door import out
from tasks import nightly
from tasks.worker import Worker
from workflows import logs
from workflows.clock import LONDON, MachineClock, SimulatedClock


def serve(with_worker: bool) -> None:
    """Serves; see the command."""
    logs.set_up()
    serving.serve(open_house(queue=True), with_worker=with_worker)


def work(name: str) -> None:
    """Works; see the command."""
    logs.set_up()
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


def clock(move: str) -> bool:
    """Says where the simulated clock stands, or moves it; see the command.

    :returns: whether there is one, where it was to be moved
    """
    house = open_house()
    simulated = house.runtime.clock
    if not isinstance(simulated, SimulatedClock):
        out.print(f"This database lives by the machine's clock: {MachineClock().now().astimezone(LONDON):%c}.")
        return not move
    if move:
        units = {"h": "hours", "d": "days", "w": "weeks"}
        amount, unit = move.removeprefix("+")[:-1], units.get(move[-1:])
        if not amount.isdigit() or unit is None or int(amount) > 1000:
            raise typer.BadParameter("say how far like this: +1d, +2w or +3h")
        nightly.move_clock(house, simulated.now() + timedelta(**{unit: int(amount)}))
    out.print(f"The simulated clock stands at {simulated.now().astimezone(LONDON):%A %-d %B %Y, %H:%M}.")
    return True
