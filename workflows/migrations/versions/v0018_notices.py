"""Notices seeking possession, and which document is whose copy of one.

What was served before, and recorded here as a document alone, stays that: nobody guesses what it rested on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "form")),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("arrears_pence", sa.Integer(), nullable=True),
        sa.Column("struck_on", sa.Date(), nullable=True),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("period_begins", sa.Date(), nullable=True),
        sa.Column("tenancy_began", sa.Date(), nullable=False),
        sa.Column("trial_until", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("regime", "drafted_by")),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("withdrawn_by", "withdrawn_because")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notice_account_id", "notice", ["account_id"])
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_table(
        "notice_copy",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("notice_id", "customer_id"),
    )
    op.create_index("ix_notice_copy_document_id", "notice_copy", ["document_id"])
