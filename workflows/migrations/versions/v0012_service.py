"""What happened to each document on its way to a person; and what was given to the print house is called that.

``sent`` said no more than that the print house had the file, and ``served_at`` was when. Of each letter that left
before, an event says so; whether it was posted is not known, and the address on it was not kept.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
_LONDON = ZoneInfo("Europe/London")
_GIVEN = "given_to_print_house"
_TO_NAMED = (
    *("moratorium_court_letter", "moratorium_acknowledgement", "condolence", "referral_letter"),
    *("complaint_acknowledgement", "complaint_answer", "complaint_extension"),
    *("stage_2_acknowledgement", "stage_2_extension", "stage_2_answer"),
)
"""The documents that went to somebody named in a step, as they were shipped until then."""


def upgrade() -> None:
    """Makes the table, names what left for what it is, and notes an event of each letter that left."""
    op.execute("ALTER TABLE document RENAME COLUMN served_at TO left_at")
    for name in ("place", "served_as"):
        op.add_column("document", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("document", sa.Column("to_named", sa.Boolean(), nullable=False, server_default=sa.false()))
    _make_events()
    _carry_over(op.get_bind())


def _make_events() -> None:
    texts = ("place", "done_by", "handed_to", "witness", "proof")
    op.create_table(
        "service_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("proof_document_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("served_as", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("agreed_in_writing", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("must_check", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Boolean(), nullable=False),
        sa.Column("confirmed_after", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["corrects_id"], ["service_event.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("corrects_id"),
    )
    op.create_index("ix_service_event_document_id", "service_event", ["document_id"])
    op.create_index("ix_service_event_customer_id", "service_event", ["customer_id"])


def _carry_over(connection: sa.Connection) -> None:
    document, event = (_read(connection, name) for name in ("document", "service_event"))
    _mark_named(connection, document)
    brought = document.c.kind == "brought_file"
    connection.execute(document.update().where(~brought).values(served_as="letter"))
    left = document.c.service_status == "sent"
    for row in connection.execute(sa.select(document).where(left).order_by(document.c.id)).mappings().all():
        if row["left_at"] is not None:
            served_on = None if row["to_named"] else row["customer_id"]
            connection.execute(event.insert().values(**_event(row["id"], served_on, row["left_at"])))
    connection.execute(document.update().where(left).values(service_status=_GIVEN))


def _mark_named(connection: sa.Connection, document: Any) -> None:
    """Of those who were named some are the tenant themselves, by their name."""
    customer = _read(connection, "customer")
    query = (
        sa.select(document.c.id, document.c.addressee, customer.c.title, customer.c.given_name, customer.c.family_name)
        .join(customer, customer.c.id == document.c.customer_id)
        .where(document.c.kind.in_(_TO_NAMED))
    )
    for row in connection.execute(query).all():
        tenant = " ".join(part for part in (row.title, row.given_name, row.family_name) if part)
        if tenant.casefold() != row.addressee.casefold():
            connection.execute(document.update().where(document.c.id == row.id).values(to_named=True))


def _event(document_id: int, customer_id: int | None, left_at: datetime) -> dict[str, Any]:
    at = left_at.replace(tzinfo=UTC) if left_at.tzinfo is None else left_at
    texts = ("method", "place", "done_by", "handed_to", "witness", "proof", "reason", "clause", "note", "rule")
    return {
        **dict.fromkeys(texts, ""),
        "document_id": document_id,
        "customer_id": customer_id,
        "delivery": _GIVEN,
        "happened_on": at.astimezone(_LONDON).date(),
        "happened_at": left_at,
        "served_as": "letter",
        "why": "The print house has its file. That it was posted is not known yet.",
        "sources": [],
        "must_check": False,
        "undoes": False,
        "recorded_by": "system",
        "recorded_at": left_at,
    }


def _read(connection: sa.Connection, name: str) -> Any:
    return sa.Table(name, sa.MetaData(), autoload_with=connection)
