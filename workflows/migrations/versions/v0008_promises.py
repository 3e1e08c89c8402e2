"""Agreements over several debts, budgets and claims for benefit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the tables."""
    _make_benefits()


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
