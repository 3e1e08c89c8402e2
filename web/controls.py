"""Holds and incidents: what stops a case, and what failed in it."""

from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from cases import holds
from cases.facts import account_of_case, tenants_of
from tasks.refusals import ReasonMissing
from web.case import Sent, show_case
from web.rendering import HEADERS
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Malformed, Refused
from workflows.runtime import incidents

router = APIRouter(include_in_schema=False, prefix="/cases/{case_id}")


class HoldNotRead(Malformed):
    """Some of the hold's fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)
        self.errors = errors


@router.post("/holds")
def place_hold(request: Request, house: AHouse, person: APerson, case_id: int, posted: Fields) -> Response:
    """Places a hold on the case's account, or on one of its tenants; it stops at once what it forbids."""
    person.must("officer", "team_leader", "compliance")
    try:
        begins, ends = _days(posted)
        with house.db.read() as session:
            account = account_of_case(session, case_id)
            tenants = {str(tenant["id"]): int(tenant["id"]) for tenant in tenants_of(session, account["id"])}
            covers = text(posted, "covers").removeprefix("customer-")
            chosen = [tenants[covers]] if covers in tenants else []
        holds.place(
            house.runtime,
            text(posted, "kind"),
            person.actor,
            begins_on=begins,
            ends_on=ends,
            accounts=[] if chosen else [account["id"]],
            customers=chosen,
            source=text(posted, "source").strip()[:200],
            reason=text(posted, "reason").strip()[:2000],
        )
    except Refused as refused:
        errors = refused.errors if isinstance(refused, HoldNotRead) else {}
        return show_case(request, house, person, case_id, Sent("hold", "", refused, posted, errors=errors))
    return RedirectResponse(f"/cases/{case_id}?done=hold-placed", 303, HEADERS)


@router.post("/holds/{hold_id}/release")
def release_hold(
    request: Request, house: AHouse, person: APerson, case_id: int, hold_id: int, posted: Fields
) -> Response:
    """Ends a hold before its time, with a reason (team leaders)."""
    person.must("team_leader", "compliance")
    try:
        reason = _reason(posted, "Say why the hold ends before its time; the reason goes into the case's record.")
        holds.release(house.runtime, hold_id, person.actor, reason)
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("release-hold", str(hold_id), refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=hold-released", 303, HEADERS)


@router.post("/incidents/{incident_id}/retry")
def retry(request: Request, house: AHouse, person: APerson, case_id: int, incident_id: int, posted: Fields) -> Response:
    """Tries a failed step again, once what was wrong has been put right (team leaders)."""
    person.must("team_leader", "administrator")
    try:
        reason = _reason(posted, "Say what was put right; it goes into the case's record.")
        with house.db.write() as session:
            incidents.retry(house.runtime, session, incident_id, person.actor, reason)
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("retry", str(incident_id), refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=retried", 303, HEADERS)


def _reason(posted: Posted, sentence: str) -> str:
    reason = text(posted, "reason").strip()[:2000]
    if not reason:
        raise ReasonMissing(sentence)
    return reason


def _days(posted: Posted) -> tuple[date, date | None]:
    """From when until when.

    :raises HoldNotRead: with a sentence for each field
    """
    errors = {}
    begins, ends = _day(posted, "begins"), _day(posted, "ends")
    if text(posted, "kind") not in holds.KINDS:
        errors["kind"] = "Select what kind of hold it is"
    if begins is None:
        errors["begins-day"] = "Enter the day on which the hold begins, as a real date"
    if ends is None and any(text(posted, f"ends-{part}").strip() for part in ("day", "month", "year")):
        errors["ends-day"] = "The hold's last day must be a real date; leave it empty where it is not known"
    if not text(posted, "reason").strip():
        errors["reason"] = "Enter the reason; it goes into the case's record"
    if errors or begins is None:
        raise HoldNotRead(errors)
    return begins, ends


def _day(posted: Posted, name: str) -> date | None:
    try:
        year, month, day = (int(text(posted, f"{name}-{part}")) for part in ("year", "month", "day"))
        return date(year, month, day)
    except ValueError:
        return None
