"""A worker whose letters are never done: run as a process of its own, to be killed in the middle of one."""

import sys
import time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tasks.assembly import build
from tasks.worker import Worker
from workflows.runtime.handlers import Handlers, StepWork
from workflows.runtime.queue import DbosJobs
from workflows.settings import Settings


class Stuck:
    """Begins a letter, says so in a file, and goes on for ever."""

    def __init__(self, said: Path) -> None:
        self.said = said

    def make(self, session: Session, work: StepWork) -> Any:
        """Never ends."""
        del session
        self.said.write_text(work.key)
        time.sleep(600)

    def keep(self, session: Session, work: StepWork, made: Any) -> Any:
        """Is not reached."""
        raise AssertionError

    def release(self, session: Session, work: StepWork, may_leave: Any) -> Any:
        """Is not reached."""
        raise AssertionError


def main(url: str, store: str, said: str) -> None:
    """Works until it is killed."""
    house = build(Settings(database_url=url, store=Path(store), secure_cookies=False))
    house.runtime.jobs = DbosJobs(house.db)
    house.runtime.handlers = Handlers(house.runtime.handlers.inline, {"send_document": Stuck(Path(said))})
    worker = Worker(house, "first")
    worker.start()
    worker.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
