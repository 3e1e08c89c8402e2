"""When a court document counts as served, and what no rule of the court deems served."""

from datetime import date, time

from cases.calculating.counting import (
    add_business_days,
    add_days,
    business_day_from,
    is_business_day,
    said,
)
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import TEXT as A_TEXT
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, STAMP, TEXT, TIME, YES, or_null, word
from cases.calculating.london import in_london
from cases.calculating.working import Working

NOTICES = ("nosp_s83", "s8_notice", "ntq", "s128_notice", "s143e_notice", "s21_notice")
METHODS = ("dx", "email_agreed", "first_class_post", "leave_at_address", "personal")


@rule({"business_day": A_YES}, date=DATE)
def business_day(working: Working) -> Outputs:
    """Whether a day is a business day (CPR 6.2(b)): no Saturday, Sunday, bank holiday, Good Friday, Christmas Day."""
    day = working.day("date")
    yes = is_business_day(working, day)
    why = "a weekend" if day.weekday() > 4 else "a bank holiday"
    working.say(f"{said(day)} is a business day." if yes else f"{said(day)} is {why}, so no business day.")
    return {"business_day": yes}


@rule({"deemed_served": A_DATE}, step_date=DATE, step_time=TIME, method=word(*METHODS))
def cpr_6_14_claim_form(working: Working) -> Outputs:
    """When a claim form is deemed served (CPR 6.14): the second business day after the step, whatever the method."""
    return {"deemed_served": claim_form_served(working, working.day("step_date"))}


def claim_form_served(working: Working, step: date) -> date:
    """The second business day after the step by which a claim form is sent or left."""
    count = working.days("claim_form_step", step)
    served = add_business_days(working, step, count)
    working.say(
        f"The step was taken on {said(step)}, which is not counted; business day {count} after it is {said(served)} "
        "(weekends and bank holidays left out, the hour is of no account)."
    )
    return served


@rule({"deemed_served": A_DATE}, method=word(*METHODS), done_date=DATE, local_time=TIME)
def cpr_6_26(working: Working) -> Outputs:
    """When a court document other than a claim form is deemed served (CPR 6.26)."""
    done = working.day("done_date")
    if working.word("method") in {"dx", "first_class_post"}:
        return {"deemed_served": _by_post(working, done)}
    hour = working.hour("local_time") if working.has("local_time") else None
    if hour is None and is_business_day(working, done):
        working.need("local_time")
    return {"deemed_served": _same_day(working, done, hour or time())}


def _by_post(working: Working, done: date) -> date:
    second = add_days(done, working.days("document_by_post", done))
    served = business_day_from(working, second)
    working.say(f"Posted on {said(done)}; the second day after it is {said(second)}.")
    if served != second:
        working.say(f"That is no business day, so the next one counts: {said(served)}.")
    return served


def _same_day(working: Working, done: date, hour: time) -> date:
    limit = working.limit("same_day_before_minutes", done)
    before = hour.hour * 60 + hour.minute < limit
    if before and is_business_day(working, done):
        working.say(
            f"Done at {hour:%H:%M} on {said(done)}, a business day, before {limit // 60}:{limit % 60:02}: served then."
        )
        return done
    served = add_business_days(working, done, 1)
    why = "is no business day" if not is_business_day(working, done) else f"was done at {hour:%H:%M}, not before 16:30"
    working.say(f"What was done on {said(done)} {why}, so the next business day counts: {said(served)}.")
    return served


@rule({"deemed_served": A_DATE}, method=word("email_agreed"), sent_at=STAMP)
def cpr_6_26_utc(working: Working) -> Outputs:
    """When an e-mail is deemed served (CPR 6.26), from a time stamp; the hour is London's."""
    sent = in_london(working.moment("sent_at"))
    working.say(f"It was sent at {sent:%H:%M} of London's time on {said(sent.date())}.")
    return {"deemed_served": _same_day(working, sent.date(), sent.time())}


@rule(
    {"refused": A_YES, "refused_rule": A_TEXT, "use": A_TEXT},
    method=word("dx", "email", "first_class_post", "personal", "second_class_post"),
    written_agreement=YES,
    sent_at=STAMP,
    done_date=DATE,
    document=word(*NOTICES),
)
def cpr_6_26_refused(working: Working) -> Outputs:
    """Whether CPR 6.26 deems nothing served: a statutory notice, an e-mail nobody agreed to, second class post."""
    if working.has("document"):
        working.refuse(
            "CPR 6.26 is about documents of a claim and deems no statutory notice served. Use the statute and the "
            "tenancy's own clause: `statutory_notice_by_post`.",
            refused_rule="cpr_6_26",
            use="statutory_notice_by_post",
        )
    method = working.word("method")
    if method == "second_class_post":
        working.refuse(
            "Second class post is no method of service (CPR 6.20, 6.26). Use first class post.",
            refused_rule="cpr_6_26",
            use="first_class_post",
        )
    if method == "email" and not working.yes("written_agreement"):
        working.refuse(
            "An e-mail serves nothing unless the recipient agreed to it in writing before (PD 6A 4.1). Post it.",
            refused_rule="pd_6a_4_1",
            use="first_class_post",
        )
    working.say(f"CPR 6.26 deems a document served that is sent by {method.replace('_', ' ')}.")
    return {"refused": False}


@rule(
    {"served_safe": A_DATE, "rule": A_TEXT, "deemed_date": "null", "human_check": A_YES},
    document=word(*NOTICES),
    landlord=word("housing association", "local authority"),
    first_class_posted=DATE,
    tenancy_clause=or_null(TEXT),
    left_at_property=STAMP,
    handed_over=STAMP,
)
def statutory_notice_by_post(working: Working) -> Outputs:
    """When a statutory notice that was handed over, posted, or left at the property, may be treated as served."""
    if working.has("handed_over"):
        return _by_hand(working)
    council = working.word("landlord") == "local authority"
    clause = working.has("tenancy_clause")
    # An ordinary notice to quit is no document "authorised or required by an enactment" (Enfield v Devonish).
    sure = council and not (working.has("document") and working.word("document") == "ntq")
    basis = (
        "Local Government Act 1972 s.233; Interpretation Act 1978 s.7"
        if sure
        else "the tenancy's own clause"
        if clause
        else "proof of receipt"
    )
    outputs: Outputs = {"rule": basis, "deemed_date": None, "human_check": not sure}
    working.say(f"CPR 6.26 does not apply to statutory notices, and no statute deems a day; it rests on {basis}.")
    if not sure:
        working.say(
            "A person must check it: "
            + (
                "what the clause says."
                if clause
                else "no clause allows it to be posted or left, so receipt must be proved. Deliver by hand."
            )
        )
    if working.has("left_at_property"):
        left = working.moment("left_at_property")
        local = in_london(left)
        outputs["served_safe"] = _same_day(working, local.date(), local.time())
        working.say("For a notice that was left, the court's hours are the safe reading, not the law's.")
    elif working.has("first_class_posted") and (sure or clause):
        posted = working.day("first_class_posted")
        served = add_business_days(working, posted, working.days("notice_in_the_post", posted))
        working.say(
            f"Posted on {said(posted)}; in the ordinary course of post it arrives by "
            f"{said(served)}, unless the contrary is proved."
        )
        outputs["served_safe"] = served
    elif not working.has("first_class_posted"):
        working.need("first_class_posted", "left_at_property")
    return outputs


def _by_hand(working: Working) -> Outputs:
    """Put into the tenant's own hand: they have it, so no clause and no statute is needed to say so."""
    local = in_london(working.moment("handed_over"))
    working.say("CPR 6.26 does not apply to statutory notices, and none is needed: the tenant was handed it.")
    served = _same_day(working, local.date(), local.time())
    working.say("Of the hour, the court's is the safe reading, not the law's.")
    return {"rule": "receipt by the tenant", "deemed_date": None, "human_check": False, "served_safe": served}
