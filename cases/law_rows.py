"""Rows of the tables of law: how one is written in ``bpmn/law``, and what is refused when they are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import yaml

from workflows.confidence import CONFIDENCES
from workflows.errors import Malformed
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import duration_from
from workflows.yaml_reading import load

COUNTINGS = frozenset(
    {
        "calendar days",  # so many days on: the last day is the day of the event plus the number
        "clear days",  # neither the day it begins nor the day of the event counts (CPR 2.8)
        "beginning with",  # the named day is day one
        "working days",  # business days alone (CPR 6.2(b))
        "days without Sundays and holidays",  # taking control of goods
        "weeks",
        "corresponding date",  # months and years: the same number of the month, or its last day
        "corresponding date, beginning with",  # the same, less one day: the named day is day one
        "hours",
        "calculation",  # a calculation of law gives the day, from the day of the event and facts of the case
    }
)
CALCULATION = "calculation"
SAYS = ("first_day", "last_day")
KINDS = ("law", "policy")
_MEMBERS = {"name", "value", "from", "until", "selected_by", "counting", "source", "confidence", "kind"}


class LawUnreadable(Malformed):
    """A table of law is not written as it should be."""


@dataclass(frozen=True)
class Band:
    """One line of a scale.

    :ivar up_to: the highest amount (pence) that it is for; ``None``: whatever is above the others
    :ivar pence: a fixed sum, or
    :ivar percent: a share of the whole amount; of ``of_first`` alone where that is said
    :ivar of_first: pence
    :ivar excess_percent: a share of what lies above ``of_first``
    """

    up_to: int | None
    pence: int | None = None
    percent: Decimal | None = None
    of_first: int | None = None
    excess_percent: Decimal | None = None


@dataclass(frozen=True)
class Calculated:
    """What a period is that no length says: the name of a calculation, and how it is asked.

    :ivar takes: its input that is the day from which is counted
    :ivar gives: its output, a day; ``says`` whether that is the first day behind the period, or its last
    :ivar facts: (input, fact of the case) for its other inputs
    """

    calculation: str
    takes: str
    gives: str
    says: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As people read it."""
        of = ", ".join([self.takes, *(f"{name} ({fact})" for name, fact in self.facts)])
        return f"{self.gives} of the calculation {self.calculation}, of {of}"


@dataclass(frozen=True)
class Row:
    """One row: a value, the dates on which it holds, and whence it comes.

    :ivar value: as its table has it: an ISO 8601 duration or :class:`Calculated`, an integer, a date, a text, or a
        tuple of :class:`Band`
    :ivar selected_by: which date selects it (service, issue, the tenancy's start …)
    :ivar counting: how a period is counted, one of :data:`COUNTINGS`; empty for what is no period
    :ivar kind: ``law`` or ``policy`` (the landlord's own choice)
    """

    name: str
    value: Any
    begins: date
    ends: date
    source: str
    confidence: str
    selected_by: str = ""
    counting: str = ""
    kind: str = "law"
    file: str = field(default="", compare=False)


def read_rows(tables: Mapping[str, bytes], kind: str) -> list[Row]:
    """The rows of one table.

    :param tables: the files of ``law/``, by name
    :param kind: ``periods``, ``limits``, ``fees``, ``rates`` or ``forms``: the name of the file and its one member
    :raises LawUnreadable: a row is not as it should be; the sentence names file, row and remedy
    """
    file = f"{kind}.yaml"
    try:
        read = load(tables[file])
        listed = read[kind]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise LawUnreadable(f"{file} cannot be read as a table of {kind}: {error}") from error
    if more := sorted(map(str, set(read) - {kind})):
        raise LawUnreadable(f"{file} holds {kind!r} and nothing beside; take {more[0]!r} out.")
    if not isinstance(listed, list):
        raise LawUnreadable(f"{file}: {kind!r} must be a list of rows. Write each as `- name: …`.")
    rows = [_row(each, f"{file}, row {number}", kind) for number, each in enumerate(listed, 1)]
    for at, row in enumerate(rows):
        for other in rows[at + 1 :]:
            if row.name == other.name and row.begins <= other.ends and other.begins <= row.ends:
                raise LawUnreadable(f"{file}: two rows of {row.name!r} hold on the same day; end one of them.")
    return rows


def _row(written: Any, place: str, kind: str) -> Row:
    if not isinstance(written, dict):
        raise LawUnreadable(f"{place} is not a row. Write name, value, from, selected_by, source, confidence, kind.")
    name = written.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise LawUnreadable(f"{place}: the name {name!r} is none. Write small letters, digits and _.")
    place = f"{place} ({name})"
    needed = _MEMBERS - {"until"} - (set() if kind == "periods" else {"counting"})
    for lacking in sorted(needed - written.keys()):
        raise LawUnreadable(f"{place} lacks {lacking!r}. Add it.")
    for unknown in sorted(map(str, written.keys() - _MEMBERS)):
        raise LawUnreadable(f"{place}: a row has no member {unknown!r}. Take it out or correct its name.")
    begins, ends = _day(written["from"], place, "from"), _day(written.get("until", date.max), place, "until")
    if ends < begins:
        raise LawUnreadable(f"{place} ends on {ends} before it begins on {begins}. Correct one of them.")
    for member, words in (("confidence", CONFIDENCES), ("kind", KINDS)):
        if written[member] not in words:
            raise LawUnreadable(f"{place}: {member} {written[member]!r} is none of {', '.join(words)}. Write one.")
    for member in ("source", "selected_by"):
        if not isinstance(written[member], str) or not written[member].strip():
            raise LawUnreadable(f"{place}: {member} is empty. Say it in words.")
    counting = written.get("counting", "")
    if kind == "periods" and counting not in COUNTINGS:
        raise LawUnreadable(f"{place}: counting {counting!r} is none of {', '.join(sorted(COUNTINGS))}. Write one.")
    calculated = kind == "periods" and counting == CALCULATION
    value = _calculated(written["value"], place) if calculated else _VALUES[kind](written["value"], place)
    return Row(
        name=name,
        value=value,
        begins=begins,
        ends=ends,
        source=written["source"],
        confidence=written["confidence"],
        selected_by=written["selected_by"],
        counting=counting,
        kind=written["kind"],
        file=place.partition(",")[0],
    )


def _day(written: Any, place: str, member: str) -> date:
    if type(written) is not date:
        raise LawUnreadable(f"{place}: {member} {written!r} is no day. Write it like 2026-05-01.")
    return written


def _period(written: Any, place: str) -> str:
    length = duration_from(written) if isinstance(written, str) else None
    if length is None:
        raise LawUnreadable(
            f"{place}: {written!r} is not an ISO 8601 duration such as P14D, P6M or PT72H (8 weeks are P56D)."
        )
    months = length.months if isinstance(length, YearsAndMonths) else 0
    days = length if isinstance(length, timedelta) else timedelta()
    if not (0 < months <= 1200 or timedelta() < days <= timedelta(36525)):
        raise LawUnreadable(f"{place}: {written!r} is no period of law. Write one that is longer than nothing.")
    return str(written)


def _calculated(written: Any, place: str) -> Calculated:
    members, texts = {"calculation", "takes", "gives", "says"}, {}
    if not isinstance(written, dict) or not members <= written.keys() <= members | {"facts"}:
        raise LawUnreadable(
            f"{place}: what is counted by calculation has a value with {', '.join(sorted(members))}, and perhaps facts."
        )
    for member in members:
        if not isinstance(written[member], str) or not written[member].strip():
            raise LawUnreadable(f"{place}: {member} is a text.")
        texts[member] = written[member]
    if texts["says"] not in SAYS:
        raise LawUnreadable(f"{place}: says is {' or '.join(SAYS)}: which day the calculation gives.")
    facts = written.get("facts", {})
    if not isinstance(facts, dict) or not all(isinstance(each, str) for pair in facts.items() for each in pair):
        raise LawUnreadable(f"{place}: facts gives for each other input of the calculation a fact of the case.")
    return Calculated(**texts, facts=tuple(sorted(facts.items())))


def _limit(written: Any, place: str) -> int | date:
    if type(written) is date:
        return written
    return _whole(written, place)


def _whole(written: Any, place: str) -> int:
    if type(written) is not int or not 0 <= written <= 10**12:
        raise LawUnreadable(f"{place}: {written!r} is no amount. Write a whole number, not below 0 (money in pence).")
    return written


def _percent(written: Any, place: str) -> Decimal:
    if type(written) not in {int, str} or not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", str(written)):
        raise LawUnreadable(f"{place}: {written!r} is no percentage. Write a whole number, or a text like '7.5'.")
    return Decimal(str(written))


def _fee(written: Any, place: str) -> int | tuple[Band, ...]:
    return _bands(written, place) if isinstance(written, list) else _whole(written, place)


def _rate(written: Any, place: str) -> Decimal | tuple[Band, ...]:
    return _bands(written, place) if isinstance(written, list) else _percent(written, place)


def _bands(written: list[Any], place: str) -> tuple[Band, ...]:
    bands: list[Band] = []
    for number, each in enumerate(written, 1):
        at = f"{place}, band {number}"
        members = {"up_to", "pence", "percent", "of_first", "excess_percent"}
        if not isinstance(each, dict) or not each.keys() <= members or not each.keys() & {"pence", "percent"}:
            raise LawUnreadable(f"{at} is none. Write up_to, and pence or percent.")
        whole = {key: _whole(each[key], at) for key in ("up_to", "pence", "of_first") if key in each}
        share = {key: _percent(each[key], at) for key in ("percent", "excess_percent") if key in each}
        band = Band(whole.get("up_to"), whole.get("pence"), share.get("percent"), whole.get("of_first"))
        bands.append(Band(band.up_to, band.pence, band.percent, band.of_first, share.get("excess_percent")))
    tops = [band.up_to for band in bands]
    if not bands or tops[-1] is not None or None in tops[:-1] or tops[:-1] != sorted(set(map(int, tops[:-1]))):  # type: ignore[arg-type]
        raise LawUnreadable(f"{place}: the bands must rise, and the last has no up_to. Put them in order.")
    return tuple(bands)


def _form(written: Any, place: str) -> str:
    if not isinstance(written, str) or not written.strip():
        raise LawUnreadable(f"{place}: {written!r} is no form. Write its name as it is printed on it.")
    return written


_VALUES = {"periods": _period, "limits": _limit, "fees": _fee, "rates": _rate, "forms": _form}
