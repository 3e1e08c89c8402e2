"""Facts of notices: of the one that counts: the one that is furthest on. Money is integer pence."""

from dataclasses import replace
from datetime import date, timedelta

from cases.catalogue import About, Age, Source, fact
from cases.expected.paying import timing_of
from cases.ledger.lateness import known_until
from cases.notices.drafting import POST
from cases.notices.life import Life
from cases.notices.reading import NoticeKnown, notices
from cases.notices.words import NAMES, NoticeStatus

REVIEW, REPRESENTATIONS = "introductory_review_request", "review_representations"
"""Rows of ``bpmn/law/periods.yaml``: how long a review may be asked for, and how long whoever asks has to write."""


def lives(about: About) -> tuple[tuple[NoticeKnown, Life], ...]:
    """The notices about the debt, the newest first, each with how it stands."""
    found = about.of(notices) or ()
    return tuple((each, each.life(about.on, about.standards)) for each in reversed(found))


_FIRST = (
    NoticeStatus.RIPE,
    NoticeStatus.RUNNING,
    NoticeStatus.IN_DOUBT,
    NoticeStatus.PARTLY_SERVED,
    NoticeStatus.DRAFTED,
)
"""Which counts of several: what was served goes before what was not, for a draft takes nothing from it."""


def counts(about: About) -> tuple[NoticeKnown, Life] | None:
    """The notice that counts: the newest of those that are furthest on, else the newest of those that are over."""
    found = about.once(lives)
    alive = (each for status in _FIRST for each in found if each[1].status is status)
    return next(alive, None) or (found[0] if found else None)


@fact(Source.RECORD, Age.DAY)
def notice_status(about: About) -> str | None:
    """How the notice that counts stands (drafted, partly served, in doubt, running, ripe …); null where none is."""
    found = about.once(counts)
    return found[1].status.value if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_kind(about: About) -> str | None:
    """Which notice it is (nosp_s83, s8_notice, s128_notice …); null where there is none."""
    found = about.once(counts)
    return found[0].notice.kind.value if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_in_words(about: About) -> str | None:
    """Which notice it is as people read it, with the date that it names; null where there is none."""
    found = about.once(counts)
    if found is None:
        return None
    notice = found[0].notice
    return f"{NAMES[notice.kind]}, which names {notice.named_on:%-d %B %Y}"


@fact(Source.RECORD, Age.DAY)
def notice_served_on(about: About) -> date | None:
    """The day on which it counts as served on the last of those on whom it must be; null while it does not."""
    found = about.once(counts)
    return found[1].served_on if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_claim_from(about: About) -> date | None:
    """The first day on which a claim may begin on it; null while it is not served, or where there is none."""
    found = about.once(counts)
    return found[1].claim_from if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_last_day(about: About) -> date | None:
    """The last day on which a claim may safely begin on it; null where nothing says, or there is none."""
    found = about.once(counts)
    return found[1].last_day if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_serve_by(about: About) -> date | None:
    """The last day on which it may be served, for its date was worked out for it; null where nothing says."""
    found = about.once(counts)
    return found[0].notice.serve_by if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_named_on(about: About) -> date | None:
    """The date that it names, before which a review of it is to be decided; null where there is none."""
    found = about.once(counts)
    return found[0].notice.named_on if found is not None else None


@fact(Source.RECORD, Age.DAY)
def review_last_day(about: About) -> date | None:
    """The last day on which a review of it may be asked for, the days beginning with service; null while not served."""
    found = about.once(counts)
    served = found[1].served_on if found is not None else None
    return served + timedelta(days=about.standards.days(REVIEW, served) - 1) if served is not None else None


@fact(Source.RECORD, Age.DAY)
def review_write_not_before(about: About) -> date:
    """The first day until which whoever asks for a review today may be told to write: the post, then clear days."""
    standards, on = about.standards, about.on
    told = standards.law.add_working_days(on, standards.days(POST, on))
    return told + timedelta(days=standards.days(REPRESENTATIONS, on) + 1)


@fact(Source.RECORD, Age.DAY)
def notice_ripe(about: About) -> bool:
    """Whether a claim may begin on a notice: served on each tenant beyond doubt, its time run, and not lapsed."""
    found = about.once(counts)
    return found is not None and found[1].status is NoticeStatus.RIPE


@fact(Source.RECORD, Age.DAY)
def notice_grounds(about: About) -> str | None:
    """The grounds of the notice that counts that stand by what is known (``8, 10``); null where there is none."""
    found = about.once(counts)
    return ", ".join(found[1].grounds) if found is not None else None


@fact(Source.RECORD, Age.DAY)
def notice_arrears_pence(about: About) -> int | None:
    """The arrears of rent that it tells, in pence; null where it tells none, or there is none."""
    found = about.once(counts)
    return found[0].notice.arrears_pence if found is not None else None


@fact(Source.LEDGER, Age.EXPORT)
def notice_struck_on(about: About) -> date:
    """The day to whose end a notice that is drafted on that day counts charges and payments alike."""
    return known_until(about.account, about.on)


@fact(Source.LEDGER, Age.EXPORT)
def notice_figure_pence(about: About) -> int:
    """What a notice that is drafted on that day tells as owed: what is late of the own debt alone, in pence.

    It is what was late at the end of ``notice_struck_on``, less credit on other debts and what is known to have come
    since. A charge of a later day is in it no more than the payment that would answer it.
    """
    after = notice_struck_on(about) + timedelta(days=1)
    then = about.once(timing_of) if after == about.on else timing_of(replace(about, on=after, known={}))
    return then.overdue
