"""Until when a notice was to be served, and the rent that its ground 8 was measured by.

Of a notice that was drafted before, nobody knows either: what would be judged by them is not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("notice", sa.Column("serve_by", sa.Date(), nullable=True))
    op.add_column("notice", sa.Column("rent_pence", sa.Integer(), nullable=True))
