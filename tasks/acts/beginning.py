"""Beginning a procedure by hand, where it says that a person may."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.rows import AccountRow
from cases.tables import Account
from tasks.acts.subjects import ORGANISATION, PROCEDURE
from tasks.acts.table import CASEWORK, act
from tasks.assembly import House
from tasks.open_already import refuse_the_same
from tasks.opening import about_of, acts_on, open_case, published
from tasks.people import NotYourRole, Person
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence.kinds import Kind
from workflows.rows import row_of

_account = table(Account)


class NoSuchAccount(NotFound):
    """There is no such account."""


class ReasonMissing(Malformed):
    """It was not said why."""


class NotForThisDebt(Refused):
    """The procedure is for other debts."""


@dataclass(frozen=True)
class MayBegin:
    """A procedure that somebody may begin: its name, what it is called, and what it is."""

    name: str
    title: str
    means: str


@act(CASEWORK, ORGANISATION)
def list_(house: House, person: Person) -> list[MayBegin]:
    """See which procedures one may begin."""
    with house.db.read() as session:
        said = {name: about for name, (_, about) in published(house, session).items()}
    return [
        MayBegin(name, about.title, about.means)
        for name, about in said.items()
        if not about.roles.isdisjoint(person.roles)
    ]


@act(CASEWORK, PROCEDURE, Kind.CASE_OPENED)
def begin(house: House, person: Person, name: str, *, account: str, reason: str, another_than: str = "") -> int:
    """Begin a procedure about a debt, where it says that a person may.

    :param account: the reference of the debt's account
    :param another_than: the reference of the newest such case that is open, where this is another; only of a procedure
        that there may be several of
    :returns: the id of the case that was opened
    :raises NotYourRole: the procedure lets no person begin it, or others
    :raises NoSuchAccount: there is none, or none in the person's patches
    :raises NotForThisDebt: it is a debt of another kind
    :raises CaseOpenAlready: such a case about it is open
    :raises IsItAnother: such cases are open, and it was not said that this is another than the newest
    :raises ReasonMissing: no reason was given
    """
    if not reason.strip():
        raise ReasonMissing("Say why it is begun; the reason goes into the record of the case.", field="reason")
    with house.db.write() as session:
        about = about_of(house, session, name)
        if about.roles.isdisjoint(person.roles):
            may = ", ".join(sorted(about.roles)) or "nobody by hand"
            raise NotYourRole(f"{about.title} is begun by {may.replace('_', ' ')}. Ask one of them.")
        found = _account_of(session, person, account)
        holds.lock_accounts(session, [found.id], [])
        if not acts_on(house, name, about, found.kind):
            raise NotForThisDebt(f"{about.title} is for debts of the kind {', '.join(sorted(about.debts))}.")
        if about.several:
            refuse_the_same(session, name, about, found.id, another_than)
        return open_case(house, session, name, found, {"reason": reason.strip()}, person.actor)


def _account_of(session: Session, person: Person, reference: str) -> AccountRow:
    query = select(_account).where(_account.c.reference == reference)
    if person.patches:
        query = query.where(_account.c.patch.in_(person.patches))
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount(f"There is no account with the reference {reference[:60]!r}.")
    return row_of(AccountRow, row)
