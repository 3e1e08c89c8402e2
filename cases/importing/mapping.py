"""The mapping: which column of an export is which of ours."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from cases.importing.codes import Code, read_codes
from cases.importing.columns import Column, columns
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

WHOLE = ("rent_calendars", "tenancies", "tenants", "charges")
"""Kinds of export that are kept whole or not at all; where a mapping is silent of one, its columns bear our names."""
FILES = ("rent_calendars", "customers", "accounts", *WHOLE[1:], "transactions")
"""Kinds of export in the order in which they come in: each speaks of what came before it."""
OPTIONS = {
    "date_format": "%Y-%m-%d",
    "money": "pounds",
    "tenants_between": ";",
    "delimiter": ",",
    "control": "optional",
}


class MappingUnreadable(Malformed):
    """The mapping of columns is not right."""


@dataclass(frozen=True)
class Mapping:
    """A mapping, checked.

    :ivar names: kind of export → our column → the export's column
    :ivar codes: transaction code of the housing system → what its lines are; empty: the export says it in our words
    """

    names: dict[str, dict[str, str]]
    options: dict[str, str]
    codes: dict[str, Code] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Mapping":
        """Reads a mapping from a file.

        :raises MappingUnreadable: with what is wrong and what to mend
        """
        try:
            return cls.of_content(path.name, path.read_bytes())
        except OSError as error:
            raise MappingUnreadable(f"{path.name} cannot be read as a mapping in YAML: {error}") from error

    @classmethod
    def of_content(cls, name: str, written: bytes) -> "Mapping":
        """Reads a mapping.

        :param name: of the file, for sentences
        :raises MappingUnreadable: with what is wrong and what to mend
        """
        try:
            content = load(written)
            names = {kind: {str(k): str(v) for k, v in (content.get(kind) or {}).items()} for kind in FILES}
            names |= {kind: _own_names(kind) for kind in WHOLE if kind not in content}
            options = {**OPTIONS, **{str(k): str(v) for k, v in (content.get("options") or {}).items()}}
        except NOT_YAML as error:
            raise MappingUnreadable(f"{name} cannot be read as a mapping in YAML: {error}") from error
        try:
            mapping = cls(names, options, read_codes(content.get("codes")))
        except ValueError as error:
            raise MappingUnreadable(f"{name}: {error}") from error
        if unknown := set(options) - set(OPTIONS):
            raise MappingUnreadable(f"{name}: there is no option {min(unknown)!r}.")
        if options["money"] not in {"pounds", "pence"} or len(options["delimiter"]) != 1:
            raise MappingUnreadable(f"{name}: money is pounds or pence, and the delimiter is one character.")
        if options["control"] not in {"optional", "required"}:
            raise MappingUnreadable(f"{name}: `control` is required or optional: whether control totals must be there.")
        for kind in FILES:
            known = mapping.columns(kind)
            if wrong := set(names[kind]) - set(known):
                raise MappingUnreadable(f"{name}, {kind}: we have no column {min(wrong)!r}.")
            lacking = [name for name, column in known.items() if column.needed and name not in names[kind]]
            if lacking:
                raise MappingUnreadable(f"{name}, {kind}: the column {lacking[0]!r} is needed and not mapped.")
        return mapping

    def columns(self, kind: str) -> dict[str, Column]:
        """Our columns of one kind of export, read as the options say."""
        options = self.options
        return columns(kind, options["date_format"], options["money"], options["tenants_between"], self.codes)

    def must_know(self, name: str, debts: Collection[str]) -> None:
        """Refuses codes of a kind of debt that the organisation does not have.

        :param name: of the file, for sentences
        :raises MappingUnreadable: with the code
        """
        for code, each in self.codes.items():
            if each.debt and each.debt not in debts:
                raise MappingUnreadable(
                    f"{name}: the code {code!r} is of the debt {each.debt!r}, and there is no such kind. Kinds are: "
                    f"{', '.join(sorted(debts))}; another needs a file in organisation/debts."
                )


def _own_names(kind: str) -> dict[str, str]:
    return {name: name for name in columns(kind, OPTIONS["date_format"], OPTIONS["money"], OPTIONS["tenants_between"])}
