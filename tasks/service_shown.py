"""How documents went to people, as doors show it: what is known, and no more than that, in words.

Given to the print house, posted, counted as served and come back are four things; none is said for another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from cases.notices.copies import notices_of_documents, withdrawn_words
from cases.service.rows import LawSource, Standing
from cases.service.words import NAMES, TO_THE_PERSON, Delivery, ServedAs
from documents.register import DocumentRow, ServiceStatus
from documents.words import day
from tasks.assembly import House
from tasks.people import Person
from tasks.service_stands import DocumentStands, documents_stand
from tasks.withholding import sees_document
from workflows.confidence import marked

_WENT = {
    Delivery.GIVEN_TO_PRINT_HOUSE: "Given to the print house on {}; that it was posted is not known",
    Delivery.POSTED: "Posted on {}",
    Delivery.HANDED_OVER: "Handed over on {}",
    Delivery.LEFT_AT_ADDRESS: "Left at the address on {}",
    Delivery.EMAILED: "Sent by e-mail on {}",
    Delivery.RETURNED: "Came back on {}",
}
NOT_SERVED = "not_served"
"""Where a document went to a tenant, and no step counts as service on this one of several."""
_EACH = "each joint tenant is served."
_NOT_BY_THAT = f"Nothing that was done served this tenant: {_EACH}"
_A_COPY = "Have one made for each tenant, of the same day, serve theirs on them, and record how at it."
_THEN = "Serve them, and record how; where they are a tenant no more, a new notice is served on whoever is one now."
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
    :ivar stage: ``kept``, ``withdrawn``, what happened to it last; or ``not_served``: of joint tenants, no step counts
        as service on this one, nor would if somebody decided so
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
    """A document of the register, and how its service stands on each person to whom it went.

    :ivar notice: that the notice of which it is a copy was withdrawn; empty: it was not, or it is none
    """

    service: tuple[ServiceShown, ...]
    notice: str = ""


def documents_shown(
    house: House, session: Session, person: Person, documents: Iterable[DocumentRow]
) -> list[DocumentShown]:
    """Documents as they are shown to somebody."""
    stand = documents_stand(house, session, person.roles, documents)
    of = notices_of_documents(session, [each.document.id for each in stand])
    shown = [document_shown(house, session, person, each) for each in stand]
    return [replace(each, notice=withdrawn_words(of[each.id])) if each.id in of else each for each in shown]


def document_shown(house: House, session: Session, person: Person, stands: DocumentStands) -> DocumentShown:
    """A document as it is shown to somebody, by how its service stands."""
    row, missing = stands.document, stands.not_served
    known = tuple(
        _shown(row, whose, _without_proof(house, session, person, row, whose, standing), missing=whose in missing)
        for whose, standing in stands.on.items()
    )
    left = tuple(_not_served(each, row, stands.served_as) for each in missing if each not in stands.on)
    return DocumentShown(**vars(row), service=(*known, *left))


def _not_served(customer_id: int, document: DocumentRow, served_as: ServedAs) -> ServiceShown:
    own = document.served_on is not None
    return ServiceShown(
        customer_id=customer_id,
        stage=NOT_SERVED,
        on=None,
        counts_on=None,
        rule="",
        why=f"It is {NAMES[served_as]}. {_A_COPY if own else _THEN}",
        must_check=False,
        must_decide=False,
        void=False,
        returned_on=None,
        reason="",
        words=(
            f"It {'was made for' if own else 'went to'} another tenant, and nothing says that "
            f"{'one of their own served' if own else 'it went to'} this one: {_EACH}"
        ),
    )


def _without_proof(
    house: House, session: Session, person: Person, document: DocumentRow, whose: int | None, standing: Standing
) -> Standing:
    """The same without its proof, which may say where somebody is, for whoever may not know that."""
    of = replace(document, customer_id=document.customer_id or whose)
    if not standing.proof or sees_document(session, house.organisation.restricted, person.roles, of):
        return standing
    return replace(standing, proof="a proof that named roles see")


def _shown(document: DocumentRow, customer_id: int | None, standing: Standing, *, missing: bool) -> ServiceShown:
    rule = marked(standing.rule, *standing.confidences) if standing.rule else ""
    return ServiceShown(
        customer_id=customer_id,
        stage=NOT_SERVED if missing else str(standing.delivery or document.service_status),
        on=standing.on,
        counts_on=standing.counts_on,
        rule=rule,
        why=f"{standing.why} {_THEN}".strip() if missing else standing.why,
        must_check=standing.must_check,
        must_decide=standing.must_decide,
        void=standing.void,
        returned_on=standing.returned_on,
        reason=standing.reason,
        words=f"{_words(document, standing, rule)} {_NOT_BY_THAT}" if missing else _words(document, standing, rule),
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
