"""Writing the folder of a new procedure: small, whole and publishable, so that its author changes it from there."""

import re
from pathlib import Path
from string import Template

from workflows.errors import Malformed, Refused

TEMPLATES = Path(__file__).parent / "scaffolding"
NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")


class NameNotUnderstood(Malformed):
    """A procedure is not called like that."""


class FolderThere(Refused):
    """The folder is there already."""


def scaffold(name: str) -> dict[str, bytes]:
    """The files of a new procedure, by their paths in its folder.

    :raises NameNotUnderstood: it is no name of a procedure
    """
    if not NAME.fullmatch(name) or "__" in name or name.endswith("_"):
        raise NameNotUnderstood(
            f"{name[:60]!r} cannot be the name of a procedure: it is three to forty small letters, digits and "
            "single _, a letter first. Choose another, such as garage_arrears."
        )
    words = {
        "name": name,
        "slug": name.replace("_", "-"),
        "title": name.replace("_", " ").capitalize(),
        "reference": "".join(part[0] for part in name.split("_"))[:4].upper().ljust(2, "X"),
    }
    return {
        path.relative_to(TEMPLATES).as_posix().replace("NAME", name): Template(path.read_text(encoding="utf-8"))
        .substitute(words)
        .encode()
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


def write_procedure(procedures: Path, name: str) -> Path:
    """Writes the folder of a new procedure; returns it.

    :param procedures: the folder of procedures of a rule book
    :raises NameNotUnderstood: it is no name of a procedure
    :raises FolderThere: there is a folder of that name, of which nothing is changed
    """
    files, folder = scaffold(name), procedures / name
    if folder.exists():
        raise FolderThere(f"There is a folder {name} already, and nothing in it was changed. Choose another name.")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder
