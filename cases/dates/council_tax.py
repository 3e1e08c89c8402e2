"""Council tax: reminders, final notices, summonses, liability orders."""

from cases.calculating.counting import add_days, said, through_months
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import COUNT, DATE, YES
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working


@rule(
    {
        "pay_by": A_DATE,
        "whole_balance_payable_at_end_of_safe": A_DATE,
        "strict": A_DATE,
        "pay_by_issue_reading": A_DATE,
        "pay_by_service_reading": A_DATE,
    },
    reminder_issued=DATE,
    served_same_day=YES,
    nth=COUNT,
    served=DATE,
)
def ct_reminder(working: Working) -> Outputs:
    """Until when a reminder must be paid, and when the whole balance falls due (reg. 23)."""
    issued = working.day("reminder_issued")
    working.order("reminder_issued", "served")
    most = working.limit("council_tax_reminders_most", issued)
    if working.has("nth") and not 1 <= working.whole("nth") <= most:
        working.refuse(
            f"A year has {most} reminders; at the next default the whole balance falls due without one (reg. 23(4))."
        )
    served = working.day("served") if working.has("served") else issued
    if working.has("served", "served_same_day") and working.yes("served_same_day") != (served == issued):
        raise InputContradicts("`served_same_day` contradicts `served`. Correct one of them.")
    if not working.has("served") and not working.yes("served_same_day", otherwise=True):
        working.say("It was served on another day, which was not said; its date would lead to a later day.")
    days = working.days("council_tax_reminder", issued)
    by_issue, by_service = add_days(issued, days - 1), add_days(served, days - 1)
    working.say(f"{days} days beginning with the day of issue, {said(issued)}, end with {said(by_issue)}.")
    if served != issued:
        working.say(f"Counted from service on {said(served)} they end with {said(by_service)}, which is safe.")
    pay_by = max(by_issue, by_service)
    further = working.days("council_tax_whole_balance", pay_by)
    safe, strict = add_days(pay_by, further), add_days(pay_by, further - 1)
    working.say(
        f"Unpaid, the whole balance falls due at the end of {further} further days beginning with the day of failure: "
        f"{said(safe)} if that is the day after, {said(strict)} if it is the last day itself."
    )
    return {
        "pay_by": pay_by,
        "whole_balance_payable_at_end_of_safe": safe,
        "strict": strict,
        "pay_by_issue_reading": by_issue,
        "pay_by_service_reading": by_service,
    }


@rule(
    {"whole_balance_payable": A_DATE, "reminder_allowed": A_YES, "final_notice_needed": A_YES},
    instalment_due=DATE,
    reminders_already=COUNT,
    earlier_reminders_met=YES,
)
def ct_third_default(working: Working) -> Outputs:
    """What follows a missed instalment after earlier reminders of the year (regs. 23(4), 33)."""
    due = working.day("instalment_due")
    already, most = working.whole("reminders_already"), working.limit("council_tax_reminders_most", due)
    if already and not working.yes("earlier_reminders_met", otherwise=True):
        working.say(
            "An earlier reminder was not met, so the balance fell due by that one (reg. 23(3)); no reminder follows."
        )
        return {"reminder_allowed": False, "final_notice_needed": False}
    if already < most:
        working.say(f"{already} of {most} reminders were sent; the next is a reminder, and the balance is not due yet.")
        return {"reminder_allowed": True, "final_notice_needed": False}
    whole = add_days(due, 1)
    working.say(
        f"Both reminders were met; not paid by {said(due)}, the balance is payable on the day after, {said(whole)}."
    )
    working.say("No reminder is sent again; a final notice must come before a complaint.")
    return {"whole_balance_payable": whole, "reminder_allowed": False, "final_notice_needed": True}


@rule({"complaint_earliest": A_DATE}, final_notice_issued=DATE, served_same_day=YES)
def ct_final_notice(working: Working) -> Outputs:
    """From when a complaint may be made after a final notice (regs. 33, 34)."""
    issued = working.day("final_notice_issued")
    if not working.yes("served_same_day", otherwise=True):
        working.say("It was served later: count from service to be safe.")
    days = working.days("council_tax_final_notice", issued)
    working.say(
        f"{days} days beginning with {said(issued)} end with {said(add_days(issued, days - 1))}; the day after is free."
    )
    return {"complaint_earliest": add_days(issued, days)}


@rule({"liability_order_earliest_safe": A_DATE, "lenient": A_DATE}, summons_served=DATE)
def ct_summons(working: Working) -> Outputs:
    """The earliest day of a liability order after the summons was served (reg. 35(2A))."""
    served = working.day("summons_served")
    days = working.days("council_tax_summons", served)
    safe, lenient = add_days(served, days + 1), add_days(served, days)
    working.say(
        f"{days} days must have elapsed since {said(served)}: whole days end with {said(lenient)}, "
        f"so {said(safe)} is safe."
    )
    return {"liability_order_earliest_safe": safe, "lenient": lenient}


@rule({"order_may_be_made": A_YES}, summons_served=DATE, hearing=DATE)
def ct_summons_check(working: Working) -> Outputs:
    """Whether a liability order may be made at a hearing (reg. 35(2A), safe reading)."""
    working.order("summons_served", "hearing")
    hearing, safe = working.day("hearing"), ct_summons(working)["liability_order_earliest_safe"]
    working.say(f"The hearing on {said(hearing)} is {'late enough' if hearing >= safe else 'too early'}.")
    return {"order_may_be_made": hearing >= safe}


@rule({"reply_last_day": A_DATE, "in_default_from": A_DATE}, request_made=DATE)
def ct_info_request(working: Working) -> Outputs:
    """Until when a debtor must answer a request for information (reg. 36)."""
    asked = working.day("request_made")
    last = add_days(asked, working.days("council_tax_information", asked))
    working.say(f"Fourteen days of {said(asked)}, which is not counted, end with {said(last)}.")
    return {"reply_last_day": last, "in_default_from": add_days(last, 1)}


@rule({"liability_order_application_last_day": A_DATE}, sum_became_due=DATE)
def ct_six_years(working: Working) -> Outputs:
    """Until when a liability order may be applied for (reg. 34(3))."""
    due = working.day("sum_became_due")
    last = through_months(due, working.months("council_tax_liability_order", due))
    working.say(f"Six years beginning with {said(due)} end with {said(last)}.")
    return {"liability_order_application_last_day": last}
