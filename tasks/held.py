"""What holds stop that no case asks: agreeing, promising and asking about a debt outside any procedure."""

from collections.abc import Collection

from sqlmodel import Session

from cases.held import must_be_spoken_of
from tasks.assembly import House
from workflows.clock import london_date


def stop_speaking(house: House) -> frozenset[str]:
    """The kinds of hold while which nobody speaks about the debt."""
    return house.organisation.silencing


def must_be_free(house: House, session: Session, accounts: Collection[int], *, agreeing: bool = False) -> None:
    """Refuses to agree, promise or ask about a debt that is held.

    :param agreeing: something is agreed or promised: some kinds of hold are settled by that, and do not forbid it
    :raises DebtHeld: with the hold
    """
    today = london_date(house.runtime.clock.now())
    stopping = stop_speaking(house) - (house.organisation.lets_agree if agreeing else frozenset())
    must_be_spoken_of(session, accounts, today, stopping, house.organisation.holds)
