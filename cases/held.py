"""Accounts that holds cover, and the days on which they did: through the account, or through any tenant of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import select, union
from sqlmodel import Session

from cases.organisation_lists import OrganisationUnreadable
from cases.rows import HoldRow
from cases.tables import Account, AccountParty, Hold, HoldScope
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_hold, _scope, _party, _account = table(Hold), table(HoldScope), table(AccountParty), table(Account)
_pairs = union(
    select(_scope.c.account_id, _scope.c.hold_id).where(_scope.c.account_id.is_not(None)),
    select(_party.c.account_id, _scope.c.hold_id).join(_scope, _scope.c.customer_id == _party.c.customer_id),
).subquery()
_holds = AllOrOne(
    select(_pairs.c.account_id.label("of_account"), _hold)
    .join(_hold, _hold.c.id == _pairs.c.hold_id)
    .order_by(_hold.c.id),
    _pairs.c.account_id,
)

FEW = 20


class DebtHeld(Refused):
    """A hold forbids to speak about this debt."""


@dataclass(frozen=True)
class HeldDays:
    """A hold over an account, and the days of it.

    :ivar last: ``None``: nobody knows yet; before ``begins`` where it was released on its first day
    """

    hold: HoldRow
    begins: date
    last: date | None

    @classmethod
    def of(cls, hold: HoldRow) -> Self:
        """The days of a hold."""
        return cls(hold, hold.begins_on, _last(hold))

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.meets(day, day)

    def meets(self, begins: date, last: date) -> bool:
        """Whether some day of a time is one of its days."""
        mine = self.last if self.last is not None else last
        return max(self.begins, begins) <= min(mine, last)


def held_days(
    session: Session, kinds: Collection[str] | None, accounts: Collection[int] | None = None
) -> dict[int, list[HeldDays]]:
    """Account → the holds of some kinds that cover it or did, the first placed first.

    :param kinds: ``None``: of every kind
    :param accounts: those that are asked about; ``None``: all
    """
    found: dict[int, list[HeldDays]] = {}
    for row in _rows(session, None if accounts is None else frozenset(accounts)):
        if kinds is None or row.kind in kinds:
            found.setdefault(row.of_account, []).append(HeldDays.of(row_of(HoldRow, row._asdict())))
    return found


def _rows(session: Session, accounts: frozenset[int] | None) -> Iterator[Any]:
    """The holds over accounts; of a few each is asked for, of many all are read."""
    if accounts is not None and len(accounts) <= FEW:
        for account in accounts:
            yield from _holds.rows(session, account)
        return
    for row in _holds.rows(session, None):
        if accounts is None or row.of_account in accounts:
            yield row


def held_on(found: Iterable[HeldDays], day: date) -> HoldRow | None:
    """The first of holds that is in force on a day."""
    return next((each.hold for each in found if each.covers(day)), None)


def hold_in_words(hold: HoldRow, kinds: Mapping[str, str]) -> str:
    """What a hold is, and until when.

    :param kinds: kind of hold → its words, as the organisation says
    """
    until = f" until {hold.ends_on:%-d %B} {hold.ends_on.year}" if hold.ends_on else ""
    return f"{kinds.get(hold.kind) or hold.kind.replace('_', ' ')}{until}"


def settled_by_agreement(row: Mapping[str, Any], where: str) -> bool:
    """Whether a kind of hold is settled by what is agreed, and so does not forbid to agree.

    :param row: of ``organisation/holds.yaml``
    :raises OrganisationUnreadable: it is neither said to be nor not to be
    """
    said = row.get("settled_by_agreement", False)
    if not isinstance(said, bool):
        raise OrganisationUnreadable(f"{where}: `settled_by_agreement` is true or false.")
    return said


def must_be_spoken_of(
    session: Session, accounts: Collection[int], on: date, stopping: Collection[str], kinds: Mapping[str, str]
) -> None:
    """Refuses what would be said about a debt that a hold covers.

    :param stopping: the kinds of hold that stop it
    :param kinds: kind of hold → its words
    :raises DebtHeld: with the hold
    """
    for account, found in sorted(held_days(session, stopping, accounts).items()):
        if (hold := held_on(found, on)) is not None:
            reference = session.execute(select(_account.c.reference).where(_account.c.id == account)).scalar_one()
            raise DebtHeld(
                f"{reference} is held: {hold_in_words(hold, kinds)}. Nothing is agreed, promised or asked for about "
                "this debt until the hold is over. The current rent may be spoken of, and a contact can be written "
                "down without a promise.",
                hold=hold.id,
            )


def _last(hold: HoldRow) -> date | None:
    if hold.released_at is None:
        return hold.ends_on
    released = london_date(hold.released_at) - timedelta(days=1)
    return min(released, hold.ends_on) if hold.ends_on is not None else released
