"""Answers: what every database keeps, how they are written for people, and what is said of wrong ones."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from jsonschema import FormatChecker

from tasks.form_files import FORMAT as FILE
from tasks.form_files import NAME, is_files

_NOT_PLAIN = re.compile("[\0\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Whether every database and the record can keep a text: no NUL, no half of a surrogate pair."""
    return _NOT_PLAIN.search(text) is None


def is_plain_value(value: Any) -> bool:
    """Whether the record can keep an answer."""
    # 375.0 is an integer to JSON Schema; the record takes no floating point at all.
    if isinstance(value, list):
        return all(is_plain_value(item) for item in value)
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and is_plain(name) and is_plain_value(item) for name, item in value.items())
    return not isinstance(value, float) and (not isinstance(value, str) or is_plain(value))


LARGEST = 2**63 - 1
"""The largest whole number that every database keeps."""


def is_too_large(value: Any) -> bool:
    """Whether an answer is a number that no database keeps."""
    return isinstance(value, int) and not -LARGEST <= value <= LARGEST


def too_large(key: str, field: Mapping[str, Any]) -> str:
    """What is said of such a number."""
    return f"{named(key, field)} is too large a number"


def words_for(field: Mapping[str, Any], value: Any) -> str:
    """An answer in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return "; ".join(f"({number}) {words_for(field, row)}" for number, row in enumerate(value, 1))
    if isinstance(value, list):
        return ", ".join(words_for(field, item) for item in value)
    if isinstance(value, Mapping):
        asked = field.get("items", {}).get("properties", {})
        said = [
            f"{asked[name].get('title', name)}: {words_for(asked[name], value[name])}"
            for name in asked
            if name in value
        ]
        return ", ".join([*([str(value["person_name"])] if "person_name" in value else []), *said])
    if field.get("x-money") and isinstance(value, int):
        return f"£{value // 100:,}.{value % 100:02d}"
    if field.get("format") == "date":
        try:
            return f"{date.fromisoformat(str(value)):%-d %B %Y}"
        except ValueError:
            return str(value)
    return str(field.get("x-labels", {}).get(value, value))


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True  # the type says so already
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


formats = FormatChecker(formats=())
formats.checks("date")(_is_date)
formats.checks(FILE)(lambda value: not isinstance(value, str) or NAME.fullmatch(value) is not None)


def named(key: str, field: Mapping[str, Any]) -> str:
    """A field at the beginning of a sentence."""
    title = str(field.get("title", key)).rstrip("?")
    short = str(field.get("x-short") or title)
    return short[:1].upper() + short[1:]


def _of_files(short: str, keyword: str, wanted: Any) -> str:
    """What is said of a question for files."""
    match keyword:
        case "minItems" if wanted > 1:
            return f"Choose at least {wanted} files for {short}"
        case "required" | "minItems":
            return f"Choose a file for {short}"
        case "maxItems":
            return f"Keep at most {wanted} file{'s' if wanted != 1 else ''} for {short}, and take the others away"
        case _:
            return f"{short[:1].upper() + short[1:]} must name files that were brought here"


def message(key: str, field: Mapping[str, Any], keyword: str, wanted: Any) -> str:
    """What is said of an answer that does not fit.

    :param keyword: of JSON Schema, that it does not keep
    :param wanted: the value of that keyword
    """
    own = field.get("x-errors", {}).get(keyword)
    title = str(field.get("title", key)).rstrip("?")
    short = str(field.get("x-short") or title[:1].lower() + title[1:])
    if own or is_files(field):
        return str(own or _of_files(short, keyword, wanted))
    picks = field.get("enum") or field["type"] in {"boolean", "array"}
    amount = (lambda n: f"£{n / 100:,.2f}") if field.get("x-money") else str
    rows = field["type"] == "array" and field.get("items", {}).get("type") == "object"
    match keyword:
        case "required" | "minItems" if rows:
            least = wanted if keyword == "minItems" else field.get("minItems", 1)
            return f"Fill in at least {least} row{'s' if least != 1 else ''} of {short}"
        case "maxItems" if rows:
            return f"{short[:1].upper() + short[1:]} must have {wanted} row{'s' if wanted != 1 else ''} or fewer"
        case "required" | "minItems":
            return f"{'Select' if picks else 'Enter'} {short}"
        case "enum":
            return f"Select one of the choices for {short}"
        case "type" if picks:
            return f"Select {short}"
        case "type":
            kind = "an amount of money, like 3.75" if field.get("x-money") else "a whole number"
            return f"{short[:1].upper() + short[1:]} must be {kind if field['type'] == 'integer' else 'text'}"
        case "format":
            return f"{short[:1].upper() + short[1:]} must be a real date"
        case "minimum":
            return f"{short[:1].upper() + short[1:]} must be {amount(wanted)} or more"
        case "maximum":
            return f"{short[:1].upper() + short[1:]} must be {amount(wanted)} or less"
        case "maxLength":
            return f"{short[:1].upper() + short[1:]} must be {wanted} characters or fewer"
        case _:
            return f"{short[:1].upper() + short[1:]} is not in the right form"
