"""How documents went to people, as doors show it: what is known, and no more than that, in words.

Given to the print house, posted, counted as served and come back are four things; none is said for another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.service.recording import events_of
from cases.service.rows import LawSource, ServiceRow, Standing
from cases.service.standing import standing_of
from cases.service.stopped import Stopped, stopped_cases
from cases.service.words import NAMES, TO_THE_PERSON, Delivery, ServedAs
from cases.tables import AccountParty, CaseAccount, Customer
from documents.register import BROUGHT, DocumentRow, ServiceStatus
from documents.words import day
from tasks.assembly import House
from tasks.people import Person
from tasks.withholding import sees_document
from workflows.confidence import marked
from workflows.db import table

_party, _about, _customer = table(AccountParty), table(CaseAccount), table(Customer)
_WENT = {
    Delivery.GIVEN_TO_PRINT_HOUSE: "Given to the print house on {}; that it was posted is not known",
    Delivery.POSTED: "Posted on {}",
    Delivery.HANDED_OVER: "Handed over on {}",
    Delivery.LEFT_AT_ADDRESS: "Left at the address on {}",
    Delivery.EMAILED: "Sent by e-mail on {}",
    Delivery.RETURNED: "Came back on {}",
}
NOT_SERVED = "not_served"
"""Where a document went to one tenant and nothing says that it went to this one."""
_IN_THE_HOUSE = {ServiceStatus.KEPT: "Still in the house", ServiceStatus.WITHDRAWN: "Withdrawn, and never sent"}


@dataclass(frozen=True)
class StepShown:
    """A step to a person as it is judged now, with what came after it; its event says what was worked out then.

    :ivar counts_on: the day on which it counts; ``None``: on none, and ``why`` says why not
    """

    event: int
    counts_on: date | None
    rule: str
    why: str


@dataclass(frozen=True)
class ServiceShown:
    """How the service of a document on one person stands.

    :ivar customer_id: on whom; ``None``: on somebody named in it
    :ivar stage: ``kept``, ``withdrawn``, what happened to it last; or ``not_served``: it went to another tenant alone
    :ivar on: the day of that
    :ivar counts_on: the day on which it counts as served; ``None``: on none, and ``why`` says why not
    :ivar rule: by which rule it counts, marked where it is to confirm
    :ivar must_decide: whether somebody must decide of a step if it was served, and until then it does not count
    :ivar void: whether it was served while a hold was in force, so that it has no effect
    :ivar words: all of it in a sentence or two
    :ivar steps: each step by itself, the earliest first
    """

    customer_id: int | None
    stage: str
    on: date | None
    counts_on: date | None
    rule: str
    why: str
    must_check: bool
    must_decide: bool
    void: bool
    returned_on: date | None
    reason: str
    words: str
    steps: tuple[StepShown, ...] = ()


@dataclass(frozen=True)
class DocumentShown(DocumentRow):
    """A document of the register, and how its service stands on each person to whom it went."""

    service: tuple[ServiceShown, ...]


def documents_shown(
    house: House, session: Session, person: Person, documents: Iterable[DocumentRow]
) -> list[DocumentShown]:
    """Documents as they are shown to somebody."""
    rows = list(documents)
    events = events_of(session, [each.id for each in rows])
    cases = {each.case_id for each in rows if any(one.counts_on for one in events.get(each.id, ()))}
    stopped = stopped_cases(session, cases, house.organisation, person.roles) if cases else {}
    shown = []
    for each in rows:
        known = [_without_proof(house, session, person, each, one) for one in events.get(each.id, ())]
        served = services_of(each, known, stopped.get(each.case_id, ()))
        left = tuple(_not_served(one, known) for one in _left_out(session, each, known))
        shown.append(DocumentShown(**vars(each), service=(*served, *left)))
    return shown


def _left_out(session: Session, document: DocumentRow, events: Sequence[ServiceRow]) -> list[int]:
    """The tenants to whom a document that law deems served went by no step, though it went to another of them."""
    went = [each for each in events if each.stands and each.delivery in TO_THE_PERSON]
    in_law = any(each.served_as not in {"", ServedAs.LETTER} for each in went)
    if not in_law or document.to_named or document.customer_id is not None:
        return []
    query = select(_party.c.customer_id).join(_about, _about.c.account_id == _party.c.account_id)
    query = query.join(_customer, _customer.c.id == _party.c.customer_id)
    # Whoever died is not served themselves: the notice to those who act for them is a document of its own.
    query = query.where(_about.c.case_id == document.case_id, _customer.c.date_of_death.is_(None))
    reached = {each.customer_id for each in went}
    found = session.execute(query.distinct().order_by(_party.c.customer_id)).scalars()
    return [each for each in found if each not in reached]


def _not_served(customer_id: int, events: Sequence[ServiceRow]) -> ServiceShown:
    stands = (each for each in reversed(events) if each.stands)
    what = next(each.served_as for each in stands if each.served_as not in {"", ServedAs.LETTER})
    words = "It went to another tenant, and nothing says that it went to this one: each joint tenant is served."
    return ServiceShown(
        customer_id=customer_id,
        stage=NOT_SERVED,
        on=None,
        counts_on=None,
        rule="",
        why=f"It is {NAMES[ServedAs(what)]}. Serve them, and record how.",
        must_check=False,
        must_decide=False,
        void=False,
        returned_on=None,
        reason="",
        words=words,
    )


def _without_proof(
    house: House, session: Session, person: Person, document: DocumentRow, event: ServiceRow
) -> ServiceRow:
    """An event without its proof, which may say where somebody is, to whoever may not know that."""
    of = replace(document, customer_id=document.customer_id or event.customer_id)
    if not event.proof or sees_document(session, house.organisation.restricted, person.roles, of):
        return event
    return replace(event, proof="a proof that named roles see")


def services_of(
    document: DocumentRow, events: Iterable[ServiceRow], stopped: Sequence[Stopped] = ()
) -> tuple[ServiceShown, ...]:
    """How the service of a document stands: on whom it was written to, or on each person on whom something happened.

    Of a file that somebody brought and with which nothing was done there is none: it may be no document to be served.
    """
    by_person: dict[int | None, list[ServiceRow]] = {}
    for each in events:
        by_person.setdefault(each.customer_id, []).append(each)
    if not by_person and document.kind != BROUGHT:
        by_person = {document.served_on: []}
    stood = {whose: standing_of(rows, stopped) for whose, rows in by_person.items()}
    return tuple(
        _shown(document, whose, standing)
        for whose, standing in stood.items()
        if standing.delivery is not None or document.kind != BROUGHT
    )


def _shown(document: DocumentRow, customer_id: int | None, standing: Standing) -> ServiceShown:
    rule = marked(standing.rule, *standing.confidences) if standing.rule else ""
    return ServiceShown(
        customer_id=customer_id,
        stage=str(standing.delivery or document.service_status),
        on=standing.on,
        counts_on=standing.counts_on,
        rule=rule,
        why=standing.why,
        must_check=standing.must_check,
        must_decide=standing.must_decide,
        void=standing.void,
        returned_on=standing.returned_on,
        reason=standing.reason,
        words=_words(document, standing, rule),
        steps=tuple(
            StepShown(each.event.id, each.counts_on, _marked(each.rule, each.sources), each.why)
            for each in standing.steps
        ),
    )


def _marked(rule: str, sources: Sequence[LawSource]) -> str:
    return marked(rule, *(each.confidence for each in sources)) if rule else ""


def _words(document: DocumentRow, standing: Standing, rule: str) -> str:
    if standing.delivery is None or standing.on is None:
        return f"{_IN_THE_HOUSE.get(document.service_status, 'Nothing is known of how it went')}."
    said = _WENT.get(standing.delivery, "{}").format(day(standing.on))
    if standing.delivery is Delivery.POSTED:
        said += f" ({', '.join((standing.method.replace('_', ' '), standing.proof or 'no proof'))})"
    if standing.delivery is Delivery.RETURNED:
        said += f": {standing.reason.replace('_', ' ')}"
    sentences = [f"{said}."]
    if standing.counts_on:
        check = ", which a person must check" if standing.must_check else ""
        sentences.append(f"Counts as served on {day(standing.counts_on)} by {rule}{check}.")
        if standing.must_decide:
            sentences.append("Somebody must decide whether it was served earlier.")
    elif standing.must_decide:
        sentences.append("Somebody must decide whether it was served: until then it counts on no day.")
    elif standing.void:
        sentences.append("It was served while a hold was in force, and has no effect. Counts as served on no day.")
    elif document.served_as != ServedAs.LETTER and standing.delivery in TO_THE_PERSON | {Delivery.RETURNED}:
        sentences.append("Counts as served on no day.")
    return " ".join(sentences)
