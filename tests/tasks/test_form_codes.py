"""A form offers no code of contacts that the landlord has not: what is said in a step could not be written down."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cases.contacts.codes import ContactCodes
from tasks.form_codes import AnswerIsNoCode, must_be_codes
from tasks.form_reading import FormUnreadable
from tasks.forms import Form
from tasks.readings import law_of, organisation_of, read_vocabulary
from tests.book import SHIPPED

CODES = ContactCodes({"spoke": "Spoke", "no_answer": "No answer"}, {"illness": "Illness"}, {}, frozenset({"no_answer"}))


def form(**field: Any) -> Form:
    asked = {"type": "string", "title": "What came of it?", "enum": ["spoke", "no_answer"], **field}
    rows = {"type": "object", "properties": {"outcome": asked}, "required": ["outcome"]}
    each = {"type": "array", "title": "Each", "x-for-each": "tenants", "items": rows}
    said = {"type": "object", "title": "A talk", "properties": {"talks": each, "one": asked}, "required": []}
    return Form.read("talk", json.dumps(said).encode())


def test_codes_that_the_landlord_has_are_taken() -> None:
    must_be_codes(form(**{"x-codes": "outcomes"}).schema, "forms/talk.json", CODES)
    must_be_codes(form().schema, "forms/talk.json", replace(CODES, outcomes={}))


def test_a_code_that_was_taken_out_is_refused_with_its_place() -> None:
    said = "forms/talk.json, field outcome: the answer 'spoke' is none of the outcomes of organisation/"
    with pytest.raises(AnswerIsNoCode, match=said):
        must_be_codes(form(**{"x-codes": "outcomes"}).schema, "forms/talk.json", replace(CODES, outcomes={"x": "X"}))


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({"x-codes": "results"}, "x-codes is one of outcomes, causes, failure_demand, and 'results' is none"),
        ({"x-codes": "outcomes", "enum": None}, "x-codes belongs to a question with a list of answers"),
    ],
)
def test_what_is_no_list_of_codes_is_refused(field: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormUnreadable, match=sentence):
        form(**field)


def test_an_edition_that_takes_out_a_code_that_a_form_offers_is_not_taken() -> None:
    path = "organisation/contact_codes.yaml"
    lines = SHIPPED[path].decode().splitlines(keepends=True)
    fewer = "".join(line for line in lines if "code: promised_to_pay" not in line).encode()
    changed = SHIPPED.with_changes({path: fewer})
    assert "promised_to_pay" not in organisation_of(changed).contact_codes.outcomes
    with pytest.raises(AnswerIsNoCode, match="'promised_to_pay' is none of the outcomes"):
        read_vocabulary(changed, law_of(changed))
