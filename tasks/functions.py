"""The functions of the house in FEEL: what the tables of law hold, and who decides what up to which amount."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cases.law import Law
from cases.organisation import LEVELS, read_levels
from cases.organisation_lists import FOLDER
from tasks.people import ROLES


def functions_of(folder: Path) -> dict[str, Callable[..., Any]]:
    """The functions of a rule book that lies in a folder, by their names in FEEL.

    :raises LawUnreadable: a table of law is not written as it must be
    :raises OrganisationUnreadable: the approval levels are not
    """
    levels = folder / FOLDER / LEVELS
    files = {f"{FOLDER}{LEVELS}": levels.read_bytes()} if levels.is_file() else {}
    return {**Law.of_folder(folder / "law").functions(), **(read_levels(files, ROLES).functions() if files else {})}
