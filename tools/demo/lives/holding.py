"""Lives in which something is held: a death, an insolvency, a crisis, a moratorium, and who decides for somebody."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cases.ledger.lines import balance_on
from tasks.acts import closing, representatives
from tools.demo.cast import COLIN, EDITH, HAROLD, HUGHES, PAULA, SEAN, TOM
from tools.demo.desk import Desk
from tools.demo.lives.early import talks


def harold(desk: Desk) -> Iterator[date]:
    """He lived alone and died; nobody is chased, and his daughter settles the estate."""
    yield date(2026, 7, 14)
    source, why = "Call from his daughter, Ruth Pike", "He died in hospital on 12 July; she acts by his will"
    desk.dies("olive", HAROLD, 0, date(2026, 7, 12), source=source, reason=why)
    yield date(2026, 7, 15)
    told = {"told_of_death_by": "Ruth Pike, 01632 960410", "death_proved": "Death certificate"}
    died = {"who_died": "Mr Harold Pike", "died_on": "2026-07-12", "anybody_at_risk": "Nobody: he lived alone"}
    desk.completes("olive", HAROLD, "record_death", **told, **died)
    where = {"representatives_name": "Ms Ruth Pike", "representatives_address": "4 Hill View, Newbridge, NB3 2CD"}
    desk.completes(
        "olive",
        HAROLD,
        "find_representatives",
        estate_acted_for_by="Executor",
        **where,
        representatives_proof="The will",
    )
    yield date(2026, 7, 16)
    desk.completes("olive", HAROLD, "tell_benefits", benefit_at_death="No", benefit_told_on="2026-07-16")
    yield date(2026, 7, 22)
    why = "He was a sole tenant and lived alone; his daughter has a home of her own."
    equal = "Nobody lives there who would lose a home."
    said = {"succession_decided": "Nobody has a right to succeed", "succession_reasons": why}
    desk.completes("tess", HAROLD, "decide_succession", **said, equality_of_succession=equal)
    yield date(2026, 9, 2)
    ended = {"tenancy_ended_how": "Notice by the representatives", "estate_pays": "Part"}
    desk.completes(
        "olive", HAROLD, "settle_estate", **ended, estate_words="The funeral is paid first; then what is left"
    )
    why = "The tenancy ended by the notice of his executor; what is owed is a claim on the estate."
    closing.close(desk.house, desk.who("tess"), desk.case_of(HAROLD), because="tenancy_ended", reason=why)


def hughes(desk: Desk) -> Iterator[date]:
    """Walter Hughes died; Joan, his wife and joint tenant, goes on in her home."""
    yield date(2026, 8, 12)
    source, why = "Mrs Hughes, in the office", "Her husband died at home on 10 August"
    desk.dies("sam", HUGHES, 0, date(2026, 8, 10), source=source, reason=why)
    yield date(2026, 8, 13)
    told = {"told_of_death_by": "Mrs Joan Hughes", "death_proved": "Doctor, hospital or police"}
    died = {"who_died": "Mr Walter Hughes", "died_on": "2026-08-10", "anybody_at_risk": "Nobody; her son is with her"}
    desk.completes("sam", HUGHES, "record_death", **told, **died)
    yield date(2026, 8, 20)
    told_her = {"survivor_told": ["The tenancy goes on", "A new claim for benefit", "The name on the account"]}
    needs = "Time, and one person to call: Sam."
    desk.completes("sam", HUGHES, "tell_survivor", survivor_spoken_on="2026-08-20", **told_her, survivor_needs=needs)


def edith(desk: Desk) -> Iterator[date]:
    """A deputy decides for her about money, and agrees what is paid."""
    yield date(2026, 7, 8)
    order = "Court of Protection order of 12 May 2025, sealed copy seen: property and affairs"
    acts = ("discuss", "agree_to_pay", "receive_letters", "handle_benefit")
    whom: dict[str, Any] = {"name": "Helen Marsh", "role": "deputy", "evidence": order, "from_on": date(2025, 5, 12)}
    where: dict[str, Any] = {
        "address": "Marsh & Lowe Solicitors\n2 Castle Street\nNewbridge\nNB1 1AA",
        "phone": "01632 960777",
    }
    representatives.appoint(desk.house, desk.who("olive"), desk.tenants(EDITH)[0], acts=acts, **whom, **where)
    desk.begins("olive", "vulnerability", EDITH, "Her deputy wrote that she does not follow letters about money")
    asked = {"needs_asked_on": "2026-07-08", "somebody_at_risk": False, "decide_help": "Her carer was with her"}
    desk.completes("olive", EDITH, "assess_vulnerability", **asked, what_they_need="It is in doubt if they can decide")
    yield date(2026, 7, 10)
    seen = {"authority_seen_on": "2026-07-08", "authority_covers": "Both", "authority_words": order}
    desk.completes("tess", EDITH, "settle_representation", decides_by="Deputy of the Court of Protection", **seen)
    yield date(2026, 7, 13)
    words = "Helen Marsh: the standing order ended with her old account; £10 a week from 20 July, on top of the rent."
    why = "Her deputy keeps her accounts, and says that it can be paid out of savings."
    needs = {"difficulty_reading": True, "vulnerable": True, "acting": True, "without_budget": why}
    talks(desk, "sam", EDITH, "Other", words, agreed=(1000, date(2026, 7, 20)), **needs)


def colin(desk: Desk) -> Iterator[date]:
    """An appointee has his benefit and nothing else: who decides about the home is open, and all is paused."""
    yield date(2026, 9, 21)
    because = "He could not say whether he understood our call; his brother is appointee for benefit alone"
    desk.begins("sam", "vulnerability", COLIN, because)
    asked = {"needs_asked_on": "2026-09-21", "somebody_at_risk": False, "decide_help": "His brother was on the line"}
    desk.completes("sam", COLIN, "assess_vulnerability", **asked, what_they_need="It is in doubt if they can decide")


def paula(desk: Desk) -> Iterator[date]:
    """A debt relief order: what was owed on its day is parted from what falls due since."""
    yield date(2026, 8, 18)
    source, why = "Official Receiver, notice DRO-4471902", "Debt relief order of 17 August; the rent is listed in it"
    desk.holds("olive", "debt_relief_order", PAULA, date(2026, 8, 17), source=source, reason=why)
    yield date(2026, 8, 19)
    found = {"on_register": "Debt relief order", "register_looked_on": "2026-08-19", "ordered_on": "2026-08-17"}
    by = {"register_number": "DRO-4471902", "office_holder": "Official Receiver, Newbridge", "identity_matches": True}
    desk.completes("olive", PAULA, "check_register", **found, **by)
    with desk.house.db.read() as session:
        owed = balance_on(session, desk.account(PAULA), date(2026, 8, 17))
    parted = {"under_order_pence": owed, "since_order_pence": 0, "joint_debtors": "Nobody", "payments_stopped": True}
    desk.completes("olive", PAULA, "part_the_debt", **parted)
    yield date(2026, 8, 20)
    desk.completes("tess", PAULA, "debt_parted_rightly", parted_rightly=True)
    yield date(2026, 8, 21)
    desk.completes("olive", PAULA, "send_proof", proof_sent_on="2026-08-21", proof_copy="proof.pdf")


def sean(desk: Desk) -> Iterator[date]:
    """A mental health crisis moratorium, which named roles see: asked after each month, and it goes on."""
    yield date(2026, 8, 24)
    source, why = "Insolvency Service notice MHC-0007731", "He is in crisis treatment; an approved adviser confirms it"
    desk.holds("tess", "mental_health_crisis", SEAN, date(2026, 8, 24), source=source, reason=why)
    yield date(2026, 8, 25)
    by = {"protected_reference": "MHC-0007731", "protected_from": "2026-08-24", "protected_sender": "Newbridge Advice"}
    desk.completes("tess", SEAN, "record_protection", **by, protected_debts="Rent", protected_hold_stands=True)
    desk.completes(
        "tess", SEAN, "search_protected_debts", protected_searched=["Former tenancies"], protected_found=False
    )
    desk.completes("tess", SEAN, "tell_who_acts_protected", protected_agents="Nobody acts", protected_court="None")
    yield date(2026, 9, 25)
    desk.completes("tess", SEAN, "check_protection", protection_asked_on="2026-09-25", protection_goes_on=True)


def tom(desk: Desk) -> Iterator[date]:
    """A breathing space that is in force, of which a review was asked for."""
    yield date(2026, 9, 7)
    source, why = "Insolvency Service notice BS-0056620", "Standard breathing space, by StepLight"
    desk.holds("sam", "breathing_space", TOM, date(2026, 9, 7), source=source, reason=why)
    yield date(2026, 9, 8)
    named = {"moratorium_reference": "BS-0056620", "entered_on": "2026-09-06", "debts_named": "Rent of 100026"}
    agree = {"adviser": "StepLight, 01632 960118", "address_withheld": False, "sums_agree": True}
    desk.completes("sam", TOM, "record_moratorium", **named, **agree)
    looked = {"searched_on": "2026-09-08", "searched_where": ["Other accounts of the person"]}
    desk.completes("sam", TOM, "search_other_debts", **looked, other_debts_found=False)
    nobody = {"acts_for_us": False, "court_involved": False, "deductions_stopped": "There are none"}
    desk.completes("sam", TOM, "tell_who_acts", **nobody)
    yield date(2026, 9, 9)
    asked = {"review_asked_on": "2026-09-09", "review_evidence": "The statement, and his letter of 2 September"}
    why = "He wrote on 2 September that he has the means to pay all of it this month."
    desk.completes("tess", TOM, "consider_review", review_asked=True, review_reasons=why, **asked)


LIVES = (harold, hughes, edith, colin, paula, sean, tom)
