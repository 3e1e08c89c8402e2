"""Notices to assured tenants under the Housing Act 1988: sections 8 and 21, and ground 8."""

from datetime import date

from cases.calculating.counting import add_days, add_months, said, through_months
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import INTEGER, TEXT, Outputs, rule
from cases.calculating.declared import YES as A_YES
from cases.calculating.kinds import DATE, list_of, word
from cases.calculating.kinds import TEXT as A_TEXT
from cases.calculating.working import Working

RENT_GROUNDS = ("8", "10", "11")


@rule(
    {
        "form": TEXT,
        "court_not_before": A_DATE,
        "court_safe": A_DATE,
        "last_day_in_force": A_DATE,
        "notice_days": INTEGER,
        "refused": A_YES,
    },
    regime=word("non_social", "shared_ownership_lease", "social"),
    grounds=list_of(A_TEXT),
    served=DATE,
    issue_on=DATE,
    form_used=word("Form 3", "Form 3A"),
    tenure=word("assured", "introductory", "secure"),
)
def s8_rent_grounds(working: Working) -> Outputs:
    """The form and the dates of a section 8 notice on grounds 8, 10 and 11 (Housing Act 1988 s.8)."""
    if working.has("tenure") and working.word("tenure") != "assured":
        working.refuse(
            f"Section 8 is for assured tenancies; for a {working.word('tenure')} one serve the notice of its own Act.",
        )
    _rent_grounds_only(working)
    regime = working.word("regime")
    served = working.day("served") if working.has("served") else None
    if regime == "shared_ownership_lease":
        left = working.limit_day("shared_ownership_left_on", None)
        if served is None or served >= left:
            working.refuse(
                f"Shared ownership leases left the assured regime on {said(left)}: no ground of Schedule 2 is open. "
                "Claim the debt, or see to forfeiture of the lease."
            )
        regime = "non_social"
        working.say("Before that a shared ownership lease was an assured tenancy that is not social.")
    form = working.form(f"form_s8_{regime}", served)
    days = working.days(f"assured_{regime}_notice", served)
    outputs: Outputs = {"form": form, "notice_days": days, "refused": False}
    working.say(f"A notice of a {regime.replace('_', '-')} assured tenancy is on {form} and of {days} days.")
    if working.has("form_used") and working.word("form_used") != form:
        working.refuse(
            f"It was served on {working.word('form_used')}, but must be on {form}. Serve it anew.", **_but(outputs)
        )
    if served is None:
        return outputs
    return outputs | _s8_dates(working, served, days, regime, outputs)


def _but(outputs: Outputs) -> Outputs:
    return {name: value for name, value in outputs.items() if name != "refused"}


def _rent_grounds_only(working: Working) -> None:
    if not working.has("grounds"):
        return
    if not working.many("grounds"):
        working.need("grounds")
    for ground in working.many("grounds"):
        number = ground.lower().removeprefix("ground").strip()
        if number == "8a":
            working.refuse("There is no ground 8A: it was in a bill of 2023 that lapsed. Rely on 8, 10 and 11.")
        if number not in RENT_GROUNDS:
            working.refuse(f"{ground!r} is no ground of rent; its notice is another. Ask for 8, 10 and 11 alone.")


def _s8_dates(working: Working, served: date, days: int, regime: str, so_far: Outputs) -> Outputs:
    earliest = add_days(served, days)
    lasts = add_months(served, working.months("assured_notice_life", served))
    working.say(f"Served on {said(served)}: day {days} after it is {said(earliest)}; safe is the day after that.")
    working.say(f"It lasts twelve months from service, until {said(lasts)}.")
    if regime == "non_social" and served < working.limit_day("renters_rights_begin_on", None):
        stop = working.limit_day("old_notices_last_issue", served)
        if stop < lasts:
            lasts = stop
            working.say(f"As a notice of before 1 May 2026 it served only for claims that began by {said(stop)}.")
    outputs: Outputs = {"court_not_before": earliest, "court_safe": add_days(earliest, 1), "last_day_in_force": lasts}
    if working.has("issue_on"):
        issue = working.day("issue_on")
        working.order("served", "issue_on")
        if issue < earliest:
            working.refuse(f"{said(issue)} is too early: not before {said(earliest)}.", **_but(so_far), **outputs)
        if issue > lasts:
            working.refuse(
                f"On {said(issue)} the notice has lapsed, on {said(lasts)}. Serve a new one.", **_but(so_far), **outputs
            )
    return outputs


@rule(
    {"refused": A_YES, "court_not_before": A_DATE, "last_day_to_issue": A_DATE},
    tenancy_began=DATE,
    served=DATE,
    regime=word("social", "non_social"),
    issue_on=DATE,
)
def s21_notice(working: Working) -> Outputs:
    """Whether a section 21 notice may be served, and its dates (Housing Act 1988 s.21)."""
    working.order("tenancy_began", "served")
    served = working.day("served")
    begin = working.limit_day("renters_rights_begin_on", None)
    # Before that day both regimes were one law, but for how long a notice served.
    regime = working.word("regime") if served >= begin or working.has("regime") else ""
    if regime == "non_social" and served >= begin:
        working.refuse(f"Since {said(begin)} no section 21 notice may be served for a tenancy that is not social.")
    outputs: Outputs = {"refused": False}
    if working.has("tenancy_began"):
        began = working.day("tenancy_began")
        open_from = add_days(through_months(began, working.months("s21_not_before", began)), 1)
        if served < open_from:
            working.refuse(
                f"In the first four months, beginning with {said(began)}, none may be served: not "
                f"before {said(open_from)}."
            )
    earliest = add_months(served, working.months("s21_notice", served))
    lasts = through_months(served, working.months("s21_life", served))
    outputs["court_not_before"] = earliest
    working.say(f"Served on {said(served)}: two months lead to {said(earliest)}.")
    stop = lasts if regime == "social" else working.limit_day("old_notices_last_issue", served)
    if stop < lasts and not regime:
        working.say("Until when the claim may begin depends on `regime`, which was not said.")
        return outputs
    lasts = min(lasts, stop)
    outputs["last_day_to_issue"] = lasts
    working.say(f"The claim must begin by {said(lasts)}.")
    if working.has("issue_on"):
        working.order("served", "issue_on")
        issue = working.day("issue_on")
        if not earliest <= issue <= lasts:
            working.refuse(f"{said(issue)} is not between {said(earliest)} and {said(lasts)}.", **_but(outputs))
    return outputs
