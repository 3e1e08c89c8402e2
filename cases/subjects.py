"""What cases are about, by which rules remember: their debts, the tenancies of these, and the persons who owe them."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.tables import AccountParty, CaseAccount
from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.subjects import Subject

_case_account, _party = table(CaseAccount), table(AccountParty)
KINDS = frozenset({"debt", "tenancy", "person"})
"""The kinds that there are. An account of rent is both a debt and the tenancy that it is for."""
_accounts = Prepared(select(_case_account.c.account_id).where(_case_account.c.case_id == bindparam("b_case")))
_persons = Prepared(
    select(_party.c.customer_id)
    .join(_case_account, _case_account.c.account_id == _party.c.account_id)
    .where(_case_account.c.case_id == bindparam("b_case"))
    .distinct()
)


class SubjectsOfCases:
    """What cases are about; see :class:`workflows.runtime.subjects.Subjects`."""

    def of_case(self, session: Session, case_id: int) -> Iterable[Subject]:
        """Each account as a debt and as a tenancy, and each person who is liable for one."""
        accounts = [str(row.account_id) for row in _accounts.all(session, {"b_case": case_id})]
        persons = [str(row.customer_id) for row in _persons.all(session, {"b_case": case_id})]
        yield from (Subject(kind, ident) for kind in ("debt", "tenancy") for ident in accounts)
        yield from (Subject("person", ident) for ident in persons)

    def cases_of(self, session: Session, subject: Subject) -> Iterable[int]:
        """The cases about an account, or about any account for which a person is liable."""
        query = select(_case_account.c.case_id)
        if subject.kind == "person":
            query = query.join(_party, _party.c.account_id == _case_account.c.account_id)
            query = query.where(_party.c.customer_id == int(subject.ident)).distinct()
        else:
            query = query.where(_case_account.c.account_id == int(subject.ident))
        return [int(found) for found in session.execute(query).scalars()]
