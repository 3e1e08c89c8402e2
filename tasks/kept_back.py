"""What keeps a notice back that would be prepared about an account: by its facts, in a sentence. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.agreements.words import AgreementStatus

FORBIDS = (
    ("tenancy_ended", "The tenancy has ended, so no notice is prepared: a former tenant is written to otherwise."),
    ("all_tenants_died", "No tenant lives, so none is prepared by it: whoever settles the estate is written to first."),
    ("death_being_settled", "A death is being settled: no notice is prepared meanwhile."),
    ("moratorium_in_force", "A moratorium is in force: no notice is prepared meanwhile."),
    ("insolvency_in_force", "An insolvency is in force: no notice is prepared for what it covers."),
)
"""Facts in whose time no notice is prepared, and what is said of each."""
AGREED = (
    *(name for name, _ in FORBIDS),
    *("arrangement_live", "agreement_proposed", "agreement_made_on", "agreement_status"),
    *("agreement_warned_until", "ended_agreement_mend_by", "notice_considered"),
)
FOLLOWS = "Whoever leads the team follows it."
_LESS = "Less is late by now than the landlord's policy wants before a notice, so it wants an approved exception."
_AFTER = "no notice is prepared before that day is over (Pre-Action Protocol 2.9)."


def stands_against(facts: Mapping[str, Any]) -> str:
    """Why no notice is prepared about an account today, whoever wants one; empty: nothing stands against it.

    :param facts: of the account, with those of :data:`AGREED`
    """
    for name, sentence in FORBIDS:
        if facts[name]:
            return sentence
    if facts["agreement_proposed"]:
        return "An agreement waits to be approved or declined: no notice is prepared before."
    if facts["arrangement_live"]:
        made = f"An agreement of {_day(facts['agreement_made_on'])}"
        if (until := facts["agreement_warned_until"]) is not None:
            return f"{made} is behind and may be put right until {_day(until)}: {_AFTER}"
        return f"{made} stands: the notice is put off while it is kept (Pre-Action Protocol 2.9)."
    if (until := facts["ended_agreement_mend_by"]) is not None:
        return f"What was agreed was ended, and was to be put right by {_day(until)}: {_AFTER}"
    return ""


def agreed_in_words(facts: Mapping[str, Any]) -> str:
    """What keeps a notice back that is recommended about an account, or was agreed about it; empty: nothing.

    :param facts: of the account, with those of :data:`AGREED`
    """
    if sentence := stands_against(facts):
        return sentence
    if (status := facts["agreement_status"]) in {AgreementStatus.BREACHED, AgreementStatus.ENDED}:
        return f"What was agreed last is {status}. {FOLLOWS}"
    return "" if facts["notice_considered"] else f"{_LESS} {FOLLOWS}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
