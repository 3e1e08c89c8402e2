"""Recording a contact, the contacts with a person, the referrals to chase, and a person's record."""

import json
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import contacts, persons, records, referrals
from tasks.acts.contacts import ContactSaid, PromiseSaid
from tasks.assembly import House
from tasks.people import NotYourRole, Person
from web import person_forms as forms
from web.fields import FieldsNotRead, Sent, read, shown
from web.persons import PersonNumber
from web.record import shown_entry
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from web.worklist import address, pages
from workflows.clock import LONDON
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False)
CaseAsked = Annotated[int, Query(ge=0, le=2**31 - 1)]
NOTHING = {"": "Not said"}
NOON = time(12)
"""Of a contact of which only the day is known."""


@router.get("/persons/{person_id}/contacts/new")
def contact_form(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, case: CaseAsked = 0
) -> Response:
    """Where a contact is written down. Looking at the person is recorded."""
    return _show(request, house, person, person_id, case)


@router.post("/persons/{person_id}/contacts")
def record(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Writes a contact down; a hazard goes to repairs with it, and a promise is taken."""
    case = text(posted, "case")
    about = int(case) if case.isascii() and case.isdecimal() and len(case) < 10 else 0
    try:
        said = read(forms.CONTACT, posted)
        promised = _promise(said)
        made = contacts.record(house, person, person_id, said=_said(said, about), promised=promised)
    except (NotYourRole, NotFound):
        raise  # whoever may not do it is not shown the person for it
    except Refused as refused:
        return _show(request, house, person, person_id, about, Sent(forms.CONTACT.name, "", posted, refused))
    done = "unauthorised" if made.warning else "referred" if made.referral else "contact"
    return RedirectResponse(f"/persons/{person_id}?done={done}", 303, HEADERS)


@router.get("/persons/{person_id}/contacts")
def contact_list(
    request: Request,
    house: AHouse,
    person: APerson,
    person_id: PersonNumber,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The contacts with a person, the newest first."""
    seen = contacts.list_(house, person, person_id, page=number)
    place = f"/persons/{person_id}/contacts"
    return page(
        request,
        "contacts.html",
        title=f"Contacts with {seen.customer.name}",
        seen=seen,
        codes=house.organisation.contact_codes,
        pages=pages(lambda each: address(place, {}, each), number, seen.total),
    )


@router.get("/referrals")
def referral_list(request: Request, house: AHouse, person: APerson) -> Response:
    """The referrals of which it is time to ask what came of them."""
    return page(request, "referrals.html", title="Referrals to chase", rows=referrals.list_(house, person))


@router.get("/persons/{person_id}/record")
def person_record(request: Request, house: AHouse, person: APerson, person_id: PersonNumber) -> Response:
    """A person's record, as far as one may see it. Looking at it is recorded."""
    seen = records.look_at_person(house, person, person_id)
    entries = [shown_entry(each) for each in seen.entries]
    title = f"Record of {seen.customer.name}"
    return page(request, "person_record.html", title=title, seen=seen, entries=entries, names=seen.names)


@router.post("/persons/{person_id}/record.json")
def download(house: AHouse, person: APerson, person_id: PersonNumber, _posted: Fields) -> Response:
    """A person's record in the form that ``verify.py`` checks. The export is itself recorded."""
    made = json.dumps(records.export_person(house, person, person_id), indent=1, ensure_ascii=False)
    named = {"Content-Disposition": 'attachment; filename="record.json"'}
    return Response(made, media_type="application/json", headers={**HEADERS, **named})


def _show(
    request: Request, house: House, person: Person, person_id: int, case: int, sent: Sent | None = None
) -> Response:
    seen = persons.look(house, person, person_id, anew=False)
    codes = house.organisation.contact_codes
    options = {
        "with_whom": forms.with_whom(seen),
        "outcome": {"": "", **codes.outcomes},
        "cause": {**NOTHING, **codes.causes},
        "failure_demand": {"": "They did not contact us, or it was not asked", **codes.failure_demand},
        "account": forms.accounts(seen),
    }
    made = shown(forms.CONTACT, sent, options=options)
    return page(
        request,
        "contact.html",
        title=f"Record a contact with {seen.customer.name}",
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        seen=seen,
        form=made,
        case=case,
        sent=sent,
        errors=made.errors or ([(sent.refused.sentence, "")] if sent else []),
    )


def _said(said: dict[str, Any], case: int) -> ContactSaid:
    with_whom, _, number = str(said["with_whom"]).partition("-")
    return ContactSaid(
        direction=said["direction"],
        channel=said["channel"],
        said=said["said"],
        outcome=said["outcome"],
        reached=said["reached"] == "yes",
        at=_at(said),
        account=int(said["account"]) if str(said["account"]).isdecimal() and len(said["account"]) < 10 else None,
        case=case or None,
        with_whom=with_whom,
        representative=int(number) if number.isdecimal() and len(number) < 10 else None,
        with_name=said["with_name"],
        identity_checked=said["identity_checked"],
        account_told=said["account_told"],
        cause=said["cause"],
        failure_demand=said["failure_demand"],
        hazard=said["hazard"],
        hazard_said=said["hazard_said"],
        reading_difficulty=_answered(said["reading_difficulty"]),
        to_consider=_answered(said["to_consider"]),
        corrects=said["corrects"],
    )


def _answered(said: object) -> bool | None:
    """Yes or no; ``None``: it was not asked."""
    return {"yes": True, "no": False}.get(str(said))


def _at(said: dict[str, Any]) -> datetime | None:
    """When it was, in England; ``None``: now.

    :raises FieldsNotRead: the time is none, or a time is said without its day
    """
    day, clock_time = said["on"], str(said["time"])
    if clock_time and day is None:
        raise FieldsNotRead({"on": "Enter the day, too, or leave the time empty"})
    if day is None:
        return None
    try:
        told = time.fromisoformat(clock_time) if clock_time else NOON
    except ValueError as error:
        raise FieldsNotRead({"time": "Enter a time such as 14:30"}) from error
    return datetime.combine(day, told.replace(tzinfo=None), LONDON)


def _promise(said: dict[str, Any]) -> PromiseSaid | None:
    """The payment that was promised, where one was.

    :raises FieldsNotRead: an amount without a day, or a day without an amount
    """
    pence, due_on = said["promised"], said["due_on"]
    if pence is None and due_on is None:
        return None
    if pence is None:
        raise FieldsNotRead({"promised": "Enter how much was promised, or leave the day empty"})
    if due_on is None:
        raise FieldsNotRead({"due_on": "Enter for which day it was promised"})
    return PromiseSaid(pence, due_on)
