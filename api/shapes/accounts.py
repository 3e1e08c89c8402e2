"""The shapes of accounts in the API. Money is integer pence."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict


class WhyView(BaseModel):
    """Why an account is on somebody's list, or on none."""

    account: str
    reason: str
    sentence: str
    night: date | None = None
    night_said: str = ""


class AccountNumberView(BaseModel):
    """The number under which an account is asked for."""

    id: int
    reference: str


class DebtView(BaseModel):
    """One debt on an account."""

    title: str
    means: str
    pence: int


class LedgerLineView(BaseModel):
    """One line of the ledger, with what was owed after it."""

    posted_on: date
    kind: str
    debt: str
    payer: str
    description: str
    amount_pence: int
    balance_pence: int


class AccountView(BaseModel):
    """An account: each debt by itself, its facts, its ledger of two years, its tenants, its cases."""

    id: int
    reference: str
    kind: str
    tenure: str
    address: str
    postcode: str
    why: WhyView
    pays: str
    debts: list[DebtView]
    facts: dict[str, Any]
    tenants: list[str]
    cases: list[str]
    ledger_since: date
    ledger: list[LedgerLineView]


class PaymentDaysGiven(Strict):
    """On which days an account is paid, or that it is not any more."""

    method: str = Field(max_length=40)
    every: str = Field(default="", max_length=40)
    first_on: date | None = None
    reason: str = Field(max_length=2000)


class StatementAsked(Strict):
    """Which rent statement somebody asked for (``last_weeks``, ``from_arrears``, ``between``), and how."""

    span: str = Field(max_length=40)
    tenant: int = Field(ge=1)
    asked: str = Field(max_length=2000)
    since: date | None = None
    until: date | None = None
    representative: int | None = Field(default=None, ge=0)
    large: bool = False
