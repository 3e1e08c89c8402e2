"""``instance of`` and the types of parameters (DMN 1.5, 10.3.2.9)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from workflows.expressions import FeelSyntaxError, Type, compile_expression

NAMED = {
    "case": Type("context", (Type("number"), Type("string")), ("pence", "stage")),
    "cases on hold": Type("list", (Type("number"),)),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null instance of number", False),
        ("null instance of Null", True),
        ("[null, 1] instance of list<number>", True),
        ("{a: null} instance of context<a: number>", True),
        ("[1..null] instance of range<number>", True),
        ("{pence: 1, stage: null} instance of case", True),
        ('{pence: "a", stage: "b"} instance of case', False),
        ("[1, 2] instance of cases on hold", True),
        ("(function(a: number) a) instance of function<number>->Any", True),
        ("(function(a: number) a) instance of function<string>->Any", False),
        ("(function(a: number) a) instance of function<number, number>->Any", False),
        ("(function(a) a) instance of function<string>->Any", True),
        ("(function(a: context<x: number>) a) instance of function<context<x: number, y: number>>->Any", True),
        ("(function(a: context<x: number, y: number>) a) instance of function<context<x: number>>->Any", False),
        ("(function(f: function<number>->Any) f(1))(function(x: string) 2)", None),
        ("(function(f: function<number>->Any) f(1))(function(x: number) x + 1)", 2),
        ("(function(f: function<list>->Any) 1)(function(x: list<number>) 2)", None),
        ("(function(f: function<list<number>>->Any) 1)(function(x: list) 2)", 1),
        ("(function(c: case) c.pence)({pence: 3, stage: null})", 3),
        ("(function(a: number) a)([5])", 5),
        ("(function(a: list<number>) a)(5)", [5]),
        ("(function(a: number) a = null)(null)", True),
        ('(function(a: number) 1)("x")', None),
        ('(function(a: date and time) a)(@"2026-01-31")', datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_types(text: str, value: Any) -> None:
    assert compile_expression(text, types=NAMED).evaluate() == value


@pytest.mark.parametrize("kind", ["cases", "casebook", "function<number>", "function<>"])
def test_what_is_no_type(kind: str) -> None:
    with pytest.raises(FeelSyntaxError, match="Expected a type"):
        compile_expression(f"1 instance of {kind}", types=NAMED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(function() 1) instance of function<>->number", True),
        ("(function() 1) instance of function<>->string", False),
        ("(function(a: number) a + 1) instance of function<number>->number", True),
        ("(function() {a: 1, b: 2}) instance of function<>->context<a: number>", True),
        ("(function() {a: 1}) instance of function<>->context<a: number, b: number>", False),
        ("(function() [1, 2]) instance of function<>->list<number>", True),
        ('(function() [1, "a"]) instance of function<>->list<number>', False),
        ("(function() if x then 1 else true) instance of function<>->number", False),
        ("(function(f) f(1)) instance of function<Any>->number", True),  # not known before it is called
        ("[function(a: string) 1] instance of list<function<string>->number>", True),
        ("(function(f: function<number>->string) f(1))(function(a: number) a)", None),
        ("(function(f: function<number>->number) f(1))(function(a: number) a)", 1),
    ],
)
def test_what_a_function_gives_is_looked_at_where_it_is_known(text: str, value: Any) -> None:
    assert compile_expression(text).evaluate({"x": True}) == value
