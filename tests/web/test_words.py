"""Values as people read them, what must be seen first of a case, and the questions of a form."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.rows import CustomerRow, HoldOfCase
from tasks.forms import Form
from tasks.views import Debt
from web.flags import flags
from web.questions import Question, questions
from web.words import capital, count, day, due, duration, moment, plain, pounds, roles, short_day

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""In England it is half past midnight, and July."""


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (lambda: pounds(None), "—"),
        (lambda: pounds(0), "£0.00"),
        (lambda: pounds(5), "£0.05"),
        (lambda: pounds(128_416), "£1,284.16"),
        (lambda: pounds(-1250), "£12.50 in credit"),
        (lambda: day(None), "—"),
        (lambda: day(date(2026, 10, 5)), "5 October 2026"),
        (lambda: day("2026-10-05"), "5 October 2026"),
        (lambda: day(NIGHT), "1 July 2026"),
        (lambda: day("2026-06-30T23:30:00+00:00"), "1 July 2026"),
        (lambda: short_day(None), ""),
        (lambda: short_day(NIGHT), "1 Jul"),
        (lambda: moment(None), "—"),
        (lambda: moment(NIGHT), "1 July 2026 at 00:30"),
        (lambda: moment("2026-03-02T09:05:00+00:00"), "2 March 2026 at 09:05"),
        (lambda: due(None, NOON), ""),
        (lambda: due(at("2026-06-30T16:00"), NOON), "today"),
        (lambda: due(NOON, NOON), "today"),
        (lambda: due(at("2026-06-30T11:59"), NOON), "overdue since today"),
        (lambda: due(at("2026-06-30T11:59"), NOON, held=True), ""),
        (lambda: due(at("2026-06-30T16:00"), NOON, held=True), "today"),
        (lambda: due(NOON, NOON, held=True), "today"),
        (lambda: due(at("2026-07-01T11:00"), NOON), "tomorrow"),
        (lambda: due(NIGHT, NOON), "tomorrow"),
        (lambda: due(at("2026-07-02T11:00"), NOON), "in 2 days"),
        (lambda: due(at("2026-06-29T16:00"), NOON), "overdue by 1 day"),
        (lambda: due(at("2026-06-20T16:00"), NOON), "overdue by 10 days"),
        (lambda: duration("P5D"), "within 5 days"),
        (lambda: duration("P1D"), "within 1 day"),
        (lambda: duration("P1M"), "P1M"),
        (lambda: duration("P12345D"), "P12345D"),
        (lambda: count(0, "case"), "0 cases"),
        (lambda: count(1, "case"), "1 case"),
        (lambda: count(1234, "case"), "1,234 cases"),
        (lambda: plain("breathing_space"), "breathing space"),
        (lambda: capital("rent Arrears"), "Rent Arrears"),
        (lambda: capital(""), ""),
        (lambda: roles(["team_leader", "officer", "king"]), "king, income officer, team leader"),
    ],
)
def test_a_value_in_words(say: Callable[[], str], words: str) -> None:
    assert say() == words


ROSA = CustomerRow(
    *(1, "C1", "Ms", "Rosa", "Whitfield", None, None, "", "", "", "", False),
    *("", "", "", ""),
)
HOLD = HoldOfCase(
    *(1, "breathing_space", date(2026, 3, 2), None, "", "", "user:1", NOON, "", None, "", True, False),
    in_force=True,
    within=True,
)


def flagged(*tenants: CustomerRow, missing: tuple[str, ...] = (), **more: Any) -> list[tuple[str, str]]:
    """What is flagged of a debt of these tenants."""
    facts = {"facts_missing": list(missing), "mail_returned_on": None, **more}
    debt: Any = Debt(None, facts, list(tenants), None, [], NOON.date())  # type: ignore[arg-type]
    return flags(debt, [])


def test_what_must_be_seen_first() -> None:
    assert flags(None, []) == []
    assert flagged(ROSA) == []
    assert flagged(replace(ROSA, date_of_death=date(2026, 2, 20))) == [
        ("Ms Rosa Whitfield died on 20 February 2026", "red")
    ]
    back = {"mail_returned_on": date(2026, 2, 20), "mail_returned_because": "gone_away"}
    assert flagged(ROSA, **back) == [("Post came back on 20 February 2026: gone away", "red")]
    assert flagged(replace(ROSA, large_print=True)) == [("Large print for Ms Rosa Whitfield", "yellow")]
    helped = replace(ROSA, representative_name="Rae Solis")
    assert flagged(replace(helped, representative_role="attorney"), helped, missing=("the rent",)) == [
        ("Rae Solis (attorney) acts for Ms Rosa Whitfield", "orange"),
        ("Rae Solis (representative) acts for Ms Rosa Whitfield", "orange"),
        ("Check: the rent", "red"),
    ]
    to_come = replace(HOLD, in_force=False, ends_on=date(2026, 5, 1))
    assert flags(None, [HOLD, to_come, replace(HOLD, ends_on=date(2026, 5, 1))]) == [
        ("Hold: breathing space", "purple"),
        ("Hold: breathing space from 2 March 2026 until 1 May 2026", "purple"),
        ("Hold: breathing space until 1 May 2026", "purple"),
    ]


FIELDS: dict[str, dict[str, Any]] = {
    "reached": {"type": "boolean", "title": "Reached?"},
    "channel": {"type": "string", "title": "How?", "enum": ["Phone", "Visit"], "x-hint": "The last one"},
    "help": {"type": "array", "title": "What help?", "items": {"type": "string", "enum": ["Debt advice", "Fuel"]}},
    "on": {"type": "string", "title": "When?", "format": "date"},
    "sum": {"type": "integer", "title": "How much?", "x-money": True},
    "days": {"type": "integer", "title": "Days", "x-prefix": "+"},
    "story": {"type": "string", "title": "Tell", "x-multiline": True, "maxLength": 50},
    "why": {"type": "string", "title": "Why not?", "x-showIf": {"field": "reached", "equals": False}},
}
FORM = Form.read("f", json.dumps({"type": "object", "properties": FIELDS}).encode())


def asked(answers: dict[str, Any], typed: Any = None) -> dict[str, Question]:
    """The questions by their names."""
    return {each.name: each for each in questions(FORM, "p", answers, {"sum": "Say how much"}, typed)}


def test_each_field_is_asked_in_its_own_way() -> None:
    found = asked({})
    assert list(found) == list(FIELDS)
    radios = [("yes", "Yes", False), ("no", "No", False)]
    assert found["reached"] == Question("reached", "p-reached", "radios", "Reached?", options=radios)
    ways = [("Phone", "Phone", False), ("Visit", "Visit", False)]
    assert found["channel"] == Question("channel", "p-channel", "radios", "How?", "The last one", options=ways)
    helps = [("Debt advice", "Debt advice", False), ("Fuel", "Fuel", False)]
    assert found["help"] == Question("help", "p-help", "checkboxes", "What help?", options=helps)
    empty = {"year": "", "month": "", "day": ""}
    assert found["on"] == Question("on", "p-on", "date", "When?", value=empty)
    assert found["sum"] == Question("sum", "p-sum", "line", "How much?", prefix="£", error="Say how much")
    assert found["days"] == Question("days", "p-days", "line", "Days", prefix="+")
    assert found["story"] == Question("story", "p-story", "area", "Tell", longest=50)
    only = "Only if the answer to “Reached?” is “No”."
    assert found["why"] == Question("why", "p-why", "line", "Why not?", shown_if=("reached", "no"), only_if=only)
    assert (found["on"].address, found["sum"].address) == ("#p-on-day", "#p-sum")


@pytest.mark.parametrize("reached", [True, False])
def test_answers_come_back_as_they_were_given(reached: bool) -> None:
    found = asked(
        {
            "reached": reached,
            "channel": "Visit",
            "help": ["Fuel"],
            "on": "2026-03-02",
            "sum": 123_405,
            "days": 0,
            "story": "Two\njobs",
        }
    )
    assert [chosen for _value, _words, chosen in found["reached"].options] == [reached, not reached]
    assert [chosen for _value, _words, chosen in found["channel"].options] == [False, True]
    assert [chosen for _value, _words, chosen in found["help"].options] == [False, True]
    assert found["on"].value == {"year": "2026", "month": "3", "day": "2"}
    assert [found[name].value for name in ("sum", "days", "story", "why")] == ["1234.05", "0", "Two\njobs", ""]


def test_what_is_no_answer_comes_back_as_it_was_typed() -> None:
    found = asked({"sum": "12.345", "help": "Fuel", "on": "soon", "reached": "yes"})
    assert (found["sum"].value, found["on"].value) == ("12.345", {"year": "", "month": "", "day": ""})
    assert not any(chosen for name in ("help", "reached") for _value, _words, chosen in found[name].options)
    typed = {"on-day": "31", "on-month": "02", "on-year": "2026"}
    assert asked({"on": "2026-03-02"}, typed)["on"].value == {"year": "2026", "month": "02", "day": "31"}
    assert asked({"on": "2026-03-02"}, {"on-day": "9"})["on"].value == {"year": "", "month": "", "day": "9"}
