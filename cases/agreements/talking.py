"""Agreements about which an officer has to talk with the tenants, and why, the most pressing first."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlmodel import Session

from cases.agreements.awaiting import to_approve
from cases.agreements.reading import debts_of_agreements, parties_of
from cases.agreements.rows import AgreementRow, DebtRow
from cases.agreements.standings import DebtStanding, standings
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.agreements.words import AgreementStatus, EventKind, LeftAs
from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.ledger.lines import apportioned
from cases.standards import Standards
from cases.tables import AccountTransaction
from workflows.db import table
from workflows.rows import row_of

_agreement, _debt, _event = table(Agreement), table(AgreementDebt), table(AgreementEvent)
_line = table(AccountTransaction)
_came_to_nothing = or_(
    _agreement.c.status.in_([AgreementStatus.BREACHED, AgreementStatus.ENDED]),
    _debt.c.left_as == LeftAs.BREACHED,
)
"""Of a debt and its agreement: whether what was agreed about it was broken, or ended by somebody."""


class Talk(StrEnum):
    """Why an officer has to talk about an agreement."""

    TO_APPROVE = "to approve"
    """Somebody who leads the team approves or declines it."""
    MISSED = "missed"
    """It is behind, and the next night warns it."""
    WARNED = "warned"
    """Hardship: ask what changed. The day by which it is to be mended has not passed."""
    BREACHED = "breached"
    ENDED = "ended"
    """Somebody ended it before it was completed, perhaps in another patch; something is owed, and nothing is agreed."""
    REOPENED = "reopened"
    """What completed it was taken back, and nothing else happened to it since."""
    REVIEW_DUE = "review due"


@dataclass(frozen=True)
class DebtBehind:
    """A debt that is behind: by how much, and which it is in words ("1001, Court costs: £6.00")."""

    account_id: int
    pence: int
    words: str


@dataclass(frozen=True)
class ToTalkAbout:
    """An agreement about which somebody has to talk with the tenants.

    :ivar why: the most pressing reason
    :ivar ask: what to do about it
    :ivar behind: which debts are behind, and by how much
    :ivar held: what forbids to speak about it today; empty: nothing
    """

    agreement: AgreementRow
    debts: tuple[DebtRow, ...]
    people: tuple[str, ...]
    why: Talk
    ask: str
    behind: tuple[DebtBehind, ...]
    missed_on: date | None
    answer_by: date | None = None
    held: str = ""

    @property
    def behind_pence(self) -> int:
        """By how much it is behind altogether."""
        return sum(each.pence for each in self.behind)

    @property
    def account_ids(self) -> tuple[int, ...]:
        """The accounts that it is about."""
        return tuple(debt.account_id for debt in self.debts)


_ASK = {
    Talk.TO_APPROVE: "Somebody else than who proposed it, who leads the team, approves or declines it.",
    Talk.MISSED: "Hardship: ask what changed. It is warned tonight.",
    Talk.WARNED: "Hardship: ask what changed, look at the budget again, and vary the agreement where it fits no more.",
    Talk.BREACHED: "Ask what changed. Agree anew what can be paid, or decide what follows.",
    Talk.ENDED: "Talk about what is owed: nothing is agreed about it any more. The agreement says why it was ended.",
    Talk.REOPENED: "A payment that completed it was taken back. Ask what happened, and how it is to be paid.",
    Talk.REVIEW_DUE: "Review it: is what was agreed still right for them?",
}


def agreements_to_talk_about(session: Session, on: date, standards: Standards) -> list[ToTalkAbout]:
    """The agreements about which an officer has to talk, the most pressing first.

    One that was breached or ended stays here until another is made about its debts, or it is paid.
    """
    judged: dict[int, list[DebtStanding]] = {}
    for each in (one for found in standings(session, on, None, standards).values() for one in found):
        judged.setdefault(each.agreement.id, []).append(each)
    reopened = _reopened(session)
    listed = {of: why for of, found in judged.items() if (why := _why(found, on, reopened)) is not None}
    over = _over(session, on, standards)
    waiting = to_approve(session, standards.law)
    rows = {found[0].agreement.id: found[0].agreement for found in judged.values()} | over
    rows |= {of: each.agreement for of, each in waiting.items()}
    sooner = {Talk.WARNED, Talk.MISSED}  # what stands of one that was broken in part may be warned, with its own day
    listed |= {of: _why_over(row) for of, row in over.items() if listed.get(of) not in sooner}
    listed |= dict.fromkeys(waiting, Talk.TO_APPROVE)
    unreached = _not_reached(session, [of for of, why in listed.items() if why is Talk.WARNED])
    debts, people = debts_of_agreements(session, listed), parties_of(session, listed)
    made = [
        ToTalkAbout(
            rows[number],
            debts.get(number, ()),
            tuple(party.name for party in people.get(number, ())),
            why,
            unreached.get(number) or _ask(why, rows[number], on),
            tuple(_behind(each, standards) for each in judged.get(number, ()) if each.standing.behind_pence),
            min((d for each in judged.get(number, ()) if (d := each.standing.missed_on)), default=None),
            waiting[number].answer_by if number in waiting else None,
        )
        for number, why in listed.items()
    ]
    order = list(Talk)

    def pressing(each: ToTalkAbout) -> tuple[int, date, int]:
        return order.index(each.why), each.agreement.open_until or each.answer_by or date.max, each.agreement.id

    return sorted(made, key=pressing)


def _ask(why: Talk, row: AgreementRow, on: date) -> str:
    """What to do about it; of what was ended in the days of a warning, too, what they keep back."""
    if why is not Talk.ENDED or row.mend_by is None or row.mend_by < on:
        return _ASK[why]
    return f"{_ASK[why]} They were warned to put it right by {said(row.mend_by)}: no letter asks for it before."


def _behind(found: DebtStanding, standards: Standards) -> DebtBehind:
    debt, pence = found.debt, found.standing.behind_pence
    return DebtBehind(debt.account_id, pence, f"{debt.reference}, {standards.title_of(debt.debt)}: {pounds(pence)}")


def _why(found: list[DebtStanding], on: date, reopened: Set[int]) -> Talk | None:
    agreement = found[0].agreement
    if agreement.mend_by is not None:
        return Talk.WARNED
    if any(each.is_behind for each in found):
        return Talk.MISSED
    if agreement.id in reopened:
        return Talk.REOPENED
    return Talk.REVIEW_DUE if agreement.review_on is not None and agreement.review_on <= on else None


def _not_reached(session: Session, warned: Sequence[int]) -> dict[int, str]:
    """Of warned agreements whose days do not run, as somebody was not written to: what is to be done about it."""
    if not warned:
        return {}
    newest = select(func.max(_event.c.id)).where(_event.c.kind == EventKind.WARNED)
    newest = newest.where(_event.c.agreement_id.in_(list(warned))).group_by(_event.c.agreement_id)
    rows = session.execute(select(_event.c.agreement_id, _event.c.facts).where(_event.c.id.in_(newest)))
    return {
        row.agreement_id: f"No letter of the warning has reached {' and '.join(names)}, so its days do not run. Settle "
        "where they are written to and let the letter be tried again, or end the agreement, with the reason."
        for row in rows
        if (names := (row.facts or {}).get("not_reached"))
    }


def _reopened(session: Session) -> frozenset[int]:
    """The live agreements of which the newest that happened is that they live again."""
    newest = select(func.max(_event.c.id)).group_by(_event.c.agreement_id)
    query = select(_event.c.agreement_id).join(_agreement, _agreement.c.id == _event.c.agreement_id)
    query = query.where(_agreement.c.status == AgreementStatus.LIVE, _event.c.kind == EventKind.REOPENED)
    return frozenset(session.execute(query.where(_event.c.id.in_(newest))).scalars())


def _why_over(row: AgreementRow) -> Talk:
    return Talk.ENDED if row.status is AgreementStatus.ENDED else Talk.BREACHED


def _over(session: Session, on: date, standards: Standards) -> dict[int, AgreementRow]:
    """The newest agreements of their accounts that were breached or ended, where something is owed on one still."""
    later, its = _debt.alias("later"), _agreement.alias("its")
    newer = (
        select(later.c.agreement_id)
        .join(its, its.c.id == later.c.agreement_id)
        .where(later.c.account_id == _debt.c.account_id, later.c.debt == _debt.c.debt)
        .where(later.c.agreement_id > _debt.c.agreement_id)
        .exists()
    )
    query = select(_agreement, _debt.c.account_id, _debt.c.debt).join(_debt, _debt.c.agreement_id == _agreement.c.id)
    query = query.where(_came_to_nothing, ~newer)
    rows = session.execute(query.order_by(_agreement.c.id)).mappings().all()
    owed = _owed_by_debt(session, on, standards) if rows else {}
    return {row["id"]: row_of(AgreementRow, row) for row in rows if owed.get((row["account_id"], row["debt"]), 0) > 0}


def _owed_by_debt(session: Session, on: date, standards: Standards) -> dict[tuple[int, str], int]:
    """What is owed of each debt of the accounts of which an agreement came to nothing: of that debt alone.

    Another debt of the account that is in credit pays nothing of it.
    """
    theirs = select(_debt.c.account_id).join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    theirs = theirs.where(_came_to_nothing)
    query = select(_line.c.account_id, _line.c.debt, func.sum(_line.c.amount_pence)).where(_line.c.posted_on <= on)
    by_debt: dict[int, dict[str, int]] = {}
    for account, debt, pence in session.execute(
        query.where(_line.c.account_id.in_(theirs)).group_by(_line.c.account_id, _line.c.debt)
    ):
        by_debt.setdefault(account, {})[debt] = int(pence)
    return {
        (account, debt): pence
        for account, sums in by_debt.items()
        for debt, pence in apportioned(sums, standards.order_of).items()
    }
