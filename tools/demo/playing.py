"""The demo's days: exports arrive, the clock moves, officers work, so that cases stand at every stage."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from cases.tables import Account, CaseAccount
from tasks import nightly
from tasks.acts import imports, steps
from tasks.assembly import House, keep_simulated_time
from tasks.night.agreements import look_at_agreements
from tasks.people import add_user
from tools.demo.answering import answers, instead
from tools.demo.asked import as_asked
from tools.demo.cast import NO_RENT, PARTS
from tools.demo.claims import record_claims
from tools.demo.desk import Desk
from tools.demo.landlord import SEED, TENANCIES, tenancies, write_exports
from tools.demo.lives import Lives
from tools.demo.lives.early import text_about_missed_rent
from tools.demo.tenancy import END, START
from workflows.clock import LONDON, SimulatedClock
from workflows.db import table
from workflows.errors import Refused
from workflows.runtime.tables import WorkItem
from workflows.runtime.waking import wake
from workflows.runtime.words import ItemStatus

_item, _account, _of_case = table(WorkItem), table(Account), table(CaseAccount)

PASSWORD = "duecourse-demo"
PEOPLE = (
    ("olive", "Olive Adeyemi", ["officer"]),
    ("sam", "Sam Lee", ["officer"]),
    ("tess", "Tess Marlow", ["team_leader"]),
    ("theo", "Theo Grant", ["team_leader"]),
    ("pat", "Pat Osborne", ["process_owner"]),
    ("cora", "Cora Finch", ["compliance"]),
    ("ada", "Ada Stone", ["administrator"]),
)
WEEKEND, EXPORTED = 5, (0, 3)
"""Days of the week: Saturday; and Monday and Thursday, on which the housing system exports."""
BY_CHANCE = frozenset({NO_RENT})
"""Of the cast, those whose steps are done as those of everybody else."""


def first_moment() -> datetime:
    """When the demo's clock begins: early on its first Monday."""
    return datetime.combine(START, time(7), LONDON)


def add_people(house: House) -> None:
    """Adds the demo's users."""
    with house.db.write() as session:
        for username, name, roles in PEOPLE:
            add_user(session, username, name, PASSWORD, list(roles), house.runtime.clock, demo=True)


def play(house: House, exports: Path, progress: Callable[[date, int, int], None], *, count: int = TENANCIES) -> None:
    """Lives through the demo's weeks, day by day.

    :param progress: told of each day: the date, days done, days in all
    :param count: how many tenancies there are; the cast at least
    """
    clock = house.runtime.clock
    if not isinstance(clock, SimulatedClock):
        raise TypeError("the demo needs a simulated clock")
    rng, made, desk = random.Random(SEED), tenancies(count), Desk(house)
    lives = Lives(desk)
    days, since = (END - START).days, date.min
    for number in range(days + 1):
        day = START + timedelta(days=number)
        clock.move_to(max(clock.now(), datetime.combine(day, time(7), LONDON)))
        if day.weekday() in EXPORTED:
            folder = write_exports(exports, day, made, since)
            imports.bring_in(house, desk.who("ada"), folder=folder)
            since = day
        if number == 0:
            record_claims(house, made)
        text_about_missed_rent(desk, PARTS.keys() - BY_CHANCE, day)
        _pass_the_night(house)
        if day.weekday() < WEEKEND:
            clock.move_to(datetime.combine(day, time(10), LONDON))
            lives.go_on(day)
            _work_a_day(desk, rng, day)
            nightly.do_what_is_due(house)
        with house.db.write() as session:
            keep_simulated_time(session, clock)
        if day.weekday() == WEEKEND - 1:
            nightly.seal(house)
        progress(day, number + 1, days + 1)


def _pass_the_night(house: House) -> None:
    """What the workers do by night."""
    wake(house.runtime)
    nightly.do_what_is_due(house)
    look_at_agreements(house)
    nightly.look_at_accounts(house)
    nightly.do_what_is_due(house)


def _work_a_day(desk: Desk, rng: random.Random, day: date) -> None:
    """Officers do some of what is open about those who are not of the cast."""
    lived = PARTS.keys() - BY_CHANCE
    query = (
        select(_item.c.task_id, _item.c.step, _item.c.role, _item.c.due_at, _account.c.reference)
        .join(_of_case, _of_case.c.case_id == _item.c.case_id)
        .join(_account, _account.c.id == _of_case.c.account_id)
        .where(_item.c.status == ItemStatus.OPEN)
        .order_by(_item.c.opened_at, _account.c.reference, _item.c.step)
    )
    with desk.house.db.read() as session:
        items = [row for row in session.execute(query) if row.reference not in lived]
    for item in items:
        late = item.due_at is not None and item.due_at < desk.house.runtime.clock.now()
        if rng.random() > (LATE if late else _readiness(item.step)):
            continue
        who = desk.who("tess") if item.role == "Team leader" else rng.choice((desk.who("olive"), desk.who("sam")))
        said = answers(rng, item.step, day)
        if said is None:
            continue  # a step that nobody here knows waits for somebody who does
        for each in (said, *instead(item.step)):
            try:
                answered = as_asked(desk.house, item.task_id, item.step, each)
                steps.complete(desk.house, who, item.task_id, answers=answered)
                break
            except Refused:
                continue  # what the sentence says is answered instead; else a person looks again tomorrow


LATE = 0.5
"""How likely a step is done on a day once it is overdue."""


def _readiness(step: str) -> float:
    """How likely a step is done on a day."""
    return {"contact_customer": 0.2, "check_benefits": 0.3, "record_agreement": 0.5}.get(step, 0.2)
