"""Real processes killed at random: nothing that was acknowledged is lost, nothing is done twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from cases.tables import Hold
from tasks import nightly
from tools.kills.checking import findings
from tools.kills.installation import Running
from tools.kills.killing import run
from tools.kills.people import Exports, Told
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import Job, WorkItem


@pytest.mark.long
@pytest.mark.parametrize("seed", [7])
def test_a_hundred_kills(database_url: str, tmp_path: Path, seed: int) -> None:
    outcome = run(database_url, tmp_path, seed, 100)
    assert outcome.wrong == [], outcome
    assert all(outcome.did.values()), outcome.did


@pytest.mark.long  # forty seconds, most of them for starting processes
def test_five_kills(tmp_path: Path) -> None:
    outcome = run(f"sqlite:///{tmp_path / 'd.db'}", tmp_path, 3, 5)
    assert outcome.wrong == [], outcome


@pytest.fixture
def running(database_url: str, tmp_path: Path) -> Iterator[Running]:
    """An installation, none of whose processes was started."""
    made = Running(database_url, tmp_path)
    yield made
    made.close()


def test_the_checks_notice_what_is_wrong(running: Running, tmp_path: Path) -> None:
    told = Told()
    exports = Exports(running, told, tmp_path, None)  # type: ignore[arg-type]
    exports.arrive(range(1, 3))
    assert told.imported == {1, 2}
    nightly.look_at_accounts(running.house)
    nightly.do_what_is_due(running.house)
    nightly.seal(running.house)
    assert findings(running, told) == []
    told.completed.add("a step")
    told.placed[99] = "nobody"
    told.imported.add(50)
    running.print_house.had[77] += 2
    items, jobs = table(WorkItem), table(Job)
    with running.house.db.write() as session:
        today = london_date(running.clock.now())
        values = {"kind": "death", "begins_on": today, "source": "", "reason": "", "placed_by": "x", "begun": True}
        values |= {"released_by": "", "released_reason": "", "ended": False, "placed_at": running.clock.now()}
        session.execute(insert(table(Hold)).values(**values))
        session.execute(update(items).where(items.c.step == "contact_customer").values(status="completed"))
        session.execute(update(jobs).values(status="failed"))
    said = " | ".join(findings(running, told))
    for wanted in (
        "a step was acknowledged as completed",
        "the hold 99 (nobody) was acknowledged",
        "the account A50 was imported, and its ledger is None",
        "the print house had document 77 2 times",
        "document 77 left unmarked",
        "tells 0 times of hold 1",
        "the rows tell of 'step completed contact_customer', the record does not",
        "the record tells 1 times of 'step completed send_letter_1', the rows 0 times",
        "and its rows say",
    ):
        assert wanted in said, said
