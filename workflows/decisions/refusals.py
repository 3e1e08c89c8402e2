"""Why a decision model, or a decision, is refused."""

from collections.abc import Sequence
from typing import Any

from workflows.errors import Malformed, NotFound, Refused


class NotADecisionModel(Malformed):
    """The file is not a decision model that can be run.

    Its facts say where: ``file``, ``line`` (from 1) and ``element`` (the id of the nearest element that has one).

    :ivar each: all that is wrong with the file, as refusals of one thing each, this one first
    """

    def __init__(self, sentence: str, others: Sequence["NotADecisionModel"] = (), **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self.each: tuple[NotADecisionModel, ...] = (self, *others)


def together(refusals: Sequence[NotADecisionModel]) -> NotADecisionModel:
    """One refusal for several, at least one: it says the first, and knows the others."""
    each = {one.sentence: one for refusal in refusals for one in refusal.each}
    first, *others = each.values()
    return NotADecisionModel(first.sentence, others, **first.facts)


class UnknownDecision(NotFound):
    """The model has no such decision."""


class FactRefused(Malformed):
    """A fact has the wrong type or a value that the decision does not allow."""


class HitPolicyBroken(Refused):
    """The rules that match break the table's hit policy."""


class OutputRefused(Refused):
    """A rule gives an output that the table does not allow."""
