"""Which steps count on no day until somebody who leads decides: those told late, that restore or advance a day. Pure.

Whoever records what happened may be mistaken, or in need of a day. So what is told after somebody decided, or after
it came back, and is said to have happened before that, moves nothing by itself; nor does what is said to have
happened before a step that counts already. What is done anew, after that, is another step and counts by itself.
"""

from collections.abc import Sequence

from cases.calculating.counting import said
from cases.service.rows import ServiceRow
from cases.service.words import DECISIONS, TO_THE_PERSON, Delivery
from workflows.clock import london_date


def why_it_waits(step: ServiceRow, events: Sequence[ServiceRow]) -> str:
    """Why a step that counts by law waits, in a sentence; empty: it does not.

    :param events: all that happened to the document on the person, with what was corrected
    """
    before = [each for each in events if each.id < step.id]
    for each in reversed(before):
        if each.delivery in DECISIONS and not _after_decision(step, each):
            return (
                f"It was recorded after {said(london_date(each.recorded_at))}, when somebody decided whether the "
                "document was served, and is said to have happened by then."
            )
        if each.delivery is Delivery.RETURNED and (step.happened_on < each.happened_on or _again(step, each, before)):
            return (
                f"It was recorded after the document had come back on {said(each.happened_on)}, and is said to have "
                "happened before that."
            )
    later = next((each for each in before if _would_advance(step, each)), None)
    if later is None:
        return ""
    return f"It was recorded after event {later.id}, by which the document counted later."


def _after_decision(step: ServiceRow, decision: ServiceRow) -> bool:
    """Whether it happened after a decision; of what is known by the day alone only what is of a later day did."""
    if step.happened_at is not None:
        return step.happened_at > decision.recorded_at
    return step.happened_on > london_date(decision.recorded_at)


def _again(step: ServiceRow, back: ServiceRow, before: Sequence[ServiceRow]) -> bool:
    """Whether it says once more, or otherwise, what was said to have happened before the document came back."""
    known = [each for each in before if each.id < back.id and each.delivery in TO_THE_PERSON]
    same = (step.delivery, step.happened_on)
    return step.happened_on <= back.happened_on and any((each.delivery, each.happened_on) == same for each in known)


def _would_advance(step: ServiceRow, other: ServiceRow) -> bool:
    """Whether it would move a day on which another step counts, or the step that it corrects did, to an earlier one."""
    if other.delivery not in TO_THE_PERSON or other.counts_on is None or step.counts_on is None:
        return False
    if step.happened_at is not None and other.happened_at is not None:
        at = step.happened_at < other.happened_at
    else:
        at = step.happened_on < other.happened_on
    return step.counts_on < other.counts_on and (at or step.corrects_id == other.id)
