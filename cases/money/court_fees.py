"""Fees of the county court, by the day on which they fall due."""

from datetime import date

from cases.calculating.counting import said
from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import YES, Outputs, rule
from cases.calculating.kinds import DATE, PENCE, word
from cases.calculating.money import band_of, by_band, half_up, pounds
from cases.calculating.working import Working
from cases.law import NoSuchNumber


def _fee(working: Working, name: str, on: date) -> int:
    fee = working.limit(name, on)
    working.say(
        f"On {said(on)} the fee was {pounds(fee)}."
        if _sure(working)
        else f"On {said(on)} the fee is believed to be {pounds(fee)}; look it up."
    )
    return fee


def _sure(working: Working) -> bool:
    return all(row.confidence == "confirmed" for row in working.used)


@rule({"fee_pence": "pence/null", "warn": YES}, issued=DATE)
def fee_possession_issue(working: Working) -> Outputs:
    """The fee for issuing a claim for possession; a warning where it is not confirmed, null where it is not known."""
    issued = working.day("issued")
    try:
        fee = _fee(working, "fee_possession_issue", issued)
    except NoSuchNumber as unknown:
        working.say(unknown.sentence)
        return {"fee_pence": None, "warn": True}
    return {"fee_pence": fee, "warn": not _sure(working)}


@rule({"fee_pence": PENCE_OUT}, requested=DATE)
def fee_warrant_possession(working: Working) -> Outputs:
    """The fee for a warrant of possession."""
    return {"fee_pence": _fee(working, "fee_warrant_possession", working.day("requested"))}


@rule({"fee_pence": PENCE_OUT}, made=DATE, kind=word("consent", "on_notice", "without_notice"))
def fee_n244(working: Working) -> Outputs:
    """The fee for an application (N244): on notice, or by consent or without notice."""
    kind = "on_notice" if working.word("kind") == "on_notice" else "consent"
    return {"fee_pence": _fee(working, f"fee_application_{kind}", working.day("made"))}


@rule({"fee_pence": PENCE_OUT}, claim_with_interest_pence=PENCE, issued=DATE)
def fee_money_claim(working: Working) -> Outputs:
    """The fee for issuing a claim for money, by the claim with its interest; a share to the nearest penny, half up."""
    claim, issued = working.whole("claim_with_interest_pence"), working.day("issued")
    if not claim:
        working.refuse("Nothing is claimed, so there is no claim to issue.")
    band = band_of(working.bands("fee_money_claim", issued), claim)
    fee = half_up(by_band(band, claim))
    top = "more" if band.up_to is None else f"up to {pounds(band.up_to)}"
    working.say(
        f"A claim of {pounds(claim)} with interest is in the band of {top}: {pounds(fee)}. The row is to confirm."
    )
    return {"fee_pence": fee}
