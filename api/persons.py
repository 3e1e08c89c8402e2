"""The JSON API of people who owe: finding them, looking at them, and what is written down of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import persons as said
from tasks.acts import consent, contacts, deaths, persons, records, referrals, representatives, vulnerabilities
from tasks.acts.consent import Restored
from tasks.acts.contacts import ContactSaid, PromiseSaid
from tasks.persons_seen import ReferralShown

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)
PERSON = "/persons/{person_id}"


@router.get("/persons", tags=["persons"])
def find(house: AHouse, person: APerson, search: Annotated[str, Query(max_length=100)] = "") -> said.PersonList:
    """Finds people by name, address, postcode, telephone, e-mail or reference; slips are forgiven."""
    found = persons.find(house, person, words=search)
    rows = [said.PersonListed.model_validate(each, from_attributes=True) for each in found.rows]
    return said.PersonList(persons=rows, more=found.more)


@router.get(PERSON, tags=["persons"])
def look(person_id: shapes.Row, house: AHouse, person: APerson) -> said.PersonView:
    """A person, as far as you may see them. Looking at them is recorded."""
    seen = persons.look(house, person, person_id)
    return said.PersonView(person=seen, ask_first=seen.ask_first)


@router.get(PERSON + "/contacts", tags=["persons"])
def list_contacts(
    person_id: shapes.Row,
    house: AHouse,
    person: APerson,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> said.ContactPage:
    """The contacts with a person, the newest first."""
    seen = contacts.list_(house, person, person_id, page=page)
    return said.ContactPage(total=seen.total, page=page, contacts=seen.rows)


@router.post(PERSON + "/contacts", tags=["persons"], status_code=201)
def record_contact(person_id: shapes.Row, body: said.NewContact, house: AHouse, person: APerson) -> said.ContactMade:
    """Writes a contact down; a hazard that was reported goes to repairs with it, and a promise is taken."""
    promised = PromiseSaid(**body.promise.model_dump()) if body.promise is not None else None
    told = ContactSaid(**body.model_dump(exclude={"promise"}))
    made = contacts.record(house, person, person_id, said=told, promised=promised)
    return said.ContactMade.model_validate(made, from_attributes=True)


@router.post(PERSON + "/promises", tags=["persons"], status_code=201)
def take_promise(person_id: shapes.Row, body: said.NewPromise, house: AHouse, person: APerson) -> said.Numbered:
    """Writes a promised payment down."""
    made = contacts.take_promise(house, person, person_id, promised=PromiseSaid(**body.model_dump()))
    return said.Numbered(number=made)


@router.post(PERSON + "/death/take-back", tags=["persons"])
def take_back_death(person_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes back a death that was reported here by mistake (team leaders, compliance)."""
    deaths.take_back(house, person, person_id, reason=body.reason)
    return shapes.Done()


@router.post(PERSON + "/details", tags=["persons"], status_code=201)
def keep_detail(person_id: shapes.Row, body: said.NewDetail, house: AHouse, person: APerson) -> said.Numbered:
    """Confirms, adds or changes a telephone number, an e-mail address or an address."""
    return said.Numbered(number=persons.keep_detail(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/needs", tags=["persons"], status_code=201)
def say_needs(person_id: shapes.Row, body: said.NewNeeds, house: AHouse, person: APerson) -> said.Numbered:
    """Says what a person needs in order to understand and be understood."""
    return said.Numbered(number=persons.say_needs(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/preferences", tags=["persons"], status_code=201)
def prefer(person_id: shapes.Row, body: said.NewPreference, house: AHouse, person: APerson) -> said.Numbered:
    """Says how a person wants to be contacted, allows it, or refuses it."""
    return said.Numbered(number=persons.prefer(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/household", tags=["persons"], status_code=201)
def add_to_household(person_id: shapes.Row, body: said.NewMember, house: AHouse, person: APerson) -> said.Numbered:
    """Says who lives with a person."""
    return said.Numbered(number=persons.add_to_household(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/household/{number}/end", tags=["persons"])
def take_from_household(
    person_id: shapes.Row, number: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson
) -> shapes.Done:
    """Says that somebody does not live there any more."""
    persons.take_from_household(house, person, person_id, number, reason=body.reason)
    return shapes.Done()


@router.post(PERSON + "/representatives", tags=["persons"], status_code=201)
def appoint(person_id: shapes.Row, body: said.NewRepresentative, house: AHouse, person: APerson) -> said.Numbered:
    """Records who acts for a person, and what their authority covers."""
    return said.Numbered(number=representatives.appoint(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/representatives/{number}/end", tags=["persons"])
def end_representative(
    person_id: shapes.Row, number: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson
) -> shapes.Done:
    """Ends somebody's authority, with the reason."""
    representatives.end(house, person, person_id, number, reason=body.reason)
    return shapes.Done()


@router.post(PERSON + "/vulnerabilities", tags=["persons"], status_code=201)
def record_vulnerability(
    person_id: shapes.Row, body: said.NewVulnerability, house: AHouse, person: APerson
) -> said.Numbered:
    """Records what makes a person vulnerable."""
    return said.Numbered(number=vulnerabilities.record(house, person, person_id, **body.model_dump()))


@router.post(PERSON + "/vulnerabilities/{number}/review", tags=["persons"])
def review_vulnerability(
    person_id: shapes.Row, number: shapes.Row, body: said.Reviewed, house: AHouse, person: APerson
) -> said.Numbered:
    """Looks at a vulnerability again; it stands under a new number."""
    made = vulnerabilities.review(house, person, person_id, number, **body.model_dump())
    return said.Numbered(number=made)


@router.post(PERSON + "/vulnerabilities/{number}/end", tags=["persons"])
def end_vulnerability(
    person_id: shapes.Row, number: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson
) -> shapes.Done:
    """Ends a vulnerability, with the reason."""
    vulnerabilities.end(house, person, person_id, number, reason=body.reason)
    return shapes.Done()


@router.get("/referrals", tags=["persons"])
def list_referrals(house: AHouse, person: APerson) -> list[said.ReferralDue]:
    """The referrals of which it is time to ask what came of them, the most urgent first."""
    rows = referrals.list_(house, person)
    return [said.ReferralDue.model_validate(each, from_attributes=True) for each in rows]


@router.post(PERSON + "/referrals", tags=["persons"], status_code=201)
def make_referral(person_id: shapes.Row, body: said.NewReferral, house: AHouse, person: APerson) -> ReferralShown:
    """Refers a person to a partner; one outside the landlord wants the person's consent."""
    return referrals.make(house, person, person_id, **body.model_dump())


@router.post(PERSON + "/referrals/{number}/chase", tags=["persons"])
def chase_referral(
    person_id: shapes.Row, number: shapes.Row, body: said.Chased, house: AHouse, person: APerson
) -> shapes.Done:
    """Notes that the partner was asked what came of it."""
    referrals.chase(house, person, person_id, number, words=body.words)
    return shapes.Done()


@router.post(PERSON + "/referrals/{number}/close", tags=["persons"])
def close_referral(
    person_id: shapes.Row, number: shapes.Row, body: said.Outcome, house: AHouse, person: APerson
) -> shapes.Done:
    """Ends a referral with what came of it."""
    referrals.close(house, person, person_id, number, **body.model_dump())
    return shapes.Done()


@router.post(PERSON + "/referrals/{number}/take-back", tags=["persons"])
def take_back_referral(
    person_id: shapes.Row, number: shapes.Row, body: said.TakenBack, house: AHouse, person: APerson
) -> shapes.Done:
    """Records that a person took back what they agreed to; the referral ends, and its partner is to be told."""
    referrals.take_back(house, person, person_id, number, **body.model_dump())
    return shapes.Done()


@router.post(PERSON + "/referrals/{number}/partner-told", tags=["persons"])
def tell_partner(
    person_id: shapes.Row, number: shapes.Row, body: said.PartnerTold, house: AHouse, person: APerson
) -> shapes.Done:
    """Records that the partner was told that consent was taken back, or that this was a mistake."""
    referrals.partner_told(house, person, person_id, number, **body.model_dump())
    return shapes.Done()


@router.post(PERSON + "/referrals/{number}/not-taken-back", tags=["persons"])
def restore_consent(
    person_id: shapes.Row, number: shapes.Row, body: said.NotTakenBack, house: AHouse, person: APerson
) -> Restored:
    """Records that a person did not take back what they agreed to; it counts again, and what is closed stays closed."""
    return consent.restore(house, person, person_id, number, **body.model_dump())


@router.get("/partners", tags=["persons"])
def partners(house: AHouse, person: APerson) -> list[said.PartnerView]:
    """The directory of partners: who helps with what, grants among them."""
    found = referrals.directory(house, person)
    return [said.PartnerView.model_validate(each, from_attributes=True) for each in found]


@router.get(PERSON + "/record", tags=["evidence"])
def record(person_id: shapes.Row, house: AHouse, person: APerson) -> list[dict[str, Any]]:
    """The person's record, oldest first, as far as you may see it. Looking at it is recorded."""
    return [entry.kept for entry in records.look_at_person(house, person, person_id).entries]


@router.get(PERSON + "/export", tags=["evidence"])
def export(person_id: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """The person's record in the form that ``verify.py`` checks. The export is itself recorded."""
    return records.export_person(house, person, person_id)
