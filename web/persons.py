"""Finding a person, and the page of one: everything that is known of them, and what may be written down."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import contacts, deaths, persons, representatives, vulnerabilities
from tasks.acts.contacts import PromiseSaid
from tasks.assembly import House
from tasks.people import NotYourRole, Person
from tasks.persons_seen import PersonSeen
from web import person_forms as forms
from web import referral_forms
from web.fields import Form, Sent, read, shown
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/persons")
PersonNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
DONE = {
    "contact": "The contact is recorded.",
    "referred": "The contact is recorded, and repairs were told.",
    "unauthorised": (
        "The contact is recorded. They have no authority to discuss the account: nothing may be told to them."
    ),
    "kept": "It is kept.",
    "ended": "It is ended.",
}
EACH = (
    forms.PROMISE,
    forms.DETAIL,
    forms.NEEDS,
    forms.PREFERENCE,
    forms.MEMBER,
    forms.REPRESENTATIVE,
    forms.VULNERABILITY,
    forms.REFERRAL,
    forms.LIVES,
)
"""The forms that stand on the page once."""


@router.get("")
def find(
    request: Request, house: AHouse, person: APerson, search: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Finds anybody by name, address, postcode, telephone, e-mail or reference."""
    found = persons.find(house, person, words=search)
    return page(request, "persons.html", title="Find a person", found=found, search=search)


@router.get("/{person_id}")
def person_page(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, done: str = "") -> Response:
    """A person. Looking at them is recorded."""
    return show_person(request, house, person, person_id, done=DONE.get(done, ""))


def show_person(
    request: Request, house: House, person: Person, person_id: int, sent: Sent | None = None, done: str = ""
) -> Response:
    """The page of a person, also after a form on it was refused."""
    seen = persons.look(house, person, person_id, anew=sent is None and not done)
    options = _options(house, seen)
    once = {form.name: shown(form, sent, options=options, values=forms.values(form, seen)) for form in EACH}

    def several(form: Form, rows: list[Any]) -> dict[int, Any]:
        return {row.id: shown(form, sent, about=str(row.id)) for row in rows if row.id}

    each = {
        form.name: several(form, rows)
        for form, rows in (
            (forms.LEAVE, seen.household),
            (forms.END_AUTHORITY, seen.representatives),
            (forms.REVIEW, seen.vulnerabilities.rows),
            (forms.END_VULNERABILITY, seen.vulnerabilities.rows),
            (referral_forms.CHASE, seen.referrals),
            (referral_forms.CLOSE, seen.referrals),
            (referral_forms.TAKE_BACK, seen.referrals),
            (referral_forms.PARTNER_TOLD, seen.referrals),
        )
    }
    each[referral_forms.RESTORE.name] = {
        row.id: shown(
            referral_forms.RESTORE, sent, about=str(row.id), options={"also": referral_forms.taken_back_with(row, seen)}
        )
        for row in seen.referrals
        if row.taken_back_on
    }
    asked = [*once.values(), *(one for many in each.values() for one in many.values())]
    errors = [error for one in asked for error in one.errors]
    return page(
        request,
        "person.html",
        title=seen.customer.name,
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        seen=seen,
        once=once,
        many=each,
        codes=house.organisation.contact_codes,
        partners=house.organisation.partners,
        restricted=house.organisation.restricted,
        rules={row.name: row for row in house.law.rows},
        sent=sent,
        errors=errors or ([(sent.refused.sentence, "")] if sent else []),
        done=done,
    )


@router.post("/{person_id}/promises")
def take_promise(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Takes a promise to pay."""

    def act(said: dict[str, Any]) -> object:
        promised = PromiseSaid(said["amount"], said["due_on"], _number(said["account"]))
        return contacts.take_promise(house, person, person_id, promised=promised)

    return do(request, house, person, person_id, forms.PROMISE, posted, act)


@router.post("/{person_id}/details")
def keep_detail(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Keeps by what a person is reached."""

    def act(said: dict[str, Any]) -> object:
        place = str(said.pop("replaces"))
        return persons.keep_detail(house, person, person_id, **said, replaces=_number(place.partition("-")[0]))

    return do(request, house, person, person_id, forms.DETAIL, posted, act)


@router.post("/{person_id}/needs")
def say_needs(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Says what a person needs."""

    def act(said: dict[str, Any]) -> object:
        return persons.say_needs(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.NEEDS, posted, act)


@router.post("/{person_id}/preferences")
def prefer(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Says how a person wants to be contacted."""

    def act(said: dict[str, Any]) -> object:
        return persons.prefer(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.PREFERENCE, posted, act)


@router.post("/{person_id}/household")
def add_member(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Says who lives with a person."""

    def act(said: dict[str, Any]) -> object:
        return persons.add_to_household(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.MEMBER, posted, act)


@router.post("/{person_id}/household/{number}/end")
def take_out(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Says that somebody does not live there any more."""

    def act(said: dict[str, Any]) -> object:
        return persons.take_from_household(house, person, person_id, number, **said)

    return do(request, house, person, person_id, forms.LEAVE, posted, act, str(number))


@router.post("/{person_id}/representatives")
def appoint(request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields) -> Response:
    """Records who acts for a person."""

    def act(said: dict[str, Any]) -> object:
        return representatives.appoint(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.REPRESENTATIVE, posted, act)


@router.post("/{person_id}/representatives/{number}/end")
def end_authority(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Ends somebody's authority."""

    def act(said: dict[str, Any]) -> object:
        return representatives.end(house, person, person_id, number, **said)

    return do(request, house, person, person_id, forms.END_AUTHORITY, posted, act, str(number))


@router.post("/{person_id}/vulnerabilities")
def record_vulnerability(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields
) -> Response:
    """Records what makes a person vulnerable."""

    def act(said: dict[str, Any]) -> object:
        return vulnerabilities.record(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.VULNERABILITY, posted, act)


@router.post("/{person_id}/vulnerabilities/{number}/review")
def review(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Looks at a vulnerability again."""

    def act(said: dict[str, Any]) -> object:
        return vulnerabilities.review(house, person, person_id, number, **said)

    return do(request, house, person, person_id, forms.REVIEW, posted, act, str(number))


@router.post("/{person_id}/vulnerabilities/{number}/end")
def end_vulnerability(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, number: PersonNumber, posted: Fields
) -> Response:
    """Ends a vulnerability."""

    def act(said: dict[str, Any]) -> object:
        return vulnerabilities.end(house, person, person_id, number, **said)

    return do(request, house, person, person_id, forms.END_VULNERABILITY, posted, act, str(number))


@router.post("/{person_id}/death/take-back")
def take_back_death(
    request: Request, house: AHouse, person: APerson, person_id: PersonNumber, posted: Fields
) -> Response:
    """Takes back a death that was reported by mistake."""

    def act(said: dict[str, Any]) -> object:
        return deaths.take_back(house, person, person_id, **said)

    return do(request, house, person, person_id, forms.LIVES, posted, act)


def do(
    request: Request,
    house: House,
    person: Person,
    person_id: int,
    form: Form,
    posted: Posted,
    act: Callable[[dict[str, Any]], object],
    about: str = "",
) -> Response:
    """Does an act; refused, the page is shown again with the sentence and what was typed."""
    try:
        act(read(form, posted))
    except (NotYourRole, NotFound):
        raise  # whoever may not do it is not shown the person for it
    except Refused as refused:
        return show_person(request, house, person, person_id, Sent(form.name, about, posted, refused))
    done = "ended" if form.to in {"/end", "/close", "/take-back"} else "kept"
    return RedirectResponse(f"/persons/{person_id}?done={done}", 303, HEADERS)


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _options(house: House, seen: PersonSeen) -> dict[str, dict[str, str]]:
    """What may be chosen where the page knows it."""
    partners = {code: f"{each.name}: {each.helps_with}" for code, each in house.organisation.partners.items()}
    return {"account": forms.accounts(seen), "replaces": forms.replaceable(seen), "partner": partners}
