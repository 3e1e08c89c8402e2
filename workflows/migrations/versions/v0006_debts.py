"""Sub-ledgers, the terms of tenancies, and how each account stands."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
