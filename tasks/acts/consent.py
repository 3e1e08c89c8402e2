"""Consent that was not taken back: it was written down by mistake, at the wrong referral or of the wrong person."""

from collections.abc import Collection
from dataclasses import dataclass

from cases.chains import person_chain, record_on
from cases.permissions import Group
from cases.referrals import restoring
from cases.referrals.withdrawn import taken_back_since, withdrawn
from tasks.acts.subjects import PERSON
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.consent_told import ended_by
from tasks.patches import sees_case
from tasks.people import Person
from tasks.persons_seen import customer_of
from tasks.referrals_shown import entry_of, visible
from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class Restored:
    """Consent that counts again.

    :ivar referrals: the numbers of those that were restored, first the one that was named
    :ivar cases: the cases that had ended with it, number → reference, as far as whoever restores it sees them
    :ivar stays: what is as it was all the same, and what is to be done, a sentence each
    """

    referrals: list[int]
    cases: dict[int, str]
    stays: list[str]


@act(of(Group.LEADING), PERSON, Kind.REFERRAL_NOT_TAKEN_BACK)
def restore(
    house: House, person: Person, customer_id: int, referral: int, *, reason: str, also: Collection[int] | None = None
) -> Restored:
    """Record that a person did not take back what they agreed to: it was written down by mistake.

    What they agreed to counts again; the referrals stay closed, and the cases that were told stay as they ended, so
    whoever is to be referred after all is referred anew. A partner who was told is to be told of the mistake.

    :param also: of what they took back from the same partner on that day, the numbers that are restored with it; empty:
        this one alone; ``None``: there is nothing else
    :raises NotToRestore: the person took back none of that number
    :raises ReferralNotUnderstood: it is not said how one knows, or there are others and it is not said which
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        row, *others = restoring.taken_back_with(session, customer_id, referral)
        if not visible(house, person, [row]):
            raise restoring.not_to_restore(referral)
        before = withdrawn(session, customer_id)
        rows = restoring.chosen(row, visible(house, person, others), also)
        restoring.restore(session, rows, reason)
        said = {"reason": reason.strip()}
        entries = [entry_of(house, each, person, Kind.REFERRAL_NOT_TAKEN_BACK, **said) for each in rows]
        record_on(session, person_chain(customer_id), entries, house.runtime.clock)
        ended = ended_by(house, session, before, withdrawn(session, customer_id))
        cases = {number: reference for number, reference in ended.items() if sees_case(session, person, number)}
        counts = row.consent_on is None or not taken_back_since(session, customer_id, row.partner, row.consent_on)
        told = any(each.partner_told_on for each in rows)
        return Restored([each.id for each in rows], cases, _stays(cases, counts=counts, told=told))


def _stays(cases: dict[int, str], *, counts: bool, told: bool) -> list[str]:
    stays = ["What was closed stays closed: whoever is to be referred after all is referred anew."]
    if cases:
        stays.append(f"What ended with it is not opened again: {', '.join(cases.values())}. Begin anew what is needed.")
    if not counts:
        stays.append(
            "It does not count again yet: by the record they took back something else from this partner on that day or "
            "since."
        )
    elif told:
        stays.append(
            "The partner was told that it was taken back. Tell them that it was a mistake, and write that down; until "
            "then it stands on the list of referrals."
        )
    return stays
