"""Procedures are proposed by one person and published by another; the open cases that a rule stops are listed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of proposals and of threatened cases; versions bear their certificate."""
    op.create_table(
        "procedure_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_procedure_proposal_name", "procedure_proposal", ["name"], unique=False)
    op.create_index("ix_procedure_proposal_status", "procedure_proposal", ["status"], unique=False)
    op.create_table(
        "procedure_proposal_file",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["procedure_proposal.id"],
        ),
        sa.PrimaryKeyConstraint("proposal_id", "path"),
    )
    op.create_table(
        "threat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("lacking", sa.JSON(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("threat_rule", "threat", ["rule", "case_id"], unique=False)
    with op.batch_alter_table("procedure_version") as version:
        # Who proposed what was published before two people were asked for, and under what proof, nobody knows.
        version.add_column(sa.Column("proposed_by", sa.String(), nullable=False, server_default=""))
        version.add_column(sa.Column("certificate", sa.JSON(), nullable=False, server_default="{}"))
        version.add_column(sa.Column("certificate_sha256", sa.String(), nullable=False, server_default=""))
        version.create_unique_constraint("procedure_version_name_number_key", ["name", "number"])
