"""Rows of a form: the same questions several times, as often as it takes, or once for each person of the case.

A field of the type ``array`` whose ``items`` are an ``object`` is asked in rows; its items are a small form of their
own, with ``properties``, ``required`` and ``x-conflicts``. With ``x-for-each: tenants`` there is one row for each
tenant, and each row says of whom it is (``person``, the reference, and ``person_name``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tasks.form_answers import named
from tasks.form_files import is_files
from tasks.form_pages import Posted

NOT_IN_ROWS = frozenset({"x-from", "x-fact", "x-one-of"})
FOR_EACH = ("tenants",)
"""Of whom the same can be asked."""
PERSON, PERSON_NAME = "person", "person_name"
MOST_ROWS = 50
BLANK = 2
"""Rows that stand empty on a page, for more."""
Checked = tuple[dict[str, Any], dict[str, str]]
"""The answers that count; what is wrong with them: field → sentence."""


class PersonAsked(NamedTuple):
    """Somebody of whom the same is asked as of others: reference and name."""

    reference: str
    name: str


def is_rows(field: Mapping[str, Any]) -> bool:
    """Whether a field is asked in rows."""
    items = field.get("items")
    return field.get("type") == "array" and isinstance(items, Mapping) and items.get("type") == "object"


def objections(field: Mapping[str, Any], where: str) -> Iterator[str]:
    """What of it is not written as rows are, each a sentence without its beginning."""
    whom = field.get("x-for-each")
    if whom is not None and not is_rows(field):
        yield f"{where}: x-for-each belongs to a list of rows (items of the type object)"
    if not is_rows(field):
        return
    if whom is not None and whom not in FOR_EACH:
        yield f"{where}: x-for-each is one of {', '.join(FOR_EACH)}, and {str(whom)[:60]!r} is none"
    most = field.get("maxItems", MOST_ROWS)
    if not isinstance(most, int) or most > MOST_ROWS:
        yield f"{where}: a form asks {MOST_ROWS} rows at most. Say so with maxItems, or fewer"
    properties = field["items"].get("properties")
    if not isinstance(properties, Mapping) or not properties:
        yield f"{where}, items: a row has properties, which are its questions"
        return
    for key, asked in properties.items():
        if key in {PERSON, PERSON_NAME}:
            yield f"{where}, items: {key} says of whom a row is. Give the question another name"
        if isinstance(asked, Mapping) and is_files(asked):
            yield f"{where}, items, field {key}: no files are asked for in rows. Ask for them in a question beside"
        if isinstance(asked, Mapping) and (is_rows(asked) or NOT_IN_ROWS & set(asked)):
            none = ", ".join(sorted(NOT_IN_ROWS))
            yield f"{where}, items, field {key}: no rows stand in rows, and none of {none} does"


def check(
    key: str,
    field: Mapping[str, Any],
    answer: Any,
    people: Sequence[PersonAsked],
    of_row: Callable[[Mapping[str, Any]], Checked],
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Checks the rows that were given.

    :param people: of whom the same is asked, where the field says so
    :param of_row: checks the answers of one row
    :returns: the rows that count, and what is wrong; keys are as the page names its controls (``sums-2-amount``)
    """
    if answer is None:
        answer = []
    if not isinstance(answer, list) or not all(isinstance(row, Mapping) for row in answer):
        return [], {key: f"{named(key, field)} must be a list of rows, each with named values"}
    given = _of_people(answer, people) if field.get("x-for-each") else list(enumerate(answer, 1))
    if len(answer) > MOST_ROWS:
        return [], {key: f"{named(key, field)} must have {MOST_ROWS} rows or fewer"}
    known = {person.reference for person in people}
    if field.get("x-for-each") and (odd := [row for row in answer if row.get(PERSON) not in known]):
        return [], {key: f"{named(key, field)} says something of {str(odd[0].get(PERSON))[:60]!r}, who is none of them"}
    rows, errors = [], dict[str, str]()
    for number, row in given:
        asked = {name: value for name, value in row.items() if name not in {PERSON, PERSON_NAME}}
        kept, wrong = of_row(asked)
        whose = _caption(number, people if field.get("x-for-each") else ())
        errors |= {f"{key}-{number}-{name}": f"{whose}: {sentence}" for name, sentence in wrong.items()}
        rows.append({**_person(number, people, field), **kept})
    return rows, errors


def _of_people(
    answer: Sequence[Mapping[str, Any]], people: Sequence[PersonAsked]
) -> list[tuple[int, Mapping[str, Any]]]:
    """A row for each person, whether or not one was given; of two of one person the first."""
    given: dict[Any, Mapping[str, Any]] = {}
    for row in answer:
        given.setdefault(row.get(PERSON), row)
    return [(number, given.get(person.reference, {})) for number, person in enumerate(people, 1)]


def _person(number: int, people: Sequence[PersonAsked], field: Mapping[str, Any]) -> dict[str, str]:
    if not field.get("x-for-each"):
        return {}
    person = people[number - 1]
    return {PERSON: person.reference, PERSON_NAME: person.name}


def _caption(number: int, people: Sequence[PersonAsked]) -> str:
    return people[number - 1].name if people else f"Row {number}"


def captions(field: Mapping[str, Any], answer: Any, people: Sequence[PersonAsked]) -> list[str]:
    """What each row of a page is called: each person's name, or the rows that are there and some that are empty."""
    if field.get("x-for-each"):
        return [person.name for person in people]
    there = len(answer) if isinstance(answer, list) else 0
    most = min(field.get("maxItems", MOST_ROWS), MOST_ROWS)
    return [f"Row {number}" for number in range(1, min(there + BLANK, max(most, there)) + 1)]


def row_of(field: Mapping[str, Any], answer: Any, number: int, people: Sequence[PersonAsked]) -> Mapping[str, Any]:
    """What was answered in a row of a page."""
    rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list) else []
    if field.get("x-for-each"):
        return _of_people(rows, people)[number - 1][1]
    return rows[number - 1] if number <= len(rows) else {}


def from_page(
    key: str, posted: Posted, of_row: Callable[[Posted], dict[str, Any]], *, of_people: bool
) -> list[dict[str, Any]]:
    """The rows that a page says, unchecked; empty ones are left out, but for those of people."""
    count = str(posted.get(f"{key}-rows") or "")
    rows = []
    for number in range(
        1, min(int(count), MOST_ROWS) + 1 if count.isascii() and count.isdecimal() and len(count) < 4 else 1
    ):
        row = of_row(_Within(posted, f"{key}-{number}-"))
        if of_people:
            row[PERSON] = str(posted.get(f"{key}-{number}-{PERSON}") or "")
        if row:
            rows.append(row)
    return rows


class _Within:
    """The fields of one row of a posted page."""

    def __init__(self, posted: Posted, prefix: str) -> None:
        self._posted, self._prefix = posted, prefix

    def get(self, key: str, default: Any = None) -> Any:
        """The one value of a field."""
        return self._posted.get(f"{self._prefix}{key}", default)

    def getlist(self, key: Any) -> list[Any]:
        """All values of a field."""
        return self._posted.getlist(f"{self._prefix}{key}")
