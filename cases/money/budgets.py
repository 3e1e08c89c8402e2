"""The Standard Financial Statement: incomes by the month, savings, and what may be offered."""

from fractions import Fraction

from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import TEXT, YES, Outputs, rule
from cases.calculating.kinds import DATE, SIGNED_PENCE, word
from cases.calculating.money import down, half_up, plain, pounds, share
from cases.calculating.working import Working

A_YEAR = {"weekly": 52, "fortnightly": 26, "four_weekly": 13, "monthly": 12, "quarterly": 4, "yearly": 1}
"""How often each comes in a year, as the statement counts it."""


@rule({"monthly_pence": PENCE_OUT}, amount_pence=SIGNED_PENCE, every=word(*A_YEAR))
def sfs_monthly(working: Working) -> Outputs:
    """An amount by the month, to the nearest penny, half a penny up (Standard Financial Statement)."""
    amount, every = working.whole("amount_pence"), working.word("every")
    monthly = half_up(Fraction(amount * A_YEAR[every], 12))
    working.say(f"{pounds(amount)} {every.replace('_', '-')} × {A_YEAR[every]} ÷ 12: {pounds(monthly)} a month.")
    return {"monthly_pence": monthly}


@rule({"savings_max_pence": PENCE_OUT}, surplus_pence=SIGNED_PENCE, on=DATE)
def sfs_savings(working: Working) -> Outputs:
    """The most that may be put aside as savings; a fraction of a penny is left out."""
    on = working.day("on") if working.has("on") else None
    surplus = working.whole("surplus_pence")
    percent, most = working.percent("sfs_savings_share", on), working.limit("sfs_savings_most_pence", on)
    savings = min(most, down(share(max(0, surplus), percent)))
    working.say(f"{plain(percent)} of a surplus of {pounds(surplus)}, at most {pounds(most)}: {pounds(savings)}.")
    return {"savings_max_pence": savings}


@rule({"agreement_above_token_allowed": YES, "refer": TEXT}, surplus_pence=SIGNED_PENCE)
def sfs_offer(working: Working) -> Outputs:
    """Whether an agreement above a token payment may be made; without a surplus, where to refer."""
    surplus = working.whole("surplus_pence")
    if surplus > 0:
        working.say(f"There is a surplus of {pounds(surplus)}.")
        return {"agreement_above_token_allowed": True}
    working.say(f"The budget leaves {pounds(surplus)}: no agreement above nothing or a token; refer for debt advice.")
    return {"agreement_above_token_allowed": False, "refer": "debt_advice"}
