"""Lives about money: agreements kept, broken and waiting, benefits, a promise, costs of a court."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cases.benefits.rows import Claim
from cases.benefits.words import ChaserKind, ClaimKind, ClaimStatus, Outcome, RequestKind, TenantView
from cases.budgets.words import Section
from tasks.acts import agreements, benefits
from tasks.acts.contacts import PromiseSaid
from tools.demo.cast import CAROL, FEMI, GITA, INES, KEMI, LEON, RAVI, TILLY
from tools.demo.desk import Desk
from tools.demo.lives.early import talks

_RENT, _FOOD = (Section.FIXED, "home_and_contents"), (Section.FLEXIBLE, "food_and_housekeeping")
_POWER = (Section.FIXED, "utilities")


def kemi(desk: Desk) -> Iterator[date]:
    """What was agreed is paid for three weeks, and then no more: a warning, a call in vain, and it is broken."""
    yield date(2026, 7, 21)
    words = "Her shifts were cut in June. £5 a week on top of the rent from 27 July."
    talks(desk, "olive", KEMI, "Loss of work or income", words, agreed=(500, date(2026, 7, 27)))
    day = date(2026, 8, 19)
    while day <= date(2026, 9, 30):
        yield day
        if desk.is_open(KEMI, "ask_what_changed"):
            tried = "Calls on two days, and a text; no answer."
            said = {"asked_reached": False, "asked_tried": tried, "what_changed_words": "Nothing was heard."}
            said |= {"what_changed": "Not known", "what_changed_means": "Nobody was reached"}
            desk.completes("olive", KEMI, "ask_what_changed", **said)
            return
        day += timedelta(days=1)


def ravi(desk: Desk) -> Iterator[date]:
    """What was agreed is paid, week by week."""
    yield date(2026, 7, 21)
    words = "Between two jobs in June; the new one pays weekly. £7.50 on top of the rent."
    talks(desk, "sam", RAVI, "Loss of work or income", words, agreed=(750, date(2026, 7, 27)))


def carol(desk: Desk) -> Iterator[date]:
    """She would pay more than her budget leaves: somebody who leads the team must approve it, and has not yet."""
    yield date(2026, 9, 29)
    costs = {_RENT: 44_400, _POWER: 21_000, _FOOD: 33_100}
    desk.budget("sam", CAROL, 100_000, costs)
    above = "Her daughter adds £5 a month from October; she wants to be clear of it by spring."
    monthly = {"frequency": agreements.Frequency.MONTHLY, "agreed_with": "Mrs Jarvis, at a call"}
    desk.agrees("sam", CAROL, 2000, date(2026, 10, 12), **monthly, above_budget=above)
    desk.spoke("sam", CAROL, "Agreed £20 a month; a leader must approve it.", "agreement_made", cause="cost_of_living")


def ines(desk: Desk) -> Iterator[date]:
    """She promises two weeks of rent for Friday, and pays one of them."""
    yield date(2026, 9, 9)
    words = "Her wage came late. She promises £226 for Friday."
    promised = PromiseSaid(22_600, date(2026, 9, 18))
    desk.spoke("olive", INES, words, "promised_to_pay", cause="payment_failed", promised=promised)
    yield date(2026, 9, 22)
    words = "She paid one week on the 16th; the other comes with the wage of October."
    talks(desk, "olive", INES, "Other", words)


def leon(desk: Desk) -> Iterator[date]:
    """He owes the fee of a court and no rent, so nobody writes to him about rent; what he agrees about it he ends."""
    yield date(2026, 8, 4)
    words = "Asked what the £355.00 are. Told: the court's fee of May 2025; his rent is paid, and the fee is no rent."
    checked: dict[str, Any] = {"identity_checked": "Date of birth and rent reference", "account_told": True}
    desk.spoke("sam", LEON, words, "information_given", direction="in", failure_demand="letter_unclear", **checked)
    costs = {"debt": "court_costs", "without_budget": "He wants to pay the fee within three months."}
    number = desk.agrees("sam", LEON, 3000, date(2026, 8, 10), **costs)
    yield date(2026, 8, 6)
    why = "He rang: his sister lends him the fee in October, and until then he wants no agreement."
    agreements.end(desk.house, desk.who("sam"), number, reason=why)


def femi(desk: Desk) -> Iterator[date]:
    """He claims Universal Credit with our help, and the office has not decided."""
    yield date(2026, 8, 18)
    desk.begins("sam", "benefits", FEMI, "His hours at work were cut in July")
    checked = {"entitlement_checked_with": "A calculator, at the office with him", "reductions_seen": ["Nothing"]}
    words = "About two thirds of the rent."
    desk.completes(
        "sam", FEMI, "check_entitlement", **checked, entitlement_stands="To be claimed", entitlement_words=words
    )
    yield date(2026, 8, 19)
    why = "By the calculator he is entitled, and nothing was asked for since."
    known: dict[str, Any] = {"reference": "UC-2291", "evidence_given_on": desk.today, "evidence": "All of it, online"}
    claim = Claim(
        desk.account(FEMI),
        desk.tenants(FEMI)[0],
        ClaimKind.UNIVERSAL_CREDIT,
        desk.today,
        ClaimStatus.CLAIMED,
        expects_award=True,
        expects_because=why,
        **known,
    )
    number = benefits.record(desk.house, desk.who("sam"), claim.account_id, claim=claim)
    helped = {"benefit_claimed": "Universal Credit", "assessment_ends_on": "2026-09-18"}
    more = {"evidence_wanted": ["Nothing more"], "claim_help": "At the office, together"}
    desk.completes("sam", FEMI, "help_to_claim", **helped, **more)
    undecided: dict[str, Any] = {
        "benefit": "Universal Credit",
        "claim_state": "Claimed, not decided",
        "evidence_given": True,
    }
    words = "His hours were cut in July. He claimed today, with us."
    talks(desk, "sam", FEMI, "Loss of work or income", words, **undecided, help_offered=["Help with a claim"])
    yield date(2026, 9, 4)
    evidence = "The claim UC-2291 of 19 August is not decided; all evidence was given."
    tried = "Nothing was agreed while the claim waits; he pays what he can from the first wage."
    said = {"benefit_claim_outstanding": True, "alternatives": tried, "evidence": evidence}
    desk.works("sam", "tess", FEMI, {"complete_pre_action_checklist": said})
    yield date(2026, 9, 7)
    reasons = "A claim for benefit is not decided for which he gave all evidence (protocol 2.6)."
    said = {"notice_decision": "no_notice", "reasons": reasons}
    desk.works("sam", "tess", FEMI, {"decide_notice": said})
    yield date(2026, 9, 28)
    asked: dict[str, Any] = {"claim_id": number, "kind": ChaserKind.ASKED, "on": desk.today}
    again = date(2026, 10, 12)
    words = "In hand; a decision within two weeks."
    benefits.chase(desk.house, desk.who("sam"), claim.account_id, **asked, words=words, ask_again_on=again)
    said = {"office_asked_on": "2026-09-28", "claim_outcome": "Nothing yet", "office_words": words}
    desk.completes("sam", FEMI, "ask_benefit_office", **said)


def gita(desk: Desk) -> Iterator[date]:
    """Her Universal Credit is paid to us as she wishes: she was asked, and her budget was made."""
    yield date(2026, 7, 20)
    account, whose = desk.account(GITA), desk.tenants(GITA)[0]
    award: dict[str, Any] = {"award_pence": 46_000, "award_every": "monthly", "award_from": date(2026, 1, 9)}
    award |= {"paid_to": "tenant", "pays_every": "monthly", "next_payment_on": date(2026, 8, 16), "assessment_day": 9}
    of = (account, whose, ClaimKind.UNIVERSAL_CREDIT, date(2026, 1, 9), ClaimStatus.IN_PAYMENT)
    claim = benefits.record(
        desk.house, desk.who("olive"), account, claim=Claim(*of, decided_on=date(2026, 2, 16), **award)
    )
    desk.begins("olive", "benefits", GITA, "Her benefit comes once a month, and the rent is spent by then")
    checked = {"entitlement_checked_with": "Her award letter", "reductions_seen": ["Nothing"]}
    stands = {"entitlement_stands": "In payment already", "entitlement_words": "£460 a month for rent"}
    desk.completes("olive", GITA, "check_entitlement", **checked, **stands)
    desk.budget("olive", GITA, 124_000, {_RENT: 50_700, _POWER: 22_000, _FOOD: 45_300})
    asked = {"view_asked_on": "2026-07-20", "tenant_view": "They agree", "can_live_on_rest": True}
    words = {"tenant_view_words": "One worry less", "direct_payment_reasons": "She asks for it, and the rest will do"}
    desk.completes("olive", GITA, "ask_tenant_view", **asked, **words, direct_payment_wanted="Yes, ask for it")
    budget = desk.budget_of(GITA)
    said: dict[str, Any] = {"tenant_asked_on": desk.today, "tenant_said": "One worry less", "budget_id": budget}
    said |= {"claim_id": claim, "kind": RequestKind.MANAGED_PAYMENT, "tenant_view": TenantView.AGREES}
    enough = "By her budget £60 a month are left"
    request = benefits.ask_direct_payment(desk.house, desk.who("olive"), account, **said, affordability=enough)
    done = {"direct_payment_asked_on": "2026-07-20", "direct_payment_reference": "UC47-1180"}
    kind = "Housing costs paid to us"
    desk.completes("olive", GITA, "request_payment_from_benefit", direct_payment_kind=kind, **done)
    yield date(2026, 7, 21)
    spent = "The rent went into other bills. Direct payment is asked for; £4.60 a week beside it."
    paid: dict[str, Any] = {
        "benefit": "Universal Credit",
        "claim_state": "In payment",
        "direct_payment": "Requested today",
    }
    talks(desk, "olive", GITA, "Other debts", spent, agreed=(460, date(2026, 8, 17)), **paid)
    yield date(2026, 7, 31)
    granted: dict[str, Any] = {
        "request_id": request,
        "outcome": Outcome.GRANTED,
        "on": desk.today,
        "words": "From the next payment",
    }
    benefits.answer(desk.house, desk.who("olive"), account, **granted)
    to_us = Claim(*of, decided_on=date(2026, 2, 16), **{**award, "paid_to": "landlord"})
    benefits.record(desk.house, desk.who("olive"), account, claim=to_us, replaces=claim)


def tilly(desk: Desk) -> Iterator[date]:
    """The 53rd rent week of a year, of which Universal Credit pays nothing: explained at a call, and paid."""
    yield date(2026, 7, 21)
    words = "31 March 2025 was the 53rd Monday of its year, of which Universal Credit pays nothing. She pays it now."
    promised = PromiseSaid(9600, date(2026, 8, 5))
    desk.spoke("sam", TILLY, words, "promised_to_pay", promised=promised)
    paid: dict[str, Any] = {"benefit": "Universal Credit", "claim_state": "In payment", "direct_payment": "In place"}
    talks(desk, "sam", TILLY, "Other", words, **paid)


LIVES = (kemi, ravi, carol, ines, leon, femi, gita, tilly)
