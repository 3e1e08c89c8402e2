"""Repayment agreements: what should have been paid by now."""

from datetime import date

from cases.calculating.counting import add_days, add_months, said
from cases.calculating.declared import INTEGER, Outputs, rule
from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import YES as A_YES
from cases.calculating.kinds import COUNT, DATE, PENCE, SIGNED_PENCE, word
from cases.calculating.money import pounds
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

STEP = {"weekly": 7, "fortnightly": 14, "four_weekly": 28}


@rule(
    {"instalments_due": INTEGER, "expected_balance_pence": PENCE_OUT, "behind_pence": PENCE_OUT, "breached": A_YES},
    start_balance_pence=PENCE,
    instalment_pence=PENCE,
    every=word("fortnightly", "four_weekly", "monthly", "weekly"),
    first_due=DATE,
    on=DATE,
    arrears_now_pence=SIGNED_PENCE,
    tolerance_days=COUNT,
    payment_on=DATE,
    payment_pence=PENCE,
)
def agreement(working: Working) -> Outputs:
    """Whether an agreement is kept: the expected balance compared with the actual one, whatever was paid."""
    on, every = working.day("on"), working.word("every")
    due = instalments_by(working.day("first_due"), every, on)
    outputs: Outputs = {"instalments_due": due}
    working.say(
        f"From {said(working.day('first_due'))}, {every.replace('_', '-')}, {due} instalments were due by {said(on)}."
    )
    if not working.has("start_balance_pence", "instalment_pence"):
        return outputs
    expected = _expected(working, due)
    outputs["expected_balance_pence"] = expected
    working.say(
        f"{pounds(working.whole('start_balance_pence'))} less {due} × "
        f"{pounds(working.whole('instalment_pence'))}: {pounds(expected)} expected."
    )
    now = _arrears_now(working, on)
    if now is None:
        return outputs
    outputs["behind_pence"] = max(0, now - expected)
    tolerance = (
        working.whole("tolerance_days")
        if working.has("tolerance_days")
        else working.limit("agreement_tolerance_days", on)
    )
    counted = instalments_by(working.day("first_due"), every, add_days(on, -tolerance))
    outputs["breached"] = now > _expected(working, counted)
    working.say(f"The arrears are {pounds(now)}, {pounds(outputs['behind_pence'])} behind.")
    working.say(
        f"With {tolerance} days of tolerance {counted} instalments count, so it is "
        f"{'breached' if outputs['breached'] else 'kept'}."
    )
    return outputs


def _expected(working: Working, instalments: int) -> int:
    return max(0, working.whole("start_balance_pence") - instalments * working.whole("instalment_pence"))


def instalments_by(first: date, every: str, by: date) -> int:
    """How many instalments fell due up to and with a day."""
    if by < first:
        return 0
    if every != "monthly":
        return (by - first).days // STEP[every] + 1
    months = (by.year - first.year) * 12 + by.month - first.month
    return months + (add_months(first, months) <= by)


def _arrears_now(working: Working, on: date) -> int | None:
    """What is owed on the day: as said, or worked out from the one payment that was."""
    if working.has("payment_on") != working.has("payment_pence"):
        working.need("payment_pence" if working.has("payment_on") else "payment_on")
    paid = working.whole("payment_pence") if working.has("payment_on") and working.day("payment_on") <= on else 0
    if working.has("arrears_now_pence"):
        return working.whole("arrears_now_pence")
    if not working.has("payment_on"):
        return None
    if paid > working.whole("start_balance_pence"):
        raise InputContradicts("`payment_pence` is more than `start_balance_pence`. Correct one of them.")
    return working.whole("start_balance_pence") - paid
