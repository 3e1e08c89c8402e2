"""Reading a form: what is refused when it is written, with the field and what to mend."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from tasks import form_choices, form_codes, form_conditions, form_files, form_record, form_rows, form_words
from workflows.errors import Malformed

KINDS = {"string", "integer", "boolean", "array"}


class FormUnreadable(Malformed):
    """A form is not written as forms are."""


def read_schema(name: str, content: bytes, *, published: bool = False) -> dict[str, Any]:
    """The JSON Schema of a form (no typed nouns: it is the landlord's own, and kept as it is written).

    :param published: of a version that runs already: what was taken when it was written is taken still
    :raises FormUnreadable: with the field and what to mend
    """
    if len(content) > form_words.MOST_BYTES:
        raise FormUnreadable(f"Form {name} is larger than {form_words.MOST_BYTES:,} bytes. Make several of it.")
    if objection := _objection_to(name, content, published):
        raise FormUnreadable(objection)
    return dict(json.loads(content))


@lru_cache(maxsize=1024)
def _objection_to(name: str, content: bytes, published: bool) -> str:
    """What is wrong with a form; empty: nothing is. The same bytes are judged once a process, and read as often as
    asked: who reads may change what they were given."""
    try:
        _judge(name, content, published)
    except FormUnreadable as error:
        return str(error)
    return ""


def _judge(name: str, content: bytes, published: bool) -> None:
    try:
        schema = json.loads(content) if published else _strictly(content)
        if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
            raise ValueError("it is no object with `properties`")
    except Exception as error:
        raise FormUnreadable(f"Form {name} is not JSON Schema: {str(error).splitlines()[0]}") from error
    # Before anything else reads it: what is not known here may be without end.
    for objection in form_words.objections(schema):
        raise FormUnreadable(f"Form {name}, {objection}.")
    for objection in _objections(schema):
        raise FormUnreadable(f"Form {name}, {objection}.")
    try:
        Draft202012Validator.check_schema(schema)
    except Exception as error:
        raise FormUnreadable(f"Form {name} is not JSON Schema: {str(error).splitlines()[0]}") from error
    for mistake in () if published else _mistakes(schema):
        raise FormUnreadable(f"Form {name}, {mistake}.")
    for objection in _fields(schema, ""):
        raise FormUnreadable(f"Form {name}{objection}.")


def _strictly(content: bytes) -> Any:
    """Reads JSON of which nobody doubts what it says: each member once, numbers alone, text that can be written."""
    schema = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
    try:
        json.dumps(schema, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a character (\\ud800 to \\udfff), which no page can show") from error
    return schema


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(members)
    if len(said) != len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"it says {twice!r} twice in one place, and only the last would count")
    return said


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _objections(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from form_conditions.objections(schema)
    for key, field in schema["properties"].items():
        where = f"field {key}"
        yield from form_record.objections(field, where)
        yield from form_rows.objections(field, where)
        yield from form_choices.objections(field, where)
        yield from form_codes.objections(field, where)
        yield from form_files.objections(field, where)
        if form_rows.is_rows(field):
            yield from (f"{where}, items, {each}" for each in form_conditions.objections(field["items"]))
            for name, asked in field["items"]["properties"].items():
                yield from form_codes.objections(asked, f"{where}, items, field {name}")


def _mistakes(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from form_conditions.mistakes_in(schema)
    for key, field in schema["properties"].items():
        if form_rows.is_rows(field):
            yield from (f"field {key}, items, {each}" for each in form_conditions.mistakes_in(field["items"]))


def _fields(schema: Mapping[str, Any], where: str) -> Iterator[str]:
    fields = schema["properties"]
    for key, field in fields.items():
        if field.get("type") not in KINDS or not field.get("title"):
            yield f"{where}, field {key}: it needs a title and a type of {sorted(KINDS)}"
        shown = field.get("x-showIf")
        if shown and shown.get("field") not in fields:
            yield f"{where}, field {key}: x-showIf names {shown.get('field')!r}, which it has not"
        if form_rows.is_rows(field):
            yield from _fields(field["items"], f"{where}, field {key}, items")
    unknown = {*schema.get("required", []), *schema.get("x-order", [])} - set(fields)
    if unknown:
        yield f"{where}: it has no field {min(unknown)!r}, but requires or orders it"
