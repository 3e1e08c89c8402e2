"""Deductions from earnings and from benefits."""

from datetime import date

from cases.calculating.counting import said
from cases.calculating.declared import INTEGER, Outputs, rule
from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import YES as A_YES
from cases.calculating.kinds import COUNT, DATE, PENCE, TEXT, YES, word
from cases.calculating.money import band_of, by_band, down, half_down, half_up, plain, pounds, share, up, whole_percent
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working
from cases.law import NoSuchNumber


@rule(
    {"percent": INTEGER, "deduction_pence": PENCE_OUT},
    net_pence=PENCE,
    pay=word("monthly", "weekly"),
    rate=word("higher", "standard"),
    priority_deductions_pence=PENCE,
    priority_kind=TEXT,
    payday=DATE,
)
def dea(working: Working) -> Outputs:
    """A direct earnings attachment (SI 2013/384), to the nearest penny, half a penny down."""
    on = working.day("payday") if working.has("payday") else None
    net, pay = working.whole("net_pence"), working.word("pay")
    rate = working.word("rate") if working.has("rate") else "standard"
    first = working.whole("priority_deductions_pence", otherwise=0)
    left = max(0, net - first)
    if first:
        kind = f" ({working.word('priority_kind')})" if working.has("priority_kind") else ""
        working.say(
            f"{pounds(first)} of orders with priority{kind} come first; {pounds(left)} of {pounds(net)} are left."
        )
    percent = band_of(working.bands(f"dea_{rate}_{pay}", on), left).percent or 0
    wanted = half_down(share(left, percent))
    working.say(f"{percent} % ({rate} rate) of {pounds(left)} {pay}: {pounds(wanted)}.")
    protected = up(share(net, working.percent("dea_protected", on)))
    room = max(0, net - protected - first)
    if wanted > room:
        working.say(f"{pounds(protected)} of the whole net pay is protected, which leaves {pounds(room)}.")
    return {"percent": int(percent), "deduction_pence": min(wanted, room)}


@rule(
    {"deduction_pence": PENCE_OUT, "first_pence": PENCE_OUT, "second_pence": PENCE_OUT, "refused": A_YES},
    net_pence=PENCE,
    pay=word("daily", "monthly", "weekly"),
    orders=COUNT,
    payday=DATE,
)
def ctaeo(working: Working) -> Outputs:
    """Council tax attachment of earnings (1992 Regulations Sch. 4), to the nearest penny, half a penny down."""
    on = working.day("payday") if working.has("payday") else None
    orders, most = working.whole("orders", otherwise=1), working.limit("council_tax_attachments_most", on)
    if not 1 <= orders <= most:
        working.refuse(f"At most {most} such orders run at once (reg. 42); {orders} cannot.")
    net = working.whole("net_pence")
    bands = working.bands(f"council_tax_attachment_{working.word('pay')}", on)
    taken: list[int] = []
    for number in range(1, orders + 1):
        left = net - sum(taken)
        taken.append(half_down(by_band(band_of(bands, left), left)))
        working.say(f"Order {number}, of {pounds(left)} {working.word('pay')}: {pounds(taken[-1])}.")
    outputs: Outputs = {"deduction_pence": sum(taken), "refused": False, "first_pence": taken[0]}
    return outputs | ({"second_pence": taken[1]} if orders > 1 else {})


FIVE_PENCE = 5
LATEST = date(2026, 4, 1)
"""Whose ways of counting are taken where only an allowance was said: they have been the same since 2013."""
YEARS = ("2022-23", "2023-24", "2024-25", "2025-26", "2026-27")


@rule(
    {"weekly_max_pence": PENCE_OUT},
    year=word(*YEARS),
    allowance_25_plus_pence=PENCE,
    kind=word("fraud", "standard"),
    earnings_disregard_pence=PENCE,
    weekly_hb_pence=PENCE,
)
def hbop_weekly(working: Working) -> Outputs:
    """The most that may be deducted a week from housing benefit for an overpayment (reg. 102)."""
    step, on = _step(working)
    kind = working.word("kind") if working.has("kind") else "standard"
    times = working.limit(f"benefit_overpayment_steps_{kind}", on)
    most = step * times
    working.say(f"{times} × {pounds(step)} ({kind}): {pounds(most)}.")
    disregard = working.whole("earnings_disregard_pence", otherwise=0)
    if disregard:
        half = down(share(disregard, working.percent("benefit_overpayment_disregard_share", on)))
        most += half
        working.say(f"Half of the earnings disregard of {pounds(disregard)} is added: {pounds(most)}.")
    if working.has("weekly_hb_pence"):
        stays = working.limit("benefit_overpayment_least_benefit_pence", on)
        room = max(0, working.whole("weekly_hb_pence") - stays)
        if room < most:
            working.say(f"{pounds(stays)} of benefit must remain, so {pounds(room)}.")
        most = min(most, room)
    return {"weekly_max_pence": most}


def _step(working: Working) -> tuple[int, date]:
    """Five percent of the allowance, up to the next five pence, and the first day of the year's benefit."""
    year = working.word("year") if working.has("year") else None
    on = date(int(year[:4]), 4, 1) if year else None
    if not working.has("allowance_25_plus_pence"):
        if on is None:
            working.need("year", "allowance_25_plus_pence")
        step = working.limit("benefit_overpayment_step_pence", on)
        working.say(f"In {year} a step is {pounds(step)}.")
        return step, on
    allowance, percent = (
        working.whole("allowance_25_plus_pence"),
        working.percent("benefit_overpayment_step_share", None),
    )
    step = up(share(allowance, percent) / FIVE_PENCE) * FIVE_PENCE
    working.say(f"{plain(percent)} of {pounds(allowance)}, up to the next five pence, is a step of {pounds(step)}.")
    if on is not None:
        _agrees(working, step, on)
    return step, on or LATEST


def _agrees(working: Working, step: int, on: date) -> None:
    try:
        published = working.limit("benefit_overpayment_step_pence", on)
    except NoSuchNumber:
        return  # the year's allowance is all there is
    if published != step:
        raise InputContradicts(
            f"`allowance_25_plus_pence` makes a step of {pounds(step)}, but that year's is "
            f"{pounds(published)}. Correct it."
        )


@rule(
    {
        "rent_min_pence": PENCE_OUT,
        "rent_max_pence": PENCE_OUT,
        "overall_cap_percent": INTEGER,
        "overall_cap_pence": PENCE_OUT,
        "refused": A_YES,
    },
    standard_allowance_pence=PENCE,
    assessment_period_starts=DATE,
    account=word("current", "former tenant"),
    housing_element=YES,
)
def uc_deduction(working: Working) -> Outputs:
    """Deductions from universal credit for rent arrears, and the overall cap; to the nearest penny, half a penny up."""
    if working.has("account") and working.word("account") != "current":
        working.refuse("Deductions are for the home that is lived in now; for a former tenancy there are none.")
    if not working.yes("housing_element", otherwise=True):
        working.refuse("Without a housing element in the award there is no deduction for rent.")
    if not working.has("assessment_period_starts") and not working.has("standard_allowance_pence"):
        working.need("assessment_period_starts")
    outputs: Outputs = {"refused": False}
    starts = working.day("assessment_period_starts") if working.has("assessment_period_starts") else None
    if working.has("standard_allowance_pence"):
        allowance = working.whole("standard_allowance_pence")
        for name, row in (("rent_min_pence", "uc_rent_deduction_least"), ("rent_max_pence", "uc_rent_deduction_most")):
            percent = working.percent(row, starts)
            outputs[name] = half_up(share(allowance, percent))
            working.say(f"{plain(percent)} of {pounds(allowance)}: {pounds(outputs[name])}.")
    if starts is None:
        working.say("The overall cap goes by the start of the assessment period, which was not said.")
        return outputs
    cap = working.percent("uc_deduction_cap", starts)
    outputs["overall_cap_percent"] = whole_percent(working, cap)
    working.say(f"For an assessment period that starts on {said(starts)} the overall cap is {plain(cap)}.")
    if working.has("standard_allowance_pence"):
        outputs["overall_cap_pence"] = half_up(share(working.whole("standard_allowance_pence"), cap))
        working.say(
            f"All deductions together: {pounds(outputs['overall_cap_pence'])}; as a last resort rent may go beyond."
        )
    return outputs


@rule({"request_allowed": A_YES}, weekly_rent_pence=PENCE, arrears_pence=PENCE, weeks_accrued=COUNT, on=DATE)
def legacy_tpd(working: Working) -> Outputs:
    """Whether direct payments for arrears may be asked for from Pension Credit (1987 Regulations Sch. 9 para. 5)."""
    on = working.day("on") if working.has("on") else None
    rent, arrears, weeks = (working.whole(name) for name in ("weekly_rent_pence", "arrears_pence", "weeks_accrued"))
    count, least = (
        working.limit("legacy_deduction_weeks_of_rent", on),
        working.limit("legacy_deduction_weeks_accrued", on),
    )
    allowed = bool(rent) and arrears >= count * rent and weeks >= least
    working.say(
        f"Arrears of {pounds(arrears)}, {count} weeks' rent being {pounds(count * rent)}, grew over "
        f"{weeks} of {least} weeks."
    )
    working.say(
        "That is enough." if allowed else "That is not enough, unless the family's overriding interest requires it."
    )
    return {"request_allowed": allowed}
