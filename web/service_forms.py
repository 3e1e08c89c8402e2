"""The forms of a document's page: what happened to it on its way, and that it came back."""

from dataclasses import replace

from tasks.acts.service import SERVED_AS, WORDS_OF_SERVICE, DocumentService
from tasks.acts.service_decided import ServiceOpen
from web.fields import Asks, Field, Form
from web.words import capital, day, plain

OF = WORDS_OF_SERVICE
DELIVERIES = {
    "posted": "It was posted",
    "handed_over": "It was handed over",
    "left_at_address": "It was left at the address",
    "emailed": "It was e-mailed",
    "proof_received": "A proof of it came in",
    "mistaken": "An event was recorded by mistake",
}
TAKERS = {"": "It was not handed over", **{str(each): capital(plain(each)) for each in OF.takers}}
_TENANT = Field("tenant", "To whom", Asks.CHOICE)
SERVICE = Form(
    "service",
    "/service",
    "Record how it went",
    "Record it",
    (
        Field("delivery", "What happened", Asks.CHOICE, wanted=True, options=DELIVERIES),
        _TENANT,
        Field("on", "When it was", Asks.DAY),
        Field("time", "At what time", hint="Such as 14:30; wanted of what was handed over, left or e-mailed"),
        Field(
            "method",
            "By which post",
            Asks.CHOICE,
            options={"": "It was not posted", **{str(each): capital(plain(each)) for each in OF.posts}},
        ),
        Field(
            "place",
            "Where exactly",
            Asks.AREA,
            hint="The address on the envelope; the door or letter box with its address; the e-mail address",
        ),
        Field("done_by", "Who did it"),
        Field("taken_by", "Who took what was handed over", Asks.CHOICE, options=TAKERS),
        Field("handed_to", "Somebody else’s name", hint="Leave it empty where it was the person themselves"),
        Field("relation", "What they are to the person", hint="Such as: her son, aged 12"),
        Field("witness", "In front of whom"),
        Field("proof", "Proof", hint="Such as a certificate of posting, a tracking number, the print house's number"),
        Field("file", "Photograph or scan", Asks.FILE, hint="JPEG, PNG or PDF, at most 10 MB"),
        Field("proof_document", "Or the number of a document of the case that proves it", Asks.NUMBER),
        Field(
            "served_as",
            "What it is in law",
            Asks.CHOICE,
            options={"": "As its kind says, or was said before", **SERVED_AS},
            hint="By it is worked out when it counts as served",
        ),
        Field(
            "clause",
            "Which clause of the tenancy allows it to be served so",
            hint="Its number or words, such as: clause 9.2. Leave it empty where there is none",
        ),
        Field("agreed_in_writing", "They had agreed in writing to be served by e-mail", Asks.YES),
        Field("note", "Note, how you know, or why it was posted once more", Asks.AREA),
        Field("corrects", "It corrects the event with the number", Asks.NUMBER, hint="Leave it empty otherwise"),
    ),
)
RETURN = Form(
    "return",
    "/returned",
    "It came back",
    "Record that it came back",
    (
        Field(
            "reason",
            "What it says on the envelope",
            Asks.CHOICE,
            wanted=True,
            options={str(each): capital(plain(each)) for each in OF.reasons},
        ),
        _TENANT,
        Field("on", "When it came back", Asks.DAY, hint="Leave it empty for today"),
        Field("event", "Which of its events came back", Asks.NUMBER, hint="Where it was posted more than once"),
        Field("place", "The address on the envelope", Asks.AREA, hint="Leave it empty where it is as on the letter"),
        Field("note", "Note", Asks.AREA),
    ),
)
DECISION = Form(
    "decide",
    "/served",
    "Decide whether it was served",
    "Decide it",
    (
        Field("event", "The event of which you decide", Asks.NUMBER, wanted=True),
        Field(
            "served",
            "What you find",
            Asks.CHOICE,
            wanted=True,
            options={"no": "It was not served by that", "yes": "It was served by that all the same"},
        ),
        Field(
            "on",
            "Since when that is known, or on which day they had it",
            Asks.DAY,
            hint="Leave it empty for today, or for the day that the law says",
        ),
        Field("reason", "What proves it", Asks.AREA),
    ),
)
OF_STEP = replace(
    DECISION, fields=(Field("event", "Of which step you decide", Asks.CHOICE, wanted=True), *DECISION.fields[1:])
)
"""The same where the steps of a document are known."""


def steps(listed: ServiceOpen) -> dict[str, str]:
    """The steps by which a document went, as one is chosen: of those on whom it stands in doubt first."""
    people = sorted(listed.document.service, key=lambda each: each.counts_on is not None and not each.must_decide)
    return {
        str(step.event): ", ".join(
            (
                f"Event {step.event}",
                listed.names.get(each.customer_id or 0, "somebody named in it"),
                f"counts on {day(step.counts_on)}" if step.counts_on else "counts on no day",
            )
        )
        for each in people
        for step in each.steps
    }


def number(said: str) -> int | None:
    """A number that was chosen; ``None``: it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def tenants(seen: DocumentService) -> dict[str, str]:
    """On whom the document may be served, as one is chosen; who is a tenant no more may have been when it went."""
    if seen.own:
        return {"": "The person to whom it was written"}
    left = {str(each): f"{name} (no tenant today)" for each, name in seen.served.items() if each not in seen.tenants}
    if len(seen.tenants) == 1:
        return {"": "The tenant", **left}
    return {"": "Choose one", **{str(each): name for each, name in seen.tenants.items()}, **left}
