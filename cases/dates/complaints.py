"""Complaints to a landlord, and personal data breaches."""

from datetime import UTC, timedelta

from cases.calculating.counting import add_business_days, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import STAMP as A_STAMP
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, STAMP, YES
from cases.calculating.london import in_london
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working


@rule(
    {"acknowledge_by": A_DATE, "stage1_by": A_DATE, "stage1_extended_by": A_DATE},
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
    outputs: Outputs = {"acknowledge_by": by}
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
    return outputs | {"stage1_by": answer, "stage1_extended_by": extended}


@rule({"stage2_by": A_DATE, "stage2_extended_by": A_DATE}, escalation_acknowledged=DATE)
def complaint_stage2(working: Working) -> Outputs:
    """Until when a complaint is answered at stage 2 (Complaint Handling Code)."""
    told = working.day("escalation_acknowledged")
    answer = add_business_days(working, told, working.days("complaint_stage_2", told))
    extended = add_business_days(working, answer, working.days("complaint_stage_2_extension", told))
    working.say(f"Twenty working days after {said(told)}: {said(answer)}; extended with reasons, {said(extended)}.")
    return {"stage2_by": answer, "stage2_extended_by": extended}


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
