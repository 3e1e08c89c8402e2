"""Files that are made up, for stories and tests: the smallest of their kind, and different where their names are."""

import struct
import zlib
from collections.abc import Mapping
from typing import Any

from documents.media import Media
from tasks.acts import steps
from tasks.assembly import House
from tasks.form_files import is_files
from tasks.people import Person
from workflows.errors import Refused

_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    "% {}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_SUFFIXES = {"pdf": Media.PDF, "jpg": Media.JPEG, "jpeg": Media.JPEG, "png": Media.PNG}


class NoSuchFile(Refused):
    """A story brings a file that cannot be made up."""


def with_files(house: House, person: Person, task_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a story, with made-up files brought for those that are files: ``photograph: damp.jpg``.

    :raises NoSuchFile: a name ends like none that is taken
    """
    step = steps.about(house, person, task_id)
    asked = step.form.fields if step is not None and step.form is not None else {}
    return {
        key: _brought(house, person, task_id, key, value) if is_files(asked.get(key, {})) else value
        for key, value in answers.items()
    }


def _brought(house: House, person: Person, task_id: str, question: str, value: Any) -> Any:
    names = []
    for name in value if isinstance(value, list) else [value]:
        content = made_up(str(name))
        if content is None:
            raise NoSuchFile(f"A story cannot bring {name!r}: call the file something.pdf, something.jpg or so.png.")
        brought = steps.bring(house, person, task_id, question=question, name=str(name), content=content)
        names.append(brought.sha256)
    return names if isinstance(value, list) else names[0]


def made_up(name: str) -> bytes | None:
    """A file that is called so, of the kind that its ending says; ``None``: its ending is that of no such file."""
    media = _SUFFIXES.get(name.rpartition(".")[2].lower())
    said = name.encode()[:1000]
    if media is Media.PDF:
        return _PDF.format(said.decode("ascii", "replace")).encode()
    if media is Media.PNG:
        head, pixels = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\xff")
        parts = [(b"IHDR", head), (b"tEXt", b"name\0" + said), (b"IDAT", pixels), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)
    if media is Media.JPEG:
        return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(said) + 2) + said + b"\xff\xda\x00\x02\xff\xd9"
    return None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
