"""Forms: a subset of JSON Schema 2020-12 with ``x-`` hints, checked on the server, versioned with the procedure.

Properties are ``string`` (``enum``, ``maxLength``, ``format: date``), ``integer`` (``x-money``: asked in pounds, kept
in pence), ``boolean``, and ``array`` of an ``enum``. Hints: ``x-order``, ``x-hint``, ``x-prefix``, ``x-multiline``,
``x-labels`` (value → words), ``x-short`` (words for messages), ``x-errors`` (keyword → message), ``x-showIf``
(``field``, ``equals``): asked only then, and dropped otherwise; ``x-fact``: becomes process data. Bounds that name
a fact or a day, and contradictions: ``tasks.form_conditions``.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator

from tasks import form_conditions, form_types, form_words
from tasks.form_answers import formats, is_plain_value, is_too_large, message, too_large
from tasks.form_pages import Posted, date_from_page, value_from_page
from workflows.errors import Malformed
from workflows.expressions.inferred import Inferred

KINDS = {"string", "integer", "boolean", "array"}


class FormUnreadable(Malformed):
    """A form is not written as forms are."""


class AnswersRefused(Malformed):
    """Some answers are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Some answers are missing or not right: " + "; ".join(errors.values()) + ".", errors=errors)
        self.errors = errors


@dataclass(frozen=True)
class Form:
    """A form of one version of a procedure."""

    name: str
    schema: dict[str, Any]
    _validators: dict[tuple[str, ...], tuple[list[str], Any]] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def read(cls, name: str, content: bytes, *, published: bool = False) -> "Form":
        """Reads a form.

        :param published: of a version that runs already: what was taken when it was written is taken still
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
        for objection in form_conditions.objections(schema):
            raise FormUnreadable(f"Form {name}, {objection}.")
        try:
            Draft202012Validator.check_schema(schema)
        except Exception as error:
            raise FormUnreadable(f"Form {name} is not JSON Schema: {str(error).splitlines()[0]}") from error
        for mistake in () if published else form_conditions.mistakes_in(schema):
            raise FormUnreadable(f"Form {name}, {mistake}.")
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

    @property
    def fact_types(self) -> dict[str, Inferred]:
        """The fields that become process data → what is known of each."""
        return {key: form_types.of_field(self.fields[key]) for key in sorted(self.facts)}

    def shown(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The fields that these answers lead to."""
        for key, field in self.fields.items():
            condition = field.get("x-showIf")
            if not condition or answers.get(condition["field"]) == condition["equals"]:
                yield key, field

    def check(self, answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answers that count, checked.

        :param facts: of the case, and ``today``, for bounds and contradictions

        :raises AnswersRefused: with a sentence for each field
        """
        if not isinstance(answers, Mapping):
            raise AnswersRefused({"form": "The answers must be a set of named values"})
        shown = dict(self.shown(answers))
        unknown = [key for key in answers if key not in self.schema["properties"]]
        if unknown:
            raise AnswersRefused({"form": f"This form does not ask for {str(unknown[0])[:60]!r}"})
        large = {key: too_large(key, shown[key]) for key in shown if is_too_large(answers.get(key))}
        if large:
            raise AnswersRefused(large)
        odd = {key: message(key, shown[key], "plain", None) for key in shown if not is_plain_value(answers.get(key))}
        if odd:
            raise AnswersRefused(odd)
        kept = {key: answers[key] for key in shown if answers.get(key) not in (None, "", [])}
        required, validator = self._validator(tuple(shown))
        errors: dict[str, str] = {}
        for error in sorted(validator.iter_errors(kept), key=lambda e: [str(part) for part in e.absolute_path]):
            if error.validator == "required":
                missing = [key for key in required if key not in kept]
                for key in missing:
                    errors.setdefault(key, message(key, shown[key], "required", None))
            else:
                key = str(error.absolute_path[0])
                errors.setdefault(key, message(key, shown[key], str(error.validator), error.validator_value))
        if not errors:  # of answers that are each in their form
            errors = form_conditions.errors(self.schema, kept, facts or {})
        if errors:
            raise AnswersRefused({key: errors[key] for key in self.fields if key in errors})
        return kept

    @property
    def asks_facts(self) -> bool:
        """Whether checking its answers needs the facts of the case."""
        return "x-conflicts" in self.schema or any(
            bound in field for field in self.fields.values() for bound in form_conditions.BOUNDS
        )

    def _validator(self, shown: tuple[str, ...]) -> tuple[list[str], Any]:
        """The required fields among those shown, and their validator; made once for each way through the form."""
        if shown not in self._validators:
            required = [key for key in self.schema.get("required", ()) if key in shown]
            properties = {key: self.schema["properties"][key] for key in shown}
            schema = {"type": "object", "properties": properties, "required": required}
            self._validators[shown] = (required, Draft202012Validator(schema, format_checker=formats))
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
                value = date_from_page(posted, key)
            else:
                value = value_from_page(field, str(posted.get(key) or "").strip())
            if value not in ("", None, []):
                answers[key] = value
        return {key: answers[key] for key, _field in self.shown(answers) if key in answers}
