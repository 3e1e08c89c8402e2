"""What a page does about the referrals of a person: making one, asking what came of it, and all that ends it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from tasks.acts import consent, referrals
from tasks.people import NotYourRole
from web import person_forms as forms
from web import referral_forms
from web.fields import Sent, read
from web.persons import PersonNumber, do, show_person
from web.visitors import AHouse, APerson, Fields
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/persons")


@router.post("/{person_id}/referrals")
def refer(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Refers a person to somebody who can help."""

    def act(said: dict[str, Any]) -> object:
        return referrals.make(house, person, person_id, **{**said, "severity": said["severity"] or "none"})

    return do(request, house, person, person_id, forms.REFERRAL, posted, act)


@router.post("/{person_id}/referrals/{number}/chase")
def chase(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Notes that a partner was asked what came of it."""

    def act(said: dict[str, Any]) -> object:
        return referrals.chase(house, person, person_id, number, **said)

    return do(request, house, person, person_id, referral_forms.CHASE, posted, act, str(number))


@router.post("/{person_id}/referrals/{number}/close")
def close(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Ends a referral with what came of it."""

    def act(said: dict[str, Any]) -> object:
        return referrals.close(house, person, person_id, number, **said)

    return do(request, house, person, person_id, referral_forms.CLOSE, posted, act, str(number))


@router.post("/{person_id}/referrals/{number}/take-back")
def take_back(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Records that they took back what they agreed to."""

    def act(said: dict[str, Any]) -> object:
        return referrals.take_back(house, person, person_id, number, **said)

    return do(request, house, person, person_id, referral_forms.TAKE_BACK, posted, act, str(number))


@router.post("/{person_id}/referrals/{number}/partner-told")
def partner_told(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Records that the partner was told so."""

    def act(said: dict[str, Any]) -> object:
        return referrals.partner_told(house, person, person_id, number, **said)

    return do(request, house, person, person_id, referral_forms.PARTNER_TOLD, posted, act, str(number))


@router.post("/{person_id}/referrals/{number}/not-taken-back")
def restore(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Records that they did not take it back; the page says what stays as it is all the same."""

    try:
        said = read(referral_forms.RESTORE, posted)
        restored = consent.restore(
            house, person, person_id, number, reason=said["reason"], also=referral_forms.also(said["also"])
        )
    except (NotYourRole, NotFound):
        raise
    except Refused as refused:
        sent = Sent(referral_forms.RESTORE.name, str(number), posted, refused)
        return show_person(request, house, person, person_id, sent)
    return show_person(request, house, person, person_id, done=" ".join(["It is kept.", *restored.stays]))
