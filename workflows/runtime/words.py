"""The words of running procedures: what a status may say, once. The databases hold these words as they stand here."""

from enum import StrEnum


class CaseStatus(StrEnum):
    """How a case stands."""

    OPEN = "open"
    CLOSED = "closed"


class InstanceStatus(StrEnum):
    """How a procedure of a case stands."""

    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemStatus(StrEnum):
    """How a step that a person does stands. ``HELD``: a hold forbids it for the time being."""

    OPEN = "open"
    HELD = "held"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TimerStatus(StrEnum):
    """How a wait for a time stands. ``PAUSED``: a hold stops it."""

    WAITING = "waiting"
    PAUSED = "paused"
    FIRED = "fired"
    CANCELLED = "cancelled"


class OnHold(StrEnum):
    """What a hold does to a wait for a time."""

    RUN = "run"
    PAUSE = "pause"
    EXTEND = "extend"


class MessageStatus(StrEnum):
    """How a wait for a message stands."""

    WAITING = "waiting"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class JobStatus(StrEnum):
    """How an automated step with an effect outside stands. ``KEPT``: it is done, and not yet let out of the house."""

    QUEUED = "queued"
    HELD = "held"
    KEPT = "kept"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class IncidentStatus(StrEnum):
    """How something that a person must look at stands."""

    OPEN = "open"
    RESOLVED = "resolved"


class IncidentKind(StrEnum):
    """What a person must look at."""

    STEP_FAILED = "step failed"
    JOB_FAILED = "job failed"
    TIMER_FAILED = "timer failed"
    REFUSED_BY_RULE = "refused by rule"
    NOT_SENT = "not sent"
    HOLD_NOT_TOLD = "hold not told"
    NOT_GONE_ON = "not gone on"


ITEM_STANDS = (ItemStatus.OPEN, ItemStatus.HELD)
"""The step is there to be done, now or later."""
TIMER_STANDS = (TimerStatus.WAITING, TimerStatus.PAUSED)
"""The time has not come yet."""
JOB_DUE = (JobStatus.QUEUED, JobStatus.KEPT)
"""A worker has something to do for it."""
JOB_STANDS = (JobStatus.QUEUED, JobStatus.HELD, JobStatus.KEPT)
"""It has not left the house yet."""
