"""Ground 8: how much rent must be unpaid, on which days."""

from datetime import date
from fractions import Fraction

from cases.calculating.declared import PENCE as PENCE_OUT
from cases.calculating.declared import YES as A_YES
from cases.calculating.declared import Outputs, rule
from cases.calculating.kinds import COUNT, DATE, PENCE, SIGNED_PENCE, word
from cases.calculating.money import pounds, up
from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working


@rule(
    {"threshold_pence": PENCE_OUT, "met_at_service": A_YES, "met_at_hearing": A_YES, "mandatory": A_YES},
    regime=word("non_social", "social"),
    period=word("fortnightly", "monthly", "weekly"),
    rent_pence=PENCE,
    rent_arrears_at_service_pence=SIGNED_PENCE,
    rent_arrears_at_hearing_pence=SIGNED_PENCE,
    served=DATE,
    ledger_balance_at_service_pence=SIGNED_PENCE,
    court_costs_in_balance_pence=PENCE,
    rechargeable_in_balance_pence=PENCE,
    uc_housing_not_yet_paid_pence=PENCE,
    rent_free_weeks_per_year=COUNT,
)
def ground_8(working: Working) -> Outputs:
    """Whether ground 8 is met at service and at the hearing (Housing Act 1988 Sch. 2)."""
    threshold = _threshold(working)
    outputs: Outputs = {"threshold_pence": threshold}
    at_service = _at_service(working)
    uc = _benefit_not_yet_paid(working)
    if at_service is not None:
        outputs["met_at_service"] = _met(working, "service", at_service - uc, threshold)
    if working.has("rent_arrears_at_hearing_pence"):
        at_hearing = working.whole("rent_arrears_at_hearing_pence") - uc
        outputs["met_at_hearing"] = _met(working, "the hearing", at_hearing, threshold)
    met = [outputs[name] for name in ("met_at_service", "met_at_hearing") if name in outputs]
    if len(met) == 2 or False in met:
        outputs["mandatory"] = all(met)
        working.say("It is met on both days." if all(met) else "It must be met on both days.")
    return outputs


def _threshold(working: Working) -> int:
    regime, period = working.word("regime"), working.word("period")
    rent = working.whole("rent_pence")
    if not rent:
        raise InputContradicts("`rent_pence` is 0: where no rent is due there are no arrears of it. Correct it.")
    on = working.day("served") if working.has("served") else _regime_begins(working, regime)
    if period == "monthly":
        count = working.limit(f"ground_8_months_{regime}", on)
        threshold = count * rent
        working.say(f"{count} months' rent of {pounds(rent)} are {pounds(threshold)}.")
        return threshold
    count = working.limit(f"ground_8_weeks_{regime}", on)
    threshold = up(Fraction(rent * count, 2 if period == "fortnightly" else 1))
    working.say(f"{count} weeks' rent, {pounds(rent)} {period}, are {pounds(threshold)}.")
    if working.whole("rent_free_weeks_per_year", otherwise=0):
        working.say("The rent as it is charged counts; weeks without a charge do not lower the threshold.")
    return threshold


def _regime_begins(working: Working, regime: str) -> date | None:
    """Without a date of service: social is one law throughout, and a regime of its own for others began in 2026."""
    if regime == "social":
        return None
    working.say(
        "No date of service was said; that a tenancy is non-social matters since 1 May 2026, so that law is taken."
    )
    return working.limit_day("renters_rights_begin_on", None)


def _at_service(working: Working) -> int | None:
    parts = sum(
        working.whole(name, otherwise=0) for name in ("court_costs_in_balance_pence", "rechargeable_in_balance_pence")
    )
    rent = working.whole("rent_arrears_at_service_pence") if working.has("rent_arrears_at_service_pence") else None
    if not working.has("ledger_balance_at_service_pence"):
        return rent
    balance = working.whole("ledger_balance_at_service_pence")
    working.say(f"Of the balance of {pounds(balance)}, {pounds(parts)} are court costs and recharges, no rent.")
    if rent is not None and rent != balance - parts:
        raise InputContradicts(
            f"`rent_arrears_at_service_pence` says {pounds(rent)}, but the balance without costs and recharges is "
            f"{pounds(balance - parts)}. Correct one of them."
        )
    return balance - parts


def _benefit_not_yet_paid(working: Working) -> int:
    uc = working.whole("uc_housing_not_yet_paid_pence", otherwise=0)
    if not uc:
        return 0
    old = working.has("served") and working.day("served") < working.limit_day("renters_rights_begin_on", None)
    if working.word("regime") == "social" or old:
        working.say("Under this law what universal credit has not yet paid counts as unpaid.")
        return 0
    working.say(f"{pounds(uc)} of universal credit's housing amount, not yet received, is left out.")
    return uc


def _met(working: Working, when: str, unpaid: int, threshold: int) -> bool:
    met = unpaid >= threshold
    working.say(
        f"At {when} {pounds(unpaid)} of rent is unpaid, {'at least' if met else 'less than'} {pounds(threshold)}."
    )
    return met
