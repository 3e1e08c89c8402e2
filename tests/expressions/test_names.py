"""Names with blanks, signs and letters of all kinds (DMN 1.5, grammar rules 25 to 30)."""

from typing import Any

import pytest

from workflows.expressions import FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a-b: 7, a: 1, b: 2, c: a-b, d: a - b}.c", 7),
        ("{a-b: 7, a: 1, b: 2, c: a-b, d: a - b}.d", -1),
        ("{a.b: 7, c: a.b}.c", 7),
        ("{a+b: 7}.a+b", 7),
        ("{rent/week: 7, c: rent/week * 2}.c", 14),
        ("{a*b: 3, a**b: 4}", {"a*b": 3, "a**b": 4}),
        ("{tenant's rent: 9, c: tenant's rent}.c", 9),
        ("{Straße: 1, ключ: 2, 家賃: 3, c: Straße + ключ + 家賃}.c", 6),
        ("{🏠: 5, c: 🏠 * 2}.c", 10),
        ("{in arrears and evicted: true}.in arrears and evicted", True),
        ("for a-b in [1, 2] return a-b * 10", [10, 20]),
        ("(function(a-b: number, c) a-b + c)(1, 2)", 3),
        ("(function(a /* first */, b // second\n) a + b)(1, 2)", 3),
        ("{a: (1 // one: two\n + 2)}.a", 3),
        ("{a: 1} instance of context<a-b: number>", False),
        ("{a-b: 1} instance of context<a-b: number>", True),
    ],
)
def test_names_that_an_expression_introduces(text: str, value: Any) -> None:
    assert compile_expression(text).evaluate() == value


@pytest.mark.parametrize("name", ["a-b", "a.b", "a+b", "a*b", "a/b", "rent due in June", "in force", "𝕏", "é-1"])
def test_names_that_the_caller_knows(name: str) -> None:
    compiled = compile_expression(f"[{name}, {name}+1]", names=[name])
    assert compiled.evaluate({name: 4}) == [4, 5]
    assert compiled.names == {name}


@pytest.mark.parametrize("text", ["{'a': 1}", "{1a: 1}", "{-a: 1}", "{a..b: 1}"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


@pytest.mark.parametrize("text", ["(a" + " " * 5000, "for a" + " b" * 2000, "{" + "a " * 2500, "(" + "a-" * 2500])
def test_long_names_are_read_in_passing(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[(<10).start, (<10).end, (<10).start included, (<10).end included]", [None, 10, False, False]),
        ("[(>=10).start, (>=10).end, (>=10).start included]", [10, None, True]),
        ("(=10) = [10..10]", True),
        ("[4, 10] [item in (<5)]", [4]),
        ("{few: (<= 3), found: 2 in few}.found", True),
        ("5 in (!=10)", True),
        ("true in (=true)", True),
        ("(< null)", None),
        ("[1..10[.end included", False),
        ("[1..10[ .end", 10),
        ("[.5, 1][.5 < item]", [1]),
        ("10 in [1..null]", True),
        ("0 in [1..null]", False),
        ("10 in (null..3]", False),
        ('"a" in [1..null]', None),
        ("[1..2] in [[1..2], [3..4]]", True),
        ("[1..2] in [[1..3]]", False),
    ],
)
def test_ranges_that_are_open_on_one_side(text: str, value: Any) -> None:
    assert compile_expression(text).evaluate() == value


def test_an_open_range_in_a_cell() -> None:
    cell = compile_unary_tests("[5..null], (<2), (= true)")
    assert [cell.matches(value) for value in (7, 3, 1, True, None)] == [True, False, True, True, False]
    with pytest.raises(FeelSyntaxError, match="stands only after `in`"):
        compile_expression("(!=10)")
