"""What pages and forms may hold: numbers without measure, dates of no calendar, patterns and schemas without end."""

import json
import time
from typing import Any

import pytest

from tasks.form_answers import message
from tasks.form_pages import value_from_page
from tasks.form_reading import read_schema
from tasks.form_words import MOST_BYTES, slow
from tasks.forms import AnswersRefused, Form, FormUnreadable
from tests.house import BENEFITS, CONTACTED
from tests.web.conftest import Browser, Office
from workflows.settings import HOUSE


def form(field: dict[str, Any], **more: Any) -> bytes:
    """A form of one field."""
    return json.dumps({"type": "object", "properties": {"a": {"title": "A", **field}}, **more}).encode()


@pytest.fixture
def agreement(office: Office) -> tuple[Browser, str]:
    """A browser at a step that asks for money and a date."""
    office.landlord.complete("olive", office.case, "contact_customer", **{**CONTACTED, "agreement_reached": True})
    office.landlord.complete("olive", office.case, "check_benefits", **BENEFITS)
    browser = office.browser("olive")
    browser.get(f"/cases/{office.case}")
    return browser, f"/steps/{office.task('record_agreement')}/complete"


@pytest.mark.parametrize("number", ["9" * 17 + "00", "9223372036854775808", "9" * 39, "9" * 5000, "1e999999", "1E400"])
@pytest.mark.parametrize("act", ["complete", "draft"])
def test_a_number_without_measure_is_a_sentence(agreement: tuple[Browser, str], number: str, act: str) -> None:
    browser, address = agreement
    address = address.replace("complete", act)
    page = browser.send(address, amount_pence=number)
    assert page.status_code in ({422} if act == "complete" else {200, 422})
    assert "Traceback" not in page.text


@pytest.mark.parametrize("year", ["2" * 12, "0", "-5", "99999999999999999999", "２０２６２０２６"])
def test_a_year_of_no_calendar_is_a_sentence(agreement: tuple[Browser, str], year: str) -> None:
    browser, address = agreement
    parts = {"first_due-day": "1", "first_due-month": "2", "first_due-year": year, "amount_pence": "5"}
    assert browser.send(address, **parts).status_code == 422
    assert "must be a real date" in browser.words()


def test_a_hold_of_no_calendar_is_a_sentence(office: Office) -> None:
    browser = office.browser("tess")
    browser.get(f"/cases/{office.case}")
    day = {"begins-day": "9" * 20, "begins-month": "3", "begins-year": "2" * 12}
    page = browser.send(f"/cases/{office.case}/holds", kind="dispute", covers="account", reason="x", **day)
    assert page.status_code == 422
    assert "as a real date" in browser.words()


@pytest.mark.parametrize("huge", [2**31, 2**63, 10**30, int("9" * 4000)])
def test_numbers_in_addresses(office: Office, huge: int) -> None:
    ada = office.browser("ada")
    for path in ("/cases/{}", "/cases/{}/record", "/documents/{}", "/proposals/{}", "/holds/{}", "/?page={}"):
        assert ada.get(path.format(huge)).status_code in {404, 422}, path
    for path in ("/cases?page={}", "/procedures/arrears?version={}"):
        assert ada.get(path.format(huge)).status_code in {404, 422}, path


def test_a_number_that_no_database_keeps_is_refused_by_name() -> None:
    read = Form.read("f", form({"type": "integer", "title": "How many"}))
    for kept in (2**63 - 1, -(2**63) + 1):
        assert read.check({"a": kept}) == {"a": kept}
    for beyond in (2**63, -(2**63)):
        with pytest.raises(AnswersRefused, match="How many is too large a number"):
            read.check({"a": beyond})


def test_a_form_is_as_large_as_it_may_be_and_no_larger() -> None:
    content = form({"type": "integer", "title": "How many"})
    assert Form.read("f", content + b" " * (MOST_BYTES - len(content)))
    with pytest.raises(FormUnreadable, match=r"is larger than .* bytes"):
        Form.read("f", content + b" " * (MOST_BYTES - len(content) + 1))


SLOW = [
    "(a+)+$",
    "(a*)*",
    "(a|a)*$",
    "(a|ab)+",
    "(.*)(.*)(.*)x",
    r"\d+\w+x",
    "(?:(?:a{1,50}){1,50}){1,50}",
    "(a?){50}a{50}",
    r"(a)\1",
    "(?=a)b",
    "(?<!a)b",
    "a{100000}",
    "(",
    "a" * 300,
    "(?(1)a|b)",
    "(x+x+)+y",
    "a?" * 60 + "a" * 60,
    "a{1,20}" * 4 + "b",
    r"\d+x",
    "(a|b?)" * 20,
    "^(([a-z])+.)+[A-Z]([a-z])+$",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_may_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(FormUnreadable, match=r"^Form rent, field a: its pattern "):
        Form.read("rent", form({"type": "string", "pattern": pattern}))


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        ("^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$", "NB1 1AA", "9" * 40),
        (r"^\d{6}$", "123456", "1" * 4000),
        ("^(yes|no)$", "no", "maybe" * 900),
        (r"^[a-z]+@[0-9]+$", "ab@12", "a" * 5000),
        (r"^RA-\d+(-\d{1,3})?$", "RA-5-1", "RA-" + "5" * 5000 + "x"),
    ],
)
def test_an_ordinary_pattern_is_taken_and_quickly_tried(pattern: str, fits: str, fails: str) -> None:
    assert slow(pattern) == ""
    read = Form.read("f", form({"type": "string", "pattern": pattern}))
    assert read.check({"a": fits}) == {"a": fits}
    began = time.monotonic()
    with pytest.raises(AnswersRefused):
        read.check({"a": fails})
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ({"type": "string", "$ref": "#/properties/a"}, "$ref"),
        ({"type": "string", "allOf": [{}] * 9}, "allOf"),
        ({"type": "string", "patternProperties": {"(a+)+": {}}}, "patternProperties"),
        ({"type": "array", "items": {"type": "string", "pattern": "(a+)+"}}, "pattern"),
        ({"type": "array", "items": {"anyOf": []}}, "anyOf"),
        ({"type": "string", "not": {}}, "not"),
    ],
)
def test_a_word_that_is_not_known_is_refused_by_name(field: dict[str, Any], word: str) -> None:
    with pytest.raises(FormUnreadable) as refused:
        Form.read("rent", form(field))
    assert refused.value.sentence.startswith("Form rent, field a")
    assert f"{word!r} is not a word of forms" in refused.value.sentence


@pytest.mark.parametrize("word", ["$defs", "$ref", "allOf", "if", "patternProperties", "dependentSchemas"])
def test_nor_in_the_form_itself(word: str) -> None:
    with pytest.raises(FormUnreadable, match="the form: "):
        Form.read("rent", form({"type": "string"}, **{word: {"a": {"$ref": "#"}}}))


def test_a_form_without_measure_is_refused() -> None:
    with pytest.raises(FormUnreadable, match="larger than"):
        Form.read("f", form({"type": "string", "x-hint": "x" * 200_001}))
    many = {f"a{n}": {"title": "A", "type": "string"} for n in range(201)}
    with pytest.raises(FormUnreadable, match="201 fields"):
        Form.read("f", json.dumps({"type": "object", "properties": many}).encode())
    with pytest.raises(FormUnreadable):
        Form.read("f", b'{"properties": ' + b"[" * 100_000)


def test_every_form_of_the_house_is_taken() -> None:
    paths = sorted(HOUSE.glob("bpmn/procedures/*/forms/*.json"))
    assert len(paths) >= 6
    for path in paths:
        assert Form.read(path.stem, path.read_bytes()).fields


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ({"type": "integer", "x-money": True}, "£1,234.50", 123_450),
        ({"type": "integer", "x-money": True}, " 12 ", 1200),
        ({"type": "integer", "x-money": True}, "12.345", "12.345"),
        ({"type": "integer", "x-money": True}, "0" * 38 + "12", 1200),  # forty characters, and one more
        ({"type": "integer", "x-money": True}, "0" * 39 + "12", "0" * 39 + "12"),
        ({"type": "integer", "x-money": True}, "1e3", "1e3"),
        ({"type": "integer"}, "12", 12),
        ({"type": "integer"}, "-3", -3),
        ({"type": "integer"}, "12.0", 12),
        ({"type": "integer"}, "1.5", "1.5"),
        ({"type": "integer"}, "twelve", "twelve"),
        ({"type": "integer"}, "NaN", "NaN"),
        ({"type": "integer"}, "", ""),
        ({"type": "boolean"}, "yes", True),
        ({"type": "boolean"}, "no", False),
        ({"type": "boolean"}, "maybe", "maybe"),
        ({"type": "string"}, "a\r\nb", "a\nb"),
        ({"type": "string"}, "12", "12"),
    ],
)
def test_what_is_typed_becomes_a_value_where_it_is_one(field: dict[str, Any], typed: str, value: Any) -> None:
    read = value_from_page(field, typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("a{1,20}b", True),  # as often as that is still narrow
        ("a{1,21}b", False),
        ("^a{1,21}b", True),
        ("^a*b", True),
        ("a*b", False),
        ("^a*[b-z]*$", True),
        ("^a*[a-z]*$", False),
        ("^a{1,20}a*$", True),
        ("^a{1,21}a*$", False),
    ],
)
def test_how_often_is_without_end(pattern: str, taken: bool) -> None:
    assert (slow(pattern) == "") is taken, slow(pattern)


@pytest.mark.parametrize(
    ("field", "keyword", "wanted", "sentence"),
    [
        ({"type": "string"}, "required", True, "Enter what they said"),
        ({"type": "boolean"}, "required", True, "Select what they said"),
        ({"type": "string", "enum": ["a"]}, "required", True, "Select what they said"),
        ({"type": "array"}, "minItems", 1, "Select what they said"),
        ({"type": "string", "enum": ["a"]}, "enum", ["a"], "Select one of the choices for what they said"),
        ({"type": "boolean"}, "type", "boolean", "Select what they said"),
        ({"type": "integer"}, "type", "integer", "What they said must be a whole number"),
        (
            {"type": "integer", "x-money": True},
            "type",
            "integer",
            "What they said must be an amount of money, like 3.75",
        ),
        ({"type": "string"}, "type", "string", "What they said must be text"),
        ({"type": "string"}, "format", "date", "What they said must be a real date"),
        ({"type": "integer"}, "minimum", 5, "What they said must be 5 or more"),
        ({"type": "integer", "x-money": True}, "minimum", 500, "What they said must be £5.00 or more"),
        ({"type": "integer"}, "maximum", 1234, "What they said must be 1234 or less"),
        ({"type": "integer", "x-money": True}, "maximum", 123_450, "What they said must be £1,234.50 or less"),
        ({"type": "string"}, "maxLength", 10, "What they said must be 10 characters or fewer"),
        ({"type": "string"}, "pattern", "^a$", "What they said is not in the right form"),
        ({"type": "string", "x-short": "a word"}, "maxLength", 10, "A word must be 10 characters or fewer"),
        ({"type": "string", "x-errors": {"pattern": "Enter a case number"}}, "pattern", "", "Enter a case number"),
    ],
)
def test_what_is_said_of_an_answer_that_does_not_fit(
    field: dict[str, Any], keyword: str, wanted: Any, sentence: str
) -> None:
    assert message("a", {"title": "What they said?", **field}, keyword, wanted) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"properties": {"a": {"type": "string", "title": "\\ud800"}}}', "half a character"),
        ('{"properties": {"a": {"type": "integer", "title": "How many?", "minimum": NaN}}}', "NaN is no number"),
        ('{"properties": {"a": {"type": "string", "title": "One?", "title": "Two?"}}}', "'title' twice"),
    ],
)
def test_a_form_of_which_one_may_doubt_what_it_says_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FormUnreadable, match=sentence):
        read_schema("a", text.encode())
