"""Agreements over several debts, budgets and claims for benefit.

Each arrangement becomes an agreement of the same number, about the rent of its account.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TOLERANCE = 5
"""Days: the policy ``agreement_tolerance_days`` as every edition before this version was shipped with it."""
RECENT = {"weekly": 7, "monthly": 31}
"""Days of rent that are not yet late, by the rent's period: as the fact ``overdue_pence`` has counted them."""


def upgrade() -> None:
    """Makes the tables, and carries the arrangements over."""
    _make_budgets()
    _make_agreements()
    _make_benefits()
    connection = op.get_bind()
    _carry_over(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text(
                "SELECT setval(pg_get_serial_sequence('agreement', 'id'), max(id)) FROM agreement "
                "HAVING max(id) IS NOT NULL"
            )
        )
    op.drop_index("ix_arrangement_account_id", "arrangement")
    op.drop_table("arrangement")


def _carry_over(connection: sa.Connection) -> None:
    arrangement, account, party = (_read(connection, name) for name in ("arrangement", "account", "account_party"))
    agreement, debt, parties, event = (
        _read(connection, f"agreement{name}") for name in ("", "_debt", "_party", "_event")
    )
    query = sa.select(arrangement, account.c.rent_period).join(account, account.c.id == arrangement.c.account_id)
    for row in connection.execute(query.order_by(arrangement.c.id)).mappings().all():
        at = datetime.combine(row["agreed_on"], time(12), UTC)
        values = {
            **dict.fromkeys(("agreed_with", "channel", "above_budget", "approved_by", "ended_by", "ended_reason"), ""),
            **{name: row[name] for name in ("id", "case_id", "status", "agreed_on", "frequency", "first_due")},
            "kind": "informal",
            "tolerance_days": TOLERANCE,
            "without_budget": "Said in the step of the case in which it was recorded.",
            "recorded_by": row["agreed_by"],
            "recorded_at": at,
        }
        connection.execute(agreement.insert().values(**values))
        balance, timing = _owed(connection, row["account_id"], row["agreed_on"], row["rent_period"])
        of = {"agreement_id": row["id"], "account_id": row["account_id"], "debt": "rent"}
        pence = {"start_balance_pence": balance, "start_timing_pence": timing, "instalment_pence": row["amount_pence"]}
        connection.execute(debt.insert().values(**of, **pence))
        liable = sa.select(party.c.customer_id).where(party.c.account_id == row["account_id"])
        for customer in connection.execute(liable).scalars().all():
            who = {"agreement_id": row["id"], "customer_id": customer}
            connection.execute(parties.insert().values(**who, authority="as_recorded", representative=""))
        happened = {"agreement_id": row["id"], "kind": "made", "on_day": row["agreed_on"], "at": at}
        words = "Kept as an arrangement until this version."
        connection.execute(event.insert().values(**happened, by=row["agreed_by"], words=words, facts=pence))


def _owed(connection: sa.Connection, account_id: int, on: date, period: str) -> tuple[int, int]:
    """What was owed at the end of a day, and what of it was not yet late; nothing where all of it was so new."""
    line = _read(connection, "account_transaction")
    known = (line.c.account_id == account_id) & (line.c.posted_on <= on)
    new = (line.c.kind == "rent") & (line.c.posted_on > on - timedelta(days=RECENT.get(period, 31)))
    total = sa.func.coalesce(sa.func.sum(line.c.amount_pence), 0)
    balance = max(int(connection.execute(sa.select(total).where(known)).scalar_one()), 0)
    recent = int(connection.execute(sa.select(total).where(known, new)).scalar_one())
    return balance, recent if 0 < recent < balance else 0


def _read(connection: sa.Connection, name: str) -> Any:
    return sa.Table(name, sa.MetaData(), autoload_with=connection)


def _make_budgets() -> None:
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("children_under_14", sa.Integer(), nullable=False),
        sa.Column("children_from_14", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["budget.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "budget_person",
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("budget_id", "customer_id"),
    )
    op.create_index("ix_budget_person_customer_id", "budget_person", ["customer_id"])
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_budget_line_budget_id", "budget_line", ["budget_id"])
    op.create_table(
        "budget_debt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("owed_pence", sa.Integer(), nullable=False),
        sa.Column("offer_pence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_budget_debt_budget_id", "budget_debt", ["budget_id"])


def _make_agreements() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_with", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.Column("tolerance_days", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("without_budget", sa.String(), nullable=False),
        sa.Column("above_budget", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("mend_by", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["supersedes_id"], ["agreement.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agreement_status", "agreement", ["status"])
    op.create_table(
        "agreement_party",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("agreement_id", "customer_id"),
    )
    op.create_index("ix_agreement_party_customer_id", "agreement_party", ["customer_id"])
    op.create_table(
        "agreement_debt",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("debt", sa.String(), nullable=False),
        sa.Column("start_balance_pence", sa.Integer(), nullable=False),
        sa.Column("start_timing_pence", sa.Integer(), nullable=False),
        sa.Column("instalment_pence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"]),
        sa.PrimaryKeyConstraint("agreement_id", "account_id", "debt"),
    )
    op.create_index("ix_agreement_debt_account_id", "agreement_debt", ["account_id"])
    op.create_table(
        "agreement_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agreement_event_agreement_id", "agreement_event", ["agreement_id"])


def _make_benefits() -> None:
    op.create_table(
        "benefit_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("evidence_given_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("expects_award", sa.Boolean(), nullable=False),
        sa.Column("expects_because", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("award_pence", sa.Integer(), nullable=True),
        sa.Column("award_every", sa.String(), nullable=False),
        sa.Column("award_from", sa.Date(), nullable=True),
        sa.Column("award_until", sa.Date(), nullable=True),
        sa.Column("paid_to", sa.String(), nullable=False),
        sa.Column("pays_every", sa.String(), nullable=False),
        sa.Column("next_payment_on", sa.Date(), nullable=True),
        sa.Column("assessment_day", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_benefit_claim_account_id", "benefit_claim", ["account_id"])
    op.create_index("ix_benefit_claim_customer_id", "benefit_claim", ["customer_id"])
    op.create_table(
        "benefit_chaser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["claim_id"], ["benefit_claim.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_benefit_chaser_account_id", "benefit_chaser", ["account_id"])
    op.create_table(
        "direct_payment_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tenant_view", sa.String(), nullable=False),
        sa.Column("tenant_asked_on", sa.Date(), nullable=False),
        sa.Column("tenant_said", sa.String(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("affordability", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_words", sa.String(), nullable=False),
        sa.Column("outcome_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"]),
        sa.ForeignKeyConstraint(["claim_id"], ["benefit_claim.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_direct_payment_request_account_id", "direct_payment_request", ["account_id"])
