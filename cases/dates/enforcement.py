"""Evictions, warrants, old orders, and taking control of goods."""

from datetime import date

from cases.calculating.counting import (
    add_days,
    add_enforcement_days,
    add_months,
    is_enforcement_day,
    said,
    through_months,
)
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE
from cases.calculating.working import Working


def _eviction_from(working: Working) -> date:
    delivered = working.day("notice_delivered")
    days = working.days("eviction_notice", delivered)
    first = add_days(delivered, days + 1)
    working.say(
        f"{days} clear days after {said(delivered)}: neither that day nor the day of eviction counts, so {said(first)}."
    )
    return first


@rule({"eviction_earliest": A_DATE}, notice_delivered=DATE)
def eviction_notice(working: Working) -> Outputs:
    """The earliest day of an eviction after its notice was delivered (CPR 83.8A)."""
    return {"eviction_earliest": _eviction_from(working)}


@rule({"ok": A_YES}, notice_delivered=DATE, eviction=DATE)
def eviction_notice_check(working: Working) -> Outputs:
    """Whether the notice of eviction was delivered in time (CPR 83.8A)."""
    eviction, first = working.day("eviction"), _eviction_from(working)
    working.say(f"The eviction on {said(eviction)} is {'in time' if eviction >= first else 'too early'}.")
    return {"ok": eviction >= first}


@rule({"last_day": A_DATE}, issued=DATE)
def warrant_life(working: Working) -> Outputs:
    """How long a warrant or writ is valid (CPR 83.3(3))."""
    issued = working.day("issued")
    last = through_months(issued, working.months("warrant_life", issued))
    working.say(f"Twelve months beginning with {said(issued)} end with {said(last)}; the court may extend them before.")
    return {"last_day": last}


@rule({"permission_needed_from": A_DATE, "permission_certainly_needed_from": A_DATE}, order_dated=DATE)
def order_six_years(working: Working) -> Outputs:
    """From when a warrant on an order needs the court's permission (CPR 83.2(3)(a))."""
    ordered = working.day("order_dated")
    six = add_months(ordered, working.months("order_without_permission", ordered))
    working.say(
        f"Six years after {said(ordered)} is {said(six)}. On that day it can be argued, from the next it is certain."
    )
    return {"permission_needed_from": six, "permission_certainly_needed_from": add_days(six, 1)}


@rule({"control_earliest": A_DATE, "safe": A_DATE}, notice_given=DATE)
def tcg_notice(working: Working) -> Outputs:
    """The earliest day for taking control of goods (Taking Control of Goods Regulations 2013 reg. 6)."""
    notice = working.day("notice_given")
    days = working.days("notice_of_enforcement", notice)
    last = add_enforcement_days(working, notice, days)
    first = add_days(last, 1)
    working.say(
        f"{days} clear days after {said(notice)}, Sundays and bank holidays left out (Saturdays "
        f"count), end with {said(last)}; "
        f"control may be taken from {said(first)}."
    )
    safe = first if is_enforcement_day(working, first) else add_enforcement_days(working, first, 1)
    if safe != first:
        working.say(f"That is itself a day that is left out; safe is {said(safe)}.")
    return {"control_earliest": first, "safe": safe}


@rule({"last_day_to_take_control": A_DATE}, notice_of_enforcement=DATE)
def tcg_life(working: Working) -> Outputs:
    """Until when goods may be taken control of (Taking Control of Goods Regulations 2013 reg. 9)."""
    notice = working.day("notice_of_enforcement")
    last = through_months(notice, working.months("control_of_goods", notice))
    working.say(f"Twelve months beginning with {said(notice)} end with {said(last)}.")
    return {"last_day_to_take_control": last}
