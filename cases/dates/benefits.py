"""Housing benefit appeals, and the first deduction from earnings."""

from datetime import date

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, DAY_OF_MONTH
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working


@rule(
    {"appeal_last_day": A_DATE, "late_appeal_absolute_limit": A_DATE, "recovery_held_through": A_DATE},
    decision_notified=DATE,
)
def hb_appeal_month(working: Working) -> Outputs:
    """Until when a housing benefit decision may be appealed: one month, never later than thirteen."""
    notified = working.day("decision_notified")
    last = add_months(notified, working.months("housing_benefit_appeal", notified))
    limit = add_months(notified, working.months("housing_benefit_appeal_late", notified))
    working.say(
        f"One month from {said(notified)}, by the corresponding date: {said(last)}; recovery waits until its end."
    )
    working.say(f"Late appeals may be admitted until {said(limit)}, never later.")
    return {"appeal_last_day": last, "late_appeal_absolute_limit": limit, "recovery_held_through": last}


@rule({"appeal_last_day": A_DATE}, decision_notified=DATE, statement_requested=DATE, statement_sent=DATE)
def hb_statement_of_reasons(working: Working) -> Outputs:
    """Until when to appeal where a statement of reasons was asked for."""
    working.order("decision_notified", "statement_requested")
    working.order("statement_requested", "statement_sent")
    notified, asked = working.day("decision_notified"), working.day("statement_requested")
    month = add_months(notified, working.months("housing_benefit_appeal", notified))
    working.say(f"One month from {said(notified)} ends with {said(month)}.")
    if asked > month:
        working.say(f"The statement was asked for on {said(asked)}, after that; it extends nothing.")
        return {"appeal_last_day": month}
    sent = working.day("statement_sent")
    last = add_days(max(month, sent), working.days("housing_benefit_statement_extension", max(month, sent)))
    working.say(
        f"Fourteen days after the later of that day and {said(sent)}, when the statement was sent: {said(last)}."
    )
    return {"appeal_last_day": last}


@rule(
    {"first_payday": A_DATE, "pay_over_by": A_DATE},
    notice_given=DATE,
    monthly_payday=DAY_OF_MONTH,
    weekly_payday_from=DATE,
)
def dea_first_deduction(working: Working) -> Outputs:
    """The first payday with a deduction from earnings, and until when it is paid over (SI 2013/384 reg. 19)."""
    notice = working.day("notice_given")
    if working.has("monthly_payday", "weekly_payday_from"):
        raise InputContradicts("`monthly_payday` and `weekly_payday_from` exclude each other. Take one out.")
    earliest = add_days(notice, working.days("dea_first_payday", notice))
    if working.has("monthly_payday"):
        first = _monthly(earliest, working.whole("monthly_payday"))
    elif working.has("weekly_payday_from"):
        start = working.day("weekly_payday_from")
        first = max(start, add_days(earliest, (start - earliest).days % 7))
    else:
        working.need("monthly_payday", "weekly_payday_from")
    over = add_months(first.replace(day=1), 1).replace(day=working.limit("dea_pay_over_day", notice))
    working.say(f"At least 22 days after {said(notice)}: from {said(earliest)}; the next payday is {said(first)}.")
    working.say(f"It is paid over by the 19th of the month after: {said(over)}.")
    return {"first_payday": first, "pay_over_by": over}


def _monthly(earliest: date, payday: int) -> date:
    # A payday that a month has not is the month's last day.
    january = date(earliest.year, 1, payday)
    this = add_months(january, earliest.month - 1)
    return this if this >= earliest else add_months(january, earliest.month)
