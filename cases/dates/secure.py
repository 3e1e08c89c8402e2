"""Notices to tenants of councils: secure, introductory, flexible."""

from datetime import date

from cases.calculating.counting import add_days, add_months, first_end, first_start, said, through_months
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, list_of, word
from cases.calculating.working import Working
from cases.dates.notices_to_quit import not_before

PERIODS = word("fortnightly", "four_weekly", "monthly", "weekly")


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
