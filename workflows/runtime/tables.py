"""The tables of the runtime.

A *case* is what the record is kept of; it may run several *instances*, each pinned to the version of the procedure it
began with. What an instance waits for stands in rows whose key is the engine's task id. What a
``status`` may say stands in :mod:`workflows.runtime.words`.
"""

from datetime import date, datetime

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workflows.moments import Moment
from workflows.runtime.words import (
    CaseStatus,
    IncidentStatus,
    InstanceStatus,
    ItemStatus,
    JobStatus,
    MessageStatus,
    OnHold,
    TimerStatus,
)


class Installation(SQLModel, table=True):
    """One row: whose database this is, and whether a simulated clock ever drove it (then it says so for ever)."""

    id: int = Field(default=1, primary_key=True)
    organisation: str
    demo: bool = False
    simulated_at: datetime | None = Field(default=None, sa_type=Moment)
    chain_id: int


class ProcedureVersion(SQLModel, table=True):
    """A published version of a procedure; never changed."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    number: int
    sha256: str
    published_at: datetime = Field(sa_type=Moment)
    published_by: str
    proposed_by: str
    certificate: dict = Field(sa_type=JSON)  # type: ignore[type-arg]  # see workflows.proofs.certificate
    certificate_sha256: str


class ProcedureFile(SQLModel, table=True):
    """A file of a version: diagram, decisions, forms."""

    __tablename__ = "procedure_file"

    version_id: int = Field(primary_key=True, foreign_key="procedure_version.id")
    path: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class CaseFile(SQLModel, table=True):
    """A case. Locking this row is locking the case.

    ``subject`` says what it is about (``account/100042``): of one subject no two cases of a procedure are open at once.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index(
            "case_file_one_open",
            "procedure",
            "subject",
            unique=True,
            sqlite_where=text("status = 'open' AND subject <> ''"),
            postgresql_where=text("status = 'open' AND subject <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    title: str = ""
    procedure: str = ""
    subject: str = ""
    status: str = Field(default=CaseStatus.OPEN, index=True)
    outcome: str = ""
    chain_id: int
    guard: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]  # rule id → automaton state
    opened_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Instance(SQLModel, table=True):
    """A running or ended procedure of a case."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    version_id: int = Field(foreign_key="procedure_version.id")
    status: str = InstanceStatus.RUNNING
    revision: int = 0
    state: bytes = Field(sa_type=LargeBinary)
    waits: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]  # task id → kind of its row
    opened_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class InstanceState(SQLModel, table=True):
    """The state after a step, beside the number of the step's last entry in the case's record."""

    __tablename__ = "instance_state"

    instance_id: int = Field(primary_key=True, foreign_key="instance.id")
    seq: int = Field(primary_key=True)
    state: bytes = Field(sa_type=LargeBinary)
    guard: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]


class WorkItem(SQLModel, table=True):
    """A step that a person does. ``held``: a hold forbids it for the time being."""

    __tablename__ = "work_item"
    __table_args__ = (Index("work_item_list", "status", "role", "due_at"), Index("work_item_case", "case_id"))

    task_id: str = Field(primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    instance_id: int = Field(foreign_key="instance.id")
    step: str
    name: str
    role: str
    form: str = ""
    status: str = ItemStatus.OPEN
    reason: str = ""
    opened_at: datetime = Field(sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    assignee: str | None = None
    draft: dict | None = Field(default=None, sa_type=JSON)  # type: ignore[type-arg]
    revision: int = 0
    completed_at: datetime | None = Field(default=None, sa_type=Moment)
    completed_by: str | None = None
    completed_seq: int | None = None


class Timer(SQLModel, table=True):
    """A wait for a time. The row is the truth: the engine compares no dates.

    ``unheld_due_at`` is when it would be due had no hold ever stopped it; holds are counted from ``holds_from`` on.
    """

    __table_args__ = (Index("timer_due", "status", "due_at"),)

    task_id: str = Field(primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    instance_id: int = Field(foreign_key="instance.id")
    step: str
    began_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    unheld_due_at: datetime = Field(sa_type=Moment)
    holds_from: date
    on_hold: str = OnHold.RUN
    extend_by: str = ""
    status: str = TimerStatus.WAITING
    paused_at: datetime | None = Field(default=None, sa_type=Moment)


class MessageWait(SQLModel, table=True):
    """A wait for a message."""

    __tablename__ = "message_wait"
    __table_args__ = (Index("message_wait_case", "case_id", "name", "status"),)

    task_id: str = Field(primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    instance_id: int = Field(foreign_key="instance.id")
    step: str
    name: str
    status: str = MessageStatus.WAITING


class Job(SQLModel, table=True):
    """An automated step with an effect outside the transaction. The row is the truth; the queue only delivers it.

    Its idempotency key is (instance, step, round).
    """

    __table_args__ = (
        Index("job_due", "status", "run_at"),
        Index("job_round", "instance_id", "step", "round", unique=True),
    )

    task_id: str = Field(primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    instance_id: int = Field(foreign_key="instance.id")
    step: str
    operation: str
    parameters: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]
    round: int = 1
    status: str = JobStatus.QUEUED
    attempts: int = 0
    queued_at: datetime = Field(sa_type=Moment)
    run_at: datetime = Field(sa_type=Moment)
    delivered_at: datetime = Field(sa_type=Moment)  # machine time: when the queue was last told of it
    error: str = ""


class Incident(SQLModel, table=True):
    """Something that a person must look at: what failed, and why."""

    __table_args__ = (Index("incident_open", "status", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    instance_id: int = Field(foreign_key="instance.id")
    task_id: str = Field(index=True)
    step: str
    kind: str  # an IncidentKind
    sentence: str
    opened_at: datetime = Field(sa_type=Moment)
    status: str = IncidentStatus.OPEN
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)
    resolved_by: str | None = None
    resolution: str = ""


class Threat(SQLModel, table=True):
    """An open case that a rule stops, or will stop; the list is made anew every night."""

    __table_args__ = (Index("threat_rule", "rule", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    rule: str
    step: str  # that would be refused; empty: the case would end owing something
    lacking: list[str] = Field(default_factory=list, sa_type=JSON)
    on_day: date  # whose law was asked for: the day of the night, or the first day of a rule to come
    found_at: datetime = Field(sa_type=Moment)
