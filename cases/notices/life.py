"""How a notice stands on a day: worked out of its dates and of how it was served on each, and stored nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from cases.calculating.counting import said
from cases.law import Law
from cases.notices.dating import Dated, Served, dated
from cases.notices.rows import NoticeRow
from cases.notices.words import NoticeStatus
from cases.service.rows import LawSource, Standing


@dataclass(frozen=True)
class Life:
    """How a notice stands on a day.

    :ivar served_on: the day on which it counts as served on the last of those on whom it must be; ``None``: it is not
    :ivar claim_from: the first day on which a claim may begin on it, and :ivar last_day: the last, if its life has an
        end; ``None`` while it is not served
    :ivar why: sentences that anybody can check
    :ivar grounds: those that stand, by what is known
    """

    status: NoticeStatus
    served_on: date | None
    claim_from: date | None
    last_day: date | None
    why: tuple[str, ...]
    sources: tuple[LawSource, ...] = ()
    grounds: tuple[str, ...] = ()

    def under(self, status: NoticeStatus, why: str) -> Self:
        """The same, as no claim may begin on it for a further reason; the first that was so stays its status."""
        runs = self.status in {NoticeStatus.RUNNING, NoticeStatus.RIPE}
        return replace(
            self,
            status=status if runs else self.status,
            claim_from=None,
            last_day=None,
            why=(why, *self.why) if runs else (*self.why, why),
        )


_WAITS = frozenset({NoticeStatus.DRAFTED, NoticeStatus.PARTLY_SERVED})


def life(notice: NoticeRow, on: date, law: Law, must_reach: Mapping[int, str], copies: Mapping[int, Standing]) -> Life:
    """How a notice stands.

    :param must_reach: on whom it must be served, by number: their names
    :param copies: of each to whom one was made out how its service stands
    """
    if notice.withdrawn_on is not None and notice.withdrawn_on <= on:
        why = f"It was withdrawn on {said(notice.withdrawn_on)}: {notice.withdrawn_because}"
        return Life(NoticeStatus.WITHDRAWN, None, None, None, (why,), grounds=notice.grounds)
    unserved = list(_unserved(must_reach, copies))
    if unserved:
        status, why_not = _of_unserved(copies, [each for each, _ in unserved]), [why for _, why in unserved]
        if notice.serve_by is not None and on > notice.serve_by and status in _WAITS:
            late = f"It was to be served by {said(notice.serve_by)}, and its date was worked out for that"
            if status is NoticeStatus.DRAFTED:
                status, late = NoticeStatus.LAPSED, f"{late}. Draft another."
            else:
                late = f"{late}: served later on whoever is left, it may name too early a day."
            why_not.insert(0, late)
        return Life(status, None, None, None, tuple(why_not), grounds=notice.grounds)
    days = [day for number in must_reach if (day := copies[number].counts_on) is not None]
    found = dated(notice.kind, notice.tenancy, notice.named_on, Served(min(days), max(days)), law, notice.form)
    return replace(_by_date(found, max(days), on), grounds=notice.grounds)


def _unserved(must_reach: Mapping[int, str], copies: Mapping[int, Standing]) -> Iterator[tuple[NoticeStatus, str]]:
    """Of each whom it has not reached beyond doubt: how that stands, and why."""
    if not must_reach:
        yield NoticeStatus.IN_DOUBT, "On whom it must be served is not known: no living tenant is recorded."
    for number, name in must_reach.items():
        stands = copies.get(number)
        if stands is None:
            yield NoticeStatus.PARTLY_SERVED, f"No copy of it was made out to {name}."
        elif stands.void:
            yield NoticeStatus.VOID, f"On {name} it was not served: {stands.why}"
        elif stands.must_decide:
            yield NoticeStatus.IN_DOUBT, f"Whether it was served on {name} somebody must decide: {stands.why}"
        elif stands.counts_on is None:
            yield NoticeStatus.PARTLY_SERVED, f"It is not served on {name}. {stands.why}".strip()
        elif stands.must_check:
            yield NoticeStatus.IN_DOUBT, f"Somebody must check on what its service on {name} rests: {stands.why}"


def _of_unserved(copies: Mapping[int, Standing], found: list[NoticeStatus]) -> NoticeStatus:
    """The worst that is so of anybody; what went to nobody is drafted."""
    if all(each.delivery is None for each in copies.values()):
        return NoticeStatus.DRAFTED
    return next(
        each for each in (NoticeStatus.VOID, NoticeStatus.IN_DOUBT, NoticeStatus.PARTLY_SERVED) if each in found
    )


def _by_date(found: Dated, served_on: date, on: date) -> Life:
    if found.wrong:
        status = NoticeStatus.WRONG_DATE
    elif found.last_day is not None and on > found.last_day:
        status = NoticeStatus.LAPSED
    elif found.claim_from is None or on < found.claim_from:
        status = NoticeStatus.RUNNING
    else:
        status = NoticeStatus.RIPE
    why = (found.wrong, *found.because) if found.wrong else found.because
    return Life(status, served_on, found.claim_from, found.last_day, why, found.sources)
