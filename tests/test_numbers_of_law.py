"""No number of law or policy stands in a diagram, a decision table or a form: each is a row, with its source.

A day is no number of law where it only says "the day after". What stands here all the same is said with the reason.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from tests.book import SHIPPED

LENGTH = re.compile(r'duration\("(-?P[^"]*)"\)')
COMPARED = re.compile(r"(\w+_(?:pence|weeks|days|owed|months))\s*(?:[<>]=?|!?=)\s*(-?\d+(?:\.\d+)?)")
PLAIN = {"P1D", "P0D"}
SAID = {
    ("procedures/breathing_space/forms/ask_for_review.json", "P20D"): (
        "The twenty days of reg. 17 stand in the row of the calculation; a form speaks of facts and answers alone, and "
        "this bound counts from an answer."
    ),
    ("procedures/early_intervention/forms/decide_notice.json", "weeks_owed 1"): (
        "Less than a week of rent is not a length that policy could choose: it is less than one rent."
    ),
}


def expressions(path: str, content: bytes) -> Iterator[str]:
    """Everything in a file that is worked out."""
    if path.endswith(".json"):
        yield from _texts(json.loads(content))
    else:
        for element in etree.fromstring(content).iter():
            yield from (str(value) for value in element.attrib.values())
            if element.text and element.text.strip():
                yield element.text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in {"when", "x-notBefore", "x-notAfter", "x-atLeast", "x-atMost"}:
                yield str(each)
            else:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def found() -> set[tuple[str, str]]:
    """(file, number) of each that stands in the shipped book."""
    numbers: set[tuple[str, str]] = set()
    for path, content in SHIPPED.items():
        if not path.startswith("procedures/") or not path.endswith((".bpmn", ".dmn", ".json")):
            continue
        for text in expressions(path, content):
            numbers |= {(path, length) for length in LENGTH.findall(text) if length not in PLAIN}
            numbers |= {(path, f"{name} {number}") for name, number in COMPARED.findall(text) if float(number)}
    return numbers


def test_every_number_of_law_is_a_row() -> None:
    assert found() == SAID.keys()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('entered_on + duration("P60D")', {"P60D"}),
        ('duration("P1D")', set()),
        ("overdue_pence >= 5000", {"overdue_pence 5000"}),
        ("overdue_pence > 0", set()),
        ("agreement_months = 12", {"agreement_months 12"}),
    ],
)
def test_what_is_looked_for_is_seen(text: str, seen: set[str]) -> None:
    lengths = {each for each in LENGTH.findall(text) if each not in PLAIN}
    assert lengths | {f"{name} {number}" for name, number in COMPARED.findall(text) if float(number)} == seen
