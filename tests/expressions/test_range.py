"""``range``, and small things of other built-ins (DMN 1.5, tables 72, 73 and 81)."""

from decimal import Decimal
from typing import Any

import pytest

from workflows.expressions import NotFeel, Range, compile_expression, from_json, to_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('range("[18..21)") = [18..21)', True),
        ('range(" ] 1 .. 3 [ ") = (1..3)', True),
        ('range("[-2..-1]") = [-2..-1]', True),
        ('range("[2..)") = (>= 2)', True),
        ('range("(2..)") = (> 2)', True),
        ('range("(..2]") = (<= 2)', True),
        ('range("]..2[") = (< 2)', True),
        (r'range("[\"a..b\"..\"c\"]") = ["a..b".."c"]', True),
        (r'range("[@\"2026-01-01\"..date(\"2026-01-02\")]") = [@"2026-01-01"..@"2026-01-02"]', True),
        (r'range("[date and time(\"2026-01-01T00:00:00\")..)").end included', False),
        ('range("[1..3]") instance of range<number>', True),
        ('2 in range(string("[1..3]"))', True),
        *(
            (f'range("{text}")', None)
            for text in ("", " ", "[..]", "(..)", "[..2]", "[1..]", "[1]", "1..3", "[1..2..3]", "[1+1..3]", "[a..3]")
        ),
        (r'range("[1..\"a\"]")', None),
        (r'range("[date(string(\"2026-01-01\"))..date(\"2026-01-02\")]")', None),
        ('range("[true..false]")', None),
        ('range("[null..3]")', None),
        ('range("[3..1]")', None),
        ('range("[3..3]").end', 3),
        (r'range("[\"b\"..\"a\"]")', None),
        (r'range("[@\"2026-01-02\"..@\"2026-01-01\"]")', None),
        *((f"{name}(1.5, null)", None) for name in ("floor", "ceiling", "decimal", "round up", "round down")),
        *((f"{name}(1.5, null)", None) for name in ("round half up", "round half down")),
        ("round up(n: 1.21, scale: 1)", Decimal("1.3")),
        ("round up(n: 1.21)", 2),
        ("list replace([2, 4], function(item, newItem) item, 5)", None),
        ("list replace([2, 4], function(item) true, 5)", None),
        ("list replace([2, 4], function(item, newItem) item = 4, 5)", [2, 5]),
        ("list replace(1, 1, 5)", [5]),
        ("is defined(1)", True),
        ("is defined(missing)", False),
        ("is defined({a: 1}.b)", False),
        ("is defined(value: [])", True),
        ('{"weeks owed": 3, "a+b": 2}.weeks owed', 3),
        ('{"weeks owed": {"in all": 3}}.weeks owed.in all', 3),
        ("range([1..3])", None),
        ('matches("helloworld", "hello[ ]world", "x")', False),
        ('matches("hello world", " hello[ ]  world", "x")', True),
        (r'matches("a b]", "a\\ b [ \\] ]", "x")', True),
        ('string(time("22:35:40+05:00:01"))', "22:35:40+05:00:01"),
        ('context put({x: 1, y: 0}, ["y", "a"], 2)', None),
        ('context put({x: 1}, ["y", "a"], 2)', {"x": 1, "y": {"a": 2}}),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert compile_expression(text).evaluate() == value


@pytest.mark.parametrize("text", ["[1..3)", '(< @"2026-01-31")', '("a".."b"]', "(>= 2.5)"])
def test_a_range_is_stored_with_its_type(text: str) -> None:
    value = compile_expression(text).evaluate()
    assert from_json(to_json([value])) == [value]


@pytest.mark.parametrize("wrong", [{}, [], {"start": 1}, {**to_json(Range(1, 2))["@range"], "end included": 1}])
def test_what_is_no_stored_range(wrong: Any) -> None:
    with pytest.raises(NotFeel, match="no stored range"):
        from_json({"@range": wrong})
