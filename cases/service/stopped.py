"""Holds against which nothing that is served has effect: a moratorium, whenever it came to be known.

Worked out whenever service is read, so that a hold that comes to light later is told of what was served in it before,
and one that was placed in error of nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.calculating.counting import said
from cases.held import HeldDays, held_days
from cases.late import VOID
from cases.organisation import Organisation
from cases.service.rows import LawSource
from cases.tables import CaseAccount, Hold
from workflows.confidence import TO_CONFIRM
from workflows.db import table

_of_case, _hold = table(CaseAccount), table(Hold)
SERVE = "serve"
UNSEEN = "a hold that named roles see"


@dataclass(frozen=True)
class Stopped:
    """A hold that stops service, and what follows where something was served while it was in force.

    :ivar void: whether that has no effect in law; otherwise it should not have been done
    :ivar words: what it is, as it may be told to whoever asks
    :ivar because: the law; empty where they may not see of which kind it is
    """

    days: HeldDays
    void: bool
    words: str
    because: str

    def sentence(self, on: date) -> str:
        """What follows for a document that was served on a day of it."""
        follows = "has no effect" if self.void else "should not have been"
        because = f"{self.because[0].upper()}{self.because[1:]}" if self.because else "Ask your team leader"
        return f"It was served on {said(on)}, within {self.words}: it {follows}. {because}."

    @property
    def source(self) -> LawSource:
        """Whence that comes."""
        return LawSource("organisation/holds.yaml", self.because or "the kinds of hold of the landlord", TO_CONFIRM)


def stopped_cases(
    session: Session, cases: Collection[int], organisation: Organisation, roles: Collection[str]
) -> dict[int, list[Stopped]]:
    """Case → the holds over its debts in which nothing may be served, and of which something follows in law.

    :param roles: of whoever reads it: of a kind that they may not see they are told no more than that there is one
    """
    kinds = stopping(organisation)
    query = select(_of_case.c.case_id, _of_case.c.account_id).where(_of_case.c.case_id.in_(list(cases)))
    accounts = [(row.case_id, row.account_id) for row in session.execute(query)]
    held = held_days(session, kinds, {account for _, account in accounts}) if kinds and accounts else {}
    if not held:
        return {}
    in_error = placed_in_error(session)
    found: dict[int, dict[int, Stopped]] = {}
    for case, account in accounts:
        for each in held.get(account, ()):
            if each.hold.id not in in_error:
                found.setdefault(case, {})[each.hold.id] = stopped_by(each, organisation, roles)
    return {case: [holds[number] for number in sorted(holds)] for case, holds in found.items()}


def stopping(organisation: Organisation) -> frozenset[str]:
    """The kinds of hold in which nothing may be served, and of which something follows in law."""
    return frozenset(kind for kind in organisation.stopping(SERVE) if organisation.late[kind].effect)


def placed_in_error(session: Session) -> frozenset[int]:
    """The holds that never were, by number."""
    return frozenset(session.execute(select(_hold.c.id).where(_hold.c.placed_in_error)).scalars())


def stopped_by(each: HeldDays, organisation: Organisation, roles: Collection[str]) -> Stopped:
    """What a hold of such a kind means for what is served in it.

    :param roles: of whoever reads it
    """
    kind, seen = each.hold.kind, organisation.restricted.sees_hold(each.hold.kind, roles)
    late = organisation.late[kind]
    words = organisation.holds[kind].partition(" (")[0]
    named = f"hold {each.hold.id} from {said(each.begins)} on ({words})" if seen else UNSEEN
    return Stopped(each, late.effect == VOID, named, late.because if seen else "")
