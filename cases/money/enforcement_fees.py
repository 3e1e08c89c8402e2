"""Enforcement agents' fees, and how what they bring in is divided."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from cases.calculating.declared import INTEGER, Outputs, rule
from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.kinds import DATE, PENCE, YES, list_of, word
from cases.calculating.money import half_up, pounds, share
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

STAGES = ("compliance", "enforcement", "sale")


@rule(
    {
        "fees_pence": PENCE_OUT,
        "compliance_pence": PENCE_OUT,
        "enforcement_fixed_times": INTEGER,
        "enforcement_pence": PENCE_OUT,
        "sale_pence": PENCE_OUT,
    },
    sum_to_recover_pence=PENCE,
    stages=list_of(word(*STAGES)),
    instructed=DATE,
    orders=list_of(PENCE),
    same_debtor_same_time=YES,
    vulnerable_without_chance_of_help=YES,
)
def ea_fees(working: Working) -> Outputs:
    """An enforcement agent's fees (Taking Control of Goods (Fees) Regulations 2014), a share to the nearest penny."""
    on = working.day("instructed") if working.has("instructed") else None
    sums = _sums(working)
    stages = (
        working.many("stages")
        if working.has("stages")
        else STAGES[:2]
        if working.has("orders")
        else working.many("stages")
    )
    if len(set(stages)) < len(stages):
        raise InputContradicts("`stages` names a stage twice. Name each once.")
    together = working.yes("same_debtor_same_time", otherwise=False) and len(sums) > 1
    if together:
        working.say(
            f"{len(sums)} orders against one debtor, enforced at one time: fixed fees after compliance once (reg. 11)."
        )
    outputs: Outputs = {}
    if "compliance" in stages:
        outputs["compliance_pence"] = working.limit("enforcement_fee_compliance", on) * len(sums)
        working.say(f"Compliance, for each of {len(sums)}: {pounds(outputs['compliance_pence'])}.")
    parts = [sum(sums)] if together else sums
    if "enforcement" in stages:
        outputs["enforcement_fixed_times"] = len(parts)
        outputs["enforcement_pence"] = _stage(working, "enforcement", parts, on)
        if working.yes("vulnerable_without_chance_of_help", otherwise=False):
            outputs |= {"enforcement_fixed_times": 0, "enforcement_pence": 0}
            working.say(
                "The debtor is vulnerable and had no adequate chance to get help: no fee of that stage (reg. 12)."
            )
    if "sale" in stages:
        outputs["sale_pence"] = _stage(working, "sale", parts, on)
    outputs["fees_pence"] = sum(outputs.get(f"{stage}_pence", 0) for stage in STAGES)
    working.say(f"All together: {pounds(outputs['fees_pence'])}.")
    return outputs


def _sums(working: Working) -> list[int]:
    orders = list(working.many("orders")) if working.has("orders") else []
    if working.has("orders", "sum_to_recover_pence") and sum(orders) != working.whole("sum_to_recover_pence"):
        raise InputContradicts("`sum_to_recover_pence` is not the sum of `orders`. Take one out or correct it.")
    if not orders and not working.has("sum_to_recover_pence"):
        working.need("sum_to_recover_pence", "orders")
    return orders or [working.whole("sum_to_recover_pence")]


def _stage(working: Working, stage: str, parts: Sequence[int], on: date | None) -> int:
    fixed, above = working.limit(f"enforcement_fee_{stage}", on), working.limit("enforcement_fee_share_above", on)
    percent = working.percent("enforcement_fee_share", on)
    fee = sum(fixed + half_up(share(max(0, part - above), percent)) for part in parts)
    working.say(
        f"{stage.capitalize()}: {pounds(fixed)} and {percent} % of what is above {pounds(above)}, "
        f"{len(parts)} times: {pounds(fee)}."
    )
    return fee


@rule(
    {"compliance_paid": PENCE_OUT, "debt_paid": PENCE_OUT, "enforcement_paid": PENCE_OUT},
    debt_pence=PENCE,
    compliance_pence=PENCE,
    enforcement_pence=PENCE,
    received_pence=PENCE,
)
def ea_proceeds(working: Working) -> Outputs:
    """How proceeds are divided: the compliance fee first, the rest by size between debt and fees (reg. 13)."""
    debt, compliance = working.whole("debt_pence"), working.whole("compliance_pence", otherwise=0)
    fees, received = working.whole("enforcement_pence", otherwise=0), working.whole("received_pence")
    if received > debt + compliance + fees:
        raise InputContradicts(
            f"{pounds(received)} is more than debt and fees together, {pounds(debt + compliance + fees)}. Correct it."
        )
    first = min(received, compliance)
    rest = received - first
    to_fees = half_up(Fraction(rest * fees, debt + fees)) if debt + fees else 0
    working.say(f"{pounds(first)} goes to the compliance fee first.")
    working.say(
        f"{pounds(rest)} is divided as {pounds(debt)} to {pounds(fees)}: fees {pounds(to_fees)}, the rest to the debt."
    )
    return {"compliance_paid": first, "debt_paid": rest - to_fees, "enforcement_paid": to_fees}
