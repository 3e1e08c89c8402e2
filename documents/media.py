"""What kind of file a document is."""

from enum import StrEnum
from pathlib import PurePosixPath


class Media(StrEnum):
    """A kind of file that is kept; the value is its media type."""

    PDF = "application/pdf"
    CSV = "text/csv"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def suffix(self) -> str:
        """How its names end, without the point."""
        return _SUFFIXES[self]

    @property
    def words(self) -> str:
        """What people call it: ``PDF``, ``photograph (JPEG)``."""
        return _WORDS[self]

    @classmethod
    def of_path(cls, path: str) -> "Media":
        """Of a path inside the store, which was given its ending when the file was kept."""
        return _BY_SUFFIX.get(PurePosixPath(path).suffix.removeprefix("."), cls.PDF)


_SUFFIXES = {Media.PDF: "pdf", Media.CSV: "csv", Media.JPEG: "jpg", Media.PNG: "png"}
_WORDS = {Media.PDF: "PDF", Media.CSV: "CSV", Media.JPEG: "JPEG picture", Media.PNG: "PNG picture"}
_BY_SUFFIX = {suffix: media for media, suffix in _SUFFIXES.items()}
