"""Choices that the record gives: shown, and kept to."""

import json
from typing import Any

import pytest

from tasks.forms import AnswersRefused, Form, FormUnreadable

TENANTS = [{"value": "C1", "words": "Ms Ann Field"}, {"value": "C2", "words": "Mr Bo Field"}]
FIELD = {"type": "string", "title": "Who?", "x-one-of": "living_tenants", "x-fact": True}


def form(**field: Any) -> Form:
    """A form that asks for one tenant."""
    written = {"title": "A form", "properties": {"who": {**FIELD, **field}}, "required": ["who"]}
    return Form.read("f", json.dumps({**written}).encode())


def test_one_of_those_that_the_record_lists_is_taken_and_nobody_else() -> None:
    offering = form().offering({"living_tenants": TENANTS})
    assert offering.check({"who": "C2"}) == {"who": "C2"}
    for wrong in ("C3", "Mr Bo Field", 2):
        with pytest.raises(AnswersRefused, match="Select"):
            offering.check({"who": wrong})
    with pytest.raises(AnswersRefused, match="Select who"):
        offering.check({})


@pytest.mark.parametrize("facts", [{}, {"living_tenants": []}, {"living_tenants": None}])
def test_where_the_record_lists_none_none_is_taken_and_the_form_says_what_to_do(facts: dict[str, Any]) -> None:
    offering = form(**{"x-errors": {"required": "Record a tenant first"}}).offering(facts)
    for answers in ({}, {"who": "C1"}):
        with pytest.raises(AnswersRefused, match="Record a tenant first"):
            offering.check(answers)


def test_what_one_look_offered_is_not_offered_at_the_next() -> None:
    asked = form()
    assert asked.offering({"living_tenants": TENANTS}).check({"who": "C1"})
    with pytest.raises(AnswersRefused):
        asked.offering({"living_tenants": TENANTS[1:]}).check({"who": "C1"})


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({"x-one-of": "arrears_pence"}, "no fact that lists choices"),
        ({"x-one-of": "facts_missing"}, "no fact that lists choices"),
        ({"x-one-of": "nonsense"}, "no fact that lists choices"),
        ({"x-one-of": ["living_tenants"]}, "no fact that lists choices"),
        ({"type": "integer"}, "belongs to a string"),
        ({"enum": ["C1"]}, "belongs to a string"),
        ({"format": "date"}, "belongs to a string"),
    ],
)
def test_what_is_written_otherwise_is_refused(field: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormUnreadable, match=sentence):
        form(**field)
