"""Claims for benefit as they are read: what is known now, and what a ledger says since."""

from dataclasses import fields
from datetime import date

from sqlalchemy import RowMapping, bindparam, case, func, or_, select
from sqlmodel import Session

from cases.benefits.limbs import Since
from cases.benefits.refusals import ClaimReplaced, NoSuchClaim
from cases.benefits.rows import ChaserRow, Claim, ClaimRow, RequestRow
from cases.benefits.tables import BenefitChaser, BenefitClaim, DirectPaymentRequest
from cases.benefits.words import OUTSTANDING
from cases.tables import AccountTransaction
from cases.words import TransactionKind
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_claim, _chaser, _request = table(BenefitClaim), table(BenefitChaser), table(DirectPaymentRequest)
_line = table(AccountTransaction)
SAID = tuple(each.name for each in fields(Claim))
"""What is said of a claim, column by column."""
_known = select(_claim).where(_claim.c.replaced_at.is_(None)).order_by(_claim.c.account_id, _claim.c.id)
_claims = AllOrOne(_known, _claim.c.account_id)


def _sum_of(kind: TransactionKind) -> object:
    return func.sum(case((_line.c.kind == kind, _line.c.amount_pence), else_=0))


_summed = (
    select(
        _claim.c.id,
        _sum_of(TransactionKind.RENT).label("charged"),  # type: ignore[attr-defined]
        _sum_of(TransactionKind.PAYMENT).label("paid"),  # type: ignore[attr-defined]
    )
    .join(_line, _line.c.account_id == _claim.c.account_id)
    .where(_claim.c.replaced_at.is_(None), or_(*(_claim.c.status == each for each in sorted(OUTSTANDING))))
    .where(_line.c.posted_on >= _claim.c.claimed_on, _line.c.posted_on <= bindparam("b_on"))
    .group_by(_claim.c.id)
)
_since = AllOrOne(_summed, _claim.c.account_id)


def claim_row(row: RowMapping) -> ClaimRow:
    """What is known of a claim, of its row."""
    said = row_of(Claim, row)
    return ClaimRow(row["id"], said, row["recorded_by"], row["recorded_at"], row["replaced_at"])


def claims(session: Session, on: date, account_id: int | None) -> dict[int, tuple[tuple[int, Claim], ...]]:
    """A reading: account → its claims as they are known now, each with its number."""
    del on
    found: dict[int, tuple[tuple[int, Claim], ...]] = {}
    for row in _claims.rows(session, account_id):
        found[row.account_id] = (*found.get(row.account_id, ()), (row.id, row_of(Claim, row._asdict())))
    return found


def since_claims(session: Session, on: date, account_id: int | None) -> dict[int, dict[int, Since]]:
    """A reading: account → of each outstanding claim what its ledger says since."""
    known = claims(session, on, account_id)
    if not any(claim.is_outstanding for of in known.values() for _, claim in of):
        return {}
    sums = {row.id: Since(int(row.charged), -int(row.paid)) for row in _since.rows(session, account_id, b_on=on)}
    return {account: {number: sums[number] for number, _ in of if number in sums} for account, of in known.items()}


def claims_of(session: Session, account_id: int) -> tuple[ClaimRow, ...]:
    """Everything that was ever known of the claims of an account, the newest first."""
    rows = session.execute(select(_claim).where(_claim.c.account_id == account_id).order_by(_claim.c.id.desc()))
    return tuple(claim_row(row) for row in rows.mappings())


def claim_of(session: Session, account_id: int, claim_id: int) -> ClaimRow:
    """What is known now of a claim of an account.

    :raises NoSuchClaim: there is none
    :raises ClaimReplaced: something newer is known of it
    """
    query = select(_claim).where(_claim.c.id == claim_id, _claim.c.account_id == account_id)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchClaim(f"There is no claim with the number {claim_id} on this account.")
    if row["replaced_at"] is not None:
        raise ClaimReplaced("Somebody recorded something newer of this claim. Look at it again.", field="claim")
    return claim_row(row)


def chasers_of(session: Session, account_id: int) -> tuple[ChaserRow, ...]:
    """When the offices were asked about the claims of an account, the newest first."""
    rows = session.execute(select(_chaser).where(_chaser.c.account_id == account_id).order_by(_chaser.c.id.desc()))
    return tuple(row_of(ChaserRow, row) for row in rows.mappings())


def requests_of(session: Session, account_id: int) -> tuple[RequestRow, ...]:
    """The requests for direct payment of an account, the newest first."""
    rows = session.execute(select(_request).where(_request.c.account_id == account_id).order_by(_request.c.id.desc()))
    return tuple(row_of(RequestRow, row) for row in rows.mappings())
