"""Every calculation alike: its fixed names, and a sentence for whatever else is put in."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml

from cases.calculating.kinds import Kind
from cases.calculations import calculate, rule_named, rules
from tests.calculating import LAW
from workflows.errors import Malformed, NotFound, Refused
from workflows.settings import HOUSE

FIXED = yaml.safe_load((HOUSE / "tests" / "calculations.yaml").read_text(encoding="utf-8"))
WRONG: list[Any] = [
    *(None, True, False, 0, -1, 5, 10**30, 1.5, float("nan"), float("inf"), Decimal("1e400"), "", " ", "x", "\x00"),
    *("\ud800", "2026-02-30", "2026-2-3", "9999-12-31", "0001-01-01", "2026-03-02T25:00:00Z", "24:00", "P0D", "-P1D"),
    *(
        "10 days",
        "P1Y6M3D",
        "1e5",
        "4,8",
        "١٢",
        [],
        [None],
        [[]],
        ["2026-03-02", 5],
        {},
        {"a": 1},
        {"pence": -1, "days": 1},
    ),
    *("9" * 5000, "2026-03-02 ", "monday", ["x"] * 6000),
]


TYPES = {
    "date": lambda value: date.fromisoformat(value) is not None,
    "date/null": lambda value: value is None or date.fromisoformat(value) is not None,
    "time stamp": lambda value: datetime.fromisoformat(value).tzinfo is not None,
    "true/false": lambda value: isinstance(value, bool),
    "pence": lambda value: type(value) is int,
    "integer": lambda value: type(value) is int,
    "text": lambda value: isinstance(value, str) and value,
    "null": lambda value: value is None,
    "list of dates": lambda value: all(map(date.fromisoformat, value)),
    "list of integers": lambda value: all(type(each) is int for each in value),
    "pence/null": lambda value: value is None or type(value) is int,
}


def _fails(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value)
    except ValueError:
        return True
    return False


def _sentence(answer: dict[str, Any], name: str) -> None:
    rule = rule_named(name)
    assert answer["because"], name
    assert all(isinstance(each, str) and each.endswith(".") and len(each) < 700 for each in answer["because"])
    assert answer.keys() - {"because", "sources", "refused", "use", "refused_rule"} <= rule.gives.keys()
    for output, value in answer.items():
        if output in rule.gives and rule.gives[output] in TYPES:
            assert TYPES[rule.gives[output]](value), (name, output, value)
    assert all({"row", "source", "confidence", "kind"} == each.keys() for each in answer["sources"])


def test_the_fixed_names_are_all_there() -> None:
    declared = {rule.name: rule for rule in rules()}
    assert FIXED.keys() <= declared.keys()
    for name, fixed in FIXED.items():
        assert set(fixed["in"]) <= declared[name].takes.keys(), name
        assert set(fixed["out"]) <= declared[name].gives.keys(), name


def test_what_each_rule_gives_has_a_type() -> None:
    assert {words for rule in rules() for words in rule.gives.values()} == TYPES.keys()


def test_every_rule_says_what_it_is_and_lies_in_a_room_of_its_noun() -> None:
    for rule in rules():
        assert rule.words[0].isupper(), rule.name
        assert rule.noun.split(".")[0] in {"dates", "money"}


@pytest.mark.parametrize("name", [rule.name for rule in rules()])
def test_a_wrong_value_of_any_input_is_a_sentence_that_names_it(name: str) -> None:
    tried = 0
    for given, kind in rule_named(name).takes.items():
        for value in WRONG:
            if _fails(kind, value):
                tried += 1
                with pytest.raises(Malformed) as refused:
                    calculate(name, {given: value}, LAW)
                assert f"`{given}`" in refused.value.sentence
                assert refused.value.sentence.endswith(".")
                assert len(refused.value.sentence) < 700
    assert tried >= 10


@pytest.mark.parametrize("name", [rule.name for rule in rules()])
def test_an_unknown_input_and_no_input_at_all_are_sentences(name: str) -> None:
    with pytest.raises(Malformed, match="knows no input `nonsense`"):
        calculate(name, {"nonsense": 1}, LAW)
    with pytest.raises(Malformed, match="lacks"):
        calculate(name, {}, LAW)
    for no_object in ([], "x", None, 5):
        with pytest.raises(Malformed, match="must be an object"):
            calculate(name, no_object, LAW)  # type: ignore[arg-type]


def test_no_such_rule() -> None:
    for name in ("", "nothing", "business day", "x" * 10_000):
        with pytest.raises(NotFound, match="no calculation"):
            calculate(name, {}, LAW)


def _plausible(dice: random.Random, kind: Kind) -> Any:
    """A value of a kind: the edges of law among them."""
    days = [
        date(2026, 1, 1) + timedelta(days=dice.randrange(900)),
        date(1900, 1, 1),
        date(2199, 12, 31),
        date(2024, 2, 29),
    ]
    day = dice.choices(days, [20, 1, 1, 1])[0].isoformat()
    pool: list[Any] = [
        *(day, dice.randrange(1, 400), dice.randrange(10**7), dice.random() < 0.5, dice.randrange(1, 4)),
        *(
            f"2026-{dice.randrange(1, 13):02}-25T{dice.randrange(24):02}:30:00Z",
            "2026-03-29T01:30:00",
            f"{dice.randrange(24):02}:30",
            f"P{dice.randrange(1, 40)}D",
            "P1M",
            "4.8",
            [day, day],
            ["8", "11"],
        ),
        *(
            [100, 2000],
            [{"pence": 5, "days": 400}],
            [["2026-03-02", "rent", 5]],
            {"boss": 5000},
            "boss",
            ["compliance"],
        ),
    ]
    if "one of" in kind.words and not kind.words.startswith("list"):
        return dice.choice(kind.words.removeprefix("one of ").split(", "))
    return dice.choice([value for value in pool if not _fails(kind, value)])


@pytest.mark.parametrize("name", [rule.name for rule in rules()])
def test_whatever_is_asked_there_is_an_answer_or_a_sentence(name: str) -> None:
    dice, rule, answered = random.Random(name), rule_named(name), 0
    sentences: list[str] = []
    for _ in range(300):
        names = [each for each in rule.takes if dice.random() < 0.8]
        given = {each: _plausible(dice, rule.takes[each]) for each in names}
        try:
            answer = calculate(name, given, LAW)
        except Refused as refused:
            sentences.append(refused.sentence)
            continue
        answered += 1
        _sentence(answer, name)
        assert answer == calculate(name, given, LAW)  # nothing is remembered
    assert answered
    assert all(each.endswith(".") for each in sentences)


@pytest.mark.parametrize(
    ("name", "lenient", "safe"),
    [
        ("cpr_55_timetable", "pap_2_11_by_safe", "pap_2_11_by_lenient"),  # a last day: safe is earlier
        ("pap_debt_14_days", "issue_from_lenient", "issue_from_safe"),
        ("ct_summons", "lenient", "liability_order_earliest_safe"),
        ("ct_reminder", "strict", "whole_balance_payable_at_end_of_safe"),
        ("breathing_space_mh", "last_protected_day_beginning_with", "last_protected_day_safe"),
        ("breathing_space_limitation", "extended_to_safe", "extended_to_statute"),
        ("limitation_rent", "safe", "last_day_to_issue"),
        ("secure_nosp_life", "safe_last_issue", "last_day_in_force"),
        ("tcg_notice", "control_earliest", "safe"),
        ("s8_rent_grounds", "court_not_before", "court_safe"),
    ],
)
def test_the_safe_reading_is_never_the_bolder_one(name: str, lenient: str, safe: str) -> None:
    dice, rule, compared = random.Random(1), rule_named(name), 0
    for _ in range(300):
        try:
            answer = calculate(name, {each: _plausible(dice, kind) for each, kind in rule.takes.items()}, LAW)
        except Refused:
            continue
        if answer.get(lenient) and answer.get(safe):
            compared += 1
            assert answer[lenient] <= answer[safe]
    assert compared > 3
