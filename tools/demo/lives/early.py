"""The talk about late rent, as the early procedure asks it: who was reached, which benefit, what was agreed."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from tools.demo.cast import PARTS
from tools.demo.desk import Desk
from tools.demo.tenancy import START

NO_BUDGET = "A budget is to be made; they say what their income leaves each week."


def talks(
    desk: Desk,
    who: str,
    account: str,
    cause: str,
    words: str,
    *,
    agreed: tuple[int, date] | None = None,
    **more: Any,
) -> None:
    """Somebody talks with a tenant about late rent, goes through benefits, and agrees what is paid, if anything.

    :param agreed: the pence a week on top of the rent, and from when; ``None``: nothing is agreed
    :param more: of either form, otherwise than is usual: ``channel``, ``claim_state``, ``vulnerable`` …
    """
    met = {"channel": "Phone", "reached": True, "cause": cause, "circumstances": words, "difficulty_reading": False}
    talk = {**met, "vulnerable": False, "agreement_reached": agreed is not None, "acting": False}
    checked = {"benefit": "None", "claim_state": "Not entitled", "direct_payment": "Not suitable"}
    said: dict[str, dict[str, Any]] = {
        "contact_customer": {key: more.get(key, value) for key, value in talk.items()},
        "check_benefits": {key: more.get(key, value) for key, value in checked.items()},
    }
    for key in ("help_offered", "evidence_given"):
        if key in more:
            said["check_benefits"][key] = more[key]
    if agreed is not None:
        pence, first = agreed
        reason = {"from_budget": False, "without_budget": more.get("without_budget", NO_BUDGET)}
        often = {"frequency": more.get("frequency", "weekly")}
        said["record_agreement"] = {"amount_pence": pence, "first_due": first.isoformat(), **often, **reason}
    desk.works(who, "tess", account, said)


def text_about_missed_rent(desk: Desk, accounts: Collection[str], day: date) -> None:
    """Whoever of some accounts first missed their rent the day before has a text; before the demo began, on its first.

    So their case begins with the first letter: whoever was reminded of late is not reminded again.
    """
    for account in sorted(accounts):
        part = PARTS[account]
        if not part.plan or part.plan[0][1] >= part.rent:
            continue
        if day == max(part.plan[0][0] + timedelta(days=1), START):
            said = "Texted: this week's rent has not come. Is all well? Ring us if we can help."
            desk.spoke("olive", account, said, "message_left", channel="text", reached=False)
