"""What was found out about a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["PROVED", "GUARDED", "BROKEN", "NOT SETTLED"]
KEPT: frozenset[Outcome] = frozenset({"PROVED", "GUARDED"})
"""The outcomes with which a procedure may be published."""


@dataclass(frozen=True)
class Verdict:
    """Whether a procedure can break a rule.

    :ivar outcome: ``PROVED``: on no path; ``GUARDED``: never, as the guard refuses it on its day, and the case then has
        another way to its end; ``BROKEN``: on the path given; ``NOT SETTLED``: nothing is known
    :ivar sentence: the same in words
    :ivar path: the shortest path found that breaks it, by element ids; behind those of calls for called processes
    :ivar facts: the facts of the case under which it is broken; empty where they do not matter
    :ivar in_force: whether the rule binds on the day asked for; otherwise it is one to come
    """

    rule: str
    outcome: Outcome
    sentence: str
    path: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    in_force: bool = True

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "sentence": self.sentence,
            "path": list(self.path),
            "facts": dict(self.facts),
            "in_force": self.in_force,
        }


@dataclass(frozen=True)
class Unconcerned:
    """A rule that does not concern a procedure.

    :ivar not_drawn: the acts that would have to be drawn for it to concern the procedure
    """

    rule: str
    not_drawn: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why, in words."""
        return f"The procedure does not draw {', '.join(self.not_drawn)}."

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"rule": self.rule, "not_drawn": list(self.not_drawn), "sentence": self.sentence}
