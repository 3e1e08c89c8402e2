"""Laws that hold for all values, tried on many."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.expressions import (
    FeelSyntaxError,
    NotFeel,
    YearsAndMonths,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_json,
)
from workflows.expressions.numbers import is_number

TRUTH = st.sampled_from([True, False, None])
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=3),
)
WORDS = (
    *("1", "2.5", "a", "b", "true", "false", "null", "and", "or", "not", "(", ")", "[", "]", "{", "}", ",", ".", ".."),
    *(":", "<", "<=", ">", ">=", "=", "!=", "+", "-", "*", "/", "**", "if", "then", "else", "for", "in", "return"),
    *("some", "every", "satisfies", "between", "instance", "of", "function", "number", '"x"', '@"P1D"', "date"),
    *(
        'date("2026-01-01")',
        "?",
        "item",
        "count(",
        "string length(",
        "/*",
        "//",
        "'",
        "&",
        "|",
        "!",
        "%",
        "\\",
        "\n",
        "é",
    ),
)

both = compile_expression("a and b")
either = compile_expression("a or b")


def refusal(compiled: Callable[[str], Any], text: str) -> FeelSyntaxError | None:
    """The refusal of a text; any other exception is an error in the parser."""
    try:
        compiled(text)
    except FeelSyntaxError as error:
        return error
    return None


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
@settings(max_examples=600)
def test_any_text_is_compiled_or_refused(text: str) -> None:
    for compiled in (compile_expression, compile_unary_tests):
        error = refusal(compiled, text)
        if error is not None:
            assert 0 <= error.position <= len(text)
            assert error.line >= 1
            assert error.column >= 1
            assert error.sentence


@given(st.lists(st.sampled_from(WORDS), max_size=12), NUMBERS)
@settings(max_examples=400)
def test_what_compiles_gives_a_feel_value(words: list[str], number: Any) -> None:
    text = " ".join(words)
    context = {"a": number, "b": [number, None, "x"], "date": "x", "item": {"a": 1}}
    try:
        value = compile_expression(text).evaluate(context)
        compile_unary_tests(text).matches(number, context)
    except FeelSyntaxError:
        return
    assert type(value) is not float


@given(TRUTH, TRUTH)
def test_logic_is_kleene_s(a: bool | None, b: bool | None) -> None:
    order = {False: 0, None: 1, True: 2}
    turned = {False: True, None: None, True: False}
    scope = {"a": a, "b": b}
    assert both(scope) is min(a, b, key=order.__getitem__)
    assert either(scope) is max(a, b, key=order.__getitem__)
    assert compile_expression("not(a)")(scope) is turned[a]
    assert compile_expression("not(a and b) = (not(a) or not(b))")(scope) is True


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from("[]("), st.sampled_from("[])"))
def test_intervals_are_those_of_python(value: Any, low: Any, high: Any, opening: str, closing: str) -> None:
    above: Callable[[Any, Any], bool] = operator.ge if opening == "[" else operator.gt
    under: Callable[[Any, Any], bool] = operator.le if closing == "]" else operator.lt
    expected = above(value, low) and under(value, high)
    text = f"{opening}{low:f}..{high:f}{closing}"
    assert compile_unary_tests(text).matches(value) is expected
    assert compile_unary_tests(f"{opening}low..high{closing}").matches(value, {"low": low, "high": high}) is expected
    assert compile_expression(f"value in {text}")({"value": value}) is expected


@given(NUMBERS, NUMBERS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_constants_compare_like_variables(a: Any, b: Any, sign: str) -> None:
    scope = {"a": a, "b": b}
    expected = compile_expression(f"a {sign} b")(scope)
    assert compile_expression(f"a {sign} {b:f}")(scope) is expected
    assert compile_expression(f"{a:f} {sign} b")(scope) is expected
    assert compile_expression(f"{a:f} {sign} {b:f}")(scope) is expected
    if sign not in {"=", "!="}:
        assert compile_unary_tests(f"{sign} {b:f}").matches(a) is expected


@given(NUMBERS, NUMBERS)
def test_numbers_stay_exact(a: Any, b: Any) -> None:
    scope = {"a": a, "b": b}
    for sign, work in (("+", operator.add), ("-", operator.sub), ("*", operator.mul)):
        value = compile_expression(f"a {sign} b")(scope)
        assert is_number(value)
        assert value == work(Decimal(a), Decimal(b))


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**33), 10**33),
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
        st.text(),
        st.dates(),
        st.times(),
        st.datetimes(),
        st.timedeltas(),
        st.builds(YearsAndMonths, st.integers(-20_000, 20_000)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(min_size=1).filter(lambda name: name[0] != "@"), inner, max_size=4),
    ),
    max_leaves=10,
)


@given(VALUES)
def test_values_survive_storage(value: Any) -> None:
    stored = to_json(value)
    again = from_json(stored)
    assert again == value
    assert to_json(again) == stored


@pytest.mark.parametrize("value", [1.5, {"@x": 1}, {1: 2}, object(), b"x", [{"a": 0.1}]])
def test_what_cannot_be_stored_is_refused(value: Any) -> None:
    with pytest.raises(NotFeel):
        to_json(value)


@pytest.mark.parametrize(
    "value",
    [1.5, {"@date": "x"}, {"@date": 1}, {"@date": "2026-01-01", "b": 1}, {"@what": "x"}, {"@number": "NaN"}],
)
def test_what_is_no_stored_value_is_refused(value: Any) -> None:
    with pytest.raises(NotFeel):
        from_json(value)


@pytest.mark.parametrize("text", ["x + 1", "x > 1", "x = 1", "x in [1..2]", "[x][1] > 0", "string(x)", "-x"])
def test_a_float_is_refused(text: str) -> None:
    with pytest.raises(NotFeel, match="int or a Decimal"):
        compile_expression(text).evaluate({"x": 0.5})
