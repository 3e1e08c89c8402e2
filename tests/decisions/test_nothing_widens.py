"""A missing fact never makes more match: a null passes a cell only where the cell asks for null."""

from random import Random
from typing import Any

import pytest

from workflows.expressions import compile_expression, compile_unary_tests
from workflows.expressions.expression import UnaryTests

NUMBERS = ("x", "y", "3", "10", "x + 1", "max(x, y)", "x * y")
SIGNS = ("<", "<=", ">", ">=", "!=")


def drawn(random: Random) -> str:
    """A cell over ``?`` and the variables x and y, which asks for no null."""
    one, other = random.choice(NUMBERS), random.choice(NUMBERS)
    opening, closing = random.choice("[(]"), random.choice("])[")
    tests = [
        f"{opening}{one}..{other}{closing}",
        f"{random.choice(SIGNS)} {one}",
        one,
        f"[{one}, {other}]",
        f"? between {one} and {other}",
        f"? in [{one}..{other}]",
        f"? in ({random.choice(SIGNS)} {one})",
        f"? {random.choice(SIGNS)} {one}",
        f"? {random.choice(SIGNS)} {one} and ? {random.choice(SIGNS)} {other}",
        f"not(? {random.choice(SIGNS)} {one})",
        f"if ? {random.choice(SIGNS)} {one} then false else true",
    ]
    chosen = random.sample(tests, random.choice((1, 1, 2)))
    text = ", ".join(chosen)
    return f"not({text})" if random.random() < 0.3 and "?" not in text and ".." not in text else text


def passes(cell: UnaryTests, value: Any, x: Any, y: Any) -> bool:
    return cell.matches(value, {"x": x, "y": y})


def widens(cell: UnaryTests, random: Random) -> str:
    """How it passes by a null that takes the place of a value that did not let it pass; empty where it never does."""
    value, x, y = (random.choice((1, 3, 4, 7, 10, 11)) for _ in range(3))
    if passes(cell, value, x, y):
        return ""
    for less in (
        (None, x, y),
        (value, None, y),
        (value, x, None),
        (None, None, y),
        (None, x, None),
        (None, None, None),
    ):
        if passes(cell, *less):
            return f"{cell.text}: not with {(value, x, y)}, and with {less}"
    return ""


@pytest.mark.parametrize("block", range(4))
def test_no_cell_passes_by_what_is_not_known(block: int) -> None:
    random = Random(block)
    for _ in range(1500):
        cell = compile_unary_tests(drawn(random))
        assert not any(words := [widens(cell, random) for _ in range(3)]), words


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("[500..cap]", {"cap": None}),
        ("(floor..900)", {"floor": None}),
        ("<= cap", {"cap": None}),
        ("!= cap", {"cap": None}),
        ("cap", {"cap": None}),
        ("[cap, 7]", {"cap": None}),
        ("not(cap)", {"cap": None}),
        ("not(5)", {}),
        ('not("closed")', {}),
        ("!= 5", {}),
        ("? != 5", {}),
    ],
)
def test_a_cap_that_is_not_known_lets_nothing_pass(text: str, scope: dict[str, Any]) -> None:
    cell = compile_unary_tests(text)
    assert not cell.matches(None, scope)
    if scope:
        assert not cell.matches(600, scope)


@pytest.mark.parametrize(
    ("text", "value"),
    [("null", None), ("not(null)", 5), ("not(null, 3)", 5), ("[null, 3]", None), ("? = null", None), ("!= null", 5)],
)
def test_who_asks_for_null_gets_it(text: str, value: Any) -> None:
    assert compile_unary_tests(text).matches(value)


@pytest.mark.parametrize(("text", "value", "passes"), [("[1..null]", 10, True), ("[1..null]", 0, False)])
def test_an_end_that_says_null_is_open(text: str, value: int, passes: bool) -> None:
    assert compile_unary_tests(text).matches(value) is passes


@pytest.mark.parametrize("text", ["[0..x]", "(0..x]", "[x..10]", "(x..y)", "not([0..x])", "not((x..y))", "? in [0..x]"])
@pytest.mark.parametrize("value", [None, 5])
def test_a_range_with_an_end_that_is_not_known_holds_nothing_by_the_letter_either(text: str, value: Any) -> None:
    cell = compile_unary_tests(text, names=("x", "y"), strict=False)
    assert not cell.matches(value, {"x": None, "y": None})


@pytest.mark.parametrize("text", ["v in [0..x]", "v in (0..x]", "not(v in [0..x])"])
@pytest.mark.parametrize("value", [None, 5])
def test_so_it_is_in_an_expression(text: str, value: Any) -> None:
    assert compile_expression(text, names=("v", "x"), strict=False).evaluate({"v": value, "x": None}) is None


def test_what_lies_beyond_the_end_that_is_known_is_outside() -> None:
    assert not compile_unary_tests("[0..x]", names=("x",), strict=False).matches(-1, {"x": None})
    assert compile_unary_tests("not([0..x])", names=("x",), strict=False).matches(-1, {"x": None})
