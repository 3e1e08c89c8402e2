"""The only room that knows SpiffWorkflow: procedures compiled, instances stepped, state kept small."""

from workflows.diagrams.timers import Cycle
from workflows.engine.execution import Execution
from workflows.engine.host import Host, StepEvent
from workflows.engine.procedure import Procedure, compile_procedure
from workflows.engine.refusals import (
    BusinessError,
    EvaluationFailed,
    GoingRound,
    LintFailed,
    NotCompiled,
    NotStorable,
    ReadingsDiffer,
    StateUnreadable,
    StepFailed,
    TaskGone,
    TooMuchData,
)
from workflows.engine.waits import (
    CONDITION,
    FailedTask,
    HeldTask,
    JobWait,
    MessageWait,
    OpenTask,
    SignalWait,
    TimerWait,
)

__all__ = [
    "CONDITION",
    "BusinessError",
    "Cycle",
    "EvaluationFailed",
    "Execution",
    "FailedTask",
    "GoingRound",
    "HeldTask",
    "Host",
    "JobWait",
    "LintFailed",
    "MessageWait",
    "NotCompiled",
    "NotStorable",
    "OpenTask",
    "Procedure",
    "ReadingsDiffer",
    "SignalWait",
    "StateUnreadable",
    "StepEvent",
    "StepFailed",
    "TaskGone",
    "TimerWait",
    "TooMuchData",
    "compile_procedure",
]
