"""Control totals: what the housing system says that its files hold, compared before anything is posted.

``control.csv`` beside the files has the columns ``file``, ``rows`` and ``total``: how many rows a file has, and what
the amounts of ``transactions.csv`` and ``charges.csv`` or the balances of ``accounts.csv`` come to; ``total`` is empty
where nothing is added up.
"""

import csv
from collections.abc import Mapping as MappingOf
from datetime import date
from pathlib import Path

from cases.importing.columns import money
from cases.importing.mapping import Mapping
from cases.importing.reading import FileRefused, read_rows
from cases.importing.report import Report, Tally

FILE = "control.csv"
REQUIRED = "required"
_ADDED_UP = {"transactions": "amount", "accounts": "balance", "charges": "amount"}


class ControlTotalsDiffer(FileRefused):
    """The files are not what the housing system says that it exported."""


def must_agree(folder: Path, present: MappingOf[str, Path], mapping: Mapping, today: date) -> None:
    """Compares files with their control totals; whatever differs, nothing is kept.

    :raises ControlTotalsDiffer: a file is not there, or holds other rows or another sum
    :raises FileRefused: the control totals cannot be read, or are missing where the mapping wants them
    """
    path = folder / FILE
    if not path.is_file():
        if mapping.options["control"] == REQUIRED:
            raise FileRefused(f"{folder.name} holds no {FILE}, and the mapping wants one. Nothing was imported.")
        return
    for kind, (rows, total) in _read(path, mapping).items():
        if kind not in present:
            raise ControlTotalsDiffer(f"{FILE} names {kind}.csv, which is not there. Nothing was imported.")
        found, added = _counted(present[kind], kind, mapping, today)
        if rows != found:
            raise ControlTotalsDiffer(
                f"{kind}.csv has {found:,} rows, and {FILE} says {rows:,}. Nothing was imported: export it again."
            )
        if total is not None and total != added:
            raise ControlTotalsDiffer(
                f"{kind}.csv adds up to {added / 100:,.2f}, and {FILE} says {total / 100:,.2f}. Nothing was imported: "
                "a line is missing, twice or changed. Export it again."
            )


def _read(path: Path, mapping: Mapping) -> dict[str, tuple[int, int | None]]:
    read = money(mapping.options["money"])
    found: dict[str, tuple[int, int | None]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.DictReader(file, strict=True), 2):
                kind = str(row["file"]).strip().removesuffix(".csv")
                total = str(row.get("total") or "").strip()
                if total and kind not in _ADDED_UP:
                    raise ValueError(f"row {number}: {kind}.csv holds nothing to add up; leave `total` empty.")
                found[kind] = int(str(row["rows"]).strip()), read(total) if total else None
    except (csv.Error, KeyError, ValueError, UnicodeDecodeError) as error:
        said = f"the column {error} is missing" if isinstance(error, KeyError) else str(error)
        raise FileRefused(f"{FILE} cannot be read: {said} Nothing was imported.") from error
    return found


def _counted(path: Path, kind: str, mapping: Mapping, today: date) -> tuple[int, int]:
    """The rows of a file, and what its sums come to in pence."""
    report, column = Report(tallies={kind: Tally()}), _ADDED_UP.get(kind, "")
    only = (column,) if column else ("reference",)
    added = 0
    for _number, row in read_rows(path, kind, mapping, report, today, only):
        added += row[column] if column else 0
    return report.tallies[kind].rows, added
