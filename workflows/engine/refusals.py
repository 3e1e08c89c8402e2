"""What the engine refuses, and the one error that a step may raise on purpose."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from workflows.errors import Malformed, Refused


class FindingLike(Protocol):
    """What a lint finding offers: see ``workflows.diagrams.lint.Finding``."""

    element: str
    text: str


class LintFailed(Malformed):
    """The procedure would not run as it is drawn.

    :ivar findings: what is wrong, one :class:`~workflows.diagrams.lint.Finding` each
    """

    def __init__(self, process: str, findings: Sequence[Any]) -> None:
        self.findings = tuple(findings)
        said = " ".join(str(finding.text) for finding in self.findings[:3])
        more = f" And {len(self.findings) - 3} more." if len(self.findings) > 3 else ""
        super().__init__(f"The procedure {process} is not accepted. {said}{more}", process=process)


class ReadingsDiffer(Malformed):
    """What the engine compiled is not what the diagram says."""


class NotCompiled(Malformed):
    """The engine cannot compile the procedure."""


class NoSuchStart(Refused):
    """A case is to begin at a start event that there is not, or it is not said at which of several."""


class TaskGone(Refused):
    """The task is no longer open."""


class EvaluationFailed(Refused):
    """An expression or a decision gave nothing that can be used here."""


class StepFailed(EvaluationFailed):
    """A step's run failed."""


class GoingRound(Refused):
    """The procedure goes round without ever waiting for a person or for time."""


class StateUnreadable(Refused):
    """The stored state cannot be read."""


class TooMuchData(Refused):
    """The process carries more data than it may; case data belongs in tables."""


class NotStorable(Malformed):
    """A value of the process data is of a kind that cannot be stored."""


class BusinessError(Exception):
    """A BPMN error: raised by a step, caught by an error boundary event on it or on a scope round it.

    :ivar code: the error code of the diagram
    :ivar payload: merged into the data behind the boundary event
    """

    def __init__(self, code: str, payload: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.payload = dict(payload or {})
