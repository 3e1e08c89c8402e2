"""Agreements as they are read: one with all that belongs to it, and those that an officer has to talk about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlmodel import Session

from cases.agreements.refusals import NoSuchAgreement
from cases.agreements.rows import AgreementRow, DebtRow, EventRow, PartyRow
from cases.agreements.standings import DebtStanding, standings
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent, AgreementParty
from cases.agreements.words import AgreementStatus
from cases.ledger.lines import UNALLOCATED
from cases.rows import CustomerRow
from cases.tables import Account, AccountTransaction, Customer
from workflows.db import table
from workflows.rows import row_of

_agreement, _debt, _party = table(Agreement), table(AgreementDebt), table(AgreementParty)
_event, _account, _customer = table(AgreementEvent), table(Account), table(Customer)
_line = table(AccountTransaction)


@dataclass(frozen=True)
class AgreementWhole:
    """An agreement with who agreed, about which debts, what happened to it, and how each debt stands.

    :ivar standings: of a live agreement, a debt each; none of one that does not stand any more
    """

    agreement: AgreementRow
    parties: tuple[PartyRow, ...]
    debts: tuple[DebtRow, ...]
    events: tuple[EventRow, ...]
    standings: tuple[DebtStanding, ...]


class Talk(StrEnum):
    """Why an officer has to talk about an agreement."""

    TO_APPROVE = "to approve"
    """Somebody who leads the team approves or declines it."""
    MISSED = "missed"
    """It is behind, and the next night warns it."""
    WARNED = "warned"
    """Hardship: ask what changed. The day by which it is to be mended has not passed."""
    BREACHED = "breached"
    REVIEW_DUE = "review due"


@dataclass(frozen=True)
class ToTalkAbout:
    """An agreement about which somebody has to talk with the tenants.

    :ivar why: the most pressing reason
    :ivar ask: what to do about it
    :ivar held: what forbids to speak about it today; empty: nothing
    """

    agreement: AgreementRow
    debts: tuple[DebtRow, ...]
    people: tuple[str, ...]
    why: Talk
    ask: str
    behind_pence: int
    missed_on: date | None
    held: str = ""

    @property
    def account_ids(self) -> tuple[int, ...]:
        """The accounts that it is about."""
        return tuple(debt.account_id for debt in self.debts)


_ASK = {
    Talk.TO_APPROVE: "Somebody else than who proposed it, who leads the team, approves or declines it.",
    Talk.MISSED: "Hardship: ask what changed. It is warned tonight.",
    Talk.WARNED: "Hardship: ask what changed, look at the budget again, and vary the agreement where it fits no more.",
    Talk.BREACHED: "Ask what changed. Agree anew what can be paid, or decide what follows.",
    Talk.REVIEW_DUE: "Review it: is what was agreed still right for them?",
}


def agreement_of(session: Session, agreement_id: int) -> AgreementRow:
    """One agreement.

    :raises NoSuchAgreement: there is none
    """
    row = session.execute(select(_agreement).where(_agreement.c.id == agreement_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchAgreement(f"There is no agreement with the number {agreement_id}.")
    return row_of(AgreementRow, row)


def debts_of_agreements(session: Session, agreement_ids: Iterable[int]) -> dict[int, tuple[DebtRow, ...]]:
    """Agreement → its debts, by account."""
    query = select(_debt, _account.c.reference).join(_account, _account.c.id == _debt.c.account_id)
    query = query.where(_debt.c.agreement_id.in_(list(agreement_ids)))
    found: dict[int, tuple[DebtRow, ...]] = {}
    for row in session.execute(query.order_by(_debt.c.account_id, _debt.c.debt)).mappings():
        found[row["agreement_id"]] = (*found.get(row["agreement_id"], ()), row_of(DebtRow, row))
    return found


def accounts_of_agreement(session: Session, agreement_id: int) -> list[int]:
    """The accounts that an agreement is about; none where there is no such agreement."""
    query = select(_debt.c.account_id).where(_debt.c.agreement_id == agreement_id).distinct()
    return sorted(session.execute(query).scalars())


def parties_of(session: Session, agreement_ids: Iterable[int]) -> dict[int, tuple[PartyRow, ...]]:
    """Agreement → who agreed."""
    query = select(_party, _customer).join(_customer, _customer.c.id == _party.c.customer_id)
    query = query.where(_party.c.agreement_id.in_(list(agreement_ids)))
    found: dict[int, tuple[PartyRow, ...]] = {}
    for row in session.execute(query.order_by(_customer.c.reference)).mappings():
        named = {**row, "name": row_of(CustomerRow, row).name}
        found[row["agreement_id"]] = (*found.get(row["agreement_id"], ()), row_of(PartyRow, named))
    return found


def whole(session: Session, agreement_id: int, on: date) -> AgreementWhole:
    """One agreement with all that belongs to it.

    :raises NoSuchAgreement: there is none
    """
    row = agreement_of(session, agreement_id)
    events = session.execute(select(_event).where(_event.c.agreement_id == agreement_id).order_by(_event.c.id))
    debts = debts_of_agreements(session, [agreement_id]).get(agreement_id, ())
    return AgreementWhole(
        row,
        parties_of(session, [agreement_id]).get(agreement_id, ()),
        debts,
        tuple(row_of(EventRow, each) for each in events.mappings()),
        standings_of(session, on, row, debts),
    )


def standings_of(
    session: Session, on: date, agreement: AgreementRow, debts: Sequence[DebtRow]
) -> tuple[DebtStanding, ...]:
    """How the debts of one agreement stand; none where it does not stand any more."""
    if agreement.status is not AgreementStatus.LIVE:
        return ()
    accounts = dict.fromkeys(debt.account_id for debt in debts)
    read = (each for account in accounts for each in standings(session, on, account).get(account, ()))
    return tuple(each for each in read if each.agreement.id == agreement.id)


def agreements_of_account(session: Session, account_id: int) -> tuple[AgreementRow, ...]:
    """The agreements about an account, the newest first."""
    query = select(_agreement).join(_debt, _debt.c.agreement_id == _agreement.c.id)
    rows = session.execute(query.where(_debt.c.account_id == account_id).distinct().order_by(_agreement.c.id.desc()))
    return tuple(row_of(AgreementRow, row) for row in rows.mappings())


def agreements_to_talk_about(session: Session, on: date) -> list[ToTalkAbout]:
    """The agreements about which an officer has to talk, the most pressing first.

    One that was breached stays here until another is made about its debts, or it is paid.
    """
    judged: dict[int, list[DebtStanding]] = {}
    for each in (one for found in standings(session, on, None).values() for one in found):
        judged.setdefault(each.agreement.id, []).append(each)
    listed = {of: why for of, found in judged.items() if (why := _why(found, on)) is not None}
    breached = _breached(session)
    waiting = _waiting(session)
    rows = {found[0].agreement.id: found[0].agreement for found in judged.values()} | breached | waiting
    listed |= dict.fromkeys(breached, Talk.BREACHED) | dict.fromkeys(waiting, Talk.TO_APPROVE)
    debts, people = debts_of_agreements(session, listed), parties_of(session, listed)
    made = [
        ToTalkAbout(
            rows[number],
            debts.get(number, ()),
            tuple(party.name for party in people.get(number, ())),
            why,
            _ASK[why],
            sum(each.standing.behind_pence for each in judged.get(number, ())),
            min((d for each in judged.get(number, ()) if (d := each.standing.missed_on)), default=None),
        )
        for number, why in listed.items()
    ]
    order = list(Talk)
    return sorted(made, key=lambda each: (order.index(each.why), each.agreement.mend_by or date.max, each.agreement.id))


def _why(found: list[DebtStanding], on: date) -> Talk | None:
    agreement = found[0].agreement
    if agreement.mend_by is not None:
        return Talk.WARNED
    if any(each.is_behind for each in found):
        return Talk.MISSED
    return Talk.REVIEW_DUE if agreement.review_on is not None and agreement.review_on <= on else None


def _waiting(session: Session) -> dict[int, AgreementRow]:
    """Those that wait for approval."""
    query = select(_agreement).where(_agreement.c.status == AgreementStatus.PROPOSED)
    return {row["id"]: row_of(AgreementRow, row) for row in session.execute(query).mappings()}


def _breached(session: Session) -> dict[int, AgreementRow]:
    """The newest agreement of each of its accounts was breached, and something is owed on one of them still."""
    later, its = _debt.alias("later"), _agreement.alias("its")
    newer = (
        select(later.c.agreement_id)
        .join(its, its.c.id == later.c.agreement_id)
        .where(later.c.account_id == _debt.c.account_id, later.c.debt == _debt.c.debt)
        .where(later.c.agreement_id > _debt.c.agreement_id)
        .exists()
    )
    query = select(_agreement).join(_debt, _debt.c.agreement_id == _agreement.c.id)
    # Of that debt alone: another debt of the account that is in credit pays nothing of it.
    own = _line.c.debt.in_((_debt.c.debt, UNALLOCATED))
    summed = select(func.sum(_line.c.amount_pence)).where(_line.c.account_id == _debt.c.account_id, own)
    owed = summed.correlate(_debt).scalar_subquery()
    query = query.where(_agreement.c.status == AgreementStatus.BREACHED, owed > 0, ~newer).distinct()
    return {row["id"]: row_of(AgreementRow, row) for row in session.execute(query).mappings()}


def agreed_in_words(session: Session, agreement_id: int) -> dict[str, object]:
    """What an agreement says, as the record keeps it: JSON values, people by number."""
    row = agreement_of(session, agreement_id)
    debts = debts_of_agreements(session, [agreement_id]).get(agreement_id, ())
    parties = parties_of(session, [agreement_id]).get(agreement_id, ())
    return {
        "kind": str(row.kind),
        "frequency": str(row.frequency),
        "first_due": row.first_due.isoformat(),
        "tolerance_days": row.tolerance_days,
        "agreed_with": row.agreed_with,
        "channel": row.channel,
        "budget": row.budget_id,
        "without_budget": row.without_budget,
        "above_budget": row.above_budget,
        "approved_by": row.approved_by,
        "supersedes": row.supersedes_id,
        "debts": [
            {
                "account": each.account_id,
                "debt": each.debt,
                "owed_pence": each.start_balance_pence,
                "not_late_pence": each.start_timing_pence,
                "instalment_pence": each.instalment_pence,
            }
            for each in debts
        ],
        "parties": [
            {"person": each.customer_id, "authority": str(each.authority), "representative": each.representative}
            for each in parties
        ],
    }
