"""The demo's landlord with its weeks lived through, for whoever measures or tests a record of that size."""

from pathlib import Path

from tasks.assembly import House, build, install
from tools.demo.playing import add_people, first_moment, play
from workflows.clock import SimulatedClock
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force
from workflows.settings import HOUSE, Settings


def played(folder: Path) -> House:
    """Lives through the demo's weeks in a database of its own; takes the better part of a minute.

    :param folder: an empty one, in which all of it lies
    """
    clock = SimulatedClock(first_moment())
    house = build(Settings(f"sqlite:///{folder / 'played.db'}", folder / "store"), clock)
    install(house.db, "Played", clock, demo=True)
    add_people(house)
    with house.db.write() as session:
        files = read_folder(HOUSE / "bpmn" / "procedures" / "arrears")
        put_in_force(house.runtime, session, "arrears", files, "user:1", "user:2")
    house.follow_edition()
    play(house, folder / "exports", lambda *_: None)
    return house
