"""What becomes of an agreement on a night: decided from how its debts stand, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.standings import DebtStanding, standings, was_held
from cases.agreements.tables import AgreementEvent
from cases.agreements.words import AgreementKind, EventKind
from cases.held import HeldDays
from cases.standards import Standards
from workflows.db import table

_event = table(AgreementEvent)


class Change(StrEnum):
    """What becomes of it."""

    COMPLETED = "completed"
    MISSED = "missed"
    """It is behind beyond its tolerance for the first night, so it is warned."""
    MENDED = "mended"
    BREACHED = "breached"


def may_change(found: Sequence[DebtStanding]) -> bool:
    """Whether anything may become of an agreement, for whoever looks at thousands of them."""
    if all(each.paid for each in found):
        return True
    behind = any(each.is_behind for each in found)
    mend_by = found[0].agreement.mend_by
    return behind if mend_by is None else not behind or _known_to(found) >= mend_by


def change_of(
    session: Session, found: Sequence[DebtStanding], today: date, held: Sequence[HeldDays], standards: Standards
) -> tuple[Change, date] | None:
    """What becomes of an agreement, and since which day; ``None``: it goes on as it stands.

    A night that was missed changes nothing of it: whether it was mended in time is asked of each day until then.

    While a hold forbids to speak about it nothing becomes of it but that it is paid. The days in which it is to be
    mended do not run while it is held: where one of them was, it is warned anew once they are over.

    :param found: how each of its debts stands today
    :param held: the holds that cover an account of it, or did, and stop that anybody speaks about it
    """
    if all(each.paid for each in found):
        return Change.COMPLETED, _known_to(found)
    if any(each.covers(today) for each in held):
        return None
    mend_by = found[0].agreement.mend_by
    if mend_by is None:
        missed = [each.standing.missed_on or each.as_of for each in found if each.is_behind]
        return (Change.MISSED, min(missed)) if missed else None
    asked = warned_of(session, found)
    known, behind = _known_to(found), any(each.is_behind for each in asked)
    if behind and known < mend_by:
        return None
    if was_held(found[0].agreement, held):
        missed = [each.standing.missed_on or each.as_of for each in found if each.is_behind]
        return (Change.MISSED, min(missed)) if missed else (Change.MENDED, known)
    mended = _mended(session, asked, min(mend_by, known), standards)
    if mended is not None:
        return Change.MENDED, mended
    return (Change.BREACHED, mend_by + timedelta(days=1)) if today > mend_by <= known else None


def behind_of(found: Sequence[DebtStanding]) -> list[dict[str, object]]:
    """Which debts are behind and by how much, as the record keeps it: JSON values."""
    return [
        {"account": each.debt.account_id, "debt": each.debt.debt, "behind_pence": each.standing.behind_pence}
        for each in found
        if each.is_behind
    ]


def _known_to(found: Sequence[DebtStanding]) -> date:
    """The day to whose end the ledgers of all its debts are known."""
    return min(each.as_of for each in found)


def _mended(session: Session, found: Sequence[DebtStanding], until: date, standards: Standards) -> date | None:
    """The first day since the warning on which no debt of it was behind."""
    day = found[0].agreement.warned_on or until
    while day <= until:
        if not behind_on(session, found, day, standards):
            return day
        day += timedelta(days=1)
    return None


def behind_on(
    session: Session, found: Sequence[DebtStanding], day: date, standards: Standards
) -> frozenset[tuple[int, str]]:
    """The debts of an agreement, by account and debt, that were behind at the end of a day.

    :param found: how each of those that are asked about stands today
    """
    accounts = list(dict.fromkeys(each.debt.account_id for each in found))
    then = (each for account in accounts for each in standings(session, day, account, standards).get(account, ()))
    asked = {(each.debt.account_id, each.debt.debt) for each in found}
    theirs = (each for each in then if each.agreement.id == found[0].agreement.id and each.is_behind)
    return frozenset((each.debt.account_id, each.debt.debt) for each in theirs) & asked


def warned_of(session: Session, found: Sequence[DebtStanding]) -> Sequence[DebtStanding]:
    """Those of the debts that were warned: one that fell behind since has a warning, and a day, of its own to come.

    A court's terms are warned as a whole, and so was everything of which no warning names its debts.
    """
    agreement = found[0].agreement
    query = select(_event.c.facts).where(_event.c.agreement_id == agreement.id, _event.c.kind == EventKind.WARNED)
    facts = session.execute(query.order_by(_event.c.id.desc()).limit(1)).scalar() or {}
    named = {(each["account"], each["debt"]) for each in facts.get("debts", ())}
    if not named or agreement.kind is AgreementKind.COURT_TERMS:
        return found
    return [each for each in found if (each.debt.account_id, each.debt.debt) in named] or found
