"""Holds the place of the version that is written beside this one; it changes nothing."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing."""
