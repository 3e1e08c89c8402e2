"""Conditional events over declared facts: the nightly look tells them; and starts of their own for events."""

from typing import Any

import pytest
from sqlalchemy import select

from cases import holds
from tasks.about import ProcedureUnreadable
from tasks.acts import messages, rule_book
from tasks.acts.messages import ToldByTheNight
from tasks.views import case_seen
from tests.house import Landlord
from tests.tasks.test_causes import RULES, begun, today
from tests.tasks.test_journeys import FOLDER, folder, view
from tests.tasks.test_rule_book import drafted, published
from workflows.db import table
from workflows.engine import LintFailed
from workflows.runtime.tables import MessageWait

PERSON: list[dict[str, Any]] = [{"by": "event", "event": "dispute_ended"}]
DIAGRAM = f"{FOLDER}/follow_up.bpmn"
WAIT = '<bpmn:timerEventDefinition id="follow_up_wait_timer">'
ON_HOLD = '<spiffworkflow:property name="on_hold" value="pause" />'
_message = table(MessageWait)


def waiting_for(condition: str) -> dict[str, bytes | None]:
    """The scaffold, whose wait for the reply is a wait for a condition."""
    files = folder(PERSON, RULES)
    drawn = (files[DIAGRAM] or b"").decode()
    begin, end = drawn.index(WAIT), drawn.index("</bpmn:timerEventDefinition>") + len("</bpmn:timerEventDefinition>")
    event = (
        '<bpmn:conditionalEventDefinition id="follow_up_cleared"><bpmn:condition xsi:type="bpmn:tFormalExpression">'
        f"{condition}</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    drawn = (drawn[:begin] + event + drawn[end:]).replace(ON_HOLD, "")
    return {**files, DIAGRAM: drawn.encode()}


def begun_by_the_dispute(landlord: Landlord, weeks_owed: int = 1) -> int:
    """A case of the follow-up, begun by the end of a dispute."""
    account = landlord.add_tenancy("1", weeks_owed=weeks_owed)
    day = today(landlord)
    holds.place(landlord.house.runtime, "dispute", "system", begins_on=day, ends_on=day, accounts=[account])
    landlord.pass_days(1)
    return landlord.case_of(account)


def steps(landlord: Landlord, case: int) -> list[tuple[str, str]]:
    return [(entry.kind, entry.step) for entry in view(landlord, case).timeline]


def test_a_condition_over_facts_is_told_by_night(landlord: Landlord) -> None:
    published(landlord, waiting_for("arrears_pence = 0"))
    case = begun_by_the_dispute(landlord)
    landlord.complete("olive", case, "follow_up_look", what_was_found="Much", write_to_them=True)
    landlord.look()
    with landlord.house.db.read() as session:
        waits = session.execute(select(_message.c.name, _message.c.status).where(_message.c.case_id == case)).all()
    assert [tuple(each) for each in waits] == [("= arrears_pence = 0", "waiting")]
    with pytest.raises(ToldByTheNight, match="is decided by the facts every night"):
        messages.tell(landlord.house, landlord.person("tess"), case, message=waits[0].name, reason="They say so")
    with landlord.house.db.read() as session:
        seen = case_seen(landlord.house, session, landlord.person("tess"), case, today(landlord))
    assert (seen.messages, seen.conditions) == ([], ["arrears_pence = 0"])
    landlord.pass_days(2)
    assert ("message received", "follow_up_wait") not in steps(landlord, case)
    landlord.pay(1, 20_000)
    assert ("message received", "follow_up_wait") not in steps(landlord, case), "the ledger's news come by night"
    landlord.pass_days(1)
    assert ("message received", "follow_up_wait") in steps(landlord, case)
    assert ("step opened", "follow_up_close") in steps(landlord, case)


def test_a_condition_that_is_true_already_is_told_on_the_first_night(landlord: Landlord) -> None:
    published(landlord, waiting_for("arrears_pence &gt; 0"))
    case = begun_by_the_dispute(landlord)
    landlord.complete("olive", case, "follow_up_look", what_was_found="Much", write_to_them=True)
    landlord.pass_days(1)
    assert ("message received", "follow_up_wait") in steps(landlord, case)


def test_a_condition_over_anything_else_is_refused(landlord: Landlord) -> None:
    number = drafted(landlord, waiting_for("write_to_them = true"))
    with pytest.raises(LintFailed, match="nothing here is called 'write_to_them'"):
        rule_book.propose(landlord.house, landlord.person("pat"), number)


SHAPE = (
    '<bpmndi:BPMNShape id="told_di" bpmnElement="follow_up_told"><dc:Bounds x="0" y="0" width="36" height="36"/>'
    "</bpmndi:BPMNShape>"
)
START = (
    '<bpmn:startEvent id="follow_up_told" name="Told">'
    '<bpmn:messageEventDefinition messageRef="told"/></bpmn:startEvent>'
    '<bpmn:sequenceFlow id="follow_up_straight" sourceRef="follow_up_told" targetRef="follow_up_close" />'
)


def with_a_start_for(event: str, begins: list[dict[str, Any]]) -> dict[str, bytes | None]:
    """The scaffold with a start of its own for an event, which leads straight to the end."""
    files = folder(begins, RULES)
    drawn = (files[DIAGRAM] or b"").decode()
    drawn = drawn.replace("<bpmn:startEvent ", START + "<bpmn:startEvent ", 1)
    drawn = drawn.replace("<bpmn:process ", f'<bpmn:message id="told" name="{event}" /><bpmn:process ', 1)
    drawn = drawn.replace("</bpmndi:BPMNPlane>", f"{SHAPE}</bpmndi:BPMNPlane>")
    reference = "<bpmn:flowNodeRef>follow_up_begun</bpmn:flowNodeRef>"
    return {**files, DIAGRAM: drawn.replace(reference, reference + reference.replace("begun", "told")).encode()}


BOTH = [{"by": "event", "event": "dispute_ended"}, {"by": "event", "event": "breathing_space_ended"}]


@pytest.mark.parametrize(
    ("kind", "first"), [("dispute", "follow_up_close"), ("breathing_space", "follow_up_look")], ids=["own", "plain"]
)
def test_a_case_begins_at_the_start_of_its_event(landlord: Landlord, kind: str, first: str) -> None:
    published(landlord, with_a_start_for("dispute_ended", BOTH))
    account, day = landlord.add_tenancy("1", weeks_owed=0), today(landlord)
    holds.place(landlord.house.runtime, kind, "system", begins_on=day, ends_on=day, accounts=[account])
    landlord.pass_days(1)
    assert begun(landlord) == [("FU-1-1", "follow_up")]
    opened = [step for what, step in steps(landlord, landlord.case_of(account)) if what == "step opened"]
    assert opened == [first]


def begun_by_a_condition(begins: list[dict[str, Any]]) -> dict[str, bytes | None]:
    """The scaffold, begun by a condition over the facts."""
    files = folder(begins, RULES)
    drawn = (files[DIAGRAM] or b"").decode()
    event = (
        '<bpmn:conditionalEventDefinition id="follow_up_owed"><bpmn:condition xsi:type="bpmn:tFormalExpression">'
        "arrears_pence &gt; 0 and arrears_pence &lt; 15000</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    return {**files, DIAGRAM: drawn.replace("</bpmn:startEvent>", f"{event}</bpmn:startEvent>", 1).encode()}


def test_a_start_by_condition_begins_a_case_by_night_and_leaves_the_debt_alone_after_it(landlord: Landlord) -> None:
    published(landlord, begun_by_a_condition([{"by": "condition", "again_after": "look_again_after_case"}]))
    account, other = landlord.add_tenancy("1", weeks_owed=1), landlord.add_tenancy("2", weeks_owed=0)
    landlord.look()
    assert begun(landlord) == [("FU-1-1", "follow_up")], other
    case = landlord.case_of(account)
    landlord.complete("olive", case, "follow_up_look", what_was_found="Little", write_to_them=False)
    landlord.complete("olive", case, "follow_up_close", how_it_ended="They pay")
    landlord.pass_days(2)
    assert len(begun(landlord)) == 1, "it is still true, and the debt is left alone"
    landlord.pass_days(40)
    assert len(begun(landlord)) > 1


@pytest.mark.parametrize("drawn", [True, False])
def test_a_start_by_condition_is_said_in_both_places(landlord: Landlord, drawn: bool) -> None:
    said = [{"by": "event", "event": "dispute_ended"}]
    more = [*said, {"by": "condition", "again_after": "look_again_after_case"}]
    number = drafted(landlord, begun_by_a_condition(said) if drawn else folder(more, RULES))
    with pytest.raises(ProcedureUnreadable, match="belong together"):
        rule_book.propose(landlord.house, landlord.person("pat"), number)


def test_a_start_for_which_nothing_begins_it_is_refused(landlord: Landlord) -> None:
    number = drafted(landlord, with_a_start_for("death_ended", BOTH))
    with pytest.raises(ProcedureUnreadable, match="for 'death_ended', and nothing begins by it"):
        rule_book.propose(landlord.house, landlord.person("pat"), number)
