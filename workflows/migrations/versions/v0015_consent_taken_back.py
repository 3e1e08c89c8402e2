"""Consent to a referral can be taken back; until the partner was told so, it stands on the list."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Adds the day on which a person took back what they agreed to, and the day on which the partner was told."""
    for name in ("taken_back_on", "partner_told_on"):
        op.add_column("referral", sa.Column(name, sa.Date(), nullable=True))
