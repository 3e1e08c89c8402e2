"""The operation that writes down, with each tenant, the contact that a step asked about."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.chains import account_chain, person_chain, record_on
from cases.contacts import promises, recording
from cases.contacts.rows import ContactSaid
from cases.contacts.words import Channel, Counted, Direction, WithWhom
from cases.facts import account_of_case, tenants_of
from cases.law import Law
from cases.people.representatives import representatives_of
from cases.people.rows import RepresentativeRow
from cases.people.words import Authority
from cases.rows import CustomerRow
from tasks.opening import Place
from tasks.operations.arrangements import clock_at
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.errors import Refused
from workflows.evidence import NewEntry, timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.handlers import Kept, StepWork
from workflows.runtime.running import SYSTEM
from workflows.runtime.tables import WorkItem

_item = table(WorkItem)
CONTACTS = "contacts"
"""Where the step's entry says which contacts it wrote down: a tenant's reference → the contact's number."""
RECORD_CONTACTS = Operation(
    "record_contacts",
    "inline",
    "Writes down the contact, or the attempt, with each tenant that the last person's step told of, as theirs.",
    parameters=(
        Parameter(
            "contacts",
            "list",
            "Rows of a form that asks of each tenant: channel, reached, outcome or not_reached, cause, said; and where "
            "a payment was promised, promised_pence and promised_on.",
        ),
    ),
    results={"contacts_recorded": "number"},
)


class ContactOfNobody(Refused):
    """A row of the contacts is of somebody who is no tenant of the account."""


def record_contacts_in(place: Callable[[], Place], law: Law) -> Callable[[Session, StepWork], Kept]:
    """The operation, with the landlord's codes of contacts.

    :param place: gives the house in which it runs; asked when a step runs, for the house is put together by then
    :param law: for how long ahead a payment can be promised
    """

    def record_contacts(session: Session, work: StepWork) -> Kept:
        """Writes each contact down, with who had it, and in the person's own record.

        Where the step was opened again, what it had written down before is corrected, and counts no more.

        :raises ContactOfNobody: a row is of nobody who is liable today
        :raises CodeUnknown: a code is not one of the landlord's
        :raises PromiseNotUnderstood: a payment was promised for a day that lies behind, or is too far ahead
        """
        account = account_of_case(session, work.case_id)
        people = {tenant.reference: tenant for tenant in tenants_of(session, account.id)}
        by, taken_back = _who_said(session, work), _taken_back(place(), session, work.case_id)
        made: dict[str, int] = {}
        rows = [row for row in work.parameters.get("contacts") or [] if row.get("channel")]
        for row in rows:
            person = people.get(str(row.get("person")))
            if person is None:
                raise ContactOfNobody(
                    f"{row.get('person_name') or row.get('person')} is no tenant of account {account.reference} any "
                    "more. Reopen the step, and answer it for those who are."
                )
            acting = representatives_of(session, person.id)
            said = _said(row, account.id, work.case_id, acting, london_date(work.now))
            said = replace(said, corrects=taken_back.get(person.reference))
            made[person.reference] = _write_down(place(), session, work, (person, acting), by, said)
            _promise_taken(session, work, law, person, by, made[person.reference], account.id, row)
        return Kept({"contacts_recorded": len(rows)}, {CONTACTS: made})

    return record_contacts


def _said(
    row: Mapping[str, Any], account: int, case: int, representatives: Collection[RepresentativeRow], on: date
) -> ContactSaid:
    """A row as the contact that it tells of. Whoever acts for them was told something if they have authority for it."""
    reached = bool(row.get("reached"))
    acting = reached and bool(row.get("acting"))
    who = next((each.id for each in representatives if each.may(Authority.DISCUSS, on)), None) if acting else None
    tenant = WithWhom.SOMEBODY_ELSE if acting else WithWhom.TENANT
    return ContactSaid(
        direction=Direction.OUT,
        channel=Channel(str(row["channel"])),
        said=str(row.get("said") or "").strip() or "Nothing was said.",
        outcome=str(row.get("outcome") or row.get("not_reached") or ""),
        reached=reached,
        account=account,
        case=case,
        with_whom=tenant if who is None else WithWhom.REPRESENTATIVE,
        with_name="somebody who acts for them" if acting and who is None else "",
        representative=who,
        identity_checked=str(row.get("identity_checked") or ""),
        account_told=reached and (not acting or who is not None),
        cause=str(row.get("cause") or ""),
        reading_difficulty=_said_so(row, "difficulty_reading"),
        to_consider=_said_so(row, "vulnerable"),
    )


def _said_so(row: Mapping[str, Any], question: str) -> bool | None:
    """What they said to a question; who did not want to talk has not said no to it."""
    said = row.get(question)
    return None if said is False and row.get("outcome") == Counted.REFUSED_TO_DISCUSS else said


def _taken_back(place: Place, session: Session, case: int) -> dict[str, int]:
    """What a step that was opened again had written down: a tenant's reference → the number of the contact.

    The step that is done anew is not in the record yet, so what was written down last before the return is meant.
    """
    last: dict[str, int] = {}
    taken_back: dict[str, int] = {}
    for entry in timeline(session, place.runtime.chain_of(session, case)):
        if entry["kind"] == Kind.STEP_REOPENED:
            taken_back, last = {**taken_back, **last}, {}
        elif entry["kind"] == Kind.STEP_COMPLETED and entry["actor"] != SYSTEM:
            last, taken_back = {}, {}
        elif entry["kind"] == Kind.STEP_COMPLETED:
            last |= (entry["content"] or {}).get(CONTACTS, {})
    return taken_back


def _write_down(
    place: Place,
    session: Session,
    work: StepWork,
    whom: tuple[CustomerRow, Collection[RepresentativeRow]],
    by: str,
    said: ContactSaid,
) -> int:
    """Writes a contact with a tenant down; ``whom`` is the tenant, and everybody who acts or acted for them."""
    person, representatives = whom
    with_whom = recording.counterpart(said, representatives, work.now)
    recording.must_be_right(said, place.organisation.contact_codes, with_whom, work.now)
    number = recording.record(session, person.id, by, work.now, said, with_whom)
    if said.corrects is not None:
        promises.withdraw_of_contact(session, said.corrects)
    told = {"contact": number, "case": work.case_id, "step": work.step, "said": said.said, "outcome": said.outcome}
    told |= {"channel": said.channel, "reached": said.reached, "cause": said.cause, "direction": said.direction}
    told |= {"reading_difficulty": said.reading_difficulty, "to_consider": said.to_consider}
    if said.corrects is not None:
        told["corrects"] = said.corrects
    record_on(session, person_chain(person.id), [NewEntry(Kind.CONTACT_RECORDED, by, payload=told)], clock_at(work))
    return number


def _promise_taken(
    session: Session,
    work: StepWork,
    law: Law,
    person: CustomerRow,
    by: str,
    contact: int,
    account: int,
    row: Mapping[str, Any],
) -> None:
    """Takes the payment that a row says was promised, as a promise of that person."""
    pence, due_on = row.get("promised_pence"), row.get("promised_on")
    if not pence or not due_on:
        return
    today = london_date(work.now)
    day = due_on if isinstance(due_on, date) else date.fromisoformat(str(due_on))
    promises.must_be_meant(int(pence), day, today, law.days("promise_to_pay", today))
    made = promises.take(
        session,
        person.id,
        by,
        work.now,
        account_id=account,
        amount_pence=int(pence),
        today=today,
        due_on=day,
        contact_id=contact,
    )
    told = {"promise": made, "contact": contact, "account": account, "amount_pence": int(pence), "due_on": day}
    for chain in (person_chain(person.id), account_chain(account)):
        record_on(session, chain, [NewEntry(Kind.PROMISE_TAKEN, by, payload=told)], clock_at(work))


def _who_said(session: Session, work: StepWork) -> str:
    """Who completed the step that tells of the contacts: a contact bears the name of whoever had it.

    Where the operation is tried once more, later, that is who completed the case's last step.
    """
    if work.by != SYSTEM:
        return work.by
    query = select(_item.c.completed_by).where(_item.c.case_id == work.case_id, _item.c.completed_by.is_not(None))
    newest = query.order_by(_item.c.completed_at.desc(), _item.c.completed_seq.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none() or SYSTEM
