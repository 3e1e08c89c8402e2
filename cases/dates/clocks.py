"""The hour of London: days that end, hours that are left out or come twice."""

from datetime import UTC, datetime, timedelta

from cases.calculating.counting import add_months, said
from cases.calculating.declared import DATE as A_DATE
from cases.calculating.declared import STAMP as A_STAMP
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import DATE, DURATION, STAMP
from cases.calculating.london import end_of_day, exists, in_london, is_ambiguous
from cases.calculating.refusals import InputContradicts, InputNotUnderstood
from cases.calculating.working import Working
from workflows.expressions import YearsAndMonths


@rule(
    {
        "local_date": A_DATE,
        "local_time": A_STAMP,
        "utc_end_exclusive": A_STAMP,
        "exists": A_YES,
        "ambiguous": A_YES,
        "local_due": A_STAMP,
    },
    **{"instant": STAMP, "day_ends": DATE, "local_naive": STAMP, "period": DURATION, "from": STAMP},
)
def clock(working: Working) -> Outputs:
    """What London's clocks show: an instant's day and hour, a day's end, whether an hour exists, a period's end."""
    outputs: Outputs = {}
    if working.has("instant"):
        if working.moment("instant").tzinfo is None:
            raise InputNotUnderstood("`instant` must say its offset, like 2026-03-29T01:30:00Z.")
        local = in_london(working.moment("instant"))
        outputs |= {"local_date": local.date(), "local_time": local}
        working.say(f"London's clocks show {local:%H:%M} on {said(local.date())}.")
    if working.has("day_ends"):
        outputs["utc_end_exclusive"] = end_of_day(working.day("day_ends"))
        working.say(f"{said(working.day('day_ends'))} is over at that moment, which is the next day's.")
    if working.has("local_naive"):
        naive = working.moment("local_naive")
        if naive.tzinfo is not None:
            raise InputNotUnderstood("`local_naive` must say no offset, like 2026-03-29T01:30:00.")
        outputs |= {"exists": exists(naive), "ambiguous": is_ambiguous(naive)}
        times = "once" if exists(naive) else "never"
        working.say(
            f"London's clocks show {naive:%H:%M} on {said(naive.date())} {'twice' if is_ambiguous(naive) else times}."
        )
    if working.has("period") != working.has("from"):
        working.need("from" if working.has("period") else "period")
    if working.has("period"):
        outputs["local_due"] = _due(working)
    if not outputs:
        working.need("instant", "day_ends", "local_naive", "from")
    return outputs


def _due(working: Working) -> datetime:
    start = in_london(working.moment("from"))
    length = working.values["period"]
    if isinstance(length, YearsAndMonths):
        naive = start.replace(tzinfo=None)
        day = add_months(naive.date(), length.months)
        due = naive.replace(year=day.year, month=day.month, day=day.day)
    else:
        if length % timedelta(days=1):
            raise InputContradicts("`period` must be of whole days or months; hours are counted from an instant.")
        due = start.replace(tzinfo=None) + length
    working.say(f"The same hour of London's clocks, {due:%H:%M}, on {said(due.date())}.")
    if not exists(due):
        working.say("The clocks leave that hour out; the first moment after it counts.")
    return in_london(in_london(due).astimezone(UTC)) if not exists(due) else in_london(due)
