"""Rent: charges of a year, by the day, its increase, and its statement."""

import re
from datetime import timedelta
from fractions import Fraction

from cases.calculating.counting import add_days, said, through_months
from cases.calculating.declared import INTEGER, INTEGERS, Outputs, rule
from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.kinds import DATE, PENCE, PERCENT, SIGNED_PENCE, TEXT, list_of, row_of, word
from cases.calculating.money import down, half_up, plain, pounds
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_RENT = re.compile(r"\b(costs?|fees?|recharg\w*)\b", re.IGNORECASE)
"""What the text of a line that is no rent speaks of: whole words, so that a house called Court or Coffee is none."""


@rule(
    {"charges": INTEGER, "total_pence": PENCE_OUT, "uc_covers_pence": PENCE_OUT, "not_covered_pence": PENCE_OUT},
    **{"from": DATE, "to": DATE, "charge_day": word(*WEEKDAYS), "weekly_rent_pence": PENCE},
)
def rent_weeks(working: Working) -> Outputs:
    """How many weekly charges fall in a year or another span, and what universal credit covers of them."""
    working.order("from", "to")
    start, end = working.day("from"), working.day("to")
    name = working.word("charge_day")
    first = add_days(start, (WEEKDAYS.index(name) - start.weekday()) % 7)
    charges = max(0, (end - first).days // 7 + 1)
    outputs: Outputs = {"charges": charges}
    working.say(f"From {said(start)} to {said(end)}, both counted, there are {charges} {name}s.")
    if not working.has("weekly_rent_pence"):
        return outputs
    rent = working.whole("weekly_rent_pence")
    outputs["total_pence"] = charges * rent
    if end - start < timedelta(days=363) or end > through_months(start, 12):
        working.say("What universal credit covers is counted by the year; this span is none.")
        return outputs
    weeks = working.limit("uc_weeks_of_year", start)
    outputs["uc_covers_pence"] = min(charges, weeks) * rent
    outputs["not_covered_pence"] = outputs["total_pence"] - outputs["uc_covers_pence"]
    working.say(f"Universal credit counts {weeks} weeks a year: {pounds(outputs['not_covered_pence'])} is not covered.")
    return outputs


@rule(
    {"daily_pence": PENCE_OUT},
    rent_pence=PENCE,
    period=word("fortnightly", "four_weekly", "monthly", "weekly"),
    on=DATE,
)
def daily_rate(working: Working) -> Outputs:
    """Rent by the day, as the possession service counts it: to the nearest penny, half a penny up."""
    on = working.day("on") if working.has("on") else None
    rent, period = working.whole("rent_pence"), working.word("period")
    hundredths = {"weekly": 700, "fortnightly": 1400, "four_weekly": 2800}.get(period)
    if hundredths is None:
        hundredths = working.limit("daily_rate_days_of_month_hundredths", on)
    daily = half_up(Fraction(rent * 100, hundredths))
    days = f"{hundredths // 100}" if hundredths % 100 == 0 else f"{hundredths // 100}.{hundredths % 100:02}"
    working.say(f"{pounds(rent)} {period.replace('_', '-')} ÷ {days}: {pounds(daily)} a day.")
    return {"daily_pence": daily}


@rule({"running_rent_pence": INTEGERS}, opening_pence=SIGNED_PENCE, lines=list_of(row_of(DATE, TEXT, SIGNED_PENCE)))
def statement(working: Working) -> Outputs:
    """The running balance of rent alone, one for each line: costs and recharges are left out of it."""
    balance, before = working.whole("opening_pence", otherwise=0), None
    running: list[int] = []
    for day, words, pence in working.many("lines"):
        if before is not None and day < before:
            raise InputContradicts(f"`lines`: {day} stands after {before}. Put the lines in the order of their days.")
        before = day
        if NO_RENT.search(words):
            working.say(f"{said(day)}, {words[:60]!r}, {pounds(pence)}: no rent, so left out.")
        else:
            balance += pence
        running.append(balance)
    working.say(f"The balance of rent alone after {len(running)} lines is {pounds(balance)}.")
    return {"running_rent_pence": running}


@rule({"new_max_pence": PENCE_OUT}, old_pence=PENCE, percent=PERCENT)
def rent_increase(working: Working) -> Outputs:
    """The highest rent after an increase by a percentage; a fraction of a penny is left out."""
    old, percent = working.whole("old_pence"), working.values.get("percent")
    if percent is None:
        working.need("percent")
    new = down(Fraction(old) * (100 + Fraction(percent)) / 100)
    working.say(f"{pounds(old)} and {plain(percent)}: {pounds(new)} at most, rounded down so that the limit is kept.")
    return {"new_max_pence": new}
