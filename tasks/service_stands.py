"""How the service of documents stands: on each person to whom one went, and on each tenant to whom it should have."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from cases.people.deaths import days_of_death
from cases.service.recording import events_of
from cases.service.rows import ServiceRow, Standing
from cases.service.standing import decision_on, standing_of
from cases.service.stopped import Stopped, stopped_cases
from cases.service.tenants import Party, day_of_service, parties_of_cases, tenants_on
from cases.service.words import Delivery, ServedAs
from documents.copies import Alike, copies_for_others
from documents.register import BROUGHT, DocumentRow
from tasks.assembly import House


@dataclass(frozen=True)
class DocumentStands:
    """How the service of a document stands.

    :ivar on: person → how it stands on them; ``None``: somebody who is named in it
    :ivar not_served: of the joint tenants of the day on which it went, those on whom no step counts or may yet count
    :ivar given_up: whether somebody decided of every step that it served nobody
    """

    document: DocumentRow
    on: Mapping[int | None, Standing] = field(default_factory=dict)
    not_served: tuple[int, ...] = ()
    given_up: bool = False

    @property
    def served_as(self) -> ServedAs:
        """What the document is in law, by what was said last of a step that stands."""
        steps = [step.event for each in self.on.values() for step in each.steps if step.event.in_law]
        return ServedAs(max(steps, key=lambda each: each.id).served_as) if steps else ServedAs.LETTER

    @property
    def in_doubt(self) -> bool:
        """Whether somebody must decide about it, it was served in a hold, or a joint tenant was not served."""
        waits = any(each.must_decide or each.void for each in self.on.values())
        return waits or (bool(self.not_served) and not self.given_up)


def documents_stand(
    house: House, session: Session, roles: Collection[str], documents: Iterable[DocumentRow]
) -> list[DocumentStands]:
    """How the service of each of some documents stands, in their order.

    :param roles: of whoever reads it: of what they may not see they are told no more than that there is something
    """
    rows = list(documents)
    every = [*rows, *copies_for_others(session, rows)]
    events = events_of(session, [each.id for each in every])
    served = {one.customer_id for each in events.values() for one in each if one.counts_on}
    died = days_of_death(session, {each for each in served if each is not None})
    cases = {each.case_id for each in rows if any(one.in_law for one in events.get(each.id, ()))}
    stopped = stopped_cases(session, cases, house.organisation, roles) if cases else {}
    parties = parties_of_cases(session, cases) if cases else {}
    on = {each.id: _on_each(each, events.get(each.id, []), stopped.get(each.case_id, []), died) for each in every}
    by_own: dict[Alike, set[int]] = {}
    for each in every:
        if each.served_on is not None and _may_count(on[each.id].get(each.served_on)):
            by_own.setdefault(Alike.of(each), set()).add(each.served_on)
    return [
        _stands(
            each, on[each.id], events.get(each.id, []), parties.get(each.case_id, []), by_own.get(Alike.of(each), ())
        )
        for each in rows
    ]


def _on_each(
    document: DocumentRow, events: Iterable[ServiceRow], stopped: list[Stopped], died: Mapping[int, date]
) -> dict[int | None, Standing]:
    """How a document stands on each to whom it went.

    Of a file that somebody brought and with which nothing was done nothing stands: it may be none to be served.
    """
    by_person = _by_person(events)
    if not by_person and document.kind != BROUGHT:
        by_person = {document.served_on: []}
    return {
        whose: standing_of(theirs, stopped, died.get(whose) if whose is not None else None)
        for whose, theirs in by_person.items()
    }


def _by_person(events: Iterable[ServiceRow]) -> dict[int | None, list[ServiceRow]]:
    found: dict[int | None, list[ServiceRow]] = {}
    for each in events:
        found.setdefault(each.customer_id, []).append(each)
    return found


def _stands(
    document: DocumentRow,
    on: Mapping[int | None, Standing],
    events: list[ServiceRow],
    parties: list[Party],
    by_own: Collection[int],
) -> DocumentStands:
    missing = _not_served(document, on, parties, by_own)
    shown = {
        whose: standing
        for whose, standing in on.items()
        if standing.delivery is not None or (document.kind != BROUGHT and whose not in missing)
    }
    return DocumentStands(document, shown, missing, _is_given_up(on, _by_person(events)))


def _not_served(
    document: DocumentRow, on: Mapping[int | None, Standing], parties: Iterable[Party], by_own: Collection[int]
) -> tuple[int, ...]:
    """The joint tenants on whom no step counts, or may count once somebody has decided.

    Of the one tenant on whom alone it was served it is said how that stands, and nobody is left out.

    :param by_own: the tenants whom a copy of their own served, or may have
    """
    day = day_of_service(step for each in on.values() for step in each.steps)
    if day is None or document.to_named:
        return ()
    tenants = tenants_on(parties, day)
    if len({*tenants, *(whose for whose, each in on.items() if each.steps)}) < 2:
        return ()
    return tuple(each for each in tenants if each not in by_own and not _may_count(on.get(each)))


def _may_count(standing: Standing | None) -> bool:
    return standing is not None and bool(standing.counts_on or standing.must_decide or standing.void)


def _is_given_up(on: Mapping[int | None, Standing], events: Mapping[int | None, list[ServiceRow]]) -> bool:
    steps = [(step.event, events[whose]) for whose, each in on.items() for step in each.steps if step.event.in_law]
    decided = [decision_on(step, theirs) for step, theirs in steps]
    return all(each is not None and each.delivery is Delivery.FOUND_NOT_SERVED for each in decided)
