"""What it means in law that post came back; no more than its source says. Pure."""

from dataclasses import dataclass

from cases.service.rows import LawSource, ServiceRow
from cases.service.words import OF_COURT, Delivery, PostedBy
from workflows.confidence import TO_CONFIRM

_COURT = LawSource("CPR 6.14, 6.26", "CPR 6.14 and 6.26 (deemed by the step; a return is not spoken of)", TO_CONFIRM)
_SIGNED = LawSource(
    "LPA 1925 s.196(4)", "Law of Property Act 1925 s.196(4), where the tenancy imports it", TO_CONFIRM
)  # fmt: skip
_CONTRARY = LawSource(
    "Interpretation Act 1978 s.7", "Interpretation Act 1978 s.7 (unless the contrary is proved)", TO_CONFIRM
)


@dataclass(frozen=True)
class Effect:
    """What it means in law that post came back.

    :ivar undoes: whether the step that came back does not count as service
    :ivar asks: whether somebody must decide that, and it counts on no day until they have
    """

    sentence: str
    sources: tuple[LawSource, ...] = ()
    undoes: bool = False
    asks: bool = False


def effect_of_return(step: ServiceRow | None) -> Effect:
    """What it means that a step came back, judged by itself: a later delivery by hand is another step.

    :param step: that came back; ``None``: none is known by which it went
    """
    if step is None or step.counts_on is None:
        return Effect("It counted as served on no day, so its return changes nothing in law: it did not arrive.")
    if step.served_as in OF_COURT:
        return Effect(
            "A document of a claim is deemed served by the step that was taken, so its return does not by itself undo "
            "that. Tell whoever conducts the claim.",
            (_COURT,),
        )
    if step.to_the_person:
        return Effect("They were handed it themselves, so that it came back later does not undo that they had it.")
    if step.delivery is Delivery.POSTED and step.method == PostedBy.SIGNED_FOR and step.clause:
        return Effect(
            "A letter that is signed for counts under section 196(4) only if it is not returned undelivered, so it "
            "does not count as served. Serve it again, by hand.",
            (_SIGNED,),
            undoes=True,
        )
    return Effect(
        "Its return does not by itself undo that it counts as served, but it may prove the contrary: somebody must "
        "decide, and until then it counts on no day. The safe way is to serve it again, by hand.",
        (_CONTRARY,),
        asks=True,
    )
