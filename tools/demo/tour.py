"""The tour: three lives, told in sentences of which each is borne out by the record, with the pages to look at."""

from collections.abc import Iterator

from tasks.assembly import House
from tools.demo.record import Recorded, Shows, Told, recorded
from tools.demo.tour_told import TOLD


def shown(told: Told, of: Recorded) -> Iterator[tuple[str, list[Shows]]]:
    """Each sentence of a life, with what the record does not show of it: nothing, where it is true."""
    for sentence, wanted in told.claims:
        yield sentence, [each for each in wanted if not each.in_(of)]


def tour(house: House) -> Iterator[tuple[str, list[str]]]:
    """Of each life its heading and its lines: the sentences that the record bears out, then the pages."""
    for told in TOLD:
        with house.db.read() as session:
            of = recorded(session, told.account)
        lines = [sentence for sentence, lacking in shown(told, of) if not lacking]
        yield told.heading, lines + [f"{address}  {words}" for address, words in pages(told, of)]


def pages(told: Told, of: Recorded) -> Iterator[tuple[str, str]]:
    """The addresses of a life's pages, and what is to be seen there."""
    numbers = {"person": of.tenants[0], "second": of.tenants[-1], "account": of.account}
    numbers |= {"case": of.cases[0], "hold": of.holds[0] if of.holds else 0}
    for address, words in told.pages:
        yield address.format(**numbers), words
