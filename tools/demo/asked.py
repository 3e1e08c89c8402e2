"""What officers of the demo say, as the forms of early intervention ask it: of each tenant, and from the record."""

from typing import Any

from sqlalchemy import select

from cases.facts import account_of_case, facts_of_case, tenants_of
from tasks.assembly import House
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import WorkItem

_item = table(WorkItem)
OF_EACH = frozenset({"contact_customer", "remind_of_payment"})
"""Steps that ask the same of each tenant."""
_CHANNELS = {"Phone": "phone", "Visit": "visit", "Email": "email", "Text message": "text", "In the office": "office"}
_CAUSES = {
    "Loss of work or income": "job_lost",
    "Benefit delayed, stopped or reduced": "benefit_delay",
    "Other debts": "other_debts",
    "Illness or bereavement": "illness",
    "Relationship change": "household_changed",
    "Rent dispute": "disrepair",
    "Forgot or chose not to pay": "did_not_know",
}
_NOT_REACHED = {"No answer": "no_answer", "Left a message": "message_left", "Wrong number": "wrong_number"}
_SHEET = {
    "tried_each_tenant": "each_tenant_tried",
    "budget_made": "budget_in_force",
    "claim_waits": "claim_barred_by_benefit",
    "needs_known": "needs_recorded",
    "vulnerability_known": "vulnerability_recorded",
    "overdue_enough": "notice_considered",
}
"""Questions of the pre-action sheet that the record answers."""


def as_asked(house: House, task: str, step: str, said: dict[str, Any]) -> dict[str, Any]:
    """The answers to a step, from what is said of it."""
    if step in OF_EACH:
        return _of_each(house, task, step, said)
    return _from_record(house, task, said) if step == "complete_pre_action_checklist" else said


def _of_each(house: House, task: str, step: str, said: dict[str, Any]) -> dict[str, Any]:
    with house.db.read() as session:
        people = tenants_of(session, account_of_case(session, _case_of(session, task)).id)
    rows = [{"person": each.reference, **row_of(said)} for each in people]
    if step == "remind_of_payment":
        return {"contacts_made": rows}
    return {"contacts_made": rows, "agreement_reached": said["agreement_reached"]}


def row_of(said: dict[str, Any]) -> dict[str, Any]:
    """What is said of one tenant, as a row of the form asks it."""
    row = {"channel": _CHANNELS[said["channel"]], "reached": said["reached"], "said": said.get("circumstances", "")}
    if said["reached"]:
        row |= {"identity_checked": "Date of birth and address", "acting": said.get("acting", False)}
        row |= {"outcome": "agreement_made" if said["agreement_reached"] else "spoke"}
        row |= {"cause": _CAUSES.get(said["cause"], "other")}
        row |= {key: said[key] for key in ("difficulty_reading", "vulnerable")}
    else:
        row |= {"not_reached": _NOT_REACHED[said["what_happened"]], "said": said["what_happened"]}
    return row


def _from_record(house: House, task: str, said: dict[str, Any]) -> dict[str, Any]:
    day = london_date(house.runtime.clock.now())
    with house.db.read() as session:
        facts = facts_of_case(session, _case_of(session, task), day, house.standards)
    sheet: dict[str, Any] = {question: facts[fact] for question, fact in _SHEET.items()}
    asked = "They were asked and did not want to give one"
    sheet["no_budget_because"] = asked if facts["tenants_spoken_to_in_13_weeks"] else "Nobody was reached"
    sheet["how_understood"] = "The letters went in the form that is recorded, and were gone through at the call."
    sheet["exception_asked"] = False
    sheet["vulnerability_weighed"] = "It was asked at each talk, and what was said is on their page."
    return {**sheet, "alternatives": said["alternatives"], "evidence": said["evidence"]}


def _case_of(session: Any, task: str) -> int:
    return int(session.execute(select(_item.c.case_id).where(_item.c.task_id == task)).scalar_one())
