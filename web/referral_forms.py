"""The forms of one referral on a person's page: what came of it, and consent that is taken back or was not."""

from tasks.persons_seen import PersonSeen, ReferralShown
from web.fields import Asks, Field, Form

CHASE = Form("chase", "/chase", "Asked what came of it", "Note it", (Field("words", "What they said", Asks.AREA),))
TAKE_BACK = Form(
    "take_back",
    "/take-back",
    "They took back what they agreed to",
    "End what is passed on, and tell the partner next",
    (
        Field("taken_back_on", "On which day they took it back", Asks.DAY, wanted=True),
        Field("how", "How they took it back, and to whom", Asks.AREA, wanted=True),
    ),
)
PARTNER_TOLD = Form(
    "partner_told",
    "/partner-told",
    "The partner was told that they took it back",
    "Note it",
    (
        Field("told_on", "On which day they were told", Asks.DAY, wanted=True),
        Field(
            "how",
            "How they were told",
            Asks.AREA,
            hint="Say so if nothing had been passed on to them yet",
            wanted=True,
        ),
    ),
)
RESTORE = Form(
    "restore",
    "/not-taken-back",
    "They did not take it back: it was written down by mistake",
    "What they agreed to counts again",
    (
        Field(
            "reason",
            "How you know",
            Asks.AREA,
            hint="It stands in their record. If the partner was told already, tell them this, too, and note it here",
            wanted=True,
        ),
        Field("also", "What else of that day was written down by mistake", Asks.CHOICE),
    ),
)
CLOSE = Form(
    "close",
    "/close",
    "Close it",
    "Close it",
    (
        Field("outcome", "What came of it", Asks.AREA, wanted=True),
        Field("award_pence", "What was awarded, in pounds, where it was a grant", Asks.POUNDS),
    ),
)
_ALONE = "alone"


def taken_back_with(row: ReferralShown, seen: PersonSeen) -> dict[str, str]:
    """What may be chosen of what else they took back from the same partner on that day."""
    same = (row.partner, row.taken_back_on)
    others = [each for each in seen.referrals if each.id != row.id and (each.partner, each.taken_back_on) == same]
    if not others:
        return {"": "There is nothing else"}
    each_of = {str(each.id): f"Referral {each.id} as well: {each.reason}" for each in others}
    every = {",".join(each_of): f"All of it: referrals {', '.join(each_of)} as well"} if len(others) > 1 else {}
    return {"": "", _ALONE: "Nothing else: this one alone", **each_of, **every}


def also(said: str) -> list[int] | None:
    """The numbers that were chosen of :func:`taken_back_with`; ``None``: nothing was."""
    if said == _ALONE:
        return []
    numbers = [int(each) for each in said.split(",") if each.isascii() and each.isdecimal() and len(each) < 10]
    return numbers or None
