"""Boxed conditionals, filters and iterators: they give what FEEL's own would."""

from typing import Any

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table
from workflows.decisions import DecisionModel, OutputRefused

PEOPLE = [{"name": "a", "weeks owed": 4}, {"name": "b", "weeks owed": 9}, {"name": "c"}]
ITEM = (
    '<itemDefinition name="person"><itemComponent name="weeks owed"><typeRef>number</typeRef></itemComponent>'
    "</itemDefinition>"
)


def decided(logic: str, strict: bool = True, **facts: Any) -> Any:
    made = DecisionModel.parse(definitions(ITEM, decision("d", logic)), name="m.dmn")
    return made.decide("d", facts, strict).value


def conditional(condition: str) -> str:
    return (
        f"<conditional><if>{literal(condition)}</if><then>{literal('x + 1')}</then>"
        f"<else><list>{literal('x')}</list></else></conditional>"
    )


@pytest.mark.parametrize(
    ("condition", "value"), [("x > 2", 4), ("x > 3", [3]), ("null", [3]), ('"true"', None), ("missing", [3])]
)
def test_a_conditional(condition: str, value: Any) -> None:
    assert decided(conditional(condition), x=3) == value


@pytest.mark.parametrize(
    ("match", "value"),
    [
        ("weeks owed > 5", PEOPLE[1:2]),
        ("item.weeks owed <= limit", PEOPLE[:1]),
        ('name != "a"', PEOPLE[1:]),
        ("2", PEOPLE[1]),
        ("-1", PEOPLE[2]),
        ("4", None),
        ("null", []),
        ('"true"', None),
        ('if weeks owed = 4 then true else "no"', None),
    ],
)
def test_a_filter(match: str, value: Any) -> None:
    drawn = f"<filter><in>{literal('people')}</in><match>{literal(match)}</match></filter>"
    assert decided(drawn, people=PEOPLE, limit=4) == value


def test_a_filter_of_one_value_and_of_nothing() -> None:
    drawn = f"<filter><in>{literal('x')}</in><match>{literal('item > 2')}</match></filter>"
    assert decided(drawn, x=3) == [3]
    assert decided(drawn, x=[1, 2, 3, 4]) == [3, 4]
    assert decided(drawn, x=None) is None


def repeated(tag: str, source: str, inside: str, body: str) -> str:
    return f'<{tag} iteratorVariable="each one"><in>{literal(source)}</in><{inside}>{body}</{inside}></{tag}>'


@pytest.mark.parametrize(
    ("source", "body", "value"),
    [
        ("[1..3]", "each one * x", [2, 4, 6]),
        ("[3..1]", "each one", [3, 2, 1]),
        ("[1, 2, 3]", "sum(partial) + each one", [None, None, None]),
        ("[1, 2, 3]", "count(partial)", [0, 1, 2]),
        ("[]", "each one", []),
        ("7", "each one", [7]),
        ("null", "each one", None),
    ],
)
def test_an_iterator(source: str, body: str, value: Any) -> None:
    assert decided(repeated("for", source, "return", literal(body)), x=2) == value


def test_an_iterator_of_a_table() -> None:
    inner = table([column("each one")], [output()], [rule(["< 5"], ['"few"']), rule([">= 5"], ['"many"'])])
    assert decided(repeated("for", "[4, 5]", "return", inner)) == ["few", "many"]


@pytest.mark.parametrize(
    ("source", "condition", "some", "every"),
    [
        ("[1, 2, 3]", "each one > 2", True, False),
        ("[1, 2, 3]", "each one > 0", True, True),
        ("[1, 2, 3]", "each one > 3", False, False),
        ("[]", "each one > 3", False, True),
        ("[1, null]", "each one > 0", True, None),
        ("[0, null]", "each one > 0", None, False),
        ("null", "true", None, None),
        ("[1, 2]", 'if each one = 2 then true else "no"', None, None),
    ],
)
def test_some_and_every(source: str, condition: str, some: Any, every: Any) -> None:
    assert decided(repeated("some", source, "satisfies", literal(condition))) is some
    assert decided(repeated("every", source, "satisfies", literal(condition))) is every


def test_what_stands_inside_may_say_its_type() -> None:
    drawn = repeated("for", '["a", "b"]', "return", literal("each one")).replace("<for", '<for typeRef="number"')
    with pytest.raises(OutputRefused, match="The decision d must be number"):
        decided(drawn)
    assert decided(drawn, strict=False) is None


def test_what_they_read_is_what_the_model_needs() -> None:
    inside = f"<filter><in>{literal('people')}</in><match>{literal('weeks owed > limit')}</match></filter>"
    made = DecisionModel.parse(definitions(ITEM, decision("d", inside), decision("e", conditional("x > y"))))
    assert made.inputs("d") == {"people", "limit"}
    assert made.inputs("e") == {"x", "y"}
    again = repeated("for", "xs", "return", literal("each one + z"))
    assert DecisionModel.parse(definitions(decision("d", again))).inputs("d") == {"xs", "z"}


def test_what_the_standard_gives_null_for_is_null_and_told_or_refused() -> None:
    drawn = table([column("x", "number")], [output(kind="number")], [rule(["-"], ["1"]), rule(["> 5"], ["x"])])
    made = DecisionModel.parse(definitions(decision("d", drawn), decision("e", literal("d = null"), ["d"])))
    told = made.decide("e", {"x": 9}, strict=False)
    assert told.value is True
    assert [str(each) for each in told.errors] == [
        "Rules 1 and 2 of the decision d match together, but its hit policy is UNIQUE: only one may."
    ]
    assert made.decide("e", {"x": 5}, strict=False) == made.decide("e", {"x": 5})
    assert "needs x to be a number" in str(made.decide("d", {"x": "a"}, strict=False).errors[0])
