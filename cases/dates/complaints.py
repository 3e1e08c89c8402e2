"""Complaints to a landlord, enquiries about a debt, and personal data breaches."""

from datetime import UTC, date, timedelta

from cases.calculating.counting import add_business_days, add_days, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import STAMP as A_STAMP
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, STAMP, YES, word
from cases.calculating.london import in_london
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

_DAYS_OF = {
    "member_of_parliament": "enquiry_of_member_of_parliament",
    "councillor": "enquiry_of_councillor",
    "anybody_else": "enquiry_of_anybody_else",
}
"""Whoever asks → the period in which they are answered."""
_NAMED = {
    "member_of_parliament": "a Member of Parliament",
    "councillor": "a councillor",
    "anybody_else": "anybody else",
}


@rule(
    {
        "acknowledge_by": A_DATE,
        "acknowledge_nears": A_DATE,
        "stage1_by": A_DATE,
        "stage1_nears": A_DATE,
        "stage1_extended_by": A_DATE,
    },
    received=DATE,
    acknowledged_on_last_day=YES,
    acknowledged=DATE,
)
def complaint(working: Working) -> Outputs:
    """Until when a complaint is acknowledged and answered at stage 1 (Complaint Handling Code)."""
    working.order("received", "acknowledged")
    received = working.day("received")
    by = add_business_days(working, received, working.days("complaint_acknowledge", received))
    working.say(f"Five working days after {said(received)}, which is not counted, end with {said(by)}.")
    outputs: Outputs = {"acknowledge_by": by, "acknowledge_nears": _nears(working, by, received)}
    on_last = working.yes("acknowledged_on_last_day", otherwise=False)
    told = working.day("acknowledged") if working.has("acknowledged") else by if on_last else None
    if on_last and told != by:
        raise InputContradicts("`acknowledged_on_last_day` contradicts `acknowledged`. Correct one of them.")
    if told is None:
        working.say("Stage 1 runs from the acknowledgement, whose day was not said.")
        return outputs
    answer = add_business_days(working, told, working.days("complaint_stage_1", told))
    extended = add_business_days(working, answer, working.days("complaint_stage_1_extension", told))
    working.say(
        f"Ten working days after the acknowledgement on {said(told)}: {said(answer)}; extended with "
        f"reasons, {said(extended)}."
    )
    nears = _nears(working, answer, told)
    return outputs | {"stage1_by": answer, "stage1_nears": nears, "stage1_extended_by": extended}


@rule({"stage2_by": A_DATE, "stage2_nears": A_DATE, "stage2_extended_by": A_DATE}, escalation_acknowledged=DATE)
def complaint_stage2(working: Working) -> Outputs:
    """Until when a complaint is answered at stage 2 (Complaint Handling Code)."""
    told = working.day("escalation_acknowledged")
    answer = add_business_days(working, told, working.days("complaint_stage_2", told))
    extended = add_business_days(working, answer, working.days("complaint_stage_2_extension", told))
    working.say(f"Twenty working days after {said(told)}: {said(answer)}; extended with reasons, {said(extended)}.")
    return {"stage2_by": answer, "stage2_nears": _nears(working, answer, told), "stage2_extended_by": extended}


@rule({"answer_by": A_DATE, "answer_nears": A_DATE}, received=DATE, asked_by=word(*_DAYS_OF))
def enquiry(working: Working) -> Outputs:
    """Until when whoever asks about a debt is answered, by the landlord's days for them."""
    received = working.day("received")
    asker = working.word("asked_by")
    by = add_days(received, working.days(_DAYS_OF[asker], received))
    working.say(f"The enquiry of {said(received)}, from {_NAMED[asker]}, is answered by {said(by)}.")
    return {"answer_by": by, "answer_nears": _nears(working, by, received)}


def _nears(working: Working, last: date, received: date) -> date:
    """The day on which a leader is told that a last day comes near, counted back in working days."""
    return add_business_days(working, last, -working.days("last_day_nears", received))


@rule({"report_by": A_STAMP}, aware_at=STAMP)
def data_breach_72h(working: Working) -> Outputs:
    """Until when a personal data breach is reported to the ICO (UK GDPR Art. 33): 72 hours, weekends and all."""
    aware = in_london(working.moment("aware_at"))
    length = working.period("data_breach_report", aware.date())
    if not isinstance(length, timedelta):
        working.refuse("The period of the report is not of hours. Correct the table periods.yaml.")
    # Hours that pass, not hours that the clocks show: the night that clocks change is an hour shorter or longer.
    by = in_london(aware.astimezone(UTC) + length)
    working.say(
        f"Aware at {aware:%H:%M} on {said(aware.date())}; 72 hours pass until {by:%H:%M} on "
        f"{said(by.date())}, London's time."
    )
    return {"report_by": by}
