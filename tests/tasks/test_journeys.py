"""A case goes on with the procedure that begins where another has ended: one case, one record, one memory."""

from typing import Any

import pytest
import yaml

from documents.register import documents_of_case
from tasks.acts import beginning, incidents, messages
from tasks.refusals import ReasonMissing
from tasks.rehearsing import NotAsMeant
from tasks.scaffold import scaffold
from tasks.views import CaseRows, case_rows
from tests.book import BOOK
from tests.house import CHECKLIST, PREPARE, Landlord
from tests.procedures.test_arrears import begun, to_checklist
from tests.tasks.test_rule_book import drafted, published
from workflows.diagrams.mending import Change, mended
from workflows.errors import Forbidden, Refused
from workflows.evidence import check_database
from workflows.runtime.incidents import open_incidents
from workflows.runtime.publishing import NotLawful

FOLDER = "procedures/follow_up"
RULE = """
rules:
  - id: follow-up-after-a-talk
    text: Nobody is written to again before somebody spoke with them.
    law: Landlord's policy
    confidence: policy
    before: follow_up_send
    require: [contact_customer, follow_up_look]
    right: ["contact_customer, follow_up_look, follow_up_send"]
    wrong: ["follow_up_look, follow_up_send"]
"""
BEGINS = [{"by": "end", "of": "arrears", "at": ["notice_recommended"]}]
LOOKED = {"what_was_found": "Something to ask them", "write_to_them": True}


def folder(begins: list[dict[str, Any]], rules: str = RULE, **more: str) -> dict[str, bytes | None]:
    """A procedure that goes on where arrears has ended, without stories."""
    files = {path: content for path, content in scaffold("follow_up").items() if not path.startswith("stories/")}
    says = yaml.safe_load(files["procedure.yaml"]) | {"begins": begins}
    files |= {"procedure.yaml": yaml.safe_dump(says).encode(), "rules.yaml": rules.encode()}
    files |= {path: content.encode() for path, content in more.items()}
    return {f"{FOLDER}/{path}": content for path, content in files.items()}


def folder_with_letter(text: str) -> dict[str, bytes | None]:
    """A procedure that an officer begins, and whose letter says this; its rules leave the letter alone."""
    looked = RULE.replace("contact_customer, ", "")
    easy = looked.replace('wrong: ["follow_up_look, follow_up_send"]', 'wrong: ["follow_up_send"]')
    files = folder([{"by": "person", "roles": ["officer"]}], easy)
    path = f"{FOLDER}/documents/follow_up_letter.yaml"
    letter = yaml.safe_load(files[path] or b"")
    letter["paragraphs"][0]["text"] = text
    return {**files, path: yaml.safe_dump(letter).encode()}


def view(landlord: Landlord, case_id: int) -> CaseRows:
    with landlord.house.db.read() as session:
        return case_rows(session, case_id)


def to_the_end(landlord: Landlord, case: int = 0) -> int:
    """A case of arrears that ends with a notice recommended; a new one if none is given."""
    case = case or begun(landlord)
    to_checklist(landlord, case)
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    landlord.complete("tess", case, "decide_notice", **PREPARE)
    return case


def test_the_case_goes_on_and_its_rules_remember(landlord: Landlord) -> None:
    published(landlord, folder(BEGINS))
    case = to_the_end(landlord)
    seen = view(landlord, case)
    assert (seen.case.status, seen.case.outcome) == ("open", "")
    kinds = [entry.kind for entry in seen.timeline]
    assert kinds.count("procedure started") == 2
    assert kinds.index("case goes on") == kinds.index("procedure ended") + 1
    landlord.look()
    assert landlord.case_of(1) == case, "while it goes on no other is opened"
    landlord.complete("olive", case, "follow_up_look", **LOOKED)
    landlord.look()
    landlord.pass_days(15)
    landlord.complete("olive", case, "follow_up_close", how_it_ended="They called")
    seen = view(landlord, case)
    assert (seen.case.status, seen.case.outcome) == ("closed", "follow_up_done")
    with landlord.house.db.read() as session:
        kinds = [each.kind for each in documents_of_case(session, case)]
        assert kinds[-1] == "follow_up_letter", "it was not refused: somebody spoke with them before"
        assert check_database(session).findings == []


def test_what_was_not_done_before_is_told_with_the_way_to_it(landlord: Landlord) -> None:
    needs = RULE.replace("contact_customer,", "record_agreement,")
    with pytest.raises(NotLawful, match="in a case that comes from arrears at notice_recommended"):
        published(landlord, folder(BEGINS, needs))
    anew = [*BEGINS, {"by": "person", "roles": ["officer"]}]
    with pytest.raises(NotLawful, match="Here follow_up_send comes against it: Begun"):
        published(landlord, folder(anew))


def test_the_procedure_before_it_does_not_change_under_it(landlord: Landlord) -> None:
    published(landlord, folder(BEGINS))
    path = "procedures/arrears/arrears.bpmn"
    other = BOOK[path].decode().replace("notice_recommended", "notice_advised").encode()
    with pytest.raises(NotLawful, match=r"follow_up, to which cases come from arrears: .* no such end"):
        published(landlord, {path: other})


def test_what_cannot_be_started_is_looked_at_by_a_person_and_tried_again(landlord: Landlord) -> None:
    published(landlord, folder(BEGINS, RULE + "facts: {tier: [one, two]}\n"))
    case = to_the_end(landlord)
    assert view(landlord, case).case.status == "open", "it is not silently closed"
    with landlord.house.db.read() as session:
        (incident,) = open_incidents(session, case)
    assert (incident.kind, incident.step) == ("not gone on", "notice_recommended")
    assert "was proved for tier being one of one, two" in incident.sentence
    tess = landlord.person("tess")
    with pytest.raises(Exception, match="was proved for tier"):
        incidents.retry(landlord.house, tess, incident.id, reason="Try once more")
    published(landlord, folder(BEGINS))
    incidents.retry(landlord.house, tess, incident.id, reason="The fact is not asked for any more")
    assert landlord.step(case, "follow_up_look")["status"] == "open"
    with landlord.house.db.read() as session:
        assert open_incidents(session, case) == []
        assert check_database(session).findings == []


def test_where_it_is_worked_on_in_another_case_the_case_closes(landlord: Landlord) -> None:
    looked = RULE.replace("[contact_customer, follow_up_look]", "[follow_up_look]")
    easy = looked.replace('"follow_up_look, follow_up_send"', '"follow_up_send"')
    published(landlord, folder([*BEGINS, {"by": "person", "roles": ["officer"]}], easy))
    account = landlord.add_tenancy("1")
    landlord.look()
    first = landlord.case_of(account)
    beginning.begin(landlord.house, landlord.person("olive"), "follow_up", account="1", reason="They asked")
    to_the_end(landlord, first)
    seen = view(landlord, first)
    assert (seen.case.status, seen.case.outcome) == ("closed", "notice_recommended")
    with landlord.house.db.read() as session:
        assert check_database(session).findings == []


def test_a_story_leads_through_both(landlord: Landlord) -> None:
    told = BOOK["procedures/arrears/stories/nobody_answers.yaml"].decode()
    before, _, _ = told.rpartition("  - sees: {closed: notice_recommended")
    goes_on = before + "  - sees: {steps: [follow_up_look], entries: [case goes on]}\n"
    published(landlord, folder(BEGINS, **{"stories/on.yaml": goes_on}))
    with pytest.raises(NotAsMeant, match="follow_up_close"):
        published(
            landlord, {f"{FOLDER}/stories/on.yaml": goes_on.replace("[follow_up_look]", "[follow_up_close]").encode()}
        )


def test_two_procedures_do_not_go_on_at_one_end(landlord: Landlord) -> None:
    published(landlord, folder(BEGINS))
    other = {f"procedures/after_all/{path}": content for path, content in scaffold("after_all").items()}
    says = yaml.safe_load(other["procedures/after_all/procedure.yaml"]) | {"begins": BEGINS}
    other["procedures/after_all/procedure.yaml"] = yaml.safe_dump(says).encode()
    with pytest.raises(NotLawful, match="Both after_all and follow_up begin where arrears ends"):
        published(landlord, dict(other))
    assert drafted(landlord, dict(other)), "a draft holds it all the same"


# Circles, silent ends, and what a person may tell a case.


def test_procedures_that_lead_round_at_once_are_refused(landlord: Landlord) -> None:
    """Nothing in it waits: one case would go round for ever, with a letter each time."""
    round_ = [*BEGINS, {"by": "end", "of": "follow_up", "at": ["follow_up_done"]}]
    files = folder(round_)
    path = f"{FOLDER}/follow_up.bpmn"
    drawn = files[path]
    assert drawn is not None
    without = drawn
    for step in ("follow_up_look", "follow_up_close"):
        without = mended(without, Change("remove", step))
    hasty = without.replace(b"write_to_them", b"true").replace(b"intermediateCatchEvent", b"intermediateCatchEvent")
    with pytest.raises(Refused):
        published(landlord, {**files, path: hasty})
    published(landlord, folder(round_))  # where somebody looks and notes each time, it may


def test_a_case_that_goes_round_in_a_day_is_stopped(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.runtime.house.MOST_A_DAY", -1)
    published(landlord, folder(BEGINS))
    case = to_the_end(landlord)
    with landlord.house.db.read() as session:
        (incident,) = open_incidents(session, case)
    assert "within a day" in incident.sentence
    assert view(landlord, case).case.status == "open"


def test_a_person_tells_a_case_what_it_waits_for_and_not_what_the_facts_say(landlord: Landlord) -> None:
    looked = RULE.replace("contact_customer, ", "")
    easy = looked.replace('wrong: ["follow_up_look, follow_up_send"]', 'wrong: ["follow_up_send"]')
    files = folder([{"by": "person", "roles": ["officer"]}], easy)
    path = f"{FOLDER}/follow_up.bpmn"
    drawn = files[path]
    assert drawn is not None
    published(landlord, {**files, path: mended(drawn, Change("way out", "follow_up_look"))})
    landlord.add_tenancy("1", weeks_owed=0)
    case = beginning.begin(landlord.house, landlord.person("olive"), "follow_up", account="1", reason="They asked")
    tess, house = landlord.person("tess"), landlord.house
    with pytest.raises(Refused, match="does not wait for 'other'"):
        messages.tell(house, tess, case, message="other", reason="They rang")
    with pytest.raises(ReasonMissing):
        messages.tell(house, tess, case, message="follow_up_look_given_up", reason=" ")
    with pytest.raises(Forbidden):
        messages.tell(house, landlord.person("olive"), case, message="follow_up_look_given_up", reason="They rang")
    messages.tell(house, tess, case, message="follow_up_look_given_up", reason="They rang")
    seen = view(landlord, case)
    assert (seen.case.status, seen.case.outcome) == ("closed", "follow_up_look_not_done")
    told = next(entry for entry in seen.timeline if entry.kind == "message sent")
    assert (told.actor, told.content["reason"]) == (tess.actor, "They rang")


def test_that_the_debt_is_cleared_is_nobodys_word(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    with pytest.raises(messages.ToldByTheNight, match="decided by the facts every night"):
        messages.tell(
            landlord.house, landlord.person("tess"), landlord.case_of(account), message="debt_cleared", reason="x"
        )


def test_an_act_that_a_person_does_without_a_form_is_refused(landlord: Landlord) -> None:
    rule = """
  - id: follow-up-closed-after-a-look
    text: It is not closed before somebody looked.
    law: Landlord's policy
    confidence: policy
    before: follow_up_close
    require: [follow_up_look]
    right: ["follow_up_look, follow_up_close"]
    wrong: ["follow_up_close"]
"""
    files = folder(BEGINS, RULE + rule)
    acts, path = f"{FOLDER}/acts.yaml", f"{FOLDER}/follow_up.bpmn"
    row = b'  - {step: follow_up_close, kind: decide, source: "Policy", confidence: policy}\n'
    drawn = files[path] or b""
    form = b'<spiffworkflow:property name="form" value="follow_up_close" />'
    assert form in drawn
    changed = {**files, acts: (files[acts] or b"") + row, path: drawn.replace(form, b"")}
    with pytest.raises(NotAsMeant, match="follow_up_close does something to a person and has no form"):
        published(landlord, changed)
