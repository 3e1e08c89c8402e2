"""Whether a notice rests on what is known of the tenancy: terms that became known later may say otherwise. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from cases.calculating.counting import said
from cases.notices.choosing import Chosen, chosen
from cases.notices.dating import Served, dated
from cases.notices.obstacles import NoNoticeOpen
from cases.notices.rows import NoticeRow
from cases.notices.words import NAMES, NoticeKind, NoticeStatus
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tenancies.rows import Terms, terms_on

_LIKE = {NoticeKind.SECTION_21: NoticeKind.SECTION_8, NoticeKind.LEAVE: NoticeKind.QUIT}
"""Notices that are open of the same tenancies as another."""


class Otherwise(NamedTuple):
    """How a notice stands by the terms that are known now, and why."""

    status: NoticeStatus
    why: str


def otherwise(
    notice: NoticeRow, account: AccountRow, terms: Sequence[Terms], served: Served, standards: Standards
) -> Otherwise | None:
    """What the terms that are known now say of a notice that was served; ``None``: it rests on them.

    Where they give it the same dates it is the same, whichever day is written down as one on which a period begins.

    :param terms: all that are known of the tenancy; none: it goes by its export
    """
    for day in sorted({served.first, served.last}):
        stand = terms_on(terms, day)
        if terms and stand is None:
            why = f"No terms of the tenancy stand on {said(day)}, when it was served. Write those of that day down."
            return Otherwise(NoticeStatus.IN_DOUBT, why)
        try:
            now = chosen(account, stand, day, standards)
        except NoNoticeOpen as refused:
            return Otherwise(NoticeStatus.IN_DOUBT, f"By the terms that are known now: {refused.sentence}")
        if found := _differs(notice, now, stand, served, standards):
            return found
    return None


def _differs(
    notice: NoticeRow, now: Chosen, stand: Terms | None, served: Served, standards: Standards
) -> Otherwise | None:
    # Of an export that says a tenure and no day nobody knows what it was on the day of service.
    wrong = NoticeStatus.WRONG if stand is not None else NoticeStatus.IN_DOUBT
    if now.kind is not _LIKE.get(notice.kind, notice.kind):
        return Otherwise(
            wrong,
            f"By the terms that are known now the tenancy takes another notice: {NAMES[now.kind]}. Withdraw this one "
            "and serve that, or correct the terms.",
        )
    if now.tenancy.regime != notice.regime:
        return Otherwise(
            wrong,
            f"By the terms that are known now the tenancy is {now.tenancy.regime.replace('_', '-')}, and this notice "
            f"is for one that is {notice.regime.replace('_', '-') or 'neither'}: its form and its time are others. "
            "Withdraw it and serve that, or correct the terms.",
        )
    if stand is None or (now.tenancy.period_begins is None and notice.period_begins is not None):
        return None  # nothing is known that would say otherwise
    then, anew = (
        dated(notice.kind, each, notice.named_on, served, standards.law, notice.form)
        for each in (notice.tenancy, now.tenancy)
    )
    if (then.wrong, then.claim_from, then.last_day) == (anew.wrong, anew.claim_from, anew.last_day):
        return None
    by_now = anew.wrong or _between(anew.claim_from, anew.last_day)
    return Otherwise(
        NoticeStatus.IN_DOUBT,
        f"Its dates rest on terms that are no longer those that are known. By these: {by_now} Correct the terms, or "
        "withdraw it and serve another.",
    )


def _between(claim_from: date | None, last_day: date | None) -> str:
    begins = f"a claim could begin on it from {said(claim_from)}" if claim_from else "no day is known for a claim"
    return f"{begins}{f' until {said(last_day)}' if last_day else ''}."
