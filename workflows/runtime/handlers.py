"""What automated steps look like to the runtime. The steps themselves live in ``tasks/operations``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from workflows.diagrams.operations import Operation
from workflows.evidence import NewEntry


@dataclass(frozen=True)
class StepWork:
    """What an automated step is given.

    :ivar key: the same for every try of this step in this round: an outward effect carries it
    :ivar parameters: the service task's evaluated parameters
    :ivar data: the process data at the task, a copy (empty for jobs, which read tables)
    :ivar now: the business time
    :ivar simulated: whether a simulated clock gives it
    :ivar by: who completed the step of a person that it follows at once; ``system`` where nobody did just now
    """

    case_id: int
    instance_id: int
    step: str
    round: int
    parameters: Mapping[str, Any]
    data: Mapping[str, Any]
    now: datetime
    simulated: bool
    by: str = "system"

    @property
    def key(self) -> str:
        """(instance, step, round) in one text."""
        return f"{self.instance_id}:{self.step}:{self.round}"


InlineHandler = Callable[[Session, StepWork], Any]
"""Runs in the step's own transaction, exactly once; its result goes to the process data.

One that makes a document gives :class:`Kept`, so that the step's entry names it.
"""


class JobHandler(Protocol):
    """Runs after the transaction that reached the step, at least once; its effect is kept exactly once."""

    def make(self, session: Session, work: StepWork) -> Any:
        """The slow part: reads what it needs and makes it. Writes nothing.

        :raises Refused: it cannot be made; an incident, not tried again by itself
        """

    def keep(self, session: Session, work: StepWork, made: Any) -> "Kept":
        """Under the case's lock, in the transaction that finishes the step."""

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> "Released":
        """After that transaction: lets what was kept leave the house. May run again after a crash: same key, once.

        :param may_leave: to be asked once more before each thing leaves: a hold may have begun meanwhile
        """


@dataclass(frozen=True)
class Kept:
    """What a step that keeps something gives back.

    :ivar result: goes to the process data
    :ivar evidence: goes to the payload of the entry (hashes of documents, to whom, how)
    """

    result: Mapping[str, Any]
    evidence: Mapping[str, Any]


@dataclass(frozen=True)
class Released:
    """What became of what was kept.

    :ivar entries: what the case's record says of what left, and of what did not
    :ivar withheld: a sentence where something does not leave after all: a person must look at it
    :ivar held: whether some of it is still in the house, because it may not leave now
    """

    entries: Sequence[NewEntry] = ()
    withheld: str = ""
    held: bool = False


@dataclass(frozen=True)
class Handlers:
    """All automated steps by operation."""

    inline: Mapping[str, InlineHandler]
    jobs: Mapping[str, JobHandler]
    declared: Mapping[str, Operation] = field(default_factory=dict)
    """What each declares; one that declares nothing takes any parameters."""
