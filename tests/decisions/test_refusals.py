"""Refusals of files: all of them at once, each with its file, line and element; and what vendors write."""

from pathlib import Path

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table
from workflows.decisions import DecisionModel, NotADecisionModel, UnknownDecision
from workflows.diagrams import Vocabulary
from workflows.engine.neighbours import check

CAMUNDA = "http://camunda.org/schema/1.0/dmn"
TRISOTECH = "http://www.trisotech.com/2015/triso/modeling"
BROKEN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:test">
  <decision id="level" name="Level">
    <decisionTable id="table">
      <input id="column"><inputExpression><text>weeks</text></inputExpression></input>
      <output/>
      <rule id="first">
        <inputEntry id="cell"><text>&gt; </text></inputEntry>
        <outputEntry id="entry"><text>1 +
          foo(2)</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <decision id="next" name="Next">
    <variable name="Next" typeRef="Strange"/>
    <literalExpression><text>1</text></literalExpression>
  </decision>
  <decision id="fine" name="Fine"><literalExpression><text>1</text></literalExpression></decision>
  <decision id="last" name="Last">
    <informationRequirement><requiredDecision href="#level"/></informationRequirement>
    <literalExpression><text>level</text></literalExpression>
  </decision>
</definitions>"""


def test_all_that_is_wrong_is_told_at_once_with_its_place() -> None:
    with pytest.raises(NotADecisionModel) as caught:
        DecisionModel.parse(BROKEN, name="m.dmn")
    told = [(each.facts["file"], each.facts["line"], each.facts["element"]) for each in caught.value.each]
    assert told == [("m.dmn", 7, "cell"), ("m.dmn", 9, "entry"), ("m.dmn", 14, "next")]
    first, second, third = (each.sentence for each in caught.value.each)
    assert first.startswith("m.dmn, line 7: The decision Level, rule 1, input weeks: Expected a value after `>`")
    assert "m.dmn, line 9: The decision Level, rule 1, output 1: There is no function foo" in second
    assert "m.dmn, line 14: The variable of the decision Next has the type Strange" in third
    assert caught.value.sentence == first


def test_lint_makes_a_finding_of_each(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_bytes(BROKEN)
    found = check(tmp_path / "m.dmn", Vocabulary()).findings
    assert [(each.element, each.line, each.rule) for each in found] == [
        ("cell", 7, "not-a-decision-model"),
        ("entry", 9, "not-a-decision-model"),
        ("next", 14, "not-a-decision-model"),
    ]


def test_only_what_is_broken_stands_in_the_way() -> None:
    made = DecisionModel.parse(BROKEN, name="m.dmn", whole=False)
    assert made.decide("fine", {}).value == 1
    with pytest.raises(NotADecisionModel, match="line 7"):
        made.decide("last", {})
    with pytest.raises(UnknownDecision) as caught:
        made.decide("nosuch", {})
    assert caught.value.sentence == "m.dmn has no decision nosuch; it has Next, Fine, Level, Last."


def test_a_file_that_is_no_xml_has_a_line_too() -> None:
    with pytest.raises(NotADecisionModel) as caught:
        DecisionModel.parse(b"<a>\n\n</b>", name="m.dmn")
    assert caught.value.facts["line"] == 3


def vendor(attribute: str, namespace: str, place: str = "") -> bytes:
    drawn = decision("d", table([column("x")], [output()], [rule(["-"], ["1"])]))
    given = definitions(drawn.replace(place, f"{place} v:{attribute}", 1) if place else drawn).decode()
    return given.replace("<definitions ", f'<definitions xmlns:v="{namespace}" ').encode()


@pytest.mark.parametrize(
    ("attribute", "namespace"),
    [('historyTimeToLive="P30D"', CAMUNDA), ('versionTag="3"', CAMUNDA), ('useOutputTypeAsAnswer="false"', TRISOTECH)],
)
def test_what_a_vendor_writes_and_decides_nothing_is_left_aside_and_told(
    attribute: str, namespace: str, tmp_path: Path
) -> None:
    given = vendor(attribute, namespace, "<decision")
    made = DecisionModel.parse(given, name="m.dmn")
    assert made.decide("d", {}).value == 1
    (told,) = made.dropped
    assert attribute.partition("=")[0] in told
    assert "left aside" in told
    (tmp_path / "m.dmn").write_bytes(given)
    assert check(tmp_path / "m.dmn", Vocabulary()).changes == made.dropped


def test_what_might_change_a_result_is_refused() -> None:
    given = vendor('inputVariable="y"', CAMUNDA, "<input")
    with pytest.raises(NotADecisionModel, match="The attribute inputVariable of input is Camunda's, and might change"):
        DecisionModel.parse(given, name="m.dmn")
    with pytest.raises(NotADecisionModel, match="inputVariable"):
        DecisionModel.parse(given, whole=False).decide("d", {})
    assert DecisionModel.parse(vendor('anything="y"', "urn:nobody", "<input")).decide("d", {}).value == 1


def test_ids_may_be_left_out() -> None:
    drawn = [decision("a", literal("1")), decision("b", literal("2"))]
    made = DecisionModel.parse(definitions(*(each.replace(' id="', ' label="') for each in drawn)))
    assert made.decide("a", {}).value == 1
    assert made.decide("b", {}).value == 2
