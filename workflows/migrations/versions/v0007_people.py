"""People, who acts for them, and what was said."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the tables."""
