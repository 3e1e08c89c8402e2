"""Editions of the rule book, and proposals that change any of its files; rows of law that a person confirmed.

Proposals of procedures become proposals of the new kind, under the numbers that they had.
"""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the new tables, and carries the proposals over."""
    _make_tables()
    connection = op.get_bind()
    _carry_over(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text(
                "SELECT setval(pg_get_serial_sequence('proposal', 'id'), max(id)) FROM proposal "
                "HAVING max(id) IS NOT NULL"
            )
        )
    op.drop_table("procedure_proposal_file")
    op.drop_table("procedure_proposal")


def _make_tables() -> None:
    op.create_table(
        "book_content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "edition_file",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["edition.number"]),
        sa.ForeignKeyConstraint(["sha256"], ["book_content.sha256"]),
        sa.PrimaryKeyConstraint("number", "path"),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposal_procedure", "proposal", ["procedure"])
    op.create_index("ix_proposal_status", "proposal", ["status"])
    op.create_table(
        "proposal_file",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["book_content.sha256"]),
        sa.PrimaryKeyConstraint("proposal_id", "path"),
    )
    op.create_table(
        "law_confirmation",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )


_moment = sa.DateTime(timezone=True)
_old = sa.table(
    "procedure_proposal",
    *(sa.column(name) for name in ("id", "name", "status", "proposed_by", "decided_by")),
    sa.column("proposed_at", _moment),
    sa.column("decided_at", _moment),
)
_old_file = sa.table("procedure_proposal_file", *(sa.column(name) for name in ("proposal_id", "path", "content")))
_content = sa.table("book_content", sa.column("sha256"), sa.column("content"))
_new = sa.table(
    "proposal",
    *(sa.column(name) for name in ("id", "title", "procedure", "parent", "sha256", "status", "revision", "begun_by")),
    *(sa.column(name) for name in ("changed_by", "proposed_by", "decided_by")),
    sa.column("authors", sa.JSON()),
    *(sa.column(name, _moment) for name in ("begun_at", "changed_at", "proposed_at", "decided_at")),
)
_new_file = sa.table("proposal_file", *(sa.column(name) for name in ("proposal_id", "path", "sha256")))


def _carry_over(connection: sa.Connection) -> None:
    kept: set[str] = set()
    for row in connection.execute(sa.select(_old).order_by(_old.c.id)).all():
        files: dict[str, Any] = {}
        for file in connection.execute(sa.select(_old_file).where(_old_file.c.proposal_id == row.id)).all():
            sha256 = hashlib.sha256(file.content).hexdigest()
            if sha256 not in kept:
                connection.execute(_content.insert().values(sha256=sha256, content=file.content))
                kept.add(sha256)
            files[f"procedures/{row.name}/{file.path}"] = sha256
        digest = hashlib.sha256()
        for path, sha256 in sorted(files.items()):
            digest.update(hashlib.sha256(path.encode()).digest() + bytes.fromhex(sha256))
        people = {"begun_by": row.proposed_by, "changed_by": row.proposed_by, "proposed_by": row.proposed_by}
        connection.execute(
            _new.insert().values(
                id=row.id,
                title="",
                procedure=row.name,
                parent=0,
                sha256=digest.hexdigest(),
                status=row.status,
                revision=1,
                authors=[row.proposed_by],
                **people,
                **dict.fromkeys(("begun_at", "changed_at", "proposed_at"), row.proposed_at),
                decided_at=row.decided_at,
                decided_by=row.decided_by,
            )
        )
        rows = [{"proposal_id": row.id, "path": path, "sha256": sha256} for path, sha256 in sorted(files.items())]
        connection.execute(_new_file.insert(), rows)
