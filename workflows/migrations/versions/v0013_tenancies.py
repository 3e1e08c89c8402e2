"""Terms of tenancies, parts of rents and rent years are kept with who said them and when, and never written over.

Terms and parts of before (nothing in the product wrote any) are carried over as the housing system's own word.
"""

import sqlalchemy as sa
from alembic import op

from workflows.clock import machine_now

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Makes the three tables, with what stood in two of them."""
    connection = op.get_bind()
    account = _read(connection, "account")
    terms, parts = _read(connection, "tenancy_terms"), _read(connection, "rent_part")
    of_terms = terms.join(account, account.c.id == terms.c.account_id)
    old_terms = sa.select(terms, account.c.tenure, account.c.tenancy_start.label("from_on")).select_from(of_terms)
    of_parts = parts.join(account, account.c.id == parts.c.account_id)
    old_parts = sa.select(parts, account.c.rent_period.label("period")).select_from(of_parts)
    kept = [[dict(row) for row in connection.execute(query).mappings()] for query in (old_terms, old_parts)]
    op.drop_table("tenancy_terms")
    op.drop_table("rent_part")
    _make_terms()
    _make_parts()
    _make_years()
    said = {"told": True, "reason": "", "recorded_by": "system", "recorded_at": machine_now()}
    for name, rows in zip(("tenancy_terms", "rent_part"), kept, strict=True):
        for row in rows:
            beside = {} if name == "tenancy_terms" else {"code": ""}
            anew = {column: value for column, value in row.items() if column != "id"}
            connection.execute(_read(connection, name).insert().values(**anew, **beside, **said))


def _make_terms() -> None:
    op.create_table(
        "tenancy_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("tenure", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("fixed_until", sa.Date(), nullable=True),
        sa.Column("trial_extended", sa.Boolean(), nullable=False),
        sa.Column("demoted_on", sa.Date(), nullable=True),
        sa.Column("rent_begins", sa.Date(), nullable=True),
        sa.Column("rent_calendar", sa.String(), nullable=False),
        *_of_whom(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tenancy_terms_account", "tenancy_terms", ["account_id"])


def _make_parts() -> None:
    op.create_table(
        "rent_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_of_whom(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rent_part_account", "rent_part", ["account_id"])


def _make_years() -> None:
    op.create_table(
        "rent_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("rent_free", sa.JSON(), nullable=False),
        *_of_whom(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rent_year_calendar", "rent_year", ["calendar"])


def _of_whom() -> list[sa.Column[object]]:
    """Who said it, why and when, and whether it stands."""
    return [
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _read(connection: sa.Connection, name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=connection)
