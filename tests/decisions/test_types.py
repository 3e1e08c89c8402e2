"""Item definitions and how a model names them."""

import pytest

from tests.decisions.drawing import decision, definitions, literal
from workflows.decisions import DecisionModel, FactRefused, NotADecisionModel, OutputRefused
from workflows.decisions.given import read_facts

DMN_1_1 = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
FEEL_1_1 = "http://www.omg.org/spec/FEEL/20140401"


def item(name: str, base: str, inside: str = "", many: bool = False) -> str:
    collection = ' isCollection="true"' if many else ""
    return f'<itemDefinition name="{name}"{collection}><typeRef>{base}</typeRef>{inside}</itemDefinition>'


def fact(name: str, kind: str) -> str:
    return f'<inputData id="i" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'


def qualified(kind: str, base: str) -> DecisionModel:
    """A model of DMN 1.1, whose types are qualified names."""
    head = f'<definitions xmlns="{DMN_1_1}" xmlns:ours="urn:test" xmlns:f="{FEEL_1_1}" xmlns:alien="urn:alien"'
    inside = item("stage", base) + fact("now", kind) + decision("d", literal("now"))
    return DecisionModel.parse(f'{head} id="m" name="m" namespace="urn:test">{inside}</definitions>'.encode())


def test_a_qualified_type_is_found_by_what_its_prefix_stands_for() -> None:
    made = qualified("ours:stage", "f:string")
    assert made.decide("d", read_facts(made, {"now": "court"})).value == "court"
    with pytest.raises(FactRefused, match="now must be stage"):
        read_facts(made, {"now": 3})
    for wrong in ("alien:stage", "f:stage", "ours:string", "unknown:stage"):
        with pytest.raises(NotADecisionModel, match=f"has the type {wrong}"):
            qualified(wrong, "f:string")


def test_a_list_of_lists_is_more_than_a_list() -> None:
    weeks = item("week", "number", "<allowedValues><text>[0..52]</text></allowedValues>", many=True)
    rounds = item("rounds", "week", many=True)
    made = DecisionModel.parse(definitions(weeks, rounds, fact("given", "rounds"), decision("d", literal("given[2]"))))
    assert made.decide("d", read_facts(made, {"given": [[1, 2], [], [3]]})).value == []
    assert read_facts(made, {"given": [[1], None]}) == {"given": [[1], None]}
    for wrong in ([[1], 2], [[53]], [["a"]], [[[1]]]):
        with pytest.raises(FactRefused, match="given must be list of rounds"):
            read_facts(made, {"given": wrong})


def test_dates_in_a_list_of_lists_are_read() -> None:
    parts = item("days", "date", many=True), item("rounds", "days", many=True), fact("given", "rounds")
    made = DecisionModel.parse(definitions(*parts, decision("d", literal("given[1][1].year"))))
    assert made.decide("d", read_facts(made, {"given": [["2026-03-02"]]})).value == 2026


def test_an_entry_may_be_a_list_of_lists() -> None:
    component = '<itemComponent name="rounds" isCollection="true"><typeRef>week</typeRef></itemComponent>'
    case = f'<itemDefinition name="case">{component}</itemDefinition>'
    kind = '<variable name="d" typeRef="case"/>'
    for expression, fits in (("{rounds: [[1], [2, 3]]}", True), ("{rounds: [1, 2]}", False)):
        drawn = f'<decision id="d" name="d">{kind}{literal(expression)}</decision>'
        made = DecisionModel.parse(definitions(item("week", "number", many=True), case, drawn))
        if fits:
            assert made.decide("d", {}).value == {"rounds": [[1], [2, 3]]}
        else:
            with pytest.raises(OutputRefused, match="must be case"):
                made.decide("d", {})


def test_a_type_constraint_is_for_the_list_and_allowed_values_for_its_items() -> None:
    allowed = "<allowedValues><text>[0..52]</text></allowedValues>"
    whole = "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint>"
    parts = item("weeks", "number", allowed + whole, many=True), fact("given", "weeks"), decision("d", literal("given"))
    made = DecisionModel.parse(definitions(*parts))
    assert read_facts(made, {"given": [0, 52]}) == {"given": [0, 52]}
    assert read_facts(made, {"given": 7}) == {"given": [7]}
    for wrong in ([1, 2, 3], [53], 53):
        with pytest.raises(FactRefused, match=r"given must be list of weeks among \[0..52\] and count"):
            read_facts(made, {"given": wrong})


def test_a_type_constraint_of_one_value_is_its_allowed_values() -> None:
    parts = item("stage", "string", '<typeConstraint><text>"a", "b"</text></typeConstraint>'), fact("given", "stage")
    drawn = decision("d", literal("given"))
    made = DecisionModel.parse(definitions(*parts, drawn))
    assert made.decide("d", read_facts(made, {"given": "b"})).value == "b"
    with pytest.raises(FactRefused, match='given must be stage among "a", "b"'):
        read_facts(made, {"given": "c"})
    broken = item("stage", "string", "<typeConstraint><text>(</text></typeConstraint>")
    with pytest.raises(NotADecisionModel, match="The allowed values of the type stage"):
        DecisionModel.parse(definitions(broken, parts[1], drawn))


@pytest.mark.parametrize("many", [False, True])
def test_a_type_restricts_the_one_that_it_is_made_of(many: bool) -> None:
    wide = item("wide", "number", "<allowedValues><text>[0..10]</text></allowedValues>")
    narrow = item("narrow", "wide", "<allowedValues><text>[5..20]</text></allowedValues>", many=many)
    made = DecisionModel.parse(definitions(wide, narrow, fact("given", "narrow"), decision("d", literal("given"))))
    assert read_facts(made, {"given": [7] if many else 7})
    for wrong in (4, 11, 21):
        with pytest.raises(FactRefused, match=r"among \[5..20\]"):
            read_facts(made, {"given": [wrong] if many else wrong})
