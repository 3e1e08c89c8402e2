"""Forms that are asked in rows, of each person, and with what the record says already."""

import json
from datetime import date
from typing import Any

import pytest

from tasks.form_answers import words_for
from tasks.form_record import OfRecord, said_of, taken
from tasks.form_rows import MOST_ROWS, PersonAsked, captions, row_of
from tasks.forms import AnswersRefused, Form, FormUnreadable
from workflows.expressions import compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import BOOLEAN, Known

SUM = {"type": "integer", "title": "How much?", "minimum": 1, "x-money": True, "x-short": "how much"}
DAY = {"type": "string", "format": "date", "title": "When?", "x-short": "when", "x-notBefore": "today"}
OFTEN = {"type": "string", "title": "How often?", "enum": ["once", "weekly"]}
ROW = {"type": "object", "properties": {"sum": SUM, "on": DAY, "often": OFTEN}, "required": ["sum", "on"]}
SUMS: dict[str, Any] = {
    "type": "array",
    "title": "Which payments?",
    "x-short": "the payments",
    "x-fact": True,
    "minItems": 1,
    "maxItems": 3,
    "items": ROW,
}
WORKS = {"type": "boolean", "title": "Do they work?", "x-short": "whether they work"}
EACH: dict[str, Any] = {
    "type": "array",
    "title": "The tenants",
    "x-short": "the tenants",
    "x-for-each": "tenants",
    "x-fact": True,
    "items": {"type": "object", "properties": {"works": WORKS}, "required": ["works"]},
}
PEOPLE = [PersonAsked("C1", "Ms Ann Field"), PersonAsked("C2", "Mr Bob Field")]
FACTS = {"today": date(2026, 3, 2), "arrears_pence": 60000, "facts_on": date(2026, 3, 2)}


def form(required: tuple[str, ...] = ("a",), **fields: Any) -> Form:
    said = {"type": "object", "properties": fields, "required": list(required)}
    return Form.read("f", json.dumps(said).encode())


def refused(read: Form, answers: Any, people: list[PersonAsked] = PEOPLE) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as error:
        read.check(answers, FACTS, people)
    return error.value.errors


def test_rows_are_checked_one_by_one_and_become_a_list() -> None:
    read = form(a=SUMS)
    rows = [{"sum": 500, "on": "2026-03-09"}, {"sum": 700, "on": "2026-03-16", "often": "weekly"}]
    kept = read.check({"a": rows}, FACTS)
    assert kept == {"a": rows}
    assert read.as_facts(kept)["a"][1] == {"sum": 700, "on": date(2026, 3, 16), "often": "weekly"}
    known = Known(read.fact_types, closed=True)
    assert mistakes(compile_expression('some each in a satisfies each.often = "weekly"').tree, known, BOOLEAN) == []
    assert "never" in mistakes(compile_expression("a[1].on = 3").tree, known)[0]


def test_a_sentence_names_its_row() -> None:
    errors = refused(
        form(a=SUMS), {"a": [{"sum": 500, "on": "2026-03-09"}, {"sum": 0, "on": "2026-03-01", "often": "x"}]}
    )
    assert errors == {
        "a-2-sum": "Row 2: How much must be £0.01 or more",
        "a-2-often": "Row 2: Select one of the choices for how often",
    }
    assert refused(form(a=SUMS), {"a": [{"sum": 5, "on": "2026-03-01"}]}) == {
        "a-1-on": "Row 1: When must not be before 2 March 2026"
    }
    assert refused(form(a=SUMS), {"a": [{"on": "2026-03-09"}]}) == {"a-1-sum": "Row 1: Enter how much"}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ([], {"a": "Fill in at least 1 row of the payments"}),
        (None, {"a": "Fill in at least 1 row of the payments"}),
        ("none", {"a": "The payments must be a list of rows, each with named values"}),
        ([1], {"a": "The payments must be a list of rows, each with named values"}),
        ([{"sum": 2**63, "on": "2026-03-09"}], {"a-1-sum": "Row 1: How much is too large a number"}),
        ([{"sum": 1.5, "on": "2026-03-09"}], {"a": "The payments is not in the right form"}),
        ([{"other": 1}], {"a-1-form": "Row 1: This form does not ask for 'other'"}),
        ([{"sum": 5, "on": "2026-03-09"}] * 4, {"a": "The payments must have 3 rows or fewer"}),
        (
            [{"sum": 5, "on": "2026-03-09"}] * (MOST_ROWS + 1),
            {"a": f"The payments must have {MOST_ROWS} rows or fewer"},
        ),
    ],
)
def test_what_is_no_list_of_rows_is_refused(given: Any, errors: dict[str, str]) -> None:
    assert refused(form(a=SUMS), {"a": given}) == errors


def test_rows_may_be_left_out_where_they_are_not_needed() -> None:
    assert form((), a={**SUMS, "minItems": 0}).check({"a": []}, FACTS) == {}


def test_the_same_is_asked_of_each_person() -> None:
    read = form(a=EACH)
    assert read.asks_people
    kept = read.check({"a": [{"person": "C2", "works": False}, {"person": "C1", "works": True}]}, FACTS, PEOPLE)
    assert kept["a"] == [
        {"person": "C1", "person_name": "Ms Ann Field", "works": True},
        {"person": "C2", "person_name": "Mr Bob Field", "works": False},
    ]
    assert refused(read, {"a": [{"person": "C1", "works": True}]}) == {
        "a-2-works": "Mr Bob Field: Select whether they work"
    }
    assert refused(read, {})["a-1-works"].startswith("Ms Ann Field: Select")
    assert "who is none of them" in refused(read, {"a": [{"person": "C9", "works": True}]})["a"]
    assert read.check({}, FACTS, []) == {}
    types = read.fact_types["a"].item
    assert types is not None
    assert set(types.parts or {}) == {"person", "person_name", "works"}


def test_in_words_each_row_says_what_it_is() -> None:
    assert words_for(SUMS, [{"sum": 500, "often": "once"}, {"sum": 70}]) == (
        "(1) How much?: £5.00, How often?: once; (2) How much?: £0.70"
    )
    assert words_for(EACH, [{"person": "C1", "person_name": "Ms Ann Field", "works": True}]) == (
        "(1) Ms Ann Field, Do they work?: Yes"
    )


class Page(dict[str, Any]):
    def getlist(self, key: Any) -> list[Any]:
        return [self[key]] if key in self else []


def test_a_page_says_its_rows_and_leaves_empty_ones_out() -> None:
    posted = Page({"a-rows": "3", "a-1-sum": "5", "a-3-sum": "£7.50", "a-3-on-day": "9", "a-3-on-month": "3"})
    posted["a-3-on-year"] = "2026"
    assert form(a=SUMS).from_page(posted) == {"a": [{"sum": 500}, {"sum": 750, "on": "2026-03-09"}]}
    people = Page({"a-rows": "2", "a-1-person": "C1", "a-2-person": "C2", "a-2-works": "no"})
    assert form(a=EACH).from_page(people) == {"a": [{"person": "C1"}, {"person": "C2", "works": False}]}
    for odd in ("", "x", "-1", "9999999", "²"):
        assert form(a=SUMS).from_page(Page({"a-rows": odd, "a-1-sum": "5"})) == {}


def test_a_page_has_rows_for_more_and_one_for_each_person() -> None:
    assert captions(SUMS, [], []) == ["Row 1", "Row 2"]
    assert captions(SUMS, [{}, {}], []) == ["Row 1", "Row 2", "Row 3"]
    assert captions(EACH, [], PEOPLE) == ["Ms Ann Field", "Mr Bob Field"]
    assert row_of(EACH, [{"person": "C2", "works": True}], 2, PEOPLE) == {"person": "C2", "works": True}
    assert row_of(SUMS, "what", 1, []) == row_of(SUMS, [{"sum": 1}], 2, []) == {}


def test_an_answer_stands_there_as_the_record_has_it() -> None:
    read = form(
        (),
        owed={"type": "integer", "title": "Owed", "x-money": True, "x-from": "arrears_pence"},
        on={"type": "string", "format": "date", "title": "On", "x-from": "facts_on"},
        held={"type": "string", "title": "Tenure", "enum": ["secure"], "x-from": "tenure"},
    )
    assert read.facts_asked == {"arrears_pence", "facts_on", "tenure"}
    already = taken(read.fields, OfRecord({**FACTS, "tenure": "assured"}))
    assert {key: (each.value, each.fact) for key, each in already.items()} == {
        "owed": (60000, "arrears_pence"),
        "on": ("2026-03-02", "facts_on"),
    }
    said = said_of(already, {"owed": 50000, "on": "2026-03-02"})
    assert said["owed"] == {"fact": "arrears_pence", "value": 60000, "as_of": "2026-03-02", "corrected": True}
    assert said["on"]["corrected"] is False
    assert taken(read.fields, OfRecord()) == {}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({**SUM, "x-from": "arrears"}, "x-from names 'arrears', which is no fact"),
        ({**SUM, "x-from": "tenure"}, "tenure, which is a string, and the question asks for another type"),
        ({**SUMS, "x-for-each": "neighbours"}, "x-for-each is one of tenants, and 'neighbours' is none"),
        ({**SUM, "x-for-each": "tenants"}, "x-for-each belongs to a list of rows"),
        ({**SUMS, "maxItems": 51}, "a form asks 50 rows at most"),
        ({**SUMS, "items": {"type": "object"}}, "items: a row has properties"),
        ({**SUMS, "items": {"type": "object", "properties": {}}}, "items: a row has properties"),
        ({**SUMS, "items": {"type": "object", "properties": ["a"]}}, "items: a row has properties"),
        (
            {**SUMS, "items": {"type": "object", "properties": {"b": {**SUM, "x-fact": True}}}},
            "none of x-fact, x-from, x-one-of does",
        ),
        ({**SUMS, "items": {"type": "object", "properties": {"b": SUMS}}}, "no rows stand in rows"),
        ({**SUMS, "items": {"type": "object", "properties": {"person": SUM}}}, "Give the question another name"),
        (
            {**SUMS, "items": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            "items, field b: it needs a title",
        ),
        ({**SUMS, "items": {**ROW, "required": ["c"]}}, "it has no field 'c', but requires or orders it"),
        ({**SUMS, "items": {"type": "object", "properties": {"b": {**SUM, "if": {}}}}}, "field b: 'if' is not a word"),
        (
            {**SUMS, "items": {"type": "object", "properties": {"b": {**SUM, "x-atMost": "arears_pence"}}}},
            "items, field b, x-atMost: 'arears_pence' is neither",
        ),
        (
            {**SUMS, "items": {"type": "object", "properties": {"b": {**SUM, "x-atMost": "tenure"}}}},
            "items, field b, x-atMost: in `tenure`, it gives a text, and must give a number",
        ),
    ],
)
def test_what_is_not_written_so_is_refused_with_its_place(field: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormUnreadable) as refused_:
        form(a=field)
    assert sentence in refused_.value.sentence
    assert refused_.value.sentence.startswith("Form f, field a")
