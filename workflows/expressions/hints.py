"""What people write out of habit from other languages, and what FEEL writes instead."""

import difflib
import re
from collections.abc import Iterable

_SIGNS = (
    ("==", "FEEL compares with one sign: write = instead of =="),
    ("&&", "Write and instead of &&"),
    ("||", "Write or instead of ||"),
    ("${", "Write the expression without ${ and }"),
    ("#{", "Write the expression without #{ and }"),
    ("'", "A text stands in double quotes: write \"…\" instead of '…'"),
    ("‘", 'A text stands in straight double quotes: "…"'),
    ("“", 'A text stands in straight double quotes: "…"'),
    ("”", 'A text stands in straight double quotes: "…"'),
    ("<>", "Write != instead of <>"),
    ("%", "Write modulo(a, b) instead of a % b"),
    (";", "An expression is one value: leave out the semicolon"),
    ("->", "An arrow stands only in a function's type"),
    ("=>", "Write >= or, for a function, function(a) …"),
    ("^", "Write a ** b instead of a ^ b"),
    ("–", "Write a plain minus sign -"),
    ("−", "Write a plain minus sign -"),
    ("≤", "Write <= instead of ≤"),
    ("≥", "Write >= instead of ≥"),
)
_FOREIGN = re.compile("|".join(re.escape(sign) for sign, _ in _SIGNS))
_SENTENCES = dict(_SIGNS)
_WORDS = {
    "True": "Write true with a small letter",
    "False": "Write false with a small letter",
    "None": "Write null instead of None",
    "nil": "Write null instead of nil",
    "undefined": "Write null instead of undefined",
}


def hint(text: str, at: int) -> str | None:
    """A sentence about a foreign sign at this place, or None."""
    if found := _FOREIGN.match(text, at):
        return _SENTENCES[found.group()]
    if text[at] == "!" and text[at : at + 2] != "!=":
        return "Write not(…) instead of !"
    if text[at] == "=" and (not at or text[:at].isspace()):
        return "Leave out the = at the beginning"
    return None


def word_hint(word: str) -> str | None:
    """A sentence about a foreign word, or None."""
    return _WORDS.get(word)


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` when a known name is close, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
