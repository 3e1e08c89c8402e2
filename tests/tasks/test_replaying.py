"""A case that is replayed on the very version on which it ran goes exactly as it went."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from cases import holds
from cases.closing import CloseReason
from tasks.acts import steps
from tasks.assembly import House
from tests.house import Landlord, make_landlord
from tools.demo.answering import answers
from tools.demo.played import played
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.runtime.past import pasts
from workflows.runtime.replaying import Replay
from workflows.runtime.tables import CaseFile, Instance, WorkItem
from workflows.runtime.words import ItemStatus


def replayed(house: House) -> tuple[int, set[str]]:
    """Replays every case; returns how many there are, and the kinds of happening seen."""
    runtime = house.runtime
    instance, case = table(Instance), table(CaseFile)
    seen, kinds = 0, set[str]()
    with house.db.read() as session:
        versions = {row.case_id: row.version_id for row in session.execute(select(instance))}
        closed = set(session.execute(select(case.c.id).where(case.c.outcome.in_(list(CloseReason)))).scalars())
        for case_id, past in pasts(session, versions):
            assert not past.against
            procedure = runtime.procedures.compiled(session, versions[case_id])
            when = partial(runtime.when, session, case_id)
            told = Replay(procedure, runtime.in_force.reading, past, runtime.clock.now(), when).told()
            assert told.against == ""
            if case_id in closed:  # what was open when somebody closed it is cancelled by no diagram
                assert told.course == past.course[: len(told.course)], case_id
                assert {each.kind for each in past.course[len(told.course) :]} <= {"cancelled"}, case_id
            else:
                assert told.course == past.course, case_id
                assert told.unknown == (), case_id
            kinds |= {each.kind for each in past.course}
            seen += 1
    return seen, kinds


def live(landlord: Landlord, random: Random, days: int) -> None:
    """Days on which people do some of what is open, tenants pay, and holds begin and end."""
    accounts = [landlord.add_tenancy(str(100_000 + n), weeks_owed=2 + n % 7, rent=9_000 + 500 * n) for n in range(8)]
    placed: list[int] = []
    landlord.look()
    for _ in range(days):
        if random.random() < 0.25:
            landlord.pay(random.choice(accounts), random.choice((2_000, 30_000, 90_000)), f"card {random.random()}")
        if random.random() < 0.1:
            begins = london_date(landlord.clock.now())
            placed.append(
                holds.place(
                    landlord.house.runtime,
                    random.choice(("breathing_space", "dispute")),
                    "user:1",
                    begins_on=begins,
                    ends_on=begins + timedelta(days=random.randrange(3, 61)),
                    accounts=[random.choice(accounts)],
                )
            )
        if placed and random.random() < 0.1:
            holds.release(landlord.house.runtime, placed.pop(), "user:1", "The notice was withdrawn.")
        _work(landlord, random)
        landlord.pass_days(1)


def _work(landlord: Landlord, random: Random) -> None:
    item = table(WorkItem)
    with landlord.house.db.read() as session:
        query = select(item.c.task_id, item.c.step, item.c.role).where(item.c.status == ItemStatus.OPEN)
        rows = session.execute(query.order_by(item.c.case_id, item.c.step)).all()
    for row in rows:
        if random.random() > 0.25:
            continue
        who = landlord.person("tess" if row.role == "Team leader" else random.choice(("olive", "sam")))
        said = answers(random, row.step, london_date(landlord.clock.now())) or {}
        try:
            steps.complete(landlord.house, who, row.task_id, answers=said)
        except Refused:
            continue  # held, or refused by a rule: tried again another day


@pytest.mark.parametrize("seed", [1, 3])
def test_weeks_that_were_lived_at_random_go_exactly_as_they_went(tmp_path: Path, seed: int) -> None:
    clock = SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    landlord = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    try:
        live(landlord, Random(seed), 70)
        seen, kinds = replayed(landlord.house)
    finally:
        landlord.house.close()
    assert seen >= 6
    assert kinds >= {"opened", "completed", "chosen", "decided", "fired", "received"}
    assert kinds & {"held", "cancelled"}


@pytest.fixture(scope="module")
def landlord_of_the_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's landlord, whose weeks were lived through."""
    house = played(tmp_path_factory.mktemp("played"))
    yield house
    house.close()


@pytest.mark.long
def test_on_the_version_on_which_it_ran_it_goes_exactly_as_it_went(landlord_of_the_demo: House) -> None:
    seen, kinds = replayed(landlord_of_the_demo)
    assert seen > 100
    assert kinds >= {"opened", "completed", "chosen", "decided", "fired", "received", "cancelled"}
