"""The sentence of authority: who does an act holds a level of it. The machine never holds one."""

from dataclasses import dataclass, field, replace
from typing import Self

from workflows.errors import Malformed
from workflows.proofs.sentences import Lookups, OwesNothing, State, When, missing


class NoSuchLevel(Malformed):
    """A rule names a level of authority that there is not."""


@dataclass(frozen=True)
class ByLevel(OwesNothing):
    """Each of the steps is done by somebody who holds a level. It remembers nothing: levels are those of the day.

    :ivar lanes: the lanes in which somebody may hold it; ``None`` where nobody looked
    """

    steps: tuple[str, ...]
    level: str
    lanes: frozenset[str] | None = field(default=None, compare=False, repr=False)

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
        return self.level not in when.levels(actor)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Nothing changes."""
        return state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """All of the steps, where none is drawn."""
        return missing(self.targets, present) if not self.targets & present else ()

    def told(self, state: State, when: When | None) -> str:  # noqa: ARG002  # as all sentences that tell
        """Which level is asked for."""
        return f"It asks for somebody with the authority {self.level.replace('_', ' ')}."

    def looking_up(self, lookups: Lookups) -> Self:
        """The same with the lanes in which somebody may hold the level.

        :raises NoSuchLevel: there is no such level
        """
        if self.level not in lookups.levels:
            listed = ", ".join(lookups.levels) or "none"
            raise NoSuchLevel(f"there is no level {self.level!r} in organisation/levels.yaml; there are {listed}.")
        return replace(self, lanes=lookups.levels[self.level])
