"""What a name is (DMN 1.5, grammar rules 25 to 30), and the names that are known at a place."""

import re
from bisect import insort
from collections.abc import Collection

_LETTER = r"(?:[^\W\d]|[\U00010000-\U000EFFFF])"
_PART = r"(?:[\w·\u0300-\u036f\u203f\u2040]|[\U00010000-\U000EFFFF])"
# Where a name is introduced it may hold these signs and blanks too; elsewhere such a name must be known.
_MORE = rf"(?:{_PART}|[ \t'+*-]|\.(?!\.)|/(?![/*]))"
LONGEST = 300
"""Characters of a name that is introduced, blanks among them: behind more no name is looked for."""
WORD = re.compile(rf"\?|{_LETTER}{_PART}*")
KEY = re.compile(rf"({_LETTER}{_MORE}{{0,{LONGEST}}}+)\s*:")
BINDING = re.compile(rf"({_LETTER}{_MORE}{{0,{LONGEST}}}?)(?<!\s)\s++in\b")
PARAMETER = re.compile(rf"({_LETTER}{_MORE}{{0,{LONGEST}}}+)\s*(:)?")


def _longest_first(words: tuple[str, ...]) -> int:
    return -sum(map(len, words)) - len(words)


class Names:
    """Known names, found by their first word."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._by_word: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Makes a name known; a plain word needs no entry."""
        found = WORD.match(name)
        if found and found.end() < len(name):
            parts = self._by_word.setdefault(found.group(), [])
            if (new := tuple(name.split())) not in parts:
                insort(parts, new, key=_longest_first)

    def longest(self, word: str, text: str, at: int) -> tuple[str, int] | None:
        """The longest known name of more than a word that begins here, and where it ends."""
        for parts in self._by_word.get(word, ()):
            end = at
            for part in parts:
                while end > at and text[end : end + 1].isspace():
                    end += 1
                if not text.startswith(part, end):
                    break
                end += len(part)
            else:
                after = text[end : end + 1]
                if not ((after.isalnum() or after == "_") and (text[end - 1].isalnum() or text[end - 1] == "_")):
                    return " ".join(parts), end
        return None
