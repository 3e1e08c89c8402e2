"""On which day a step counts as service, by the law of what the document is.

Worked out, never typed. Where no law says a day, none is guessed: a sentence says why not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cases.calculations import calculate
from cases.landlord_kinds import LANDLORDS
from cases.law import Law
from cases.service.rows import Counted, LawSource
from cases.service.words import OF_COURT, TO_THE_PERSON, Delivery, PostedBy, ServedAs
from workflows.clock import LONDON
from workflows.confidence import TO_CONFIRM

NOTHING = Counted(None, "", "")
_CPR = {"cpr_6_14_claim_form": "CPR 6.14", "cpr_6_26": "CPR 6.26", "cpr_6_26_refused": "CPR 6.26"}
_PERSONAL = LawSource("CPR 6.5(3)", "CPR 6.5(3)(a) and 6.22(3): with the individual themselves", TO_CONFIRM)
_RECEIPT = "proof of receipt"
"""Upon what a notice rests that no statute and no clause lets be served so."""


@dataclass(frozen=True)
class Step:
    """A step by which a document may be served.

    :ivar to_person: whether the person themselves took it, of what was handed over
    """

    delivery: Delivery
    on: date
    at: datetime | None
    method: str
    to_person: bool
    clause: str
    agreed_in_writing: bool


def counted(step: Step, served_as: ServedAs | None, landlord: str, law: Law) -> Counted:
    """On which day a step counts as service, and by which rule.

    :param served_as: what the document is; ``None``: nobody said
    :param landlord: one of :data:`LANDLORDS`; empty: the landlord's details do not say
    """
    if step.delivery is Delivery.GIVEN_TO_PRINT_HOUSE:
        return Counted(None, "", "The print house has its file. That it was posted is not known yet.")
    if step.delivery not in TO_THE_PERSON:
        return NOTHING
    if served_as is None:
        return Counted(
            None,
            "",
            "It is not said what the document is in law, so no rule of service was applied. Correct the event.",
        )
    if served_as is ServedAs.LETTER:
        return Counted(
            None, "", "No law deems an ordinary letter served: it is no statutory notice and no document of a claim."
        )
    found = _of_court(step, served_as, law) if served_as in OF_COURT else _of_notice(step, served_as, landlord, law)
    return found if found.counts_on else replace(found, rule="", must_check=False)


def _of_court(step: Step, served_as: ServedAs, law: Law) -> Counted:
    if step.delivery is Delivery.EMAILED and not step.agreed_in_writing:
        return _asked("cpr_6_26_refused", {"method": "email", "written_agreement": False}, law)
    if step.delivery is Delivery.POSTED and step.method == PostedBy.SECOND_CLASS:
        return _asked("cpr_6_26_refused", {"method": "second_class_post"}, law)
    if step.delivery is Delivery.POSTED and step.method == PostedBy.SIGNED_FOR:
        return Counted(
            None,
            "",
            "CPR 6.26 counts first class post; whether a letter that is signed for was one, its receipt must show. If "
            "it was, record it as posted first class.",
        )
    if step.delivery is Delivery.HANDED_OVER and not step.to_person:
        return Counted(
            None,
            "",
            "It was handed to somebody else, which is no personal service: that is to the person themselves (CPR "
            "6.5(3)). If it was left at an address where they may be served, record it as left there.",
            (_PERSONAL,),
        )
    method = {
        Delivery.POSTED: "first_class_post",
        Delivery.HANDED_OVER: "personal",
        Delivery.LEFT_AT_ADDRESS: "leave_at_address",
        Delivery.EMAILED: "email_agreed",
    }[step.delivery]
    if served_as is ServedAs.CLAIM_FORM:
        return _asked("cpr_6_14_claim_form", {"method": method, "step_date": step.on.isoformat()}, law)
    hour = {"local_time": f"{step.at.astimezone(LONDON):%H:%M}"} if step.at is not None else {}
    return _asked("cpr_6_26", {"method": method, "done_date": step.on.isoformat(), **hour}, law)


def _of_notice(step: Step, served_as: ServedAs, landlord: str, law: Law) -> Counted:
    if landlord not in LANDLORDS:
        return Counted(
            None,
            "",
            "By which statute the landlord may serve a notice depends on what it is. Write `kind: "
            f"{' or '.join(LANDLORDS)}` into organisation/landlord.yaml, and correct the event.",
        )
    if step.delivery is Delivery.EMAILED or step.method == PostedBy.SECOND_CLASS:
        how = "an e-mail" if step.delivery is Delivery.EMAILED else "second class post"
        return Counted(
            None,
            "",
            f"Nothing here counts a statutory notice that went by {how} as served. Receipt must be proved: deliver it "
            "by hand.",
        )
    if step.delivery is Delivery.HANDED_OVER and not step.to_person:
        return Counted(
            None,
            "",
            "It was handed to somebody else, so that it reached the tenant must be proved. Deliver it to them.",
        )
    asked: dict[str, Any] = {"document": served_as.value, "landlord": landlord, "tenancy_clause": step.clause or None}
    if step.delivery is Delivery.POSTED:
        asked["first_class_posted"] = step.on.isoformat()
    elif step.at is not None:
        name = "handed_over" if step.delivery is Delivery.HANDED_OVER else "left_at_property"
        asked[name] = step.at.isoformat()
    found = _asked("statutory_notice_by_post", asked, law)
    return replace(found, counts_on=None) if found.rule == _RECEIPT else found


def _asked(calculation: str, inputs: Mapping[str, Any], law: Law) -> Counted:
    """What a calculation of law answers."""
    answer = calculate(calculation, inputs, law)
    sources = tuple(LawSource(each["row"], each["source"], each["confidence"]) for each in answer["sources"])
    day = answer.get("deemed_served") or answer.get("served_safe")
    rule = str(answer.get("rule", _CPR.get(calculation, calculation)))
    counts = date.fromisoformat(day) if day else None
    check = bool(answer.get("human_check"))
    return Counted(counts, rule, " ".join(answer["because"]), sources, check)
