"""Forms: a subset of JSON Schema 2020-12 with ``x-`` hints, checked on the server, versioned with the procedure.

Properties are ``string`` (``enum``, ``maxLength``, ``format: date``), ``integer`` (``x-money``: asked in pounds, kept
in pence), ``boolean``, and ``array`` of an ``enum``. Hints: ``x-order``, ``x-hint``, ``x-prefix``, ``x-multiline``,
``x-labels`` (value → words), ``x-short`` (words for messages), ``x-errors`` (keyword → message), ``x-showIf``
(``field``, ``equals``): asked only then, and dropped otherwise; ``x-fact``: becomes process data. Bounds that name
a fact or a day, and contradictions: ``tasks.form_conditions``. Lists of rows, and the same of each person
(``x-for-each``): ``tasks.form_rows``. Answers that the record gives (``x-from``): ``tasks.form_record``. Files and
photographs (``format: x-file``): ``tasks.form_files``. Answers that were given earlier (``x-earlier``):
``tasks.form_earlier``. Choices that the record gives (``x-one-of``): ``tasks.form_choices``.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from jsonschema import Draft202012Validator

from cases.facts import FACTS
from tasks import form_choices, form_conditions, form_files, form_rows, form_types
from tasks.form_answers import formats, is_plain_value, is_too_large, message, too_large
from tasks.form_pages import Posted, date_from_page, value_from_page
from tasks.form_reading import FormUnreadable, read_schema
from tasks.form_rows import PersonAsked
from workflows.errors import Malformed
from workflows.expressions.inferred import Inferred

__all__ = ["AnswersRefused", "Form", "FormUnreadable"]


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
    _rows: dict[str, "Form"] = dataclasses.field(default_factory=dict, repr=False, compare=False)
    _validators: dict[tuple[str, ...], tuple[list[str], Any]] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def read(cls, name: str, content: bytes, *, published: bool = False) -> "Form":
        """Reads a form.

        :param published: of a version that runs already: what was taken when it was written is taken still
        :raises FormUnreadable: with the field and what to mend
        """
        return cls(name, read_schema(name, content, published=published))

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

    @property
    def earlier(self) -> list[str]:
        """The answers of other forms of the case of which its conditions speak."""
        return list(self.schema.get("x-earlier", ()))

    def shown(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The fields that these answers lead to."""
        for key, field in self.fields.items():
            condition = field.get("x-showIf")
            if not condition or answers.get(condition["field"]) == condition["equals"]:
                yield key, field

    def check(
        self, answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None, people: Sequence[PersonAsked] = ()
    ) -> dict[str, Any]:
        """The answers that count, checked.

        :param facts: of the case, ``today``, and what was answered earlier, for bounds and contradictions
        :param people: of whom the same is asked, where a question is asked of each
        :raises AnswersRefused: with a sentence for each field
        """
        kept, errors = self._checked(answers, facts or {}, people)
        if errors:
            raise AnswersRefused(errors)
        return kept

    def _checked(self, answers: Any, facts: Mapping[str, Any], people: Sequence[PersonAsked]) -> form_rows.Checked:
        if not isinstance(answers, Mapping):
            return {}, {"form": "The answers must be a set of named values"}
        shown = dict(self.shown(answers))
        unknown = [key for key in answers if key not in self.schema["properties"]]
        if unknown:
            return {}, {"form": f"This form does not ask for {str(unknown[0])[:60]!r}"}
        large = {key: too_large(key, shown[key]) for key in shown if is_too_large(answers.get(key))}
        if large:
            return {}, large
        odd = {key: message(key, shown[key], "plain", None) for key in shown if not is_plain_value(answers.get(key))}
        if odd:
            return {}, odd
        kept = {key: answers[key] for key in shown if answers.get(key) not in (None, "", [])}
        wrong: dict[str, str] = {}
        for key in (key for key in shown if form_rows.is_rows(shown[key])):
            row = self.row(key)
            of_row = partial(row._checked, facts=facts, people=())
            rows, said = form_rows.check(key, shown[key], answers.get(key), people, of_row)
            wrong |= said
            kept = {**kept, key: rows} if rows else {each: kept[each] for each in kept if each != key}
        nobody = {key for key, field in shown.items() if "x-for-each" in field and not people}
        errors = self._in_their_form({key: field for key, field in shown.items() if key not in nobody}, kept)
        if not errors and not wrong:  # of answers that are each in their form
            errors = form_conditions.errors(self.schema, kept, facts)
        ordered = {key: said for field in self.fields for key, said in _of_field(field, {**errors, **wrong})}
        return {key: kept[key] for key in shown if key in kept}, ordered

    def _in_their_form(self, shown: Mapping[str, Mapping[str, Any]], kept: Mapping[str, Any]) -> dict[str, str]:
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
        return errors

    def row(self, key: str) -> "Form":
        """The questions of one row of a field that is asked in rows, as a form of their own."""
        if key not in self._rows:
            self._rows[key] = Form(f"{self.name}, {key}", self.schema["properties"][key]["items"])
        return self._rows[key]

    def files(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """The files that answers name: question → their names. What no question for files says is not among them."""
        asked = {key: field for key, field in self.fields.items() if form_files.is_files(field)}
        return {key: form_files.named(field, answers[key]) for key, field in asked.items() if answers.get(key)}

    @cached_property
    def facts_asked(self) -> frozenset[str]:
        """The facts of the case that checking or showing its answers needs; empty: none."""
        asked = {*form_conditions.facts_in(self.schema), *(field.get("x-from", "") for field in self.fields.values())}
        asked |= form_choices.facts_in(self.fields)
        for key, field in self.fields.items():
            if form_rows.is_rows(field):
                asked |= self.row(key).facts_asked
        return frozenset(asked & FACTS.keys())

    def offering(self, facts: Mapping[str, Any]) -> "Form":
        """The same form with what can be chosen by the record.

        :param facts: of the case
        """
        return dataclasses.replace(self, schema=form_choices.offered(self.schema, facts), _rows={}, _validators={})

    @cached_property
    def offers(self) -> bool:
        """Whether something is chosen from what the record lists."""
        return bool(form_choices.facts_in(self.fields))

    @property
    def asks_files(self) -> bool:
        """Whether something is asked that is answered with files."""
        return any(map(form_files.is_files, self.fields.values()))

    @property
    def asks_people(self) -> bool:
        """Whether something is asked of each person of the case."""
        return any("x-for-each" in field for field in self.fields.values())

    def _validator(self, shown: tuple[str, ...]) -> tuple[list[str], Any]:
        """The required fields among those shown, and their validator; made once for each way through the form."""
        if shown not in self._validators:
            required = [key for key in self.schema.get("required", ()) if key in shown]
            properties = {key: _outside(self.schema["properties"][key]) for key in shown}
            schema = {"type": "object", "properties": properties, "required": required}
            self._validators[shown] = (required, Draft202012Validator(schema, format_checker=formats))
        return self._validators[shown]

    def as_facts(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The checked answers that become process data; days as dates."""
        facts: dict[str, Any] = {}
        for key in self.facts:
            facts[key] = form_types.as_feel(self.schema["properties"][key], answers.get(key))
        return facts

    def from_page(self, posted: Posted) -> dict[str, Any]:
        """What a posted page says, unchecked: what cannot be read is passed on as text, so that nothing is lost."""
        answers: dict[str, Any] = {}
        for key, field in self.fields.items():
            if form_rows.is_rows(field):
                whose = "x-for-each" in field
                value: Any = form_rows.from_page(key, posted, self.row(key).from_page, of_people=whose)
            elif form_files.is_files(field):
                value = form_files.from_page(field, key, posted)
            elif field["type"] == "array":
                value = [str(item) for item in posted.getlist(key)]
            elif field.get("format") == "date":
                value = date_from_page(posted, key)
            else:
                value = value_from_page(field, str(posted.get(key) or "").strip())
            if value not in ("", None, []):
                answers[key] = value
        return {key: answers[key] for key, _field in self.shown(answers) if key in answers}


def _outside(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field without what is asked in its rows, which are checked one by one."""
    return {key: each for key, each in field.items() if key != "items"} if form_rows.is_rows(field) else field


def _of_field(field: str, errors: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a field and in its rows."""
    return ((key, said) for key, said in errors.items() if key == field or key.startswith(f"{field}-"))
