"""The demo's landlord with its weeks lived through, for whoever measures or tests a record of that size."""

from pathlib import Path

from documents.letter import Press
from documents.printing import print_pdf
from tasks.assembly import House, build, install
from tools.demo.book import publish_book
from tools.demo.landlord import TENANCIES
from tools.demo.playing import add_people, first_moment, play
from workflows.clock import SimulatedClock
from workflows.settings import Settings


def played(folder: Path, *, count: int = TENANCIES, press: Press = print_pdf) -> House:
    """Lives through the demo's weeks in a database of its own; takes minutes.

    :param folder: an empty one, in which all of it lies
    :param count: how many tenancies there are; the cast at least
    """
    clock = SimulatedClock(first_moment())
    house = build(Settings(f"sqlite:///{folder / 'played.db'}", folder / "store"), clock, press=press)
    install(house.db, "Played", clock, demo=True)
    add_people(house)
    publish_book(house, rehearsed=False)
    play(house, folder / "exports", lambda *_: None, count=count)
    return house
