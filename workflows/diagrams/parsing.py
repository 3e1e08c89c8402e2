"""Bytes → XML tree, for bytes that a stranger may have written.

Nothing here depends on a default of lxml or libxml2: the bytes are decoded here, what is dangerous is refused in the
text before the parser sees it (document types, size, number of elements), and the parser's own options are all spelled
out.
"""

import re
from typing import Any, cast

from lxml import etree

from workflows.diagrams.refusals import HasDoctype, NotReadable, TooDeep, TooLarge, TooManyElements

MOST_BYTES = 2_000_000
MOST_ELEMENTS = 20_000
MOST_DEPTH = 40
MOST_ATTRIBUTES = 60

_MARKED = "utf-16"
ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    "utf-16": _MARKED,
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1"), "latin-1"),
    **dict.fromkeys(("iso-8859-15", "latin-9"), "iso8859-15"),
    **dict.fromkeys(("windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("windows-1250", "cp1250"), "cp1250"),
    **dict.fromkeys(("macroman", "macintosh", "x-macroman"), "mac-roman"),
}
"""What a declaration may name, in small letters → how it is decoded: strictly, and in all of them the signs of XML are
those of ASCII. UTF-16 is read with a byte order mark alone."""

_ENCODING = re.compile(r"^\ufeff?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_NAMESPACE = re.compile(r"\bxmlns\b")


def parse(data: bytes, name: str) -> etree._Element:
    """Parse one file.

    :param data: the file's bytes, at most 2 MB, no document type: UTF-8, or what it declares of :data:`ENCODINGS`
    :param name: the file's name, for the sentences
    :returns: the root element; comments and processing instructions are dropped
    :raises BadDiagram: with a sentence, for anything else
    """
    text = _text(data, name)
    if found := _DOCTYPE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise HasDoctype(
            f"{name}, line {line}: a document type or entity declaration (<!{found[1].upper()}) is not accepted, "
            "because it can fetch files or blow up in memory. Remove it; no BPMN editor needs it.",
            file=name,
            line=line,
        )
    elements = text.count("<") - text.count("</")
    if elements > MOST_ELEMENTS:
        raise TooManyElements(
            f"{name}: the file has about {elements} elements; at most {MOST_ELEMENTS} are read. Split the procedure "
            "into called processes.",
            file=name,
        )
    if len(_NAMESPACE.findall(text)) > 500:
        raise TooManyElements(f"{name}: the file declares more than 500 namespaces. Export it again.", file=name)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        ns_clean=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise _deep(name, error.lineno or 1) from None
        raise NotReadable(
            f"{name}, line {error.lineno or 1}: this is not well-formed XML ({error.msg}). Export the diagram again "
            "from the editor.",
            file=name,
            line=error.lineno or 1,
        ) from None
    if root is None or cast(Any, root.getroottree().docinfo).doctype:
        raise NotReadable(f"{name}: the file holds no XML element. Export the diagram again.", file=name)
    _measure(root, name)
    return root


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise TooLarge(
            f"{name}: the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read. Remove embedded pictures, or "
            "split the procedure into called processes.",
            file=name,
        )
    said = _declared(data)
    encoding = _MARKED if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ENCODINGS.get(said or "utf-8")
    if encoding is None or (said and (encoding == _MARKED) != (ENCODINGS.get(said) == _MARKED)):
        known = "UTF-8, or with a declaration UTF-16, ISO-8859-1 or -15, Windows-1250 or -1252, or Mac Roman"
        wrong = f"declares the encoding {said!r}" if encoding != _MARKED else f"is UTF-16 and declares {said!r}"
        raise NotReadable(f"{name}, line 1: the file {wrong}. Save it as {known}.", file=name, line=1)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotReadable(
            f"{name}, line {line}: byte {error.start} is not {said or 'UTF-8'}. Save the diagram as UTF-8.",
            file=name,
            line=line,
        ) from None
    if "\x00" in text:
        raise NotReadable(f"{name}: the file holds NUL characters. Save it as UTF-8 text.", file=name)
    # libxml2 goes by the encoding that we pass; a declaration that agrees is harmless, a second one inside is not XML.
    return text


def _declared(data: bytes) -> str | None:
    """The encoding that the XML declaration names, in small letters: its letters are the same in all that are read."""
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    head = data[:4000].decode(_MARKED if wide else "latin-1", "replace").removeprefix("\xef\xbb\xbf")
    found = _ENCODING.match(head)
    return found[1].strip().lower() if found else None


def as_utf8(data: bytes, name: str) -> bytes:
    """A file in UTF-8, with a declaration that says so; as it is, if it is in UTF-8 already.

    :raises BadDiagram: it is in no encoding that is read
    """
    if ENCODINGS.get(_declared(data) or "utf-8") == "utf-8" and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return data
    text = _text(data, name)
    return _ENCODING.sub(lambda found: found[0].replace(found[1], "UTF-8"), text, count=1).encode()


def _measure(root: etree._Element, name: str) -> None:
    """Refuse what the parser let through but no diagram needs: depth and number of attributes."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise _deep(name, element.sourceline or 1)
        if event == "start" and len(element.attrib) > MOST_ATTRIBUTES:
            raise TooManyElements(
                f"{name}, line {element.sourceline}: an element has {len(element.attrib)} attributes; at most "
                f"{MOST_ATTRIBUTES} are read. Export the diagram again.",
                file=name,
                line=element.sourceline,
            )


def _deep(name: str, line: int) -> TooDeep:
    return TooDeep(
        f"{name}, line {line}: elements are nested deeper than {MOST_DEPTH}. Sub-processes nest far less; export the "
        "diagram again or call a process instead.",
        file=name,
        line=line,
    )
