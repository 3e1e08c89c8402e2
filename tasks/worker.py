"""The worker's round: what is due by the clock, the nightly looks, sealing, and jobs that the queue lost."""

import logging
import threading
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from cases import holds
from tasks import nightly
from tasks.assembly import House
from workflows.clock import SimulatedClock, london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.runtime import threats
from workflows.runtime.queue import DbosJobs, QueueWorker
from workflows.runtime.tables import Installation
from workflows.runtime.working import run_job

_installation = table(Installation)
log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between rounds."""
SEAL_EVERY = 30
"""Rounds between seals: a minute."""


class Worker:
    """Does the machine's share of one installation, in this process.

    :param executor: this worker's name; stable, and borne by one live process alone
    """

    def __init__(self, house: House, executor: str = "local") -> None:
        self.house = house
        self.executor = executor
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._queue: QueueWorker | None = None
        self._done_on: dict[str, date] = {}
        self._said = ""

    def start(self) -> None:
        """Begins, in threads of its own."""
        self._queue = QueueWorker(self.house.db, lambda task_id: run_job(self.house.runtime, task_id), self.executor)
        self._thread = threading.Thread(target=self._rounds, name="duecourse-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Lets the present round and running jobs end, and stops."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=15)
        if self._queue is not None:
            self._queue.stop()

    def wait(self) -> None:
        """Waits until it is stopped."""
        self._stop.wait()

    def round(self, number: int) -> None:
        """One round."""
        parts: list[Callable[[], object]] = [
            self._follow_simulated_clock,
            lambda: holds.follow_the_calendar(self.house.runtime),
            self.house.runtime.fire_due_timers,
            lambda: self._once_a_day("accounts", lambda: nightly.look_at_accounts(self.house)),
            lambda: self._once_a_day("rules", lambda: threats.look(self.house.runtime)),
        ]
        if number % SEAL_EVERY == 0:
            parts += [lambda: nightly.seal(self.house), self._sweep]
        for part in parts:
            try:
                part()
            except Refused as refused:
                if refused.sentence != self._said:
                    log.warning(refused.sentence)
                self._said = refused.sentence
            except Exception:  # what fails must not keep the rest from being done; the next round tries again
                log.exception("a part of the worker's round failed")

    def _once_a_day(self, name: str, act: Callable[[], object]) -> None:
        today = london_date(self.house.runtime.clock.now())
        if self._done_on.get(name) != today:
            act()
            self._done_on[name] = today

    def _sweep(self) -> None:
        jobs = self.house.runtime.jobs
        if isinstance(jobs, DbosJobs):
            with self.house.db.write() as session:
                jobs.sweep(session, self.house.runtime.clock.now())
            jobs.forget_old()

    def _rounds(self) -> None:
        number = 0
        while not self._stop.is_set():
            self.round(number)
            number += 1
            self._stop.wait(EVERY)

    def _follow_simulated_clock(self) -> None:
        clock = self.house.runtime.clock
        if isinstance(clock, SimulatedClock):
            with self.house.db.read() as session:
                at = session.execute(select(_installation.c.simulated_at)).scalar()
            if at is not None and at > clock.now():
                clock.move_to(at)
