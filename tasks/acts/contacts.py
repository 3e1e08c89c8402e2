"""Contacts: writing down what was said, with what follows from it in the same act; and promises to pay."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.chains import account_chain, person_chain, record_on
from cases.contacts import promises, recording
from cases.contacts.recording import ContactNotUnderstood, Counterpart
from cases.contacts.rows import ContactRow, ContactSaid
from cases.contacts.words import Hazard
from cases.people.representatives import representatives_of
from cases.referrals import referring
from cases.referrals.partners import REPAIRS
from cases.referrals.referring import ReferralSaid
from cases.referrals.rows import ReferralRow
from cases.rows import CustomerRow
from tasks.acts.referrals import referral_made
from tasks.acts.subjects import PERSON, NoSuchAccount
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.held import must_be_free
from tasks.people import Person, people
from tasks.persons_seen import accounts_of, accounts_of_case, cases_about, customer_of, tenancy_began
from tasks.referrals_shown import ReferralShown, shown
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.runtime.house import NoSuchCase

__all__ = [
    "ContactRecorded",
    "ContactSaid",
    "ContactsSeen",
    "PromiseSaid",
    "list_",
    "record",
    "take_promise",
]
PAGE = 25


@dataclass(frozen=True)
class PromiseSaid:
    """A payment that was promised, in pence, and for which day."""

    amount_pence: int
    due_on: date
    account: int | None = None


@dataclass(frozen=True)
class ContactRecorded:
    """What was written down.

    :ivar referral: to repairs, with the landlord's time, where a hazard was reported
    :ivar promise: the number of the promise that was taken
    :ivar warning: what whoever spoke must know; empty: nothing
    """

    contact: int
    referral: ReferralShown | None
    promise: int | None
    warning: str


@dataclass(frozen=True)
class ContactsSeen:
    """One page of contacts with a person, the newest first, and how many there are in all."""

    customer: CustomerRow
    rows: list[ContactRow]
    total: int
    names: dict[str, str]


@act(CASEWORK, PERSON, Kind.CONTACT_RECORDED, Kind.REFERRAL_MADE, Kind.PROMISE_TAKEN)
def record(
    house: House, person: Person, customer_id: int, *, said: ContactSaid, promised: PromiseSaid | None = None
) -> ContactRecorded:
    """Write down a contact with a person; a hazard goes to repairs with it.

    :raises ContactNotUnderstood: something is lacking or unknown
    :raises CodeUnknown: a code is not one of the landlord's
    :raises NobodyReached: they are said to have been reached, and the outcome says that nobody was
    :raises IdentityNotChecked: something was told to a caller of whom nobody knows who it was
    :raises NothingMayBeTold: something was told to somebody without authority
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        customer_of(session, customer_id)
        said = _of_theirs(session, person, customer_id, said)
        recording.must_be_of_our_time(said, tenancy_began(session, said.account))
        at = said.at if said.at is not None and said.at.tzinfo is not None else now
        whom = recording.counterpart(said, representatives_of(session, customer_id), at)
        recording.must_be_right(said, house.organisation.contact_codes, whom, now)
        contact = recording.record(session, customer_id, person.actor, now, said, whom)
        entries = [NewEntry(Kind.CONTACT_RECORDED, person.actor, payload=_payload(contact, said, whom))]
        referral = _referred(house, session, person, customer_id, contact, said)
        if referral is not None:
            entries.append(referral_made(house, referral, person))
        record_on(session, person_chain(customer_id), entries, house.runtime.clock)
        promise = None
        if promised is not None:
            if said.corrects is not None:  # what is promised now stands in the place of what was written down wrongly
                promises.withdraw_of_contact(session, said.corrects)
            promise = _take(house, session, person, customer_id, promised, contact, said.account)
    warning = (
        f"{whom.name} has no recorded authority to discuss the account: nothing may be told to them."
        if whom.authorised is False
        else ""
    )
    return ContactRecorded(contact, shown(house.law, referral) if referral else None, promise, warning)


@act(CASEWORK, PERSON, Kind.PROMISE_TAKEN)
def take_promise(house: House, person: Person, customer_id: int, *, promised: PromiseSaid) -> int:
    """Write down a payment that a person promised for a day.

    :returns: the promise's number
    :raises PromiseNotUnderstood: it is none that anybody means
    :raises NoSuchAccount: the person has no such account
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        return _take(house, session, person, customer_id, promised, None, None)


@act(WITH_CASES, PERSON, Kind.PERSON_LOOKED_AT)
def list_(house: House, person: Person, customer_id: int, *, page: int = 1) -> ContactsSeen:
    """See the contacts with a person."""
    with house.db.write() as session:
        customer = customer_of(session, customer_id)
        looked = NewEntry(Kind.PERSON_LOOKED_AT, person.actor, payload={"what": "contacts"})
        record_on(session, person_chain(customer_id), [looked], house.runtime.clock)
        only = {each.id for each in accounts_of(session, person, customer_id)} if person.patches else None
        total = recording.count_of(session, customer_id, only)
        rows = recording.contacts_of(session, customer_id, limit=PAGE, offset=(max(page, 1) - 1) * PAGE, accounts=only)
        return ContactsSeen(customer, rows, total, people(session))


def _of_theirs(session: Session, person: Person, customer_id: int, said: ContactSaid) -> ContactSaid:
    """The contact with its account, where a case or a single account says it.

    :raises NoSuchAccount: the person has no such account
    :raises NoSuchCase: there is no such case about an account of theirs
    """
    accounts = [each.id for each in accounts_of(session, person, customer_id)]
    if said.account is not None and said.account not in accounts:
        raise NoSuchAccount(f"This person has no account with the number {said.account}.")
    if said.case is not None and said.case not in {each.id for each in cases_about(session, accounts)}:
        raise NoSuchCase(f"There is no case with the number {said.case} about an account of this person.")
    if said.account is not None:
        return said
    of_case = [each for each in accounts_of_case(session, said.case) if each in accounts] if said.case else accounts
    return replace(said, account=of_case[0]) if len(of_case) == 1 else said


def _referred(
    house: House, session: Session, person: Person, customer_id: int, contact: int, said: ContactSaid
) -> ReferralRow | None:
    """What was reported of the home, told to repairs; the landlord's time runs from when it was said."""
    if said.hazard == Hazard.NONE:
        return None
    now = house.runtime.clock.now()
    wanted = ReferralSaid(
        partner=house.organisation.partners[REPAIRS],
        reason=said.hazard_said,
        account=said.account,
        severity=Hazard(said.hazard),
    )
    return referring.make(
        session, customer_id, person.actor, now, wanted, house.law, aware_at=said.at or now, contact_id=contact
    )


def _take(
    house: House,
    session: Session,
    person: Person,
    customer_id: int,
    promised: PromiseSaid,
    contact: int | None,
    of_contact: int | None,
) -> int:
    accounts = [each.id for each in accounts_of(session, person, customer_id)]
    account = promised.account or of_contact or (accounts[0] if len(accounts) == 1 else None)
    if account is None:
        raise ContactNotUnderstood("Say for which account the payment was promised.", field="account")
    if account not in accounts:
        raise NoSuchAccount(f"This person has no account with the number {account}.")
    must_be_free(house, session, [account], agreeing=True)
    now = house.runtime.clock.now()
    today = london_date(now)
    longest = house.law.days("promise_to_pay", today)
    promises.must_be_meant(promised.amount_pence, promised.due_on, today, longest)
    made = promises.take(
        session,
        customer_id,
        person.actor,
        now,
        account_id=account,
        amount_pence=promised.amount_pence,
        today=today,
        due_on=promised.due_on,
        contact_id=contact,
    )
    told: dict[str, object] = {"promise": made, "contact": contact, "account": account}
    told |= {"amount_pence": promised.amount_pence, "due_on": promised.due_on}
    entry = NewEntry(Kind.PROMISE_TAKEN, person.actor, payload=told)
    for chain in (person_chain(customer_id), account_chain(account)):
        record_on(session, chain, [entry], house.runtime.clock)
    return made


def _payload(contact: int, said: ContactSaid, whom: Counterpart) -> dict[str, Any]:
    told = asdict(said)
    told |= {"representative": whom.representative_id, "with_name": whom.name, "authorised": whom.authorised}
    return {**told, "contact": contact}
