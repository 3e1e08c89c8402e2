"""The port to the queue of automated steps.

The ``job`` rows are the truth; what a queue adds is that they are run soon, by some worker, and again after a crash.
"""

from typing import Protocol

from sqlmodel import Session


class JobPort(Protocol):
    """What the runtime asks of a queue."""

    def enqueue(self, session: Session, task_id: str) -> None:
        """Has a job run soon after the caller's transaction commits, and not at all if it rolls back."""

    def cancel(self, session: Session, task_id: str) -> None:
        """The job need not run; its row says so already."""


class RowsOnly:
    """No queue: jobs run when someone drains them (tests, the simulated clock), or when a worker sweeps."""

    def enqueue(self, session: Session, task_id: str) -> None:
        """The row is enough."""

    def cancel(self, session: Session, task_id: str) -> None:
        """The row is enough."""
