"""Models that import others: by namespace, under a name, from files that are given together."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.decisions.drawing import DMN_1_3, decision, definitions, fact, importing, literal, service, taking
from tests.engine.drawing import Drawing
from workflows.decisions import DecisionModel, FactRefused, NotADecisionModel
from workflows.decisions.given import read_facts
from workflows.diagrams import Vocabulary
from workflows.engine import compile_procedure
from workflows.engine.neighbours import check, gather

RATES = definitions(
    '<itemDefinition name="level"><typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues>'
    "</itemDefinition>",
    fact("pence owed", "number", "owed"),
    taking("the rate", literal("pence owed / 4"), inputs=["#owed"]),
    '<businessKnowledgeModel id="k" name="twice it"><encapsulatedLogic><formalParameter name="the value"/>'
    f"{literal('the value * 2')}</encapsulatedLogic></businessKnowledgeModel>",
    service("asked", ["the rate"], inputs=["owed"]),
    own="urn:rates",
)
FILES = {"rates.dmn": RATES}


def made(*parts: str, others: dict[str, bytes] | None = None, **given: Any) -> DecisionModel:
    return DecisionModel.parse(definitions(*parts), name="m.dmn", others=FILES if others is None else others, **given)


def test_a_decision_of_another_file_is_read_behind_the_name() -> None:
    model = made(
        importing("urn:rates", "the rates"),
        taking("d", literal("the rates.the rate + 1"), decisions=["urn:rates#the rate"]),
    )
    assert model.decide("d", {"pence owed": 400}).value == 101
    assert model.decide("d", {"the rates": {"pence owed": 800}}).value == 201
    assert [each.decision for each in model.decide("d", {"pence owed": 400}).matched] == ["the rate", "d"]
    assert model.inputs("d") == {"pence owed"}
    assert list(model.decisions) == ["d"]


def test_functions_types_and_inputs_of_another_file() -> None:
    model = made(
        importing("urn:rates", "rates"),
        taking("calls", literal("rates.twice it(4) + rates.asked(pence owed: 8)"), functions=["urn:rates#k"]).replace(
            "<lit", '<knowledgeRequirement><requiredKnowledge href="urn:rates#asked"/></knowledgeRequirement><lit'
        ),
        taking("reads", literal("rates.pence owed"), inputs=["urn:rates#owed"]),
        taking(
            "invokes",
            "<invocation><literalExpression><text>rates.twice it</text></literalExpression>"
            f'<binding><parameter name="the value"/>{literal("5")}</binding></invocation>',
            functions=["urn:rates#k"],
        ),
        fact("now", "rates.level"),
        taking("typed", literal("now instance of rates.level"), inputs=["#now"]),
    )
    assert model.decide("calls", {}).value == 10
    assert model.decide("reads", {"pence owed": 7}).value == 7
    assert model.decide("invokes", {}).value == 10
    assert model.decide("typed", read_facts(model, {"now": "low"})).value is True
    with pytest.raises(FactRefused, match=r"now must be rates\.level among"):
        read_facts(model, {"now": "middle"})


def test_facts_of_another_file_are_read_by_its_types() -> None:
    model = made(importing("urn:rates", "rates"), taking("d", literal("rates.pence owed"), inputs=["urn:rates#owed"]))
    for given in ({"pence owed": 3}, {"rates": {"pence owed": 3}}):
        assert model.decide("d", read_facts(model, given)).value == 3
    for wrong in ({"pence owed": "a"}, {"rates": {"pence owed": "a"}}):
        with pytest.raises(FactRefused, match="pence owed must be number"):
            read_facts(model, wrong)


def test_imports_go_on_and_each_way_is_its_own() -> None:
    middle = definitions(
        importing("urn:rates", "base"),
        taking("half", literal("base.the rate / 2"), decisions=["urn:rates#the rate"]),
        own="urn:middle",
    )
    model = made(
        importing("urn:middle", "mid"),
        importing("urn:rates", "rates"),
        taking("d", literal("[mid.half, rates.the rate]"), decisions=["urn:middle#half", "urn:rates#the rate"]),
        others={**FILES, "middle.dmn": middle},
    )
    assert model.decide("d", {"pence owed": 80}).value == [10, 20]
    facts = {"mid": {"base": {"pence owed": 80}}, "rates": {"pence owed": 8}}
    assert model.decide("d", read_facts(model, facts)).value == [10, 2]


def test_an_import_without_a_name_brings_its_names() -> None:
    model = made(
        importing("urn:rates"),
        taking("d", literal("twice it(the rate)"), decisions=["urn:rates#the rate"], functions=["urn:rates#k"]),
    )
    assert model.decide("d", {"pence owed": 40}).value == 20


def test_knowledge_of_another_file_sees_no_facts() -> None:
    other = definitions(
        '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="x"/>'
        f"{literal('[x, y]')}</encapsulatedLogic></businessKnowledgeModel>",
        own="urn:k",
    )
    model = made(
        importing("urn:k", "o"), taking("d", literal("o.k(1)"), functions=["urn:k#k"]), others={"k.dmn": other}
    )
    assert model.decide("d", {"y": 2, "o": {"y": 3}}).value == [1, None]


def test_what_is_imported_may_be_an_input_of_a_service() -> None:
    model = made(
        importing("urn:rates", "rates"),
        taking("d", literal("rates.the rate + 1"), decisions=["urn:rates#the rate"]),
        service("s", ["d"], decisions=["urn:rates#the rate"]),
        service("t", ["d"], inputs=["urn:rates#owed"]),
        taking("e", literal("[s(5), t(40)]"), functions=["#s", "#t"]),
    )
    assert model.decide("e", {}).value == [6, 11]


OTHER = definitions(importing("urn:test", "back"), decision("d", literal("1")), own="urn:other")


@pytest.mark.parametrize(
    ("parts", "others", "sentence"),
    [
        (
            ["\n", importing("urn:gone", "gone")],
            {},
            "m.dmn, line 2: The model imports urn:gone as gone, which is not among the files beside it: add the file",
        ),
        (
            [importing("urn:rates", "r"), importing("urn:other", "r")],
            {"other.dmn": definitions(decision("d", literal("1")), own="urn:other")},
            "The model imports urn:other as r, a name that another import has",
        ),
        (
            [importing("urn:rates", "r").replace(DMN_1_3, "http://www.w3.org/2001/XMLSchema")],
            {},
            "which is of the kind http://www.w3.org/2001/XMLSchema: Duecourse imports DMN alone",
        ),
        (
            [importing("urn:rates", "r")],
            {"copy.dmn": RATES},
            "and copy.dmn and rates.dmn both have that namespace: give each its own",
        ),
        (
            [importing("urn:other", "other")],
            {"other.dmn": OTHER},
            "other.dmn, line 1: The model imports urn:test as back, which imports it again",
        ),
        (
            [importing("urn:rates", "r"), taking("e", literal("1"), decisions=["urn:rates#owed"])],
            {},
            "The decision e requires owed of rates.dmn, where it is not there as what is required",
        ),
        (
            [importing("urn:rates", "r"), fact("x", "r.gone")],
            {},
            "has the type r.gone, which the model does not define",
        ),
    ],
)
def test_what_cannot_be_imported_is_refused_with_its_line(
    parts: list[str], others: dict[str, bytes], sentence: str
) -> None:
    with pytest.raises(NotADecisionModel, match=sentence):
        made(*parts, decision("d", literal("1")), others={**FILES, **others})


def test_a_part_that_is_broken_in_another_file_breaks_what_requires_it() -> None:
    other = definitions(decision("bad", literal("1 +")), decision("good", literal("2")), own="urn:other")
    parts = [
        importing("urn:other", "o"),
        taking("d", literal("o.bad"), decisions=["urn:other#bad"]),
        taking("e", literal("o.good"), decisions=["urn:other#good"]),
    ]
    model = made(*parts, others={"other.dmn": other}, whole=False)
    assert model.decide("e", {}).value == 2
    with pytest.raises(NotADecisionModel, match=r"other\.dmn, line 1: The decision bad: Expected a value"):
        model.decide("d", {})


def test_the_files_beside_a_model_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from api.commands.does.deciding import decide

    drawn = definitions(
        importing("urn:rates", "r"), taking("d", literal("r.the rate"), decisions=["urn:rates#the rate"])
    )
    (tmp_path / "m.dmn").write_bytes(drawn)
    found = check(tmp_path / "m.dmn", Vocabulary()).findings
    assert [each.line for each in found] == [1]
    (tmp_path / "rates.dmn").write_bytes(RATES)
    assert check(tmp_path / "m.dmn", Vocabulary()).findings == ()
    assert decide(tmp_path / "m.dmn", "d", '{"pence owed": 8}', True)
    assert json.loads(capsys.readouterr().out)["value"] == 2


def test_a_procedure_decides_with_the_files_that_its_model_imports(tmp_path: Path) -> None:
    drawn = definitions(
        importing("urn:rates", "r"), taking("d", literal("r.the rate"), decisions=["urn:rates#the rate"])
    )
    diagram = Drawing("p").decision("decide", "d").chain("start", "decide", "end").xml()
    for name, content in (("p.bpmn", diagram), ("m.dmn", drawn), *FILES.items()):
        (tmp_path / name).write_bytes(content)
    assert check(tmp_path / "p.bpmn", Vocabulary()).findings == ()
    bundle = gather(tmp_path / "p.bpmn", Vocabulary())
    assert set(bundle.files) == {"p.bpmn", "m.dmn", "rates.dmn"}
    variable, result = compile_procedure(bundle.files, "p", Vocabulary()).decide("d", {"pence owed": 8}, "decide")
    assert (variable, result.value) == ("d", 2)
    (tmp_path / "rates.dmn").unlink()
    assert [(each.line, each.rule) for each in check(tmp_path / "p.bpmn", Vocabulary()).findings][-1] == (
        1,
        "not-a-decision-model",
    )


def test_a_name_that_nobody_gives_is_told_beside_the_null() -> None:
    parts = [taking("d", literal("if weks > 3 then 1 else gone.x"), inputs=["#weeks"])]
    parts = ['<inputData id="weeks" name="weeks"/>', importing("urn:gone", "gone"), *parts]
    model = DecisionModel.parse(definitions(*parts), name="m.dmn", whole=False)
    told = [str(each) for each in model.decide("d", {"weeks": 4}, strict=False).errors]
    missing, unknown = told
    assert missing.startswith("m.dmn, line 1: The model imports urn:gone as gone, which is not among the files beside")
    assert unknown.startswith("m.dmn: d reads weks, which is no input of the model and was not given")
    assert unknown.endswith("Is weeks meant?")
    assert model.decide("d", {"weks": 4, "gone": {"x": 1}}, strict=False).errors == ()


def test_columns_in_filters_and_what_knowledge_is_given_are_no_unknown_names() -> None:
    rows = literal("[{p: 1}, {p: 2}]")
    filtered = f"<filter><in>{rows}</in><match>{literal('p > 1')}</match></filter>"
    add = (
        '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="x"/>{}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    parts = [taking("d", filtered), add.format(literal("x + nope")), taking("e", literal("k(1)"), functions=["#k"])]
    model = DecisionModel.parse(definitions(*parts), name="m.dmn", whole=False)
    told = model.decide("d", {}, strict=False)
    assert (told.value, told.errors) == ([{"p": 2}], ())
    (error,) = model.decide("e", {"nope": 1}, strict=False).errors
    assert str(error) == "m.dmn: k reads nope, which is no parameter of it, so it is null."
