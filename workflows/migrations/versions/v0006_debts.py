"""Sub-ledgers, the terms of tenancies, and how each account stands.

Lines of before are of the debt ``rent``, as everything was then; which of them are court costs or recharges the next
export says, whose codes the mapping knows. What a line says of its payer stays empty: its kind says it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the new tables and columns."""
    for column, default in (("debt", "rent"), ("payer", ""), ("reverses", "")):
        op.add_column("account_transaction", sa.Column(column, sa.String(), nullable=False, server_default=default))
    op.add_column("account_party", sa.Column("from_on", sa.Date(), nullable=True))
    op.create_index("ix_account_party_customer_id", "account_party", ["customer_id"])
    reversing = sa.text("reverses <> ''")
    columns = ["account_id", "reverses"]
    where: Any = {"sqlite_where": reversing, "postgresql_where": reversing}
    op.create_index("account_transaction_reverses", "account_transaction", columns, **where)
    _people()
    _tenancies()


def _people() -> None:
    op.create_table(
        "former_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_former_party_account_id", "former_party", ["account_id"])
    op.create_index("ix_former_party_customer_id", "former_party", ["customer_id"])


def _tenancies() -> None:
    op.create_table(
        "tenancy_terms",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fixed_until", sa.Date(), nullable=True),
        sa.Column("trial_extended", sa.Boolean(), nullable=False),
        sa.Column("demoted_on", sa.Date(), nullable=True),
        sa.Column("rent_begins", sa.Date(), nullable=True),
        sa.Column("rent_calendar", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "rent_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rent_part_account", "rent_part", ["account_id"])
    op.create_table(
        "payment_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("payment_days_account", "payment_days", ["account_id"])
    op.create_table(
        "night_word",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_index("ix_night_word_reason", "night_word", ["reason"])
    op.create_table(
        "account_standing",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "standings_kept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "act_undone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_act_undone_case_id", "act_undone", ["case_id"])
    op.create_index("act_undone_once", "act_undone", ["hold_id", "case_id", "seq"], unique=True)
