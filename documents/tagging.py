"""What WeasyPrint leaves open for who reads by ear: cells of headings say of what, and page numbers are no words.

The text of a page's margins is tagged as content that no part of the document holds; PDF/UA-1 (ISO 14289-1, 7.8) wants
it marked as an artefact, or a screen reader says "Page 2 of 4" in the middle of a sentence.
"""

from collections.abc import Iterator
from typing import Any

_ARTEFACT = b"<</Type /Pagination>>"
_PRINTS = 4
"""The flag of a link that it is there on paper and on a screen alike."""


def finish(document: Any, pdf: Any) -> None:
    """Puts the tags of a PDF right before it is written; WeasyPrint's ``finisher``.

    :param document: WeasyPrint's; of no use here
    :param pdf: its objects, with the tree of tags
    """
    del document
    objects = {each.reference: each for each in pdf.objects}
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Subtype") == "/Link":
            each["F"] = _PRINTS
    if "StructTreeRoot" not in pdf.catalog:
        return
    root = objects[pdf.catalog["StructTreeRoot"]]
    said = set(_below(objects, root))
    for reference in said:
        _say_scope(objects, objects[reference])
    numbered = objects[root["ParentTree"]]["Nums"]
    for page, tags in zip(numbered[::2], numbered[1::2], strict=True):
        if not isinstance(tags, bytes):  # one reference is that of a link, a list those of a page's words
            unsaid = {number for number, reference in enumerate(tags) if reference not in said}
            for number in unsaid:
                tags[number] = "null"
            _mark(objects[objects[pdf.page_references[page]]["Contents"]].stream, unsaid)


def _below(objects: dict[bytes, Any], element: Any) -> Iterator[bytes]:
    """The references of every element of the tree under one."""
    for child in element.get("K", ()):
        if isinstance(child, bytes) and child in objects and objects[child].get("Type") == "/StructElem":
            yield child
            yield from _below(objects, objects[child])


def _say_scope(objects: dict[bytes, Any], element: Any) -> None:
    """A heading in the table's head is of its column, another of its row."""
    if element["S"] == "/TH":
        row = objects[element["P"]]
        part = objects[row["P"]]
        element["A"]["Scope"] = "/Column" if part["S"] == "/THead" else "/Row"


def _mark(stream: list[Any], numbers: set[int]) -> None:
    """Marks as artefacts what a page's content tags with these numbers."""
    for at, token in enumerate(stream):
        if token == b"BDC" and isinstance(stream[at - 1], dict) and stream[at - 1].get("MCID") in numbers:
            stream[at - 2 : at] = ["/Artifact", _ARTEFACT]
