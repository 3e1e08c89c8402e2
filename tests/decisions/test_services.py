"""Decision services: called in FEEL like functions, and asked like decisions; and functions as results."""

from pathlib import Path
from typing import Any

import pytest

from tests.decisions.drawing import decision, definitions, fact, literal, service, taking
from tests.engine.drawing import Drawing
from workflows.decisions import DecisionModel, FactRefused, NotADecisionModel, OutputRefused
from workflows.decisions.given import read_facts
from workflows.decisions.typing import complaints_of, given_by
from workflows.diagrams import Vocabulary
from workflows.engine import compile_procedure
from workflows.engine.neighbours import check, gather
from workflows.engine.refusals import EvaluationFailed
from workflows.expressions.inferred import NUMBER, TEXT, UNKNOWN, Known

RATE = (
    fact("pence", "number"),
    fact("weeks", "number"),
    taking("weekly", literal("pence / weeks"), inputs=["#pence", "#weeks"]),
    taking("capped", '<variable name="capped" typeRef="number"/>' + literal("min(weekly, 500)"), ["#weekly"]),
    decision("told", literal('"never more than 500"'), ["capped"]),
)


def made(*parts: str, **given: Any) -> DecisionModel:
    return DecisionModel.parse(definitions(*RATE, *parts), name="m.dmn", **given)


def called(drawn: str, expression: str, **facts: Any) -> Any:
    model = made(drawn, taking("d", literal(expression), functions=["#s"]))
    return model.decide("d", facts, strict=False).value


ONE = service("s", ["capped"], inputs=["pence", "weeks"])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("s(1000, 4)", 250),
        ("s(9000, 4)", 500),
        ("s(weeks: 4, pence: 1000)", 250),
        ("s(1000)", None),
        ("s(1000, 4, 5)", None),
        ("s(weeks: 4, pounds: 10)", None),
        ('s("a lot", 4)', None),
        ("s([1000], 4)", 250),
        ("s(null, 4)", None),
        ("[1000, 2000][item = s(8000, 4)]", []),
        ("for w in [2, 4] return s(1000, w)", [500, 250]),
    ],
)
def test_it_is_called_like_a_function(expression: str, value: Any) -> None:
    assert called(ONE, expression) == value


def test_it_is_asked_like_a_decision() -> None:
    model = made(ONE)
    assert model.decide("s", {"pence": 1000, "weeks": 4}).value == 250
    assert model.decide("s", {"pence": 1000, "weeks": 4, "other": 1}).value == 250
    assert model.decide("s", {}).value is None
    assert model.inputs("s") == {"pence", "weeks"}
    assert model.outputs("s") == {"s": None}


def test_it_sees_nothing_of_what_stands_round_it() -> None:
    assert called(ONE, "[s(1000, 4), pence]", pence=7, weeks=1) == [250, 7]
    short = service("s", ["capped"], inputs=["pence"])
    assert called(short, "s(1000)", weeks=4) is None


def test_several_outputs_are_a_context() -> None:
    several = service("s", ["capped", "told"], inputs=["pence", "weeks"])
    assert called(several, "s(1000, 4)") == {"capped": 250, "told": "never more than 500"}
    assert called(several, "s(1000, 4).capped + 1") == 251


def test_the_result_of_an_input_decision_is_given() -> None:
    given = service("s", ["capped"], decisions=["weekly"])
    assert called(given, "s(70)") == 70
    assert called(given, "s(weekly: 700)") == 500
    model = made(given)
    assert model.decide("s", {"weekly": 70}).value == 70
    assert [each.decision for each in model.decide("s", {"weekly": 70}).matched] == ["capped"]


def test_input_data_come_before_input_decisions() -> None:
    drawn = taking("total", literal("weekly * 10 + weeks"), decisions=["#weekly"], inputs=["#weeks"])
    ordered = drawn + service("s", ["total"], decisions=["weekly"], inputs=["weeks"])
    assert called(ordered, "s(1, 2)") == 21


def test_what_it_gives_is_of_its_type() -> None:
    typed = ONE.replace('name="s">', 'name="s"><variable name="s" typeRef="{}"/>')
    assert called(typed.format("number"), "s(1000, 4)") == 250
    assert called(typed.format("string"), "s(1000, 4)") is None
    item = '<itemDefinition name="rated"><functionItem outputTypeRef="string"/></itemDefinition>'
    assert called(item + typed.format("rated"), "s(1000, 4)") is None
    model = made(typed.format("string"))
    with pytest.raises(OutputRefused, match="The decision service s must give string, but it gives 250"):
        model.decide("s", {"pence": 1000, "weeks": 4})


def test_a_model_of_knowledge_may_call_a_service() -> None:
    knowledge = (
        '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="x"/>'
        f"{literal('s(x, 2)')}</encapsulatedLogic>"
        '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement></businessKnowledgeModel>'
    )
    model = made(ONE, knowledge, taking("d", literal("k(200)"), functions=["#k"]))
    assert model.decide("d", {}).value == 100
    assert model.decide("k", {"x": 200}).value == 100


def test_a_service_that_needs_itself_is_a_circle() -> None:
    drawn = taking("d", literal("s()"), functions=["#s"]) + service("s", ["d"])
    with pytest.raises(NotADecisionModel, match="in a circle"):
        made(drawn)


def test_a_function_may_be_the_result_of_a_decision() -> None:
    model = made(decision("f", literal("function(x: number) x * weeks")), decision("d", literal("f(3)"), ["f"]))
    assert model.decide("d", {"weeks": 4}).value == 12
    assert model.decide("f", {"weeks": 4}).value(5) == 20
    boxed = '<functionDefinition><formalParameter name="x" typeRef="number"/><list><literalExpression><text>x</text>'
    model = made(
        decision("f", f"{boxed}</literalExpression></list></functionDefinition>"),
        decision("d", literal('[f(1), f("a")]'), ["f"]),
    )
    assert model.decide("d", {}).value == [[1], None]


@pytest.mark.parametrize(
    ("function", "fits"),
    [
        ("function(x: number) x + 1", True),
        ("function(x: Any) 1", True),
        ("function(x: number) x > 1", False),
        ("function(x: string) 1", False),
        ("function() 1", False),
        ("7", False),
    ],
)
def test_a_type_of_functions_is_checked(function: str, fits: bool) -> None:
    item = (
        '<itemDefinition name="rated"><functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/>'
        "</functionItem></itemDefinition>"
    )
    drawn = f'<decision id="f" name="f"><variable name="f" typeRef="rated"/>{literal(function)}</decision>'
    model = made(item, drawn, decision("d", literal("f != null"), ["f"]))
    assert model.decide("d", {}, strict=False).value is fits
    if not fits:
        with pytest.raises(OutputRefused, match="The decision f must be rated"):
            model.decide("d", {})


def test_the_result_of_a_decision_may_be_given_where_it_is_decided_as_the_standard_says() -> None:
    model = made()
    facts = read_facts(model, {"pence": 1000, "weeks": 4, "weekly": 90}, [])
    assert model.decide("capped", facts, strict=False).value == 90
    assert model.decide("weekly", facts, strict=False).value == 250
    assert model.decide("capped", facts).value == 250  # a procedure may have data of that name
    with pytest.raises(FactRefused, match="reads weekly"):
        read_facts(model, {"weekly": 90})


def test_a_procedure_asks_a_service_like_a_decision(tmp_path: Path) -> None:
    diagram = Drawing("p").decision("rate", "s").chain("start", "rate", "end").xml()
    (tmp_path / "p.bpmn").write_bytes(diagram)
    (tmp_path / "m.dmn").write_bytes(definitions(*RATE, ONE))
    assert check(tmp_path / "p.bpmn", Vocabulary()).findings == ()
    procedure = compile_procedure(gather(tmp_path / "p.bpmn", Vocabulary()).files, "p", Vocabulary())
    variable, result = procedure.decide("s", {"pence": 1000, "weeks": 4}, "rate")
    assert (variable, result.value) == ("s", 250)
    with pytest.raises(EvaluationFailed, match="The decision service s needs pence to be number, but it is"):
        procedure.decide("s", {"pence": "a", "weeks": 4}, "rate")
    model = DecisionModel.parse(definitions(*RATE, ONE), name="m.dmn")
    assert given_by(model, "s", Known()) == ("s", UNKNOWN)
    assert complaints_of(model, "s", Known({"pence": TEXT, "weeks": NUMBER}, closed=True)) == [
        "m.dmn: the input data pence is declared as number, and here it is a text. Declare it so, or correct its name."
    ]
