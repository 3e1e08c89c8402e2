"""Files that come from outside: which kind each is by what stands in it, and what it may be called.

A name says nothing of a file, and neither does what a browser calls it: the first bytes do. What is two kinds of file
at once is refused, for the one who checks it and the one who opens it would see different things. The bytes themselves
are evidence and are kept as they came, with whatever a camera wrote into them.
"""

import re
import unicodedata
from collections.abc import Collection

from documents.media import Media
from documents.words import clean
from workflows.errors import Malformed

LONGEST_NAME = 100
_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|body|iframe)\b", re.IGNORECASE)
_SEEN_FIRST = 1024
"""Bytes in which programs look for what a file is."""
_END_OF_ZIP, _SHORTEST_END = b"PK\x05\x06", 22
_END_OF_PNG = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class FileNotTaken(Malformed):
    """The file is not one that is taken here."""


_ENTRY_OF_ZIP = b"PK\x03\x04"
_ACTIVE = re.compile(rb"/(?:JavaScript|JS\b|Launch|RichMedia|EmbeddedFile)")


def recognised(content: bytes, accepted: Collection[Media]) -> Media:
    """What kind of file it is.

    :param accepted: the kinds that are asked for
    :raises FileNotTaken: it is empty, broken off, none of them, or two kinds at once
    """
    wanted = " or ".join(each.words for each in Media if each in accepted)
    if not content:
        raise FileNotTaken(f"The file is empty. Choose a {wanted}.")
    media = _by_first_bytes(content)
    if media is None and content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        raise FileNotTaken("Pictures of the kind HEIC are not taken. Save the picture as JPEG, and choose that.")
    if media is None or media not in accepted:
        raise FileNotTaken(f"The file is no {wanted}, whatever its name says. Choose one that is.")
    if not _is_whole(content, media):
        raise FileNotTaken(f"The {media.words} is broken off or damaged. Save or scan it once more, and choose that.")
    if media is Media.PDF and (active := _ACTIVE.search(content)) is not None:
        raise FileNotTaken(
            f"The PDF does something by itself when it is opened ({active[0].decode()}). Print it to a new PDF, and "
            "choose that."
        )
    if _is_also_another(content, media):
        raise FileNotTaken(f"The {media.words} is a file of another kind at the same time. Save it anew, by itself.")
    return media


def _by_first_bytes(content: bytes) -> Media | None:
    for media, first in ((Media.JPEG, _JPEG), (Media.PNG, _PNG), (Media.PDF, _PDF)):
        if content.startswith(first):
            return media
    return None


def _is_whole(content: bytes, media: Media) -> bool:
    if media is Media.PDF:
        return b"%%EOF" in content[-_SEEN_FIRST:]
    if media is Media.PNG:
        return content[12:16] == b"IHDR" and _END_OF_PNG in content
    return b"\xff\xd9" in content[4:]  # cameras write more behind the end, so it may stand anywhere


def _is_also_another(content: bytes, media: Media) -> bool:
    first = content[:_SEEN_FIRST]
    if media is not Media.PDF and _PDF in first:
        return True
    if media is Media.PNG and not content.endswith(_END_OF_PNG):
        return True
    return _PAGE.search(first) is not None or _holds_zip(content)


def _holds_zip(content: bytes) -> bool:
    """Whether it ends as an archive does, which is read from its end: so is a Java program. What stands behind that end
    keeps few programs from reading it.
    """
    tail = content[-(2**16 + 2**10 + _SHORTEST_END) :]
    at = tail.rfind(_END_OF_ZIP)
    whole = at >= 0 and at + _SHORTEST_END + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)
    return whole or (at >= 0 and _ENTRY_OF_ZIP in content)


def safe_name(name: str, media: Media) -> str:
    """What a file is called here: no path, nothing that cannot be seen, and the ending that is true.

    ``..\\\\..\\\\invoice.exe`` of a JPEG becomes ``invoice.jpg``.
    """
    last = clean(re.split(r"[/\\]", name)[-1])
    stem = last.rpartition(".")[0] or last
    plain = "".join(letter if _stands_in_a_name(letter) else "-" for letter in stem)
    plain = re.sub(r"-{2,}", "-", plain).strip(" .-")[:LONGEST_NAME].strip(" .-")
    return f"{plain or 'file'}.{media.suffix}"


def _stands_in_a_name(letter: str) -> bool:
    return letter in " ._-()" or unicodedata.category(letter)[0] in "LNM"
