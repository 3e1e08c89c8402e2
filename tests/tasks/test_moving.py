"""A simulated clock is moved with all that is due on the way and on its last day; the machine's is moved by nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from documents.register import Document
from tasks import nightly
from tests.house import Landlord
from workflows.clock import MachineClock
from workflows.db import table
from workflows.runtime.tables import Job, Timer


def test_what_the_last_days_look_began_is_done_before_the_clock_stands(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    nightly.move_clock(landlord.house, landlord.clock.now() + timedelta(days=1))
    with landlord.house.db.read() as session:
        assert session.execute(select(table(Document).c.kind)).scalars().all() == ["letter_1"]
        assert session.execute(select(table(Job).c.status)).scalars().all() == ["done"]


def test_timers_that_lie_on_the_way_fire_on_their_days(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    goal = landlord.clock.now() + timedelta(days=40)
    nightly.move_clock(landlord.house, goal)
    assert landlord.clock.now() == goal
    with landlord.house.db.read() as session:
        timer = table(Timer)
        assert (
            session.execute(select(timer.c.due_at).where(timer.c.due_at < goal, timer.c.status == "waiting")).all()
            == []
        )


def test_the_machines_clock_is_moved_by_nobody(landlord: Landlord) -> None:
    landlord.house.runtime.clock = MachineClock()
    with pytest.raises(TypeError, match="moved by nobody"):
        nightly.move_clock(landlord.house, landlord.clock.now())
