"""Notices to quit: how long they must be, and on which days they may end."""

from datetime import date

from cases.calculating.counting import add_days, add_months, first_end, first_start, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, YES, word
from cases.calculating.working import Working


def not_before(working: Working, served: date, period: str, row: str) -> date:
    """The first day by which a notice that was served could end a periodic tenancy, periods left out of account."""
    weeks = add_days(served, working.days(row, served))
    working.say(
        f"Served on {said(served)}; four weeks, the same day of the week counting as enough, lead to {said(weeks)}."
    )
    if period != "monthly":
        return weeks
    month = add_months(served, working.months("notice_to_quit_month", served))
    working.say(f"A month leads to {said(month)}; both must have passed.")
    return max(weeks, month)


@rule(
    {"valid": A_YES, "first_valid": A_DATE, "takes_effect": A_DATE, "four_weeks_required": A_YES},
    tenure=word("licence_excluded", "non_secure_temporary"),
    served=DATE,
    period=word("fortnightly", "four_weekly", "monthly", "nightly", "weekly"),
    a_period_starts_on=DATE,
    expires=DATE,
    saving_words=YES,
    prescribed_information=YES,
)
def ntq_valid(working: Working) -> Outputs:
    """Whether a landlord's notice to quit is valid, and when it takes effect (Protection from Eviction Act s.5)."""
    if working.word("tenure") == "licence_excluded":
        working.say(
            "An excluded licence (s.3A) needs reasonable notice by its own terms, not four weeks; "
            "those terms a person reads."
        )
        return {"four_weeks_required": False}
    outputs: Outputs = {"four_weeks_required": True}
    working.say("A tenancy that is no excluded licence needs four weeks in writing (s.5).")
    if working.has("prescribed_information") and not working.yes("prescribed_information"):
        working.say("Without the prescribed information (SI 1988/2201) it is invalid, whatever its dates.")
        outputs["valid"] = False
    if not working.has("served", "period"):
        return outputs
    served, period = working.day("served"), working.word("period")
    earliest = not_before(working, served, period, "notice_to_quit")
    start = (
        served if period == "nightly" and not working.has("a_period_starts_on") else working.day("a_period_starts_on")
    )
    begins, ends = first_start(working, start, period, earliest), first_end(working, start, period, earliest)
    outputs["first_valid"] = min(begins, ends)
    working.say(
        "It may expire on the last day of a period or on the first of the next: "
        f"{said(outputs['first_valid'])} at the earliest."
    )
    if working.has("expires"):
        outputs |= _expiry(working, earliest, start, period, ends)
        if not working.has("prescribed_information"):
            working.say("This is about its dates; whether the prescribed information is in it was not said.")
        if outputs["valid"] and working.has("prescribed_information") and not working.yes("prescribed_information"):
            outputs["valid"] = False
        if not outputs["valid"]:
            outputs.pop("takes_effect", None)
    return outputs


def _expiry(working: Working, earliest: date, start: date, period: str, ends: date) -> Outputs:
    expires = working.day("expires")
    working.order("served", "expires")
    boundary = expires in {first_start(working, start, period, expires), first_end(working, start, period, expires)}
    if expires >= earliest and boundary:
        working.say(f"{said(expires)} is such a day, so the notice takes effect then.")
        return {"valid": True, "takes_effect": expires}
    why = "ends no period" if expires >= earliest else f"is earlier than {said(earliest)}"
    if working.yes("saving_words", otherwise=False):
        working.say(
            f"{said(expires)} {why}, but its saving words carry the notice to the end of the period, {said(ends)}."
        )
        return {"valid": True, "takes_effect": ends}
    working.say(f"{said(expires)} {why}, and no saving words help.")
    return {"valid": False}
