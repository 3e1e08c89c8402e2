"""A case of the small house that is replayed on its own version goes as it went, mishaps included."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from tests.runtime.conftest import Small, Wrong
from workflows.db import table
from workflows.runtime import incidents
from workflows.runtime.closing_by_hand import close_by_hand
from workflows.runtime.past import Past, pasts
from workflows.runtime.replaying import Replay, Replayed
from workflows.runtime.tables import Incident, Instance
from workflows.runtime.working import drain


def replayed(small: Small, case_id: int, until: datetime | None = None) -> tuple[Past, Replayed]:
    """What the record says, and what the replay says."""
    runtime, instance = small.runtime, table(Instance)
    with runtime.db.read() as session:
        version = session.execute(select(instance.c.version_id).where(instance.c.case_id == case_id)).scalar_one()
        procedure = runtime.procedures.compiled(session, version)
        ((_, past),) = pasts(session, [case_id])
        when = partial(runtime.when, session, case_id)
        return past, Replay(procedure, runtime.in_force.reading, past, until or runtime.clock.now(), when).told()


def retry(small: Small, days: int) -> None:
    """Somebody has the failed step tried again some days later."""
    small.clock.move_to(small.clock.now() + timedelta(days=days))
    incident = table(Incident)
    with small.runtime.db.write() as session:
        number = session.execute(select(incident.c.id).where(incident.c.status == "open")).scalar_one()
        incidents.retry(small.runtime, session, number, "user:2", "It was looked at.")


def test_a_failed_step_is_tried_again_when_it_was_and_goes_on_once_it_went(small: Small) -> None:
    case_id = small.start()
    small.note_trouble.append(Wrong("The account has no rent."))
    small.act(case_id, "ask")
    past, told = replayed(small, case_id)
    assert (told.course, told.unknown, told.against) == (past.course, (), "")
    assert told.course[-1].kind == "failed"
    retry(small, 2)
    small.note_trouble.clear()
    retry(small, 3)
    drain(small.runtime)
    small.clock.move_to(small.clock.now() + timedelta(days=1))
    past, told = replayed(small, case_id)
    noted = [each.kind for each in past.course if each.element == "note"]
    assert noted == ["opened", "failed", "opened", "failed", "opened", "completed"]
    assert (told.course, told.unknown, told.against, told.waits) == (past.course, (), "", ("wait",))
    _, before = replayed(small, case_id, small.clock.now() - timedelta(days=2))
    assert [each.kind for each in before.course if each.element == "note"] == ["opened", "failed"] * 2


@pytest.mark.parametrize("asked", [True, False], ids=["a person is asked", "a time is waited for"])
def test_a_case_that_a_person_closed_goes_no_further_however_much_time_passes(small: Small, asked: bool) -> None:
    case_id = small.start()
    if not asked:
        small.act(case_id, "ask")
        drain(small.runtime)
    small.clock.move_to(small.clock.now() + timedelta(hours=1))
    with small.runtime.db.write() as session:
        close_by_hand(small.runtime, session, case_id, "user:1", outcome="mistaken", said={"reason": "A mistake."})
    small.clock.move_to(small.clock.now() + timedelta(days=400))
    past, told = replayed(small, case_id)
    assert (told.course, told.unknown, told.against) == (past.course, (), "")
    assert (past.course[-1].kind == "cancelled") is asked
