"""Consent that was not taken back: it was written down by mistake, at the wrong referral or of the wrong person."""

from cases.chains import person_chain, record_on
from cases.permissions import Group
from cases.referrals import taking_back
from tasks.acts.subjects import PERSON
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.people import Person
from tasks.persons_seen import customer_of
from tasks.referrals_shown import entry_of, visible
from workflows.evidence.kinds import Kind


@act(of(Group.LEADING), PERSON, Kind.REFERRAL_NOT_TAKEN_BACK)
def restore(house: House, person: Person, customer_id: int, referral: int, *, reason: str) -> None:
    """Record that a person did not take back what they agreed to: it was written down by mistake.

    So is what ended with it. What they agreed to counts again; the referrals stay closed, and the cases that were told
    stay as they ended, so whoever is to be referred after all is referred anew.

    :raises NotToRestore: the person took back none of that number
    :raises ReferralNotUnderstood: it is not said how one knows
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        row, *others = taking_back.taken_back_with(session, customer_id, referral)
        if not visible(house, person, [row]):
            raise taking_back.not_to_restore(referral)
        rows = [row, *visible(house, person, others)]
        taking_back.restore(session, rows, reason)
        said = {"reason": reason.strip()}
        entries = [entry_of(house, each, person, Kind.REFERRAL_NOT_TAKEN_BACK, **said) for each in rows]
        record_on(session, person_chain(customer_id), entries, house.runtime.clock)
