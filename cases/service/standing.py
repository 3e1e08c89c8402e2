"""How the service of a document on one person stands: each step judged by itself, and which of them counts. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cases.calculating.counting import said
from cases.service.died import under_death
from cases.service.effects import effect_of_return
from cases.service.rows import Judged, LawSource, ServiceRow, Standing
from cases.service.stopped import Stopped
from cases.service.waiting import why_it_waits
from cases.service.words import DECISIONS, TO_THE_PERSON, Delivery, ServedAs
from workflows.confidence import TO_CONFIRM

_ARRIVAL = LawSource(
    "Interpretation Act 1978 s.7", "Interpretation Act 1978 s.7 (service by post is effected on arrival)", TO_CONFIRM
)


def standing_of(events: Iterable[ServiceRow], stopped: Sequence[Stopped] = (), died_on: date | None = None) -> Standing:
    """How the service of one document on one person stands; that it counts is one thing, that it came back another.

    It counts from the earliest day on which one of its steps does; what would count earlier and waits is told with it.

    :param stopped: the holds over the debts of its case in which nothing may be served
    :param died_on: the day on which the person died, as is known now; ``None``: none is
    """
    every = list(events)
    stood = sorted((each for each in every if each.stands), key=_in_order)
    back = [each for each in stood if each.delivery is Delivery.RETURNED]
    moved = [each for each in stood if each.delivery not in {Delivery.PROOF_RECEIVED, *DECISIONS}]
    if not moved:
        return Standing()
    steps = tuple(_judged(each, every, stopped, died_on) for each in stood if each.delivery in TO_THE_PERSON)
    counting = [each for each in steps if each.counts_on]
    by = min(counting, key=lambda each: (each.counts_on, each.event.id)) if counting else None
    open_one = next((each for each in reversed(steps) if each.must_decide or each.void), None)
    late = next((each for each in steps if by and each.late and _earlier(each, by)), None)
    told = by or open_one or (steps[-1] if steps else None)
    last = moved[-1]
    return Standing(
        delivery=last.delivery,
        on=last.happened_on,
        method=last.method,
        proof=next((each.proof for each in reversed(stood) if each.proof), ""),
        counts_on=by.counts_on if by else None,
        rule=by.rule if by else "",
        why=_why(told, by, steps, late) if told else last.why,
        must_check=bool(by and by.must_check),
        must_decide=late is not None or (by is None and any(each.must_decide for each in steps)),
        void=by is None and any(each.void for each in steps),
        confidences=tuple(sorted({source.confidence for source in told.sources})) if told else (),
        steps=steps,
        by=by.event.id if by else None,
        returned_on=back[-1].happened_on if back else None,
        reason=back[-1].reason if back else "",
    )


def step_of(event: ServiceRow, events: Sequence[ServiceRow]) -> ServiceRow | None:
    """The step of which a return or a decision speaks, as it stands; ``None``: none that stands.

    Of a return that names none it is the last that may have come back by then.

    :param events: all that happened to the document, with what was corrected
    """
    if event.about_id is None:
        # What was sent on the very day, and noted after the return, was sent again.
        before = (each for each in events if each.id < event.id or each.happened_on < event.happened_on)
        theirs = [each for each in before if each.customer_id == event.customer_id]
        went = may_have_come_back(theirs, event.happened_on)
        return went[-1] if went else None
    known = {each.id: each for each in events}
    found = known.get(event.about_id)
    while found is not None and found.corrected_by is not None:  # what it speaks of was put right since
        found = known.get(found.corrected_by)
    return found if found is not None and found.stands else None


def may_have_come_back(events: Iterable[ServiceRow], by: date) -> list[ServiceRow]:
    """The steps by which a document may have gone that came back by a day: post where any was, else any.

    Where the print house had it and nobody knows that it was posted, that is what came back, and no step.
    """
    stood = sorted((each for each in events if each.stands and each.happened_on <= by), key=_in_order)
    if posted := [each for each in stood if each.delivery is Delivery.POSTED]:
        return posted
    given = any(each.delivery is Delivery.GIVEN_TO_PRINT_HOUSE for each in stood)
    return [] if given else [each for each in stood if each.delivery in TO_THE_PERSON]


def return_of(step: ServiceRow, events: Sequence[ServiceRow]) -> ServiceRow | None:
    """The event by which a step came back; ``None``: it did not."""
    back = (each for each in events if each.stands and each.delivery is Delivery.RETURNED)
    return next((each for each in back if step_of(each, events) == step), None)


def withdrawn_return_of(step: ServiceRow, events: Sequence[ServiceRow]) -> ServiceRow | None:
    """The event that said that a step came back, and was put right into nothing since; ``None``: there is none."""
    back = (each for each in events if each.corrected_by is not None and each.delivery is Delivery.RETURNED)
    return next((each for each in back if step_of(each, events) == step), None)


def sent_again_on(events: Sequence[ServiceRow]) -> date | None:
    """Of a document that came back, the first day on which it went by a step that did not; ``None``: by none.

    :param events: all that happened to the document on one person
    """
    steps = (each for each in events if each.stands and each.delivery in TO_THE_PERSON)
    return min((each.happened_on for each in steps if return_of(each, events) is None), default=None)


def decision_on(step: ServiceRow, events: Sequence[ServiceRow]) -> ServiceRow | None:
    """What was decided last of a step; ``None``: nothing.

    That it was served was found of what was said then: where the step was corrected since it must be found anew.
    """
    found = [each for each in events if each.delivery in DECISIONS and step_of(each, events) == step]
    last = found[-1] if found else None
    return None if last and last.delivery is Delivery.FOUND_SERVED and last.about_id != step.id else last


def _judged(step: ServiceRow, events: Sequence[ServiceRow], stopped: Sequence[Stopped], died_on: date | None) -> Judged:
    by_law = Judged(step, step.counts_on, step.rule, step.why, step.must_check, sources=step.sources)
    decided = decision_on(step, events)
    if decided is not None and decided.delivery is Delivery.FOUND_NOT_SERVED:
        return replace(by_law, counts_on=None, rule="", why=decided.why, sources=decided.sources)
    if decided is not None:
        found = replace(
            by_law, counts_on=decided.counts_on, rule=decided.rule, why=decided.why, sources=decided.sources
        )
        found = under_death(replace(found, must_check=False), died_on, decided)
        return _under_holds(found, stopped, decided)
    found = by_law if by_law.counts_on is None else _undecided(by_law, events)
    return _under_holds(under_death(found, died_on), stopped)


def _undecided(by_law: Judged, events: Sequence[ServiceRow]) -> Judged:
    """A step that counts by law and of which nobody decided: what its return does, and what was told late."""
    step = by_law.event
    back, effect = return_of(step, events), effect_of_return(step)
    if back is not None and (back.undoes or effect.undoes):
        why = effect.sentence if effect.undoes else back.why
        return replace(by_law, counts_on=None, rule="", why=why, sources=back.sources or effect.sources)
    if back is not None and effect.asks:
        why = f"It came back on {said(back.happened_on)}. {effect.sentence} {_would(by_law)}"
        return by_law.waiting(why, back.sources or effect.sources)
    withdrawn = withdrawn_return_of(step, events) if back is None and (effect.asks or effect.undoes) else None
    because = (
        f"It was recorded that it came back on {said(withdrawn.happened_on)}, and later that this was a mistake."
        if withdrawn is not None
        else why_it_waits(step, events)
    )
    if because:
        why = f"{because} Until somebody who leads decides whether it was served, it counts on no day. {_would(by_law)}"
        return replace(by_law.waiting(why, by_law.sources), late=True)
    return by_law if back is None else replace(by_law, why=f"{by_law.why} {effect.sentence}".strip())


def _would(by_law: Judged) -> str:
    return f"It would count on {said(by_law.event.counts_on or by_law.event.happened_on)} by {by_law.rule}."


def _under_holds(judged: Judged, stopped: Sequence[Stopped], decided: ServiceRow | None = None) -> Judged:
    """What follows where a hold was in force: of what nobody deems served nothing does.

    :param decided: by what it was found served; of a hold that was placed later nobody thought then
    """
    step = judged.event
    if (step.counts_on is None and judged.counts_on is None) or step.served_as == ServedAs.LETTER:
        return judged
    on = step.happened_on
    over = [each for each in stopped if each.days.covers(on)]
    if (void := next((each for each in over if each.void), None)) is not None:
        sources = (*judged.sources, void.source)
        return Judged(step, None, "", void.sentence(on), must_check=False, void=True, sources=sources)
    if over:
        return replace(judged, must_check=True, why=f"{judged.why} {over[0].sentence(on)}".strip())
    day = judged.counts_on
    reached = [each for each in stopped if day is not None and each.void and each.days.meets(on, day)]
    if day is None or not reached:
        return judged
    arrives = f"{judged.why} It was sent before {reached[0].words}, and would reach them in it".strip()
    if decided is not None and all(each.days.hold.placed_at <= decided.recorded_at for each in reached):
        return replace(judged, must_check=True, why=f"{arrives}: somebody decided that, and somebody must check it.")
    why = (
        f"{arrives}: what is posted is served when it arrives, so it counts on no day until somebody decides. It would "
        f"count on {said(day)} by {judged.rule}."
    )
    return judged.waiting(why, (*judged.sources, _ARRIVAL))


def _earlier(waiting: Judged, by: Judged) -> bool:
    return bool(waiting.event.counts_on and by.counts_on and waiting.event.counts_on < by.counts_on)


def _why(told: Judged, by: Judged | None, steps: Sequence[Judged], late: Judged | None) -> str:
    if by is None or len(steps) == 1:
        return told.why
    why = f"{told.why} Of its {len(steps)} steps this is the one that counts earliest (event {by.event.id})."
    return why if late is None else f"{why} Event {late.event.id} would count earlier, and waits. {late.why}"


def _in_order(event: ServiceRow) -> tuple[bool, object, int]:
    """The print house had it first, whenever that was noted; then by day."""
    return event.delivery is not Delivery.GIVEN_TO_PRINT_HOUSE, event.happened_on, event.id
