"""Referrals: sending a person to somebody who can help, asking what came of it, ending it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from cases.chains import person_chain, record_on
from cases.contacts.words import Hazard
from cases.referrals import referring, taking_back
from cases.referrals.consent import BECAUSE, WithoutConsent
from cases.referrals.partners import Partner
from cases.referrals.referring import ReferralNotUnderstood, ReferralSaid
from cases.referrals.rows import ReferralRow, ToTell
from tasks.acts.subjects import ORGANISATION, PERSON, NoSuchAccount
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.consent_told import tell_cases
from tasks.inbox import record_list
from tasks.people import Person
from tasks.persons_seen import accounts_of, customer_of
from tasks.referrals_shown import ReferralShown, entry_of, shown, visible, waiting
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class ReferralListed:
    """A referral of which it is time to ask what came of it.

    :ivar name: of the person
    :ivar overdue: whether the law's time has passed
    """

    referral: ReferralShown
    name: str
    partner: str
    overdue: bool


@act(CASEWORK, PERSON, Kind.REFERRAL_MADE)
def make(
    house: House,
    person: Person,
    customer_id: int,
    *,
    partner: str,
    reason: str,
    account: int | None = None,
    severity: str = Hazard.NONE,
    consent_how: str = "",
    consent_on: date | None = None,
    without_consent_because: str = "",
) -> ReferralShown:
    """Refer a person to a partner of the directory.

    :param without_consent_because: a :class:`WithoutConsent`; then it is seen by whoever may see a safeguarding concern
    :raises ReferralNotUnderstood: something is lacking or unknown
    :raises ConsentWanted: the partner is not the landlord, and no consent was given
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        customer_of(session, customer_id)
        said = ReferralSaid(
            partner=_partner(house, partner),
            reason=reason,
            account=_account(session, person, customer_id, account),
            severity=_severity(severity),
            consent_how=consent_how,
            consent_on=consent_on,
            without_consent_because=_without(without_consent_because),
        )
        referring.must_be_right(said, london_date(now), house.law)
        made = referring.make(session, customer_id, person.actor, now, said, house.law)
        record_on(session, person_chain(customer_id), [referral_made(house, made, person)], house.runtime.clock)
        return shown(house.law, made)


@act(CASEWORK, PERSON, Kind.REFERRAL_CHASED)
def chase(house: House, person: Person, customer_id: int, referral: int, *, words: str = "") -> date:
    """Note that a partner was asked what came of a referral.

    :returns: the day on which they are asked again
    :raises NoSuchReferral: the person has none of that number that is open
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = _standing(house, session, person, customer_id, referral)
        again = referring.chase(session, referral, today, house.law)
        entry = entry_of(house, row, person, Kind.REFERRAL_CHASED, words=words.strip(), again_on=again)
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
        return again


@act(CASEWORK, PERSON, Kind.REFERRAL_CLOSED)
def close(
    house: House, person: Person, customer_id: int, referral: int, *, outcome: str, award_pence: int | None = None
) -> None:
    """End a referral with what came of it.

    :param award_pence: what the person was awarded, where it was a grant
    :raises NoSuchReferral: the person has none of that number that is open
    :raises ReferralNotUnderstood: it is not said what came of it
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = _standing(house, session, person, customer_id, referral)
        referring.close(session, referral, person.actor, now, outcome, award_pence)
        entry = entry_of(house, row, person, Kind.REFERRAL_CLOSED, outcome=outcome.strip(), **_award(award_pence))
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)


@act(CASEWORK, PERSON, Kind.REFERRAL_TAKEN_BACK)
def take_back(house: House, person: Person, customer_id: int, referral: int, *, taken_back_on: date, how: str) -> None:
    """Record that a person took back what they agreed to: nothing is passed on any more, and the partner is to be told.

    What else is open to the same partner ends with it, and so do the cases about it. One that was closed can be taken
    back, too: its partner works on it.

    :param how: how they took it back, and to whom
    :raises NotToTakeBack: the person has none of that number, or took it back already
    :raises NothingToTakeBack: it rests on no consent
    :raises ReferralNotUnderstood: the day cannot be right, or it is not said how
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = taking_back.resting_on_consent(session, customer_id, referral)
        if not visible(house, person, [row]):
            raise taking_back.not_to_take_back(referral)
        others = taking_back.take_back(session, row, person.actor, now, taken_back_on, how, london_date(now))
        said = {"on": taken_back_on, "how": how.strip()}
        entries = [entry_of(house, row, person, Kind.REFERRAL_TAKEN_BACK, **said)]
        said["with"] = referral
        entries += [entry_of(house, each, person, Kind.REFERRAL_TAKEN_BACK, **said) for each in others]
        record_on(session, person_chain(customer_id), entries, house.runtime.clock)
    tell_cases(house, customer_id, person.actor)


@act(CASEWORK, PERSON, Kind.REFERRAL_PARTNER_TOLD)
def partner_told(house: House, person: Person, customer_id: int, referral: int, *, told_on: date, how: str) -> None:
    """Record that a partner was told that a person took back what they agreed to, or that this was a mistake.

    Whoever is told of one is told of all that ended with it.

    :param how: how they were told, or that nothing had been passed on to them yet
    :raises NotTakenBack: the person has none of that number of which the partner is still to be told anything
    :raises ReferralNotUnderstood: the day cannot be right, or it is not said how
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = taking_back.to_be_told(session, customer_id, referral)
        if not visible(house, person, [row]):
            raise taking_back.not_taken_back(referral)
        others = visible(house, person, taking_back.to_be_told_with(session, row, told_on))
        for each in (row, *others):
            taking_back.partner_was_told(session, each, told_on, how, london_date(now))
        mistake = {"mistake": True} if row.to_tell is ToTell.MISTAKE else {}
        said = {"on": told_on, "how": how.strip(), **mistake}
        entries = [entry_of(house, each, person, Kind.REFERRAL_PARTNER_TOLD, **said) for each in (row, *others)]
        record_on(session, person_chain(customer_id), entries, house.runtime.clock)


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[ReferralListed]:
    """See the referrals of which it is time to ask what came of them, or to tell the partner something."""
    now = house.runtime.clock.now()
    with house.db.write() as session:
        record_list(house.runtime, session, person, "referrals to chase")
        return [
            ReferralListed(
                shown(house.law, each),
                customer_of(session, each.customer_id).name,
                _name(house, each),
                _is_over(each, now),
            )
            for each in waiting(house, session, person, london_date(now))
        ]


def partners(house: House) -> dict[str, Partner]:
    """The directory of partners, for a page that lets somebody choose."""
    return dict(house.organisation.partners)


def without_consent() -> dict[str, str]:
    """Why a referral may be made without consent, in words, for a page that lets somebody choose."""
    return {str(each): words[:1].upper() + words[1:] for each, words in BECAUSE.items()}


def referral_made(house: House, referral: ReferralRow, person: Person) -> NewEntry:
    """The entry that says that a referral was made."""
    return entry_of(
        house,
        referral,
        person,
        Kind.REFERRAL_MADE,
        contact=referral.contact_id,
        partner=referral.partner,
        severity=referral.severity,
        reason=referral.reason,
        consent_how=referral.consent_how,
        consent_on=referral.consent_on,
        due_by=referral.due_by,
        due_rule=referral.due_rule,
    )


def _standing(house: House, session: Session, person: Person, customer_id: int, referral: int) -> ReferralRow:
    """An open referral that somebody may see.

    :raises NoSuchReferral: there is none, or none that is theirs to see: both answer alike
    """
    row = referring.standing(session, customer_id, referral)
    if not visible(house, person, [row]):
        raise referring.no_such(referral)
    return row


def _partner(house: House, code: str) -> Partner:
    found = house.organisation.partners.get(code)
    if found is None:
        raise ReferralNotUnderstood(
            f"{code[:60]!r} is no partner of the directory. Say one of {', '.join(house.organisation.partners)}.",
            field="partner",
        )
    return found


def _severity(said: str) -> Hazard:
    if said not in list(Hazard):
        raise ReferralNotUnderstood(f"{said[:60]!r} is no severity. Say one of {', '.join(Hazard)}.", field="severity")
    return Hazard(said)


def _without(said: str) -> WithoutConsent | None:
    if said and said not in list(WithoutConsent):
        raise ReferralNotUnderstood(
            f"{said[:60]!r} is no reason to pass anything on without consent. Say one of {', '.join(WithoutConsent)}.",
            field="without_consent_because",
        )
    return WithoutConsent(said) if said else None


def _account(session: Session, person: Person, customer_id: int, account: int | None) -> int | None:
    accounts = [each.id for each in accounts_of(session, person, customer_id)]
    if account is not None and account not in accounts:
        raise NoSuchAccount(f"This person has no account with the number {account}.")
    return accounts[0] if account is None and len(accounts) == 1 else account


def _name(house: House, referral: ReferralRow) -> str:
    found = house.organisation.partners.get(referral.partner)
    return found.name if found else referral.partner


def _is_over(referral: ReferralRow, now: datetime) -> bool:
    return referral.due_by is not None and referral.due_by < now


def _award(pence: int | None) -> dict[str, int]:
    return {} if pence is None else {"award_pence": pence}


@act(WITH_CASES, ORGANISATION)
def directory(house: House, person: Person) -> list[Partner]:
    """See the directory of partners: who helps with what, and whether they are told only with consent."""
    del person
    return list(house.organisation.partners.values())
