"""What the engine asks of those who drive it, and what it tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal[
    "opened",
    "completed",
    "cancelled",
    "decided",
    "chosen",
    "fired",
    "received",
    "started",
    "ended",
    "failed",
    "held",
    "passed",
]


@dataclass(frozen=True)
class StepEvent:
    """Something that happened, for the record.

    :ivar kind: ``opened`` a step opened; ``started`` a job or a called process began; ``completed`` a step was done;
        ``cancelled`` an open or held step was taken away; ``held`` the host let a step not open (``reason``);
        ``failed`` a step's run failed (``sentence``); ``decided`` a decision was taken (``decision``, ``value``,
        ``matched``); ``chosen`` a gateway chose (``flows``: id, target and condition of each);
        ``fired`` a timer fired; ``received`` a message, signal, error or escalation was caught (``name``, ``payload``);
        ``ended`` an end event was reached (``process``); ``passed``, only for hosts that say ``verbose``: a token left
        an element that does no work of its own (start event, milestone, thrown signal, gateway that does not choose,
        sub-process)
    :ivar element: the id of the element in the diagram
    :ivar task_id: the visit of it
    :ivar detail: a copy, JSON-like with the FEEL types beside
    """

    kind: Kind
    element: str
    task_id: str
    detail: Mapping[str, Any] = field(default_factory=dict)


class Host(Protocol):
    """Who drives an execution: the runtime, or a test."""

    def may_open(self, element: str, task_id: str) -> str | None:
        """Whether a step may open now: ``None``, or the reason why not.

        Asked once before each step opens (human task, service task, decision, call), and at each ``advance`` while it
        is held.
        """

    def run(self, element: str, operation: str, parameters: dict[str, Any], data: dict[str, Any], task_id: str) -> Any:
        """Do an inline service task and return its result.

        The result goes to the task's result variable; without one, the members of a dictionary are merged.

        :param parameters: evaluated, a copy
        :param data: the process data at the task, a copy
        :raises BusinessError: a BPMN error. Any other exception makes the task failed; nothing of it is kept
        """

    def record(self, event: StepEvent) -> None:
        """Take notice of an event. Called in the order in which things happened."""
