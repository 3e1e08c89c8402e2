"""Types of decisions before they are taken: what a table gives, and what in it can only be a mistake."""

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table
from workflows.decisions import DecisionModel
from workflows.decisions.typing import complaints_of, given_by
from workflows.expressions.inferred import BOOLEAN, COUNT, TEXT, Inferred, Known, either, of_value

CHOICES = either(map(of_value, ("weekly", "monthly")))
KNOWN = Known({"weeks": COUNT, "tenure": TEXT, "often": CHOICES, "reached": BOOLEAN}, closed=True)
ROWS = [rule(["< 4"], ['"a"']), rule([">= 4"], ['"b"'])]


def model(*parts: str) -> DecisionModel:
    return DecisionModel.parse(definitions(*parts), name="t.dmn")


def told(*parts: str, known: Known = KNOWN) -> str:
    return " ".join(complaints_of(model(*parts), "d", known))


def given(*parts: str) -> Inferred:
    return given_by(model(*parts), "d", KNOWN)[1]


def drawn(*rows: str, head: str = "weeks", kind: str = "", out: str = "", policy: str = "UNIQUE") -> str:
    return decision("d", table([column(head, kind)], [out or output()], rows, policy))


def test_a_table_without_fault() -> None:
    assert told(drawn(*ROWS)) == ""


def test_what_a_table_gives_is_known_from_its_cells() -> None:
    assert given(drawn(*ROWS)).values == ("a", "b")
    assert given(drawn(*ROWS, out=output(default='"c"'))).values == ("a", "b", "c")
    assert given(drawn(rule(["-"], ["weeks + 1"]))).kinds == {"number"}
    assert given(drawn(rule(["-"], ["unknown"]), out=output(kind="string", values='"x","y"'))).values == ("x", "y")
    assert given(drawn(*ROWS, policy="RULE ORDER")).kinds == {"list"}
    counted = table([column("weeks")], [output()], ROWS, "COLLECT", "COUNT")
    assert given(decision("d", counted)).kinds == {"number"}
    two = table([column("weeks")], [output("a"), output("b")], [rule(["-"], ['"x"', "weeks"])])
    parts = given(decision("d", two)).parts
    assert parts is not None
    assert {name: set(each.kinds) for name, each in parts.items()} == {"a": {"string"}, "b": {"number"}}


def test_what_a_required_decision_gives_is_known_to_the_next() -> None:
    asks = decision("d", table([column("first")], [output()], [rule(['"a"'], ["1"]), rule(['"z"'], ["2"])]), ["first"])
    said = told(drawn(*ROWS).replace('id="d" name="d"', 'id="first" name="first"'), asks)
    assert 'rule 2, input first: in `"z"`, first is never "z": there is "a", "b".' in said


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (drawn(rule(["-"], ["no_action"])), "no_action stands without quotation marks, and there is no fact"),
        (drawn(rule(["-"], ["weks"])), 'Write "weks".'),
        (drawn(rule(["-"], ["tenure + 1"])), "`tenure + 1`, tenure is a text and 1 is a number, for which there"),
        (drawn(rule(['"4"'], ["1"])), 'input weeks: in `"4"`, weeks is a number and "4" is a text'),
        (drawn(rule(["not(> true)"], ["1"])), "weeks is a number and true is true or false"),
        (drawn(rule(['["a".."b"]'], ["1"])), 'weeks is a number and "a" is a text'),
        (drawn(rule(["? > tenure"], ["1"])), "? is a number and tenure is a text"),
        (drawn(rule(['"daily"'], ["1"]), head="often"), 'often is never "daily": there is "weekly", "monthly".'),
        (drawn(rule(["-"], ["1"]), head="wekes"), "in `wekes`, nothing here is called 'wekes'; did you mean weeks?"),
        (drawn(rule(["-"], ["1"]), kind="string"), "input weeks is declared as string, and weeks is a number."),
        (drawn(rule(["-"], ["weeks"]), out=output(kind="string")), "`weeks` is a number, and the column is string."),
        (drawn(rule(["-"], ["1"]), out=output(default="nothing")), "default of 1: nothing stands without quotation"),
        (decision("d", literal("tenure > 3")), "the decision d: in `tenure > 3`, tenure is a text and 3 is a number"),
        (
            decision("d", literal("weeks").replace("Expression>", 'Expression typeRef="string">', 1)),
            "the decision d gives a number, and is declared as string.",
        ),
        (
            '<inputData id="i" name="weeks"><variable name="weeks" typeRef="string"/></inputData>' + drawn(*ROWS),
            "the input data weeks is declared as string, and here it is a number.",
        ),
        (
            decision("d", table([column("often", "string", '"weekly"')], [output()], [rule(["-"], ["1"])])),
            'does not allow "monthly", which often can be.',
        ),
    ],
)  # fmt: skip
def test_what_can_only_be_a_mistake_is_told_with_its_place(parts: str, sentence: str) -> None:
    said = told(parts)
    assert sentence in said
    assert said.startswith("t.dmn: ")


def test_a_word_that_is_one_of_the_outputs_needs_quotation_marks_wherever_it_stands() -> None:
    rows = drawn(rule(["-"], ["letter"]), out=output(kind="string", values='"letter","visit"'))
    assert 'Write "letter".' in told(rows, known=Known())
    assert told(drawn(rule(["-"], ["letter"])), known=Known()) == ""


def test_whole_tables_are_looked_at_with_what_is_known_of_their_inputs() -> None:
    assert "covers the case that weeks is 4" in told(drawn(rule(["< 4"], ["1"]), rule(["> 4"], ["2"])))
    assert told(drawn(rule(["<= 3"], ["1"]), rule([">= 4"], ["2"]))) == ""  # counts are whole
    assert told(drawn(rule(["[0..3]"], ["1"]), rule(["> 3"], ["2"]))) == ""  # and not below 0
    assert told(drawn(rule(['"weekly"'], ["1"]), rule(['"monthly"'], ["2"]), head="often")) == ""
    assert 'often is "monthly"' in told(drawn(rule(['"weekly"'], ["1"]), head="often"))
    assert told(drawn(rule(["true"], ["1"]), rule(["false"], ["2"]), head="reached")) == ""
    assert "Rule 2 of the decision d is never reached" in told(
        drawn(rule(["> 1"], ["1"]), rule(["> 2"], ["2"]), rule(["-"], ["3"]), policy="FIRST")
    )


def test_cells_that_compare_with_one_expression_are_below_at_or_above_it() -> None:
    bound = "count([1, 2])"
    assert told(drawn(rule([f"< {bound}"], ["1"]), rule([f">= {bound}"], ["2"]))) == ""
    assert "weeks is count(…)" in told(drawn(rule([f"< {bound}"], ["1"]), rule([f"> {bound}"], ["2"])))
    assert "weeks is more than count(…)" in told(drawn(rule([f"<= {bound}"], ["1"])))
    assert told(drawn(rule([f"not(< {bound})"], ["1"]), rule([f"< {bound}"], ["2"]))) == ""
    assert told(drawn(rule([f"< {bound}"], ["1"]), rule(["> 2"], ["2"]))) == ""  # of two, nobody knows which is more


def test_what_is_not_known_is_not_told() -> None:
    said = told(drawn(rule(['"4"'], ["x"])), known=Known())
    assert said == "t.dmn: No rule of the decision d covers the case that weeks is any other value."


def conditional(condition: str, yes: str, no: str) -> str:
    parts = (("if", condition), ("then", yes), ("else", no))
    return f"<conditional>{''.join(f'<{tag}>{literal(text)}</{tag}>' for tag, text in parts)}</conditional>"


def repeated(tag: str, source: str, inside: str, body: str) -> str:
    within = f"<in>{literal(source)}</in><{inside}>{literal(body)}</{inside}>"
    return f'<{tag} iteratorVariable="each">{within}</{tag}>'


def test_what_boxed_conditionals_and_iterators_give_is_known() -> None:
    assert given(decision("d", conditional("reached", '"a"', '"b"'))).values == ("a", "b")
    assert given(decision("d", conditional("reached", "1", '"b"'))).kinds == {"number", "string"}
    listed = given(decision("d", repeated("for", "[weeks]", "return", "each + 1")))
    assert (listed.kinds, listed.item and listed.item.kinds) == ({"list"}, {"number"})
    assert given(decision("d", repeated("some", "[weeks]", "satisfies", "each > 1"))).kinds == {"boolean"}


def test_mistakes_in_boxed_conditionals_and_iterators_are_told() -> None:
    assert told(decision("d", conditional("reached", "weeks", "tenure"))) == ""
    assert "tenure is a text and 4 is a number" in told(decision("d", conditional("tenure = 4", "1", "2")))
    assert "nothing here is called 'week'" in told(decision("d", conditional("reached", "week", "1")))
    assert told(decision("d", repeated("for", "[weeks]", "return", "each + count(partial)"))) == ""
    assert "each is a text and 4 is a number" in told(
        decision("d", repeated("every", "[tenure]", "satisfies", "each < 4"))
    )
    filtered = f"<filter><in>{literal('week')}</in><match>{literal('price > 4')}</match></filter>"
    assert told(decision("d", filtered)).count("nothing here is called") == 1
