"""The records of persons and debts: chains of their own, for what is true of them whatever case is open or none is.

A phone call, an agreement, a claim for benefit belong to a person or to a debt, and so does what is recorded of them
(``docs/decisions/0025``). A chain begins with its first entry.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import table
from workflows.evidence import NewEntry, append, new_chain
from workflows.evidence.tables import Chain

_chain = table(Chain)


def person_chain(customer_id: int) -> str:
    """The name of a person's record: by number, never by the person's name or reference."""
    return f"person/{customer_id}"


def account_chain(account_id: int) -> str:
    """The name of the record of an account: of the debts on it, and of the tenancy that it is for."""
    return f"account/{account_id}"


def chain_named(session: Session, name: str) -> int | None:
    """The id of a record that has begun; ``None``: nothing is recorded yet."""
    found = session.execute(select(_chain.c.id).where(_chain.c.name == name)).scalar()
    return None if found is None else int(found)


def record_on(session: Session, name: str, entries: Sequence[NewEntry], clock: Clock) -> int:
    """Writes entries into a person's or an account's record, which begins with the first; gives the chain's id.

    :param name: by :func:`person_chain` or :func:`account_chain`
    """
    chain_id = chain_named(session, name)
    if chain_id is None:
        chain_id = _begun(session, name)
    append(session, chain_id, entries, clock)
    return chain_id


def _begun(session: Session, name: str) -> int:
    try:
        with session.begin_nested():
            return new_chain(session, name)
    except IntegrityError:  # somebody else began it in this moment
        found = chain_named(session, name)
        if found is None:
            raise
        return found
