"""Bounds that name a fact or a day, and contradictions: told at their field, and nothing widens for want of a fact."""

import json
import re
from datetime import date
from typing import Any

import pytest

from tasks.forms import AnswersRefused, Form, FormUnreadable

FORM: dict[str, Any] = {
    "title": "A form",
    "properties": {
        "amount": {
            "type": "integer",
            "title": "Amount",
            "x-money": True,
            "x-atMost": "arrears_pence",
            "x-atLeast": "100",
        },
        "weeks": {"type": "integer", "title": "Weeks", "x-atMost": "weeks_owed"},
        "first": {"type": "string", "format": "date", "title": "First", "x-notBefore": "today"},
        "last": {"type": "string", "format": "date", "title": "Last", "x-notAfter": 'first + duration("P10D")'},
        "reached": {"type": "boolean", "title": "Reached?"},
        "agreed": {"type": "boolean", "title": "Agreed?"},
    },
    "x-conflicts": [{"when": "reached = false and agreed = true", "sentence": "Nobody was reached", "field": "agreed"}],
}
FACTS = {"arrears_pence": 60_000, "weeks_owed": 6, "today": date(2026, 3, 2)}


def form(**changes: Any) -> Form:
    """The form, some of its members changed."""
    return Form.read("f", json.dumps({**FORM, **changes}).encode())


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        (
            {
                "amount": 60_000,
                "weeks": 6,
                "first": "2026-03-02",
                "last": "2026-03-12",
                "reached": True,
                "agreed": True,
            },
            {},
        ),
        ({"amount": 60_001}, {"amount": "Amount must not be more than £600.00"}),
        ({"amount": 99}, {"amount": "Amount must not be less than £1.00"}),
        ({"weeks": 7}, {"weeks": "Weeks must not be more than 6"}),
        ({"first": "2026-03-01"}, {"first": "First must not be before 2 March 2026"}),
        ({"first": "2026-03-02", "last": "2026-03-13"}, {"last": "Last must not be after 12 March 2026"}),
        ({"last": "2026-03-13"}, {"last": "Last cannot be checked, because its bound is not known here"}),
        ({"reached": False, "agreed": True}, {"agreed": "Nobody was reached"}),
        ({"agreed": True}, {}),
        (
            {"amount": "many", "reached": False, "agreed": True},
            {"amount": "Amount must be an amount of money, like 3.75"},
        ),
    ],
)
def test_what_is_told_of_answers(answers: dict[str, Any], errors: dict[str, str]) -> None:
    if not errors:
        assert form().check(answers, FACTS) == answers
        return
    with pytest.raises(AnswersRefused) as refused:
        form().check(answers, FACTS)
    assert refused.value.errors == errors


def test_what_contradicts_in_one_place_is_told_at_once() -> None:
    rows = [
        {"when": "agreed = true", "sentence": "One", "field": "agreed"},
        {"when": "reached = false", "sentence": "Two.", "field": "agreed"},
        {"when": "reached = true", "sentence": "Three", "field": "agreed"},
    ]
    with pytest.raises(AnswersRefused) as refused:
        form(**{"x-conflicts": rows}).check({"reached": False, "agreed": True}, FACTS)
    assert refused.value.errors == {"agreed": "One. Two"}


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        ("asked", "x-earlier: it is a list of names"),
        ([1], "x-earlier: it is a list of names"),
        (["reached"], "x-earlier: 'reached' is a field of the form, or a fact, already"),
        (["arrears_pence"], "x-earlier: 'arrears_pence' is a field of the form, or a fact, already"),
        (["other"], "'asked' is neither a field of the form nor a fact"),
    ],
)
def test_what_was_answered_earlier_is_named(earlier: Any, sentence: str) -> None:
    row = {"when": 'agreed = true and not(asked = "Yes")', "sentence": "It was not asked", "field": "agreed"}
    asks = form(**{"x-earlier": ["asked"], "x-conflicts": [row]})
    assert asks.earlier == ["asked"]
    assert asks.check({"agreed": True}, {**FACTS, "asked": "Yes"}) == {"agreed": True}
    for said in ({"asked": "No"}, {"asked": None}, {}):
        with pytest.raises(AnswersRefused, match="It was not asked"):
            asks.check({"agreed": True}, {**FACTS, **said})
    with pytest.raises(FormUnreadable, match=re.escape(sentence)):
        form(**{"x-earlier": earlier, "x-conflicts": [row]})


def test_without_the_fact_nothing_passes_that_is_bound_by_it() -> None:
    assert form().facts_asked == {"arrears_pence", "weeks_owed"}
    for facts in (None, {"today": date(2026, 3, 2)}, {"arrears_pence": None}):
        with pytest.raises(AnswersRefused, match="its bound is not known"):
            form().check({"amount": 100}, facts)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"x-conflicts": {}}, "a list of rows"),
        ({"x-conflicts": [{"when": "true"}]}, "has when, sentence and field"),
        ({"x-conflicts": [{"when": "true", "sentence": "s", "field": "shoe"}]}, "no field 'shoe'"),
        ({"x-conflicts": [{"when": "shoe = 9", "sentence": "s", "field": "agreed"}]}, "'shoe' is neither"),
        ({"x-conflicts": [{"when": "((", "sentence": "s", "field": "agreed"}]}, "is not FEEL"),
        ({"properties": {"a": {"type": "boolean", "title": "A", "x-atMost": "1"}}}, "belongs to a whole number"),
        ({"properties": {"a": {"type": "integer", "title": "A", "x-notAfter": "today"}}}, "belongs to a date"),
        ({"properties": {"a": {"type": "integer", "title": "A", "x-atMost": 7}}}, "a text in FEEL"),
        ({"properties": {"a": {"type": "integer", "title": "A", "x-atMost": "arears"}}}, "'arears' is neither"),
    ],
)
def test_what_is_not_written_so_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormUnreadable, match=sentence):
        form(**{"x-conflicts": [], **changes})
