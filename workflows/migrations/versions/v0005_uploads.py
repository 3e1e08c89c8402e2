"""Files that people bring for the questions of a step, until they hand them in with it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["work_item.task_id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    # Whoever set an installation up with a command that knew nothing of the law page had no such table.
    if "law_confirmation" not in sa.inspect(op.get_bind()).get_table_names():
        op.create_table(
            "law_confirmation",
            sa.Column("sha256", sa.String(), nullable=False),
            sa.Column("row", sa.String(), nullable=False),
            sa.Column("by", sa.String(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("sha256"),
        )
    op.create_index("ix_upload_task_id", "upload", ["task_id"])
