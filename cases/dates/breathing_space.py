"""Breathing space (Debt Respite Scheme Regulations 2020)."""

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import TEXT, Outputs, rule
from cases.calculating.declared import YES as A_YES
from cases.calculating.kinds import DATE, or_null, word
from cases.calculating.working import Working


@rule(
    {
        "starts": A_DATE,
        "last_protected_day": A_DATE,
        "recovery_may_resume": A_DATE,
        "adviser_midway_from": A_DATE,
        "adviser_midway_to": A_DATE,
        "creditor_review_last_day": A_DATE,
    },
    type=word("standard"),
    entered_on_register=DATE,
    notice_opened=DATE,
)
def breathing_space(working: Working) -> Outputs:
    """The days of a standard breathing space (regs. 17, 26, 27)."""
    entered = working.day("entered_on_register")
    working.order("entered_on_register", "notice_opened")
    starts = add_days(entered, 1)
    last = add_days(starts, working.days("breathing_space", starts) - 1)
    working.say(f"Entered on {said(entered)}, it starts the day after, {said(starts)}, whenever the notice was opened.")
    working.say(f"Sixty days, that day being the first, end with {said(last)}; recovery may go on the day after.")
    review = add_days(starts, working.days("breathing_space_creditor_review", starts) - 1)
    working.say(f"A review may be asked for in twenty days beginning with the start: until {said(review)}.")
    return {
        "starts": starts,
        "last_protected_day": last,
        "recovery_may_resume": add_days(last, 1),
        "adviser_midway_from": add_days(starts, working.days("breathing_space_midway_from", starts) - 1),
        "adviser_midway_to": add_days(starts, working.days("breathing_space_midway_to", starts) - 1),
        "creditor_review_last_day": review,
    }


@rule(
    {"last_protected_day_beginning_with": A_DATE, "last_protected_day_safe": "date/null", "protected": A_YES},
    type=word("mental_health_crisis"),
    treatment_ended=or_null(DATE),
    as_of=DATE,
    entered_on_register=DATE,
)
def breathing_space_mh(working: Working) -> Outputs:
    """How long a mental health crisis moratorium protects: while treatment lasts, and thirty days."""
    working.order("entered_on_register", "treatment_ended")
    starts = add_days(working.day("entered_on_register"), 1) if working.has("entered_on_register") else None
    as_of = working.day("as_of") if working.has("as_of") else None
    outputs: Outputs = {}
    if working.has("treatment_ended"):
        ended = working.day("treatment_ended")
        days = working.days("breathing_space_after_treatment", ended)
        safe = add_days(ended, days)
        outputs = {"last_protected_day_beginning_with": add_days(safe, -1), "last_protected_day_safe": safe}
        working.say(
            f"Treatment ended on {said(ended)}; {days} days with that day as the first end with "
            f"{said(add_days(safe, -1))}, without it with {said(safe)}."
        )
    elif "treatment_ended" in working.values:
        safe = None
        outputs["last_protected_day_safe"] = None
        working.say("Treatment goes on, so no last day is known.")
    else:
        working.need("treatment_ended")
    if as_of is not None:
        outputs["protected"] = (starts is None or starts <= as_of) and (safe is None or as_of <= safe)
        working.say(f"On {said(as_of)} the debtor is {'protected' if outputs['protected'] else 'not protected'}.")
    return outputs


@rule(
    {"flag": TEXT, "starts": A_DATE},
    previous_standard_ended=DATE,
    previous_started=DATE,
    previous_ended=DATE,
    new_entry=DATE,
    type=word("mental_health_crisis", "standard"),
)
def breathing_space_repeat(working: Working) -> Outputs:
    """Whether a new moratorium comes too soon after a standard one; it protects until it is cancelled."""
    entered = working.day("new_entry")
    outputs: Outputs = {"flag": "none", "starts": add_days(entered, 1)}
    working.say(f"Entered on {said(entered)}, it starts the day after.")
    if working.has("type") and working.word("type") == "mental_health_crisis":
        working.say("Of mental health crisis moratoria there may be any number.")
        return outputs
    ended = next((name for name in ("previous_standard_ended", "previous_ended") if working.has(name)), None)
    if ended is None:
        if not working.has("previous_started"):
            working.need("previous_standard_ended", "previous_ended", "previous_started")
        started = working.day("previous_started")
        previous = add_days(started, working.days("breathing_space", started) - 1)
        working.say(f"The earlier one started on {said(started)} and, uncancelled, ended with {said(previous)}.")
    else:
        working.order("previous_started", ended)
        working.order(ended, "new_entry")
        previous = working.day(ended)
    free = add_months(previous, working.months("breathing_space_once_in", entered))
    if entered <= free:
        outputs["flag"] = "standard_within_12_months"
        working.say(
            f"A standard one ended on {said(previous)}: until {said(free)} a second is open to a request for review."
        )
        working.say("It protects all the same until the adviser or the court cancels it.")
    return outputs


@rule(
    {"inside": A_YES, "extended_to_safe": A_DATE, "extended_to_statute": A_DATE},
    starts=DATE,
    limitation_would_expire=DATE,
)
def breathing_space_limitation(working: Working) -> Outputs:
    """Whether a limitation period ends inside a standard moratorium, and to when it is extended (reg. 8)."""
    starts, expires = working.day("starts"), working.day("limitation_would_expire")
    last = add_days(starts, working.days("breathing_space", starts) - 1)
    inside = starts <= expires <= last
    working.say(
        f"The moratorium runs from {said(starts)} to {said(last)}; {said(expires)} lies "
        f"{'inside' if inside else 'outside'}."
    )
    if not inside:
        return {"inside": False}
    extended = add_days(last, working.days("moratorium_deadline_extension", last))
    working.say(f"Eight weeks after its last day lead to {said(extended)}; be done a day before to be safe.")
    return {"inside": True, "extended_to_safe": add_days(extended, -1), "extended_to_statute": extended}


@rule({"creditor_review_last_day": A_DATE, "own_debt_end_unchanged": A_YES}, notified_of_added_debt=DATE)
def breathing_space_added_debt(working: Working) -> Outputs:
    """Until when a creditor may ask for a review after a debt was added (regs. 15, 17)."""
    notified = working.day("notified_of_added_debt")
    last = add_days(notified, working.days("breathing_space_creditor_review", notified) - 1)
    working.say(
        f"Twenty days beginning with {said(notified)} end with {said(last)}; the moratorium's own end does not move."
    )
    return {"creditor_review_last_day": last, "own_debt_end_unchanged": True}
