"""Notices to tenants of councils: secure, introductory, flexible; notices to quit."""

from datetime import date

from cases.calculating.counting import add_days, add_months, first_end, first_start, said, through_months
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, YES, list_of, word
from cases.calculating.working import Working

PERIODS = word("fortnightly", "four_weekly", "monthly", "weekly")


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


def _boundaries(working: Working, row: str) -> tuple[date, date]:
    """The first start and the first end of a period that a notice may name."""
    served, period, start = working.day("served"), working.word("period"), working.day("a_period_starts_on")
    earliest = not_before(working, served, period, row)
    begins, ends = first_start(working, start, period, earliest), first_end(working, start, period, earliest)
    working.say(
        f"From then, the first {period.replace('_', '-')} period begins on {said(begins)}, and the "
        f"first one ends on {said(ends)}; "
        "either day may be named (Crate v Miller)."
    )
    if working.has("rent_free_weeks") and working.many("rent_free_weeks"):
        working.say("Weeks without rent are periods of the tenancy as any other; they move nothing.")
    return begins, ends


@rule(
    {
        "specified_date_not_before": A_DATE,
        "last_day_of_period_reading": A_DATE,
        "proceedings_from": A_DATE,
        "last_day_in_force_if_that_date_specified": A_DATE,
    },
    tenure=word("secure_periodic"),
    served=DATE,
    period=PERIODS,
    a_period_starts_on=DATE,
    rent_free_weeks=list_of(DATE),
)
def secure_nosp(working: Working) -> Outputs:
    """The dates of a notice of seeking possession of a secure periodic tenancy (Housing Act 1985 s.83, s.83A)."""
    begins, ends = _boundaries(working, "secure_notice")
    lasts = add_months(begins, working.months("secure_notice_life", begins))
    after = add_days(begins, 1)
    working.say(
        f"If it names {said(begins)}, the claim may begin after that date, from {said(after)}, until {said(lasts)}."
    )
    return {
        "specified_date_not_before": begins,
        "last_day_of_period_reading": ends,
        "proceedings_from": after,
        "last_day_in_force_if_that_date_specified": lasts,
    }


@rule(
    {"last_day_in_force": A_DATE, "safe_last_issue": A_DATE, "not_counted_from_service": A_YES},
    specified_date=DATE,
    served=DATE,
)
def secure_nosp_life(working: Working) -> Outputs:
    """How long a notice of seeking possession of a secure periodic tenancy lasts (Housing Act 1985 s.83(3)-(4))."""
    working.order("served", "specified_date")
    named = working.day("specified_date")
    lasts = add_months(named, working.months("secure_notice_life", named))
    working.say(f"Twelve months after the date that it names, {said(named)}, not after its service: {said(lasts)}.")
    working.say(f"Whether that day itself still counts need not be argued: issue by {said(add_days(lasts, -1))}.")
    return {"last_day_in_force": lasts, "safe_last_issue": add_days(lasts, -1), "not_counted_from_service": True}


@rule(
    {"review_request_last_day": A_DATE, "proceedings_date_not_before": A_DATE, "last_day_of_period_reading": A_DATE},
    tenure=word("introductory"),
    served=DATE,
    period=PERIODS,
    a_period_starts_on=DATE,
)
def s128_notice(working: Working) -> Outputs:
    """The dates of a notice of proceedings for possession of an introductory tenancy (Housing Act 1996 ss.128, 129)."""
    served = working.day("served")
    days = working.days("introductory_review_request", served)
    last = add_days(served, days - 1)
    working.say(
        f"A review may be asked for in {days} days beginning with {said(served)}: that day is the "
        f"first, {said(last)} the last."
    )
    outputs: Outputs = {"review_request_last_day": last}
    if working.has("period", "a_period_starts_on"):
        begins, ends = _boundaries(working, "secure_notice")
        outputs |= {"proceedings_date_not_before": begins, "last_day_of_period_reading": ends}
    return outputs


@rule(
    {"last_day_of_trial": A_DATE, "proceedings_begun_by": A_DATE, "extension_notice_by": A_DATE},
    tenancy_began=DATE,
)
def introductory_trial_end(working: Working) -> Outputs:
    """When an introductory tenancy's trial ends (Housing Act 1996 ss.125, 125A)."""
    began = working.day("tenancy_began")
    last = through_months(began, working.months("introductory_trial", began))
    notice = add_days(last, -working.days("introductory_extension_notice", last))
    working.say(f"A year beginning with {said(began)} ends with {said(last)}; proceedings must have begun by then.")
    working.say(f"Eight weeks before that day is {said(notice)}, the last day for a notice of extension.")
    return {"last_day_of_trial": last, "proceedings_begun_by": last, "extension_notice_by": notice}


@rule({"review_request_last_day": A_DATE}, s107D_notice_served=DATE)
def flexible_review(working: Working) -> Outputs:
    """Until when a flexible tenant may ask for a review (Housing Act 1985 s.107E)."""
    served = working.day("s107D_notice_served")
    days = working.days("flexible_review_request", served)
    last = add_days(served, days - 1)
    working.say(f"{days} days beginning with {said(served)}: that day is the first, {said(last)} the last.")
    return {"review_request_last_day": last}


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
    """Whether a landlord's notice to quit is valid, and when it takes effect (Protection from Eviction Act 1977 s.5)."""
    if working.word("tenure") == "licence_excluded":
        working.say(
            "An excluded licence (s.3A) needs reasonable notice by its own terms, not four weeks; "
            "those terms a person reads."
        )
        return {"four_weeks_required": False}
    outputs: Outputs = {"four_weeks_required": True}
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
