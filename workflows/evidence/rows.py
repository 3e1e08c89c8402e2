"""Entries of a record, as they were read back."""

from dataclasses import dataclass
from typing import Any

from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class TimelineEntry:
    """An entry of a record.

    :ivar step: the step's id; empty where it is about none
    :ivar at: business time, ISO 8601; ``machine_at``: by the machine's clock
    :ivar content: what its payload says, which each kind names for itself; ``None`` where that was erased
    :ivar kept: all of it as it is kept, with ``hash`` and ``content``: what it says in the clear, each kind its own
    """

    seq: int
    kind: Kind
    actor: str
    step: str
    at: str
    machine_at: str
    hash: str
    content: dict[str, Any] | None
    kept: dict[str, Any]
