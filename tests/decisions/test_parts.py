"""Models of which a part cannot be run: that part is refused, with its line; the others decide."""

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table
from workflows.decisions import DecisionModel, NotADecisionModel, UnknownDecision
from workflows.decisions.given import read_facts

SERVICE = '<decisionService id="s" name="all of it"><outputDecision href="#good"/></decisionService>'
ITEM = '<itemDefinition name="act"><functionItem outputTypeRef="strange"/></itemDefinition>'
FACTS = (
    '<inputData id="i" name="pence"><variable name="pence" typeRef="number"/></inputData>'
    '<inputData id="j" name="deed"><variable name="deed" typeRef="act"/></inputData>'
)
DEED = '<informationRequirement><requiredInput href="#j"/></informationRequirement>'


def knowing(identity: str, logic: str, href: str) -> str:
    needs = f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    return f'\n<decision id="{identity}" name="{identity}">{needs}{logic}</decision>'


PARTS = (
    *(SERVICE, '<import namespace="urn:other" name="other"/>', ITEM, FACTS),
    decision("good", literal("pence * 2")),
    decision("broken", f"\n{literal('abs(')}"),
    decision("after", literal("broken + 1"), ["broken"]),
    knowing("calls", literal("all of it()"), "#s"),
    knowing("foreign", literal("other.rate(1)"), "urn:other#rate"),
    knowing("unnamed", literal("1"), "urn:nobody#rate"),
    '<decisionService id="spoilt" name="spoilt"><outputDecision href="#after"/></decisionService>',
    knowing("own", literal("1"), "urn:test#nowhere"),
    f'<decision id="typed" name="typed">{DEED}{literal("deed")}</decision>',
    decision("round", literal("1"), ["trip"]),
    decision("trip", literal("1"), ["round"]),
)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("broken", r"m.dmn, line 2: The decision broken: Expected a value or \) after"),
        ("after", "m.dmn, line 2: The decision broken: "),
        ("foreign", "line 1: The model imports urn:other as other, which is not among the files beside it"),
        ("unnamed", "The decision unnamed requires rate of the model urn:nobody, which the file does not import"),
        ("own", "line 6: The decision own requires nowhere, which is not there"),
        ("typed", "The result of the type act has the type strange, which the model does not define"),
        ("spoilt", "m.dmn, line 2: The decision broken: "),
        ("trip", "The decision round and The decision trip require one another in a circle"),
    ],
)
def test_what_cannot_be_run_is_refused_alone(wanted: str, sentence: str) -> None:
    model = DecisionModel.parse(definitions(*PARTS), name="m.dmn", whole=False)
    assert model.decide("good", read_facts(model, {"pence": 4})).value == 8
    with pytest.raises(NotADecisionModel, match=sentence):
        model.decide(wanted, {})
    with pytest.raises(UnknownDecision, match="it has good"):
        model.decide("nothing", {})


def test_a_whole_model_is_refused_for_any_part() -> None:
    for part in (each for each in PARTS[5:] if 'id="calls"' not in each):
        with pytest.raises(NotADecisionModel):
            DecisionModel.parse(definitions(ITEM, FACTS, decision("good", literal("1")), part))


def test_a_refusal_names_the_line_of_the_cell() -> None:
    rules = [rule(["1"], ["1"]), "\n", rule(["1"], ["2 +"])]
    with pytest.raises(NotADecisionModel, match=r"x.dmn, line 2: The decision d, rule 2, output 1: Expected a value"):
        DecisionModel.parse(definitions(decision("d", table([column("x")], [output()], rules))), name="x.dmn")


def test_expressions_name_the_types_of_the_model() -> None:
    item = '<itemDefinition name="week"><typeRef>number</typeRef><allowedValues><text>[0..52]</text></allowedValues>'
    logic = literal('[60 instance of week, "a" instance of week, (function(w: week) w)("a")]')
    made = DecisionModel.parse(definitions(f"{item}</itemDefinition>", decision("d", logic)))
    assert made.decide("d", {}).value == [True, False, None]


def test_blanks_in_a_row_within_a_name_count_as_one() -> None:
    given = '<inputData id="i" name="rent  in\n pence"><variable name="rent  in\n pence"/></inputData>'
    made = DecisionModel.parse(definitions(given, decision("d", literal("rent in   pence + 1"), name="the  d")))
    assert made.decide("the d", {"rent in pence": 2}).value == 3


def test_what_can_have_no_value_is_null_as_the_standard_says_and_told() -> None:
    parts = (
        decision("unknown", literal("nobody(1)")),
        decision("goes on", literal('[unknown, @"2026-02-30" = null, abs(1, 2), matches("a", "[")]'), ["unknown"]),
        decision("empty", ""),
        decision("cells", table([column("x")], [output()], [rule(['@"soon"'], ["1"]), rule(["-"], ["abs()"])])),
    )
    model = DecisionModel.parse(definitions(*parts), name="m.dmn", whole=False)
    result = model.decide("goes on", {}, strict=False)
    assert result.value == [None, True, None, None]
    told = [str(each) for each in result.errors]
    assert [any(word in each for each in told) for word in ("nobody", "2026-02-30", "cannot take 2", "regular")] == [
        True
    ] * 4
    assert len(told) == 4
    assert all(each.startswith("m.dmn, line 1: The decision ") for each in told)
    with pytest.raises(NotADecisionModel, match="There is no function nobody"):
        model.decide("goes on", {})
    empty = model.decide("empty", {}, strict=False)
    assert (empty.value, len(empty.errors)) == (None, 1)
    assert len(model.decide("cells", {"x": 1}, strict=False).errors) == 2
    for part in parts:
        with pytest.raises(NotADecisionModel):
            DecisionModel.parse(definitions(parts[0], part) if "goes on" in part else definitions(part))


def test_a_type_that_is_not_defined_is_any_as_the_standard_is_read_and_told() -> None:
    given = '<inputData id="i" name="pence"><variable name="pence" typeRef="pounds"/></inputData>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    drawn = (
        f'<decision id="d" name="d"><variable name="d" typeRef="strange"/>{needs}{literal("pence + 1")}</decision>',
        decision("e", literal("d * 2"), ["d"]),
        decision("f", literal("1")),
    )
    model = DecisionModel.parse(definitions(given, *drawn), name="m.dmn", whole=False)
    result = model.decide("e", {"pence": 3}, strict=False)
    assert result.value == 8
    assert [str(each).partition(" has ")[2] for each in result.errors] == [
        "the type pounds, which the model does not define.",
        "the type strange, which the model does not define.",
    ]
    assert model.decide("f", {}).value == 1
    with pytest.raises(NotADecisionModel, match="has the type pounds"):
        model.decide("e", {"pence": 3})
    with pytest.raises(NotADecisionModel) as caught:
        DecisionModel.parse(definitions(given, *drawn))
    assert len(caught.value.each) == 2
