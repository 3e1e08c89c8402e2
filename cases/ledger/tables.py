"""The tables of how accounts stand, kept from one night to the next, so that no night reads every ledger again."""

from datetime import date

from sqlmodel import Field, SQLModel


class AccountStanding(SQLModel, table=True):
    """How an account stood at the end of the day on which standings were kept last (:class:`StandingsKept`).

    Worked out of its lines, and never anything else: ``cases.ledger.keeping`` makes it again from them at any time.
    """

    __tablename__ = "account_standing"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    state: str


class StandingsKept(SQLModel, table=True):
    """Up to which day and which line standings are kept; one row."""

    __tablename__ = "standings_kept"

    id: int | None = Field(default=None, primary_key=True)
    on: date
    line_id: int
