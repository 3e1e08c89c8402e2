"""What a kit of cases says, and how it is counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a case ends.

    ``REFUSED``: what the standard gives null for is refused with a sentence, which no case can take for a result.
    """

    RIGHT = "right"
    REFUSED = "refused"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Case:
    """One case that was run.

    :ivar text: what was tried
    :ivar told: what came of it, where it is not right
    :ivar reason: why it is different on purpose; empty where nobody said
    """

    category: str
    text: str
    outcome: Outcome
    told: str = ""
    reason: str = ""


@dataclass
class Row:
    """The cases of one category, counted."""

    category: str
    right: int = 0
    refused: int = 0
    different: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All cases."""
        return self.right + self.refused + self.different


def counted(cases: Iterable[Case]) -> list[Row]:
    """A row for each category, in the order in which they come."""
    rows: dict[str, Row] = {}
    for case in cases:
        row = rows.setdefault(case.category, Row(case.category))
        setattr(row, case.outcome.value, getattr(row, case.outcome.value) + 1)
        if case.outcome is Outcome.REFUSED and case.reason and case.reason not in row.reasons:
            row.reasons.append(case.reason)
        if case.outcome is Outcome.DIFFERENT and case.reason not in row.reasons:
            row.reasons.append(case.reason or f"without a reason: {case.text} gives {case.told}")
    return list(rows.values())
