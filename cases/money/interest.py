"""Interest, and where a judgment may be enforced."""

from decimal import Decimal
from fractions import Fraction

from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import YES, Outputs, rule
from cases.calculating.kinds import COUNT, DATE, PENCE, list_of, object_of
from cases.calculating.money import half_up, plain, pounds, share
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

YEAR = 365


@rule(
    {
        "daily_rate_pence": PENCE_OUT,
        "interest_pence": PENCE_OUT,
        "interest_by_rounded_daily_rate_pence": PENCE_OUT,
    },
    principal_pence=PENCE,
    days=COUNT,
    rate_percent=COUNT,
    debits=list_of(object_of(pence=PENCE, days=COUNT)),
    breathing_space_days_inside=COUNT,
    claimed=DATE,
)
def s69_interest(working: Working) -> Outputs:
    """Simple interest before judgment (County Courts Act 1984 s.69), to the nearest penny, half a penny up."""
    on = working.day("claimed") if working.has("claimed") else None
    rate = Fraction(
        working.whole("rate_percent") if working.has("rate_percent") else working.percent("interest_s69", on)
    )
    paused = working.whole("breathing_space_days_inside", otherwise=0)
    if paused:
        working.say(f"{paused} days of breathing space are left out (Debt Respite Scheme Regulations 2020 reg. 7).")
    debits = [tuple(each) for each in working.many("debits")] if working.has("debits") else []
    if (
        debits
        and working.has("principal_pence")
        and sum(pence for pence, _ in debits) != working.whole("principal_pence")
    ):
        raise InputContradicts("`principal_pence` is not the sum of the debits. Take one out or correct it.")
    if debits and working.has("days"):
        raise InputContradicts("`days` stands beside debits, which have days of their own. Take one out.")
    outputs: Outputs = {}
    if not working.has("debits"):
        principal = working.whole("principal_pence")
        debits = [(principal, working.whole("days"))] if working.has("days") else []
    else:
        principal = sum(pence for pence, _ in debits)
    daily = share(principal, 1) * rate / YEAR
    outputs["daily_rate_pence"] = half_up(daily)
    working.say(
        f"{pounds(principal)} × {_written(rate)} % ÷ {YEAR} a day: {pounds(outputs['daily_rate_pence'])}, rounded."
    )
    if not debits and not working.has("debits"):
        return outputs
    if any(paused > days for _, days in debits):
        raise InputContradicts("`breathing_space_days_inside` is more than the days of a debit. Correct one of them.")
    exact = sum((Fraction(pence) * rate * (days - paused) / (100 * YEAR) for pence, days in debits), Fraction())
    outputs["interest_pence"] = half_up(exact)
    working.say(f"Exactly counted and rounded once, the interest is {pounds(outputs['interest_pence'])}.")
    if len(debits) == 1:
        by_day = outputs["daily_rate_pence"] * (debits[0][1] - paused)
        outputs["interest_by_rounded_daily_rate_pence"] = by_day
        working.say(f"By the rounded daily rate it would be {pounds(by_day)}.")
    return outputs


def _written(rate: Fraction) -> str:
    """A rate as people write it: 8, 7.5; as a fraction where it has no end."""
    if rate.denominator == 1:
        return str(rate.numerator)
    decimal = Decimal(rate.numerator) / Decimal(rate.denominator)
    return f"{decimal.normalize():f}" if Fraction(decimal) == rate else f"{rate.numerator}/{rate.denominator}"


@rule({"interest_pence": PENCE_OUT}, judgment_pence=PENCE, days=COUNT, judgment=DATE)
def judgment_interest(working: Working) -> Outputs:
    """Interest on a judgment of the county court: from £5,000, simple, to the nearest penny, half a penny up."""
    on = working.day("judgment") if working.has("judgment") else None
    amount, least = working.whole("judgment_pence"), working.limit("judgment_interest_from_pence", on)
    if amount < least:
        working.say(f"{pounds(amount)} is less than {pounds(least)}, so the judgment bears none.")
        return {"interest_pence": 0}
    rate = working.percent("interest_judgment", on)
    interest = half_up(share(amount, rate) * working.whole("days") / YEAR)
    working.say(f"{pounds(amount)} × {plain(rate)} × {working.whole('days')} ÷ {YEAR}: {pounds(interest)}.")
    working.say("None runs while a suspended order, or instalments, are kept.")
    return {"interest_pence": interest}


@rule({"county_court": YES, "high_court": YES}, judgment_pence=PENCE, on=DATE)
def enforcement_route(working: Working) -> Outputs:
    """In which courts a money judgment may be enforced against goods (1991 Order)."""
    on = working.day("on") if working.has("on") else None
    amount = working.whole("judgment_pence")
    most = working.limit("county_court_execution_most_pence", on)
    least = working.limit("high_court_execution_least_pence", on)
    working.say(
        f"The county court enforces up to {pounds(most)}, the High Court from {pounds(least)}; this "
        f"is {pounds(amount)}."
    )
    return {"county_court": amount <= most, "high_court": amount >= least}
