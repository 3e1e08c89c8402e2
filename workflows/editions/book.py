"""A rule book: its files by path, and where in it what lies."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from workflows.errors import Malformed, NotFound
from workflows.yaml_reading import NOT_YAML, load

PROCEDURES, SHARED, LAW, ORGANISATION = "procedures", "shared", "law", "organisation"
SUFFIXES = frozenset({".bpmn", ".dmn", ".json", ".yaml", ".yml"})
"""What a rule book is made of; anything else in its folders (a picture, an editor's copy) is no part of it."""
LARGEST = 4_000_000
"""Bytes of one file."""


class BookUnreadable(Malformed):
    """The rule book cannot be read."""


class NoSuchFolder(NotFound):
    """The rule book has no such procedure."""


class Book(Mapping[str, bytes]):
    """The files of a rule book, by their paths in it (``procedures/arrears/arrears.bpmn``), in the order of the paths.

    What is read from it is what it held when it was made: a file that changes meanwhile changes nothing here.

    :param files: path → content
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(sorted(files.items()))

    @classmethod
    def of_folder(cls, folder: Path) -> "Book":
        """Reads a rule book that lies in a folder.

        :raises BookUnreadable: there is no such folder, a link leads out of it, or a file is too large
        """
        if not folder.is_dir():
            raise BookUnreadable(f"There is no rule book at {folder}. Let DUECOURSE_BPMN name its folder.")
        files = {}
        root = folder.resolve()
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder).as_posix()
            if path.suffix not in SUFFIXES or any(part.startswith(".") for part in PurePosixPath(inside).parts):
                continue
            if not path.resolve().is_relative_to(root):
                raise BookUnreadable(f"{inside} leads out of the rule book. Put the file itself there.")
            if path.is_file():
                if path.stat().st_size > LARGEST:
                    raise BookUnreadable(f"{inside} has more than {LARGEST:,} bytes. Make several files of it.")
                files[inside] = path.read_bytes()
        return cls(files)

    def __getitem__(self, path: str) -> bytes:
        """The content of a file."""
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self._files)

    def __eq__(self, other: object) -> bool:
        """Whether it holds the same files."""
        return isinstance(other, Book) and self._files == other._files

    def __hash__(self) -> int:
        """Of its files."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(self._files.items()))

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._files)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The hash of each file's content, by its path."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in self._files.items()}

    @cached_property
    def sha256(self) -> str:
        """One hash of all its files."""
        return bundle_hash_of(self.hashes)

    def with_changes(self, changes: Mapping[str, bytes | None]) -> "Book":
        """A rule book in which some files are others; ``None``: the file is gone."""
        files = {**self._files, **changes}
        return Book({path: content for path, content in files.items() if content is not None})

    def under(self, folder: str) -> dict[str, bytes]:
        """The files of a folder, by their paths in it."""
        prefix = f"{folder.rstrip('/')}/"
        return {path.removeprefix(prefix): content for path, content in self.items() if path.startswith(prefix)}

    @property
    def step_files(self) -> dict[str, bytes]:
        """The vocabulary: ``steps.yaml`` of what is shared and of each procedure."""
        return self._named("steps.yaml")

    @property
    def rule_files(self) -> dict[str, bytes]:
        """What must never happen: the files of ``shared/rules``, and ``rules.yaml`` of each procedure."""
        shared = {path: content for path, content in self.items() if path.startswith(f"{SHARED}/rules/")}
        own = {path: self[path] for each in self.procedures if (path := f"{PROCEDURES}/{each}/rules.yaml") in self}
        return shared | own

    @property
    def act_files(self) -> dict[str, bytes]:
        """The steps with an effect on a person: ``law/acts.yaml``, and ``acts.yaml`` of each procedure."""
        own = (f"{PROCEDURES}/{each}/acts.yaml" for each in self.procedures)
        return {path: self[path] for path in (f"{LAW}/acts.yaml", *own) if path in self}

    @cached_property
    def law(self) -> dict[str, Any]:
        """What the tables of law hold, by place: the rows of a name (``periods/letter_1_reply``), earliest first; a
        member that is no list of named rows is one place (``bank_holidays/days``).

        :raises BookUnreadable: a table is not YAML
        """
        places: dict[str, Any] = {}
        for path, content in self.items():
            if not path.startswith(f"{LAW}/") or path.count("/") > 1:
                continue
            table = PurePosixPath(path).stem
            for member, value in _table(path, content).items():
                rows = value if isinstance(value, list) and value else [None]
                if all(isinstance(row, Mapping) and isinstance(_name(row), str) for row in rows):
                    for row in sorted(rows, key=lambda row: str(row.get("from", ""))):
                        places.setdefault(f"{table}/{_name(row)}", []).append(row)
                else:
                    places[f"{table}/{member}"] = value
        return places

    def _named(self, name: str) -> dict[str, bytes]:
        folders = (SHARED, *(f"{PROCEDURES}/{each}" for each in self.procedures))
        return {path: self[path] for folder in folders if (path := f"{folder}/{name}") in self}

    @cached_property
    def procedures(self) -> list[str]:
        """The names of the procedures: of the folders that hold a diagram."""
        found = {path.split("/")[1] for path in self if path.startswith(f"{PROCEDURES}/") and path.endswith(".bpmn")}
        return sorted(found)

    def procedure(self, name: str) -> dict[str, bytes]:
        """The files of a procedure, by their paths in its folder.

        :raises NoSuchFolder: no folder of that name holds a diagram
        """
        if name not in self.procedures:
            raise NoSuchFolder(
                f"There is no procedure {name!r} in the rule book: no folder of that name holds a diagram."
            )
        return dict(self._by_procedure[name])

    @cached_property
    def _by_procedure(self) -> dict[str, dict[str, bytes]]:
        """The files of each procedure, by their paths in its folder: gone through once, and not once for each."""
        found: dict[str, dict[str, bytes]] = {}
        for path, content in self.items():
            top, _, rest = path.partition("/")
            name, _, inside = rest.partition("/")
            if top == PROCEDURES and inside:
                found.setdefault(name, {})[inside] = content
        return found


def _name(row: Mapping[str, Any]) -> Any:
    return row.get("name", row.get("step"))


@lru_cache(maxsize=64)
def _table(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        read = load(content)
    except NOT_YAML as error:
        raise BookUnreadable(f"{path} is not YAML: {error}") from error
    return read if isinstance(read, Mapping) else {}


def bundle_hash(files: Mapping[str, bytes]) -> str:
    """One hash of files and their paths."""
    return bundle_hash_of({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})


def bundle_hash_of(hashes: Mapping[str, str]) -> str:
    """The same, where the hash of each file's content is known: path → hexadecimal."""
    digest = hashlib.sha256()
    for path, sha256 in sorted(hashes.items()):
        digest.update(hashlib.sha256(path.encode()).digest() + bytes.fromhex(sha256))
    return digest.hexdigest()
