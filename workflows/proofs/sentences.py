"""What every sentence of law is: a deterministic automaton over the names of steps, and what it may be told beside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from workflows.expressions import YearsAndMonths

State = list[int] | bool | int | str | dict[str, list[str]]
"""What an automaton remembers; which of these, each sentence says."""
Choices = tuple[frozenset[str], ...]
"""Several things that must happen, each by any one of the steps in its set."""


class Counted(NamedTuple):
    """A period of law from a day on, by its own way of counting.

    :ivar first: the first day that surely lies behind it
    :ivar last: the last day that surely lies within it
    :ivar words: its length and how it is counted: ``14 clear days``
    """

    first: date
    last: date
    words: str


class Periods(Protocol):
    """Counts the periods of law; the rooms above hold the tables."""

    def __contains__(self, name: object) -> bool:
        """Whether the tables hold a period of that name, for whatever days."""

    def counted(
        self,
        name: str,
        since: date,
        length: timedelta | YearsAndMonths | None = None,
        facts: Callable[[], Mapping[str, Any]] | None = None,
    ) -> Counted:
        """A period that runs from a day on.

        :param length: where it was looked up already
        :param facts: gives the facts of the case, for what is calculated from them
        :raises Refused: the tables hold none for that day, or cannot count it
        """


NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Lookups:
    """What rules look up in the rooms above.

    :ivar periods: counts the periods of law; ``None``: nobody can
    :ivar facts: fact of a case → its FEEL type
    :ivar levels: level of authority → the lanes in which somebody may hold it
    :ivar functions: FEEL name → function, for conditions
    :ivar subjects: the kinds of what cases are about; ``None``: nobody says here
    """

    periods: Periods | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    levels: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOTHING)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: NOTHING)
    subjects: frozenset[str] | None = None


@dataclass(frozen=True)
class When:
    """What a step is asked for beside its name: what a net knows nothing of.

    :ivar day: in London
    :ivar facts: gives the facts of the case, read only where a sentence asks for one; ``None``: not known here
    :ivar levels: gives the levels of authority that somebody holds; ``None``: not asked here
    """

    day: date
    facts: Callable[[], Mapping[str, Any]] | None = None
    levels: Callable[[str], frozenset[str]] | None = None

    def fact(self, name: str) -> Any:
        """A fact of the case; ``None`` where it is not known."""
        return self.facts().get(name) if self.facts is not None else None


class Sentence(Protocol):
    """One sentence of law.

    ``alphabet`` are the steps that it looks at, ``targets`` those of them that it can forbid. An ``actor`` is who does
    the step, empty where nobody knows yet; ``when`` is the day and the facts, ``None`` where nobody knows them. Each is
    asked for by some of the sentences only.
    """

    @property
    def initial(self) -> State:
        """The state before anything happened."""

    @property
    def alphabet(self) -> frozenset[str]:
        """The steps that the sentence looks at."""

    @property
    def targets(self) -> frozenset[str]:
        """The steps that it can forbid."""

    def forbids(self, state: State, step: str, actor: str = "", when: When | None = None) -> bool:
        """Whether the step may not happen in this state."""

    def after(self, state: State, step: str, actor: str = "", when: When | None = None) -> State:
        """The state once the step has happened."""

    def owes(self, state: State) -> tuple[str, ...]:
        """What must still happen before the case ends; each as a step, or as ``one or other``."""

    def not_drawn(self, present: frozenset[str]) -> tuple[str, ...]:
        """The names that would have to be drawn for the sentence to concern a procedure; empty where it does.

        A sentence concerns a procedure that draws what it forbids, or what makes something owed. What it requires,
        expects, or counts anew from changes nothing of that: where it is lacking, a search shows what is broken.

        :param present: the steps that the procedure has, and what may happen outside of it
        """


class OwesNothing:
    """Of most sentences: only a step can break them, not the end of the case."""

    def owes(self, state: State) -> tuple[str, ...]:  # noqa: ARG002  # as all sentences
        """Nothing."""
        return ()


def missing(wanted: frozenset[str] | set[str], present: frozenset[str]) -> tuple[str, ...]:
    """The names that are not there, in their order."""
    return tuple(sorted(wanted - present))
