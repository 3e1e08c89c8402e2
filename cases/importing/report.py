"""What an import says afterwards."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from workflows.formulas import inert

MOST_LISTED = 100_000


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not kept: where, and why."""

    file: str
    row: int
    column: str
    reason: str


@dataclass
class Tally:
    """How many rows of one file were read, added, changed, left as they were, refused."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass
class Report:
    """The whole import.

    :ivar disagreeing: account reference → (balance by the export, sum of the ledger), in pence
    :ivar left_out: kinds of file of which nothing was kept, for a row of it was refused
    :ivar unusual: rows that were kept, and of which somebody should know
    :ivar already: kind of file → the day on which the very same file was posted before
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    disagreeing: dict[str, tuple[int, int]] = field(default_factory=dict)
    already: dict[str, date] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    unusual: list[RefusedRow] = field(default_factory=list)

    def refuse(self, file: str, row: int, column: str, reason: str) -> None:
        """Notes a refused row; past a hundred thousand they are only counted."""
        self.tallies[file].refused += 1
        if len(self.refused) < MOST_LISTED:
            self.refused.append(RefusedRow(file, row, column, reason))

    def note(self, file: str, row: int, column: str, reason: str) -> None:
        """Notes what is unusual of a row that is kept."""
        if len(self.unusual) < MOST_LISTED:
            self.unusual.append(RefusedRow(file, row, column, reason))

    def write(self, path: Path) -> None:
        """Writes refused rows, unusual ones and disagreeing balances as CSV, safe to open in a spreadsheet."""
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, quoting=csv.QUOTE_ALL)
            out.writerow(["file", "row", "column", "reason"])
            for refused in self.refused:
                out.writerow([inert(str(cell)) for cell in (refused.file, refused.row, refused.column, refused.reason)])
            for each in self.unusual:
                reason = f"kept, and unusual: {each.reason}"
                out.writerow([inert(str(cell)) for cell in (each.file, each.row, each.column, reason)])
            for reference, (said, summed) in self.disagreeing.items():
                reason = (
                    f"account {reference}: the export says {said / 100:.2f}, the ledger adds up to {summed / 100:.2f}"
                )
                out.writerow(["accounts", "", "balance", inert(reason)])
