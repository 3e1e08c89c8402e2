"""Lists of rows in files of the landlord's organisation, for those that an edition may lack.

Editions of before know nothing of these files: then what the product ships counts.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.errors import Malformed
from workflows.settings import HOUSE
from workflows.yaml_reading import NOT_YAML, load

FOLDER = "organisation/"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


class OrganisationUnreadable(Malformed):
    """A file of the organisation is not written as it must be."""


@dataclass(frozen=True)
class Members:
    """What a row of a list has: the member that names it, further ones, and those that it may have."""

    name: str
    wanted: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Placed:
    """A row, and where it stands."""

    where: str
    row: Mapping[str, Any]

    def text(self, member: str) -> str:
        """A text that must be there.

        :raises OrganisationUnreadable: it is none
        """
        said = self.row.get(member)
        if not isinstance(said, str) or not said.strip():
            raise OrganisationUnreadable(f"{self.where}: `{member}` is a text. Write what it says.")
        return said.strip()

    def yes(self, member: str) -> bool:
        """A ``true`` or ``false``; ``false`` where nothing is said.

        :raises OrganisationUnreadable: it is neither
        """
        said = self.row.get(member, False)
        if not isinstance(said, bool):
            raise OrganisationUnreadable(f"{self.where}: `{member}` is true or false.")
        return said

    def listed(self, member: str, choices: Collection[str]) -> frozenset[str]:
        """A list out of some words.

        :raises OrganisationUnreadable: it is none
        """
        said = self.row.get(member)
        if not isinstance(said, list) or not said or not {str(each) for each in said} <= set(choices):
            raise OrganisationUnreadable(f"{self.where}: `{member}` is a list out of {', '.join(sorted(choices))}.")
        return frozenset(said)


def lists_of(files: Mapping[str, bytes], file: str, lists: Mapping[str, Members]) -> dict[str, dict[str, Placed]]:
    """The lists of a file: list → the name of each row → the row.

    :param files: the files of the rule book, by path; one that lacks this takes the shipped one
    :raises OrganisationUnreadable: with file, row and remedy
    """
    path = f"{FOLDER}{file}"
    content = files[path] if path in files else (HOUSE / "bpmn" / FOLDER / file).read_bytes()
    try:
        read = load(content)
    except NOT_YAML as error:
        raise OrganisationUnreadable(f"{path} is not YAML: {error}") from error
    if not isinstance(read, Mapping) or set(read) != set(lists):
        named = ", ".join(f"`{name}:`" for name in lists)
        raise OrganisationUnreadable(f"{path} holds {named}, each with a list of rows, and nothing beside.")
    return {name: _rows(read[name], f"{path}, {name}", members) for name, members in lists.items()}


def _rows(rows: Any, place: str, members: Members) -> dict[str, Placed]:
    if not isinstance(rows, list) or not rows:
        raise OrganisationUnreadable(f"{place}: this is no list of rows. Write each as `- {{{members.name}: …}}`.")
    wanted = {members.name} | members.wanted
    found: dict[str, Placed] = {}
    for number, row in enumerate(rows, 1):
        where = f"{place}, row {number}"
        if not isinstance(row, Mapping) or not wanted <= set(row) <= wanted | members.allowed:
            more = f", and perhaps {', '.join(sorted(members.allowed))}" if members.allowed else ""
            raise OrganisationUnreadable(f"{where}: a row has {', '.join(sorted(wanted))}{more}, and nothing else.")
        name = row[members.name]
        if not isinstance(name, str) or not NAME.fullmatch(name) or name in found:
            raise OrganisationUnreadable(
                f"{where}: `{members.name}` is 2 to 40 small letters, digits and _, and no other row has it. Correct "
                f"{str(name)[:60]!r}."
            )
        found[name] = Placed(f"{where} ({name})", row)
    return found
