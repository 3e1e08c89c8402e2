"""The sentence of authority: who does an act holds a level of it. The machine never holds one."""

import re
from dataclasses import dataclass, field, replace
from typing import Self

from workflows.errors import Malformed, Refused
from workflows.expressions import Expression, FeelLimit, FeelSyntaxError, NotFeel, compile_expression, written
from workflows.proofs.sentences import Lookups, OwesNothing, State, When, missing

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class NoSuchLevel(Malformed):
    """A rule names a level of authority that there is not, or asks for it in words that give none."""


@dataclass(frozen=True)
class ByLevel(OwesNothing):
    """Each of the steps is done by somebody who holds a level. It remembers nothing: levels are those of the day.

    :ivar level: its name; or FEEL over facts of the case that gives it: ``approval level("write_off", arrears_pence)``
    :ivar lanes: the lanes in which somebody may hold it; ``None`` where nobody looked
    :ivar expression: the FEEL, compiled; ``None`` where it is a name, or nothing is asked of facts
    """

    steps: tuple[str, ...]
    level: str
    lanes: frozenset[str] | None = field(default=None, compare=False, repr=False)
    expression: Expression | None = field(default=None, compare=False, repr=False)

    @property
    def initial(self) -> State:
        """Nothing."""
        return 0

    @property
    def alphabet(self) -> frozenset[str]:
        """The steps."""
        return frozenset(self.steps)

    @property
    def targets(self) -> frozenset[str]:
        """The steps."""
        return frozenset(self.steps)

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """A step is forbidden to whoever does not hold the level; not while nobody knows who will do it.

        Nor where nobody can say who holds what: what is read in a record was asked on its day.
        """
        if not actor or step not in self.steps or when is None or when.levels is None:
            return False
        return self.wanted(when) not in when.levels(actor)

    def wanted(self, when: When | None) -> str:
        """The level that is asked for on a day; empty where the facts give none, which nobody holds."""
        if _NAME.fullmatch(self.level):
            return self.level
        if self.expression is None or when is None:
            return ""
        try:
            value = self.expression.evaluate({name: when.fact(name) for name in self.expression.names})
        except (FeelLimit, NotFeel, Refused, TypeError, ValueError):
            return ""
        return value if isinstance(value, str) else ""

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Nothing changes."""
        return state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """All of the steps, where none is drawn."""
        return missing(self.targets, present) if not self.targets & present else ()

    def told(self, state: State, when: When | None) -> str:  # noqa: ARG002  # as all sentences that tell
        """Which level is asked for."""
        wanted = self.wanted(when).replace("_", " ")
        facts = [
            f"{name} is {'not known' if when is None or when.fact(name) is None else written(when.fact(name))}"
            for name in sorted(self.expression.names if self.expression is not None else ())
        ]
        because = f", as {' and '.join(facts)}" if facts else ""
        if not wanted:
            return f"Nobody can say which authority it asks for{because}."
        return f"It asks for somebody with the authority {wanted}{because}."

    def looking_up(self, lookups: Lookups) -> Self:
        """The same with the lanes in which somebody may hold the level.

        :raises NoSuchLevel: there is no such level, or it is no FEEL over facts
        """
        if not _NAME.fullmatch(self.level):
            return self._reading_facts(lookups)
        if self.level not in lookups.levels:
            listed = ", ".join(lookups.levels) or "none"
            raise NoSuchLevel(f"there is no level {self.level!r} in organisation/levels.yaml; there are {listed}.")
        return replace(self, lanes=lookups.levels[self.level])

    def _reading_facts(self, lookups: Lookups) -> Self:
        try:
            read = compile_expression(self.level, lookups.functions, tuple(lookups.facts))
        except FeelSyntaxError as error:
            raise NoSuchLevel(f"`level` is neither the name of a level nor FEEL: {error}") from error
        if lost := sorted(read.names - lookups.facts.keys()):
            raise NoSuchLevel(f"`level` speaks of {lost[0]}, and there is no such fact. `duecourse facts` lists them.")
        if not read.names:
            raise NoSuchLevel("`level` speaks of no fact, and so would always ask for the same. Write its name.")
        return replace(self, expression=read, lanes=frozenset[str]().union(*lookups.levels.values()))
