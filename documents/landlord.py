"""What the landlord says of itself: address, telephone, where free advice is to be had."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from cases.landlord_kinds import LANDLORDS
from documents.print_profiles import USUAL
from workflows.editions import Book
from workflows.errors import Malformed, Refused
from workflows.yaml_reading import load


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
    :ivar ways_to_pay: what follows "You can pay "
    :ivar advice: free debt advice: name and how to reach it, one line each
    :ivar formats: what follows "You can have it "
    :ivar officer: who answers for the letters, by name and office; empty in editions of before
    :ivar complaints: what follows "You can complain to us ", empty in editions of before
    :ivar print_profile: by which its letters are laid out (``print_profiles.yaml``)
    :ivar leaves_within_days: how many days after its date a letter may still leave the house (policy)
    :ivar kind: what it is in law, on which it depends how it may serve notices; empty where that is not said
    :ivar sample: the details are made up; no real letter may carry them
    """

    name: str
    address: tuple[str, ...]
    phone: str
    hours: str
    email: str
    team: str
    ways_to_pay: str
    advice: tuple[str, ...]
    formats: str
    leaves_within_days: int
    sample: bool
    officer: str = ""
    complaints: str = ""
    print_profile: str = USUAL
    kind: str = ""


class Landlords:
    """The landlord's details by date.

    :param name: of the file, for refusals
    :param content: of ``landlord.yaml``
    :ivar rows: from which day until which they hold, and the details
    :raises LandlordUnreadable: the file lacks something
    """

    def __init__(self, name: str, content: bytes) -> None:
        self._file = name.rpartition("/")[2]
        try:
            rows: list[dict[str, Any]] = load(content)["landlord"]
            self.rows: list[tuple[date, date, Landlord]] = [
                (row["from"], row.get("until", date.max), _details(row)) for row in rows
            ]
        except LandlordUnreadable:
            raise
        except yaml.YAMLError as error:
            raise LandlordUnreadable(f"{self._file} is not YAML: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise LandlordUnreadable(f"{self._file} cannot be read as the landlord's details: {error!r}") from error

    @classmethod
    def of_book(cls, book: Book, path: str) -> "Landlords":
        """Those of a rule book.

        :raises LandlordUnreadable: it has no such file
        """
        if path not in book:
            raise LandlordUnreadable(f"{path} cannot be read: the rule book has no such file. Put it there.")
        return cls(path, book[path])

    def on(self, day: date, name: str) -> Landlord:
        """The details that hold on a day.

        :param name: the organisation's name
        :raises LandlordUnreadable: there are none for that day
        """
        for begins, ends, details in self.rows:
            if begins <= day <= ends:
                return replace(details, name=name)
        raise LandlordUnreadable(f"{self._file} holds no details for {day:%-d %B %Y}. Add the row for that date.")


def _details(row: dict[str, Any]) -> Landlord:
    if row.get("kind", "") not in {"", *LANDLORDS}:
        raise LandlordUnreadable(
            f"landlord.yaml: `kind` is {' or '.join(LANDLORDS)}, or left out; {row['kind']!r} is neither. Correct it."
        )
    return Landlord(
        name="",
        address=tuple(row["address"]),
        phone=row["phone"],
        hours=row["hours"],
        email=row["email"],
        team=row["team"],
        ways_to_pay=row["ways_to_pay"],
        advice=tuple(row["advice"]),
        formats=row["formats"],
        leaves_within_days=int(row["leaves_within_days"]),
        sample=bool(row["sample"]),
        officer=row.get("officer", ""),
        complaints=row.get("complaints", ""),
        print_profile=row.get("print_profile", USUAL),
        kind=row.get("kind", ""),
    )
