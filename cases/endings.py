"""How a hold ends: with a period of law, by release alone, or on the day that is said when it is placed.

A hold protects a debtor from whoever works the case. So that its end is not theirs to choose either, the kind of hold
says how it ends (``bpmn/organisation/holds.yaml``), and each door that people come through asks here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflows.errors import Refused
from workflows.proofs.sentences import Periods

BY_RELEASE = "by release"


class EndNotYours(Refused):
    """The hold would end on a day that is not for you to say."""


@dataclass(frozen=True)
class Ending:
    """How holds of a kind end.

    :ivar lasts: the period of law that it lasts at least, from its first day on; empty: none
    :ivar by_release: it lasts until somebody who may release holds ends it
    """

    lasts: str = ""
    by_release: bool = False

    @property
    def written(self) -> str:
        """As its row says it; empty: it says nothing."""
        return f"lasts: {self.lasts}" if self.lasts else f"ends: {BY_RELEASE}" if self.by_release else ""


WHEN_SAID = Ending()
"""Of a kind of which the organisation says nothing, as editions before did."""


def ending_of(row: Mapping[str, Any]) -> Ending:
    """How holds of a kind end, as its row says.

    :raises ValueError: it is not written as it must be; with a sentence
    """
    lasts, ends = row.get("lasts"), row.get("ends")
    if lasts is not None and ends is not None:
        raise ValueError("a hold `lasts` a period, or `ends` by release. Take one of the two out.")
    if lasts is not None and (not isinstance(lasts, str) or not lasts.strip()):
        raise ValueError("`lasts` is the name of a row of law/periods.yaml.")
    if ends is not None and ends != BY_RELEASE:
        raise ValueError(f"`ends` says `{BY_RELEASE}`, or is left out.")
    return Ending((lasts or "").strip(), ends is not None)


def last_day(
    ending: Ending, kind: str, begins_on: date, ends_on: date | None, *, today: date, periods: Periods, releases: bool
) -> date | None:
    """The last day of a hold that a person places; ``None``: it lasts until it is released.

    :param ends_on: what the person says; ``None``: nothing
    :param periods: counts the periods of law, by the row that holds on the first day
    :param releases: whether the person may release holds
    :raises EndNotYours: another day than the kind of hold lets them say
    :raises NoSuchNumber: the tables of law do not say how long such a hold lasted then
    """
    named = kind.replace("_", " ")
    if ending.by_release:
        if ends_on is not None:
            raise EndNotYours(
                f"No last day is said of a hold of the kind {named}: it lasts until somebody who may release holds "
                "ends it, with a reason. Leave the last day empty."
            )
        return None
    if ending.lasts:
        counted = periods.counted(ending.lasts, begins_on)
        last = counted.first - timedelta(days=1)
        if ends_on is not None and ends_on < last:
            raise EndNotYours(
                f"A hold of the kind {named} that begins on {_said(begins_on)} lasts until {_said(last)} at least: "
                f"{counted.words}. Leave the last day empty, or give a later one. Where it was cancelled, somebody who "
                "may release holds ends it, with a reason."
            )
        return ends_on or last
    if ends_on is not None and ends_on <= today and not releases:
        raise EndNotYours(
            f"The hold would be over by {_said(ends_on)}, and whoever may not release holds can only say a day later "
            f"than today, {_said(today)}. Give a later day, or leave it empty; somebody who may release holds ends it, "
            "with a reason."
        )
    return ends_on


def in_words(ending: Ending, today: date, periods: Periods, *, releases: bool) -> str:
    """What whoever places a hold of a kind is told of its last day."""
    if ending.by_release:
        return "give none; it lasts until somebody who may release holds ends it"
    if ending.lasts:
        try:
            last = periods.counted(ending.lasts, today).first - timedelta(days=1)
        except Refused:  # no row for today: of the day on which it begins there may be one
            return f"leave it empty for the days of the law ({ending.lasts})"
        return f"leave it empty for the days of the law; one that begins today lasts until {_said(last)} at least"
    return "leave it empty where it is not known" + ("" if releases else "; otherwise a day later than today")


def _said(day: date) -> str:
    return f"{day:%-d %B} {day.year}"
