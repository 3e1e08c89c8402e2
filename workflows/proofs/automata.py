"""The sentences of order and of persons that a rule can say, each an automaton over the names of steps.

The same automaton runs over every path of a procedure before it is published and beside every live case. Its state is
tiny and goes into JSON as it is; a case keeps one state for each rule that was ever touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.proofs.sentences import Choices, OwesNothing, State, When, missing


@dataclass(frozen=True)
class Before(OwesNothing):
    """``before`` a step, ``require`` others. State: the numbers of the requirements that are met, in order.

    :ivar in_order: each counts only once those before it are met
    :ivar since: steps that make everything required anew
    """

    target: str
    require: Choices
    in_order: bool = False
    since: frozenset[str] = frozenset()

    @property
    def initial(self) -> State:
        """Nothing is met."""
        return []

    @property
    def alphabet(self) -> frozenset[str]:
        """The target, what it requires, and what resets that."""
        return self.since.union([self.target], *self.require)

    @property
    def targets(self) -> frozenset[str]:
        """The one step."""
        return frozenset([self.target])

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The target is forbidden until every requirement is met."""
        return step == self.target and isinstance(state, list) and len(state) < len(self.require)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """One more requirement met, or none any more."""
        met = state if isinstance(state, list) and step not in self.since else []
        for place, wanted in enumerate(self.require):
            if step in wanted and place not in met and (not self.in_order or place == len(met)):
                return sorted([*met, place])
        return met

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The target. Where a requirement is drawn nowhere, each path to the target breaks the rule."""
        return missing(self.targets, present)


@dataclass(frozen=True)
class After:
    """``after`` a step, ``expect`` others before the case ends. State: the numbers of what is still owed.

    :ivar unless: steps after which nothing is owed any more
    """

    trigger: str
    expect: Choices
    unless: frozenset[str] = frozenset()

    @property
    def initial(self) -> State:
        """Nothing is owed."""
        return []

    @property
    def alphabet(self) -> frozenset[str]:
        """The trigger, what it makes owed, and what cancels that."""
        return self.unless.union([self.trigger], *self.expect)

    @property
    def targets(self) -> frozenset[str]:
        """None: only the end of the case can break it."""
        return frozenset()

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Everything owed at the trigger; less with each expected step."""
        if step == self.trigger:
            return list(range(len(self.expect)))
        if not isinstance(state, list) or step in self.unless:
            return []
        return [number for number in state if step not in self.expect[number]]

    def owes(self, state: State) -> tuple[str, ...]:
        """The expected steps that did not happen."""
        owed = state if isinstance(state, list) else []
        return tuple(" or ".join(sorted(self.expect[number])) for number in owed)

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The trigger."""
        return missing({self.trigger}, present)


@dataclass(frozen=True)
class Never(OwesNothing):
    """``never`` some steps ``between`` an opening and a closing one. State: whether the window is open."""

    targets: frozenset[str]
    opening: frozenset[str]
    closing: frozenset[str]

    @property
    def initial(self) -> State:
        """Closed."""
        return False

    @property
    def alphabet(self) -> frozenset[str]:
        """The forbidden steps, and what opens and closes the window."""
        return self.targets | self.opening | self.closing

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The targets are forbidden while the window is open."""
        return bool(state) and step in self.targets

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Open, closed, or as it was."""
        return True if step in self.opening else False if step in self.closing else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """All of what is forbidden, or all of what opens the window: then it is never open here.

        A window that an earlier procedure of the case has opened is the guard's, which remembers it.
        """
        return tuple(
            name for some in (self.targets, self.opening) if not some & present for name in missing(some, present)
        )


@dataclass(frozen=True)
class AtMostOnce(OwesNothing):
    """A step happens ``at_most_once``. State: 1 once it has happened, else 0.

    :ivar since: steps after which it may happen once more
    """

    target: str
    since: frozenset[str] = frozenset()

    @property
    def initial(self) -> State:
        """It has not happened."""
        return 0

    @property
    def alphabet(self) -> frozenset[str]:
        """The step, and what lets it happen once more."""
        return self.targets | self.since

    @property
    def targets(self) -> frozenset[str]:
        """The one step."""
        return frozenset([self.target])

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The step is forbidden once it has happened."""
        return bool(state) and step == self.target

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Counted, or counted anew."""
        return 1 if step == self.target else 0 if step in self.since else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The step."""
        return missing(self.targets, present)


@dataclass(frozen=True)
class Exclusive(OwesNothing):
    """Of several steps a case has only one, as often as it likes. State: which one it was; empty for none yet."""

    targets: frozenset[str]

    @property
    def initial(self) -> State:
        """None of them has happened."""
        return ""

    @property
    def alphabet(self) -> frozenset[str]:
        """The steps."""
        return self.targets

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """All but the one that happened."""
        return step in self.targets and state not in ("", step)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """The first one counts."""
        return state or (step if step in self.targets else "")

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """All but one of the steps: one alone excludes nothing here. The guard remembers an earlier procedure's."""
        return missing(self.targets, present) if len(self.targets & present) < 2 else ()


@dataclass(frozen=True)
class ByDifferentPerson(OwesNothing):
    """No two of the steps are done by one person. State: everybody who did each of them.

    :ivar since: steps that begin a new round, in which everybody may do any of them once more; one of them may be one
        of the steps themselves (a new draft, which somebody else must approve again)
    """

    steps: tuple[str, ...]
    since: frozenset[str] = frozenset()

    @property
    def initial(self) -> State:
        """Nobody has done any of them."""
        return {}

    @property
    def alphabet(self) -> frozenset[str]:
        """The steps, and what begins a new round."""
        return self.targets | self.since

    @property
    def targets(self) -> frozenset[str]:
        """The steps."""
        return frozenset(self.steps)

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """A step is forbidden to whoever did another of them; not while nobody knows who will do it."""
        if not actor or step not in self.steps or step in self.since or not isinstance(state, Mapping):
            return False
        return any(actor in people for other, people in state.items() if other != step)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """Who did it is kept."""
        done = dict(state) if isinstance(state, Mapping) and step not in self.since else {}
        return {**done, step: sorted({*done.get(step, ()), actor})} if actor and step in self.steps else done

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The last of the steps, which is done upon the others; unless two of the others are drawn, which can meet.

        Where the last one is drawn and another is not, the rule concerns the procedure and is not proved: nobody else
        is shown to have a hand in it.
        """
        others = frozenset(self.steps[:-1]) & present
        return () if self.steps[-1] in present or len(others) > 1 else (self.steps[-1],)
