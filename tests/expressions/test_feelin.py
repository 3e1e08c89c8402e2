"""Our answers against those of feelin, another implementation, recorded by tools/feelin/record.mjs.

Where ours differ on purpose, ``differences.py`` says why.
"""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.expressions.differences import EXPRESSIONS, UNARY_TESTS
from workflows.expressions import (
    FeelFunction,
    FeelSyntaxError,
    Range,
    YearsAndMonths,
    compile_expression,
    compile_unary_tests,
    written,
)
from workflows.expressions.temporal import temporal_from

RECORDED = json.loads((Path(__file__).parent / "feelin.json").read_text())
CONTEXT = compile_expression(RECORDED["context"]).evaluate()


def same(ours: Any, theirs: Any) -> bool:
    """Whether our value is what feelin answered; its numbers are floats, so 12 digits must do."""
    if isinstance(theirs, list):
        return (
            isinstance(ours, list)
            and len(ours) == len(theirs)
            and all(same(a, b) for a, b in zip(ours, theirs, strict=True))
        )
    if not isinstance(theirs, dict):
        return type(ours) is type(theirs) and bool(ours == theirs)
    tag = next(iter(theirs), "")
    if tag == "@number":
        if type(ours) not in {int, Decimal} or not Decimal(theirs[tag]).is_finite():
            return False
        return abs(Decimal(ours) - Decimal(theirs[tag])) <= abs(Decimal(theirs[tag])) * Decimal("1e-12")
    if tag == "@range":
        low, high, *included = theirs[tag]
        return (
            isinstance(ours, Range)
            and [ours.low_included, ours.high_included] == included
            and same(ours.low, low)
            and same(ours.high, high)
        )
    if tag == "@function":
        return isinstance(ours, FeelFunction)
    if tag in {"@date", "@time", "@datetime", "@duration"}:
        kinds = {"@date": (date,), "@time": (time,), "@datetime": (datetime,), "@duration": (timedelta, YearsAndMonths)}
        value = temporal_from(theirs[tag])
        return type(ours) in kinds[tag] and bool(ours == value)
    if not isinstance(ours, dict) or ours.keys() != theirs.keys():
        return False
    return all(same(ours[key], theirs[key]) for key in ours)


def answer(text: str) -> Any:
    try:
        return compile_expression(text).evaluate(CONTEXT)
    except FeelSyntaxError as error:
        return {"refused": error.sentence}


@pytest.mark.parametrize("case", RECORDED["expressions"], ids=lambda case: case["text"])
def test_expression(case: dict[str, Any]) -> None:
    ours = answer(case["text"])
    agreed = same(ours, case["answer"])
    if case["text"] in EXPRESSIONS:
        expected, reason = EXPRESSIONS[case["text"]]
        assert not agreed, f"no difference any more: {reason}"
        assert (ours if isinstance(ours, dict) and "refused" in ours else written(ours)) == expected or (
            expected == "refused" and "refused" in ours
        )
    else:
        assert agreed, f"{ours!r}, but feelin says {case['answer']!r}"


@pytest.mark.parametrize("case", RECORDED["unaryTests"], ids=lambda case: f"{case['value']} | {case['text']}")
def test_unary_tests(case: dict[str, Any]) -> None:
    value = compile_expression(case["value"]).evaluate(CONTEXT)
    ours = compile_unary_tests(case["text"]).matches(value, CONTEXT)
    key = (case["value"], case["text"])
    if key in UNARY_TESTS:
        expected, reason = UNARY_TESTS[key]
        assert ours is expected, reason
        assert ours is not (case["answer"] is True), f"no difference any more: {reason}"
    else:
        assert ours is (case["answer"] is True)
