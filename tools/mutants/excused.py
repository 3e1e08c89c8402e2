"""Faults that change nothing that anybody could see, each with the reason in writing."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from tools.mutants.operators import Mutant

FILE = Path(__file__).with_name("excused.yaml")


@dataclass(frozen=True)
class Excuse:
    """Why a fault need not be noticed.

    :ivar line: the line of the source that it is made in, as it stands
    """

    function: str
    operator: str
    line: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether it is said of this fault."""
        return (self.function, self.operator, self.line) == (mutant.function, mutant.operator, mutant.text)


def excuses(file: Path = FILE) -> list[Excuse]:
    """All that are written down.

    :raises ValueError: one gives no reason
    """
    found = [Excuse(**each) for each in yaml.safe_load(file.read_text(encoding="utf-8")) or []]
    if silent := [each for each in found if len(each.reason.split()) < 4]:
        raise ValueError(f"{silent[0].function}: say why this fault changes nothing")
    return found
