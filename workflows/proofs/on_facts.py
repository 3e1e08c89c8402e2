"""The sentence of facts: an act only while something is so, unless an exception was approved.

Facts change from day to day and outside of any diagram, so the guard asks at the act. Over a net the sentence is
:class:`Refusable`: from any moment on the act may be refused, and the case must then have another way to its end.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from workflows.errors import Malformed, Refused
from workflows.expressions import Expression, FeelLimit, FeelSyntaxError, NotFeel, compile_expression, written
from workflows.proofs.sentences import Lookups, OwesNothing, State, When, missing


class ConditionUnreadable(Malformed):
    """What a rule asks of the facts is not FEEL, or speaks of a fact that there is not."""


@dataclass(frozen=True)
class OnlyWhile(OwesNothing):
    """``before`` an act, ``only_while`` a FEEL condition. State: 1 once an exception was approved, else 0.

    :ivar condition: FEEL text over the facts of the case
    :ivar unless: steps that approve an exception: for the next time that the act is done, and no other
    :ivar anew: steps after which an exception counts no more
    :ivar passes: whether what refuses it passes by itself, as the next export of a ledger comes: then a case may wait
        for that, and needs no other way
    :ivar expression: the condition, compiled; ``None`` where nothing is asked of facts
    """

    target: str
    condition: str
    unless: frozenset[str] = frozenset()
    anew: frozenset[str] = frozenset()
    passes: bool = False
    expression: Expression | None = field(default=None, compare=False, repr=False)

    @property
    def initial(self) -> State:
        """No exception was approved."""
        return 0

    @property
    def alphabet(self) -> frozenset[str]:
        """The act, and what approves an exception."""
        return self.unless | self.anew | {self.target}

    @property
    def targets(self) -> frozenset[str]:
        """The act."""
        return frozenset([self.target])

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The act is forbidden unless the condition is true; what is not known is not true."""
        return step == self.target and not state and not self._holds(when)

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """An exception was approved, or has been used."""
        return 1 if step in self.unless else 0 if step == self.target or step in self.anew else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The act."""
        return missing(self.targets, present)

    def told(self, state: State, when: When | None) -> str:
        """What was asked, and the facts as they are; empty where nothing is refused."""
        if state or when is None:
            return ""
        if self.expression is None:
            return f"Nobody can say here whether {self.condition}, so it is not taken to be so."
        facts = [
            f"{name} is {'not known' if (value := when.fact(name)) is None else written(value)}"
            for name in sorted(self.expression.names)
        ]
        return f"It is allowed only while {self.condition}; on {when.day.day} {when.day:%B %Y} {' and '.join(facts)}."

    def looking_up(self, lookups: Lookups) -> Self:
        """The same, able to ask.

        :raises ConditionUnreadable: the condition is not FEEL, or speaks of a fact that there is not
        """
        try:
            read = compile_expression(self.condition, lookups.functions, tuple(lookups.facts))
        except FeelSyntaxError as error:
            raise ConditionUnreadable(f"`only_while` is not FEEL: {error}") from error
        if lost := sorted(read.names - lookups.facts.keys()):
            raise ConditionUnreadable(
                f"`only_while` speaks of {lost[0]}, and there is no such fact. `duecourse facts` lists them."
            )
        if not read.names:
            raise ConditionUnreadable("`only_while` speaks of no fact, and so would always say the same.")
        return replace(self, expression=read)

    def drawn(self) -> "Refusable":
        """The sentence over a net."""
        happens = f"no longer {self.condition}"
        return Refusable(self.targets, self.anew | {self.target}, self.unless, happens, from_start=True)

    def _holds(self, when: When | None) -> bool:
        if self.expression is None or when is None:
            return False
        try:
            return self.expression.evaluate({name: when.fact(name) for name in self.expression.names}) is True
        except (FeelLimit, NotFeel, Refused, TypeError, ValueError):
            return False  # a look-up in the tables of law may refuse, too: what nobody can work out is not so


@dataclass(frozen=True)
class Refusable(OwesNothing):
    """Acts that the guard may refuse, over a net. State: 0 it cannot, 1 it may come to that, 2 it has come to that.

    :ivar since: steps with which it may come to that (again); ``lifting``: steps after which it cannot
    :ivar happens: what happens outside of the procedure when it comes to that, in words
    :ivar from_start: whether it may from the start of the case
    """

    targets: frozenset[str]
    since: frozenset[str]
    lifting: frozenset[str]
    happens: str
    from_start: bool = False

    @property
    def initial(self) -> State:
        """Whether it may come to that from the start."""
        return int(self.from_start)

    @property
    def alphabet(self) -> frozenset[str]:
        """The acts, and what changes whether they may be refused."""
        return self.since | self.lifting | self.targets

    def outside(self, state: State) -> tuple[str, ...]:
        """What may happen outside of the procedure."""
        return (self.happens,) if state == 1 else ()

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:  # noqa: ARG002
        """The acts are refused once it has come to that."""
        return state == 2 and step in self.targets

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:  # noqa: ARG002
        """It may come to that, has come to that, or cannot any more."""
        if step in self.lifting:
            return 0
        if step == self.happens:
            return 2 if state == 1 else state
        return 1 if step in self.since and state == 0 else state

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The acts, where none is drawn."""
        return missing(self.targets, present) if not self.targets & present else ()
