"""A file of a story → what there is, what happens, and what must never be.

``stories/*.yaml`` in a procedure's folder::

    story: Nobody answers, and a second person decides
    on: 2026-03-02
    tenancy: {weekly_rent: 100, weeks_owed: 6, tenants: [{name: Ms Ann Field}]}
    happens:
      - night
      - sees: {steps: [contact_customer]}
      - completes: contact_customer
        by: officer
        answers: {reached: false}
    never: {documents: [letter_3]}
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.agreements.words import Frequency
from cases.benefits.words import ClaimKind, ClaimStatus
from cases.people.words import VulnerabilityKind
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, StrictLoader, load

PEOPLE = {
    "officer": ("olive", ["officer"]),
    "other officer": ("sam", ["officer"]),
    "team leader": ("tess", ["team_leader"]),
    "other team leader": ("toby", ["team_leader"]),
}
"""Who acts in stories → their user names and roles."""
SEES = {"steps", "documents", "closed", "entries", "waiting", "facts"}
HAPPENINGS: dict[str, tuple[set[str], set[str]]] = {
    "night": (set(), set()),
    "days": (set(), set()),
    "begins": ({"by", "because"}, set()),
    "completes": ({"by", "answers"}, {"refused"}),
    "reopens": ({"by", "because"}, {"refused"}),
    "pays": (set(), set()),
    "agrees": ({"every", "first_due"}, set()),
    "ends": ({"by"}, {"refused"}),
    "holds": ({"until"}, {"because"}),
    "dies": (set(), set()),
    "tells": ({"by", "because"}, {"refused"}),
    "serves": ({"by"}, {"refused"}),
    "withdraws": ({"by"}, {"refused"}),
    "claims": ({"stands"}, set()),
    "budgets": (set(), set()),
    "refers": (set(), {"whom"}),
    "takes_back": (set(), set()),
    "vulnerable": (set(), set()),
    "sees": (set(), set()),
    "never": (set(), set()),
}
"""What may happen → the members that its row must have beside it, and those that it may."""
_NAMES = {"completes", "reopens", "begins", "dies", "ends", "tells", "serves", "withdraws", "refers", "takes_back"}
"""What happens to one that its row names."""
_TENANCY = {"weekly_rent", "weeks_owed", "tenure", "tenants", "began", "rent_begins"}
_BEGAN = date(2020, 1, 6)
"""When the tenancy of a story began that does not say."""
_TENANT = {"name", "large_print", "represented_by", "address"}
_MEMBERS = {"story", "on", "tenancy", "happens", "never"}
MOST_DAYS = 400
LARGEST = 64_000
"""Bytes of one story."""


class _AsItIsWritten(StrictLoader):
    """YAML in which Yes, No, on and off are the words that they are; true and false alone are truth values."""


_AsItIsWritten.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in StrictLoader.yaml_implicit_resolvers.items()
}
_AsItIsWritten.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


class StoryUnreadable(Malformed):
    """A story is not written as stories are."""


@dataclass(frozen=True)
class Happening:
    """One thing that happens, or is seen.

    :ivar what: a key of :data:`HAPPENINGS`
    :ivar of: its value: a step, a number of days, an amount in pence, what is seen
    :ivar more: the other members of its row
    :ivar place: where in the file it stands, for people
    """

    what: str
    of: Any
    more: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True)
class Story:
    """A story.

    :ivar weekly_rent: pence
    :ivar began: the day on which the tenancy began
    :ivar rent_begins: a day on which a week of rent begins, as its terms say; ``None``: no terms are recorded
    :ivar tenants: rows as they are written
    :ivar never: ``steps`` and ``documents`` that never come about
    """

    path: str
    title: str
    on: date
    weekly_rent: int
    weeks_owed: int
    tenure: str
    began: date
    rent_begins: date | None
    tenants: tuple[Mapping[str, Any], ...]
    happens: tuple[Happening, ...]
    never: Mapping[str, tuple[str, ...]]


def read_story(path: str, content: bytes) -> Story:
    """Reads a story.

    :param path: for refusals
    :raises StoryUnreadable: with the row and what may stand there
    """
    row = _content(path, content)
    tenancy = row.get("tenancy", {})
    if not isinstance(tenancy, Mapping) or not set(tenancy) <= _TENANCY:
        raise StoryUnreadable(f"{path}: `tenancy` has {', '.join(sorted(_TENANCY))}, and nothing else.")
    weeks = tenancy.get("weeks_owed", 6)
    if type(weeks) is not int or not 0 <= weeks <= 200:
        raise StoryUnreadable(f"{path}: `weeks_owed` is a whole number of weeks, up to 200.")
    began = tenancy.get("began", _BEGAN)
    if not isinstance(began, date) or began > row["on"]:
        raise StoryUnreadable(f"{path}: `began` is the day on which the tenancy began, such as {_BEGAN}.")
    rent_begins = tenancy.get("rent_begins")
    if rent_begins is not None and type(rent_begins) is not date:
        raise StoryUnreadable(f"{path}: `rent_begins` is a day on which a week of rent begins, such as {_BEGAN}.")
    happens = row.get("happens")
    if not isinstance(happens, list) or not happens:
        raise StoryUnreadable(f"{path}: `happens` is a list of what happens and what is seen.")
    return Story(
        path=path,
        title=row["story"],
        on=row["on"],
        weekly_rent=pence(tenancy.get("weekly_rent", 100), f"{path}, weekly_rent"),
        weeks_owed=weeks,
        tenure=str(tenancy.get("tenure", "secure")),
        began=began,
        rent_begins=rent_begins,
        tenants=_tenants(tenancy.get("tenants", [{"name": "Ms Ann Field"}]), path),
        happens=tuple(_happening(each, number, path) for number, each in enumerate(happens, 1)),
        never=_never(row.get("never", {}), path),
    )


def pence(amount: Any, where: str) -> int:
    """Pounds as they are written (``400``, ``12.50``, ``£12.50``) in pence.

    :raises StoryUnreadable: it is no amount
    """
    try:
        found = Decimal(str(amount).removeprefix("£")) * 100
        if isinstance(amount, bool) or found != int(found) or abs(found) > 10**9:
            raise ValueError
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise StoryUnreadable(f"{where}: {amount!r} is no amount in pounds, such as 12.50.") from error
    return int(found)


def _content(path: str, content: bytes) -> Mapping[str, Any]:
    if len(content) > LARGEST:
        raise StoryUnreadable(f"{path} has more than {LARGEST:,} bytes. Tell it in several stories.")
    try:
        row = load(content, _AsItIsWritten)
    except NOT_YAML as error:
        raise StoryUnreadable(f"{path} is not YAML: {error}") from error
    if not isinstance(row, Mapping) or not {"story", "on", "happens"} <= set(row) <= _MEMBERS:
        raise StoryUnreadable(f"{path}: a story has `story`, `on`, `happens`, and perhaps `tenancy` and `never`.")
    if not isinstance(row["story"], str) or type(row["on"]) is not date:
        raise StoryUnreadable(f"{path}: `story` is a text, and `on` a date without quotation marks.")
    return row


def _tenants(rows: Any, path: str) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(rows, list) or not all(isinstance(each, Mapping) and "name" in each for each in rows):
        raise StoryUnreadable(f"{path}: `tenants` is a list of rows, each with a `name`.")
    for each in rows:
        if not set(each) <= _TENANT:
            raise StoryUnreadable(f"{path}: a tenant has {', '.join(sorted(_TENANT))}, and nothing else.")
    return tuple(rows)


def _happening(row: Any, number: int, path: str) -> Happening:
    place = f"{path}, row {number}"
    if isinstance(row, str):
        row = {row: None}
    if not isinstance(row, Mapping):
        raise StoryUnreadable(f"{place}: {row!r} is nothing that happens. There is: {', '.join(HAPPENINGS)}.")
    said = [name for name in HAPPENINGS if name in row]
    if len(said) != 1:
        raise StoryUnreadable(f"{place}: one thing happens in a row, out of: {', '.join(HAPPENINGS)}.")
    what = said[0]
    wanted, allowed = HAPPENINGS[what]
    more = {name: value for name, value in row.items() if name != what}
    if not wanted <= set(more) <= wanted | allowed:
        listed = ", ".join(sorted(wanted)) or "nothing"
        perhaps = f", and perhaps {', '.join(sorted(allowed))}" if allowed else ""
        raise StoryUnreadable(f"{place}: beside `{what}` stands {listed}{perhaps}.")
    return Happening(what, _value(what, row[what], more, place), more, place)


def _value(what: str, value: Any, more: Mapping[str, Any], place: str) -> Any:
    if "by" in more and more["by"] not in tuple(PEOPLE):
        raise StoryUnreadable(f"{place}: `by` is one of {', '.join(PEOPLE)}.")
    if what == "days" and (type(value) is not int or not 1 <= value <= MOST_DAYS):
        raise StoryUnreadable(f"{place}: `days` is a whole number from 1 to {MOST_DAYS}.")
    if what == "agrees" and (more["every"] not in tuple(Frequency) or type(more["first_due"]) is not date):
        raise StoryUnreadable(f"{place}: `every` is one of {', '.join(Frequency)}, and `first_due` a date.")
    if what == "claims" and (value not in tuple(ClaimKind) or more["stands"] not in tuple(ClaimStatus)):
        kinds, stands = ", ".join(ClaimKind), ", ".join(ClaimStatus)
        raise StoryUnreadable(f"{place}: `claims` is one of {kinds}, and `stands` one of {stands}.")
    if what == "vulnerable" and value not in tuple(VulnerabilityKind):
        raise StoryUnreadable(f"{place}: `vulnerable` is one of {', '.join(VulnerabilityKind)}.")
    if what in {"pays", "agrees", "budgets"}:
        return pence(value, place)
    if what == "never":
        return _never(value, place)
    if what == "holds" and (not isinstance(value, str) or type(more["until"]) is not date):
        raise StoryUnreadable(f"{place}: `holds` is a kind of hold, and `until` a date.")
    if what == "completes" and not isinstance(more["answers"], Mapping):
        raise StoryUnreadable(f"{place}: `answers` are named values, one for each question.")
    if what == "sees" and (not isinstance(value, Mapping) or not value or not set(value) <= SEES):
        raise StoryUnreadable(f"{place}: what is seen is out of {', '.join(sorted(SEES))}.")
    if what in _NAMES and not isinstance(value, str):
        raise StoryUnreadable(f"{place}: `{what}` names one.")
    return value


def _never(row: Any, path: str) -> dict[str, tuple[str, ...]]:
    """What must never be; beside a row's place, from that row on."""
    if not isinstance(row, Mapping) or not set(row) <= {"steps", "documents"}:
        raise StoryUnreadable(f"{path}: `never` has lists of `steps` and `documents`.")
    for names in row.values():
        if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise StoryUnreadable(f"{path}: `never` has lists of names.")
    return {name: tuple(names) for name, names in row.items()}
