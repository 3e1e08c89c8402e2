"""What a notice for arrears says when it is drafted: which it is, what it names, and what it may not say.

It is drafted before it is served, and served on several tenants on several days: so its date is worked out for the
last day on which the landlord's policy lets it be served, the time of the post added. A later date is lawful, an
earlier none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cases.calculating.counting import said
from cases.notices.at_service import ground_8
from cases.notices.choosing import Chosen, chosen
from cases.notices.dating import Dated, Served, dated
from cases.notices.keeping import NewNotice
from cases.notices.obstacles import NoNoticeOpen
from cases.notices.words import NoticeKind
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tenancies.rows import Terms, terms_on
from workflows.errors import Refused

WITHIN, POST = "notice_served_within", "notice_in_the_post"
"""Rows of ``bpmn/law/periods.yaml``: within how many days a drafted notice is served, and how long post takes."""
WANTS_RENT_OWED = frozenset({NoticeKind.SECURE, NoticeKind.SECURE_FIXED, NoticeKind.SECTION_8})
"""Notices whose grounds are of rent; the others are given for their reasons."""


_IF_NAMED = frozenset({"11"})
"""Grounds that are relied on where they are named alone: persistent delay is of years, and no figure says it."""


class Late(NamedTuple):
    """What is late of the account's own debt alone, in pence, and the day to whose end that was counted."""

    pence: int
    struck_on: date


class GroundNotOpen(Refused):
    """A ground is not one of the notice's, or what it asks for is not so."""


class ReasonSaysLittle(Refused):
    """What the notice says of its reasons tells its reader nothing."""


@dataclass(frozen=True)
class Draft:
    """A notice as it is drafted.

    :ivar serve_by: the last day on which it may be served
    :ivar because: how its dates were worked out
    """

    new: NewNotice
    serve_by: date
    because: tuple[str, ...]


def drafted(
    account: AccountRow,
    terms: Sequence[Terms],
    late: Late,
    grounds: Sequence[str],
    on: date,
    standards: Standards,
) -> Draft:
    """A notice for what is late of an account.

    :param terms: all that are known of the tenancy; those of the day on which it is served last count
    :param late: less what stands in credit on its other debts: the facts ``notice_figure_pence``, ``notice_struck_on``
    :param grounds: that are relied on; none: those of what is owed, ground 8 where it is as much as it wants
    :raises NoNoticeOpen: none is open of this tenancy, or not in time, or nothing is late for one that is for rent
    :raises GroundNotOpen: a ground is none of the notice's, or less is owed than it wants
    """
    serve_by = on + timedelta(days=standards.days(WITHIN, on))
    last = standards.law.add_working_days(serve_by, standards.days(POST, on))
    found = _chosen(account, terms, Served(on, last), standards)
    named = _named(found, Served(on, last), standards)
    if not late.pence and found.kind in WANTS_RENT_OWED:
        raise NoNoticeOpen(
            f"Nothing is late, by what was known to the end of {said(late.struck_on)}, so no notice for rent is "
            "drafted: what falls due later, or is paid in arrears, is not late. Close the case, or wait for the ledger."
        )
    relied_on = _grounds(found, grounds, account, late.pence, on, standards)
    new = NewNotice(
        found.kind,
        found.tenancy,
        named.to_name or last,
        found.form,
        relied_on,
        late.pence or None,
        late.struck_on if late.pence else None,
        serve_by,
        account.rent_pence,
    )
    return Draft(new, serve_by, named.because)


def _chosen(account: AccountRow, terms: Sequence[Terms], served: Served, standards: Standards) -> Chosen:
    """The notice that the tenancy takes on whichever day of its service: where its terms change meanwhile, none."""
    for day in served:
        if terms and terms_on(terms, day) is None:
            raise NoNoticeOpen(
                f"No terms of the tenancy stand on {said(day)}, when the notice may be served. Write those of that day "
                "into the tenancy."
            )
    last = terms_on(terms, served.last)
    found = chosen(account, last, served.last, standards)
    if last is not None and last.from_on > served.first:
        before = (each for each in terms if each.from_on <= last.from_on and _stands(each, served) and each is not last)
        if any(not _takes(found, account, each, served.last, standards) for each in before):
            raise NoNoticeOpen(
                f"The terms of the tenancy change on {said(last.from_on)}, while the notice may be served (until "
                f"{said(served.last)}), and another notice is right before than after. Draft it from that day on."
            )
    return found


def _stands(terms: Terms, served: Served) -> bool:
    """Whether terms stand on a day of those on which a notice may be served."""
    return terms.from_on <= served.last and (terms.until_on is None or terms.until_on >= served.first)


def _takes(found: Chosen, account: AccountRow, terms: Terms, served: date, standards: Standards) -> bool:
    try:
        return chosen(account, terms, served, standards) == found
    except NoNoticeOpen:
        return False


def _named(found: Chosen, served: Served, standards: Standards) -> Dated:
    """The dates of a notice that is served on the last day on which it may be."""
    late = dated(found.kind, found.tenancy, None, Served(served.last, served.last), standards.law, found.form)
    wrong = late.wrong
    if not wrong and late.to_name is not None:
        wrong = dated(found.kind, found.tenancy, late.to_name, served, standards.law, found.form).wrong
    if wrong:
        raise NoNoticeOpen(wrong)
    return late


def _grounds(
    found: Chosen, wanted: Sequence[str], account: AccountRow, pence: int, on: date, standards: Standards
) -> tuple[str, ...]:
    for each in wanted:
        if each not in found.grounds:
            there = ", ".join(found.grounds) or "none"
            raise GroundNotOpen(f"{each!r} is no ground of rent of this notice; there is {there}. Correct the grounds.")
    relied_on = tuple(each for each in found.grounds if (each in wanted if wanted else each not in _IF_NAMED))
    if "8" not in relied_on:
        return relied_on
    regime = found.tenancy.regime
    met, because = ground_8(regime, account.rent_period, account.rent_pence, on, pence, standards.law)
    if met:
        return relied_on
    if "8" in wanted:
        raise GroundNotOpen(f"Ground 8 is not open, so leave it out. {because}")
    return tuple(each for each in relied_on if each != "8")
