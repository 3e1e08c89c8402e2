"""A durable step with evidence, against stock SpiffWorkflow on the same process.

The process is a payment plan of two years: three diagrams, a decision table, a parallel block and a loop that goes
round once a month. A *step* is one event from outside (a person's step, or a wait that ends) and all that follows.
"""

import json
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tools.bench.case import DATA, OPERATIONS, PROCESS, SCRIPTS, files
from tools.bench.figure import Figure
from tools.postgres import PostgresServer
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine.stock import StockCase
from workflows.proofs.rules import Rules
from workflows.runtime.firing import fire_timer
from workflows.runtime.handlers import Handlers, StepWork
from workflows.runtime.house import Runtime
from workflows.runtime.publishing import put_in_force
from workflows.runtime.tables import Instance, Timer
from workflows.runtime.words import InstanceStatus

_instance, _timer = table(Instance), table(Timer)
ROUNDS = 5


class OurCase:
    """One case in our runtime, each step committed with its evidence."""

    def __init__(self, url: str, months: int = 24) -> None:
        def inline(operation: Callable[..., Any]) -> Callable[[Session, StepWork], Any]:
            return lambda _session, work: operation(**work.parameters)

        self.clock = SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        self.runtime = Runtime(
            db=Database(url),
            clock=self.clock,
            vocabulary=Vocabulary(handlers=dict.fromkeys(OPERATIONS, "inline")),
            handlers=Handlers(inline={name: inline(act) for name, act in OPERATIONS.items()}, jobs={}),
            rules=Rules(),
            holds=lambda _session, _case, _kinds: None,
        )
        self.runtime.db.create_tables()
        with self.runtime.db.write() as session:
            name = f"case-{months}-{perf_counter()}"
            put_in_force(self.runtime, session, PROCESS, files(months), "user:1", "user:2")
            case_id = self.runtime.open_case(session, name, "", "user:1")
            self.instance = self.runtime.start(session, case_id, PROCESS, DATA, "user:1")

    def step(self) -> float:
        """Does one step; returns its time in seconds, 0 once the case has ended."""
        with self.runtime.db.read() as session:
            waits = session.execute(
                select(_instance.c.waits).where(
                    _instance.c.id == self.instance, _instance.c.status == InstanceStatus.RUNNING
                )
            ).scalar()
            kinds = {kind: task_id for task_id, kind in (waits or {}).items()}
            due = session.execute(select(_timer.c.due_at).where(_timer.c.task_id == kinds.get("timer", ""))).scalar()
        if "item" in kinds:
            began = perf_counter()
            with self.runtime.db.write() as session:
                running = self.runtime.running(session, self.instance)
                running.complete(kinds["item"], {}, "user:1", {"form": "", "answers": {}})
                running.save()
            return perf_counter() - began
        if due is None:
            return 0
        self.clock.move_to(due + timedelta(hours=9))
        began = perf_counter()
        with self.runtime.db.write() as session:
            fire_timer(self.runtime, session, self.instance, kinds["timer"])
        return perf_counter() - began

    def state_bytes(self) -> int:
        """The size of the state as it is stored."""
        with self.runtime.db.read() as session:
            state = session.execute(select(_instance.c.state).where(_instance.c.id == self.instance)).scalar_one()
        return len(state)

    def close(self) -> None:
        """Gives the connections back."""
        self.runtime.db.close()


def figures() -> Iterator[Figure]:
    """Steps a second and their ratios; state sizes; how a step ages."""
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer.start()
        try:
            yield from _ratios(Path(folder), server)
        finally:
            server.stop()
        yield from _ageing(Path(folder))


def _ratios(folder: Path, server: PostgresServer) -> Iterator[Figure]:
    taken: dict[str, list[float]] = {"memory": [], "naive": [], "sqlite": [], "postgresql": []}
    for number in range(ROUNDS):  # interleaved, so that a noisy neighbour disturbs all alike
        taken["memory"].append(statistics.median(_stock_in_memory()))
        taken["naive"].append(statistics.median(_stock_saved(folder / f"stock{number}.db")))
        taken["sqlite"].append(_ours(f"sqlite:///{folder / f'ours{number}.db'}"))
        url = server.create_database(f"bench{number}")
        taken["postgresql"].append(_ours(url))
    middle = {name: statistics.median(values) for name, values in taken.items()}
    for database, target in (("sqlite", 1.0), ("postgresql", 0.6)):
        ratio = middle["memory"] / middle[database]
        name = "SQLite, synchronous=FULL" if database == "sqlite" else "PostgreSQL, fsync on"
        yield Figure(
            f"durable step with evidence, {name}",
            round(middle[database] * 1000, 3),
            "ms",
            f"stock in memory, never saved: {middle['memory'] * 1000:.3f} ms",
            ratio,
            f"≥ {target} × its speed",
            ratio >= target,
        )
    ratio = middle["naive"] / middle["sqlite"]
    yield Figure(
        "durable step with evidence, SQLite",
        round(middle["sqlite"] * 1000, 3),
        "ms",
        f"stock with its serializer and the same commit: {middle['naive'] * 1000:.3f} ms",
        ratio,
        "≥ 6 × its speed",
        ratio >= 6,
    )


def _stock_in_memory() -> list[float]:
    case = StockCase(files(), PROCESS, SCRIPTS, DATA)
    taken: list[float] = []
    try:
        while True:
            began = perf_counter()
            if not case.step():
                return taken
            taken.append(perf_counter() - began)
    finally:
        case.put_clock_back()


def _stock_saved(path: Path) -> list[float]:
    case = StockCase(files(), PROCESS, SCRIPTS, DATA)
    taken: list[float] = []
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT)")
    connection.execute("INSERT INTO instance VALUES (1, ?)", (case.to_text(),))
    try:
        while True:
            began = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            case.from_text(connection.execute("SELECT state FROM instance WHERE id = 1").fetchone()[0])
            moved = case.step()
            connection.execute("UPDATE instance SET state = ? WHERE id = 1", (case.to_text(),))
            connection.execute("COMMIT")
            if not moved:
                return taken
            taken.append(perf_counter() - began)
    finally:
        case.put_clock_back()
        connection.close()


def _ours(url: str) -> float:
    case = OurCase(url)
    taken: list[float] = []
    while step := case.step():
        taken.append(step)
    case.close()
    if len(taken) < 50:
        raise AssertionError(f"the case ended after {len(taken)} steps; two years have more")
    return statistics.median(taken)


def _ageing(folder: Path) -> Iterator[Figure]:
    case = OurCase(f"sqlite:///{folder / 'old.db'}", months=170)
    months: dict[int, list[float]] = {}
    size_at_24 = 0
    steps = 0
    while step := case.step():
        steps += 1
        month = (steps - 4) // 2  # a month is a wait and a review; four steps come before the first
        months.setdefault(month, []).append(step)
        if month == 24 and not size_at_24:
            size_at_24 = case.state_bytes()
    case.close()
    young = statistics.median([t for month in range(1, 7) for t in months[month]])
    old = statistics.median([t for month in range(157, 163) for t in months[month]])
    yield Figure(
        "step at month 160",
        round(old * 1000, 3),
        "ms",
        f"step at month 2: {young * 1000:.3f} ms (medians of six months round each)",
        old / young,
        "≤ 1.2 ×",
        old <= 1.2 * young,
    )
    yield Figure(
        "state at month 24",
        size_at_24,
        "bytes",
        f"process data of {len(json.dumps(DATA))} bytes of JSON",
        None,
        "≤ 4,096",
        size_at_24 <= 4096,
    )
