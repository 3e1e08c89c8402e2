"""Ranges with every kind of bracket, wherever one may stand, and the relations of points and ranges."""

from typing import Any

import pytest

from workflows.expressions import Range, compile_expression, compile_unary_tests


def value(text: str, **context: Any) -> Any:
    return compile_expression(text).evaluate(context)


@pytest.mark.parametrize("opening", ["[", "(", "]"])
@pytest.mark.parametrize("closing", ["]", ")", "["])
@pytest.mark.parametrize(
    "around",
    ["{}", "({})", "[{}][1]", "[0, {}, 1][2]", "{{a: {}}}.a", "if true then {} else 1", "[{}, {}][2]", "[[0], {}][2]",
     "(for x in [1] return {})[1]", "(function() {})()"],
)  # fmt: skip
def test_they_stand_anywhere(opening: str, closing: str, around: str) -> None:
    written = f"{opening}1..3{closing}"
    made = value(around.replace("{}", written).replace("{{", "{").replace("}}", "}"))
    assert made == Range(1, 3, opening == "[", closing == "]")


@pytest.mark.parametrize(
    "text", ["[][1]", "[] = []", "[]", "[[], 1][1]", "count([]) + 1", "[[]][1]", "concatenate([], [])"]
)
def test_an_empty_list_is_none(text: str) -> None:
    assert value(text) in ([], None, True, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in ]1..4[ return x", [2, 3]),
        ("2 in ]1..3[ and 1 in [1..2)", True),
        ("[1, 2, 3][item in ]1..3[]", [2]),
        ("[1, 2, 3][item in [2..3)]", [2]),
        ("]1..3[.start included", False),
        ("count([]1..3[, [1..2)])", 2),
        ("some x in [1..3) satisfies x = 3", False),
        ("2 in (]0..1[, [2..3))", True),
    ],
)
def test_they_work_where_they_stand(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("not([1..3), 5)", [0, 3, 4, 6], [1, 2, 5]),
        ("not(5, [1..3))", [0, 3], [1, 2, 5]),
        ("not([1..2), [3..4))", [0, 2, 4], [1, 3]),
        ("not((1..3), 7)", [1, 3], [2, 7]),
        ("not(]1..3[)", [1, 3], [2]),
        ("not([1..3[, 5)", [3], [1, 2, 5]),
        ("not(]1..3])", [1, 4], [2, 3]),
        ("[1..3), 5", [1, 2, 5], [0, 3]),
        ("]1..3[, ]5..7[", [2, 6], [1, 3, 5, 7]),
        ("(1..3)", [2], [1, 3]),
        ("not(count([1, 2]) + [1..3).start)", [0], [3]),
    ],
)
def test_in_cells(cell: str, passing: list[int], failing: list[int]) -> None:
    test = compile_unary_tests(cell)
    assert [each for each in passing + failing if test.matches(each)] == passing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, 2)", True),
        ("before(point: 1, range: [2..3])", True),
        ("before(range: [1..2), point: 2)", True),
        ("before(range1: [1..2], range2: [2..3])", False),
        ("after(range: [3..4], point: 2)", True),
        ("after(point: 4, range: [1..4))", True),
        ("after(point1: 2, point2: 1)", True),
        ("meets(range1: [1..3], range2: [3..4])", True),
        ("meets(1, 1)", None),
        ("met by([3..4], [1..3])", True),
        ("includes(range: [1..3], point: 2)", True),
        ("includes(2, [1..3])", None),
        ("during(point: 2, range: [1..3])", True),
        ("during(range1: [2..3], range2: [1..3])", True),
        ("starts(point: 1, range: [1..3])", True),
        ("started by(range: [1..3], point: 1)", True),
        ("finishes(point: 3, range: [1..3])", True),
        ("finished by(range: [1..3], point: 3)", True),
        ("finished by(range1: [1..3], range2: [2..3])", True),
        ("coincides(point1: 1, point2: 1)", True),
        ("coincides([1..3], [1..3))", False),
        ("overlaps([1..3], [3..4])", True),
        ("overlaps(1, 1)", None),
        ("overlaps before([1..3], [2..4])", True),
        ("overlaps after([2..4], [1..3])", True),
        ('before(1, "a")', None),
        ("before(null, 1)", None),
        ("before([1..2], (> 5))", None),
    ],
)
def test_relations(text: str, expected: Any) -> None:
    assert value(text) is expected
