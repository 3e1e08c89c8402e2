"""What the landlord says of itself: address, telephone, where free advice is to be had."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from workflows.errors import Malformed, Refused


class LandlordUnreadable(Malformed):
    """The landlord's details cannot be read."""


class LandlordIsSample(Refused):
    """The landlord's details are still the sample."""


@dataclass(frozen=True)
class Landlord:
    """The landlord's own facts, all of them printed.

    :ivar name: as tenants know it
    :ivar address: the lines of its address
    :ivar hours: when the telephone is answered
    :ivar ways_to_pay: one line each
    :ivar advice: free debt advice: name and how to reach it, one line each
    :ivar language_line: how to ask for another language or format
    :ivar leaves_within_days: how many days after its date a letter may still leave the house (policy)
    :ivar sample: the details are made up; no real letter may carry them
    """

    name: str
    address: tuple[str, ...]
    phone: str
    hours: str
    email: str
    team: str
    ways_to_pay: tuple[str, ...]
    advice: tuple[str, ...]
    language_line: str
    leaves_within_days: int
    sample: bool


def landlord_on(path: Path, on: date, name: str) -> Landlord:
    """The landlord's details on a day.

    :param path: ``landlord.yaml``
    :param name: the organisation's name
    :raises LandlordUnreadable: the file lacks something, or holds no details for that day
    """
    try:
        rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["landlord"]
        for row in rows:
            if row["from"] <= on <= row.get("until", date.max):
                return Landlord(
                    name=name,
                    address=tuple(row["address"]),
                    phone=row["phone"],
                    hours=row["hours"],
                    email=row["email"],
                    team=row["team"],
                    ways_to_pay=tuple(row["ways_to_pay"]),
                    advice=tuple(row["advice"]),
                    language_line=row["language_line"],
                    leaves_within_days=int(row["leaves_within_days"]),
                    sample=bool(row["sample"]),
                )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LandlordUnreadable(f"{path.name} cannot be read as the landlord's details: {error!r}") from error
    raise LandlordUnreadable(f"{path.name} holds no details for {on:%-d %B %Y}. Add the row for that date.")
