"""A question to a colleague can be withdrawn, and whoever asked it is shown the answer until they have seen it.

Answers that were given before count as seen: nobody is shown the answers of years.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Adds when the answer was seen, and when, by whom and why a question was withdrawn."""
    for name in ("answer_seen_at", "withdrawn_at"):
        op.add_column("consultation", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("withdrawn_by", "withdrawn_because"):
        op.add_column("consultation", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE consultation SET answer_seen_at = answered_at WHERE answered_at IS NOT NULL")
