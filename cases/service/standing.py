"""How the service of a document stands, by all that happened to it."""

from collections.abc import Iterable

from cases.service.rows import ServiceRow, Standing
from cases.service.words import TO_THE_PERSON, Delivery, PostedBy


def standing_of(events: Iterable[ServiceRow]) -> Standing:
    """How the service of one document stands; that it counts as served is one thing, that it came back another."""
    stood = sorted((each for each in events if each.stands), key=_in_order)
    out = [each for each in stood if each.delivery in TO_THE_PERSON]
    back = [each for each in stood if each.delivery is Delivery.RETURNED]
    moved = [each for each in stood if each.delivery is not Delivery.PROOF_RECEIVED]
    if not moved:
        return Standing()
    undone = any(each.undoes for each in back)
    counting = [each for each in out if each.counts_on and not (undone and each.method == PostedBy.SIGNED_FOR)]
    by = min(counting, key=lambda each: (each.counts_on, each.id)) if counting else None
    last, told = moved[-1], by or (back[-1] if undone else out[-1] if out else moved[-1])
    return Standing(
        delivery=last.delivery,
        on=last.happened_on,
        method=last.method,
        proof=next((each.proof for each in reversed(stood) if each.proof), ""),
        counts_on=by.counts_on if by else None,
        rule=by.rule if by else "",
        why=told.why,
        must_check=bool(by and by.must_check),
        confidences=tuple(sorted({source.confidence for source in told.sources})),
        returned_on=back[-1].happened_on if back else None,
        reason=back[-1].reason if back else "",
    )


def _in_order(event: ServiceRow) -> tuple[bool, object, int]:
    """The print house had it first, whenever that was noted; then by day."""
    return event.delivery is not Delivery.GIVEN_TO_PRINT_HOUSE, event.happened_on, event.id
