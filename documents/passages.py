"""The passages of two pages side by side, and what of each is otherwise, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import html as markup

_BLOCKS = frozenset({"p", "h1", "h2", "li", "tr"})
_WORDS = re.compile(r"\s+|[^\s]+")
_SAME_ENOUGH = 0.35
"""From which likeness on two passages are one that was changed, and not one gone and another new."""
_CELL = "\t"
_MOST_PASSAGES, _MOST_WORDS = 150, 1500
"""What is compared with each other; more than that is shown as gone and new, for comparing takes the square of it."""


@dataclass(frozen=True)
class Run:
    """Some words of a passage that are printed alike.

    :ivar strong: in bold
    :ivar other: not in the other page
    """

    text: str
    strong: bool = False
    other: bool = False


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an item of a list, or a row of a table.

    :ivar tag: the element that it is on its page (``p``, ``h1``, ``h2``, ``li``, ``tr``)
    :ivar cells: of a row its cells; of anything else one
    """

    tag: str
    cells: tuple[tuple[Run, ...], ...]

    @property
    def text(self) -> str:
        """Its words; the cells of a row divided by semicolons."""
        return "; ".join("".join(run.text for run in cell).strip() for cell in self.cells).strip()


@dataclass(frozen=True)
class Pair:
    """A passage before and after; ``None``: there is none on that side.

    :ivar changed: whether it is otherwise
    """

    before: Passage | None
    after: Passage | None
    changed: bool


def side_by_side(before: str, after: str) -> list[Pair]:
    """The passages of two pages, in their order.

    :param before: HTML of a whole page; empty: there is no page
    """
    old, new = passages_of(before), passages_of(after)
    found: list[Pair] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            found += [Pair(one, other, False) for one, other in zip(old[i1:i2], new[j1:j2], strict=True)]
        else:
            found += _changed(old[i1:i2], new[j1:j2])
    return found


def passages_of(page: str) -> list[Passage]:
    """The passages of a page."""
    if not page:
        return []
    body = markup.document_fromstring(page).find("body")
    found: list[Passage] = []
    for element in body.iter(*_BLOCKS) if body is not None else ():
        cells = list(element.iterchildren("th", "td")) if element.tag == "tr" else [element]
        passage = Passage(str(element.tag), tuple(tuple(_runs(cell)) for cell in cells))
        if passage.text.strip("; "):
            found.append(passage)
    return found


def _runs(element: markup.HtmlElement) -> Iterator[Run]:
    """Its words as they are printed: the spaces of its source mean nothing, a line's end is one."""
    yield from _words(element.text, strong=element.tag == "strong")
    for child in element:
        if child.tag == "br":
            yield Run(", ")
        else:
            yield from _runs(child)
        yield from _words(child.tail, strong=element.tag == "strong")


def _words(text: str | None, *, strong: bool) -> Iterator[Run]:
    # A space that must not break stays one: it is part of what is printed.
    if text:
        yield Run(re.sub(r"[ \n\r\t]+", " ", text), strong)


def _changed(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Pair]:
    """Passages of which none is the same: those that are alike beside each other, in their order."""
    at = 0
    if len(old) > _MOST_PASSAGES or len(new) > _MOST_PASSAGES:
        yield from (Pair(_all_other(each), None, True) for each in old)
        old = []
    for one in old:
        likest = max(range(at, len(new)), key=lambda n, one=one: _likeness(one, new[n]), default=None)  # type: ignore[misc]
        if likest is None or _likeness(one, new[likest]) < _SAME_ENOUGH:
            yield Pair(_all_other(one), None, True)
            continue
        yield from (Pair(None, _all_other(each), True) for each in new[at:likest])
        yield Pair(*_marked(one, new[likest]), True)
        at = likest + 1
    yield from (Pair(None, _all_other(each), True) for each in new[at:])


def _likeness(one: Passage, other: Passage) -> float:
    old, new = one.text.split(), other.text.split()
    if one.tag != other.tag or len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return 0.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _SAME_ENOUGH else 0.0


def _marked(one: Passage, other: Passage) -> tuple[Passage, Passage]:
    """Both with the words marked that are not in the other."""
    old, new = _tokens(one), _tokens(other)
    was, became = [False] * len(old), [False] * len(new)
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            was[i1:i2], became[j1:j2] = [True] * (i2 - i1), [True] * (j2 - j1)
    return _of_tokens(one.tag, old, _with_spaces(old, was)), _of_tokens(other.tag, new, _with_spaces(new, became))


def _with_spaces(tokens: Sequence[tuple[str, bool]], other: Sequence[bool]) -> list[bool]:
    """The space between two words that are otherwise is marked with them, so that they read as one."""
    return [
        marked or (0 < at < len(tokens) - 1 and text.isspace() and text != _CELL and other[at - 1] and other[at + 1])
        for at, ((text, _), marked) in enumerate(zip(tokens, other, strict=True))
    ]


def _tokens(passage: Passage) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for number, cell in enumerate(passage.cells):
        if number:
            found.append((_CELL, False))
        found += [(word, run.strong) for run in cell for word in _WORDS.findall(run.text)]
    return found


def _of_tokens(tag: str, tokens: Sequence[tuple[str, bool]], other: Sequence[bool]) -> Passage:
    cells: list[list[Run]] = [[]]
    for (text, strong), marked in zip(tokens, other, strict=True):
        if text == _CELL:
            cells.append([])
        elif cells[-1] and (cells[-1][-1].strong, cells[-1][-1].other) == (strong, marked):
            cells[-1][-1] = Run(cells[-1][-1].text + text, strong, marked)
        else:
            cells[-1].append(Run(text, strong, marked))
    return Passage(tag, tuple(map(tuple, cells)))


def _all_other(passage: Passage) -> Passage:
    cells = tuple(tuple(Run(run.text, run.strong, True) for run in cell) for cell in passage.cells)
    return Passage(passage.tag, cells)
