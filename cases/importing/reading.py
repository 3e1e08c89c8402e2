"""Streaming a CSV file into checked rows."""

import csv
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from cases.importing.mapping import Mapping
from cases.importing.report import Report
from workflows.errors import Malformed

LONGEST_CELL = 10_000
PAST = frozenset({"balance_on", "posted_on", "date_of_birth", "date_of_death"})
"""Days that cannot lie ahead."""
LONGEST_LINE = 1_000_000
"""Characters. A longer line is refused before the rest of it is read."""


class FileRefused(Malformed):
    """The file cannot be read as an export."""


def read_rows(
    path: Path, kind: str, mapping: Mapping, report: Report, today: date, only: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The good rows of a file, each with its number (the header is row 1); bad ones go to the report.

    :param today: no day of :data:`PAST` lies after it
    :param only: the columns that are read; every one where it is empty
    :raises FileRefused: it is not text in UTF-8, not CSV, or lacks a column
    """
    tally = report.tallies[kind]
    csv.field_size_limit(LONGEST_CELL)
    # Bytes that are no text come through as marks, so that they are found on their own line and not somewhere before.
    with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as file:
        reader = csv.reader(_lines(file, path), delimiter=mapping.options["delimiter"], strict=True)
        number, before = 1, 0
        try:
            header = [cell.strip() for cell in next(reader)]
            wanted = _places(path, kind, mapping, header)
            width = len(header)
            read = [each for each in wanted if not only or each[0] in only]
            before = reader.line_num
            for number, cells in enumerate(reader, start=2):
                before = reader.line_num
                if not cells:
                    continue
                tally.rows += 1
                if len(cells) != width:
                    report.refuse(kind, number, "", f"has {len(cells)} cells where the header has {width}")
                    continue
                try:
                    row = _row(cells, read, today)
                except _CellRefused as refused:
                    report.refuse(kind, number, header[refused.place], refused.reason)
                    continue
                yield number, row
        except StopIteration:
            raise FileRefused(f"{path.name} is empty; its first row must name the columns.") from None
        except csv.Error as error:
            raise FileRefused(_not_csv(path, number, before, reader.line_num, str(error))) from None


def _not_csv(path: Path, row: int, before: int, until: int, said: str) -> str:
    """What is wrong, and what was not read for it.

    :param row: the last row that was read, and :param before: its last line
    :param until: the line at which reading stopped
    """
    where, unread = f"{path.name}, row {row + 1}", f"From line {before + 1} on nothing was read"
    if "unexpected end" in said:
        return (
            f"{where}: a quotation mark is opened on line {before + 1} and closed nowhere, so all to the end of the "
            f"file, line {until}, would be one cell. {unread}: close it, or write it twice where it is meant, and "
            "import again."
        )
    if "field larger" in said:
        return (
            f"{where}: a cell has more than {LONGEST_CELL:,} characters; perhaps a quotation mark on line {before + 1} "
            f"is not closed. {unread}: correct it and import again."
        )
    return f"{where}: this is not CSV: {said}. {unread}: correct it and import again."


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    """The lines of a file, none of them longer than is good for the memory of this machine."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                f"{path.name}, line {number}: the line is longer than {LONGEST_LINE:,} characters, so this is no "
                f"export in rows. Export it with a line for each row."
            )
        try:
            line.encode()
        except UnicodeEncodeError as error:
            byte = ord(line[error.start]) & 0xFF
            raise FileRefused(
                f"{path.name}, line {number}: the file is not in UTF-8 (it holds the byte {byte:#04x} there). Export "
                f"it as UTF-8."
            ) from None
        yield line


class _CellRefused(Exception):
    def __init__(self, place: int, reason: str) -> None:
        self.place, self.reason = place, reason


def _row(cells: list[str], wanted: list[tuple[str, int | None, Any]], today: date) -> dict[str, Any]:
    row = {}
    for name, place, column in wanted:
        cell = cells[place].strip() if place is not None else ""
        if cell:
            try:
                row[name] = column.read(cell)
            except ValueError as error:
                raise _CellRefused(place or 0, str(error)) from None
            if name in PAST and row[name] > today:
                raise _CellRefused(
                    place or 0, f"is {row[name]:%-d %B %Y}, which is in the future; today is {today:%-d %B %Y}"
                )
        elif column.needed:
            raise _CellRefused(place or 0, "is empty")
        else:
            row[name] = column.empty
    return row


def _places(path: Path, kind: str, mapping: Mapping, header: list[str]) -> list[tuple[str, int | None, Any]]:
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise FileRefused(f"{path.name}: two columns are called {twice[:60]!r}.")
    places: list[tuple[str, int | None, Any]] = []
    for name, column in mapping.columns(kind).items():
        theirs = mapping.names[kind].get(name)
        if theirs in header:
            places.append((name, header.index(theirs), column))
        elif column.needed:
            there = ", ".join(cell[:40] for cell in header[:30])
            raise FileRefused(
                f"{path.name} has no column {theirs!r}, which {kind} need for {name!r}. It has: {there}. "
                f"Correct the file or the mapping."
            )
        else:
            places.append((name, None, column))
    return places
