"""Boxed expressions and business knowledge models (DMN level 3, as far as FEEL carries it)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table, text
from workflows.decisions import DecisionModel, FactRefused, NotADecisionModel, OutputRefused
from workflows.decisions.given import read_facts
from workflows.expressions import FeelFunction, FeelLimit


def model(*parts: str) -> DecisionModel:
    return DecisionModel.parse(definitions(*parts), name="m.dmn")


def knowledge(identity: str, parameters: Sequence[str], logic: str, requires: Sequence[str] = ()) -> str:
    """A business knowledge model; a parameter is ``name`` or ``name: type``."""
    formal = "".join(
        '<formalParameter name="{}" typeRef="{}"/>'.format(*(f"{each}:".split(":")[:2])).replace('" ', '" ')
        for each in parameters
    )
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in requires
    )
    return (
        f'<businessKnowledgeModel id="{identity}" name="{identity}">'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def knowing(identity: str, logic: str, *requires: str, variable: str = "") -> str:
    """A decision that requires business knowledge models."""
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in requires
    )
    return f'<decision id="{identity}" name="{identity}">{variable}{needs}{logic}</decision>'


def invocation(function: str, **bindings: str) -> str:
    bound = "".join(f'<binding><parameter name="{name}"/>{logic}</binding>' for name, logic in bindings.items())
    return f"<invocation>{literal(function)}{bound}</invocation>"


def test_a_list_and_a_relation() -> None:
    assert model(decision("d", f"<list>{literal('1')}{literal('x + 1')}</list>")).decide("d", {"x": 2}).value == [1, 3]
    relation = (
        '<relation><column name="name"/><column name="pence"/>'
        f"<row>{literal(chr(34) + 'a' + chr(34))}{literal('x')}</row>"
        f"<row>{literal('null')}{literal('x * 2')}</row></relation>"
    )
    made = model(decision("d", relation))
    assert made.decide("d", {"x": 5}).value == [{"name": "a", "pence": 5}, {"name": None, "pence": 10}]
    assert made.inputs("d") == {"x"}
    assert model(decision("d", "<list/>")).decide("d", {}).value == []


def test_knowledge_is_called_by_feel_and_by_invocation() -> None:
    weekly = knowledge("weekly", ["pence", "weeks"], literal("floor(pence / weeks)"))
    called = model(weekly, knowing("d", literal("weekly(arrears, 4)"), "weekly"))
    assert called.decide("d", {"arrears": 1001}).value == 250
    assert called.inputs("d") == {"arrears"}
    invoked = model(weekly, knowing("d", invocation("weekly", weeks=literal("4"), pence=literal("x")), "weekly"))
    assert invoked.decide("d", {"x": 1001}).value == 250
    assert invoked.inputs("d") == {"x"}
    named = model(weekly, knowing("d", literal("weekly(weeks: 4, pence: 1001)"), "weekly"))
    assert named.decide("d", {}).value == 250


def test_parameters_may_have_dots_in_their_names() -> None:
    stage = knowledge("stage", ["case.weeks", "case.pence"], literal("case.pence / case.weeks"))
    bound = {"case.pence": literal("case.pence"), "case.weeks": literal("case.weeks")}
    made = model(stage, knowing("d", invocation("stage", **bound), "stage"))
    assert made.decide("d", {"case": {"weeks": 4, "pence": 100}}).value == 25
    assert made.inputs("d") == {"case"}


def test_built_in_functions_are_invoked_too() -> None:
    made = model(decision("d", invocation("modulo", dividend=literal("x"), divisor=literal("7"))))
    assert made.decide("d", {"x": 15}).value == 1


def test_a_table_inside_knowledge_tells_what_matched() -> None:
    rows = [rule(["< 4"], ['"early"'], "young"), rule(["-"], ['"late"'], "old")]
    stage = knowledge("stage", ["weeks"], table([column("weeks", "number")], [output()], rows, "FIRST"))
    result = model(stage, knowing("d", literal("[stage(2), stage(9)]"), "stage")).decide("d", {})
    assert result.value == ["early", "late"]
    matched = [(each.decision, each.rules) for each in result.matched if each.rules]
    assert matched == [("stage", ("young",)), ("stage", ("old",))]


def test_knowledge_calls_knowledge_and_sees_no_facts() -> None:
    double = knowledge("double", ["x"], literal("x * 2"))
    four = knowledge("four", ["x"], literal("double(double(x))"), ["double"])
    assert model(double, four, knowing("d", literal("four(3)"), "four")).decide("d", {}).value == 12
    blind = knowledge("blind", ["x"], literal("if secret = null then x else secret"))
    assert model(blind, knowing("d", literal("blind(3)"), "blind")).decide("d", {"secret": 7}).value == 3


def test_arguments_of_the_wrong_type_or_number_give_null() -> None:
    typed = knowledge("typed", ["x:number"], literal("x + 1"))
    assert model(typed, knowing("d", literal('typed("a")'), "typed")).decide("d", {}).value is None
    assert model(typed, knowing("d", literal("typed(1, 2)"), "typed")).decide("d", {}).value is None
    assert model(typed, knowing("d", literal("typed([1])"), "typed")).decide("d", {}).value == 2


def test_a_boxed_function_within_a_context() -> None:
    entry = (
        '<contextEntry><variable name="rate"/><functionDefinition><formalParameter name="n"/>'
        f"{literal('n * base')}</functionDefinition></contextEntry>"
    )
    context = (
        f'<context><contextEntry><variable name="base"/>{literal("10")}</contextEntry>{entry}'
        f"<contextEntry>{invocation('rate', n=literal('x'))}</contextEntry></context>"
    )
    made = model(decision("d", context))
    assert made.decide("d", {"x": 3}).value == 30
    assert made.inputs("d") == {"x"}


def test_knowledge_that_is_not_required_is_not_known() -> None:
    double = knowledge("double", ["x"], literal("x * 2"))
    with pytest.raises(NotADecisionModel, match="There is no function double"):
        model(double, decision("d", literal("double(1)")))


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (
            [knowledge("k", ["a"], literal("a")), knowing("d", invocation("k", b=literal("1")), "k")],
            "k takes a, but is given b",
        ),
        ([knowledge("k", ["a", "a"], literal("a")), decision("d", literal("1"))], "each parameter needs a name"),
        ([knowledge("k", ["a"], ""), decision("d", literal("1"))], "business knowledge model k has no logic"),
        ([knowledge("k", ["a"], literal("k(a)"), ["k"]), decision("d", literal("1"))], "in a circle"),
        ([knowing("d", literal("1"), "d")], "requires d, which is not there as what is required"),
        ([knowledge("k", ["a:strange"], literal("a")), decision("d", literal("1"))], "type strange, which the model"),
        (['<decisionService id="s"/>', decision("d", literal("1"))], "decision service s has no output decision"),
    ],
)
def test_what_cannot_be_run_is_refused(parts: list[str], says: str) -> None:
    with pytest.raises(NotADecisionModel, match=says):
        model(*parts)


def test_a_decision_s_own_type_is_kept() -> None:
    number = '<variable name="d" typeRef="number"/>'
    with pytest.raises(OutputRefused, match='The decision d must be number, but it is "a"'):
        model(knowing("d", literal('"a"'), variable=number)).decide("d", {})
    assert model(knowing("d", literal("[7]"), variable=number)).decide("d", {}).value == 7
    assert model(knowing("d", literal("null"), variable=number)).decide("d", {}).value is None
    moment = '<variable name="d" typeRef="date and time"/>'
    value = model(knowing("d", literal('date("2026-03-02")'), variable=moment)).decide("d", {}).value
    assert value == datetime(2026, 3, 2, tzinfo=UTC)


def test_the_entries_of_a_context_are_typed() -> None:
    item = (
        '<itemDefinition name="Tenancy"><itemComponent name="began"><typeRef>date</typeRef></itemComponent>'
        '<itemComponent name="pence" isCollection="true"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    )
    given = '<inputData id="t" name="tenancy"><variable name="tenancy" typeRef="Tenancy"/></inputData>'
    made = model(item, given, decision("d", literal("tenancy.began + @&quot;P1D&quot;".replace("&quot;", '"'))))
    facts = read_facts(made, {"tenancy": {"began": "2026-02-28", "pence": [1, Decimal("2.5")]}})
    assert made.decide("d", facts).value == date(2026, 3, 1)
    for wrong in ({"began": "soon", "pence": []}, {"pence": []}, {"began": None, "pence": ["a"]}):
        with pytest.raises(FactRefused, match="tenancy must be Tenancy"):
            read_facts(made, {"tenancy": wrong})
    with pytest.raises(FactRefused, match="reads tenure; they read tenancy"):
        read_facts(made, {"tenure": 1})


def test_a_function_is_a_value_and_calls_without_end_are_stopped() -> None:
    made = model(decision("d", f"<functionDefinition>{literal('1')}</functionDefinition>"))
    assert isinstance(made.decide("d", {}).value, FeelFunction)
    body = knowledge("f", ["g"], literal("g(g)"))
    with pytest.raises(FeelLimit, match=r"levels deep|nested too deep"):
        model(body, knowing("d", literal("f(f)"), "f")).decide("d", {})


def test_a_boxed_expression_is_of_the_type_that_it_names() -> None:
    many = '<itemDefinition name="weeks" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    listed = knowledge("listed", ["x"], text("literalExpression", "x", typeRef="weeks"))
    one = knowledge("one", ["x"], text("literalExpression", "[x]", typeRef="number"))
    made = model(many, listed, one, knowing("d", literal("[listed(3), one(4), listed(null)]"), "listed", "one"))
    assert made.decide("d", {}).value == [[3], 4, None]
    wrong = model(many, listed, knowing("d", literal('listed("a")'), "listed"))
    with pytest.raises(OutputRefused, match='business knowledge model listed must be list of weeks, but it is "a"'):
        wrong.decide("d", {})
    with pytest.raises(NotADecisionModel, match="The decision d has the type strange"):
        model(decision("d", text("literalExpression", "1", typeRef="strange")))


def test_an_entry_of_a_context_is_of_the_type_that_it_names() -> None:
    def drawn(kind: str, logic: str) -> DecisionModel:
        entry = f'<contextEntry><variable name="rate" typeRef="{kind}"/>{logic}</contextEntry>'
        return model(decision("d", f"<context>{entry}<contextEntry>{literal('rate')}</contextEntry></context>"))

    assert drawn("number", literal("[x]")).decide("d", {"x": 3}).value == 3
    assert drawn("number", literal("[x]")).inputs("d") == {"x"}
    rows = [rule(["-"], ['"a"']), rule(["> 1"], ["2"])]
    collected = table([column("x")], [output()], rows, "COLLECT")
    assert drawn("list", collected).decide("d", {"x": 2}).value == ["a", 2]
    with pytest.raises(OutputRefused, match=r"The decision d, entry rate must be number, but it is .2, 3."):
        drawn("number", literal("[2, 3]")).decide("d", {})
    assert [each.rules for each in drawn("list", collected).decide("d", {"x": 1}).matched] == [("1",), ()]
    function = f"<functionDefinition>{literal('x')}</functionDefinition>"
    assert isinstance(drawn("number", function).decide("d", {"x": 1}).value, FeelFunction)


def test_numbers_that_feel_does_not_have_are_refused_as_facts() -> None:
    made = model(decision("d", literal("x")))
    assert read_facts(made, {"x": [Decimal("1.50"), 10**33, Decimal("2.0")]}) == {"x": [Decimal("1.5"), 10**33, 2]}
    for wrong in (Decimal("1e7000"), 10**34 + 1, {"deep": [Decimal("1." + "3" * 40)]}):
        with pytest.raises(FactRefused, match=r"x is no value: .* (larger than any|more than the 34 digits)"):
            read_facts(made, {"x": wrong})
