"""Writing a changed diagram back as its file was written: what did not change keeps each of its characters.

A serialiser writes every tag in a way of its own, and a change of one property would rewrite a hundred lines. Here the
text of each tag, and between tags, is kept beside the tree; written anew is only what is otherwise now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from xml.sax.saxutils import escape

from lxml import etree

_TOKEN = re.compile(
    r"(?s)<!--.*?-->|<\?.*?\?>|(?P<text>(?:<!\[CDATA\[.*?\]\]>|[^<])+)|<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>"
)
_ATTRIBUTE = re.compile(r"(?s)(\s+)([^\s=/>]+)(\s*=\s*)(\"[^\"]*\"|'[^']*')")
_TAG_NAME = re.compile(r"<[^\s/>]+")
_XMLNS = re.compile(r"xmlns(?::|$)")


@dataclass
class _Raw:
    """How an element (a comment, an instruction) was written, and what it held then.

    :ivar head: its opening tag, or all of it where that is one
    :ivar foot: its closing tag; empty where the opening one closes it
    :ivar tag: what it was called then
    """

    head: str
    attributes: dict[str, str]
    text: str | None = None
    raw_text: str = ""
    foot: str = ""
    tail: str | None = None
    raw_tail: str = ""
    tag: object = None


class AsWritten:
    """A tree with the text of its file; to be made before the tree is changed.

    :param content: the file, from which the tree was read
    """

    def __init__(self, content: bytes, root: etree._Element) -> None:
        self._root = root
        self._raws: dict[etree._Element, _Raw] = {}
        self._parts = self._aligned(content)
        text = content.decode("utf-8", "replace")
        self._newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        self._closing = " />" if text.count(" />") * 2 > text.count("/>") else "/>"

    def file(self) -> bytes:
        """The tree as it is now, in the words of the file."""
        if self._parts is not None:
            before, after = self._parts
            try:
                text = "".join(chain([before], self._element(self._root), [after]))
            except RecursionError:
                text = ""
            made = text.encode()
            if _same(made, self._root):
                return made
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")

    def _aligned(self, content: bytes) -> tuple[str, str] | None:
        """Notes how each element was written; what stands before and behind the root. ``None``: it cannot be told."""
        try:
            return self._align(content.decode("utf-8"))
        except (_NotAligned, UnicodeDecodeError):
            self._raws.clear()
            return None

    def _align(self, text: str) -> tuple[str, str]:
        tokens = _Tokens(text)
        start = tokens.to_root()
        for event, element in etree.iterwalk(self._root, events=("start", "end", "comment", "pi")):
            if event == "end":
                raw = self._raws[element]
                raw.foot = "" if raw.head.endswith("/>") else tokens.tag()
            else:
                raw = self._raws[element] = _Raw(tokens.tag(), _attributes(element), element.text)
                raw.tag = element.tag
                raw.raw_text = tokens.text() if event == "start" and not raw.head.endswith("/>") else ""
            if event != "start" and element is not self._root:
                raw.tail, raw.raw_tail = element.tail, tokens.text()
        return text[:start], text[tokens.at :]

    def _element(self, element: etree._Element) -> Iterator[str]:
        raw = self._raws.get(element)
        if isinstance(element, etree._Comment | etree._ProcessingInstruction | etree._Entity):
            same = raw is not None and raw.text == element.text
            yield raw.head if raw is not None and same else etree.tostring(element, with_tail=False).decode()
        else:
            head = self._new_head(element) if raw is None else _changed_head(raw, element)
            within = list(chain(self._text(raw, element), *map(self._element, element)))
            if within and head.endswith("/>"):
                head = f"{head[:-2].rstrip()}>"
            yield head
            yield from within
            if not head.endswith("/>"):
                foot = raw.foot if raw is not None and raw.tag == element.tag else ""
                yield foot or f"</{_name(element.tag, element)}>"
        if element is self._root:
            return
        if raw is not None and raw.tail == element.tail:
            yield raw.raw_tail
        else:
            yield self._escaped(element.tail)

    def _text(self, raw: _Raw | None, element: etree._Element) -> list[str]:
        said = raw.raw_text if raw is not None and raw.text == element.text else self._escaped(element.text)
        return [said] if said else []

    def _escaped(self, text: str | None) -> str:
        return escape(text or "").replace("\n", self._newline)

    def _new_head(self, element: etree._Element) -> str:
        parent = element.getparent()
        known = parent.nsmap if parent is not None else {}
        spaces = {prefix: uri for prefix, uri in element.nsmap.items() if known.get(prefix) != uri}
        declared = [f" xmlns{f':{prefix}' if prefix else ''}={_quoted(uri)}" for prefix, uri in spaces.items()]
        said = [f" {_name(key, element)}={_quoted(value)}" for key, value in _attributes(element).items()]
        empty = not len(element) and not element.text
        return f"<{_name(element.tag, element)}{''.join(declared + said)}{self._closing if empty else '>'}"


class _NotAligned(Exception):
    """The tree holds something else than the text says."""


class _Tokens:
    """The tags of a text, and what stands between them, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def to_root(self) -> int:
        """Goes to the opening tag of the root; where that is."""
        while True:
            found = _TOKEN.match(self._text, self.at)
            if found is None or found[0].startswith("<!DOCTYPE"):
                raise _NotAligned
            if not found["text"] and not found[0].startswith(("<?", "<!--")):
                return self.at
            self.at = found.end()

    def tag(self) -> str:
        found = _TOKEN.match(self._text, self.at)
        if found is None or found["text"]:
            raise _NotAligned
        self.at = found.end()
        return found[0]

    def text(self) -> str:
        found = _TOKEN.match(self._text, self.at)
        if found is None or not found["text"]:
            return ""
        self.at = found.end()
        return found[0]


def _changed_head(raw: _Raw, element: etree._Element) -> str:
    """The opening tag as it was written, with the name and the attributes that are otherwise now."""
    now = _attributes(element)
    if raw.tag != element.tag:
        raw.head = f"<{_name(element.tag, element)}{_TAG_NAME.sub('', raw.head, count=1)}"
    if now == raw.attributes:
        return raw.head
    names = {_name(key, element): key for key in {*raw.attributes, *now}}

    def kept(found: re.Match[str]) -> str:
        key = names.get(found[2])
        if key is None or _XMLNS.match(found[2]) or now.get(key) == raw.attributes.get(key):
            return found[0]
        return f"{found[1]}{found[2]}{found[3]}{_quoted(now[key])}" if key in now else ""

    head = _ATTRIBUTE.sub(kept, raw.head)
    added = "".join(f" {_name(key, element)}={_quoted(now[key])}" for key in now if key not in raw.attributes)
    end = re.search(r"\s*/?>$", head)
    place = end.start() if end is not None else len(head)
    return f"{head[:place]}{added}{head[place:]}"


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _name(clark: str, element: etree._Element) -> str:
    """A name as it is written at an element: with the prefix that stands for its space there."""
    space, _, local = clark[1:].rpartition("}") if clark.startswith("{") else ("", "", clark)
    if not space:
        return local
    if space == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{local}"
    prefixes = [prefix for prefix, uri in element.nsmap.items() if uri == space]
    if clark == element.tag:
        return f"{element.prefix}:{local}" if element.prefix else local
    return f"{next(filter(None, prefixes))}:{local}"


def _quoted(value: str) -> str:
    said = escape(value, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    if '"' not in said:
        return f'"{said}"'
    return f"'{said}'" if "'" not in said else '"' + said.replace('"', "&quot;") + '"'


def _same(made: bytes, root: etree._Element) -> bool:
    """Whether a file that was written says what the tree does."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        read, now = (
            etree.tostring(each, method="c14n", exclusive=True) for each in (etree.fromstring(made, parser), root)
        )
    except etree.LxmlError:
        return False
    return bool(read == now)


def put_after(beside: etree._Element, made: etree._Element) -> None:
    """Puts an element behind another one, on a line of its own where those are."""
    previous, parent = beside.getprevious(), beside.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    behind = beside.tail
    beside.addnext(made)
    made.tail, beside.tail = behind, before


def put_first(parent: etree._Element, made: etree._Element) -> None:
    """Puts an element before all others."""
    parent.insert(0, made)
    made.tail = parent.text


def put_last(parent: etree._Element, made: etree._Element) -> None:
    """Puts an element behind all others."""
    if len(parent):
        put_after(parent[-1], made)
    else:
        parent.append(made)


def detach(element: etree._Element) -> None:
    """Takes an element out, with the line on which it stands."""
    parent = element.getparent()
    if parent is None:
        return
    previous = element.getprevious()
    if element.getnext() is None and previous is not None:
        previous.tail = element.tail
    elif len(parent) == 1 and not (parent.text or "").strip():
        parent.text = None
    parent.remove(element)
