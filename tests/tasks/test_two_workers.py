"""Two workers on one database, as two houses: whatever both begin in one moment is done once."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from cases import holds
from cases.tables import CaseAccount
from documents.register import Document
from tasks import nightly
from tasks.assembly import House, build
from tasks.nights import Nights
from tasks.roster import DEAD_AFTER, Roster, WorkerNameTaken
from tasks.tables import NightlyAct, WorkerAtWork
from tasks.worker import Worker
from tests.house import Landlord
from tests.together import at_once
from workflows.clock import SimulatedClock, london_date, machine_now
from workflows.db import table
from workflows.evidence import check_database, timeline
from workflows.runtime import threats
from workflows.runtime.house import CaseOpenAlready
from workflows.runtime.tables import CaseFile, Timer

_case, _act, _worker, _timer = table(CaseFile), table(NightlyAct), table(WorkerAtWork), table(Timer)


@pytest.fixture
def other(landlord: Landlord) -> Iterator[House]:
    """A second house on the same database and store, with a clock that stands where the first one's does."""
    made = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    yield made
    made.close()


def rows(landlord: Landlord, model: Any) -> list[dict[str, Any]]:
    with landlord.house.db.read() as session:
        return [dict(row) for row in session.execute(select(table(model))).mappings()]


def two_workers(landlord: Landlord, other: House) -> tuple[Worker, Worker]:
    workers = Worker(landlord.house, "one"), Worker(other, "two")
    for worker in workers:
        worker.roster.enlist()
    return workers


def move_both(landlord: Landlord, other: House, days: int) -> None:
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=days))
    assert isinstance(other.runtime.clock, SimulatedClock)
    other.runtime.clock.move_to(landlord.clock.now())


def entries(landlord: Landlord, case_id: int) -> list[str]:
    with landlord.house.db.read() as session:
        chain = landlord.house.runtime.chain_of(session, case_id)
        return [f"{each['kind']} {each.get('step', '')}".strip() for each in timeline(session, chain)]


def test_two_that_pass_midnight_open_one_case_for_each_account(landlord: Landlord, other: House) -> None:
    accounts = [landlord.add_tenancy(str(number)) for number in range(12)]
    looked = at_once(lambda: nightly.look_at_accounts(landlord.house), lambda: nightly.look_at_accounts(other))
    assert [(each.accounts, each.failed) for each in looked] == [(12, 0), (12, 0)]
    assert sum(each.opened for each in looked) == 12
    assert sorted(row["account_id"] for row in rows(landlord, CaseAccount)) == accounts
    nightly.do_what_is_due(landlord.house)
    assert len(rows(landlord, Document)) == 12


def test_rounds_of_two_workers_do_each_act_once(landlord: Landlord, other: House) -> None:
    account = landlord.add_tenancy("1")
    today = london_date(landlord.clock.now())
    one, two = two_workers(landlord, other)
    at_once(lambda: one.round(1), lambda: two.round(1))
    case = landlord.case_of(account)
    nightly.do_what_is_due(landlord.house)
    holds.place(
        landlord.house.runtime, "dispute", "user:1", accounts=[account],
        begins_on=today + timedelta(days=2), ends_on=today + timedelta(days=3),
    )  # fmt: skip
    for _ in range(18):
        move_both(landlord, other, 1)
        at_once(lambda: one.round(0), lambda: two.round(0))
    said = entries(landlord, case)
    for once in ("hold began dispute_began", "hold ended dispute_ended", "time came wait_after_letter_1"):
        assert said.count(once) == 1, (once, said)
    acts = rows(landlord, NightlyAct)
    assert {row["act"] for row in acts} == {"accounts", "agreements", "files", "holds", "refusals", "rules"}
    assert len(acts) == 6 * 19
    assert all(row["done_at"] is not None for row in acts)
    lines = [json.loads(line)["size"] for line in landlord.house.sealer.heads_file.read_text().splitlines()]
    assert lines == sorted(set(lines))
    with landlord.house.db.read() as session:
        assert check_database(session, landlord.house.sealer.heads_file).findings == []


def test_one_of_two_workers_does_a_nightly_act(landlord: Landlord, other: House) -> None:
    roster, another = Roster(landlord.house.db, "one"), Roster(other.db, "two")
    roster.enlist()
    another.enlist()
    today, done = london_date(landlord.clock.now()), []
    both = threading.Barrier(2)

    def turn(name: str, nights: Nights) -> bool:
        both.wait(20)
        return nights.once("accounts", today, lambda: done.append(name))

    nights, others = Nights(landlord.house.db, roster), Nights(other.db, another)
    assert sorted(at_once(lambda: turn("one", nights), lambda: turn("two", others))) == [False, True]
    assert len(done) == 1
    assert not others.once("accounts", today, lambda: done.append("again"))
    assert not Nights(other.db, another).once("accounts", today, lambda: done.append("after a restart"))
    assert others.once("accounts", today + timedelta(days=1), lambda: done.append("tomorrow"))
    assert len(done) == 2


def test_a_nightly_act_of_a_worker_that_died_is_taken_over(landlord: Landlord, other: House) -> None:
    roster, another = Roster(landlord.house.db, "one"), Roster(other.db, "two")
    roster.enlist()
    another.enlist()
    today, done = london_date(landlord.clock.now()), []

    def dies() -> None:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        Nights(landlord.house.db, roster).once("accounts", today, dies)
    others = Nights(other.db, another)
    assert not others.once("accounts", today, lambda: done.append("two"))  # its worker lives still
    with landlord.house.db.write() as session:
        dead = machine_now() - DEAD_AFTER - timedelta(seconds=1)
        session.execute(update(_worker).where(_worker.c.name == "one").values(seen_at=dead))
    assert others.once("accounts", today, lambda: done.append("two"))
    assert done == ["two"]


def test_two_live_processes_do_not_bear_one_name(landlord: Landlord, other: House) -> None:
    first, second = Roster(landlord.house.db, "north"), Roster(other.db, "north")
    first.enlist()
    with pytest.raises(WorkerNameTaken, match="A worker called north is at work already"):
        second.enlist()
    with pytest.raises(WorkerNameTaken):
        Worker(other, "north").start()
    with landlord.house.db.write() as session:
        dead = machine_now() - DEAD_AFTER - timedelta(seconds=1)
        session.execute(update(_worker).values(seen_at=dead))
    second.enlist()
    assert not first.beat()
    assert second.beat()
    second.leave()
    assert rows(landlord, WorkerAtWork) == []
    first.enlist()


def test_a_sign_of_life_is_written(landlord: Landlord) -> None:
    roster = Roster(landlord.house.db, "north")
    roster.enlist()
    (before,) = rows(landlord, WorkerAtWork)
    assert roster.beat()
    (after,) = rows(landlord, WorkerAtWork)
    assert after["seen_at"] > before["seen_at"]
    assert (before["started_at"], before["name"]) == (after["started_at"], "north")


def test_the_database_itself_keeps_two_cases_about_one_debt_apart(landlord: Landlord) -> None:
    runtime = landlord.house.runtime
    about = {"procedure": "arrears", "subject": "account/1"}
    with runtime.db.write() as session:
        first = runtime.open_case(session, "A-1", "", "user:1", **about)
        runtime.open_case(session, "B-1", "", "user:1", procedure="arrears", subject="account/2")
        runtime.open_case(session, "C-1", "", "user:1", procedure="notice", subject="account/1")
        runtime.open_case(session, "D-1", "", "user:1")
        runtime.open_case(session, "E-1", "", "user:1")
    with pytest.raises(CaseOpenAlready, match="account/1 is open already"), runtime.db.write() as session:
        runtime.open_case(session, "A-2", "", "user:1", **about)
    with runtime.db.write() as session:
        session.execute(update(_case).where(_case.c.id == first).values(status="closed"))
        runtime.open_case(session, "A-2", "", "user:1", **about)


def test_a_case_says_what_it_is_about(landlord: Landlord) -> None:
    landlord.add_tenancy("7")
    landlord.look()
    (case,) = rows(landlord, CaseFile)
    assert (case["procedure"], case["subject"]) == ("arrears", "account/7")


def test_two_lists_of_threatened_cases_and_two_seals_leave_one(landlord: Landlord, other: House) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    found = at_once(*[lambda: threats.look(landlord.house.runtime), lambda: threats.look(other.runtime)] * 2)
    assert len(set(found)) == 1
    sealed = at_once(*[lambda: nightly.seal(landlord.house), lambda: nightly.seal(other)] * 2)
    assert sorted(sealed)[:3] == [0, 0, 0]
    assert len(landlord.house.sealer.heads_file.read_text().splitlines()) == 1


def test_an_account_is_left_alone_for_the_time_that_the_tables_of_law_say(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    with landlord.house.db.write() as session:
        session.execute(update(_timer).values(status="cancelled"))
        session.execute(update(_case).values(status="closed", closed_at=landlord.clock.now()))
    first = landlord.case_of(account)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=27))
    landlord.bring_in()
    nightly.look_at_accounts(landlord.house)
    assert landlord.case_of(account) == first
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=1))
    landlord.bring_in()
    nightly.look_at_accounts(landlord.house)
    second = landlord.case_of(account)
    assert second != first
    shorter = landlord.house.law
    with landlord.house.db.write() as session:
        session.execute(
            update(_case).where(_case.c.id == second).values(status="closed", closed_at=landlord.clock.now())
        )
    landlord.house.law = type(shorter).of_folder(
        _with_period(landlord.house.settings.bpmn / "law", landlord.house.settings.store)
    )
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=3))
    landlord.bring_in()
    nightly.look_at_accounts(landlord.house)
    assert landlord.case_of(account) != second


def _with_period(law: Path, to: Path) -> Path:
    """The tables of law with three days in place of twenty-eight."""
    folder = to / "law"
    folder.mkdir()
    for path in law.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        before, name, after = text.partition("look_again_after_case")
        (folder / path.name).write_text(before + name + after.replace("P28D", "P3D", 1) if name else text)
    return folder


def test_the_look_and_a_payment_meet(landlord: Landlord, other: House) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    landlord.pay(account, 60_000)
    looked = at_once(lambda: nightly.look_at_accounts(landlord.house), lambda: nightly.look_at_accounts(other))
    assert sum(each.cleared for each in looked) == 1
    with landlord.house.db.read() as session:
        assert session.execute(select(func.count()).select_from(_case).where(_case.c.status == "open")).scalar() == 0


def test_what_fails_in_a_round_keeps_nothing_else_from_being_done(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    account = landlord.add_tenancy("1")
    worker = Worker(landlord.house, "one")
    worker.roster.enlist()

    def fails(*_of: object) -> None:
        raise RuntimeError("something unheard of")

    monkeypatch.setattr(holds, "follow_the_calendar", fails)
    with caplog.at_level(logging.ERROR):
        worker.round(0)
    assert "something unheard of" in caplog.text
    assert landlord.case_of(account)


def test_a_round_redoes_an_act_that_failed(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    account = landlord.add_tenancy("1")
    worker = Worker(landlord.house, "one")
    worker.roster.enlist()
    with monkeypatch.context() as broken:
        broken.setattr(nightly, "look_at_accounts", lambda _house: 1 / 0)
        worker.round(1)
    worker.round(2)
    assert landlord.case_of(account)


def test_rows_of_acts_are_of_one_day(landlord: Landlord) -> None:
    with landlord.house.db.write() as session:
        values = {"act": "accounts", "worker": "x", "process": "y", "taken_at": machine_now()}
        session.execute(insert(_act).values(day=london_date(landlord.clock.now()), **values))
    roster = Roster(landlord.house.db, "one")
    roster.enlist()
    assert Nights(landlord.house.db, roster).once("accounts", london_date(landlord.clock.now()), lambda: None)


def test_a_worker_whose_place_another_has_taken_stops(
    landlord: Landlord, other: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.worker.BEAT_EVERY", 0.05)
    one = Worker(landlord.house, "north")
    one.roster.enlist()
    beats = threading.Thread(target=one._beats)
    beats.start()
    assert not one._stop.wait(0.3), "it lives while nobody else bears its name"
    with landlord.house.db.write() as session:
        session.execute(update(_worker).values(seen_at=machine_now(), process="of another"))
    assert one._stop.wait(10)
    beats.join(10)
    assert not beats.is_alive()
    assert [row["process"] for row in rows(landlord, WorkerAtWork)] == ["of another"]
