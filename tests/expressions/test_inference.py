"""Types before anything is evaluated: what can only be a mistake is told, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from workflows.errors import Refused
from workflows.expressions import Type, compile_expression, kind_of
from workflows.expressions.inference import Inference, mistakes
from workflows.expressions.inferred import (
    BOOLEAN,
    COUNT,
    DAY,
    DURATION,
    NUMBER,
    TEXT,
    UNKNOWN,
    Argument,
    Inferred,
    Known,
    Signature,
    either,
    in_words,
    list_of,
    of_feel,
    of_value,
)


def period(name: object, on: object) -> object:
    return name or on


PERIOD = Signature(
    (
        Argument("name", frozenset({"string"}), "period", frozenset({"letter_1_reply", "letter_2_reply"})),
        Argument("on", frozenset({"date"})),
    ),
    DURATION,
)
FUNCTIONS = {"period": period}
KNOWN = Known(
    {
        "weeks": COUNT,
        "tenure": TEXT,
        "reached": BOOLEAN,
        "on": DAY,
        "stage": either(map(of_value, ("no_action", "letter_1"))),
        "letter": Inferred(frozenset({"context"}), parts={"sent_on": DAY, "pages": COUNT}),
        "tenants": list_of([Inferred(frozenset({"context"}), parts={"name": TEXT, "age": COUNT})]),
        "anything": UNKNOWN,
        "either": Inferred(frozenset({"number", "string"})),
    },
    closed=True,
    signatures={"period": PERIOD},
)


def told(text: str, wanted: Inferred = UNKNOWN) -> list[str]:
    return mistakes(compile_expression(text, FUNCTIONS).tree, KNOWN, wanted)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('weeks = "4"', 'weeks is a number and "4" is a text, which are never equal.'),
        ('weeks != "4"', 'weeks is a number and "4" is a text, which are never equal.'),
        ('weeks > "4"', 'weeks is a number and "4" is a text, which are never more or less than one another.'),
        ('on > "2026-01-01"', 'write a date like date("2026-01-31").'),
        ("reached > true", "reached is true or false, of which none is more or less than another."),
        ('stage = "letter1"', 'stage is never "letter1": there is "no_action", "letter_1"; did you mean letter_1?'),
        ('stage in ("letter_1", "visit")', 'stage is never "visit"'),
        ('weeks in ([1..3], "a")', 'weeks is a number and "a" is a text'),
        ('weeks between 1 and "a"', 'weeks is a number and "a" is a text'),
        ("weks > 3", "nothing here is called 'weks'; did you mean weeks?"),
        ("zebra", "put it in quotation marks if it is a text"),
        ("reached and tenure", "tenure is a text, and is asked whether it is true."),
        ("reached or weeks", "weeks is a number, and is asked whether it is true."),
        ("if weeks then 1 else 2", "weeks is a number, and is asked whether it is true."),
        ("weeks + on", "weeks is a number and on is a date, for which there is no +."),
        ("on * 2", "for which there is no *."),
        ("-tenure", "tenure is a text, and a minus sign stands before it."),
        ("letter.sent", "letter has no 'sent'; it has sent_on, pages."),
        ('letter.sent_on = "today"', 'letter.sent_on is a date and "today" is a text'),
        ("tenure.year", "tenure is a text, which has no 'year'."),
        ('period("letter_3_reply", on)', 'there is no period called "letter_3_reply"; did you mean letter_'),
        ('period("letter_1_reply", tenure)', "tenure is a text, and period takes a date as its on."),
        ('period(on: tenure, name: "letter_1_reply")', "tenure is a text, and period takes a date as its on."),
        ("substring(weeks, 1)", "weeks is a number, and substring takes a text there."),
        ('some each in tenants satisfies each.age = "9"', 'each.age is a number and "9" is a text'),
        ("every each in tenants satisfies each.name", "each.name is a text, and is asked whether it is true."),
        ('tenants[age > "9"]', 'age is a number and "9" is a text'),
        ("count(for each in tenants return each.years) > 1", "each has no 'years'; it has name, age."),
        ("tenants.years", "tenants has no 'years'"),
        ("[1..true]", "1 is a number and true is true or false"),
        ("{a: weeks, b: a + on}.b", "a is a number and on is a date"),
    ],
)
def test_what_can_only_be_a_mistake_is_told(text: str, sentence: str) -> None:
    assert sentence in " ".join(told(text))


@pytest.mark.parametrize(
    "text",
    [
        *("weeks > 3", "tenure = null", "stage != null", "reached = false", 'stage = "letter_1"', "anything > 3"),
        *("anything.name.first = 1", 'either = "a"', "either > 3", 'on - on > duration("P3D")', "not(reached)"),
        *('on + duration("P1D") > on', 'date("2026-01-01") < on', "count([1, 2]) > 1", "count(tenure) = 1"),
        *('on in [date("2026-01-01")..date("2026-12-31")]', "weeks in ([1..3], > 5)", "tenants[1].age > 3"),
        *("tenants[age > 3].name", "tenants[item.age > weeks]", 'anything[x = 1 and y = "2"]', "sum(tenants.age) > 3"),
        *("some x in anything satisfies x > 1", 'period("letter_1_reply", on) > duration("P1D")', "string(weeks)"),
        *('substring(string(weeks), 1) = "4"', "on.year = 2026", 'letter.sent_on + duration("P14D")'),
        *('if reached then "a" else null', "(if reached then 1 else 2) > 1", "weeks / 2 + 1 > 3 * weeks - 1"),
        *('"a" + tenure', "min(weeks, 3) > 1", 'string join(["a", tenure], ", ")', "list contains([1], weeks)"),
        *('date and time(on, time("09:00:00Z")) > date and time("2026-01-01T00:00:00Z")', "{a: weeks}.a > 3"),
        *("for i in 1..weeks return i * 2", "function(x) x > 3", "weeks instance of number", "null > 3"),
    ],
)
def test_of_what_may_be_right_nothing_is_said(text: str) -> None:
    assert told(text) == []


def test_a_condition_is_true_or_false() -> None:
    assert told("weeks", BOOLEAN) == ["it gives a number, and must give true or false."]
    assert told("tenure", Inferred(frozenset({"boolean", "date"}))) == [
        "it gives a text, and must give true or false or a date."
    ]
    assert told("reached", BOOLEAN) == told("null", BOOLEAN) == told("anything", BOOLEAN) == []


def test_where_not_all_is_known_other_names_are_no_mistakes() -> None:
    opened = Known(KNOWN.variables)
    assert mistakes(compile_expression("zebra > 3").tree, opened) == []


def test_what_is_one_of_several_is_known_as_far_as_all_are() -> None:
    assert either([COUNT, TEXT]).kinds == {"number", "string"}
    assert either([COUNT, UNKNOWN]) == UNKNOWN
    assert either([COUNT, of_value(None)]) == COUNT
    assert either([]) == UNKNOWN
    assert either([of_value("a"), of_value("b"), of_value("a")]).values == ("a", "b")
    assert either([of_value("a"), TEXT]).values is None
    assert either([COUNT, NUMBER]).counts is False
    parts = either(
        [of_feel(Type("context", (Type("number"),), ("a",))), of_feel(Type("context", (Type("string"),), ("a",)))]
    )
    assert (parts.parts or {})["a"].kinds == {"number", "string"}


def test_true_is_not_one() -> None:
    assert of_value(1).lacks(True)
    assert not of_value(1).lacks(1)
    assert in_words({"days and time duration", "years and months duration"}) == "a duration"


def test_what_is_inferred_agrees_with_what_is_evaluated() -> None:
    """Over the expressions of another engine's tests: a value is never of a type that was ruled out."""
    samples = json.loads((Path(__file__).parent / "feelin.json").read_text())
    context = compile_expression(samples["context"]).evaluate()
    variables = {name: of_value(value) for name, value in context.items()}
    known = Known(variables)
    looked, mistaken = 0, []
    for sample in samples["expressions"]:
        try:
            compiled = compile_expression(sample["text"])
            value = compiled.evaluate(context)
        except Refused:
            continue  # what is refused has no type
        given = Inference(known).of(compiled.tree)
        if value is not None:
            looked += 1
            assert given.can_be(kind_of(value)), sample["text"]
            assert not given.lacks(value), sample["text"]
            if mistakes(compiled.tree, Known({name: replace(each, values=None) for name, each in variables.items()})):
                mistaken.append(sample["text"])
    assert looked > 300
    assert mistaken == ["false and 1", 'true or "a"', "if 1 then 1 else 2"]  # have a value all the same
