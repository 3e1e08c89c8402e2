"""Each step of service stands by itself: what came back says which it was, and a hold placed in error forbade nothing.

Of what came back before nobody said which posting it was: it is read as the last before that day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds who took a document, of which step an event speaks, and whether a hold was placed in error."""
    for name in ("taken_by", "relation"):
        op.add_column("service_event", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute("ALTER TABLE service_event ADD COLUMN about_id INTEGER REFERENCES service_event (id)")
    op.add_column("hold", sa.Column("placed_in_error", sa.Boolean(), nullable=False, server_default=sa.false()))
