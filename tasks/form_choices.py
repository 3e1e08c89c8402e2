"""Choices that the record gives: ``x-one-of`` names a fact that lists them, each with ``value`` and ``words``.

What can be chosen is read when the form is shown and again when it is answered; then it is a question like any other,
with an ``enum``. What was chosen goes into the record in words, too: the list will have changed by the time it is read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cases.facts import CATALOGUE

ONE_OF = "x-one-of"
Choices = Mapping[str, str]
"""What is chosen → the words in which it is shown."""


def objections(described: Mapping[str, Any], where: str) -> Iterator[str]:
    """What of a field is not written as it must be, each a sentence without its beginning."""
    fact = described.get(ONE_OF)
    if fact is None:
        return
    known = CATALOGUE.get(fact) if isinstance(fact, str) else None
    if known is None or not known.lists_choices:
        yield f"{where}: x-one-of names {str(fact)[:60]!r}, which is no fact that lists choices (see: duecourse facts)"
    if described.get("type") != "string" or "format" in described or "enum" in described:
        yield f"{where}: x-one-of belongs to a string without format and enum: the record says what can be chosen"


def facts_in(fields: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The facts that list choices of these fields."""
    return {field[ONE_OF] for field in fields.values() if ONE_OF in field}


def offered(schema: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with what can be chosen by the record, as ``enum`` and ``x-labels``."""
    fields = schema["properties"]
    chosen_from = {key: _choices(field, facts) for key, field in fields.items() if ONE_OF in field}
    if not chosen_from:
        return schema
    told = {key: _told(fields[key], choices) for key, choices in chosen_from.items()}
    return {**schema, "properties": {key: {**field, **told.get(key, {})} for key, field in fields.items()}}


def said_of(fields: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, str]:
    """What goes into the record beside the answers: question → what was chosen, in words.

    :param fields: with what could be chosen
    """
    asked = {key: field for key, field in fields.items() if ONE_OF in field and key in answers}
    return {key: str(field["x-labels"].get(answers[key], answers[key])) for key, field in asked.items()}


def _told(field: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """What a field says once it is known what can be chosen; what it says of no answer, it says of a wrong one, too."""
    own = field.get("x-errors", {})
    errors = {"x-errors": {"enum": own["required"], **own}} if "required" in own else {}
    return {"enum": list(choices), "x-labels": dict(choices), **errors}


def _choices(field: Mapping[str, Any], facts: Mapping[str, Any]) -> Choices:
    listed = facts.get(field[ONE_OF]) or ()
    return {each["value"]: each["words"] for each in listed if isinstance(each, Mapping)}
