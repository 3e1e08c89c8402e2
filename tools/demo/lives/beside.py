"""Lives beside the debt: an enquiry, a complaint, a breach of data, a visit, what somebody needs, a referral."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tasks.acts import referrals, vulnerabilities
from tools.demo.cast import BEN, HARRY, LIAM, MAYA, NOAH, UNA, VIC, ZOE
from tools.demo.desk import Desk
from tools.demo.lives.early import talks

REACHED = {
    "channel": "phone",
    "reached": True,
    "identity_checked": "Date of birth and address",
    "acting": False,
    "outcome": "spoke",
    "cause": "not_said",
    "difficulty_reading": False,
    "vulnerable": False,
}
"""A call at which somebody was spoken with, as forms ask it."""


def zoe(desk: Desk) -> Iterator[date]:
    """A councillor asks for her; what is answered is read by somebody else first."""
    yield date(2026, 7, 27)
    desk.begins("olive", "enquiry", ZOE, "Letter of Councillor Webb")
    asked = {"enquiry_from": "Councillor", "asked_by": "Cllr Webb, Fern ward", "received_on": "2026-07-24"}
    right = {"enquiry_kind": "Question", "enquiry_authority": "Elected member acting for a constituent"}
    desk.completes("olive", ZOE, "record_enquiry", **asked, **right, asked_about="Which help she was offered")
    said = {"answer_checked_with": "The record", "answer_reads_plainly": True}
    desk.completes("olive", ZOE, "answer_enquiry", enquiry_answer="She was written to on 6 July.", **said)
    yield date(2026, 7, 28)
    change = "Say which help the letter offers, and whom she can call."
    desk.completes("theo", ZOE, "approve_enquiry_answer", enquiry_answer_good=False, enquiry_answer_change=change)
    answer = "We wrote to her and named free debt advice; Sam Lee calls her this week, 01632 960100."
    desk.completes("olive", ZOE, "answer_enquiry", enquiry_answer=answer, **said)
    desk.completes("theo", ZOE, "approve_enquiry_answer", enquiry_answer_good=True)
    given = {"answer_given_on": "2026-07-28", "answer_given_by": "Letter"}
    desk.completes("olive", ZOE, "record_answer_given", **given)
    yield date(2026, 7, 29)
    words = "She did not open the letter, for fear of it. Her overtime ended in June; £5 a week beside the rent."
    talks(desk, "sam", ZOE, "Loss of work or income", words, agreed=(500, date(2026, 8, 3)))


def liam(desk: Desk) -> Iterator[date]:
    """A cousin asks what he owes, and is told nothing before he says that they may be."""
    yield date(2026, 7, 14)
    words = "The key turned up late; else all is well. Two live there. Paid by Direct Debit from August."
    rows = desk.of_each(LIAM, **REACHED, said=words)
    known = {"rent_paid_by": "Direct Debit", "new_claim": "Not entitled", "rent_understood": True}
    desk.completes("sam", LIAM, "call_new_tenant", contacts_made=rows, **known)
    yield date(2026, 10, 1)
    desk.begins("sam", "enquiry", LIAM, "A cousin called")
    asked = {"enquiry_from": "Somebody who acts for them", "asked_by": "A cousin, Ray Nowak, 01632 960320"}
    none = {"received_on": "2026-10-01", "enquiry_kind": "Question", "enquiry_authority": "None yet"}
    desk.completes("sam", LIAM, "record_enquiry", **asked, **none, asked_about="What he owes")


def ben(desk: Desk) -> Iterator[date]:
    """He complains that a repair was not done; until it is answered nothing is taken further."""
    yield date(2026, 8, 25)
    words = "He keeps half of the rent back, for the boiler has not worked since June. Told to complain, and how."
    talks(desk, "sam", BEN, "Rent dispute", words)
    yield date(2026, 9, 11)
    tried = "He was told how to complain about the boiler; no plan was agreed while half the rent is kept back."
    desk.works("sam", "tess", BEN, {"complete_pre_action_checklist": {"alternatives": tried}})
    yield date(2026, 9, 14)
    desk.begins(
        "sam", "complaint", BEN, "He says by e-mail that the boiler was not mended, though he called four times"
    )
    by = {"complained_by": "Mr Iqbal, by e-mail", "complained_on": "2026-09-14", "help_to_complain": "None"}
    of = {"complained_of": "Four calls about the boiler, and nobody came", "outcome_wanted": "A repair, and an apology"}
    to = {"complainant_name": "Mr Ben Iqbal", "complainant_address": "See his e-mail", "complainant_large_print": False}
    desk.completes("sam", BEN, "record_complaint", **by, **of, **to)
    yield date(2026, 9, 16)
    acknowledged = {"acknowledged_on": "2026-09-16", "acknowledged_by": "Email", "acknowledgement_copy": "reply.pdf"}
    defined = "Four calls since June were not followed by a repair of the boiler."
    desk.completes("sam", BEN, "acknowledge_complaint", **acknowledged, complaint_defined=defined)
    yield date(2026, 9, 30)
    if desk.is_open(BEN, "extend_stage_1"):
        why = {"late_way": "More time is needed", "late_because": "The contractor's report comes on 8 October."}
        until = {"late_told_by": "Email", "late_told_on": "2026-09-30", "late_until": "2026-10-14"}
        desk.completes("tess", BEN, "extend_stage_1", **why, **until, late_beyond=False)


def noah(desk: Desk) -> Iterator[date]:
    """A statement about him went to a neighbour: contained the same day, judged by somebody else, and told."""
    yield date(2026, 8, 10)
    desk.begins("olive", "data_breach", NOAH, "The neighbour at number 12 called: his statement lies in their hall")
    what = {"breach_what": "His statement of July went to number 12", "breach_whose": "Mr Dixon, one person"}
    data = {"breach_data": ["Names and addresses", "Money and debts"], "aware_at": "2026-08-10T09:15:00+01:00"}
    desk.completes("olive", NOAH, "record_breach", breach_kind="Sent or told to the wrong person", **what, **data)
    contained = "Fetched at noon; it was opened, and read by one person."
    desk.completes("olive", NOAH, "contain_breach", contained=contained, in_danger=False)
    yield date(2026, 8, 11)
    reasons = {
        "breach_reasons": "A neighbour knows what he owes",
        "dpo_advice": "Tell the Commissioner within the time",
    }
    desk.completes("tess", NOAH, "assess_breach", breach_risk="Risk", **reasons)
    told = {"commissioner_told_on": "2026-08-11", "commissioner_reference": "IC-310442", "told_within_72_hours": True}
    desk.completes("tess", NOAH, "tell_commissioner", **told)
    yield date(2026, 8, 12)
    change = "House numbers are compared with the gazetteer before letters are printed."
    desk.completes("tess", NOAH, "note_lessons", breach_cause="A house number was typed wrongly", breach_change=change)
    yield date(2026, 9, 7)
    desk.begins("sam", "complaint_stage_2", NOAH, "He is not content with the answer of August about his statement")
    by = {"complained_by": "Mr Dixon, by letter", "stage_2_asked_on": "2026-09-07", "stage_1_answered_on": "2026-08-28"}
    of = {"complained_of": "A neighbour knows what he owes", "outcome_wanted": "An apology", "help_to_complain": "None"}
    to = {
        "complainant_name": "Mr Noah Dixon",
        "complainant_address": "The office; he calls",
        "complainant_large_print": False,
    }
    desk.completes("sam", NOAH, "record_stage_2", **by, **of, **to)
    acknowledged = {"stage_2_acknowledged_on": "2026-09-07", "acknowledged_by": "Email"}
    more = {"complaint_defined": "His statement of July went to number 12.", "acknowledgement_copy": "reply.pdf"}
    desk.completes("sam", NOAH, "acknowledge_stage_2", **acknowledged, **more)


def vic(desk: Desk) -> Iterator[date]:
    """Nobody was reached by telephone; a risk is known, so two go, and mould is seen."""
    yield date(2026, 7, 28)
    desk.begins("olive", "visit", VIC, "Three calls were not answered")
    plan = {"visit_because": "Nobody answers", "visit_on": "2026-08-04", "visited_by": "Olive Adeyemi and Sam Lee"}
    brief = "Seven weeks are owed, three calls. A dog bit a colleague in 2024: ask him to shut it in."
    desk.completes("olive", VIC, "plan_visit", **plan, risk_known=True, visit_brief=brief)
    desk.completes("tess", VIC, "decide_risk", risk_decision="Two go", risk_reasons="The dog; he is told before")
    yield date(2026, 8, 4)
    seen = "He lets them in; the dog is in the yard. He lost his telephone. Black mould in the bedroom."
    hazard = {"hazard_seen": True, "hazard_reported_as": "Damp and mould, to repairs at the visit"}
    came = {"visit_came_to": "Spoken with", "visited_on": "2026-08-04", "checked_in": True}
    desk.spoke(
        "olive", VIC, seen, "spoke", channel="visit", hazard="significant", hazard_said="Black mould in the bedroom"
    )
    desk.completes("olive", VIC, "make_visit", **came, visit_seen=seen, **hazard)
    words = "He was off sick in June and is back. £10 a week beside the rent."
    talks(
        desk,
        "olive",
        VIC,
        "Illness or bereavement",
        words,
        agreed=(1000, date(2026, 8, 10)),
        channel="Visit",
    )
    yield date(2026, 8, 6)
    outcome = "Looked at on 6 August; the wall is treated and a vent is put in."
    whose, number = desk.tenants(VIC)[0], desk.referral_of(VIC)
    referrals.close(desk.house, desk.who("olive"), whose, number, outcome=outcome)


def harry(desk: Desk) -> Iterator[date]:
    """A visit is planned where a risk is known, and a leader has to say how it is made."""
    about = "A letter of his came back, and nobody knows if he lives there still"
    yield date(2026, 9, 28)
    desk.begins("sam", "contact", HARRY, about)
    rows = desk.of_each(HARRY, channel="phone", reached=False, not_reached="no_answer", said="Rang twice.")
    desk.completes("sam", HARRY, "try_to_reach", tried_about=about, contacts_made=rows)
    yield date(2026, 10, 5)
    plan = {"visit_because": "They find it hard to read, call or travel", "visit_on": "2026-10-12"}
    brief = "A neighbour threatened staff in the stairwell in August. Mr Greene himself is friendly."
    desk.completes("sam", HARRY, "plan_visit", **plan, visited_by="Sam Lee", risk_known=True, visit_brief=brief)


def una(desk: Desk) -> Iterator[date]:
    """She is ill and reads large print: more time, a call before each letter, and a check of her benefits."""
    yield date(2026, 8, 26)
    words = "In treatment until winter; letters tire her. She would like a call before each letter."
    desk.spoke("olive", UNA, words, "spoke", cause="illness")
    whose, adjusted = desk.tenants(UNA)[0], "A call before each letter; two weeks in place of one"
    need: dict[str, Any] = {"kind": "health", "detail": "In treatment until winter", "source": "She said so at a call"}
    until = date(2027, 1, 29)
    made: dict[str, Any] = {"adjustments": adjusted, "effect": "Letters tire her", "review_on": until}
    vulnerabilities.record(desk.house, desk.who("olive"), whose, **need, **made)
    desk.begins("olive", "vulnerability", UNA, "She is in treatment, and asked for more time")
    asked = {"needs_asked_on": "2026-08-26", "somebody_at_risk": False}
    desk.completes("olive", UNA, "assess_vulnerability", **asked, what_they_need="Another way of working with them")
    ways = ["Letters in another format or language", "More time", "A call before each letter"]
    desk.completes("olive", UNA, "make_adjustments", adjusted=ways, adjusted_words=f"Large print. {adjusted}.")
    yield date(2026, 9, 9)
    words = "Sick pay is less than her wage. £4 a week beside the rent, and a check of what else she can claim."
    needs = {"difficulty_reading": True, "vulnerable": True}
    talks(desk, "olive", UNA, "Illness or bereavement", words, agreed=(400, date(2026, 9, 14)), **needs)
    yield date(2026, 9, 14)
    desk.refers("olive", UNA, "better_off", "What she can claim while she is ill")


def maya(desk: Desk) -> Iterator[date]:
    """She asks for a statement from the first day, does not wish to be referred, and nothing is passed on."""
    yield date(2026, 8, 24)
    desk.begins("sam", "statement_request", MAYA, "She asks how it came to so much")
    asked = {"statement_asked_by": "Herself, by telephone; date of birth", "statement_asked_on": "2026-08-24"}
    desk.completes("sam", MAYA, "record_statement_request", **asked, statement_wanted="From the first day of arrears")
    yield date(2026, 8, 25)
    desk.begins("sam", "referral", MAYA, "She spoke of other debts at a call")
    said = {"referral_agreed": "No", "referral_agreed_on": "2026-08-25", "referral_for": "Her other debts"}
    said |= {"referral_of": desk.tenant_reference(MAYA), "referral_to": "money_advice"}
    desk.completes("sam", MAYA, "agree_referral", **said)
    yield date(2026, 8, 26)
    words = "A loan fell due in August. From September she has the rent again, and £3 a week."
    talks(desk, "sam", MAYA, "Other debts", words, agreed=(300, date(2026, 8, 31)))


LIVES = (zoe, liam, ben, noah, vic, harry, una, maya)
