"""Expressions and cells that are compiled as the standard says, where a procedure needs it otherwise."""

from decimal import Decimal
from typing import Any

import pytest

from workflows.expressions import FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("cell", "value", "standard", "procedure"),
    [
        ("!= 5", None, True, False),
        ('not("a")', None, True, False),
        ('not("a", 1)', None, True, False),
        ("not(< 5)", None, False, False),
        ("null", None, True, True),
        ("not(null)", None, False, False),
        ("< limit", None, False, False),
        ("!= missing", 5, True, False),
        ("missing", None, True, False),
        ("[1, missing]", None, True, False),
        ("not(? = 1)", None, True, False),
        ("if ? = 1 then false else true", None, True, False),
        ("?", False, True, False),
        ("?", "a", True, False),
        ("?", True, True, True),
        ("?", None, False, False),
        ("? = 1", 1, True, True),
        ("[1..5]", 3, True, True),
        ('"a"', "a", True, True),
        ('"a"', None, False, False),
    ],
)
def test_a_null_in_a_cell(cell: str, value: Any, standard: bool, procedure: bool) -> None:
    scope = {"limit": 5}
    assert compile_unary_tests(cell, strict=False).matches(value, scope) is standard
    assert compile_unary_tests(cell).matches(value, scope) is procedure


@pytest.mark.parametrize(
    ("text", "standard", "procedure"),
    [
        ("abs = null", False, True),
        ("(function(f) f(-2))(abs)", 2, None),
        ("{f: sum}.f(1, 2)", 3, None),
        ("{f: sum}.f([1, 2])", 3, None),
        ("{f: decimal}.f(scale: 1, n: 1.25)", Decimal("1.2"), None),
        ("(function(abs) abs)(3)", 3, 3),
        ("sum", "the fact", "the fact"),
        ("abs instance of function<Any>->Any", True, False),
    ],
)
def test_a_built_in_function_is_a_value(text: str, standard: Any, procedure: Any) -> None:
    facts = {"sum": "the fact"} if text == "sum" else {}
    assert compile_expression(text, strict=False).evaluate(facts) == standard
    assert compile_expression(text).evaluate(facts) == procedure


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("nobody(1) = null", True, "There is no function nobody"),
        ("[abs(), 1]", [None, 1], "cannot take 0 arguments"),
        ("abs(m: 1) = null", True, "has no arguments named m"),
        ('[date("2026-02-30"), 1]', [None, 1], "is not a date such as"),
        ('@"soon" = null', True, "is neither a date"),
        ('matches("a", "[") = null', True, "is not a regular expression"),
        ("{a: 1, a: 2} = null", True, "has two entries named a"),
    ],
)
def test_what_can_have_no_value_is_null_and_doubted(text: str, value: Any, doubt: str) -> None:
    compiled = compile_expression(text, strict=False)
    assert compiled.evaluate() == value
    (told,) = compiled.doubts
    assert doubt in told.sentence
    with pytest.raises(FeelSyntaxError, match="column"):
        compile_expression(text)
    assert compile_expression("1").doubts == ()
    cell = compile_unary_tests(f"? = ({text})", strict=False)
    assert [doubt in each.sentence for each in cell.doubts] == [True]


def test_what_is_not_feel_is_refused_all_the_same() -> None:
    for text in ("1 +", "a b", "'a'", "1 == 1", ""):
        with pytest.raises(FeelSyntaxError):
            compile_expression(text, strict=False)
