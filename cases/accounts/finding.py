"""The account that a case is about."""

from sqlalchemy import select
from sqlmodel import Session

from cases.rows import AccountRow
from cases.tables import Account, CaseAccount
from workflows.db import table
from workflows.errors import Refused
from workflows.rows import row_of

_account, _case_account = table(Account), table(CaseAccount)


class NoAccount(Refused):
    """The case is about no account."""


def account_of_case(session: Session, case_id: int) -> AccountRow:
    """The account that a case is about.

    :raises NoAccount: there is none
    """
    query = select(_account).join(_case_account, _case_account.c.account_id == _account.c.id)
    row = session.execute(query.where(_case_account.c.case_id == case_id).order_by(_account.c.id)).mappings().first()
    if row is None:
        raise NoAccount("This case is about no rent account, so its facts cannot be read.")
    return row_of(AccountRow, row)
