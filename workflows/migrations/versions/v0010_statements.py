"""When each tenant was last sent a rent statement.

What was sent before is told by the register of documents, which names what was enclosed.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table, and notes the last statement of each tenant that went out."""
    op.create_table(
        "statement_sent",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("account_id", "customer_id"),
    )
    _carry_over(op.get_bind())


def _carry_over(connection: sa.Connection) -> None:
    document, about, sent = (_read(connection, name) for name in ("document", "case_account", "statement_sent"))
    query = (
        sa.select(about.c.account_id, document.c.customer_id, document.c.dated, document.c.id, document.c.enclosures)
        .join(about, about.c.case_id == document.c.case_id)
        .where(document.c.service_status == "sent", document.c.customer_id.is_not(None))
        .order_by(document.c.dated, document.c.id)
    )
    last: dict[tuple[int, int], dict[str, Any]] = {}
    for row in connection.execute(query).mappings():
        if "statement" in (row["enclosures"] or []):
            last[row["account_id"], row["customer_id"]] = {"sent_on": row["dated"], "document_id": row["id"]}
    for (account, customer), values in last.items():
        connection.execute(sent.insert().values(account_id=account, customer_id=customer, **values))


def _read(connection: sa.Connection, name: str) -> Any:
    return sa.Table(name, sa.MetaData(), autoload_with=connection)
