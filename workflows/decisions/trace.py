"""What happens while something is decided."""

from collections.abc import Sequence
from typing import NamedTuple

from workflows.decisions.refusals import FactRefused, HitPolicyBroken, NotADecisionModel, OutputRefused

Broken = FactRefused | HitPolicyBroken | OutputRefused | NotADecisionModel
"""What goes wrong in deciding, and what the standard gives null for."""


class Matched(NamedTuple):
    """What was decided in one decision, for the evidence.

    :ivar decision: the decision's id
    :ivar rules: ids of the rules that made the output; none where nothing matched or the decision is no table
    :ivar numbers: their numbers in the table, from 1
    :ivar inputs: the values of the table's inputs
    """

    decision: str
    rules: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    inputs: tuple[object, ...] = ()


class Trace:
    """What happens in one evaluation.

    The standard gives null where a value is not of its type, or rules match that must not, and goes on. Whoever runs
    a procedure must not go on: strictly, the first of these is raised.

    :ivar matched: what matched, in the order in which it did
    :ivar errors: what gave null and should not have
    """

    __slots__ = ("errors", "matched", "strict")

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.matched: list[Matched] = []
        self.errors: list[Broken] = []

    def doubt(self, doubts: Sequence[Broken]) -> None:
        """Notes what is null because it can have no value; each once."""
        for each in doubts:
            if each not in self.errors:
                self.broken(each)

    def broken(self, error: Broken) -> None:
        """Notes what gives null.

        :raises Broken: it is looked at strictly
        """
        if self.strict:
            raise error
        self.errors.append(error)
