"""What the landlord is in law, by date: on it depends which tenancies it can grant, and how it may serve notices."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cases.organisation_lists import FOLDER
from workflows.yaml_reading import NOT_YAML, load

ASSOCIATION, COUNCIL = LANDLORDS = ("housing association", "local authority")
"""What a landlord is in law; a housing association is a private registered provider."""
FILE = f"{FOLDER}landlord.yaml"


class KindFrom(NamedTuple):
    """What it is from a day to another; empty: that is not said."""

    from_on: date
    until_on: date
    kind: str


def landlord_kinds(files: Mapping[str, bytes]) -> tuple[KindFrom, ...]:
    """What a rule book says that the landlord is; what cannot be read there, its letters refuse.

    :param files: the files of the book, by path
    """
    try:
        rows = load(files.get(FILE, b"{}"))["landlord"]
        return tuple(KindFrom(row["from"], row.get("until", date.max), row.get("kind", "")) for row in rows)
    except (*NOT_YAML, KeyError, TypeError, AttributeError):
        return ()
