"""Agreements that wait for approval: somebody who leads the team, and did not propose them, approves or declines.

One that spans several patches is decided as a whole by whoever leads in one of them, and given another first day by
whoever works in one: it cannot be taken in halves, and nobody may have all of them. Who decides sees all of its terms,
too, while it waits.
"""

from datetime import date

from cases.agreements import proposing
from cases.agreements.reading import accounts_of_agreement, agreed_in_words
from cases.permissions import Group
from tasks.acts.subjects import AGREEMENT
from tasks.acts.table import CASEWORK, act, of
from tasks.agreeing import must_be_free_to_agree, record
from tasks.assembly import House
from tasks.people import Person
from workflows.evidence.kinds import Kind

LEADERS = of(Group.LEADING)


@act(LEADERS, AGREEMENT, Kind.AGREEMENT_MADE)
def approve(house: House, person: Person, agreement_id: int, *, reason: str) -> None:
    """Approve an agreement that another person proposed and that needs it; it stands from today.

    :raises AgreementOver: it is not waiting
    :raises NobodyApproved: whoever approves it proposed it
    :raises FirstDayPassed: its first instalment fell due before
    :raises Refused: it can be agreed so no more; the sentence says why
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        accounts = accounts_of_agreement(session, agreement_id)
        must_be_free_to_agree(house, session, person, accounts)
        proposing.approve(session, agreement_id, house.standards, person.actor, now, reason)
        said = agreed_in_words(session, agreement_id)
        record(house, session, person, Kind.AGREEMENT_MADE, agreement_id, accounts, said)


@act(CASEWORK, AGREEMENT, Kind.AGREEMENT_PROPOSED)
def name_first_day(house: House, person: Person, agreement_id: int, *, first_due: date, reason: str) -> None:
    """Propose a waiting agreement anew with another day of the first instalment, as the tenants agreed.

    :raises AgreementOver: it is not waiting
    :raises ReasonMissing: it is not said with whom the day was agreed
    :raises DebtHeld: a hold forbids to speak about one of the debts
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        accounts = accounts_of_agreement(session, agreement_id)
        must_be_free_to_agree(house, session, person, accounts)
        proposing.name_first_day(session, agreement_id, first_due, reason, house.law, person.actor, now)
        told = {**agreed_in_words(session, agreement_id), "waits": [], "reason": reason.strip()}
        record(house, session, person, Kind.AGREEMENT_PROPOSED, agreement_id, accounts, told)


@act(LEADERS, AGREEMENT, Kind.AGREEMENT_DECLINED)
def decline(house: House, person: Person, agreement_id: int, *, reason: str) -> None:
    """Decline an agreement that another person proposed and that needs approval.

    :raises AgreementOver: it is not waiting
    :raises ReasonMissing: no reason was given
    """
    with house.db.write() as session:
        proposing.decline(session, agreement_id, person.actor, house.runtime.clock.now(), reason)
        accounts = accounts_of_agreement(session, agreement_id)
        record(house, session, person, Kind.AGREEMENT_DECLINED, agreement_id, accounts, {"reason": reason.strip()})
