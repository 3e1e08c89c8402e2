"""Decisions: DMN models (OMG DMN 1.1 to 1.5) whose logic is decision tables and the boxed expressions.

``DecisionModel.parse(xml).decide("reminder_level", {"arrears_pence": 7500}).value``
"""

from workflows.decisions.model import DecisionModel, DecisionResult
from workflows.decisions.parts import Decision
from workflows.decisions.refusals import (
    FactRefused,
    HitPolicyBroken,
    NotADecisionModel,
    OutputRefused,
    UnknownDecision,
)
from workflows.decisions.trace import Matched

__all__ = [
    "Decision",
    "DecisionModel",
    "DecisionResult",
    "FactRefused",
    "HitPolicyBroken",
    "Matched",
    "NotADecisionModel",
    "OutputRefused",
    "UnknownDecision",
]
