"""Questions for files: how they are written, what their answers are, and what is said of wrong ones."""

import json
from typing import Any

import pytest

from tasks.form_files import LARGEST_ASKED, accepted, size_in_words
from tasks.forms import AnswersRefused, Form, FormUnreadable
from web.visitors import Posted
from workflows.expressions.inferred import TEXT, list_of

ONE = {"type": "string", "format": "x-file", "title": "Photograph", "x-fact": True}
SEVERAL = {
    "type": "array",
    "title": "Letters of the tenant",
    "items": {"type": "string", "format": "x-file"},
    "minItems": 2,
    "maxItems": 3,
    "x-accepts": ["pdf"],
    "x-largest": 1000,
    "x-fact": True,
}
A, B = "a" * 64, "b" * 64


def form(required: tuple[str, ...] = (), **fields: Any) -> Form:
    schema = {"type": "object", "title": "F", "properties": fields, "required": list(required)}
    return Form.read("f", json.dumps(schema).encode())


def test_an_answer_names_files_and_is_a_text_to_conditions() -> None:
    read = form(("one",), one=ONE, several=SEVERAL)
    assert read.asks_files
    assert not form(text={"type": "string", "title": "T"}).asks_files
    assert read.fact_types == {"one": TEXT, "several": list_of([TEXT])}
    kept = read.check({"one": A, "several": [A, B]})
    assert read.files(kept) == {"one": [A], "several": [A, B]}
    assert read.files({"several": []}) == {}
    assert read.as_facts(kept) == {"one": A, "several": [A, B]}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"one": "Choose a file for photograph", "several": "Choose a file for letters of the tenant"}),
        ({"one": A, "several": [A]}, {"several": "Choose at least 2 files for letters of the tenant"}),
        (
            {"one": A, "several": [f"{n}" * 64 for n in range(4)]},
            {"several": "Keep at most 3 files for letters of the tenant, and take the others away"},
        ),
        ({"one": "../x", "several": [A, B]}, {"one": "Photograph must name files that were brought here"}),
        ({"one": A.upper(), "several": [A, B]}, {"one": "Photograph must name files that were brought here"}),
        ({"one": A + "\n", "several": [A, B]}, {"one": "Photograph must name files that were brought here"}),
        ({"one": A, "several": [A, "x"]}, {"several": "Letters of the tenant must name files that were brought here"}),
        ({"one": 5, "several": [A, B]}, {"one": "Photograph must name files that were brought here"}),
    ],
)
def test_what_names_no_file_is_told(answers: dict[str, Any], errors: dict[str, str]) -> None:
    with pytest.raises(AnswersRefused) as refused:
        form(("one", "several"), one=ONE, several=SEVERAL).check(answers)
    assert refused.value.errors == errors


def test_a_page_keeps_what_was_brought_and_the_last_of_one() -> None:
    read = form(one=ONE, several=SEVERAL)
    posted = Posted((("one", A), ("one", B), ("several", A), ("several", ""), ("several", A), ("several", B)))
    assert read.from_page(posted) == {"one": B, "several": [A, B]}
    assert read.from_page(Posted()) == {}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({**ONE, "x-accepts": ["heic"]}, "x-accepts is a list out of pdf, jpeg, png"),
        ({**ONE, "x-accepts": []}, "x-accepts is a list out of"),
        ({**ONE, "x-accepts": "pdf"}, "x-accepts is a list out of"),
        ({**ONE, "x-largest": LARGEST_ASKED + 1}, "x-largest is a number of bytes, up to 20,000,000"),
        ({**ONE, "x-largest": True}, "x-largest is a number of bytes"),
        ({**ONE, "enum": [A]}, "enum says nothing of a file. Take it out"),
        ({**ONE, "maxLength": 5}, "maxLength says nothing of a file"),
        ({**ONE, "type": "integer"}, "a file is a string with the format x-file"),
        ({**SEVERAL, "maxItems": 21}, "a question asks for 20 files at most"),
        ({**SEVERAL, "format": "x-file"}, "several are an array of such items"),
        ({**SEVERAL, "items": {"type": "string", "format": "x-file", "enum": [A]}}, "several are an array"),
        ({**SEVERAL, "items": {"type": "string", "format": "date"}}, "items: the format 'date' is not known"),
        ({"type": "string", "title": "T", "x-accepts": ["pdf"]}, "x-accepts belongs to a question for files"),
        (
            {"type": "string", "title": "T", "format": "email"},
            "'email' is not known. There are: date, x-file",
        ),
        (
            {
                "type": "array",
                "title": "T",
                "items": {"type": "object", "properties": {"one": ONE}},
            },
            "field one: no files are asked for in rows",
        ),
    ],
)
def test_what_is_not_written_as_such_questions_are_is_refused(field: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormUnreadable, match=sentence):
        form(asked=field)


def test_a_question_takes_all_kinds_unless_it_says_which() -> None:
    assert len(accepted(ONE)) == 3
    assert [each.suffix for each in accepted(SEVERAL)] == ["pdf"]
    assert [size_in_words(size) for size in (0, 1, 2_500, 99_999, 100_000, 2_449_000)] == [
        *("0.0 KB", "0.0 KB", "2.5 KB", "100.0 KB", "0.1 MB", "2.4 MB"),
    ]
