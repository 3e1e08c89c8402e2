"""What callers rely on: names, functions, refusals, and values beyond those that feelin knows."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from workflows.expressions import (
    FeelSyntaxError,
    Range,
    YearsAndMonths,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_json,
    tree,
)


def value(text: str, **context: Any) -> Any:
    return compile_expression(text).evaluate(context)


def refusal(text: str, **given: Any) -> FeelSyntaxError:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text, **given)
    return caught.value


def test_condition() -> None:
    condition = compile_expression("arrears_pence > 5000 and not(on_hold)")
    assert condition.names == {"arrears_pence", "on_hold"}
    assert condition.evaluate({"arrears_pence": 7500, "on_hold": False}) is True
    assert condition({"arrears_pence": 7500}) is None


def test_tree_is_plain_data() -> None:
    assert compile_expression("a > 5").tree == tree.Comparison(">", tree.Name("a"), tree.Constant(5))
    assert compile_expression(" a>5 ").tree == compile_expression("a > 5").tree
    assert compile_expression("1").tree != compile_expression("true").tree


@pytest.mark.parametrize(
    ("text", "names", "perhaps"),
    [
        ("a.b + c", {"a", "c"}, set()),
        ("for x in xs return x + y", {"xs", "y"}, set()),
        ("some x in xs, z in x satisfies z > limit", {"xs", "limit"}, set()),
        ("{a: 1, b: a + c}", {"c"}, set()),
        ("function(a) a + b", {"b"}, set()),
        ("items[price > limit]", {"items"}, {"price", "limit"}),
        ("items[i]", {"items", "i"}, set()),
        ("count(xs) + sum(ys)", {"xs", "ys"}, set()),
        ("xs[item > 3]", {"xs"}, set()),
    ],
)
def test_names_that_are_read(text: str, names: set[str], perhaps: set[str]) -> None:
    expression = compile_expression(text)
    assert expression.names == names
    assert expression.perhaps == perhaps


def test_declared_names_count_inside_filters() -> None:
    assert compile_expression("items[price > limit]", names={"limit"}).names == {"items", "limit"}


@pytest.mark.parametrize(
    ("text", "names", "context", "expected"),
    [
        ("arrears in pence + 1", ["arrears in pence"], {"arrears in pence": 1}, 2),
        ("arrears  in\n pence", ["arrears in pence"], {"arrears in pence": 1}, 1),
        ("arrears-total - 1", ["arrears-total"], {"arrears-total": 3}, 2),
        ("rent - rent due", ["rent due"], {"rent": 5, "rent due": 3}, 2),
        ("rent due date", ["rent due", "rent due date"], {"rent due date": 3}, 3),
        ("{my sum: 3, more: my sum + 1}.more", [], {}, 4),
        ("for my x in [1, 2] return my x * 2", [], {}, [2, 4]),
        ("(function(a b) a b + 1)(4)", [], {}, 5),
        ("Straße + 1", [], {"Straße": 1}, 2),
    ],
)
def test_names_with_spaces_and_signs(text: str, names: list[str], context: dict[str, Any], expected: Any) -> None:
    assert compile_expression(text, names=names).evaluate(context) == expected


def add_days(day: date, number_of_days: int = 1) -> date:
    return day + timedelta(number_of_days)


FUNCTIONS = {"add days": add_days, "today": lambda: date(2026, 1, 1)}


def test_registered_functions() -> None:
    assert compile_expression("add days(today(), 3)", FUNCTIONS).evaluate() == date(2026, 1, 4)
    named = compile_expression("add days(number of days: 3, day: today())", FUNCTIONS)
    assert named.evaluate() == date(2026, 1, 4)
    assert compile_expression("add days(today())", FUNCTIONS).evaluate() == date(2026, 1, 2)
    assert compile_unary_tests("> add days(today(), 3)", FUNCTIONS).matches(date(2026, 1, 5))


@pytest.mark.parametrize("text", ["today()", "now()"])
def test_no_clock_unless_it_is_registered(text: str) -> None:
    assert "There is no function" in refusal(text).sentence


@pytest.mark.parametrize(
    ("text", "sentence", "position"),
    [
        ("a == 1", "write = instead of ==", 2),
        ("a && b", "Write and instead of &&", 2),
        ("a || b", "Write or instead of ||", 2),
        ("!a", "Write not(…)", 0),
        ("not a", "write not(…)", 4),
        ("${a}", "without ${ and }", 0),
        ("= a", "Leave out the =", 0),
        ("a = 'x'", "double quotes", 4),
        ("a % 2", "modulo(a, b)", 2),
        ("a ? 1 : 2", "if … then … else", 2),
        ("True", "small letter", 0),
        ("a = None", "null instead of None", 4),
        ("1 +", "Expected a value after `+`, but found the end", 3),
        ("a b", "after `a`, but found `b`", 2),
        ("if a then b", "Expected", 11),
        ("", "The expression is empty", 0),
        ('"abc', "no closing", 0),
        ("< 5", "only in a table's cell", 0),
        ("1 + (2, 3)", "only after `in`", 0),
        ("strin length(a)", "Expected", 6),
        ("substrin(a, 1)", "There is no function substrin; did you mean substring?", 0),
        ("ad days(a)", "Expected", 3),
        ("1 + substring(a)", "substring(string, start position, length) cannot take 1 arguments", 4),
        ("substring(text: a, start position: 1)", "has no arguments named text, start position", 0),
        ("add days(a, 1, 2)", "add days(day, number of days) cannot be called so", 0),
        ('date("2026-02-30")', '"2026-02-30" is not a date such as 2026-01-31', 0),
        ('duration("14 days")', "is not a duration such as P14D", 0),
        ('@"2026-13-01"', "is neither a date", 0),
        ('matches(a, "(")', "is not a regular expression", 0),
        ("{a: 1, a: 2}", "two entries named a", 0),
        ("x instance of thing", "Expected a type", 13),
    ],
)
def test_sentences(text: str, sentence: str, position: int) -> None:
    error = refusal(text, functions=FUNCTIONS)
    assert sentence in error.sentence
    assert error.position == position


def test_line_and_column() -> None:
    error = refusal("a +\n  b c")
    assert (error.line, error.column) == (2, 5)
    assert "line 2, column 5" in error.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/3", Decimal("0.3333333333333333333333333333333333")),
        ("2/3", Decimal("0.6666666666666666666666666666666667")),
        ("0.1 + 0.2 = 0.3", True),
        ("9999999999999999999999999999999999 + 1", Decimal("1E+34")),
        ("@\"2024-01-31\" + @\"P1M\"", date(2024, 2, 29)),
        ("@\"2024-02-29\" - @\"P1Y\"", date(2023, 2, 28)),
        ("@\"2026-03-29T00:30:00@Europe/London\" + @\"PT1H\" = @\"2026-03-29T01:30:00Z\"", True),
        ("@\"10:00:00@Europe/London\" < @\"10:00:00Z\"", None),
        ("@\"P1Y\" + @\"P1D\"", None),
        ("string(@\"P1DT2H3M4.5S\")", "P1DT2H3M4.5S"),
        ("string(@\"-P1Y2M\")", "-P1Y2M"),
        ("string(@\"P0D\")", "PT0S"),
        ("time(10, 30, 15.5).second", Decimal("15.5")),
        ("date and time(@\"2026-07-01T12:00:00Z\", \"Europe/London\").hour", 13),
        ("@\"2026-07-01T12:00:00@Europe/London\".time offset", timedelta(hours=1)),
        ("@\"2026-07-01T12:00:00@Europe/London\".timezone", "Europe/London"),
        ("for d in @\"2026-01-30\"..@\"2026-02-01\" return d.day", [30, 31, 1]),
        ("for x in [1..3) return x", [1, 2]),
        ('matches("a1", "^\\p{L}\\p{N}$")', True),
        ('matches("abc", "[a-z-[b]]{3}")', False),
        ('matches("A\nb", "a.b", "is")', True),
        ('matches("xay", "^a$", "m")', False),
        ('matches("a.b", "a.b", "q")', True),
        ('replace("a-b", "(a)-(b)", "$2-$1")', "b-a"),
        ('replace("abc", "x*", "-")', None),
        ("concatenate([1], 2)", [1, 2]),
        ("sort([2, 1])", [1, 2]),
        ("sort([1, \"a\"], function(a, b) a < b)", None),
        ("{a: 1} instance of context<a: string>", False),
        ("[1, \"a\"] instance of list<Any>", True),
        ("context put({}, [\"a\", \"b\"], 1)", {"a": {"b": 1}}),
        ("(function(a: number) a)(\"x\")", None),
        ("{f: function(n) n + 1, r: [f(1), f(2)]}.r", [2, 3]),
        ("for i in 1..3 return function() i", 3),
        ("partial", None),
        ("1 // a comment\n + /* and one */ 1", 2),
    ],
)  # fmt: skip
def test_values(text: str, expected: Any) -> None:
    found = value(text)
    if isinstance(found, list) and isinstance(expected, int):
        assert [each() for each in found] == [1, 2, 3]
    else:
        assert found == expected
        assert type(found) is type(expected)


CELLS = [
    ('"a","b"', "b", "c"),
    ('not("a")', "b", "a"),
    ("[1..50]", 50, 51),
    ("]1..50[", 2, 50),
    ("< 50", 49, 50),
    ("true", True, False),
    ('date("2026-01-01")', date(2026, 1, 1), date(2026, 1, 2)),
    ('[date("2026-01-01")..date("2026-01-31")]', date(2026, 1, 31), date(2026, 2, 1)),
    ('>= date and time("2026-01-01T00:00:00Z")', datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
    ('<= duration("P14D")', timedelta(14), timedelta(15)),
    ('> duration("P1Y")', YearsAndMonths(13), YearsAndMonths(12)),
    ('time("09:00:00")', time(9), time(10)),
    ("? > 3 and odd(?)", 5, 4),
    ("null", None, 1),
    ("not(null)", 1, None),
    ("-5", -5, 5),
    ("< 3, > 10, [5..6]", 5, 4),
]


@pytest.mark.parametrize(("cell", "inside", "outside"), CELLS, ids=[cell for cell, _, _ in CELLS])
def test_cells_that_dmn_js_writes(cell: str, inside: Any, outside: Any) -> None:
    tests = compile_unary_tests(cell)
    assert tests.matches(inside)
    assert not tests.matches(outside)
    assert compile_unary_tests("-").matches(outside)


def test_stored_shapes() -> None:
    shapes = {
        "whole": (7500, 7500),
        "part": (Decimal("0.25"), {"@number": "0.25"}),
        "day": (date(2026, 1, 31), {"@date": "2026-01-31"}),
        "moment": (datetime(2026, 1, 31, 9, 30, tzinfo=UTC), {"@datetime": "2026-01-31T09:30:00Z"}),
        "clock": (time(9, 30), {"@time": "09:30:00"}),
        "days": (timedelta(14), {"@duration": "P14D"}),
        "months": (YearsAndMonths(18), {"@duration": "P1Y6M"}),
        "list": ([1, None, "a"], [1, None, "a"]),
    }
    assert to_json({name: kept for name, (kept, _) in shapes.items()}) == {
        name: as_json for name, (_, as_json) in shapes.items()
    }
    assert from_json({name: as_json for name, (_, as_json) in shapes.items()}) == {
        name: kept for name, (kept, _) in shapes.items()
    }


def test_ranges_are_values() -> None:
    assert value("[1..x)", x=5) == Range(1, 5, True, False)
    assert value('[1.."a"]') is None
    assert value("3 in r", r=Range(1, None)) is True
