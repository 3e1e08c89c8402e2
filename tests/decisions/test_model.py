"""Whole models: what they read, need, give and refuse."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table, text
from workflows.decisions import (
    DecisionModel,
    FactRefused,
    NotADecisionModel,
    OutputRefused,
    UnknownDecision,
)
from workflows.decisions.reading import LARGEST, NAMESPACES
from workflows.expressions import NotFeel

LEVEL = table(
    [column("arrears_pence", "number"), column("vulnerable", "boolean")],
    [output("level", "string", '"none","letter","call"')],
    [
        rule(["< 5000", "-"], ['"none"'], "small"),
        rule([">= 5000", "true"], ['"call"'], "careful"),
        rule([">= 5000", "not(true)"], ['"letter"'], "plain"),
    ],
)


def parse(*parts: str, **given: Any) -> DecisionModel:
    return DecisionModel.parse(definitions(*parts), **given)


def refusal(*parts: str) -> str:
    with pytest.raises(NotADecisionModel) as caught:
        parse(*parts)
    return caught.value.sentence


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_versions(namespace: str) -> None:
    model = DecisionModel.parse(definitions(decision("level", LEVEL), namespace=namespace))
    assert model.decide("level", {"arrears_pence": 7500, "vulnerable": False}).value == "letter"


def test_a_decision_is_found_by_id_or_name() -> None:
    model = parse(decision("level", LEVEL, name="Reminder level"))
    assert model.decide("Reminder level", {"arrears_pence": 10}).value == "none"
    with pytest.raises(UnknownDecision, match="has no decision lvel; it has Reminder level"):
        model.decide("lvel", {})


def test_evidence_names_the_rule() -> None:
    result = parse(decision("level", LEVEL)).decide("level", {"arrears_pence": 7500, "vulnerable": True})
    assert result.value == "call"
    (matched,) = result.matched
    assert matched.decision == "level"
    assert matched.rules == ("careful",)
    assert matched.numbers == (2,)
    assert matched.inputs == (7500, True)


def test_inputs_and_outputs_for_lint() -> None:
    model = parse(
        decision("level", LEVEL), decision("next", literal('if level = "call" then phone else post'), ["level"])
    )
    assert model.inputs("level") == {"arrears_pence", "vulnerable"}
    assert model.inputs("next") == {"arrears_pence", "vulnerable", "phone", "post"}
    assert model.outputs("level") == {"level": ("none", "letter", "call")}
    assert model.outputs("next") == {"next": None}


def test_decisions_require_one_another() -> None:
    model = parse(
        decision("c", literal("a + b"), ["b", "a"]),
        decision("b", literal("a * 2"), ["a"]),
        decision("a", literal("x + 1")),
    )
    result = model.decide("c", {"x": 1})
    assert result.value == 6
    assert [each.decision for each in result.matched] == ["a", "b", "c"]


def test_names_with_spaces() -> None:
    model = parse(
        '<inputData id="i" name="arrears in pence"><variable name="arrears in pence"/></inputData>',
        decision("a b", literal("arrears in pence * 2"), name="twice the arrears"),
        '<decision id="c" name="c"><variable name="c"/><informationRequirement><requiredDecision href="#a b"/>'
        f"</informationRequirement>{literal('twice the arrears + arrears in pence')}</decision>",
    )
    assert model.decide("c", {"arrears in pence": 5}).value == 15
    assert model.inputs("c") == {"arrears in pence"}


def test_boxed_context() -> None:
    entries = (
        f'<contextEntry><variable name="weeks"/>{literal("arrears / rent")}</contextEntry>'
        f'<contextEntry><variable name="many"/>{literal("weeks > 8")}</contextEntry>'
    )
    whole = parse(decision("d", f"<context>{entries}</context>"))
    assert whole.decide("d", {"arrears": 900, "rent": 100}).value == {"weeks": 9, "many": True}
    assert whole.inputs("d") == {"arrears", "rent"}
    with_result = f"<context>{entries}<contextEntry>{literal('many and weeks < 10')}</contextEntry></context>"
    assert parse(decision("d", with_result)).decide("d", {"arrears": 900, "rent": 100}).value is True


def test_functions_of_the_caller() -> None:
    def working_days_after(day: date, days: int) -> date:
        return date.fromordinal(day.toordinal() + days)

    model = parse(
        decision("d", literal("working days after(served, 5)")), functions={"working days after": working_days_after}
    )
    assert model.decide("d", {"served": date(2026, 1, 1)}).value == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("number", [1, Decimal("0.5"), None], ["1", True, date(2026, 1, 1)]),
        ("integer", [1, 0], [Decimal("0.5"), "1"]),
        ("string", ["a", ""], [1, False]),
        ("boolean", [True, False, None], [0, 1, "true"]),
        ("date", [date(2026, 1, 1)], ["2026-01-01", 1]),
    ],
)
def test_types_of_inputs(kind: str, good: list[Any], bad: list[Any]) -> None:
    model = parse(decision("d", table([column("x", kind)], [output()], [rule(["-"], ["1"])])))
    for value in good:
        assert model.decide("d", {"x": value}).value == 1
    for value in bad:
        with pytest.raises(FactRefused, match=f"The decision d needs x to be a {kind}, but it is"):
            model.decide("d", {"x": value})


def test_a_float_is_no_number() -> None:
    with pytest.raises(NotFeel, match="Decimal"):
        parse(decision("level", LEVEL)).decide("level", {"arrears_pence": 7500.0})


def test_allowed_values_of_inputs() -> None:
    drawn = table([column("tenure", "string", '"secure","flexible"')], [output()], [rule(['"secure"'], ["1"])])
    model = parse(decision("d", drawn))
    assert model.decide("d", {"tenure": "flexible"}).value is None
    with pytest.raises(FactRefused, match='allows for tenure only "secure","flexible", but it is "other"'):
        model.decide("d", {"tenure": "other"})


def test_item_definitions() -> None:
    item = f'<itemDefinition name="Tenure"><typeRef>string</typeRef>{text("allowedValues", chr(34) + "a" + chr(34))}'
    drawn = table([column("t", "Tenure")], [output()], [rule(["-"], ["1"])])
    model = parse(f"{item}</itemDefinition>", decision("d", drawn))
    assert model.decide("d", {"t": "a"}).value == 1
    with pytest.raises(FactRefused, match="Tenure among"):
        model.decide("d", {"t": "b"})


def test_outputs_are_checked() -> None:
    model = parse(decision("d", table([column("x")], [output(values='"a"')], [rule(["-"], ["x"])])))
    assert model.decide("d", {"x": "a"}).value == "a"
    with pytest.raises(OutputRefused, match='Rule 1 of the decision d gives "b"'):
        model.decide("d", {"x": "b"})


def test_cells_may_read_the_value_and_other_facts() -> None:
    drawn = table([column("x")], [output()], [rule(["? > limit and odd(?)"], ["x * 2"]), rule(["<= limit"], ["limit"])])
    model = parse(decision("d", drawn))
    assert model.decide("d", {"x": 7, "limit": 5}).value == 14
    assert model.decide("d", {"x": 3, "limit": 5}).value == 5
    assert model.inputs("d") == {"x", "limit"}


def one(cell: str, result: str = "1", **given: str) -> str:
    return decision("d", table([column("x", **given)], [output()], [rule(["1"], ["1"]), rule([cell], [result])]))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([], "has no decision"),
        ([one("> ")], r"The decision d, rule 2, input x: Expected a value after `>`, but found the end \(column 2"),
        ([one("1", "foo(2)")], "rule 2, output 1: There is no function foo"),
        ([one("'a'")], "double quotes"),
        ([one("1", kind="Strange")], "input x has the type Strange, which the model does not define"),
        ([decision("d", "")], "has no logic"),
        ([decision("d", "<filter/>")], "The decision d has no in: say what stands there"),
        ([decision("d", "<conditional><if><list/></if></conditional>")], "The decision d has no then"),
        ([decision("d", "<for/>")], "repeats without a variable: name it as iteratorVariable"),
        ([decision("d", "<relation/>")], "each column of a relation needs a name"),
        ([decision("d", "<relation><column name='a'/><row/></relation>")], "row 1 has 0 cells for 1 columns"),
        ([decision("d", f"<list><for/>{literal('1')}</list>")], "item 1 repeats without a variable"),
        ([decision("d", "<invocation/>")], "invokes nothing"),
        ([decision("d", f"<invocation>{literal('nobody')}</invocation>")], "There is no function nobody"),
        ([decision("d", "<functionDefinition kind='Java'/>")], "a function in Java; only FEEL"),
        ([decision("d", literal(""))], "empty expression"),
        ([decision("d", text("literalExpression", "1", expressionLanguage="juel"))], "written in juel; only FEEL"),
        (['<businessKnowledgeModel id="b"/>', decision("d", literal("1"))], "business knowledge model b has no logic"),
        (
            ['<import namespace="urn:o"/>', decision("d", literal("1"))],
            "The model imports urn:o, which is not among the files beside it",
        ),
        ([decision("d", literal("1")), decision("d", literal("1"))], "has the id d, which another has too"),
        (
            [decision("a", literal("b"), ["b"]), decision("b", literal("a"), ["a"])],
            "The decision a and The decision b require one another in a circle",
        ),
        ([decision("a", literal("a"), ["a"])], "require one another in a circle"),
        ([decision("a", literal("b"), ["b"])], "requires b, which is not there"),
        ([decision("d", table([column("x")], [], [rule(["1"], [])]))], "has no output"),
        ([decision("d", table([column("x")], [output()], []))], "has no rules"),
        ([decision("d", table([column("x")], [output()], [rule(["1", "2"], ["1"])]))], r"rule 1 has 2 \+ 1 cells"),
        ([decision("d", table([column("")], [output()], [rule(["1"], ["1"])]))], "has no expression"),
        ([decision("d", table([column("x")], [output(), output()], [rule(["1"], ["1", "2"])]))], "has no name"),
        ([decision("d", table([column("x")], [output()], [rule(["1"], ["1"])], "BEST"))], "hit policy BEST"),
        (
            [decision("d", table([column("x")], [output()], [rule(["1"], ["1"])], "FIRST", "SUM"))],
            "SUM is no aggregation",
        ),
        ([decision("d", table([column("x")], [output(values='"a"')], [rule(["1"], ['"b"'])]))], '"b" is not among'),
        ([decision("d", table([column("x")], [output(kind="number")], [rule(["1"], ['"b"'])]))], '"b" is not a number'),
    ],
)
def test_refused_at_parse(parts: list[str], sentence: str) -> None:
    assert re.search(sentence, refusal(*parts))


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (b"", "not well-formed"),
        (b"<a", "not well-formed"),
        (b"\x00\xff", "not well-formed"),
        (b"<definitions/>", "not a DMN model of version 1.1 to 1.5: its root is definitions of no namespace"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>', "DOCTYPE"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "DOCTYPE"),
        (b"<a>" * 100 + b"</a>" * 100, "more than 60 levels"),
        (b" " * (LARGEST + 1), "bytes"),
    ],
)
def test_hostile_xml(xml: bytes, sentence: str) -> None:
    with pytest.raises(NotADecisionModel, match=sentence):
        DecisionModel.parse(xml, name="x.dmn")


def test_billion_laughs() -> None:
    lines = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    with pytest.raises(NotADecisionModel):
        DecisionModel.parse(f'<!DOCTYPE d [<!ENTITY a0 "ha">{lines}]><d>&a11;</d>'.encode())
