"""Referrals as doors show them: with the row of law by which their time is counted, marked where it is to confirm.

Of referrals somebody sees those of their patches, and of what may be restricted what is theirs to see.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session

from cases.law import Law, NoSuchNumber
from cases.referrals.referring import referrals_to_chase, seen_by
from cases.referrals.rows import ReferralRow
from tasks.assembly import House
from tasks.patches import sees_accounts, sees_people
from tasks.people import Person
from workflows.clock import london_date
from workflows.confidence import marked
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class ReferralShown(ReferralRow):
    """A referral.

    :ivar counted_by: the period of law by which ``due_by`` was counted; empty where no law says until when
    """

    counted_by: str


def shown(law: Law, referral: ReferralRow) -> ReferralShown:
    """A referral as it is shown."""
    return ReferralShown(**asdict(referral), counted_by=_counted_by(law, referral))


def _counted_by(law: Law, referral: ReferralRow) -> str:
    if not referral.due_rule:
        return ""
    try:
        row = law.period_row(referral.due_rule, london_date(referral.made_at))
    except NoSuchNumber:  # an edition since has taken the row out; by which it was counted stays
        return referral.due_rule
    return marked(referral.due_rule, row.confidence)


def visible(house: House, person: Person, rows: Collection[ReferralRow]) -> list[ReferralRow]:
    """Those of the referrals of a person that tell of nothing that is kept from whoever looks."""
    return seen_by(rows, house.organisation.restricted, person.roles)


def waiting(house: House, session: Session, person: Person, on: date) -> list[ReferralRow]:
    """The referrals that wait for somebody: to ask what came of them, or to tell the partner; the most urgent first."""
    rows = visible(house, person, referrals_to_chase(session, on))
    accounts = sees_accounts(session, person, {each.account_id for each in rows if each.account_id is not None})
    people = sees_people(session, person, {each.customer_id for each in rows if each.account_id is None})
    return [row for row in rows if row.account_id in accounts or (row.account_id is None and row.customer_id in people)]


def entry_of(house: House, referral: ReferralRow, person: Person, kind: Kind, **said: object) -> NewEntry:
    """An entry about a referral; of one that tells of a restricted kind, the body says that it is restricted."""
    told: dict[str, object] = {"referral": referral.id, **said}
    tells = referral.concerns
    if not tells:
        return NewEntry(kind, person.actor, payload=told)
    clear = {"restricted": True} if house.organisation.restricted.is_restricted(tells) else {}
    return NewEntry(kind, person.actor, payload={**told, "kind": tells}, clear=clear)
