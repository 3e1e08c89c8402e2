"""What can only be a mistake in a procedure is told when it is written: with its place, and what to do."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tasks.readings import library_of, read_vocabulary
from tests.book import BOOK
from tests.calculating import LAW
from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions import Book
from workflows.engine.neighbours import check
from workflows.engine.refusals import LintFailed
from workflows.errors import Refused
from workflows.runtime.accepting import compile_files

DRAWN, TABLE = "arrears.bpmn", "arrears.dmn"
TIMER = 'period("letter_1_reply", facts_on)'


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary(BOOK, LAW)[0]


def arrears(changes: Mapping[str, tuple[str, str]]) -> dict[str, bytes]:
    """The files of the procedure; path → what is replaced by what."""
    files = dict(BOOK.procedure("arrears"))
    for path, (old, new) in changes.items():
        assert old in files[path].decode(), f"{path} does not say {old}"
        files[path] = files[path].decode().replace(old, new, 1).encode()
    return files


def refusal(changes: Mapping[str, tuple[str, str]]) -> str:
    """Every sentence with which it is refused."""
    with pytest.raises(Refused) as refused:
        compile_files(arrears(changes), "arrears", vocabulary())
    error = refused.value
    return " ".join(each.text for each in error.findings) if isinstance(error, LintFailed) else error.sentence


def test_the_procedure_itself_is_let_pass() -> None:
    compile_files(arrears({}), "arrears", vocabulary())


WRONG: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "a decision gives a word without quotation marks": (
        *(TABLE, '<text>"no_action"</text></outputEntry><outputEntry id="r2y">'),
        '<text>no_action</text></outputEntry><outputEntry id="r2y">',
        ("rule 2, output What comes next", "no_action stands without quotation marks", 'Write "no_action"'),
    ),
    "a condition compares a text with a number": (
        *(DRAWN, 'notice_decision = "prepare"', "notice_decision = 1"),
        ("the condition of notice_yes", "notice_decision is a text and 1 is a number, which are never equal"),
    ),
    "a condition asks for a choice that there is not": (
        *(DRAWN, 'notice_decision = "prepare"', 'notice_decision = "prepared"'),
        ('notice_decision is never "prepared"', '"prepare", "more_work", "no_notice"', "did you mean prepare?"),
    ),
    "a condition asks for what its table never gives": (
        *(DRAWN, 'stage = "contact"', 'stage = "letter_2"'),
        ("the condition of stage_contact", 'stage is never "letter_2"', "did you mean letter_1?"),
    ),
    "a condition names a fact that there is not": (
        *(DRAWN, "overdue_pence &lt; limit", "overdue &lt; limit"),
        ("the condition of write_no", "nothing here is called 'overdue'", "did you mean overdue_since?"),
    ),
    "a condition is no question": (
        *(DRAWN, ">agreement_reached<", ">frequency<"),
        ("the condition of agreement_yes", "gives a text, and must give true or false"),
    ),
    "a limit that there is not": (
        *(DRAWN, 'limit("letter_1_from_pence"', 'limit("letter_from_pence"'),
        ('there is no limit called "letter_from_pence"', "did you mean letter_1_from_pence?"),
    ),
    "a period that there is not": (
        *(DRAWN, TIMER, 'period("no_such", facts_on)'),
        ("the timer wait_after_letter_1", 'there is no period called "no_such"', "Correct the name, or add the row"),
    ),
    "a period for what is no day": (
        *(DRAWN, TIMER, 'period("letter_1_reply", tenure)'),
        ("the timer wait_after_letter_1", "tenure is a text, and period takes a date"),
    ),
    "a timer that waits for a number": (
        *(DRAWN, TIMER, "weeks_owed"),
        ("the timer wait_after_letter_1", "it gives a number, and must give a duration or a text"),
    ),
    "a timer whose text is no time": (
        *(DRAWN, TIMER, '"ten days"'),
        ("the timer wait_after_letter_1 cannot be set", "'ten days' is no duration"),
    ),
    "a period in the table that there is not": (
        *(TABLE, 'limit("letter_1_from_pence"', 'limit("no_such"'),
        ("decide_stage asks a decision with a fault", "rule 4, input Overdue (pence)", 'no limit called "no_such"'),
    ),
    "a table asks for a fact that there is not": (
        *(TABLE, "<text>weeks_owed</text>", "<text>weeks</text>"),
        ("input Weeks of rent owed", "nothing here is called 'weeks'; did you mean weeks_owed?"),
    ),
    "a cell compares a text with a number": (
        *(TABLE, '&lt; limit("notice_from_weeks", facts_on)', '"4"'),
        ("rule 7, input Weeks of rent owed", 'is a number and "4" is a text'),
    ),
    "a column is declared otherwise than its fact": (
        *(TABLE, 'typeRef="number"><text>overdue_pence', 'typeRef="string"><text>overdue_pence'),
        ("input Overdue (pence) is declared as string, and overdue_pence is a number",),
    ),
    "a row that can never match": (
        *(TABLE, '<text>-</text></inputEntry><inputEntry id="r2b"><text>true</text>'),
        '<text>false</text></inputEntry><inputEntry id="r2b"><text>true</text>',
        ("Rule 2 of the decision Decide the stage is never reached", "the rules above it take all of its cases"),
    ),
    "a table that leaves a gap": (
        *(TABLE, '&gt;= limit("notice_from_weeks", facts_on)', '&gt; limit("notice_from_weeks", facts_on)'),
        ("No rule of the decision Decide the stage covers the case", "Weeks of rent owed is limit(…)"),
    ),
    "a letter that there is not": (
        *(DRAWN, "'\"letter_1\"'", "'\"letter_3\"'"),
        ("send_letter_1 names 'letter_3'", "There is: letter_1, letter_2"),
    ),
    "a letter with a layout that there is not": (
        *("documents/letter_1.yaml", "layout: letter", "layout: postcard"),
        ("documents/letter_1.yaml", "`layout` is one of letter"),
    ),
    "a letter with a reply period that there is not": (
        *("documents/letter_1.yaml", "reply_by: letter_1_reply", "reply_by: letter_one_reply"),
        ("documents/letter_1.yaml", "no period 'letter_one_reply'", "Add the row"),
    ),
    "a letter whose condition never fits": (
        *("documents/letter_1.yaml", "tenancy_end <= date", 'tenancy_end <= "today"'),
        ("documents/letter_1.yaml, unless", 'tenancy_end is a date and "today" is a text'),
    ),
    "a form whose bound never fits": (
        *("forms/record_agreement.json", '"x-notBefore": "today"', '"x-notBefore": "arrears_pence"'),
        ("Form record_agreement, field first_due, x-notBefore", "gives a number, and must give a date"),
    ),
    "a form that speaks of an answer which no other form gives": (
        *("forms/complete_pre_action_checklist.json", '"x-fact": true', '"x-fact": false'),
        (
            "Form decide_notice, x-earlier",
            "no other form of the procedure makes the answer 'contacted_each_tenant' a fact",
        ),
    ),
    "a form that asks of an earlier answer what it never is": (
        *("forms/decide_notice.json", 'contacted_each_tenant = \\"Yes\\"', 'contacted_each_tenant = \\"Yse\\"'),
        ("Form decide_notice, x-conflicts, row 1", 'contacted_each_tenant is never "Yse"', "did you mean Yes?"),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_it_is_refused_with_place_and_remedy(what: str) -> None:
    path, old, new, sentences = WRONG[what]
    said = refusal({path: (old, new)})
    for sentence in sentences:
        assert sentence in said


@pytest.mark.parametrize(
    ("form", "field", "reader"),
    [
        ("contact_customer", "agreement_reached", "agreement_yes"),
        ("decide_notice", "notice_decision", "notice_yes"),
        ("record_agreement", "amount_pence", "the parameter amount_pence of start_arrangement"),
    ],
)
def test_a_question_that_a_gateway_or_a_step_needs_is_missed(form: str, field: str, reader: str) -> None:
    path = f"forms/{form}.json"
    files = arrears({})
    asked: dict[str, Any] = json.loads(files[path])
    del asked["properties"][field]
    for member in ("required", "x-order"):
        asked[member].remove(field)
    asked.pop("x-conflicts", None)
    for other in asked["properties"].values():
        other.pop("x-showIf", None)
    with pytest.raises(LintFailed) as refused:
        compile_files({**files, path: json.dumps(asked).encode()}, "arrears", vocabulary())
    said = " ".join(finding.text for finding in refused.value.findings)
    assert reader in said
    assert f"nothing here is called {field!r}" in said


def test_an_answer_that_is_no_fact_is_missed_too() -> None:
    marked = '"title": "Was an affordable agreement reached?",\n      "x-fact": true'
    said = refusal({"forms/contact_customer.json": (marked, '"title": "Was an affordable agreement reached?"')})
    assert "nothing here is called 'agreement_reached'" in said


def test_a_paragraph_that_a_letter_says_and_that_there_is_not() -> None:
    path = "procedures/arrears/documents/letter_1.yaml"
    changed = BOOK[path].replace(b"- paragraph: formats", b"- paragraph: formatts")
    assert changed != BOOK[path]
    with pytest.raises(Refused, match="formatts"):
        library_of(Book({**BOOK, path: changed}))


def test_the_form_that_lies_beside_a_diagram_is_meant_whatever_others_are_called(tmp_path: Path) -> None:
    """Two procedures may have a form of one name; who lints a diagram means the one in its folder."""
    known = replace(vocabulary(), documents=None, forms={"contact_customer": {}})
    for path, content in arrears({}).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert check(tmp_path / DRAWN, known).findings == ()
    (tmp_path / "forms" / "check_data.json").write_bytes(b"{")
    (found,) = check(tmp_path / DRAWN, known).findings
    assert "Form check_data is not JSON Schema" in found.text


def test_facts_that_are_declared_can_be_asked() -> None:
    asks = {DRAWN: ('notice_decision = "prepare"', 'urgent = "yes"')}
    assert "nothing here is called 'urgent'" in refusal(asks)
    rules = arrears({})["rules.yaml"] + b'\nfacts: {urgent: ["yes", "no"]}\n'
    compile_files({**arrears(asks), "rules.yaml": rules}, "arrears", vocabulary())
    wrong = {DRAWN: ('notice_decision = "prepare"', 'urgent = "perhaps"')}
    with pytest.raises(LintFailed, match='urgent is never "perhaps"'):
        compile_files({**arrears(wrong), "rules.yaml": rules}, "arrears", vocabulary())
