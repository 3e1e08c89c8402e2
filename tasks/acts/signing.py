"""Signing in and out, and who is behind a session: for the doors, before any act."""

from tasks import signing
from tasks.acts.table import OPERATOR
from tasks.assembly import House, installation
from tasks.people import Person
from workflows import logs
from workflows.errors import Refused


def sign_in(house: House, username: str, password: str, address: str, kind: str) -> tuple[str, Person]:
    """Signs somebody in; see :func:`tasks.signing.sign_in`."""
    return signing.sign_in(house.db, house.runtime.clock, username, password, address, kind)


def sign_out(house: House, person: Person, secret: str) -> None:
    """Ends a session."""
    signing.sign_out(house.db, house.runtime.clock, secret, person)


def who_is(house: House, secret: str, kind: str) -> Person:
    """The person of a session.

    :raises NotSignedIn: the session ended, or never was
    """
    with house.db.read() as session:
        person = signing.who_is(session, secret, kind)
        house.runtime.follow_edition(session)  # every door begins here, so what it shows is of the edition in force
    logs.asked_by(person.id)
    return person


def touch(house: House, secret: str) -> None:
    """Notes now and then that a session is in use."""
    signing.touch(house.db, secret)


def operator(house: House) -> Person:
    """Whoever runs commands on this machine and says no name; the record calls them ``system``.

    :raises NotInstalled: the database is not set up yet
    """
    with house.db.read() as session:
        row = installation(session)
    return Person(0, "", "whoever runs this machine", frozenset({OPERATOR}), row.chain_id)


def whose(house: House) -> tuple[str, bool]:
    """The organisation's name, and whether this is a demonstration; ``Duecourse`` before it is set up."""
    try:
        with house.db.read() as session:
            row = installation(session)
    except Refused:
        return "Duecourse", False
    return row.organisation, row.demo
