"""What the steps of a diagram leave in a case is known to its conditions, timers and parameters."""

import pytest

from tests.decisions.drawing import column, decision, definitions, output, rule, table
from tests.engine.drawing import Drawing, again_while, several
from workflows.decisions import DecisionModel
from workflows.diagrams import Vocabulary, lint, read
from workflows.diagrams.operations import Operation, Parameter
from workflows.diagrams.variables import known_in
from workflows.expressions.inferred import BOOLEAN, COUNT, DAY, TEXT, either, list_of, of_value

CHOICES = either(map(of_value, ("weekly", "monthly")))
LOOK = Operation("look", "inline", "Looks.", results={"weeks": "number", "names": "list", "on": "date"})
PAY = Operation(
    "pay",
    "inline",
    "Pays.",
    parameters=(
        Parameter("pence", "number", "How much.", required=False),
        Parameter("often", "string", "How often.", required=False, choices=("weekly",)),
    ),
    results={"paid_on": "date"},
)
VOCABULARY = Vocabulary(
    forms={"ask": {"agreed": BOOLEAN, "often": CHOICES, "first_due": DAY, "sums": list_of([COUNT])}},
    handlers={"look": "inline", "pay": "inline", "stranger": "inline"},
    operations={"look": LOOK, "pay": PAY},
    begins={"reference": TEXT},
)
ROWS = [rule(["< 4"], ['"wait"', "true"]), rule([">= 4"], ['"write"', "false"])]
MODEL = DecisionModel.parse(
    definitions(decision("next", table([column("weeks")], [output("stage"), output("soon")], ROWS))), name="t.dmn"
)


def found(drawing: Drawing, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    findings = lint(read(drawing.xml(), "p.bpmn"), vocabulary, {"next": MODEL})
    assert all(finding.text.startswith("p.bpmn, line ") for finding in findings)
    return [finding.text.partition(": ")[2] for finding in findings]


def asked(condition: str, *, operation: str = "look") -> Drawing:
    """A person is asked, the machine looks, a table decides, and a gateway asks the condition."""
    drawn = Drawing("p").user("a", properties={"form": "ask"}).service("s", operation).decision("d", "next")
    drawn.xor("g", "no").xor("m").start().user("b").end().chain("start", "a", "s", "d", "g")
    drawn.flow("g", "b", condition).flow("g", "m", ident="no")
    return drawn.chain("b", "m", "end")


@pytest.mark.parametrize(
    "condition",
    [
        *("agreed", "weeks > 3", 'often = "weekly"', "first_due > on", 'stage = "wait"', "soon", "count(names) > 1"),
        *("some sum in sums satisfies sum > 3", 'reference = "R1"', "weeks = null", "sums[1] > weeks"),
    ],
)
def test_what_the_steps_leave_can_be_asked(condition: str) -> None:
    assert found(asked(condition)) == []


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("weeks", "the condition of p_g_b is `weeks`: it gives a number, and must give true or false."),
        ('stage = "waiting"', 'stage is never "waiting": there is "wait", "write"'),
        ("agred", "nothing here is called 'agred'; did you mean agreed?"),
        ("weeks = first_due", "weeks is a number and first_due is a date, which are never equal."),
        ('sums[1] = "a"', "sums[…] is a number and"),
        ("text", "nothing here is called 'text': correct it, or put it in quotation marks"),
    ],
)
def test_what_never_fits_is_told(condition: str, sentence: str) -> None:
    (said,) = found(asked(condition))
    assert sentence in said


def test_where_one_step_does_not_say_what_it_leaves_any_name_may_be_right() -> None:
    undeclared = Vocabulary(forms=VOCABULARY.forms, handlers=VOCABULARY.handlers, operations={"look": LOOK}, begins={})
    assert found(asked("agred", operation="stranger"), undeclared) == []
    kept = asked("agred").service("t", "stranger", result="r").flow("b", "t").flow("t", "m")
    assert any("nothing here is called 'agred'" in said for said in found(kept, undeclared))
    assert found(asked("agred"), Vocabulary(forms=VOCABULARY.forms, handlers=VOCABULARY.handlers)) == []


def test_a_strangers_diagram_is_asked_for_no_names() -> None:
    assumed = Vocabulary.assumed({})
    assert lint(read(asked("agred").xml(), "p.bpmn"), assumed, {"next": None}) == []


def test_a_timer_waits_for_a_time() -> None:
    def waits(text: str, kind: str = "timeDuration") -> list[str]:
        drawn = Drawing("p").service("s", "look").timer("t", text, kind).chain("start", "s", "t", "end")
        return found(drawn)

    assert waits('if weeks > 3 then duration("P3D") else duration("P1M")') == waits("P3D") == []
    assert waits("on", "timeDate") == waits('on + duration("P3D")', "timeDate") == []
    assert waits("weeks") == ["the timer t is `weeks`: it gives a number, and must give a duration or a text."]
    assert waits("on") == ["the timer t is `on`: it gives a date, and must give a duration or a text."]
    assert "'three days' is no duration" in waits('"three days"')[0]
    assert "must give a date" in waits("weeks", "timeDate")[0]


def test_parameters_fit() -> None:
    def pays(**parameters: str) -> list[str]:
        drawn = Drawing("p").user("a", properties={"form": "ask"}).service("s", "look")
        return found(drawn.service("t", "pay", **parameters).chain("start", "a", "s", "t", "end"))

    assert pays(pence="weeks * 100") == pays(pence="sums[1]") == []
    assert pays(pence="on") == ["the parameter pence of t is `on`: it gives a date, and must give a number."]
    assert pays(often="often") == [
        'the parameter often of t, `often`, can be "monthly", which there is not. There is: weekly.'
    ]


def test_several_need_a_list_or_a_number_and_loops_a_question() -> None:
    def done(loop: str) -> list[str]:
        drawn = Drawing("p").service("s", "look").node("userTask", "u", loop)
        return found(drawn.chain("start", "s", "u", "end"))

    assert done(several("weeks")) == []
    assert "the number of instances of u is `on`: it gives a date" in done(several("on"))[0]
    assert done(again_while("weeks > loopCounter")) == []
    assert "must give true or false" in done(again_while("weeks + 1"))[0]


def test_a_decision_that_asks_what_is_not_there_is_told_at_the_task_that_asks_it() -> None:
    drawn = Drawing("p").decision("d", "next").chain("start", "d", "end")
    (said,) = found(drawn)
    assert said.startswith("d asks a decision with a fault. t.dmn: ")
    assert "nothing here is called 'weeks'" in said


def test_what_is_kept_of_a_result_is_what_is_said() -> None:
    drawn = Drawing("p").service("s", "look", result="seen").chain("start", "s", "end")
    known = known_in(read(drawn.xml(), "p.bpmn").processes, VOCABULARY, {})
    assert known.closed
    assert known.variables.keys() == {"reference", "seen"}
    assert set((known.variables["seen"].parts or {})["on"].kinds) == {"date"}
