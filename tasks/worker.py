"""The worker's round: what is due by the clock, the nightly acts, sealing, and jobs that the queue or a worker lost."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import select

from cases import holds
from tasks import nightly
from tasks.assembly import House
from tasks.night.agreements import look_at_agreements
from tasks.nights import Nights
from tasks.roster import BEAT_EVERY, Roster
from workflows.clock import SimulatedClock, london_date
from workflows.db import patiently, table
from workflows.errors import Refused
from workflows.runtime import threats, waking
from workflows.runtime.firing import fire_due_timers
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

    :param name: this worker's name; stable, and borne by one live process alone
    """

    def __init__(self, house: House, name: str = "local") -> None:
        self.house = house
        self.roster = Roster(house.db, name)
        self._nights = Nights(house.db, self.roster)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._queue: QueueWorker | None = None
        self._said = ""

    def start(self) -> None:
        """Begins, in threads of its own.

        :raises WorkerNameTaken: a live process bears its name
        """
        self.roster.enlist()
        self._queue = QueueWorker(self.house.db, self._run_job, self.roster.name)
        for act in (self._rounds, self._beats):
            thread = threading.Thread(target=act, name=f"duecourse-worker{act.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Lets the present round and running jobs end, and stops."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=15)
        if self._queue is not None:
            self._queue.stop()
            self.roster.leave()

    def wait(self) -> None:
        """Waits until it is stopped."""
        self._stop.wait()

    def round(self, number: int) -> None:
        """One round."""
        runtime = self.house.runtime
        parts: list[Callable[[], object]] = [
            self._follow_simulated_clock,
            self.house.follow_edition,
            self._take_over,
            lambda: holds.follow_the_calendar(runtime),
            lambda: self._once_a_day("holds", lambda: holds.reconcile(runtime)),
            lambda: fire_due_timers(runtime),
            lambda: self._once_a_day("refusals", lambda: waking.wake(runtime)),
            lambda: self._once_a_day("agreements", lambda: look_at_agreements(self.house)),
            lambda: self._once_a_day("accounts", lambda: nightly.look_at_accounts(self.house)),
            lambda: self._once_a_day("rules", lambda: threats.look(runtime)),
            lambda: self._once_a_day("files", lambda: self.house.work.files.clear(self.house.db, runtime.clock.now())),
        ]
        if number % SEAL_EVERY == 0:
            parts += [lambda: nightly.seal(self.house), self._sweep]
        for part in parts:
            try:
                part()
            except Refused as refused:
                if refused.sentence != self._said:
                    log.warning("a part of the worker's round was refused: %s", refused.slug)
                self._said = refused.sentence
            except Exception:  # what fails must not keep the rest from being done; the next round tries again
                log.exception("a part of the worker's round failed")

    def _run_job(self, task_id: str) -> str:
        with patiently():
            self.house.follow_edition()
            return run_job(self.house.runtime, task_id)

    def _once_a_day(self, name: str, act: Callable[[], object]) -> None:
        self._nights.once(name, london_date(self.house.runtime.clock.now()), act)

    def _take_over(self) -> None:
        """What dead workers were handed is delivered to the living."""
        jobs = self.house.runtime.jobs
        with self.house.db.write() as session:
            for name in self.roster.the_dead(session):
                log.warning("The worker %s is dead; what it was doing is done by others.", name)
                if isinstance(jobs, DbosJobs):
                    jobs.take_over(session, name)

    def _sweep(self) -> None:
        jobs = self.house.runtime.jobs
        if isinstance(jobs, DbosJobs):
            with self.house.db.write() as session:
                jobs.sweep(session, self.house.runtime.clock.now())
            jobs.forget_old()

    def _rounds(self) -> None:
        number = 0
        with patiently():
            while not self._stop.is_set():
                self.round(number)
                number += 1
                self._stop.wait(EVERY)

    def _beats(self) -> None:
        with patiently():
            while not self._stop.wait(BEAT_EVERY):
                try:
                    if not self.roster.beat():
                        log.error("Another worker is called %s now, so this one stops.", self.roster.name)
                        self._stop.set()
                except Exception:  # the database may be away for a moment
                    log.exception("the worker could not show that it lives")

    def _follow_simulated_clock(self) -> None:
        clock = self.house.runtime.clock
        if isinstance(clock, SimulatedClock):
            with self.house.db.read() as session:
                at = session.execute(select(_installation.c.simulated_at)).scalar()
            if at is not None and at > clock.now():
                clock.move_to(at)
