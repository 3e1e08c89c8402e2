"""What may be recorded after what happened before: nothing twice, no return of what never went. Pure."""

from collections.abc import Sequence
from datetime import date

from cases.service.checking import ServiceNotUnderstood
from cases.service.rows import ServiceRow, ServiceSaid
from cases.service.standing import may_have_come_back, return_of
from cases.service.words import DECISIONS, OF_COURT, TO_THE_PERSON, Delivery, ServedAs
from workflows.errors import NotFound, Refused


class NeverWentOut(Refused):
    """This document has not left the house."""


class RecordedAlready(Refused):
    """This is recorded already."""


class NoSuchEvent(NotFound):
    """There is no such event of this document."""


def must_be_new(before: Sequence[ServiceRow], said: ServiceSaid, day: date) -> None:
    """Refuses what is recorded already, so that two who have the same docket record it once.

    Posted twice is posted to another place, by another post, or again with the reason why.

    :param before: the events of the document on the person, without one that is corrected by this
    :raises RecordedAlready: with what to do instead
    """
    if said.delivery in {Delivery.PROOF_RECEIVED, Delivery.MISTAKEN}:
        return
    for each in before:
        if each.delivery != said.delivery or not each.stands:
            continue
        if each.delivery is Delivery.POSTED:
            same = (each.happened_on, each.method, each.place) == (day, said.method, said.place.strip())
            again = not said.note.strip() and return_of(each, before) is None
        else:
            same, again = (each.happened_on, each.happened_at) == (day, said.at), False
        if same or again:
            more = " Where it was posted once more, say in the note why." if again and not same else ""
            raise RecordedAlready(
                f"{_recorded(each)}. Where that is wrong, correct that event.{more}",
                field="note" if more else "delivery",
            )


def came_back_by(before: Sequence[ServiceRow], day: date, named: int | None) -> ServiceRow | None:
    """The step that came back; ``None``: nothing says that it was posted, only that the print house had it.

    :param before: the events of the document on the person
    :param named: as it is said
    :raises NeverWentOut: nothing says that it went
    :raises ServiceNotUnderstood: it came back before it went, or it is not said which of several came back
    :raises RecordedAlready: that it came back is recorded
    """
    must_have_gone_out(before, day)
    went = may_have_come_back(before, day)
    if named is not None:
        went = [each for each in before if each.stands and each.delivery in TO_THE_PERSON]
        went = [each for each in went if each.id == named and each.happened_on <= day]
        if not went:
            raise ServiceNotUnderstood(
                f"No step with the number {named} took the document to the person by that day. Look at its events.",
                field="event",
            )
    there = [each for each in before if each.stands and each.delivery is Delivery.RETURNED]
    left = [each for each in went if return_of(each, before) is None]
    if there and not left:
        raise RecordedAlready(f"{_recorded(there[-1])}. Where that is wrong, correct that event.")
    if len(left) > 1:
        listed = ", ".join(f"{each.id} ({_words(each)}, {each.happened_on:%-d %B %Y})" for each in left)
        raise ServiceNotUnderstood(f"It went more than once. Say which came back: one of {listed}.", field="event")
    return left[0] if left else None


def must_have_gone_out(before: Sequence[ServiceRow], day: date) -> None:
    """Refuses the return of what never went out, or went out later.

    :param before: the events of the document on the person
    :raises NeverWentOut: nothing says that it went
    :raises ServiceNotUnderstood: it came back before it went
    """
    went = TO_THE_PERSON | {Delivery.GIVEN_TO_PRINT_HOUSE}
    out = [each for each in before if each.stands and each.delivery in went]
    if not out:
        raise NeverWentOut(
            "Nothing says that this document left the house, so it cannot have come back. Check its number on the "
            "letter; or record first how it went out."
        )
    first = min(each.happened_on for each in out)
    if day < first:
        raise ServiceNotUnderstood(f"It went out on {first:%-d %B %Y}, and did not come back before.", field="on")


def corrected(before: Sequence[ServiceRow], event_id: int) -> ServiceRow:
    """The event that is corrected.

    :param before: all events of the document
    :raises NoSuchEvent: this document has none of that number
    :raises RecordedAlready: it was corrected
    """
    found = next((each for each in before if each.id == event_id), None)
    if found is None:
        raise NoSuchEvent(f"This document has no event with the number {event_id}.", field="corrects")
    if found.corrected_by is not None:
        raise RecordedAlready(
            f"Event {event_id} was corrected already, by event {found.corrected_by}. Correct that one.",
            field="corrects",
        )
    if found.delivery is Delivery.GIVEN_TO_PRINT_HOUSE:
        raise ServiceNotUnderstood(
            "That the print house was given the file stands in its manifest and is not corrected by hand.",
            field="corrects",
        )
    if found.delivery in DECISIONS:
        raise ServiceNotUnderstood(
            "What was decided is not corrected: whoever may decide it decides it anew, with the reason.",
            field="corrects",
        )
    return found


def must_be_decided(step: ServiceRow, *, served: bool, on: date | None, today: date) -> date:
    """Refuses what cannot be decided of a step; gives the day since when it was not served, or on which it was.

    :param on: as it is said
    :raises ServiceNotUnderstood: it is no document that law deems served, or the day cannot be
    """
    if step.served_as in {"", ServedAs.LETTER}:
        raise ServiceNotUnderstood(
            "It is no document of which law says that it is served, so there is nothing to decide.", field="event"
        )
    day = on or (step.counts_on if served else today)
    if day is None or (served and step.served_as in OF_COURT and day != step.counts_on):
        sentence = (
            "By the rules of court it is served on the day that they say, or not at all: leave the day out, or ask "
            "whoever conducts the claim."
            if step.served_as in OF_COURT
            else "No law says on which day this step served it: say the day on which the person had it, as is proved."
        )
        raise ServiceNotUnderstood(sentence, field="on")
    earliest = step.counts_on or step.happened_on if served else step.happened_on
    if day < earliest:
        raise ServiceNotUnderstood(
            f"That was not before {earliest:%-d %B %Y}: the document went on {step.happened_on:%-d %B %Y}"
            + (f", and by law arrives by {earliest:%-d %B %Y}." if served and step.counts_on else "."),
            field="on",
        )
    if served and step.delivery is Delivery.POSTED and day <= step.happened_on:
        raise ServiceNotUnderstood(
            f"It was posted on {step.happened_on:%-d %B %Y}, and post does not arrive on that day: say the day on "
            "which they had it. If it was handed to them or left, record that as a step of its own.",
            field="on",
        )
    if day > today and day != step.counts_on:
        raise ServiceNotUnderstood("What is decided lies behind: say a day not later than today.", field="on")
    return day


def _recorded(event: ServiceRow) -> str:
    return f"That it was {_words(event)} is recorded already, on {event.happened_on:%-d %B %Y} (event {event.id})"


def _words(event: ServiceRow) -> str:
    return event.delivery.replace("_", " ")
