"""Forms: a subset of JSON Schema 2020-12 with ``x-`` hints, checked on the server, versioned with the procedure.

Properties are ``string`` (``enum``, ``maxLength``, ``format: date``), ``integer`` (``x-money``: asked in pounds, kept
in pence), ``boolean``, and ``array`` of an ``enum``. Hints: ``x-order``, ``x-hint``, ``x-prefix``, ``x-multiline``,
``x-labels`` (value → words), ``x-short`` (words for messages), ``x-errors`` (keyword → message), ``x-showIf``
(``field``, ``equals``): asked only then, and dropped otherwise; ``x-fact``: becomes process data.
"""

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from jsonschema import Draft202012Validator, FormatChecker

from tasks import form_words
from workflows.errors import Malformed

KINDS = {"string", "integer", "boolean", "array"}


class FormUnreadable(Malformed):
    """A form is not written as forms are."""


class AnswersRefused(Malformed):
    """Some answers are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers are missing or not right: " + "; ".join(errors.values()) + ".", errors=errors)
        self.errors = errors


class Posted(Protocol):
    """The fields of a posted page."""

    def get(self, key: str, default: Any = None) -> Any:
        """The one value of a field."""
        ...

    def getlist(self, key: Any) -> list[Any]:
        """All values of a field."""
        ...


@dataclass(frozen=True)
class Form:
    """A form of one version of a procedure."""

    name: str
    schema: dict[str, Any]
    _validators: dict[tuple[str, ...], tuple[list[str], Any]] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def read(cls, name: str, content: bytes) -> "Form":
        """Reads a form.

        :raises FormUnreadable: with the field and what to mend
        """
        if len(content) > form_words.MOST_BYTES:
            raise FormUnreadable(f"Form {name} is larger than {form_words.MOST_BYTES:,} bytes. Make several of it.")
        try:
            schema = json.loads(content)
            if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
                raise ValueError("it is no object with `properties`")
        except Exception as error:
            raise FormUnreadable(f"Form {name} is not JSON Schema: {str(error).splitlines()[0]}") from error
        # Before anything else reads it: what is not known here may be without end.
        for objection in form_words.objections(schema):
            raise FormUnreadable(f"Form {name}, {objection}.")
        try:
            Draft202012Validator.check_schema(schema)
        except Exception as error:
            raise FormUnreadable(f"Form {name} is not JSON Schema: {str(error).splitlines()[0]}") from error
        for key, field in schema.get("properties", {}).items():
            if field.get("type") not in KINDS or not field.get("title"):
                raise FormUnreadable(f"Form {name}, field {key}: it needs a title and a type of {sorted(KINDS)}.")
            shown = field.get("x-showIf")
            if shown and shown.get("field") not in schema["properties"]:
                raise FormUnreadable(
                    f"Form {name}, field {key}: x-showIf names {shown.get('field')!r}, which it has not."
                )
        unknown = set(schema.get("required", [])) | set(schema.get("x-order", []))
        if unknown := unknown - set(schema.get("properties", {})):
            raise FormUnreadable(f"Form {name}: it has no field {min(unknown)!r}, but requires or orders it.")
        return cls(name, schema)

    @property
    def title(self) -> str:
        """The form's heading."""
        return str(self.schema.get("title", self.name))

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """All fields, in the order in which they are asked."""
        properties = self.schema["properties"]
        order = self.schema.get("x-order", list(properties))
        return {key: properties[key] for key in [*order, *(k for k in properties if k not in order)]}

    @property
    def facts(self) -> frozenset[str]:
        """The fields that become process data."""
        return frozenset(key for key, field in self.fields.items() if field.get("x-fact"))

    def shown(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The fields that these answers lead to."""
        for key, field in self.fields.items():
            condition = field.get("x-showIf")
            if not condition or answers.get(condition["field"]) == condition["equals"]:
                yield key, field

    def check(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that count, checked.

        :raises AnswersRefused: with a sentence for each field
        """
        if not isinstance(answers, Mapping):
            raise AnswersRefused({"form": "The answers must be a set of named values"})
        shown = dict(self.shown(answers))
        unknown = [key for key in answers if key not in self.schema["properties"]]
        if unknown:
            raise AnswersRefused({"form": f"This form does not ask for {str(unknown[0])[:60]!r}"})
        large = {key: _too_large(key, shown[key]) for key in shown if _is_too_large(answers.get(key))}
        if large:
            raise AnswersRefused(large)
        odd = {key: _message(key, shown[key], "plain", None) for key in shown if not _is_plain_value(answers.get(key))}
        if odd:
            raise AnswersRefused(odd)
        kept = {key: answers[key] for key in shown if answers.get(key) not in (None, "", [])}
        required, validator = self._validator(tuple(shown))
        errors: dict[str, str] = {}
        for error in sorted(validator.iter_errors(kept), key=lambda e: [str(part) for part in e.absolute_path]):
            if error.validator == "required":
                missing = [key for key in required if key not in kept]
                for key in missing:
                    errors.setdefault(key, _message(key, shown[key], "required", None))
            else:
                key = str(error.absolute_path[0])
                errors.setdefault(key, _message(key, shown[key], str(error.validator), error.validator_value))
        if errors:
            raise AnswersRefused({key: errors[key] for key in self.fields if key in errors})
        return kept

    def _validator(self, shown: tuple[str, ...]) -> tuple[list[str], Any]:
        """The required fields among those shown, and their validator; made once for each way through the form."""
        if shown not in self._validators:
            required = [key for key in self.schema.get("required", ()) if key in shown]
            properties = {key: self.schema["properties"][key] for key in shown}
            schema = {"type": "object", "properties": properties, "required": required}
            self._validators[shown] = (required, Draft202012Validator(schema, format_checker=_formats))
        return self._validators[shown]

    def as_facts(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The checked answers that become process data; dates as dates."""
        facts: dict[str, Any] = {}
        for key in self.facts:
            value = answers.get(key)
            is_date = self.schema["properties"][key].get("format") == "date"
            facts[key] = date.fromisoformat(value) if is_date and value is not None else value
        return facts

    def from_page(self, posted: Posted) -> dict[str, Any]:
        """What a posted page says, unchecked: what cannot be read is passed on as text, so that nothing is lost."""
        answers: dict[str, Any] = {}
        for key, field in self.fields.items():
            if field["type"] == "array":
                value: Any = [str(item) for item in posted.getlist(key)]
            elif field.get("format") == "date":
                value = _date_from_page(posted, key)
            else:
                value = _value_from_page(field, str(posted.get(key) or "").strip())
            if value not in ("", None, []):
                answers[key] = value
        return {key: answers[key] for key, _field in self.shown(answers) if key in answers}


_NOT_PLAIN = re.compile("[\0\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Whether every database and the record can keep a text: no NUL, no half of a surrogate pair."""
    return _NOT_PLAIN.search(text) is None


def _is_plain_value(value: Any) -> bool:
    # 375.0 is an integer to JSON Schema; the record takes no floating point at all.
    if isinstance(value, list):
        return all(_is_plain_value(item) for item in value)
    return not isinstance(value, float) and (not isinstance(value, str) or is_plain(value))


LARGEST = 2**63 - 1
"""The largest whole number that every database keeps."""


def _is_too_large(value: Any) -> bool:
    return isinstance(value, int) and not -LARGEST <= value <= LARGEST


def _too_large(key: str, field: Mapping[str, Any]) -> str:
    return f"{_named(key, field)} is too large a number"


def words_for(field: Mapping[str, Any], value: Any) -> str:
    """An answer in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(words_for(field, item) for item in value)
    if field.get("x-money") and isinstance(value, int):
        return f"£{value // 100:,}.{value % 100:02d}"
    if field.get("format") == "date":
        try:
            return f"{date.fromisoformat(str(value)):%-d %B %Y}"
        except ValueError:
            return str(value)
    return str(field.get("x-labels", {}).get(value, value))


LONGEST_NUMBER = 40
"""Characters of a number on a page."""


def _value_from_page(field: Mapping[str, Any], text: str) -> Any:
    if field["type"] == "boolean":
        return {"yes": True, "no": False}.get(text, text)
    if field["type"] == "integer" and text:
        plain = text.replace("£", "").replace(",", "").replace(" ", "")
        if len(plain) > LONGEST_NUMBER or "e" in plain.lower():
            return text  # 1e999999 is a short text and a number that no memory holds
        try:
            number = Decimal(plain) * 100 if field.get("x-money") else Decimal(plain)
            return int(number) if number == int(number) else text
        except (InvalidOperation, ValueError, OverflowError):
            return text
    return text.replace("\r\n", "\n")


def _date_from_page(posted: Posted, key: str) -> str:
    day, month, year = (str(posted.get(f"{key}-{part}") or "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return str(posted.get(key) or "").strip()
    try:
        return date(*(int(part) if len(part) <= 4 else 0 for part in (year, month, day))).isoformat()
    except (ValueError, OverflowError):
        return f"{year}-{month}-{day}"


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True  # the type says so already
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


_formats = FormatChecker(formats=())
_formats.checks("date")(_is_date)


def _named(key: str, field: Mapping[str, Any]) -> str:
    """A field at the beginning of a sentence."""
    title = str(field.get("title", key)).rstrip("?")
    short = str(field.get("x-short") or title)
    return short[:1].upper() + short[1:]


def _message(key: str, field: Mapping[str, Any], keyword: str, wanted: Any) -> str:
    own = field.get("x-errors", {}).get(keyword)
    if own:
        return str(own)
    title = str(field.get("title", key)).rstrip("?")
    short = str(field.get("x-short") or title[:1].lower() + title[1:])
    picks = field.get("enum") or field["type"] in {"boolean", "array"}
    amount = (lambda n: f"£{n / 100:,.2f}") if field.get("x-money") else str
    match keyword:
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
