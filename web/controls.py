"""Holds and incidents: what stops a case, and what failed in it."""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import closing, holds, incidents, messages, undone
from tasks.people import NotYourRole
from web.case import CaseNumber, Sent, show_case
from web.rendering import HEADERS
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Malformed, Refused

router = APIRouter(include_in_schema=False, prefix="/cases/{case_id}")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]


class HoldNotRead(Malformed):
    """Some of the hold's fields are missing or not right."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()) + ".", errors=errors)
        self.errors = errors


@router.post("/holds")
def place_hold(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Places a hold on the case's account, or on one of its tenants; it stops at once what it forbids."""
    try:
        begins, ends = _days(posted, house.organisation.holds)
        placed = holds.place_on_case(
            house,
            person,
            case_id,
            kind=text(posted, "kind"),
            begins_on=begins,
            ends_on=ends,
            customer=_customer(text(posted, "covers")),
            source=text(posted, "source"),
            reason=text(posted, "reason"),
        )
    except NotYourRole:
        raise  # whoever may not do it is not shown the case for it
    except Refused as refused:
        errors = refused.errors if isinstance(refused, HoldNotRead) else {}
        if isinstance(refused, holds.EndNotYours):
            errors = {"ends-day": refused.sentence.rstrip(".")}
        return show_case(request, house, person, case_id, Sent("hold", "", refused, posted, errors=errors))
    return RedirectResponse(f"/cases/{case_id}?done={'hold-placed' if placed else 'survived'}", 303, HEADERS)


@router.post("/tell")
def tell(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Tells the case that something has come about for which it waits (team leaders)."""
    try:
        messages.tell(house, person, case_id, message=text(posted, "message"), reason=text(posted, "reason"))
    except NotYourRole:
        raise
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("tell", "", refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=told", 303, HEADERS)


@router.post("/close")
def close(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Closes the case before its procedure ends (team leaders)."""
    try:
        because, reason = text(posted, "because"), text(posted, "reason")
        closed = closing.close(house, person, case_id, because=because, reason=reason)
    except NotYourRole:
        raise
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("close", "", refused, posted))
    return show_case(request, house, person, case_id, done=" ".join(["The case is closed.", *closed.stays]))


@router.post("/send-back")
def send_back(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Sends the case back to its first void or wrong act (team leaders)."""
    try:
        undone.send_back(house, person, case_id, reason=text(posted, "reason"))
    except NotYourRole:
        raise
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("send-back", "", refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=sent-back", 303, HEADERS)


@router.post("/holds/{hold_id}/release")
def release_hold(
    request: Request, house: AHouse, person: APerson, case_id: CaseNumber, hold_id: Row, posted: Fields
) -> Response:
    """Ends a hold before its time, with a reason (team leaders)."""
    try:
        error, reason = text(posted, "placed_in_error") == "yes", text(posted, "reason")
        holds.release(house, person, hold_id, reason=reason, of_case=case_id, placed_in_error=error)
    except NotYourRole:
        raise  # whoever may not do it is not shown the case for it
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("release-hold", str(hold_id), refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=hold-released", 303, HEADERS)


@router.post("/incidents/{incident_id}/retry")
def retry(
    request: Request, house: AHouse, person: APerson, case_id: CaseNumber, incident_id: Row, posted: Fields
) -> Response:
    """Tries a failed step again, once what was wrong has been put right (team leaders)."""
    try:
        incidents.retry(house, person, incident_id, reason=text(posted, "reason"))
    except NotYourRole:
        raise  # whoever may not do it is not shown the case for it
    except Refused as refused:
        return show_case(request, house, person, case_id, Sent("retry", str(incident_id), refused, posted))
    return RedirectResponse(f"/cases/{case_id}?done=retried", 303, HEADERS)


def _customer(covers: str) -> int | None:
    """The tenant that was chosen; ``None`` for the account with all of them."""
    number = covers.removeprefix("customer-")
    if covers in {"", "account"}:
        return None
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1


def _days(posted: Posted, kinds: Collection[str]) -> tuple[date, date | None]:
    """From when until when.

    :raises HoldNotRead: with a sentence for each field
    """
    errors = {}
    begins, ends = _day(posted, "begins"), _day(posted, "ends")
    if text(posted, "kind") not in kinds:
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
        year, month, day = (text(posted, f"{name}-{part}").strip() for part in ("year", "month", "day"))
        return date(*(int(part) if len(part) <= 4 else 0 for part in (year, month, day)))
    except (ValueError, OverflowError):
        return None
