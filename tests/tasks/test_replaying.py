"""A case that is replayed on the very version on which it ran goes exactly as it went."""

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import select

from tasks.assembly import House, build, install
from tools.demo.playing import add_people, first_moment, play
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.past import pasts
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force
from workflows.runtime.replaying import Replay
from workflows.runtime.tables import Instance
from workflows.settings import HOUSE, Settings


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's landlord, whose weeks were lived through."""
    folder = tmp_path_factory.mktemp("played")
    clock = SimulatedClock(first_moment())
    house = build(Settings(f"sqlite:///{folder / 'd.db'}", folder / "store"), clock)
    install(house.db, "Played", clock, demo=True)
    add_people(house)
    with house.db.write() as session:
        files = read_folder(HOUSE / "bpmn" / "procedures" / "arrears")
        put_in_force(house.runtime, session, "arrears", files, "user:1", "user:2")
    house.follow_edition()
    play(house, folder / "exports", lambda *_: None)
    yield house
    house.close()


@pytest.mark.long
def test_on_the_version_on_which_it_ran_it_goes_exactly_as_it_went(played: House) -> None:
    runtime = played.runtime
    instance = table(Instance)
    with played.db.read() as session:
        versions = {row.case_id: row.version_id for row in session.execute(select(instance))}
        seen = 0
        kinds: set[str] = set()
        for case_id, past in pasts(session, versions):
            assert not past.against
            procedure = runtime.procedures.compiled(session, versions[case_id])
            when = partial(runtime.when, session, case_id)
            told = Replay(procedure, runtime.in_force.reading, past, runtime.clock.now(), when).told()
            assert told.against == ""
            assert told.course == past.course, case_id
            assert told.unknown == (), case_id
            kinds |= {each.kind for each in past.course}
            seen += 1
    assert seen > 100
    assert kinds >= {"opened", "completed", "chosen", "decided", "fired", "received", "cancelled"}
