"""Data sheets: rows of values as a CSV file that a spreadsheet opens as what it is.

UTF-8 with a byte order mark, for Excel takes it for another encoding otherwise; lines end as RFC 4180 says; days are
ISO 8601; money is pounds with two decimals. A text that a spreadsheet would take for a formula is made inert
(:mod:`workflows.formulas`): what a tenant wrote must not run on the machine of whoever opens the file.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.errors import Malformed
from workflows.expressions.text import scalar
from workflows.formulas import inert

PENCE = "_pence"
MOST_ROWS = 10_000


class SheetNotWritten(Malformed):
    """A data sheet cannot be written: the sentence says which value of it is none."""


def csv_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], money: Iterable[str] = ()) -> bytes:
    """A CSV file with a line of headings.

    :param columns: the names of the values, in their order; a heading is the name, of money with ``_pounds``
    :param rows: values of FEEL by their names; what is null is an empty cell
    :param money: columns in pence, beside those whose names end in ``_pence``
    :raises SheetNotWritten: a row lacks a column, or a value is a set of values
    """
    in_pence = frozenset(money) | {each for each in columns if each.endswith(PENCE)}
    text = io.StringIO(newline="")
    # Each cell in quotes: where a semicolon is what divides cells, one within a text would begin another.
    out = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    out.writerow([inert(_heading(each, money=each in in_pence)) for each in columns])
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise SheetNotWritten(f"A data sheet holds {MOST_ROWS:,} rows at most. Export fewer of them at once.")
        if lacking := [each for each in columns if each not in row]:
            raise SheetNotWritten(
                f"Row {number} of the data sheet has no {lacking[0]!r}. Correct the column, or fill it in."
            )
        out.writerow([_cell(each, row[each], number, money=each in in_pence) for each in columns])
    return text.getvalue().encode("utf-8-sig")


def _heading(name: str, *, money: bool) -> str:
    return f"{name.removesuffix(PENCE)}_pounds" if money else name


def _cell(name: str, value: Any, number: int, *, money: bool) -> str:
    where = f"Row {number}, column {name} of the data sheet"
    if value is None:
        return ""
    if isinstance(value, list):
        if any(isinstance(each, list | dict) for each in value):
            raise SheetNotWritten(f"{where} holds values in values, which no cell does. Export them as rows.")
        return inert("; ".join(_plain(each) for each in value if each is not None))
    if isinstance(value, Mapping):
        raise SheetNotWritten(f"{where} holds a set of values, which no cell does. Name one of its members.")
    if money:
        return _pounds(value, where)
    return inert(_plain(value)) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else scalar(value)


def _pounds(value: Any, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise SheetNotWritten(f"{where} is money in pence, and {str(value)[:40]!r} is no whole number of pence.")
    pence = int(value)
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
