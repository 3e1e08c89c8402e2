"""The facts of a case on a day, as decisions, rules and forms ask them: read when asked, never stored as truth.

Which there are says the catalogue (``cases/catalogue.py``), which finds them in ``cases/<noun>/facts.py``.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.accounts.finding import NoAccount, account_of_case
from cases.catalogue import About, Looked, declared
from cases.ledger.lines import balance_on, last_payment, statement_lines
from cases.people.tenants import tenants_of
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tables import Account
from cases.tenancies.rent import weekly_rent
from workflows.db import table
from workflows.diagrams.operations import TypeName
from workflows.expressions.inferred import of_fact
from workflows.prepared import AllOrOne
from workflows.rows import row_of

__all__ = [
    "CATALOGUE",
    "COPIED",
    "FACTS",
    "KNOWN",
    "NoAccount",
    "account_of_case",
    "balance_on",
    "facts_if_any",
    "facts_of_accounts",
    "facts_of_case",
    "last_payment",
    "statement_lines",
    "tenants_of",
    "weekly_rent",
]
_account = table(Account)
_accounts = AllOrOne(select(_account).order_by(_account.c.reference), _account.c.id)
CATALOGUE = declared()
"""Every fact by its name."""
FACTS: dict[str, TypeName] = {name: each.type for name, each in CATALOGUE.items()}
"""What decisions may ask of a case → its FEEL type."""
COPIED: dict[str, TypeName] = {name: each.type for name, each in CATALOGUE.items() if not each.lists_choices}
"""Those that are read where no names are said: what forms let somebody choose from is read when it is asked for."""
KNOWN = {name: of_fact(type_) for name, type_ in FACTS.items()}
"""The same, as expressions are looked at with."""


def facts_of_case(
    session: Session, case_id: int, on: date, standards: Standards, only: Collection[str] | None = None
) -> dict[str, Any]:
    """What decisions may ask of a case on a day: every fact of the catalogue, by its name.

    :param only: the names of those that are wanted, so that the others are not worked out; ``None``: every one
    :raises NoAccount: the case is about none
    """
    account = account_of_case(session, case_id)
    return next(facts for _account, facts in facts_of_accounts(session, on, standards, account.id, only))


def facts_if_any(
    session: Session, case_id: int, on: date, standards: Standards, only: Collection[str] | None = None
) -> dict[str, Any]:
    """The same for whoever must not stumble over a case without an account: no facts then."""
    try:
        return facts_of_case(session, case_id, on, standards, only)
    except NoAccount:
        return {}


def facts_of_accounts(
    session: Session,
    on: date,
    standards: Standards,
    account_id: int | None = None,
    only: Collection[str] | None = None,
) -> Iterator[tuple[AccountRow, dict[str, Any]]]:
    """Every account (or one) with its facts on a day; a handful of queries, however many accounts there are.

    :param standards: the law and the kinds of debt of the rule book in force
    :param only: the names of the facts that are wanted; ``None``: every one but those that forms choose from
    """
    looked = Looked(session, on, account_id)
    facts = [
        (name, each.read)
        for name, each in CATALOGUE.items()
        if (not each.lists_choices if only is None else name in only)
    ]
    for row in _accounts.rows(session, account_id):
        about = About(row_of(AccountRow, row._asdict()), on, looked, standards)
        yield about.account, {name: read(about) for name, read in facts}
