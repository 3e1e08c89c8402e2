"""The mapping: which column of an export is which of ours."""

from dataclasses import dataclass
from pathlib import Path

from cases.importing.columns import Column, columns
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

FILES = ("customers", "accounts", "transactions")
OPTIONS = {"date_format": "%Y-%m-%d", "money": "pounds", "tenants_between": ";", "delimiter": ","}


class MappingUnreadable(Malformed):
    """The mapping of columns is not right."""


@dataclass(frozen=True)
class Mapping:
    """A mapping, checked.

    :ivar names: kind of export → our column → the export's column
    """

    names: dict[str, dict[str, str]]
    options: dict[str, str]

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
            options = {**OPTIONS, **{str(k): str(v) for k, v in (content.get("options") or {}).items()}}
        except NOT_YAML as error:
            raise MappingUnreadable(f"{name} cannot be read as a mapping in YAML: {error}") from error
        mapping = cls(names, options)
        if unknown := set(options) - set(OPTIONS):
            raise MappingUnreadable(f"{name}: there is no option {min(unknown)!r}.")
        if options["money"] not in {"pounds", "pence"} or len(options["delimiter"]) != 1:
            raise MappingUnreadable(f"{name}: money is pounds or pence, and the delimiter is one character.")
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
        return columns(kind, options["date_format"], options["money"], options["tenants_between"])
