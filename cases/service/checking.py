"""What is no service is refused, with a sentence for the field that is wrong. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from cases.service.rows import ServiceSaid
from cases.service.words import (
    BY_PEOPLE,
    TO_THE_MINUTE,
    CameBack,
    Delivery,
    PostedBy,
    ServedAs,
    TakenBy,
)
from workflows.clock import london_date, start_of_day
from workflows.errors import Malformed

LONGEST = {"place": 500, "clause": 500, "note": 2000}
"""Characters; of the others :data:`LINE`."""
LINE = 200
TEXTS = ("place", "done_by", "handed_to", "relation", "witness", "proof", "clause", "note")
_NO_CLAUSE = re.compile(r"(?!no\.? ?\d)(?:no|not|none|nil|n/?a|unknown|yes|tbc)\b", re.IGNORECASE)
"""What is written where there is no clause; "No. 5" is one."""


class ServiceNotUnderstood(Malformed):
    """What happened to a document is not described as service is.

    Its fact ``field`` says what is wrong.
    """


def must_be_right(said: ServiceSaid, now: datetime, first: date) -> date:
    """Refuses what is no service; gives the day of it.

    :param first: the earliest day on which it may have happened
    :raises ServiceNotUnderstood: something is lacking, unknown or in the future
    """
    _must_be_one_of(said.delivery, BY_PEOPLE, "delivery")
    for name in TEXTS:
        if len(getattr(said, name)) > LONGEST.get(name, LINE):
            raise ServiceNotUnderstood(f"Write at most {LONGEST.get(name, LINE)} characters.", field=name)
    day = _day(said, now, first)
    if said.delivery == Delivery.MISTAKEN and (said.corrects is None or not said.note.strip()):
        raise ServiceNotUnderstood(
            "Say which event did not happen, and how you know; it stays in the record with what you say.", field="note"
        )
    if said.delivery == Delivery.POSTED:
        _must_be_one_of(said.method, tuple(PostedBy), "method")
    elif said.method:
        raise ServiceNotUnderstood("By which post is said of what was posted alone. Leave it empty.", field="method")
    if said.delivery in TO_THE_MINUTE:
        _must_say(
            said.place, "place", "Say where exactly: at which door, in whose letter box, to which e-mail address."
        )
        _must_say(said.done_by, "done_by", "Say who did it: their name is wanted for a certificate of service.")
    _must_say_who_took_it(said)
    _must_be_a_clause(said.clause)
    if said.delivery == Delivery.EMAILED and "@" not in said.place:
        raise ServiceNotUnderstood("Say to which e-mail address it went.", field="place")
    if said.delivery == Delivery.PROOF_RECEIVED and not said.proof.strip() and said.proof_document is None:
        raise ServiceNotUnderstood(
            "Say which proof it is: a certificate of posting, a tracking number, the print house's number, or a file.",
            field="proof",
        )
    if said.served_as:
        _must_be_one_of(said.served_as, tuple(ServedAs), "served_as")
    return day


def _must_say_who_took_it(said: ServiceSaid) -> None:
    """Who took it is a fact of its own: with the person themselves alone it is personal service."""
    if said.delivery != Delivery.HANDED_OVER:
        for name in ("taken_by", "handed_to", "relation"):
            if getattr(said, name).strip():
                raise ServiceNotUnderstood(
                    "Who took it is said of what was handed over alone. Leave it empty.", field=name
                )
        return
    if said.taken_by not in list(TakenBy):
        raise ServiceNotUnderstood(
            f"Say who took it: {TakenBy.THE_PERSON}, or {TakenBy.SOMEBODY_ELSE} with their name and what they are to "
            "the person. Only what the person themselves took was handed to them.",
            field="taken_by",
        )
    if said.taken_by == TakenBy.SOMEBODY_ELSE:
        _must_say(said.handed_to, "handed_to", "Say who took it, by name, or how they described themselves.")
        _must_say(said.relation, "relation", "Say what they are to the person, such as: her son, aged 12.")
    elif said.handed_to.strip() or said.relation.strip():
        field = "handed_to" if said.handed_to.strip() else "relation"
        raise ServiceNotUnderstood(
            "The person themselves took it, by what you say, so nobody else did. Leave this empty, or say that "
            "somebody else took it.",
            field=field,
        )


def _must_be_a_clause(clause: str) -> None:
    """Refuses what names no clause: it would be counted as one by which the notice may be served so."""
    said = clause.strip()
    if said and (_NO_CLAUSE.match(said) or not re.search(r"\d|[^\W\d_]{3}.*\s.*[^\W\d_]{3}", said)):
        raise ServiceNotUnderstood(
            f"{said[:60]!r} names no clause of the tenancy agreement. Write its number or its words, such as: clause "
            "9.2 (service of notices); or leave it empty where the agreement has none.",
            field="clause",
        )


def _day(said: ServiceSaid, now: datetime, first: date) -> date:
    if said.at is None and said.delivery in TO_THE_MINUTE:
        raise ServiceNotUnderstood("Say when, to the minute: the hour decides on which day it counts.", field="at")
    if said.at is not None and said.at.tzinfo is None:
        raise ServiceNotUnderstood("Say the moment with its zone, such as 2026-03-02T14:30:00Z.", field="at")
    if said.at is None and said.on is None:
        raise ServiceNotUnderstood("Say on which day it was.", field="on")
    if said.at > now if said.at is not None else said.on is not None and said.on > london_date(now):
        raise ServiceNotUnderstood("What is recorded lies behind: say when it was, not later than now.", field="on")
    if said.at < start_of_day(first) if said.at is not None else said.on is not None and said.on < first:
        raise ServiceNotUnderstood(
            f"There was no such document before {first:%-d %B %Y}. Check the day and the year.", field="on"
        )
    day = london_date(said.at) if said.at is not None else said.on
    if said.on is not None and day != said.on:
        raise ServiceNotUnderstood("The moment is not of that day. Leave the day out, or correct it.", field="on")
    return day or said.on or first


def _must_be_one_of(word: str, words: Sequence[str], field: str) -> None:
    if word not in list(words):
        raise ServiceNotUnderstood(f"{word[:60]!r} is unknown here. Say one of {', '.join(words)}.", field=field)


def _must_say(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise ServiceNotUnderstood(sentence, field=field)


def must_be_a_return(on: date | None, reason: str, note: str, today: date) -> date:
    """Refuses a return of post that lacks something; gives its day.

    :raises ServiceNotUnderstood: the reason is none, or the day is to come
    """
    _must_be_one_of(reason, tuple(CameBack), "reason")
    if reason == CameBack.OTHER:
        _must_say(note, "note", "Say what it says on the envelope.")
    if len(note) > LONGEST["note"]:
        raise ServiceNotUnderstood(f"Write at most {LONGEST['note']} characters.", field="note")
    day = on or today
    if day > today:
        raise ServiceNotUnderstood("It came back already: say on which day, not later than today.", field="on")
    return day
