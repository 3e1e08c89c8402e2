"""The tables of customers and what they owe. Money is integer pence; a charge is positive, a payment negative."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Customer(SQLModel, table=True):
    """A person. ``representative_*``: who acts for them (deputy, attorney, appointee), and on what evidence."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    title: str = ""
    given_name: str = ""
    family_name: str
    date_of_birth: date | None = None
    date_of_death: date | None = None
    email: str = ""
    phone: str = ""
    address: str = ""  # lines separated by newlines; empty: the address of the tenancy
    postcode: str = ""
    large_print: bool = False
    representative_name: str = ""
    representative_role: str = ""  # deputy, attorney, appointee
    representative_address: str = ""
    representative_evidence: str = ""


class Account(SQLModel, table=True):
    """An account: of a home's rent, a garage, a lease. ``rent_pence`` falls due every ``rent_period``.

    ``kind`` is its own kind of debt. Beside it stand others on the same account (court costs, recharges), each in lines
    of its own: what is owed of one is never stated as owed of another.
    """

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    kind: str = "rent"
    tenure: str  # cases.words.Tenure
    address: str
    postcode: str = ""
    tenancy_start: date
    tenancy_end: date | None = None
    rent_pence: int
    rent_period: str
    balance_pence: int  # as the export says; compared with the sum of the transactions
    balance_on: date
    patch: str = ""


class AccountParty(SQLModel, table=True):
    """Who is liable for an account; joint tenants are several rows. Who was: :class:`FormerParty`."""

    __tablename__ = "account_party"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", index=True)
    from_on: date | None = None  # where it is not known: from the beginning of the tenancy


class FormerParty(SQLModel, table=True):
    """Who was liable for an account, and until when: for what fell due until then they still are."""

    __tablename__ = "former_party"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    from_on: date | None = None
    until_on: date


class AccountTransaction(SQLModel, table=True):
    """A line of a ledger. ``reference`` is the exporting system's own, once in each account.

    ``debt`` is the kind of debt that it belongs to; empty: money that came in without a word for what, and goes to the
    account's debts in the landlord's order. ``reverses`` is the reference of the line that it takes back.
    """

    __tablename__ = "account_transaction"
    __table_args__ = (
        Index("account_transaction_reference", "account_id", "reference", unique=True),
        Index("account_transaction_posted", "account_id", "posted_on"),
        Index(
            "account_transaction_reverses",
            "account_id",
            "reverses",
            sqlite_where=text("reverses <> ''"),
            postgresql_where=text("reverses <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    reference: str
    posted_on: date
    kind: str  # cases.words.TransactionKind
    amount_pence: int = Field(sa_type=BigInteger)
    description: str = ""
    debt: str = Field(default="rent", sa_column_kwargs={"server_default": "rent"})
    payer: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # cases.words.Payer; empty: nobody, or not known
    reverses: str = Field(default="", sa_column_kwargs={"server_default": ""})


class CaseAccount(SQLModel, table=True):
    """Which accounts a case is about."""

    __tablename__ = "case_account"

    case_id: int = Field(primary_key=True, foreign_key="case_file.id")
    account_id: int = Field(primary_key=True, foreign_key="account.id", index=True)


class Hold(SQLModel, table=True):
    """Something that forbids enforcement: it belongs to debts and debtors, not to a diagram.

    It is in force from ``begins_on`` until, and on, ``ends_on``.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # breathing_space, mental_health_crisis, death, dispute, safeguarding, data_quality
    begins_on: date
    ends_on: date | None = None
    source: str = ""  # the notice's reference
    reason: str = ""
    placed_by: str
    placed_at: datetime = Field(sa_type=Moment)
    released_by: str = ""
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    released_reason: str = ""
    begun: bool = False  # whether its first day has come, and the cases to be told were written down
    ended: bool = False  # whether it is over, and that was written down for them
    placed_in_error: bool = False  # whoever ended it said that it never should have been: it forbade nothing


class HoldScope(SQLModel, table=True):
    """What a hold covers: an account with every joint debtor of it, or a customer with every account of theirs."""

    __tablename__ = "hold_scope"

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="hold.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)


class HoldTold(SQLModel, table=True):
    """What a case was told of a hold; written before it is told, so that nothing is forgotten.

    A case that leaves a hold's scope and comes into it again has another row. ``resumes_on`` is the first day that is
    not held any more; the times are business time.
    """

    __tablename__ = "hold_told"
    __table_args__ = (
        Index(
            "hold_told_lasting",
            "hold_id",
            "case_id",
            unique=True,
            sqlite_where=text("resumes_on IS NULL"),
            postgresql_where=text("resumes_on IS NULL"),
        ),
        Index("hold_told_case", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="hold.id")
    case_id: int = Field(foreign_key="case_file.id")
    begins_on: date
    resumes_on: date | None = None
    began_told_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_told_at: datetime | None = Field(default=None, sa_type=Moment)
    trouble: str = ""  # why it could not be told at the last try
    tried_at: datetime | None = Field(default=None, sa_type=Moment)


class ImportRun(SQLModel, table=True):
    """One reading of an export: what was read, kept, changed and refused."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    actor: str
    file: str
    sha256: str
    kind: str  # customers, accounts, transactions
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
