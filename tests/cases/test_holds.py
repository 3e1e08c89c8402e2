"""Holds over several cases: each is told by itself, and waits as long as the hold lasted whenever it was told."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from cases import holds, telling
from cases.tables import AccountParty, Customer, Hold, HoldTold
from tasks import nightly
from tests.house import Landlord, make_landlord
from tests.together import at_once
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.errors import Busy
from workflows.evidence import timeline
from workflows.runtime.incidents import open_incidents
from workflows.runtime.tables import Incident, Installation, Instance, Timer

_instance, _timer, _told, _party = table(Instance), table(Timer), table(HoldTold), table(AccountParty)


def today(landlord: Landlord) -> date:
    return london_date(landlord.clock.now())


def place(landlord: Landlord, *accounts: int, days: int = 60, **more: Any) -> int:
    """A breathing space from today on."""
    more.setdefault("begins_on", today(landlord))
    ends = more["begins_on"] + timedelta(days=days - 1)
    more.setdefault("source", "BS-1")
    return holds.place(landlord.house.runtime, "breathing_space", "user:1", ends_on=ends, accounts=accounts, **more)


def waiting(landlord: Landlord, case_id: int) -> dict[str, Any]:
    with landlord.house.db.read() as session:
        query = select(_timer).where(_timer.c.case_id == case_id, _timer.c.status.in_(("waiting", "paused")))
        return dict(session.execute(query).mappings().one())


def entries(landlord: Landlord, case_id: int) -> list[tuple[str, str]]:
    with landlord.house.db.read() as session:
        chain_id = landlord.house.runtime.chain_of(session, case_id)
        return [(each["kind"], each.get("step", "")) for each in timeline(session, chain_id)]


def told(landlord: Landlord, hold_id: int) -> dict[int, holds.CaseTold]:
    with landlord.house.db.read() as session:
        return {each.case_id: each for each in holds.told(session, hold_id)}


def _fill(landlord: Landlord) -> None:
    for number in (1, 2, 3):
        landlord.add_tenancy(str(number))
    landlord.look()


@pytest.fixture
def landlord(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: SimulatedClock
) -> Iterator[Landlord]:
    """A small landlord, on either database; with three accounts where they are asked for."""
    filled = _fill if "three" in request.fixturenames else None
    made = make_landlord(database_url, tmp_path / "store", clock, filled=filled)
    yield made
    made.house.close()


@pytest.fixture
def three(landlord: Landlord) -> list[tuple[int, int]]:
    """Three accounts with their cases; each waits for an answer to its first letter."""
    return [(account, landlord.case_of(account)) for account in (1, 2, 3)]


def damage(landlord: Landlord, case_id: int) -> Callable[[], None]:
    """Makes a case's state unreadable; what is returned mends it."""
    where = _instance.c.case_id == case_id
    with landlord.house.db.write() as session:
        state = session.execute(select(_instance.c.state).where(where)).scalar_one()
        session.execute(update(_instance).where(where).values(state=b"damaged"))

    def mend() -> None:
        with landlord.house.db.write() as session:
            session.execute(update(_instance).where(where).values(state=state))

    return mend


def test_a_damaged_case_stops_nobody_elses_hold(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime = landlord.house.runtime
    (_one, first), (_two, second), (_three, third) = three
    mend = damage(landlord, second)
    hold = place(landlord, *[account for account, _case in three])
    assert ("hold began", "breathing_space_began") in entries(landlord, first)
    assert ("hold began", "breathing_space_began") in entries(landlord, third)
    assert [waiting(landlord, case)["status"] for case in (first, third)] == ["paused", "paused"]
    rows = told(landlord, hold)
    assert [rows[case].knows for case in (first, second, third)] == [True, False, True]
    assert "stored state" in rows[second].trouble
    with landlord.house.db.read() as session:
        assert session.execute(select(table(Hold).c.begun)).scalar_one() is True
        (incident,) = open_incidents(session)
        assert runtime.holds(session, second, None) is not None  # in force there all the same
    assert (incident.case_id, incident.kind) == (second, "hold not told")
    assert "in force all the same" in incident.sentence
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=1))
    assert holds.reconcile(runtime) == telling.Reconciled(told=0, failed=1)
    with landlord.house.db.read() as session:
        assert len(open_incidents(session)) == 1  # told of once
    mend()
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=12))
    assert holds.reconcile(runtime) == telling.Reconciled(told=1, failed=0)
    assert told(landlord, hold)[second].knows
    assert told(landlord, hold)[second].trouble == ""
    with landlord.house.db.read() as session:
        assert open_incidents(session) == []
        resolved = session.execute(select(table(Incident).c.resolved_by)).scalar_one()
    assert resolved == "system"
    assert waiting(landlord, second)["status"] == "paused"
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=47))
    holds.follow_the_calendar(runtime)
    dues = {case: waiting(landlord, case) for case in (first, second, third)}
    assert len({due["due_at"] for due in dues.values()}) == 1  # told 13 days late, it waits as long as the others
    lasted = london_date(dues[first]["due_at"]) - london_date(dues[first]["unheld_due_at"])
    assert lasted == timedelta(days=60)
    assert {due["status"] for due in dues.values()} == {"waiting"}


def test_a_hold_that_was_told_neither_in_time_nor_while_it_lasted_still_counts(
    landlord: Landlord, three: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    account, case = three[0]
    due = waiting(landlord, case)["due_at"]

    def crashes(*_of: object, **_more: object) -> None:
        raise KeyboardInterrupt  # the process ends between the hold's row and the first case

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        broken.setattr(holds, "tell", crashes)
        place(landlord, account, days=5)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=9))
    nightly.do_what_is_due(landlord.house)
    after = waiting(landlord, case)
    assert after["status"] == "waiting"
    assert london_date(after["due_at"]) - london_date(due) == timedelta(days=5)
    said = [entry for entry in entries(landlord, case) if entry[0].startswith("hold")]
    assert said == [("hold began", "breathing_space_began"), ("hold ended", "breathing_space_ended")]


def test_a_release_reaches_the_healthy_and_then_the_mended(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime = landlord.house.runtime
    (one, first), (two, second), _ = three
    hold = place(landlord, one, two)
    mend = damage(landlord, second)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=3))
    holds.release(runtime, hold, "user:2", "cancelled by the adviser")
    assert waiting(landlord, first)["status"] == "waiting"
    assert ("hold ended", "breathing_space_ended") in entries(landlord, first)
    assert not told(landlord, hold)[second].knows
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=4))
    mend()
    holds.reconcile(runtime)
    assert told(landlord, hold)[second].knows
    assert waiting(landlord, second)["due_at"] == waiting(landlord, first)["due_at"]
    with pytest.raises(holds.HoldEnded):
        holds.release(runtime, hold, "user:2", "again")


def test_a_case_that_somebody_works_on_is_told_a_moment_later(
    landlord: Landlord, three: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    account, case = three[0]

    def busy(*_of: object) -> None:
        raise Busy("Somebody else is working on this just now.")

    with monkeypatch.context() as occupied:
        occupied.setattr(telling, "_tell_one", busy)
        hold = place(landlord, account)
    assert not told(landlord, hold)[case].knows
    with landlord.house.db.read() as session:
        assert open_incidents(session) == []
    holds.follow_the_calendar(landlord.house.runtime)
    assert told(landlord, hold)[case].knows


def test_the_organisations_record_tells_of_a_hold_and_its_release(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    hold = place(landlord, account)
    holds.release(landlord.house.runtime, hold, "user:2", "an error")
    with landlord.house.db.read() as session:
        chain_id = session.execute(select(table(Installation).c.chain_id)).scalar_one()
        found = [each for each in timeline(session, chain_id) if each["kind"].startswith("hold")]
    said = [(each["kind"], each["actor"], each["content"]["hold"]) for each in found]
    assert said == [("hold placed", "user:1", hold), ("hold released", "user:2", hold)]


def test_a_hold_that_is_placed_while_a_case_is_opened_reaches_it(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = landlord.add_tenancy("1")
    opened, placing = threading.Event(), threading.Event()
    tell_new_case = holds.tell_new_case

    def slowly(runtime: Any, session: Session, case_id: int) -> None:
        tell_new_case(runtime, session, case_id)  # it knows of no hold
        opened.set()
        placing.wait(1)  # time enough for the hold to be placed, if it could be

    def hold() -> int:
        assert opened.wait(20)
        placed = place(landlord, account)
        placing.set()
        return placed

    monkeypatch.setattr(holds, "tell_new_case", slowly)
    looked, hold_id = at_once(lambda: nightly.look_at_accounts(landlord.house), hold)
    assert looked.opened == 1
    case = landlord.case_of(account)
    assert [entry for entry in entries(landlord, case) if entry[0] == "hold began"] == [
        ("hold began", "breathing_space_began")
    ]
    assert told(landlord, hold_id)[case].knows


def test_a_case_that_is_opened_in_a_hold_is_told_once(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    hold = place(landlord, account)
    landlord.look()
    case = landlord.case_of(account)
    holds.reconcile(landlord.house.runtime)
    assert entries(landlord, case).count(("hold began", "breathing_space_began")) == 1
    assert list(told(landlord, hold)) == [case]


def test_who_becomes_a_tenant_by_import_brings_the_hold_along(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime, (account, case) = landlord.house.runtime, three[0]
    customers = table(Customer)
    with landlord.house.db.write() as session:
        query = insert(customers).values(reference="NEW", title="", given_name="Neu", family_name="Tenant")
        customer = int(session.execute(query.returning(customers.c.id)).scalar_one())
    hold = holds.place(runtime, "death", "user:1", begins_on=today(landlord), customers=[customer])
    assert told(landlord, hold) == {}
    with landlord.house.db.write() as session:
        session.execute(insert(_party).values(account_id=account, customer_id=customer))
    assert holds.reconcile(runtime).told == 1
    assert waiting(landlord, case)["status"] == "paused"
    assert holds.reconcile(runtime) == telling.Reconciled()
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=6))
    with landlord.house.db.write() as session:
        session.execute(delete(_party).where(_party.c.customer_id == customer))
    assert holds.reconcile(runtime).told == 1
    after = waiting(landlord, case)
    assert after["status"] == "waiting"
    assert london_date(after["due_at"]) - london_date(after["unheld_due_at"]) == timedelta(days=6)
    assert entries(landlord, case)[-1] == ("hold ended", "death_ended")
    with landlord.house.db.write() as session:
        session.execute(insert(_party).values(account_id=account, customer_id=customer))
    assert holds.reconcile(runtime).told == 1  # and again, with a row of its own
    assert waiting(landlord, case)["status"] == "paused"


def test_reconciling_at_once_tells_once(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime, (account, case) = landlord.house.runtime, three[0]
    hold = place(landlord, account)
    with landlord.house.db.write() as session:
        session.execute(delete(_told))  # as if it had never been told
    before = entries(landlord, case).count(("hold began", "breathing_space_began"))
    results = at_once(*[lambda: holds.reconcile(runtime)] * 3)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert entries(landlord, case).count(("hold began", "breathing_space_began")) == before + 1
    assert told(landlord, hold)[case].knows


def test_the_last_hold_of_a_kind_frees_the_rules(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime, (account, case) = landlord.house.runtime, three[0]
    first, second = place(landlord, account), place(landlord, account, source="BS-2")
    holds.release(runtime, first, "user:2", "withdrawn")
    assert entries(landlord, case)[-1] == ("hold ended", "")
    assert waiting(landlord, case)["status"] == "paused"
    holds.release(runtime, second, "user:2", "withdrawn")
    assert ("hold ended", "breathing_space_ended") in entries(landlord, case)
    assert waiting(landlord, case)["status"] == "waiting"


def test_its_last_day_is_held_and_the_next_is_not(landlord: Landlord, three: list[tuple[int, int]]) -> None:
    runtime, (account, case) = landlord.house.runtime, three[0]
    place(landlord, account, days=3)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=2))
    nightly.do_what_is_due(landlord.house)
    with landlord.house.db.read() as session:
        assert runtime.holds(session, case, None) is not None
    assert waiting(landlord, case)["status"] == "paused"
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=1))
    nightly.do_what_is_due(landlord.house)
    with landlord.house.db.read() as session:
        assert runtime.holds(session, case, None) is None
    after = waiting(landlord, case)
    assert after["status"] == "waiting"
    assert london_date(after["due_at"]) - london_date(after["unheld_due_at"]) == timedelta(days=3)


def test_what_is_no_hold_is_refused_and_places_none(landlord: Landlord) -> None:
    account, runtime = landlord.add_tenancy("1"), landlord.house.runtime
    day = today(landlord)
    with pytest.raises(holds.HoldNotUnderstood, match="Kinds are"):
        holds.place(runtime, "whim", "user:1", kinds={"dispute"}, begins_on=day, accounts=[account])
    with pytest.raises(holds.HoldNotUnderstood, match="at least one account"):
        holds.place(runtime, "dispute", "user:1", begins_on=day)
    with pytest.raises(holds.HoldNotUnderstood, match="before it begins"):
        place(landlord, account, days=0)
    with pytest.raises(holds.NoSuchHold):
        holds.release(runtime, 99, "user:1", "why not")
    with pytest.raises(holds.ReasonMissing):
        holds.release(runtime, 99, "user:1", "  ")
    with landlord.house.db.read() as session:
        assert session.execute(select(table(Hold))).all() == []


def test_the_same_hold_is_placed_once(landlord: Landlord) -> None:
    account, other = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    first = place(landlord, account)
    with pytest.raises(holds.HoldStands, match=f"hold {first}, with the same kind, days, source and debts"):
        place(landlord, account)
    for more in ({"source": "BS-2"}, {"days": 30}, {"begins_on": today(landlord) - timedelta(days=1)}):
        assert place(landlord, account, **more) > first
    assert place(landlord, other) > first
    assert place(landlord, account, other) > first
    holds.release(landlord.house.runtime, first, "user:3", "withdrawn")
    assert place(landlord, account) > first


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [
        (367, None, "Check the year: a hold begins in or after 1990, and at most a year ahead"),
        (-20_000, None, "Check the year"),
        (0, 3654, "more than ten years"),
        (0, -1, "before it begins"),
    ],
)
def test_days_that_nobody_means(landlord: Landlord, begins: int, ends: int | None, sentence: str) -> None:
    account = landlord.add_tenancy("1")
    first = today(landlord) + timedelta(days=begins)
    last = first + timedelta(days=ends) if ends is not None else None
    with pytest.raises(holds.HoldNotUnderstood, match=sentence):
        holds.place(landlord.house.runtime, "dispute", "user:1", begins_on=first, ends_on=last, accounts=[account])


def test_days_at_the_edge_are_taken(landlord: Landlord) -> None:
    account, runtime, day = landlord.add_tenancy("1"), landlord.house.runtime, today(landlord)
    assert holds.place(runtime, "dispute", "user:1", begins_on=day + timedelta(days=366), accounts=[account])
    assert holds.place(
        runtime, "dispute", "user:1", begins_on=day, ends_on=day + timedelta(days=3653), accounts=[account]
    )
    assert holds.place(runtime, "dispute", "user:1", begins_on=date(1990, 1, 1), accounts=[account])


def test_words_that_are_too_long_are_refused_and_not_cut(landlord: Landlord) -> None:
    account, runtime, day = landlord.add_tenancy("1"), landlord.house.runtime, today(landlord)
    for wrong in ({"reason": "x" * 2001}, {"source": "x" * 201}):
        with pytest.raises(holds.HoldNotUnderstood, match="Shorten them"):
            holds.place(runtime, "dispute", "user:1", begins_on=day, accounts=[account], **wrong)
    whole = {"reason": "x" * 2000, "source": "y" * 200}
    hold = holds.place(runtime, "dispute", "user:1", begins_on=day, accounts=[account], **whole)
    with pytest.raises(holds.HoldNotUnderstood, match="2,000 characters"):
        holds.release(runtime, hold, "user:3", "z" * 2001)
    holds.release(runtime, hold, "user:3", "z" * 2000)


def test_why_a_hold_was_ended_stands_in_the_record_of_each_case(
    landlord: Landlord, three: list[tuple[int, int]]
) -> None:
    (account, case), _second, _third = three
    hold = place(landlord, account, reason="A breathing space began")
    holds.release(landlord.house.runtime, hold, "user:3", "The adviser withdrew it")
    with landlord.house.db.read() as session:
        told_last = list(timeline(session, landlord.house.runtime.chain_of(session, case)))[-1]
    assert (told_last["kind"], told_last["actor"]) == ("hold ended", "user:3")
    assert told_last["content"]["released_because"] == "The adviser withdrew it"
    assert told_last["content"]["released_on"] == today(landlord).isoformat()
    assert told_last["content"]["reason"] == "A breathing space began"


def test_a_hold_that_was_over_when_it_was_reported_lasts_no_more(
    landlord: Landlord, three: list[tuple[int, int]]
) -> None:
    (account, case), _second, _third = three
    landlord.pass_days(10)
    hold = place(landlord, account, days=3, begins_on=today(landlord) - timedelta(days=8))
    row = told(landlord, hold)[case]
    assert row.knows
    assert row.resumes_on == today(landlord) - timedelta(days=5)
    assert [kind for kind, _step in entries(landlord, case)][-2:] == ["hold began", "hold ended"]
    with landlord.house.db.read() as session:
        assert landlord.house.runtime.holds(session, case, None) is None
    with pytest.raises(holds.HoldEnded):
        holds.release(landlord.house.runtime, hold, "user:3", "it is over")
