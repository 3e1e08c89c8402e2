"""Limitation: until when a claim for a debt may be issued (Limitation Act 1980)."""

from datetime import date

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import DATES, Outputs, rule
from cases.calculating.declared import YES as A_YES
from cases.calculating.kinds import DATE, TEXT, list_of, word
from cases.calculating.working import Working

NO_FRESH_TIME = (
    "A payment of part of the rent does not extend the time for the rest then due (s.29(6)), so "
    "payments move nothing here; "
    "an acknowledgement signed before the end would (s.29(5)), and a person must look for one."
)


def _last_day(working: Working, due: date) -> date:
    return add_months(due, working.months("limitation_rent", due))


@rule({"last_day_to_issue": A_DATE, "safe": A_DATE, "barred_from": A_DATE}, debit_due=DATE, payments=list_of(DATE))
def limitation_rent(working: Working) -> Outputs:
    """Until when a claim for rent may be issued: six years from when each debit was due (s.19)."""
    due = working.day("debit_due")
    last = _last_day(working, due)
    working.say(f"Six years from {said(due)}, that day left out, end with {said(last)}; issue a day before to be safe.")
    if working.has("payments") and working.many("payments"):
        working.say(NO_FRESH_TIME)
    return {"last_day_to_issue": last, "safe": add_days(last, -1), "barred_from": add_days(last, 1)}


@rule(
    {"last_day_to_issue": A_DATE, "last_day_if_time_ran_anew": A_DATE, "human_check": A_YES},
    debit_due=DATE,
    part_payment_on=DATE,
    by=word("housing benefit", "tenant"),
    appropriated_to=TEXT,
)
def limitation_part_payment(working: Working) -> Outputs:
    """Whether a part payment gives more time to claim a debit of rent: never by itself (ss.29(6), 29(7))."""
    working.order("debit_due", "part_payment_on")
    due = working.day("debit_due")
    last = _last_day(working, due)
    working.say(f"Six years from {said(due)} end with {said(last)}.")
    if not working.has("part_payment_on"):
        return {"last_day_to_issue": last, "human_check": False}
    paid = working.day("part_payment_on")
    if paid > last:
        working.say(f"What was paid on {said(paid)}, after the end, revives nothing (s.29(7)).")
        return {"last_day_to_issue": last, "human_check": False}
    working.say(NO_FRESH_TIME)
    if working.has("by") and working.word("by") == "housing benefit":
        working.say("Whether housing benefit is a payment by the debtor at all is contested.")
    if working.has("appropriated_to"):
        working.say(
            f"It was appropriated to {working.word('appropriated_to')!r}; whether that is this "
            "debit a person must read."
        )
    again = _last_day(working, paid)
    working.say(
        "Were the debt no rent, and the payment the debtor's and for it, time would end with "
        f"{said(again)}; do not rely on it."
    )
    return {"last_day_to_issue": last, "last_day_if_time_ran_anew": again, "human_check": True}


@rule(
    {"barred": DATES, "claimable": DATES},
    debits_due=list_of(DATE),
    issue_on=DATE,
    payments=list_of(DATE),
)
def limitation_mixed(working: Working) -> Outputs:
    """Which debits of rent a claim that is issued on a day may still hold: each has its own six years (s.19)."""
    issue = working.day("issue_on")
    split: dict[bool, list[date]] = {True: [], False: []}
    for due in working.many("debits_due"):
        last = _last_day(working, due)
        split[issue > last].append(due)
        working.say(
            f"Due {said(due)}: until {said(last)}, {'barred' if issue > last else 'claimable'} on {said(issue)}."
        )
    if working.has("payments") and working.many("payments"):
        working.say(NO_FRESH_TIME)
    return {"barred": split[True], "claimable": split[False]}


@rule({"court_action": A_YES, "deduction_from_benefit": A_YES, "dea": A_YES}, overpayment_decided=DATE, as_of=DATE)
def limitation_hbop(working: Working) -> Outputs:
    """How an overpayment of housing benefit may still be recovered (ss.9, 38(11))."""
    working.order("overpayment_decided", "as_of")
    decided, as_of = working.day("overpayment_decided"), working.day("as_of")
    last = add_months(decided, working.months("limitation_benefit_overpayment", decided))
    working.say(f"The court may be asked for six years from {said(decided)}, until {said(last)}.")
    working.say("Deductions from benefit and from earnings are under no limit (s.38(11)).")
    return {"court_action": as_of <= last, "deduction_from_benefit": True, "dea": True}
