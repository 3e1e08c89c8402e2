"""Clear days (CPR 2.8) and the timetable of a claim for possession (CPR 55)."""

from datetime import date

from cases.calculating.counting import add_business_days, add_days, business_day_from, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, DAYS
from cases.calculating.working import Working
from cases.dates.service import claim_form_served


def clear_days_before(working: Working, event: date, days: int) -> date:
    """The last day for what must be done so many clear days before an event (CPR 2.8(2)-(4))."""
    if days > working.limit("short_period_days", event):
        last = add_days(event, -days - 1)
        working.say(
            f"{days} clear days before {said(event)}: neither that day nor the day of the act counts, so {said(last)}."
        )
        return last
    last = add_business_days(working, event, -days - 1)
    working.say(
        f"{days} clear days before {said(event)}: of five days or less only business days count "
        f"(CPR 2.8(4)), so {said(last)}."
    )
    return last


@rule({"last_day": A_DATE, "last_day_calendar": A_DATE, "last_business_day": A_DATE}, hearing=DATE, days=DAYS)
def cpr_2_8_before(working: Working) -> Outputs:
    """The last day for what must be done so many days before a hearing (CPR 2.8): clear days."""
    hearing, days = working.day("hearing"), working.whole("days")
    last = clear_days_before(working, hearing, days)
    business = business_day_from(working, last, -1)
    if business != last:
        working.say(f"{said(last)} is no business day; the last one before it is {said(business)}.")
    return {"last_day": last, "last_day_calendar": add_days(hearing, -days - 1), "last_business_day": business}


@rule({"last_day": A_DATE, "last_day_if_at_court_office": A_DATE}, event=DATE, days=DAYS)
def cpr_2_8_after(working: Working) -> Outputs:
    """The last day of a period of so many days after an event (CPR 2.8(2)-(5))."""
    event, days = working.day("event"), working.whole("days")
    short = days <= working.limit("short_period_days", event)
    last = add_business_days(working, event, days) if short else add_days(event, days)
    left_out = ", weekends and bank holidays left out (CPR 2.8(4))" if short else ""
    working.say(f"{said(event)} is not counted; day {days} after it is {said(last)}{left_out}.")
    outputs = {"last_day": last}
    at_office = business_day_from(working, last)
    if at_office != last:
        working.say(
            f"The court office is closed then, so what is done there is in time on {said(at_office)} (CPR 2.8(5))."
        )
    return {**outputs, "last_day_if_at_court_office": at_office}


@rule(
    {
        "hearing_earliest": A_DATE,
        "hearing_standard_latest": A_DATE,
        "claim_form_deemed_served_by": A_DATE,
        "evidence_filed_and_served_by": A_DATE,
        "pap_2_11_by_safe": A_DATE,
        "pap_2_11_by_lenient": A_DATE,
    },
    issued=DATE,
    hearing=DATE,
)
def cpr_55_timetable(working: Working) -> Outputs:
    """The timetable of a claim for possession from its issue and its hearing (CPR 55.5, 55.8; the protocol 2.11)."""
    if not working.has("issued") and not working.has("hearing"):
        working.need("issued", "hearing")
    working.order("issued", "hearing")
    outputs: Outputs = {}
    if working.has("issued"):
        issued = working.day("issued")
        outputs["hearing_earliest"] = add_days(issued, working.days("hearing_after_issue", issued) + 1)
        outputs["hearing_standard_latest"] = add_days(issued, working.days("hearing_standard", issued))
        working.say(
            f"Issued on {said(issued)}: with 28 clear days between, the hearing is on "
            f"{said(outputs['hearing_earliest'])} at "
            f"the earliest; the court's standard is within eight weeks, by {said(outputs['hearing_standard_latest'])}."
        )
    if working.has("hearing"):
        hearing = working.day("hearing")
        if "hearing_earliest" in outputs and hearing < outputs["hearing_earliest"]:
            working.say(
                f"The hearing on {said(hearing)} is earlier than that: only a court may shorten the "
                "time (CPR 3.1(2)(a))."
            )
        outputs["claim_form_deemed_served_by"] = clear_days_before(
            working, hearing, working.days("service_before_hearing", hearing)
        )
        outputs["evidence_filed_and_served_by"] = clear_days_before(
            working, hearing, working.days("evidence_before_hearing", hearing)
        )
        days = working.days("statement_before_hearing", hearing)
        outputs["pap_2_11_by_safe"] = clear_days_before(working, hearing, days)
        outputs["pap_2_11_by_lenient"] = add_days(hearing, -days)
        working.say("The protocol's ten days are safe as clear days; read as a plain difference they end a day later.")
    return outputs


@rule({"deemed_served": A_DATE, "in_time": A_YES}, posted=DATE, hearing=DATE)
def cpr_55_service_in_time(working: Working) -> Outputs:
    """Whether a claim form that the landlord posts is served in time before the hearing (CPR 6.14, 55.5(3)(c))."""
    working.order("posted", "hearing")
    served = claim_form_served(working, working.day("posted"))
    if not working.has("hearing"):
        return {"deemed_served": served}
    hearing = working.day("hearing")
    by = clear_days_before(working, hearing, working.days("service_before_hearing", hearing))
    working.say(f"Deemed served on {said(served)}, {'in time' if served <= by else 'too late'}.")
    return {"deemed_served": served, "in_time": served <= by}
