"""The gate: the one place that says whether a step may open, be done, or leave the house.

Two things stand in it. A *hold* forbids the steps of enforcement while it covers the case, whoever would do them; a
*rule* forbids a step until what it requires has happened. Both are asked before a step opens, again when somebody
completes it, and again before what it made is kept and leaves.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlmodel import Session

from workflows.clock import london_date
from workflows.confidence import marked
from workflows.runtime.means import Means
from workflows.runtime.memory import Memory


class Closed(NamedTuple):
    """Why a step may not be done now: a hold or a rule, and the sentence."""

    kind: Literal["hold", "rule"]
    sentence: str


class Gate:
    """The gate of one case in one unit of work.

    :ivar when: the day of the unit of work, and the facts of the case
    :ivar memory: what rules remember beyond the case
    :param now: the business time of the unit of work
    """

    def __init__(self, means: Means, session: Session, case_id: int, now: datetime) -> None:
        self._means = means
        self._reading = means.in_force.reading
        self._session = session
        self._case_id = case_id
        self.memory = Memory.of(session, self._reading.rules, means.subjects)
        self.when = means.when(session, case_id, london_date(now))

    def hold_over_case(self) -> str | None:
        """Why a hold covers the case, in a sentence; ``None`` where none does."""
        return self._means.holds(self._session, self._case_id, None)

    def hold(self, step: str) -> str | None:
        """Why a hold forbids a step, in a sentence; ``None`` where none does, or the step is none that it stops."""
        known = self._reading.vocabulary.steps.get(step)
        if known is None or not known.enforcement:
            return None
        return self._means.holds(self._session, self._case_id, known.stopped_by)

    def stopped_by(self, step: str) -> frozenset[str] | None:
        """The kinds of hold that stop a step; ``None``: all."""
        known = self._reading.vocabulary.steps.get(step)
        return known.stopped_by if known is not None else frozenset()

    def rule(self, guard: Mapping[str, Any], step: str, actor: str = "") -> str | None:
        """Why a rule forbids a step, in a sentence with its law, the count of days or the facts, and the earlier case
        that it remembers; ``None`` where it may.

        :param guard: what the rules remember of the case
        :param actor: who would do it; empty while nobody knows
        """
        rule, earlier = self._reading.rules.of_case.refusal(guard, step, self.when, actor), ""
        state = guard.get(rule.id, rule.initial) if rule is not None else None
        if rule is None:
            remembered = self.memory.refusal(self._case_id, step, self.when, actor)
            if remembered is None:
                return None
            rule, state, earlier = remembered
        because = rule.because(state, self.when) if state is not None else ""
        more = " ".join(f"{each[:1].upper()}{each[1:]}" for each in (because, earlier) if each)
        return f"{rule.text} ({marked(rule.law, rule.confidence)}){f' {more}' if more else ''}"

    def closed(self, guard: Mapping[str, Any], step: str, actor: str = "") -> Closed | None:
        """Why a step may not be done now; ``None`` where it may."""
        if (hold := self.hold(step)) is not None:
            return Closed("hold", hold)
        if (rule := self.rule(guard, step, actor)) is not None:
            return Closed("rule", rule)
        return None

    def is_enforcement(self, step: str) -> bool:
        """Whether a step is one that holds forbid."""
        known = self._reading.vocabulary.steps.get(step)
        return known is not None and known.enforcement
