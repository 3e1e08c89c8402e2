"""The page of a person with years of contacts, as an officer opens it: session, facts, record, page."""

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

from api.app import make_app
from tasks import signing
from tasks.acts import contacts, persons
from tasks.acts.contacts import ContactSaid, PromiseSaid
from tasks.assembly import House
from tools.bench.asking import ask
from tools.bench.completing import make_house
from tools.bench.figure import Figure
from tools.demo.book import person
from tools.demo.playing import PASSWORD
from web.visitors import cookie_name
from workflows.clock import london_date

CALLS = 60
LOOKS = 60
WHO = 1
CALL = ContactSaid("out", "phone", "Hours at work were cut; rang about the rent and about help.", "spoke", reached=True)


def figures() -> Iterator[Figure]:
    """Milliseconds of processor time of one look at a person's page, the whole application included, no client."""
    with tempfile.TemporaryDirectory() as folder:
        house = make_house(Path(folder))
        try:
            _years_of_contacts(house)
            secret, _person = signing.sign_in(house.db, house.runtime.clock, "olive", PASSWORD, "127.0.0.1", "cookie")
            taken = asyncio.run(_looks(house, secret))
        finally:
            house.close()
    milliseconds = statistics.median(taken[10:]) * 1000
    name = f"a person's page with {CALLS} contacts (session, facts, record, page)"
    yield Figure(name, round(milliseconds, 1), "ms CPU", "", milliseconds / 40, "≤ 40 ms CPU", milliseconds <= 40)


def _years_of_contacts(house: House) -> None:
    with house.db.read() as session:
        olive = person(session, "olive")
    now = house.runtime.clock.now()
    for week in range(CALLS, 0, -1):
        contacts.record(house, olive, WHO, said=replace(CALL, at=now - timedelta(weeks=week), to_consider=False))
    due_on = london_date(now) + timedelta(days=7)
    contacts.take_promise(house, olive, WHO, promised=PromiseSaid(2_000, due_on, account=WHO))
    persons.say_needs(house, olive, WHO, language="Polish", interpreter=True)
    persons.keep_detail(house, olive, WHO, kind="phone", value="01632 960002")


async def _looks(house: House, secret: str) -> list[float]:
    app = make_app(house)
    headers = {"cookie": f"{cookie_name(house.settings)}={secret}"}
    taken = []
    for _ in range(LOOKS):
        began = process_time()
        status, received = await ask(app, "GET", f"/persons/{WHO}", headers)
        taken.append(process_time() - began)
        if status != 200 or received < 10_000:
            raise AssertionError(f"the page was answered with {status} and {received} bytes")
    return taken
