"""Operations that place a hold on the debt of a case, and that end what the case has placed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.facts import account_of_case
from cases.tables import Hold, HoldScope
from tasks.opening import Place
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.errors import Refused
from workflows.runtime.handlers import Kept, Released, StepWork
from workflows.runtime.tables import CaseFile

_case, _hold, _scope = table(CaseFile), table(Hold), table(HoldScope)
PLACE_HOLD = Operation(
    "place_hold",
    "job",
    "Places a hold on the debt of the case, from that day until it is ended; one that the case has placed stays.",
    parameters=(
        Parameter("kind", "string", "Which, of organisation/holds.yaml."),
        Parameter("reason", "string", "Why; it stands in the record."),
    ),
    results={"held": "boolean", "held_from": "date"},
)
END_HOLD = Operation(
    "end_hold",
    "job",
    "Ends the holds of a kind that the case itself has placed, and no other.",
    parameters=(
        Parameter("kind", "string", "Which, of organisation/holds.yaml."),
        Parameter("reason", "string", "Why; it stands in the record."),
    ),
    results={"holds_ended": "number"},
)


class NoSuchKind(Refused):
    """The landlord has no hold of that kind, or only people may place it."""


class PlaceHold:
    """Places a hold.

    :param place: gives the house in which it runs; asked when a step runs, for the house is put together by then
    """

    def __init__(self, place: Callable[[], Place]) -> None:
        self._place = place

    def make(self, session: Session, work: StepWork) -> None:
        """Nothing is made: the hold is written down where the step is finished."""

    def keep(self, session: Session, work: StepWork, made: Any) -> Kept:
        """Writes the hold down, in the unit of work that finishes the step; the night's worker tells other cases.

        :raises NoSuchKind: there is no hold of that kind
        :raises TryAgain: a hold is being placed on the account just now
        """
        del made
        kind, reason = _said(self._place(), work)
        account = account_of_case(session, work.case_id)
        holds.lock_accounts(session, [account.id], [], wait=False)
        today = london_date(work.now)
        if not _placed_by(session, work.case_id, kind):
            source = _source(session, work.case_id)
            said = {"kind": kind, "begins_on": today, "ends_on": None, "source": source, "reason": reason}
            holds.write_down(self._place().runtime, session, said, "system", [account.id], [])
        return Kept({"held": True, "held_from": today}, {"kind": kind, "reason": reason})

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Nothing leaves the house."""
        del session, work, may_leave
        return Released()


class EndHold(PlaceHold):
    """Ends what the case has placed."""

    def keep(self, session: Session, work: StepWork, made: Any) -> Kept:
        """Ends each, in the unit of work that finishes the step.

        :raises NoSuchKind: there is no hold of that kind
        :raises TryAgain: a hold is being placed on the account just now
        """
        del made
        kind, reason = _said(self._place(), work)
        holds.lock_accounts(session, [account_of_case(session, work.case_id).id], [], wait=False)
        placed = _placed_by(session, work.case_id, kind)
        for hold_id in placed:
            holds.end_now(self._place().runtime, session, hold_id, "system", reason)
        return Kept({"holds_ended": len(placed)}, {"kind": kind, "reason": reason, "holds": placed})


def _said(place: Place, work: StepWork) -> tuple[str, str]:
    kind, reason = str(work.parameters.get("kind")), str(work.parameters.get("reason") or "").strip()
    if kind not in place.organisation.holds:
        there = ", ".join(sorted(place.organisation.holds))
        raise NoSuchKind(f"There is no kind of hold called {kind!r}; there is {there}. Correct the step.")
    return kind, reason[: holds.LONGEST_REASON] or "The procedure places it."


def _source(session: Session, case_id: int) -> str:
    """Whence a hold of a case is: by that the case finds it again."""
    return "case " + str(session.execute(select(_case.c.reference).where(_case.c.id == case_id)).scalar_one())


def _placed_by(session: Session, case_id: int, kind: str) -> list[int]:
    """The holds of a kind that a case has placed and that stand."""
    query = select(_hold.c.id).where(
        _hold.c.kind == kind,
        _hold.c.source == _source(session, case_id),
        _hold.c.placed_by == "system",
        _hold.c.ended.is_(False),
        _hold.c.released_at.is_(None),
    )
    return list(session.execute(query.order_by(_hold.c.id)).scalars())
