"""What a running instance is given: built once by the doors, passed down, and the same for every case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import Database
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.rules import Rules
from workflows.proofs.sentences import Periods, When
from workflows.runtime.handlers import Handlers
from workflows.runtime.jobs import JobPort, RowsOnly
from workflows.runtime.procedures import Procedures

HoldCheck = Callable[[Session, int], str | None]
"""Given a case's id: why a hold covers the case now, in a sentence; ``None`` where none does."""

FactsOfCase = Callable[[Session, int, date], Mapping[str, Any]]
"""Given a case's id and a day: its facts on that day, by name; without those that cannot be read."""


def no_facts(session: Session, case_id: int, day: date) -> Mapping[str, Any]:  # noqa: ARG001  # as every FactsOfCase
    """Of a house that knows no facts."""
    return {}


LevelsOf = Callable[[Session, str], frozenset[str]]
"""Given a person as records name them: the levels of authority that they hold."""


def no_levels(session: Session, actor: str) -> frozenset[str]:  # noqa: ARG001  # as every LevelsOf
    """Of a house in which nobody holds any."""
    return frozenset()


@dataclass
class Means:
    """Everything that running procedures needs.

    :ivar holds: asks the rooms above whether a hold covers a case
    :ivar jobs: the queue of automated steps
    :ivar facts: asks the rooms above for the facts of a case; only where a rule speaks of one
    :ivar levels: asks the rooms above which levels of authority somebody holds
    :ivar periods: counts the periods of law that waits name; without, they count clear days
    :ivar law: place in the tables of law → what they hold there, for certificates
    """

    db: Database
    clock: Clock
    vocabulary: Vocabulary
    handlers: Handlers
    rules: Rules
    holds: HoldCheck
    jobs: JobPort = field(default_factory=RowsOnly)
    law: Mapping[str, Any] = field(default_factory=dict)
    facts: FactsOfCase = no_facts
    periods: Periods | None = None
    levels: LevelsOf = no_levels
    procedures: Procedures = field(init=False)

    def __post_init__(self) -> None:
        """Begins with no procedure compiled."""
        self.procedures = Procedures(self.vocabulary)

    def when(self, session: Session, case_id: int, day: date) -> When:
        """What rules may ask beside a step's name: the day, and the facts of the case, read only if one is asked."""
        return When(day, partial(self.facts, session, case_id, day), partial(self.levels, session))
