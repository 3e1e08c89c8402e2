"""What the answers of a form are: of which type each is, and which choices there are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tasks.form_rows import PERSON, PERSON_NAME, is_rows
from workflows.expressions.inferred import BOOLEAN, COUNT, DAY, TEXT, UNKNOWN, Inferred, either, list_of, of_value


def types_of(schema: Mapping[str, Any]) -> dict[str, Inferred]:
    """Every field of a form → what is known of its answer."""
    return {key: of_field(field) for key, field in schema.get("properties", {}).items()}


def of_field(field: Mapping[str, Any]) -> Inferred:
    """What is known of the answer to a field."""
    if field.get("enum"):
        return either(map(of_value, field["enum"]))
    match field.get("type"):
        case "string":
            return DAY if field.get("format") == "date" else TEXT
        case "integer":
            return COUNT
        case "boolean":
            return BOOLEAN
        case "array" if is_rows(field):
            whose = {PERSON: TEXT, PERSON_NAME: TEXT} if field.get("x-for-each") else {}
            return list_of([Inferred(frozenset({"context"}), parts={**whose, **types_of(field["items"])})])
        case "array":
            return list_of([of_field(field.get("items", {}))])  # of files: the names that stand for them
    return UNKNOWN


def as_feel(field: Mapping[str, Any], answer: Any) -> Any:
    """A checked answer as a value of FEEL: days as dates, in rows too."""
    if answer is None:
        return None
    if is_rows(field):
        asked = field["items"]["properties"]
        return [{name: as_feel(asked.get(name, {}), value) for name, value in row.items()} for row in answer]
    return date.fromisoformat(answer) if field.get("format") == "date" else answer
