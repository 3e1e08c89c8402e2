"""The three lives of which the tour tells: Rosa Whitfield, Amira and Josef Novak, Grace Bello."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cases.budgets.words import Section
from tasks.acts import closing, referrals
from tools.demo.cast import GRACE, NOVAK, ROSA
from tools.demo.desk import Desk
from tools.demo.lives.early import talks


def rosa(desk: Desk) -> Iterator[date]:
    """She lost her job; help was declined, a notice was served as others decided, and then work was found."""
    yield date(2026, 7, 9)
    desk.spoke("olive", ROSA, "Called about the first letter; left a message.", "message_left", reached=False)
    yield date(2026, 7, 21)
    words = "The shop closed in May and she lost her job. She wants to stay, and cannot say what she can pay."
    helped = ["Help with a claim", "Debt advice", "Budgeting"]
    uc: dict[str, Any] = {"benefit": "Universal Credit", "claim_state": "Not claimed, may be entitled"}
    talks(desk, "sam", ROSA, "Loss of work or income", words, **uc, help_offered=helped)
    yield date(2026, 7, 30)
    desk.spoke("olive", ROSA, "Offered a plan of £5 a week and help with the claim; she did not wish either.", "spoke")
    yield date(2026, 8, 6)
    tried = "A plan of £5 a week was offered on 30 July and not taken up; so was help with a claim, and debt advice."
    seen = "Calls of 9, 21 and 30 July; letters 1 and 2 with statements; benefit check of 21 July."
    desk.works("sam", "tess", ROSA, {"complete_pre_action_checklist": {"alternatives": tried, "evidence": seen}})
    yield date(2026, 8, 7)
    why = "Twelve weeks are owed and nothing was paid since May; an affordable plan and help were offered and declined."
    weighed = "She lives alone and is in good health, by her own account; debt advice stays open to her."
    said = {"notice_decision": "prepare", "equality_considered": True, "reasons": why, "proportionate": weighed}
    desk.works("sam", "tess", ROSA, {"decide_notice": said})
    yield date(2026, 8, 11)
    looked = "Asked on 21 and 30 July: she is in good health, reads well, and nobody lives with her."
    desk.completes("sam", ROSA, "assess_vulnerability", needs_found="Nothing", needs_words=looked)
    told = "The number of Newbridge Advice Centre, on 21 and again on 30 July; she has not called there."
    desk.completes("sam", ROSA, "advise_debt_help", debt_advice="At a talk", debt_advice_words=told)
    because = (
        "You have paid no rent since May. We wrote to you on 6 and 21 July and spoke with you on 21 and 30 July. We "
        "offered a plan of £5 a week, help with a claim for benefit, and debt advice."
    )
    desk.completes("sam", ROSA, "draft_notice", notice_reason=because)
    right = "With the tenancy agreement, both letters, and the record of each talk."
    desk.completes("sam", ROSA, "check_notice_particulars", particulars="Right", particulars_words=right)
    yield date(2026, 8, 13)
    desk.completes(
        "olive",
        ROSA,
        "assess_proportionality",
        proportionality="Proportionate",
        proportionality_effect="She may lose the flat in which she has lived alone for years.",
        proportionality_less="A plan of £5 a week and help with a claim were offered twice and not taken up.",
        proportionality_why="The debt grows by the whole rent each week, and a notice leaves five weeks to settle it.",
    )
    reasons = "What was found of her needs and of proportionality does not outweigh a debt that grows each week."
    desk.completes("tess", ROSA, "authorise_notice", notice_authority="Authorised", authority_reasons=reasons)
    yield date(2026, 8, 14)
    desk.serves("olive", ROSA)
    desk.completes("olive", ROSA, "serve_notice", served_words="Handed to her at her door; she read it there.")
    how = "Olive handed the copy over to her at her door on 14 August, and she took it herself."
    desk.completes("olive", ROSA, "record_certificate_of_service", certified_words=how, certified_by="Olive Adeyemi")
    yield date(2026, 8, 20)
    talk = {"channel": "phone", "reached": True, "identity_checked": "Date of birth and address", "acting": False}
    said_then = {"outcome": "spoke", "cause": "job_lost", "said": "She has an interview at the library."}
    rows = desk.of_each(ROSA, **talk, **said_then, difficulty_reading=False, vulnerable=False)
    hope = "If the interview goes well she can pay from the end of September."
    desk.completes("olive", ROSA, "seek_contact_after_notice", contacts_after_notice=rows, after_notice_words=hope)
    yield date(2026, 9, 21)
    words = "She works at the library since 7 September, and her first wage came on Friday. £15 a week beside the rent."
    desk.spoke("sam", ROSA, words, "agreement_made")
    wage = "She said what her first wage is, and that £15 a week is left of it."
    desk.agrees("sam", ROSA, 1500, date(2026, 9, 28), without_budget=wage)


def novak(desk: Desk) -> Iterator[date]:
    """A breathing space was noticed three weeks late: what was done meanwhile is void, and they are told so."""
    yield date(2026, 7, 21)
    words = "Josef's hours at the bakery were halved. Amira reads large print alone. They pay half the rent for now."
    helped: dict[str, Any] = {"help_offered": ["Debt advice", "Help with a claim"], "difficulty_reading": True}
    talks(desk, "sam", NOVAK, "Loss of work or income", words, **helped)
    yield date(2026, 8, 5)
    late = "A notice of 14 July lay unread in a shared mailbox; standard breathing space, by Newbridge Advice"
    source = "Insolvency Service notice BS-0047113"
    desk.holds("olive", "breathing_space", NOVAK, date(2026, 7, 15), source=source, reason=late)
    yield date(2026, 8, 6)
    named = {"moratorium_reference": "BS-0047113", "entered_on": "2026-07-14", "debts_named": "Rent of 100001"}
    agree = {"adviser": "Newbridge Advice, 01632 960200", "address_withheld": False, "sums_agree": True}
    desk.completes("olive", NOVAK, "record_moratorium", **named, **agree)
    looked = {"searched_on": "2026-08-06", "searched_where": ["Other accounts of the person", "Former tenancies"]}
    desk.completes("olive", NOVAK, "search_other_debts", **looked, other_debts_found=False)
    nobody = {"acts_for_us": False, "court_involved": False, "deductions_stopped": "There are none"}
    desk.completes("olive", NOVAK, "tell_who_acts", **nobody)
    told = "Told that our call of 21 July has no effect, that we are sorry, and that nothing is asked of them now."
    for whom in (0, 1):
        desk.spoke("tess", NOVAK, told, "information_given", whom=whom)
    yield date(2026, 9, 14)
    plan = "Tess calls first; the letters begin anew, and nothing of July counts."
    paid = {"paid_what_fell_due": "In part", "nothing_charged": True}
    desk.completes("olive", NOVAK, "plan_after_moratorium", after_moratorium="None", **paid, plan_words=plan)
    yield date(2026, 9, 15)
    why = "The call of 21 July was made in the breathing space. Both tenants were told on 6 August."
    case = desk.case_of(NOVAK)
    closing.close(desk.house, desk.who("tess"), case, because="acts_void", reason=why)


def grace(desk: Desk) -> Iterator[date]:
    """Her budget is below zero: nothing is asked of her; debt advice is asked after twice, and comes."""
    yield date(2026, 7, 7)
    words = "She called about the letter: the money does not last the month. She would like to go through it with us."
    checked = "Date of birth and address"
    desk.spoke(
        "olive", GRACE, words, "call_back_arranged", direction="in", identity_checked=checked, cause="other_debts"
    )
    desk.begins("olive", "affordability", GRACE, "She does not know what she can pay")
    with_her = {"interview_where": "At our office", "interview_with": "Her sister comes with her"}
    desk.completes("olive", GRACE, "plan_interview", interview_on="2026-07-13", **with_her)
    yield date(2026, 7, 14)
    fixed, spent = Section.FIXED, Section.FLEXIBLE
    costs = {(fixed, "home_and_contents"): 48_700, (fixed, "utilities"): 19_000, (fixed, "water"): 3_800}
    costs |= {(fixed, "transport_and_travel"): 6_000, (spent, "food_and_housekeeping"): 32_000}
    costs |= {(spent, "communications_and_leisure"): 4_500, (Section.DEBTS, "other_payments"): 7_800}
    desk.budget(
        "olive", GRACE, 118_000, costs, children_under_14=1, explanation="Her son has a diet by doctor's order."
    )
    made = {
        "interview_came_to": "The budget is made",
        "interview_words": "£38 a month are lacking, with her sister there",
    }
    desk.completes("olive", GRACE, "record_income_and_expenditure", **made)
    desk.refers("olive", GRACE, "money_advice", "Her budget is £38 a month below zero; other debts of £3,100")
    advised = {"debt_advice_by": "They were referred, on the person's page", "token_month_pence": 0}
    desk.completes("olive", GRACE, "advise_debt_help", **advised, debt_advice_words="A breathing space was explained")
    desk.begins("olive", "referral", GRACE, "She agreed to be referred to the advice centre")
    agreed = {
        "referral_of": desk.tenant_reference(GRACE),
        "referral_to": "money_advice",
        "referral_agreed": "Yes",
        "referral_agreed_on": "2026-07-14",
        "referral_for": "Her other debts",
    }
    agreed["referral_passes_on"] = "Her name, her telephone, and that she wants help with other debts"
    desk.completes("olive", GRACE, "agree_referral", **agreed)
    told = {
        "referral_still": "Yes",
        "referral_number": str(desk.referral_of(GRACE)),
        "referral_told": "The centre calls her within two weeks",
    }
    told["referral_told_by"] = "Telephone"
    desk.completes("olive", GRACE, "make_referral", **told)
    yield date(2026, 7, 21)
    paid: dict[str, Any] = {"benefit": "Universal Credit", "claim_state": "In payment", "help_offered": ["Debt advice"]}
    talks(desk, "olive", GRACE, "Other debts", "Nothing is left over; she waits for the advice centre.", **paid)
    yield date(2026, 7, 29)
    whose = desk.tenants(GRACE)[0]
    number = desk.referral_of(GRACE)
    referrals.chase(desk.house, desk.who("olive"), whose, number, words="The line was engaged; wrote an e-mail.")
    asked = {"asked_partner_on": "2026-07-29", "referral_came_to": "No answer", "partner_words": "By e-mail"}
    desk.completes("olive", GRACE, "chase_referral", **asked)
    yield date(2026, 8, 7)
    evidence = "The budget of 14 July, and the referral of that day, which was asked after on 29 July."
    said = {
        "alternatives": "Nothing is left over, so nothing was agreed; debt advice comes first.",
        "evidence": evidence,
    }
    desk.works("olive", "tess", GRACE, {"complete_pre_action_checklist": said})
    yield date(2026, 8, 10)
    reasons = "Her budget is below zero and debt advice is on its way: a notice would help nobody."
    said = {"notice_decision": "no_notice", "reasons": reasons}
    desk.works("olive", "tess", GRACE, {"decide_notice": said})
    yield date(2026, 8, 13)
    came = "An adviser saw her on 11 August, and enters a breathing space."
    asked = {"asked_partner_on": "2026-08-13", "referral_came_to_at_last": "They help", "partner_words": came}
    desk.completes("olive", GRACE, "chase_referral_again", **asked)
    referrals.close(desk.house, desk.who("olive"), whose, number, outcome=came)
    yield date(2026, 8, 18)
    source, why = "Insolvency Service notice BS-0051902", "Standard breathing space, by Newbridge Advice Centre"
    desk.holds("olive", "breathing_space", GRACE, date(2026, 8, 18), source=source, reason=why)
    yield date(2026, 8, 19)
    named = {"moratorium_reference": "BS-0051902", "entered_on": "2026-08-17", "debts_named": "Rent of 100006"}
    agree = {"adviser": "Newbridge Advice Centre, 01632 960200", "address_withheld": False, "sums_agree": True}
    desk.completes("olive", GRACE, "record_moratorium", **named, **agree)
    looked = {"searched_on": "2026-08-19", "searched_where": ["Other accounts of the person", "Former tenancies"]}
    desk.completes("olive", GRACE, "search_other_debts", **looked, other_debts_found=False)
    nobody = {"acts_for_us": False, "court_involved": False, "deductions_stopped": "There are none"}
    desk.completes("olive", GRACE, "tell_who_acts", **nobody)
    yield date(2026, 8, 20)
    why = "Nothing unfair in it: her budget says the same."
    desk.completes("tess", GRACE, "consider_review", review_asked=False, review_reasons=why)


LIVES = (rosa, novak, grace)
