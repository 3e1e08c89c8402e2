"""What the answers of a form are: of which type each is, and which choices there are."""

from collections.abc import Mapping
from typing import Any

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
        case "array":
            return list_of([of_field(field.get("items", {}))])
    return UNKNOWN
