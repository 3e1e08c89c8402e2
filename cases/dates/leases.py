"""Dates of leaseholders' charges."""

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE
from cases.calculating.working import Working


@rule({"demand_or_notice_by": A_DATE}, cost_incurred=DATE)
def s20b(working: Working) -> Outputs:
    """Until when a service charge must be demanded or notified (Landlord and Tenant Act 1985 s.20B)."""
    incurred = working.day("cost_incurred")
    last = add_months(incurred, working.months("service_charge_demand", incurred))
    working.say(
        f"Eighteen months from {said(incurred)}, by the corresponding date: {said(last)}; later is irrecoverable."
    )
    return {"demand_or_notice_by": last}


@rule({"pay_date_from": A_DATE, "pay_date_to": A_DATE}, notice_given=DATE)
def ground_rent_notice(working: Working) -> Outputs:
    """Between which days a ground rent notice may fix the payment (Commonhold and Leasehold Reform Act 2002 s.166)."""
    notice = working.day("notice_given")
    first = add_days(notice, working.days("ground_rent_demand_least", notice))
    last = add_days(notice, working.days("ground_rent_demand_most", notice))
    working.say(
        f"30 to 60 days after {said(notice)}: from {said(first)} to {said(last)}, never before the lease's own date."
    )
    return {"pay_date_from": first, "pay_date_to": last}
