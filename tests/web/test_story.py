"""The record in words: what the page says of each kind of entry, and of each kind of answer."""

from typing import Any

import pytest

from tasks.forms import Form
from tests.engine.drawing import Drawing
from tests.web.test_forms import form
from web.timeline import Line, facts, lines, written
from workflows.diagrams import Graph, read
from workflows.evidence.kinds import Kind
from workflows.evidence.rows import TimelineEntry

NAMES = {"user:1": "Olive", "user:2": "Sam"}
AT = "2026-03-02T09:00:00.000000Z"


def drawn() -> Graph:
    """A person's step, a decision, a machine's step, a choice with a named way and one without."""
    made = Drawing("p").node("userTask", "ask", name="Ask them").decision("judge", "d").service("send", "send")
    made.node("exclusiveGateway", "choose", name="Paid?")
    made.chain("start", "ask", "judge", "send", "choose", "end").chain("choose", "end_2")
    content = made.xml().replace(b'id="p_choose_end" ', b'id="p_choose_end" name="Paid in full" ')
    graph = read(content, "p.bpmn").process("p")
    assert graph is not None
    return graph


def entry(kind: Kind, step: str = "", content: dict[str, Any] | None = None, **more: Any) -> TimelineEntry:
    """An entry of the record, the third."""
    values = {"seq": 3, "actor": "user:1", "at": AT, "machine_at": AT, "hash": "ab", "kept": {}, **more}
    return TimelineEntry(kind=kind, step=step, content={} if content is None else content, **values)


def told(*record: TimelineEntry, form_of: Form | None = None) -> list[Line]:
    """What is said of them."""
    return lines(record, drawn(), NAMES, lambda _name: form_of)


HELD = {"kind": "breathing_space", "begins_on": "2026-03-02", "ends_on": "2026-05-01", "source": "BS-1"}
WAYS = ({"id": "p_choose_end", "target": "end"}, {"id": "p_choose_end_2"}, {"id": "none", "target": "away"})


@pytest.mark.parametrize(
    ("kind", "step", "content", "heading", "said"),
    [
        (Kind.STEP_OPENED, "ask", {}, "Opened: Ask them", []),
        (Kind.STEP_COMPLETED, "ask", {}, "Done: Ask them", []),
        (Kind.STEP_HELD, "gone_step", {"reason": "A hold.", "because": "hold"}, "Held: Gone step", ["A hold."]),
        (Kind.STEP_FAILED, "send", {"sentence": "No paper."}, "Failed: Send", ["No paper."]),
        (Kind.STEP_CLAIMED, "ask", {}, "Taken: Ask them", []),
        (Kind.STEP_RELEASED, "ask", {}, "Given back: Ask them", []),
        (
            Kind.STEP_HANDED_OVER,
            "ask",
            {"to": "user:2", "reason": "ill"},
            "Handed over: Ask them",
            ["To Sam. Reason: ill"],
        ),
        (
            Kind.STEP_RELEASED,
            "ask",
            {"of": "user:2"},
            "Given back: Ask them",
            ["Sam, who had it, can sign in no more."],
        ),
        (
            Kind.STEP_RELEASED,
            "ask",
            {"of": "user:9"},
            "Given back: Ask them",
            ["A colleague, who had it, can sign in no more."],
        ),
        (
            Kind.HOLD_ENDED,
            "",
            {**HELD, "ends_on": "2026-03-01"},
            "Hold ended",
            ["Breathing space from 2 March 2026 until 1 March 2026.", "BS-1."],
        ),
        (
            Kind.HOLD_BEGAN,
            "",
            {"kind": "dispute", "begins_on": "2026-03-02"},
            "Hold began",
            ["Dispute from 2 March 2026."],
        ),
        (Kind.STEP_HANDED_OVER, "ask", {}, "Handed over: Ask them", ["To a colleague. Reason: "]),
        (Kind.STEP_REOPENED, "ask", {"reason": "A slip"}, "Opened again: Ask them", ["A slip"]),
        (Kind.TIME_CAME, "wait_14_days", {}, "Time is up: Wait 14 days", []),
        (Kind.MESSAGE_RECEIVED, "paid", {}, "Message came: Paid", []),
        (Kind.END_REACHED, "end", {}, "Ended: End", []),
        (Kind.INCIDENT_OPENED, "send", {"sentence": "No."}, "Something needs a person: Send", ["No."]),
        (Kind.INCIDENT_RESOLVED, "send", {"reason": "Mended"}, "Tried again: Send", ["Mended"]),
        (
            Kind.DOCUMENT_SENT,
            "send",
            {"document": 7, "method": "post", "served_at": AT},  # as entries of before say it
            "Given to the print house: Send",
            ["Document 7, for post, 2 March 2026 at 09:00."],
        ),
        (
            Kind.DOCUMENT_SENT,
            "send",
            {"document": 7, "method": "post", "left_at": AT},
            "Given to the print house: Send",
            ["Document 7, for post, 2 March 2026 at 09:00."],
        ),
        (
            Kind.SERVICE_RECORDED,
            "",
            {
                "document": 7,
                "delivery": "handed_over",
                "on": "2026-03-02",
                "proof": "P1",
                "why": "Why.",
                "counts_on": "2026-03-03",
                "rule": "CPR 6.26",
                "sources": [{"confidence": "to confirm"}],
            },
            "Service recorded",
            [
                "Document 7: handed over, 2 March 2026 (proof: P1).",
                "Counts as served on 3 March 2026 by CPR 6.26 [to confirm].",
                "Why.",
            ],
        ),
        (
            Kind.MAIL_RETURNED,
            "",
            {"document": 7, "on": "2026-03-09", "reason": "gone_away", "why": "Why.", "note": "Blue ink"},
            "Mail returned",
            ["Document 7 came back on 9 March 2026: gone away.", "Why.", "Blue ink"],
        ),
        (Kind.DOCUMENT_WITHDRAWN, "send", {"reason": "A hold."}, "Not sent: Send", ["A hold."]),
        (
            Kind.HOLD_BEGAN,
            "breathing_space_began",
            HELD,
            "Hold began: Breathing space began",
            ["Breathing space from 2 March 2026 until 1 May 2026.", "BS-1."],
        ),
        (
            Kind.HOLD_ENDED,
            "",
            {"kind": "dispute", "begins_on": "2026-03-02", "reason": "Repairs", "released_on": "2026-03-09"},
            "Hold ended",
            ["Dispute from 2 March 2026 until 2 March 2026.", "Repairs.", "Ended on 9 March 2026: "],
        ),
        (
            Kind.HOLD_ENDED,
            "",
            {**HELD, "reason": "Told", "released_on": "2026-03-09", "released_because": "Settled"},
            "Hold ended",
            [
                "Breathing space from 2 March 2026 until 2 March 2026.",
                "BS-1.",
                "Told.",
                "Ended on 9 March 2026: Settled",
            ],
        ),
        (Kind.PROCEDURE_ENDED, "", {"ends": ["end", "paid_up"]}, "Procedure ended", ["Ended at: End, Paid up."]),
        (
            Kind.STEP_COMPLETED,
            "send",
            {"documents": [{"addressee": "Ms Ash"}, {"addressee": "Mr Oak", "enclosures": ["statement", "form"]}]},
            "Done: Send",
            ["Letter to Ms Ash.", "Letter to Mr Oak with statement, form."],
        ),
    ],
)
def test_what_is_said_of_an_entry(
    kind: Kind, step: str, content: dict[str, Any], heading: str, said: list[str]
) -> None:
    (line,) = told(entry(kind, step, content))
    assert (line.heading, line.said) == (heading, said)
    assert (line.seq, line.kind, line.step, line.at, line.who, line.erased) == (3, kind, step, AT, "Olive", False)
    assert (line.answers, line.facts) == ([], [])


def test_who_is_nobody_is_the_system_and_what_was_erased_says_nothing() -> None:
    erased = TimelineEntry(3, Kind.STEP_COMPLETED, "system", "ask", AT, AT, "ab", None, {})
    (line,) = told(erased)
    assert (line.who, line.erased, line.said) == ("the system", True, [])


def test_a_decision_says_its_rules_and_what_was_decided() -> None:
    matched = [{"rules": ["speak", "write"], "numbers": [1, 4]}, {"rules": [], "numbers": []}]
    (line,) = told(entry(Kind.DECISION_TAKEN, "judge", {"matched": matched, "value": {"owed_pence": 123_450}}))
    assert line.said == ["Rule that matched: speak (row 1), write (row 4).", "Rule that matched: none."]
    assert (line.heading, line.facts) == ("Decided: Judge", [("Owed", "£1,234.50")])
    (line,) = told(entry(Kind.DECISION_TAKEN, "judge", {"value": ["a", True]}))
    assert (line.said, line.facts) == ([], [("Decided", "a, yes")])


def test_a_way_is_told_by_its_name_or_by_where_it_leads() -> None:
    (line,) = told(entry(Kind.WAY_CHOSEN, "choose", {"flows": list(WAYS)}))
    assert line.heading == "Paid?"
    assert line.said == ["Way taken: Paid in full.", "Way taken: End 2.", "Way taken: away."]
    assert told(entry(Kind.WAY_CHOSEN, "not_drawn", {"flows": list(WAYS)})) == []
    assert told(entry(Kind.WAY_CHOSEN, "judge", {"flows": list(WAYS)})) == []  # nobody gave it a name


def test_a_case_opens_and_a_procedure_starts() -> None:
    why = {"matched": ["x"], "owed_pence": 5000, "weeks_owed": 4}
    (line,) = told(entry(Kind.CASE_OPENED, "", {"why": why}))
    assert (line.heading, line.facts) == ("Case opened", [("Owed", "£50.00"), ("Weeks owed", "4")])
    (line,) = told(entry(Kind.CASE_OPENED, "", {"why": "by hand"}))
    assert line.facts == []
    (line,) = told(entry(Kind.PROCEDURE_STARTED, "", {}, kept={"procedure": "rent_arrears", "version": 2}))
    assert line.said == ["Rent arrears, version 2."]


def test_what_tells_no_story_is_left_out_and_the_newest_comes_first() -> None:
    silent = (Kind.CASE_LOOKED_AT, Kind.DOCUMENT_LOOKED_AT, Kind.STEP_STARTED, Kind.STEP_CANCELLED)
    assert told(*(entry(kind, "ask") for kind in (*silent, Kind.RECORD_EXPORTED, Kind.RECORD_CHECKED))) == []
    assert told(entry(Kind.STEP_OPENED, "send"), entry(Kind.STEP_OPENED, "judge")) == []  # a machine's
    assert told(entry(Kind.STEP_COMPLETED, "judge")) == []  # its decision was noted just before
    both = told(entry(Kind.STEP_OPENED, "ask", seq=1), entry(Kind.STEP_COMPLETED, "ask", seq=2))
    assert [line.seq for line in both] == [2, 1]
    assert [line.heading for line in lines([entry(Kind.STEP_OPENED, "send")], None, NAMES, lambda _name: None)] == [
        "Opened: Send"
    ]


def test_answers_stand_under_their_questions_and_others_under_their_names() -> None:
    asked = Form.read("f", form({"type": "boolean", "title": "Was anybody there?"}))
    content = {"form": "f", "answers": {"old_field": "x", "a": True}}
    (line,) = told(entry(Kind.STEP_COMPLETED, "ask", content), form_of=asked)
    assert line.answers == [("Was anybody there?", "Yes"), ("Old field", "x")]
    (line,) = told(entry(Kind.STEP_COMPLETED, "ask", content))
    assert line.answers == [("Old field", "x"), ("A", "Yes")]
    (line,) = told(entry(Kind.STEP_COMPLETED, "ask", {"answers": "none", "result": {"sent": "k", "documents": [1]}}))
    assert (line.answers, line.facts) == ([], [("Sent", "k")])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "—"),
        ([], "—"),
        (["a", False], "a, no"),
        ({"owed_pence": -50, "name": "x"}, "Owed: £0.50 in credit; Name: x"),
        (12, "12"),
        ("", ""),
        ("breathing_space", "breathing space"),
        ("letter_1", "letter 1"),
        ("letter", "letter"),
        ("Not_A_Name", "Not_A_Name"),
        ("2026-03-02", "2 March 2026"),
        ("2026-13-02", "2026-13-02"),
        ("2026-06-30T23:30:00.000000Z", "1 July 2026 at 00:30"),
        ("on 2026-03-02", "on 2026-03-02"),
    ],
)
def test_a_recorded_value_in_words(value: Any, words: str) -> None:
    assert written(value) == words


def test_money_is_told_by_its_name() -> None:
    assert facts({"rent_pence": 100, "arrears_pence": "none", "pence_owed": 100}) == [
        ("Rent", "£1.00"),
        ("Arrears", "none"),
        ("Pence owed", "100"),
    ]
