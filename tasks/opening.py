"""Beginning a case: what procedures say of that, and opening one about an account."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlmodel import Session

from cases import holds
from cases.facts import tenants_of
from cases.organisation import Organisation
from cases.rows import AccountRow
from cases.tables import CaseAccount
from tasks.about import FILE, About, ProcedureUnreadable, read_about
from workflows.db import table
from workflows.editions import Book
from workflows.errors import Refused
from workflows.runtime.house import Runtime
from workflows.runtime.procedures import Published

_case_account = table(CaseAccount)


class Place(Protocol):
    """Where cases are opened: a house, as far as that goes."""

    @property
    def runtime(self) -> Runtime:
        """Its procedures."""
        ...

    @property
    def book(self) -> Book:
        """Its rule book."""
        ...

    @property
    def organisation(self) -> Organisation:
        """What the rule book says of the landlord's organisation."""
        ...


class NotPublished(Refused):
    """The procedure is not published yet."""


def published(house: Place, session: Session) -> dict[str, tuple[Published, About]]:
    """Every published procedure's newest version, and what it says of itself; by name.

    A version that was published before procedures said it has the words of the rule book.
    """
    versions = house.runtime.procedures.newest_of_all(session)
    read = ((version, _said_of(house, session, version)) for version in versions)
    return {version.name: (version, about) for version, about in read if about is not None}


def _said_of(house: Place, session: Session, version: Published) -> About | None:
    path = f"procedures/{version.name}/{FILE}"
    content = house.runtime.procedures.files(session, version.id).get(FILE) or house.book.get(path)
    return read_about(path, content) if content is not None else None


def about_of(house: Place, session: Session, name: str) -> About:
    """What a procedure says of itself.

    :raises NotPublished: there is no such procedure, or it is not published
    :raises ProcedureUnreadable: it says nothing
    """
    newest = house.runtime.procedures.newest(session, name)
    if newest is None:
        raise NotPublished(f"The procedure {name} is not published. See: duecourse deploy, duecourse approve")
    about = _said_of(house, session, newest)
    if about is None:
        raise ProcedureUnreadable(f"The procedure {name} has no {FILE}, so nobody knows what begins it. Write it.")
    return about


def acts_on(house: Place, name: str, about: About, debt: str) -> bool:
    """Whether a procedure may act on a kind of debt: by what it says of itself, and by what the kind of debt says."""
    kind = house.organisation.debts.get(debt)
    return debt in about.debts and (kind is None or not kind.procedures or name in kind.procedures)


def open_case(
    house: Place, session: Session, name: str, account: AccountRow, why: Mapping[str, Any], actor: str = "system"
) -> int:
    """Opens a case about an account and starts a procedure in it; returns the case's id.

    The caller has locked the account, so that no hold is placed meanwhile that the case would not know of. Where
    there may be several, the caller has asked whether this is another.

    :param why: what the decision table or the person said, or the ``event`` that begins it
    """
    runtime = house.runtime
    said = about_of(house, session, name)
    names = ", ".join(tenant.name for tenant in tenants_of(session, account.id)) or "no tenant"
    number = 1 + len(
        session.execute(select(_case_account.c.case_id).where(_case_account.c.account_id == account.id)).all()
    )
    reference = f"{said.reference}-{account.reference}-{number}"
    subject = f"account/{account.reference}" + (f"/{number}" if said.several else "")
    about = {"procedure": name, "subject": subject}
    case_id = runtime.open_case(session, reference, names, actor, **about, account=account.reference, why=dict(why))
    session.execute(insert(_case_account).values(case_id=case_id, account_id=account.id))
    holds.tell_new_case(runtime, session, case_id)
    runtime.start(session, case_id, name, {}, actor, str(why.get("event", "")))
    return case_id
