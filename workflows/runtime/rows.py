"""Rows of running procedures, as they were read; see ``workflows/runtime/tables.py``."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflows.runtime.words import (
    CaseStatus,
    IncidentKind,
    IncidentStatus,
    InstanceStatus,
    ItemStatus,
    JobStatus,
    OnHold,
    TimerStatus,
)


@dataclass(frozen=True)
class InstallationRow:
    """Whose database this is; ``simulated_at``: where a simulated clock stands that drives it."""

    id: int
    organisation: str
    demo: bool
    simulated_at: datetime | None
    chain_id: int


@dataclass(frozen=True)
class CaseRow:
    """A case."""

    id: int
    reference: str
    title: str
    procedure: str
    subject: str
    status: CaseStatus
    outcome: str
    chain_id: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class InstanceRow:
    """A procedure of a case: its name, and the version that it is pinned to."""

    id: int
    status: InstanceStatus
    version_id: int
    opened_at: datetime
    ended_at: datetime | None
    procedure: str
    version: int


@dataclass(frozen=True)
class WorkItemRow:
    """A step that a person does.

    :ivar draft: unfinished answers of its form, as they were sent
    """

    task_id: str
    case_id: int
    instance_id: int
    step: str
    name: str
    role: str
    form: str
    status: ItemStatus
    reason: str
    opened_at: datetime
    due_at: datetime | None
    assignee: str | None
    draft: dict[str, Any] | None
    revision: int
    completed_at: datetime | None
    completed_by: str | None
    completed_seq: int | None


@dataclass(frozen=True)
class TimerRow:
    """A wait for a time."""

    task_id: str
    case_id: int
    instance_id: int
    step: str
    began_at: datetime
    due_at: datetime
    unheld_due_at: datetime
    holds_from: date
    on_hold: OnHold
    extend_by: str
    status: TimerStatus
    paused_at: datetime | None


@dataclass(frozen=True)
class JobRow:
    """An automated step with an effect outside the transaction.

    :ivar parameters: of the service task, evaluated
    """

    task_id: str
    case_id: int
    instance_id: int
    step: str
    operation: str
    parameters: dict[str, Any]
    round: int
    status: JobStatus
    attempts: int


@dataclass(frozen=True)
class IncidentRow:
    """Something that a person must look at."""

    id: int
    case_id: int
    instance_id: int
    task_id: str
    step: str
    kind: IncidentKind
    sentence: str
    opened_at: datetime
    status: IncidentStatus
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str
