"""What the modules of all vendors share: how an extension is taken, and words for what is dropped or refused."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workflows.diagrams.names import bpmn, local, namespace
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop

Take = Callable[[etree._Element, str, Notes], None]
"""Takes the value of an attribute of a BPMN element."""
TakeElement = Callable[[etree._Element, etree._Element, Notes], None]
"""Takes an extension element: (the BPMN element it extends, the extension)."""


@dataclass(frozen=True)
class Vendor:
    """One dialect: what its words become.

    :ivar prefix: how its words are usually written; empty: without one
    :ivar namespaces: of its words
    :ivar dropped: attributes and elements that change nothing in a run here → why
    :ivar refused: those that would do something that is not done here → what to do instead
    :ivar attributes: attribute → how it is taken
    :ivar elements: extension element → how it is taken
    :ivar unless: attribute → the value with which it says nothing
    """

    prefix: str
    namespaces: frozenset[str]
    dropped: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, Take] = field(default_factory=dict)
    elements: Mapping[str, TakeElement] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)

    def translate(self, root: etree._Element, notes: Notes) -> None:
        """Bring everything that this vendor wrote into our form, drop it or refuse it."""
        for element in list(_model(root)):
            self._attributes(element, notes)
        order = {word: place for place, word in enumerate(self.elements)}
        for holder in list(root.iter(bpmn("extensionElements"))):
            # In the order of the table, so that an operation is there before its parameters.
            for child in sorted(holder, key=lambda each: order.get(local(each), len(order))):
                owner = holder.getparent()
                if owner is not None and namespace(child) in self.namespaces:
                    self._element(owner, child, notes)

    def _attributes(self, element: etree._Element, notes: Notes) -> None:
        foreign = [name for name in map(str, element.attrib) if name[0] == "{"]
        if not foreign:
            return
        found = {local_name(name): name for name in foreign if namespace_of(name) in self.namespaces}
        # In the order of the table, so that what depends on another attribute finds it still there.
        for word in [*(w for w in self.attributes if w in found), *(w for w in found if w not in self.attributes)]:
            name = found[word]
            value = str(element.get(name) or "").strip()
            said = self._said(element, namespace_of(name), word)
            if self.unless.get(word) == value:
                notes.changed(element, f"{said}={value!r} says nothing and was dropped.")
            elif word in self.attributes:
                self.attributes[word](element, value, notes)
            elif word in self.dropped:
                notes.changed(element, f"{said} was dropped: {self.dropped[word]}.")
            elif word in self.refused:
                text = f"{said}={value!r} is not run here. {self.refused[word]}"
                notes.refused(element, "vendor-extension", text, cause=said)
            else:
                continue
            if name in element.attrib:
                element.attrib.pop(name)

    def _element(self, owner: etree._Element, child: etree._Element, notes: Notes) -> None:
        word = local(child)
        said = self._said(child, namespace(child), word)
        if word in self.elements:
            self.elements[word](owner, child, notes)
        elif word in self.dropped:
            notes.changed(child, f"{said} was dropped: {self.dropped[word]}.")
        elif word in self.refused:
            notes.refused(child, "vendor-extension", f"{said} is not run here. {self.refused[word]}", cause=said)
        else:
            return
        drop(child)

    def _said(self, element: etree._Element, space: str, word: str) -> str:
        """A word as the file writes it."""
        if not self.prefix:
            return word
        prefix = next((prefix for prefix, each in element.nsmap.items() if each == space and prefix), self.prefix)
        return f"{prefix}:{word}"


def _model(root: etree._Element) -> Iterator[etree._Element]:
    """Every element but those of the drawing."""
    yield root
    for child in root:
        if local(child) != "BPMNDiagram":
            yield from child.iter()


def local_name(name: str) -> str:
    """An attribute's name without its namespace."""
    return name.rpartition("}")[2]


def namespace_of(name: str) -> str:
    """The namespace of an attribute's name, or an empty string."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""
