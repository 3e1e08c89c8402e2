"""What a running instance is given: built once by the doors, passed down, and the same for every case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import Database
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.rules import Rules
from workflows.runtime.handlers import Handlers
from workflows.runtime.jobs import JobPort, RowsOnly
from workflows.runtime.procedures import Procedures

HoldCheck = Callable[[Session, int], str | None]
"""Given a case's id: why a hold covers the case now, in a sentence; ``None`` where none does."""


@dataclass
class Means:
    """Everything that running procedures needs.

    :ivar holds: asks the rooms above whether a hold covers a case
    :ivar jobs: the queue of automated steps
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
    procedures: Procedures = field(init=False)

    def __post_init__(self) -> None:
        """Begins with no procedure compiled."""
        self.procedures = Procedures(self.vocabulary)
