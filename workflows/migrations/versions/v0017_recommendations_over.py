"""A recommendation of a notice is over once nothing is late any more, and stays so when something is late again."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Adds the table; the night after the upgrade finds those that nothing is left of."""
    op.create_table(
        "recommendation_over",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("recommended_on", sa.Date(), nullable=False),
        sa.Column("over_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_recommendation_over_account_id", "recommendation_over", ["account_id"])
