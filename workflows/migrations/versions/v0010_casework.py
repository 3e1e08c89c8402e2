"""When each tenant was last sent a rent statement; questions to colleagues; the log of risks; awards of grants.

What was sent before is told by the register of documents, which names what was enclosed.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the tables, and notes the last statement of each tenant that went out."""
    _make_consultations()
    _make_risks()
    op.add_column("referral", sa.Column("award_pence", sa.Integer(), nullable=True))
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


def _make_consultations() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_of", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consultation_asked_of", "consultation", ["asked_of"])
    op.create_index("ix_consultation_case_id", "consultation", ["case_id"])


def _make_risks() -> None:
    op.create_table(
        "risk_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("followed_up", sa.String(), nullable=False),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_risk_entry_account_id", "risk_entry", ["account_id"])


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
