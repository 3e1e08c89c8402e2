"""What was agreed may stand no more about one of its debts, and go on about the others."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Of every agreement of before all debts stand, or fell, together."""
    op.add_column("agreement_debt", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("agreement_debt", sa.Column("left_as", sa.String(), nullable=False, server_default=""))
