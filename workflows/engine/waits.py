"""What an execution waits for, as plain data."""

from dataclasses import dataclass
from typing import Any, Literal

from workflows.diagrams.timers import TimerValue

CONDITION = "= "
"""Before a condition, in the name of the message that says that it is true."""


@dataclass(frozen=True)
class OpenTask:
    """A human task that is open. ``data`` is a copy of the process data at it."""

    task_id: str
    element: str
    data: dict[str, Any]


@dataclass(frozen=True)
class HeldTask:
    """A step that the host did not let open, and its reason."""

    task_id: str
    element: str
    reason: str


@dataclass(frozen=True)
class FailedTask:
    """A step, gateway or event whose run failed; it is run again only after ``retry``."""

    task_id: str
    element: str
    sentence: str


@dataclass(frozen=True)
class TimerWait:
    """A timer that runs.

    :ivar value: what it was armed with: an aware ``datetime`` or a ``date``; a ``timedelta`` or ``YearsAndMonths``; a
        ``Cycle``. Durations count from when the wait opened
    :ivar attached_to: for boundary events, the id of the host
    :ivar interrupting: whether firing cancels the host
    """

    task_id: str
    element: str
    kind: Literal["date", "duration", "cycle"]
    value: TimerValue
    attached_to: str | None
    interrupting: bool


@dataclass(frozen=True)
class MessageWait:
    """An element that waits for a message of that name.

    :ivar condition: of a conditional event its condition: the message ``= condition`` says that it is true
    """

    task_id: str
    element: str
    name: str
    condition: str | None = None


@dataclass(frozen=True)
class SignalWait:
    """An element that waits for a signal of that name, which the case itself throws."""

    task_id: str
    element: str
    name: str


@dataclass(frozen=True)
class JobWait:
    """A service task that runs as a job. ``parameters`` were evaluated when it started."""

    task_id: str
    element: str
    operation: str
    parameters: dict[str, Any]
