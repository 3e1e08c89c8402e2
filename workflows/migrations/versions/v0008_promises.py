"""Agreements over several debts, budgets and claims for benefit."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the tables."""
