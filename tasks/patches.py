"""Which cases somebody sees: those of their patches, or all where they have none of their own."""

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from cases.tables import Account, CaseAccount
from tasks.people import Person
from workflows.db import table

_account, _case_account = table(Account), table(CaseAccount)


def sees_case(session: Session, person: Person, case_id: int) -> bool:
    """Whether a case lies in the person's patches; who has none of their own sees all."""
    if not person.patches:
        return True
    theirs = _case_account.c.account_id == _account.c.id
    query = select(_account.c.id).join(_case_account, theirs).where(_case_account.c.case_id == case_id)
    return session.execute(query.where(_account.c.patch.in_(person.patches)).limit(1)).first() is not None


def of_patches(person: Person, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition under which a person sees the rows of a query.

    :param case_id: the column that names the case
    """
    theirs = select(_case_account.c.case_id).join(_account, _account.c.id == _case_account.c.account_id)
    return case_id.in_(theirs.where(_account.c.patch.in_(person.patches)))
