"""The log of financial losses, risks and damage to the landlord's reputation."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cases.risks import logging
from cases.risks.logging import RiskKind, RiskRow, RiskSaid
from tasks.acts.accounts import account_row
from tasks.acts.subjects import ORGANISATION, NoSuchAccount
from tasks.acts.table import ANSWERABLE, WITH_CASES, act
from tasks.assembly import House, installation
from tasks.inbox import record_list
from tasks.patches import sees_account
from tasks.people import Person
from workflows.clock import london_date
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

__all__ = ["RiskKind", "RiskListed", "RiskSaid", "close", "follow_up", "list_", "record"]


@dataclass(frozen=True)
class RiskListed:
    """A risk of the log. :ivar account: the reference of the account that it is about; empty: none"""

    row: RiskRow
    account: str
    overdue: bool


@act(WITH_CASES, ORGANISATION, Kind.RISK_RECORDED)
def record(house: House, person: Person, *, said: RiskSaid) -> int:
    """Record a financial loss, a risk, or damage to the landlord's reputation.

    :returns: its number
    :raises RiskNotUnderstood: something is lacking or unknown
    :raises NoSuchAccount: there is none, or none in the person's patches
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        if said.account is not None and not _theirs(session, person, said.account):
            raise NoSuchAccount(f"There is no account with the number {said.account}.")
        number = logging.record(session, said, person.actor, now)
        told = {"risk": number, "kind": said.kind, "what": said.what.strip(), "owner": said.owner.strip()}
        told |= {"review_on": said.review_on, "account": said.account, "pence": said.pence}
        _note(house, session, NewEntry(Kind.RISK_RECORDED, person.actor, payload=told))
        return number


@act(WITH_CASES, ORGANISATION, Kind.RISK_FOLLOWED_UP)
def follow_up(house: House, person: Person, *, risk: int, words: str, review_on: date) -> None:
    """Note what was done about a risk, and when it is looked at next.

    :raises NoSuchRisk: there is none of that number that is open and the person's to see
    """
    with house.db.write() as session:
        _must_see(session, person, risk)
        logging.follow_up(session, risk, words, review_on, house.runtime.clock.now())
        told = {"risk": risk, "words": words.strip(), "review_on": review_on}
        _note(house, session, NewEntry(Kind.RISK_FOLLOWED_UP, person.actor, payload=told))


@act(ANSWERABLE, ORGANISATION, Kind.RISK_CLOSED)
def close(house: House, person: Person, *, risk: int, outcome: str) -> None:
    """Close a risk with what came of it.

    :raises NoSuchRisk: there is none of that number that is open and the person's to see
    """
    with house.db.write() as session:
        _must_see(session, person, risk)
        logging.close(session, risk, outcome, person.actor, house.runtime.clock.now())
        told = {"risk": risk, "outcome": outcome.strip()}
        _note(house, session, NewEntry(Kind.RISK_CLOSED, person.actor, payload=told))


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person, *, closed: bool = False) -> list[RiskListed]:
    """See the log of risks: those that are open, or those that are closed."""
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "risks", closed=closed)
        return [
            RiskListed(
                row=row,
                account="" if row.account_id is None else account_row(session, row.account_id).reference,
                overdue=row.closed_at is None and row.review_on < today,
            )
            for row in logging.risks(session, closed=closed)
            if row.account_id is None or sees_account(session, person, row.account_id)
        ]


def _theirs(session: Session, person: Person, account_id: int) -> bool:
    account_row(session, account_id)
    return sees_account(session, person, account_id)


def _must_see(session: Session, person: Person, number: int) -> None:
    account = logging.standing(session, number)
    if account is not None and not sees_account(session, person, account):
        raise logging.no_such(number)


def _note(house: House, session: Session, entry: NewEntry) -> None:
    append(session, installation(session).chain_id, [entry], house.runtime.clock)
