"""Before and in a claim for money: letters, replies, notices, the response."""

from datetime import date

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, or_null, word
from cases.calculating.working import Working
from cases.dates.service import claim_form_served


def _days_after(working: Working, row: str, day: date, what: str) -> date:
    days = working.days(row, day)
    last = add_days(day, days)
    working.say(f"{days} days after {what} on {said(day)}: {said(last)} is the last of them.")
    return last


@rule({"reply_last_day": A_DATE, "issue_from_if_no_reply": A_DATE}, letter_dated=DATE)
def pap_debt_letter(working: Working) -> Outputs:
    """How long a letter of claim waits for a reply (Pre-Action Protocol for Debt Claims)."""
    last = _days_after(working, "letter_of_claim", working.day("letter_dated"), "the date at the top of the letter")
    working.say(f"A claim may be issued from {said(add_days(last, 1))}; allow some days for the post.")
    return {"reply_last_day": last, "issue_from_if_no_reply": add_days(last, 1)}


@rule(
    {"wait_ends": A_DATE, "issue_from": A_DATE},
    letter_dated=DATE,
    reply_received=DATE,
    documents_supplied=or_null(DATE),
)
def pap_debt_reply(working: Working) -> Outputs:
    """How long to wait after a reply form, or after documents (Pre-Action Protocol for Debt Claims)."""
    working.order("letter_dated", "reply_received")
    working.order("letter_dated", "documents_supplied")
    ends = [_days_after(working, "after_reply_form", working.day("reply_received"), "the reply was received")]
    if working.has("documents_supplied"):
        ends.append(
            _days_after(working, "after_reply_form", working.day("documents_supplied"), "the documents were supplied")
        )
    else:
        working.say("No documents were supplied; if some were asked for, 30 days run anew from when they are.")
    if working.has("letter_dated"):
        ends.append(_days_after(working, "letter_of_claim", working.day("letter_dated"), "the letter"))
    working.say(f"The latest counts: {said(max(ends))}; a claim may be issued from the day after.")
    return {"wait_ends": max(ends), "issue_from": add_days(max(ends), 1)}


@rule(
    {"issue_from_safe": A_DATE, "issue_from_lenient": A_DATE},
    intent_notice_given=DATE,
    letter_dated=DATE,
    reply_received=DATE,
    no_agreement_on=DATE,
)
def pap_debt_14_days(working: Working) -> Outputs:
    """From when a claim may be issued after notice of the intention (Pre-Action Protocol for Debt Claims)."""
    working.order("letter_dated", "reply_received")
    working.order("letter_dated", "intent_notice_given")
    if working.has("intent_notice_given"):
        notice = working.day("intent_notice_given")
        if working.has("no_agreement_on") and working.day("no_agreement_on") > notice:
            working.say("The notice was given before it was clear that there is no agreement; give it anew to be safe.")
    elif working.has("no_agreement_on"):
        notice = working.day("no_agreement_on")
        working.say(f"The notice can be given on {said(notice)} at the earliest.")
    else:
        working.need("intent_notice_given", "no_agreement_on")
    days = working.days("notice_of_intent_to_issue", notice)
    safe, lenient = add_days(notice, days + 1), add_days(notice, days)
    working.say(f"At least {days} days after {said(notice)}: {said(safe)} with clear days, {said(lenient)} without.")
    for name, row in (("letter_dated", "letter_of_claim"), ("reply_received", "after_reply_form")):
        if working.has(name):
            after = add_days(_days_after(working, row, working.day(name), name.replace("_", " ")), 1)
            safe, lenient = max(safe, after), max(lenient, after)
    return {"issue_from_safe": safe, "issue_from_lenient": lenient}


@rule(
    {
        "deemed_served": A_DATE,
        "response_last_day": A_DATE,
        "defence_last_day_with_aos": A_DATE,
        "default_judgment_request_from": A_DATE,
    },
    claim_form_and_particulars_posted=DATE,
    method=word("dx", "email_agreed", "first_class_post", "leave_at_address", "personal"),
)
def money_claim_response(working: Working) -> Outputs:
    """Until when a defendant may respond, and from when default judgment may be asked for (CPR 10.3, 12.3, 15.4)."""
    served = claim_form_served(working, working.day("claim_form_and_particulars_posted"))
    last = _days_after(working, "response_to_particulars", served, "service")
    defence = _days_after(working, "defence_after_acknowledgment", served, "service, if service was acknowledged,")
    working.say(
        f"Without an acknowledgment or a defence, default judgment may be asked for from {said(add_days(last, 1))}."
    )
    return {
        "deemed_served": served,
        "response_last_day": last,
        "defence_last_day_with_aos": defence,
        "default_judgment_request_from": add_days(last, 1),
    }


@rule({"step_by": A_DATE}, issued=DATE)
def claim_form_life(working: Working) -> Outputs:
    """Until when the step that serves a claim form must be taken (CPR 7.5(1))."""
    issued = working.day("issued")
    last = add_months(issued, working.months("claim_form_life", issued))
    working.say(f"Four months after {said(issued)}, by the corresponding date: by midnight at the end of {said(last)}.")
    return {"step_by": last}


@rule({"paid_in_full_by_for_removal": A_DATE}, judgment=DATE)
def judgment_register_month(working: Working) -> Outputs:
    """Until when a judgment must be paid to be taken off the register (one calendar month)."""
    judgment = working.day("judgment")
    last = add_months(judgment, working.months("judgment_off_the_register", judgment))
    working.say(f"One calendar month from {said(judgment)}: {said(last)}; paid later it is marked satisfied.")
    return {"paid_in_full_by_for_removal": last}
