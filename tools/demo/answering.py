"""What officers of the demo answer, step by step; of each step in one place."""

from datetime import date, timedelta
from random import Random
from typing import Any

AGREES = 0.4
"""How likely somebody who is reached agrees to pay so much each week."""


class Usual(Random):
    """No chance at all: of every list the first, and nothing that is seldom."""

    def random(self) -> float:
        """Always the largest there is."""
        return 0.999

    def choice(self, seq: Any) -> Any:
        """Always the first."""
        return seq[0]


def answers(rng: Random | None, step: str, day: date) -> dict[str, Any] | None:
    """What an officer answers; ``None``: nobody here knows how, so the step waits for somebody who does.

    :param rng: by which it varies; ``None``: it is what is usual
    """
    chance = rng if rng is not None else Usual()
    agreed = chance.random() < AGREES
    if step in {"contact_customer", "remind_of_payment"}:
        return _contact(chance, agreed)
    said = _ANSWERS.get(step)
    return said(chance, day) if said is not None else None


def _contact(rng: Random, agreed: bool) -> dict[str, Any]:
    if rng.random() < 0.2 and not agreed:
        what = rng.choice(("No answer", "Left a message"))
        return {"channel": "Phone", "reached": False, "what_happened": what, "agreement_reached": False}
    return {
        "channel": rng.choice(("Phone", "Visit", "Email")),
        "reached": True,
        "cause": rng.choice(("Loss of work or income", "Benefit delayed, stopped or reduced", "Other debts")),
        "circumstances": "Hours at work were cut; one child at home. Wants to keep the tenancy.",
        "difficulty_reading": rng.random() < 0.1,
        "vulnerable": rng.random() < 0.2,
        "agreement_reached": agreed,
    }


def _benefits(rng: Random, _day: date) -> dict[str, Any]:
    return {
        "benefit": rng.choice(("Universal Credit", "Housing benefit", "None")),
        "claim_state": rng.choice(("In payment", "Not entitled", "Not claimed, may be entitled")),
        "direct_payment": rng.choice(("Not suitable", "In place", "Tenant objects")),
        "help_offered": ["Debt advice", "Budgeting"],
    }


def _agreement(rng: Random, day: date) -> dict[str, Any]:
    return {
        "amount_pence": rng.choice((375, 500, 750, 1000)),
        "frequency": "weekly",
        "first_due": (day + timedelta(days=7)).isoformat(),
        "from_budget": True,
        "confirmed_in_writing": True,
    }


def _checklist(_rng: Random, _day: date) -> dict[str, Any]:
    """What a person says of the sheet; the rest the record says."""
    return {
        "alternatives": "An affordable plan was offered twice and not taken up; debt advice was signposted.",
        "evidence": "Contact log, letters 1 and 2 with statements, benefit check.",
    }


def instead(step: str) -> tuple[dict[str, Any], ...]:
    """What is answered where the first answer was refused: no notice, where a notice may not be prepared."""
    return (_decided("no_notice"),) if step == "decide_notice" else ()


def _notice(rng: Random, _day: date) -> dict[str, Any]:
    return _decided(rng.choice(("prepare", "no_notice")))


def _decided(decision: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "notice_decision": decision,
        "equality_considered": True,
        "reasons": "The arrears grow, contact was made and help offered; nothing less drastic is left to try.",
    }
    if decision == "prepare":
        said["proportionate"] = "The debt is large and growing; the household's needs were weighed."
    else:
        said["reasons"] = "Less is overdue than a notice is considered for, or help is under way: it would help nobody."
    return said


def _data(_rng: Random, _day: date) -> dict[str, Any]:
    return {"what_was_wrong": "The rent was missing in the housing system.", "put_right": True}


def _changed(rng: Random, _day: date) -> dict[str, Any]:
    if rng.random() < 0.4:
        return {
            "asked_reached": False,
            "asked_tried": "Two calls, on two days; a message was left.",
            "what_changed": "Not known",
            "what_changed_means": "Nobody was reached",
            "what_changed_words": "Nothing was heard.",
        }
    return {
        "asked_reached": True,
        "what_changed": rng.choice(("It was forgotten", "Something had to be paid")),
        "what_changed_means": "They pay by the day",
        "what_changed_words": "Knows what is behind, and pays it with the next wage.",
    }


_ANSWERS = {
    "check_benefits": _benefits,
    "record_agreement": _agreement,
    "complete_pre_action_checklist": _checklist,
    "decide_notice": _notice,
    "check_data": _data,
    "ask_what_changed": _changed,
}
