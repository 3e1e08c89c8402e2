"""The three lives that the tour tells: each sentence with what the record must show for it, and the pages."""

from datetime import date

from tools.demo.cast import GRACE, NOVAK, ROSA
from tools.demo.record import Shows, Told
from workflows.evidence.kinds import Kind

OLIVE, SAM, TESS = "Olive Adeyemi", "Sam Lee", "Tess Marlow"


def _done(month: int, day: int, step: str, who: str = "", says: str = "") -> Shows:
    return Shows(date(2026, month, day), Kind.STEP_COMPLETED, step, who, says)


def _entry(month: int, day: int, kind: Kind, who: str = "", says: str = "", step: str = "") -> Shows:
    return Shows(date(2026, month, day), kind, step, who, says)


def _letter(month: int, day: int, kind: str, how: str = "") -> Shows:
    return Shows(date(2026, month, day), letter=(kind, how))


_ROSA = Told(
    ROSA,
    "Rosa Whitfield: help was offered, a notice was decided about and served, and then she found work",
    (
        (
            (
                "The shop in which she worked closed in May, and nothing was paid since. On 6 July the first "
                "letter goes out with her statement; on the 9th Olive calls and leaves a message."
            ),
            (_letter(7, 6, "letter_1"), _entry(7, 9, Kind.CONTACT_RECORDED, OLIVE, "left a message")),
        ),
        (
            (
                "On 21 July Sam reaches her and goes through benefits with her; the second letter follows. On the"
                " 30th a plan of £5 a week is offered, which she does not wish."
            ),
            (
                _entry(7, 21, Kind.CONTACT_RECORDED, SAM, "The shop closed in May"),
                _done(7, 21, "check_benefits", SAM),
                _letter(7, 21, "letter_2"),
                _entry(7, 30, Kind.CONTACT_RECORDED, OLIVE, "a plan of £5 a week"),
            ),
        ),
        (
            (
                "Sam completes the checklist of the Pre-Action Protocol on 6 August. Whether a notice is prepared"
                " is for somebody else to decide: Tess does so the day after, with her reasons."
            ),
            (
                _done(8, 6, "complete_pre_action_checklist", SAM),
                _done(8, 7, "decide_notice", TESS, "Twelve weeks are owed"),
                _entry(8, 7, Kind.END_REACHED, step="notice_recommended"),
            ),
        ),
        (
            (
                "The same case goes on with the notice. Sam writes on 11 August why; form, date and sum are "
                "worked out. Olive weighs it on the 13th, Tess authorises it, and on the 14th Olive hands it over."
            ),
            (
                _done(8, 11, "draft_notice", SAM, "You have paid no rent since May"),
                _done(8, 13, "assess_proportionality", OLIVE),
                _done(8, 13, "authorise_notice", TESS),
                _done(8, 14, "serve_notice", OLIVE),
                _letter(8, 14, "notice_after"),
            ),
        ),
        (
            (
                "She calls on 21 September: she works at the library now, and agrees £15 a week, which is confirmed in "
                "writing. The notice has run the day after and is on Tess's list: no claim while she keeps to it."
            ),
            (
                _entry(9, 21, Kind.CONTACT_RECORDED, SAM, "She works at the library"),
                _letter(9, 23, "agreement_letter"),
                _entry(9, 22, Kind.STEP_OPENED, step="consider_claim"),
            ),
        ),
    ),
    (
        ("/persons/{person}", "what was said with her, and what was agreed"),
        ("/cases/{case}", "the case, with the facts and the rows of the table that decided"),
        ("/accounts/{account}/notices", "the notice: how it was served, from when and until when it lasts, and why"),
        ("/accounts/{account}/agreements", "the agreement, and how it stands"),
    ),
)
_NOVAK = Told(
    NOVAK,
    "Josef and Amira Novak: a breathing space that lay unread, and what is void for it",
    (
        (
            (
                "They are joint tenants, and each has letters of their own; Amira reads large print. Josef's "
                "hours were halved, and they pay about half the rent. Sam speaks with both on 21 July; before any "
                "second letter it is settled how Amira is written to, and what they can pay."
            ),
            (
                _letter(7, 6, "letter_1", "standard"),
                _letter(7, 6, "letter_1", "large"),
                _entry(7, 21, Kind.CONTACT_RECORDED, SAM, "hours at the bakery were halved"),
                _entry(7, 21, Kind.STEP_OPENED, step="assess_vulnerability"),
                _entry(7, 21, Kind.STEP_OPENED, step="plan_interview"),
            ),
        ),
        (
            (
                "On 5 August Olive opens a notice of 14 July: a breathing space protects them since the 15th. "
                "Nobody here knew, and the law does not ask: Sam's call about the debt is void, and the system "
                "lists it."
            ),
            (
                _entry(8, 5, Kind.HOLD_BEGAN, OLIVE, "lay unread"),
                _entry(8, 5, Kind.ACTS_STRUCK, OLIVE, "contact customer"),
            ),
        ),
        (
            (
                "The procedure of the breathing space begins by itself that night; Olive checks the notice and "
                "looks for other debts. Tess tells both of them that the call has no effect."
            ),
            (
                _done(8, 6, "record_moratorium", OLIVE),
                _done(8, 6, "search_other_debts", OLIVE),
                _entry(8, 6, Kind.CONTACT_RECORDED, TESS, "has no effect"),
            ),
        ),
        (
            (
                "It ends on 12 September. Tess settles what was void, and closes the old case on the 15th; the "
                "night looks at the account anew, and the letters begin again from the first."
            ),
            (
                _entry(9, 13, Kind.HOLD_ENDED, says="breathing_space"),
                _entry(9, 15, Kind.ACT_SETTLED, TESS, step="contact_customer"),
                _entry(9, 15, Kind.CASE_CLOSED, TESS),
                _letter(9, 16, "letter_1", "large"),
            ),
        ),
    ),
    (
        ("/cases/{case}", "the first case: what was struck, by which law, and what Tess did about it"),
        ("/holds/{hold}", "the breathing space, and which cases were told of it"),
        ("/persons/{second}", "Amira: large print, and what was said with her"),
    ),
)
_GRACE = Told(
    GRACE,
    "Grace Bello: a budget below zero, and a referral that nobody forgot",
    (
        (
            "She calls on 7 July: the money does not last the month. Olive invites her to go through it.",
            (
                _entry(7, 7, Kind.CONTACT_RECORDED, OLIVE, "does not last the month"),
                _letter(7, 7, "affordability_invitation"),
            ),
        ),
        (
            (
                "Her budget of 14 July is £38 a month below zero, so nothing is agreed: she is referred to debt "
                "advice, with her consent."
            ),
            (
                _entry(7, 14, Kind.BUDGET_RECORDED, OLIVE, '"surplus_pence":-3800'),
                _done(7, 14, "advise_debt_help", OLIVE),
                _entry(7, 14, Kind.REFERRAL_MADE, OLIVE, "money_advice"),
            ),
        ),
        (
            (
                "No answer came by 29 July, so Olive asks the centre; on 13 August it says that an adviser saw "
                "her. Meanwhile Tess decides that no notice is prepared."
            ),
            (
                _entry(7, 29, Kind.REFERRAL_CHASED, OLIVE),
                _done(8, 10, "decide_notice", TESS, "Her budget is below zero"),
                _entry(8, 13, Kind.REFERRAL_CLOSED, OLIVE, "An adviser saw her"),
            ),
        ),
        (
            (
                "Since 18 August a breathing space protects her, until 16 October: nothing is begun about what she"
                " owes, and Tess has looked at whether to ask for a review."
            ),
            (
                _entry(8, 19, Kind.HOLD_BEGAN, says='"ends_on":"2026-10-16"'),
                _done(8, 20, "consider_review", TESS),
            ),
        ),
    ),
    (
        ("/persons/{person}", "her calls, the referral, and what came of it"),
        ("/persons/{person}/budgets", "the budget, line by line"),
        ("/holds/{hold}", "the breathing space that is in force"),
    ),
)
TOLD = (_ROSA, _NOVAK, _GRACE)
