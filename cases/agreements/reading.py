"""Agreements as they are read: one with all that belongs to it, and those that an officer has to talk about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.refusals import NoSuchAgreement
from cases.agreements.rows import AgreementRow, DebtRow, EventRow, PartyRow
from cases.agreements.standings import DebtStanding, standings
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent, AgreementParty
from cases.agreements.words import AgreementStatus
from cases.rows import CustomerRow
from cases.standards import Standards
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


def standing_debts(session: Session, agreement_id: int) -> tuple[DebtRow, ...]:
    """The debts of an agreement that have not left it, by account."""
    debts = debts_of_agreements(session, [agreement_id]).get(agreement_id, ())
    return tuple(each for each in debts if each.left_on is None)


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


def whole(session: Session, agreement_id: int, on: date, standards: Standards) -> AgreementWhole:
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
        standings_of(session, on, row, debts, standards),
    )


def standings_of(
    session: Session, on: date, agreement: AgreementRow, debts: Sequence[DebtRow], standards: Standards
) -> tuple[DebtStanding, ...]:
    """How the debts of one agreement stand; none where it does not stand any more."""
    if agreement.status is not AgreementStatus.LIVE:
        return ()
    accounts = dict.fromkeys(debt.account_id for debt in debts)
    read = (each for account in accounts for each in standings(session, on, account, standards).get(account, ()))
    return tuple(each for each in read if each.agreement.id == agreement.id)


def agreements_of_account(session: Session, account_id: int) -> tuple[AgreementRow, ...]:
    """The agreements about an account, the newest first."""
    query = select(_agreement).join(_debt, _debt.c.agreement_id == _agreement.c.id)
    rows = session.execute(query.where(_debt.c.account_id == account_id).distinct().order_by(_agreement.c.id.desc()))
    return tuple(row_of(AgreementRow, row) for row in rows.mappings())


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
        "instalment_pence": sum(each.instalment_pence for each in debts),
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
