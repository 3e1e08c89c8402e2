"""The table of statements that went out."""

from datetime import date

from sqlmodel import Field, SQLModel


class StatementSent(SQLModel, table=True):
    """The last rent statement that went to a tenant about an account; those before it stand in the register.

    Kept beside the register of documents, because the night asks it of every account at once.
    """

    __tablename__ = "statement_sent"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    customer_id: int = Field(primary_key=True, foreign_key="customer.id")
    sent_on: date
    document_id: int
