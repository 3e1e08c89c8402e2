"""The days of a broken agreement run from the letter that names them, and from nothing else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from documents.register import Document
from tests.agreements.town import Town
from tests.conftest import MORNING
from tests.duties.officers import Officers
from tests.house import make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.settings import HOUSE

_document = table(Document)
WARNED, MEND_BY = date(2026, 3, 20), date(2026, 4, 3)
"""By hand: £5 due on 9 and 16 March; the second is late beyond the tolerance on the 20th; 14 days from then."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A landlord who runs the procedure of broken agreements; on SQLite."""
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    made = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    found = Town(made, made.add_tenancy("1"))
    publish_folder(made.house, "agreement_broken")
    yield found
    made.house.close()


def nights(town: Town, until: date, *, letters: bool = True) -> None:
    """Days go by; with or without the procedures of the night, which send the letters."""
    while town.today < until:
        town.pass_to(town.today + timedelta(days=1), look=not letters)
        if letters:
            town.landlord.look()


def documents(town: Town) -> list[tuple[date, datetime | None]]:
    with town.landlord.house.db.read() as session:
        query = select(_document.c.dated, _document.c.left_at).where(_document.c.kind == "breach_letter")
        return [tuple(row) for row in session.execute(query.order_by(_document.c.id))]


def test_who_was_written_to_and_did_not_put_it_right_is_broken_on_the_day_after(town: Town) -> None:
    number = town.agree()
    nights(town, MEND_BY + timedelta(days=3))
    ((dated, left),) = documents(town)
    assert left is not None
    assert town.row(number)["status"] == "breached"
    assert ("breached", dated + timedelta(days=15)) in town.events(number)


def test_a_warning_of_which_no_letter_left_breaks_nothing_and_names_another_day(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=30), letters=False)
    row = town.row(number)
    assert row["status"] == "live"
    assert row["mend_by"] >= town.today
    warned = [day for kind, day in town.events(number) if kind == "warned"]
    assert len(warned) >= 2
    assert [kind for kind, _ in town.events(number)].count("missed") == 1
    nights(town, row["mend_by"] - timedelta(days=1))  # the letter goes at last
    assert [left is not None for _, left in documents(town)] == [True]
    assert town.row(number)["status"] == "live"


def test_a_warning_that_came_back_breaks_nothing(town: Town) -> None:
    number = town.agree()
    nights(town, WARNED + timedelta(days=2))
    mend_by = town.row(number)["mend_by"]
    with town.landlord.house.db.read() as session:
        document = session.execute(select(_document.c.id).where(_document.c.kind == "breach_letter")).scalar_one()
    officers = Officers(town.landlord)
    where = "1 High Street, Newbridge, NB1 1AA"
    officers.post("olive", f"/documents/{document}/returned", reason="gone_away", place=where)
    nights(town, mend_by + timedelta(days=2))
    row = town.row(number)
    assert (row["status"], row["mend_by"] > mend_by) == ("live", True)
    assert "no letter of it reached Ms Ann Tenant1" in town.words(number)[-1]
