"""Bytes → safe XML (DMN 1.1 to 1.5)."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from workflows.decisions.refusals import NotADecisionModel

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101": "1.1",  # as Flowable and Activiti write it
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
FEEL = (
    "http://www.omg.org/spec/FEEL/20140401",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
)
"""The namespaces of the built-in types."""
LARGEST = 2_000_000
"""Bytes of one file."""
DEEPEST = 60
"""Levels of elements inside one another."""


class Element:
    """An element of the DMN namespace; elements of others are not seen."""

    __slots__ = ("_further", "_node")

    def __init__(self, node: etree._Element, further: int = 0) -> None:
        self._node, self._further = node, further

    @property
    def tag(self) -> str:
        """The name without its namespace."""
        return etree.QName(self._node).localname

    @property
    def version(self) -> str:
        """The version of DMN that the file is written in."""
        return NAMESPACES[str(etree.QName(self._node).namespace)]

    @property
    def line(self) -> int:
        """The line in the file, from 1."""
        line: Any = self._node.sourceline
        return line + self._further if isinstance(line, int) else 0

    def line_of_text(self, line: int) -> "Element":
        """The ``text`` below, where it has one, as a place whose line is a line of what :meth:`text` gives, from 1."""
        child = self.child("text")
        if child is None:
            return self
        raw = "".join(map(str, child._node.itertext()))
        before = raw[: len(raw) - len(raw.lstrip())].count("\n")
        return Element(child._node, before + line - 1)

    @property
    def id(self) -> str:
        """The id of the element, or of the nearest round it that has one; empty where none has."""
        node: Any = self._node
        while node is not None:
            if node.get("id"):
                return str(node.get("id"))
            node = node.getparent()
        return ""

    @property
    def foreign(self) -> Iterator[tuple[str, str]]:
        """The attributes of other namespaces: namespace and name."""
        for name in self._node.attrib:
            found = etree.QName(name)
            if found.namespace:
                yield str(found.namespace), found.localname

    def get(self, attribute: str, default: str = "") -> str:
        """An attribute's value; blanks in a row count as one, as in FEEL's names."""
        return " ".join(str(self._node.get(attribute, default)).split())

    def prefixes(self, *namespaces: str) -> frozenset[str]:
        """The prefixes that stand for one of these namespaces here; all that stand for any where none is given."""
        return frozenset(
            prefix
            for prefix, namespace in self._node.nsmap.items()
            if prefix and namespace and (not namespaces or namespace in namespaces)
        )

    def children(self, *tags: str) -> Iterator["Element"]:
        """The elements directly below, of these names or of any."""
        namespace = etree.QName(self._node).namespace
        for child in self._node:
            if isinstance(child.tag, str):
                name = etree.QName(child)
                if name.namespace == namespace and (not tags or name.localname in tags):
                    yield Element(child)

    def below(self, *tags: str) -> Iterator["Element"]:
        """The elements anywhere below, of these names or of any, and the element itself where it is one of them."""
        namespace = etree.QName(self._node).namespace
        for node in self._node.iter(*(f"{{{namespace}}}{tag}" for tag in tags or "*")):
            yield Element(node)

    def child(self, *tags: str) -> "Element | None":
        """The first element directly below of one of these names."""
        return next(self.children(*tags), None)

    def content(self) -> str:
        """The text directly inside, without blanks at its ends."""
        return str(self._node.text or "").strip()

    def text(self) -> str:
        """The content of the ``text`` element below, without blanks at its ends."""
        child = self.child("text")
        return "" if child is None else "".join(map(str, child._node.itertext())).strip()


def read(xml: bytes, name: str) -> Element:
    """The ``definitions`` element of a file.

    :param name: the file, for refusals
    :raises NotADecisionModel: too large, too deep, not XML, with a DOCTYPE, or not DMN
    """
    if len(xml) > LARGEST:
        raise _refusal(name, f"has {len(xml):,} bytes; {LARGEST:,} are the most: split it up")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(name, f"is not well-formed XML: {error.msg}", error.lineno or 0) from None
    except ValueError as error:
        raise _refusal(name, f"cannot be read: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refusal(name, "has a DOCTYPE, which no decision model needs: remove it")
    _refuse_deep(root, name)
    tag = etree.QName(root)
    if tag.namespace not in NAMESPACES:
        what = f"its root is {tag.localname} of {tag.namespace or 'no namespace'}"
        raise _refusal(name, f"is not a DMN model of version 1.1 to 1.5: {what}")
    if tag.localname != "definitions":
        raise _refusal(name, f"begins with {tag.localname}; a DMN model begins with definitions")
    return Element(root)


def _refuse_deep(root: etree._Element, name: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise _refusal(name, f"has more than {DEEPEST} levels of elements inside one another")


def _refusal(name: str, what: str, line: int = 0) -> NotADecisionModel:
    return NotADecisionModel(f"{name} {what}.", file=name, line=line)
