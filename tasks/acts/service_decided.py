"""Whether a step served a document: what came back, or is denied, is decided by a person, with the reason."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from cases.people.deaths import days_of_death
from cases.permissions import Group
from cases.service.checking import ServiceNotUnderstood
from cases.service.died import with_death_known
from cases.service.following import NoSuchEvent, RecordedAlready, must_be_decided
from cases.service.recording import events_of, record_decision
from cases.service.rows import Counted, LawSource, ServiceRow
from cases.service.standing import decision_on, withdrawn_return_of
from cases.service.words import TO_THE_PERSON, Delivery, ServedAs
from documents.register import locked_document
from tasks.acts.subjects import DOCUMENT, ORGANISATION
from tasks.acts.table import WITH_CASES, act, of
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.people import Person
from tasks.refusals import ReasonMissing
from tasks.service_in_doubt import documents_in_doubt
from tasks.service_shown import DocumentShown, document_shown
from tasks.serving import names_of, seen_document, seen_served, service_entry
from workflows.clock import london_date
from workflows.confidence import TO_CONFIRM
from workflows.errors import Forbidden
from workflows.evidence import append, timeline
from workflows.evidence.kinds import Kind

DECIDERS = of(Group.LEADING)
"""Who answers for it that a document counts as served, or does not."""
RELYING = frozenset({"prepare", "serve", "file", "enforce"})
"""The kinds of act that rest on what was served before."""
LONGEST = 2000
MOST = 200
_RECEIPT = "decided: receipt was proved"
_SENTENCE = re.compile(r"[^\W\d_]{2,}\W(?:.*\W)?[^\W\d_]{2,}", re.DOTALL)
"""Two words at least: "x" and "ok" prove nothing to whoever reads the record."""


class OwnStep(Forbidden):
    """Somebody else must decide about this."""


@dataclass(frozen=True)
class Relied:
    """An act of the case since the day on which the step counted, which may rest on it."""

    step: str
    on: date


@dataclass(frozen=True)
class ServiceDecided:
    """What was decided, and what rested on it.

    :ivar counts_on: the day on which the step counts; ``None``: on none
    :ivar relied: what was done in the case since the day that counts no more, the earliest first
    """

    event: int
    counts_on: date | None
    why: str
    relied: tuple[Relied, ...]


@dataclass(frozen=True)
class ServiceOpen:
    """A document that counts as served on no day for something that came after it, or not on everybody.

    :ivar reference: of its case, and :ivar closed: whether that is closed
    :ivar names: who is who of those on whom it was served, or should have been
    """

    document: DocumentShown
    reference: str
    closed: bool
    names: dict[int, str]


@act(DECIDERS, DOCUMENT, Kind.SERVICE_DECIDED)
def decide(
    house: House, person: Person, document_id: int, *, event: int, served: bool, reason: str, on: date | None = None
) -> ServiceDecided:
    """Decide whether a step served a document that came back, or that the person says never came.

    What was served by another step stays so. What was decided is decided anew, never changed.

    :param event: the step
    :param on: since when it is known that it was not served (``None``: today); or the day on which they had it, wanted
        where no law says a day
    :raises ReasonMissing: it was not said, in words, what proves it
    :raises OwnStep: they did or recorded it themselves
    :raises NoSuchEvent: the document has no such step
    :raises ServiceNotUnderstood: it is no step that can serve anything, or the day cannot be
    :raises RecordedAlready: that was decided already
    """
    why = reason.strip()
    if len(why) > LONGEST:
        raise ServiceNotUnderstood(f"Write at most {LONGEST:,} characters.", field="reason")
    if not _SENTENCE.search(why):
        raise ReasonMissing(
            "Say in a sentence what proves it: the envelope, what the person said, who saw it.", field="reason"
        )
    now = house.runtime.clock.now()
    with house.db.write() as session:
        row = seen_document(house, session, person, locked_document(session, document_id))
        events = events_of(session, [document_id]).get(document_id, [])
        step = _step(events, event)
        row = seen_served(house, session, person, row, step.customer_id)
        day = must_be_decided(step, served=served, on=on, today=london_date(now))
        _must_be_anothers(person, step, events)
        _must_be_new(step, events, served=served, day=day)
        found = _served(step, day) if served else _not_served(step, day)
        if served and step.customer_id in days_of_death(session, {step.customer_id or 0}):
            found = with_death_known(found)
        relied = () if served else _relied(house, session, row.case_id, step)
        delivery = Delivery.FOUND_SERVED if served else Delivery.FOUND_NOT_SERVED
        made = record_decision(session, step, person.actor, now, delivery=delivery, day=day, note=why, found=found)
        told: dict[str, Any] = {"service": made, "document": document_id, "of": step.id, "delivery": delivery}
        told |= {"on": day, "relied": [asdict(each) for each in relied], "note": why, **asdict(found)}
        entry = service_entry(session, house, person, row, Kind.SERVICE_DECIDED, told, day)
        append(session, house.runtime.chain_of(session, row.case_id), [entry], house.runtime.clock)
    return ServiceDecided(made, found.counts_on, found.why, relied)


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[ServiceOpen]:
    """See documents whose service is in doubt: to be decided, in a hold, or not served on each joint tenant.

    Of debts about which a case is open first, then the newest; that its case is closed changes nothing about a notice.
    """
    with house.db.write() as session:
        record_list(house.runtime, session, person, "service in doubt")
        listed = []
        for stands, reference, closed in documents_in_doubt(house, session, person)[:MOST]:
            document = document_shown(house, session, person, stands)
            names = names_of(session, (each.customer_id for each in document.service))
            listed.append(ServiceOpen(document, reference, closed, names))
        return listed


def _step(events: Iterable[ServiceRow], number: int) -> ServiceRow:
    found = next((each for each in events if each.id == number), None)
    if found is None or not found.stands or found.delivery not in TO_THE_PERSON:
        raise NoSuchEvent(
            f"This document has no step with the number {number} by which it went to somebody and that stands. Look at "
            "its events.",
            field="event",
        )
    return found


def _must_be_anothers(person: Person, step: ServiceRow, events: Sequence[ServiceRow]) -> None:
    """Refuses whoever did the step, recorded or corrected it, or recorded that its return was a mistake."""
    known = {each.id: each for each in events}
    theirs, each = [step], step
    while each.corrects_id is not None:
        theirs.append(each := known[each.corrects_id])
    if (back := withdrawn_return_of(step, events)) is not None and back.corrected_by is not None:
        theirs.append(known[back.corrected_by])
    names = {person.name.strip().casefold(), person.username.casefold()}
    if any(one.recorded_by == person.actor or one.done_by.strip().casefold() in names for one in theirs):
        raise OwnStep(
            f"You did or recorded what event {step.id} says, so whether it served the document is decided by somebody "
            "else who leads. Ask a colleague to decide it.",
            field="event",
        )


def _must_be_new(step: ServiceRow, events: Sequence[ServiceRow], *, served: bool, day: date) -> None:
    before = decision_on(step, events)
    if before is None or (before.delivery is Delivery.FOUND_SERVED) != served:
        return
    if not served or before.counts_on == day:
        raise RecordedAlready(
            f"That was decided on {london_date(before.recorded_at):%-d %B %Y} (event {before.id}). Decide the contrary "
            "where it was wrong, with the reason."
        )


def _served(step: ServiceRow, day: date) -> Counted:
    if step.counts_on == day:
        why = f"It was decided that it was served all the same. {step.why}".strip()
        return Counted(day, step.rule, why, step.sources)
    why = f"It was decided that the person had it on {day:%-d %B %Y}; the reason stands with the decision."
    source = LawSource("receipt", "a person's finding that it was received; no law deems the day", TO_CONFIRM)
    return Counted(day, _RECEIPT, why, (source,))


def _not_served(step: ServiceRow, day: date) -> Counted:
    what = step.delivery.replace("_", " ")
    on = f" It no longer counts on {step.counts_on:%-d %B %Y}." if step.counts_on else ""
    why = f"It was decided that it was not served when it was {what}, as is known since {day:%-d %B %Y}.{on}"
    return Counted(None, "", why, step.sources)


def _relied(house: House, session: Session, case_id: int, step: ServiceRow) -> tuple[Relied, ...]:
    """What was done in the case since the day on which a step counted, of what may rest on it."""
    if step.counts_on is None or step.served_as == ServedAs.LETTER:
        return ()
    kinds = {each.id: each.act for each in house.runtime.vocabulary.steps.values()}
    return tuple(
        Relied(entry["step"], day)
        for entry in timeline(session, house.runtime.chain_of(session, case_id))
        if entry["kind"] == Kind.STEP_COMPLETED
        and kinds.get(str(entry.get("step"))) in RELYING
        and (day := london_date(datetime.fromisoformat(entry["at"]))) >= step.counts_on
    )
