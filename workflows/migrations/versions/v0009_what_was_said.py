"""What somebody said at a contact of what they need, so that the next contact and the next case know it.

Of contacts of before nothing is known: the columns are empty there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the two answers to contacts."""
    op.add_column("contact", sa.Column("reading_difficulty", sa.Boolean(), nullable=True))
    op.add_column("contact", sa.Column("to_consider", sa.Boolean(), nullable=True))
