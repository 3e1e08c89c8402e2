"""The dates of a notice, by the tables of law: the first that it may name, and from when until when a claim may begin.

Each kind counts in its own way, and no life is another's: a secure tenant's notice lives twelve months after the date
that it names, an assured tenant's twelve months after its service, an introductory one's until the trial ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from cases.calculating.counting import said
from cases.calculating.refusals import InputLacking
from cases.calculations import calculate
from cases.law import Law
from cases.notices.words import NoticeKind
from cases.service.rows import LawSource
from cases.words import RentPeriod

_DAY = timedelta(days=1)
NO_PERIOD = (
    "Its dates cannot be worked out: no day on which a rent period begins is known. Write one (a rent day, from the "
    "tenancy agreement) into the terms of the tenancy, or bring it in with the tenancies."
)


@dataclass(frozen=True)
class OfTenancy:
    """What of the tenancy decides the dates of a notice, as it was when the notice was drafted.

    :ivar period_begins: one day on which a period of the tenancy begins; ``None``: nobody knows
    :ivar began: the day on which the tenancy did
    :ivar trial_until: the last day of the trial of an introductory tenancy, or of a demotion; ``None``: it has none
    :ivar regime: of an assured tenancy: ``social`` or ``non_social``
    """

    period: RentPeriod
    period_begins: date | None
    began: date
    trial_until: date | None = None
    regime: str = ""


@dataclass(frozen=True)
class Dated:
    """What the law says of the dates of a notice.

    :ivar not_before: the first date that it may name, served when it was; ``None``: nothing says
    :ivar to_name: the date that a new one names: the safe reading where the law has two
    :ivar claim_from: the first day on which a claim may begin; ``None``: it names no date yet
    :ivar last_day: the last on which one may safely; ``None``: its life has no end of its own
    :ivar wrong: what keeps it from having any effect, in a sentence; empty: nothing
    """

    not_before: date | None
    to_name: date | None
    claim_from: date | None
    last_day: date | None
    wrong: str
    because: tuple[str, ...]
    sources: tuple[LawSource, ...]


class Served(NamedTuple):
    """The days on which a notice counts as served on the first and on the last of those on whom it must be."""

    first: date
    last: date


def dated(kind: NoticeKind, tenancy: OfTenancy, named: date | None, served: Served, law: Law, form: str = "") -> Dated:
    """What the law says of a notice.

    :param named: the date that it names: after which, or from which, proceedings may begin or possession is required;
        ``None``: it is to be drafted, and ``to_name`` is asked for
    :param served: when it was, or is expected to be
    :param form: the form that it is on, of those that the law prescribes
    """
    return _Count(law, tenancy, named, served, form).of(kind)


class _Count:
    """What the calculations answer of one notice."""

    def __init__(self, law: Law, tenancy: OfTenancy, named: date | None, served: Served, form: str) -> None:
        self._law, self._tenancy, self._named, self._served, self._form = law, tenancy, named, served, form
        self._because: list[str] = []
        self._sources: dict[str, LawSource] = {}
        self._refused = ""

    def of(self, kind: NoticeKind) -> Dated:
        by_kind: dict[NoticeKind, Callable[[], Dated]] = {
            NoticeKind.SECURE: self._secure,
            NoticeKind.SECURE_FIXED: self._fixed,
            NoticeKind.INTRODUCTORY: self._on_trial,
            NoticeKind.DEMOTED: self._on_trial,
            NoticeKind.SECTION_8: self._section_8,
            NoticeKind.SECTION_21: self._section_21,
            NoticeKind.QUIT: self._quit,
            NoticeKind.QUIT_GARAGE: self._garage,
            NoticeKind.LEAVE: self._leave,
        }
        return by_kind[kind]()

    def _secure(self) -> Dated:
        asked = self._ask("secure_nosp", tenure="secure_periodic", served=self._served.last, **self._periods())
        begins, ends = asked.get("specified_date_not_before"), asked.get("last_day_of_period_reading")
        last_day = None
        if self._named is not None and self._named >= self._served.first:
            life = self._ask("secure_nosp_life", specified_date=self._named, served=self._served.first)
            last_day = life.get("safe_last_issue")
        return self._dated(_earlier(begins, ends), begins, self._after_named(), last_day)

    def _fixed(self) -> Dated:
        self._say(
            "No date rule and no life of the Act binds a fixed term; whether its re-entry clause lets it be ended, a "
            "lawyer reads (Croydon v Kalonga [2022] UKSC 7)."
        )
        return self._dated(self._served.last, self._served.last, self._after_named(), None)

    def _on_trial(self) -> Dated:
        asked = self._ask("s128_notice", served=self._served.last, **self._periods())
        begins, ends = asked.get("proceedings_date_not_before"), asked.get("last_day_of_period_reading")
        until = self._tenancy.trial_until
        if until is not None:
            self._say(f"The claim must have begun by {said(until)}, when the trial ends.")
        return self._dated(_earlier(begins, ends), begins, self._after_named(), until)

    def _section_8(self) -> Dated:
        asked = {"regime": self._tenancy.regime or None, "tenure": "assured", "form_used": self._form or None}
        by_last, by_first = (
            self._ask("s8_rent_grounds", served=day, **asked) for day in (self._served.last, self._served.first)
        )
        safe, ends = by_last.get("court_safe"), by_first.get("last_day_in_force")
        last_day = ends - _DAY if ends is not None else None
        if ends is not None and last_day is not None:
            self._say(f"Whether {said(ends)} itself still counts need not be argued: issue by {said(last_day)}.")
        claim_from = max(self._named, safe) if self._named is not None and safe is not None else None
        return self._dated(by_last.get("court_not_before"), safe, claim_from, last_day)

    def _section_21(self) -> Dated:
        asked = {"tenancy_began": self._tenancy.began, "regime": self._tenancy.regime or None}
        by_last, by_first = (
            self._ask("s21_notice", served=day, **asked) for day in (self._served.last, self._served.first)
        )
        earliest = by_last.get("court_not_before")
        return self._dated(earliest, earliest, self._after_named(), by_first.get("last_day_to_issue"))

    def _quit(self) -> Dated:
        """With the saving words and the prescribed information that every notice to quit of this house bears."""
        given = {"saving_words": True, "prescribed_information": True, **self._periods()}
        if self._named is not None and self._named >= self._served.last:
            given["expires"] = self._named
        asked = self._ask("ntq_valid", tenure="non_secure_temporary", served=self._served.last, **given)
        first, ends = asked.get("first_valid"), asked.get("takes_effect")
        if self._named is not None and self._named < self._served.last:
            return self._dated(first, first, None, None)
        return self._dated(None, first, ends + _DAY if ends is not None else None, None)

    def _garage(self) -> Dated:
        self._say(
            "A garage needs only what its agreement and one whole period ask for; four weeks and the end of a period "
            "are kept as the safe reading."
        )
        return self._quit()

    def _leave(self) -> Dated:
        self._ask("ntq_valid", tenure="licence_excluded", served=self._served.last, period=self._tenancy.period)
        return self._dated(self._served.last, None, self._after_named(), None)

    def _periods(self) -> dict[str, object]:
        """What the calculations ask of its periods; a day of theirs is never guessed."""
        if self._tenancy.period_begins is None:
            self._refused = NO_PERIOD
        return {"period": self._tenancy.period, "a_period_starts_on": self._tenancy.period_begins}

    def _after_named(self) -> date | None:
        return self._named + _DAY if self._named is not None else None

    def _say(self, sentence: str) -> None:
        if sentence not in self._because:
            self._because.append(sentence)

    def _ask(self, rule: str, **inputs: object) -> Mapping[str, Any]:
        """The answer of a calculation, days as days; what is not known is not said."""
        known = {name: each for name, each in inputs.items() if each is not None}
        written = {name: each.isoformat() if isinstance(each, date) else each for name, each in known.items()}
        try:
            answer = calculate(rule, written, self._law)
        except InputLacking as lacks:
            self._refused = self._refused or f"Its dates cannot be worked out. {lacks.sentence}"
            return {}
        for sentence in answer["because"]:
            self._say(sentence)
        for each in answer["sources"]:
            self._sources[each["row"]] = LawSource(each["row"], each["source"], each["confidence"])
        if answer.get("refused"):
            self._refused = self._refused or answer["because"][-1]
        return {name: _day(each) for name, each in answer.items()}

    def _dated(
        self, not_before: date | None, to_name: date | None, claim_from: date | None, last_day: date | None
    ) -> Dated:
        wrong, named = self._refused, self._named
        if not wrong and named is not None and not_before is not None and named < not_before:
            wrong = f"It names {said(named)}, and may name no day before {said(not_before)}. Serve a new one."
        if not wrong and claim_from is not None and last_day is not None and last_day < claim_from:
            wrong = f"A claim could begin on it from {said(claim_from)} only, and on no day after {said(last_day)}."
        return Dated(
            not_before, to_name, claim_from, last_day, wrong, tuple(self._because), tuple(self._sources.values())
        )


def _earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two days that may both be named (Crate v Miller)."""
    return min((each for each in (one, other) if each is not None), default=None)


def _day(value: Any) -> Any:
    """A day that a calculation answered; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
