"""WeasyPrint with nothing round it: what our letters are measured against, and nothing else."""

from weasyprint import HTML

from documents.letter import SIMULATED, SPECIMEN, Letter, page_html
from documents.library import Library
from documents.printing import BundledOnly, prepared


def marked_html(letter: Letter, library: Library) -> str:
    """The page of a letter as a demonstration prints it."""
    return page_html(letter.facts, letter.kind, library, (SPECIMEN, SIMULATED))[0]


def bare_pdf(html: str, size: str) -> bytes:
    """A page as WeasyPrint alone prints it at its best: fonts and stylesheet ready, the same PDF/UA-1.

    :param size: ``standard`` or ``large``
    """
    fonts, style = prepared(size)
    page = HTML(string=html, url_fetcher=BundledOnly())
    content: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return content
