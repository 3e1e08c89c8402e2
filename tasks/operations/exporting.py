"""The operation that writes rows as a data sheet into the documents of a case."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session

from cases.facts import FACTS, facts_if_any
from cases.standards import Standards
from documents.media import Media
from documents.register import ServiceStatus, Store, documents_of_key
from documents.sheets import csv_sheet
from tasks.operations.sending import NOT_SENT
from workflows.clock import london_date
from workflows.diagrams.operations import Operation, Parameter
from workflows.errors import Malformed
from workflows.runtime.handlers import Kept, StepWork

LONGEST_TITLE = 200
EXPORT_ROWS = Operation(
    "export_rows",
    "inline",
    "Writes facts of the case, or the rows of a list, as a data sheet into its documents; nothing is sent.",
    parameters=(
        Parameter("title", "string", "What the sheet is called in the case's documents."),
        Parameter(
            "columns",
            "list",
            "The columns: names of facts and variables of the case, or of the members of the rows.",
            of="column",
            members_of="rows",
            choices=tuple(FACTS),
        ),
        Parameter("rows", "list", "The rows; left out: one, of the case's own facts and variables.", required=False),
        Parameter(
            "money",
            "list",
            "Columns in pence whose names do not end in _pence.",
            required=False,
            of="column",
            members_of="rows",
            choices=tuple(FACTS),
        ),
        Parameter("format", "string", "Of the file.", required=False, choices=("csv",)),
    ),
    results={"exported_on": "date", "document": "number", "row_count": "number"},
)


class RowsNotExported(Malformed):
    """What was to be exported is no sheet of rows."""


def export_rows_into(store: Path, standards: Standards) -> Callable[[Session, StepWork], Kept]:
    """The operation, with the store in which it keeps its files.

    :param store: the folder of documents and of what leaves the house
    """
    files = Store(store / "documents")

    def export_rows(session: Session, work: StepWork) -> Kept:
        """Keeps a data sheet; each time that the step runs makes another.

        :raises RowsNotExported: a parameter is not what it must be, or a column names nothing
        :raises SheetNotWritten: a row lacks a column, or a value stands in no cell
        """
        title = str(work.parameters.get("title") or "").strip()
        if not title or len(title) > LONGEST_TITLE or not title.isprintable():
            raise RowsNotExported(f"{work.step} gives its data sheet no title of at most {LONGEST_TITLE} characters.")
        columns, money = _names(work, "columns"), _names(work, "money") if "money" in work.parameters else []
        rows = _rows(session, work, columns, standards)
        content = csv_sheet(columns, rows, money)
        today, number = london_date(work.now), len(documents_of_key(session, f"{work.key}:"))
        values: dict[str, Any] = {
            **dict.fromkeys(("addressee", "template_sha256", "wording_sha256", "facts_sha256", "approval"), ""),
            "case_id": work.case_id,
            "customer_id": None,
            "kind": EXPORT_ROWS.name,
            "title": title,
            "format": Media.CSV.suffix,
            "enclosures": [],
            "pages": 0,
            "template": EXPORT_ROWS.name,
            "dated": today,
            "made_at": work.now,
            "specimen": False,
            "service_method": NOT_SENT,
            "service_status": ServiceStatus.KEPT,
        }
        row = files.keep(session, f"{work.key}:{number}", content, values, Media.CSV)
        said = {name: getattr(row, name) for name in ("id", "kind", "title", "sha256", "format", "pages", "dated")}
        said |= {"media": Media.CSV, "columns": columns, "rows": len(rows)}
        result = {"exported_on": today, "document": row.id, "row_count": len(rows)}
        return Kept(result, {"documents": [said]})

    return export_rows


def _names(work: StepWork, parameter: str) -> list[str]:
    given = work.parameters.get(parameter)
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise RowsNotExported(f"{work.step} gives `{parameter}`, which is no list of names in quotation marks.")
    if not given and parameter == "columns":
        raise RowsNotExported(f"{work.step} names no column, so its data sheet would be empty.")
    if len(set(given)) != len(given):
        raise RowsNotExported(f"{work.step} names a column twice. Take one of them out.")
    return list(given)


def _rows(session: Session, work: StepWork, columns: list[str], standards: Standards) -> list[Mapping[str, Any]]:
    rows = work.parameters.get("rows")
    if "rows" in work.parameters:
        if rows is None:
            return []  # nobody has left any yet
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise RowsNotExported(f"{work.step} gives `rows` that are no rows: a list of sets of named values.")
        # A question that was not answered in a row is no member of it.
        return [{**dict.fromkeys(columns), **row} for row in rows]
    known: dict[str, Any] = {}
    if any(each not in work.data for each in columns):
        known = facts_if_any(session, work.case_id, london_date(work.now), standards)
    known |= work.data  # as the case holds them: what its conditions were asked of
    if lacking := [each for each in columns if each not in known]:
        raise RowsNotExported(
            f"{work.step} exports {lacking[0]!r}, and this case has no fact and no variable of that name. Correct the "
            "column, or see that a step before it leaves the variable."
        )
    return [known]
