"""From a page's HTML to a PDF: the only module that imports WeasyPrint."""

import hashlib
import importlib.metadata
import logging
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents import tagging
from documents.tagging import finish
from workflows.errors import Refused

FONTS = Path(__file__).parent / "fonts"
STYLES = Path(__file__).parent / "styles"
_FACES = frozenset({"regular.ttf", "bold.ttf", "wide-regular.ttf", "wide-bold.ttf"})
"""Atkinson Hyperlegible Next, and Noto Sans for the letters that it lacks (Yoruba, Vietnamese, Greek, Cyrillic)."""
_lock = threading.RLock()
log = logging.getLogger(__name__)


class NotPrintable(Refused):
    """Something cannot be printed."""


class BundledOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves the fonts that come with this package, and nothing else: no network, no file of the machine."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """A font, by an address such as ``bundled:regular.ttf``."""
        del headers
        parts = urlsplit(url)
        if parts.scheme != "bundled" or parts.path not in _FACES:
            raise ValueError(f"a document may not fetch {url[:100]!r}")
        return URLFetcherResponse(url, (FONTS / parts.path).read_bytes(), {"Content-Type": "font/ttf"})


@dataclass(frozen=True)
class Printed:
    """A PDF."""

    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


@cache
def prepared(size: str) -> tuple[FontConfiguration, CSS]:
    """One FontConfiguration and one parsed stylesheet a process and print size: a new one each time leaks memory."""
    fonts = FontConfiguration()
    style = (STYLES / "page.css").read_text(encoding="utf-8") + (STYLES / f"{size}.css").read_text(encoding="utf-8")
    return fonts, CSS(string=style, font_config=fonts, url_fetcher=BundledOnly())


def print_pdf(html: str, size: str, identifier: bytes) -> Printed:
    """Prints a page: A4, PDF/UA-1. The same input gives the same bytes (with the same WeasyPrint, Pango and fonts).

    :param size: ``standard`` or ``large``
    :param identifier: the PDF's own identifier, the same for the same document
    """
    with _lock:  # WeasyPrint's font maps are not made for threads, and it holds the interpreter's lock anyway
        fonts, style = prepared(size)
        document = HTML(string=html, url_fetcher=BundledOnly()).render(stylesheets=[style], font_config=fonts)
        content = document.write_pdf(finisher=finish, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
        return Printed(content, len(document.pages))


@cache
def _letters() -> frozenset[int]:
    return frozenset().union(*(TTFont(FONTS / face).getBestCmap() for face in ("regular.ttf", "wide-regular.ttf")))


def must_print(what: str, text: str) -> None:
    """Refuses a text that our typefaces cannot print, so that no letter bears empty boxes.

    :raises NotPrintable: it holds such characters; they are named
    """
    if strange := sorted({letter for letter in text if ord(letter) not in _letters()}):
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in strange[:5])
        raise NotPrintable(
            f"{what} cannot be printed: our typefaces have no {named}. Record it in Latin letters, then try again."
        )


def can_print(text: str) -> str:
    """The text with ``?`` for each character that our typefaces lack; for remarks, never for names."""
    return "".join(letter if ord(letter) in _letters() else "?" for letter in text)


@cache
def press_sha256() -> str:
    """One hash of the stylesheets, the fonts, how the tags are put right, and the version of WeasyPrint."""
    found = hashlib.sha256(importlib.metadata.version("weasyprint").encode())
    found.update(Path(tagging.__file__).read_bytes())
    for path in sorted([*FONTS.glob("*.ttf"), *STYLES.glob("*.css")]):
        found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
