"""Backslashes in string literals (DMN 1.5, grammar rules 35 and 64)."""

import re

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unescape(text: str) -> str:
    """A string literal's content with its escapes resolved; one that is unknown stays as it is, for patterns."""

    def one(found: re.Match[str]) -> str:
        code = found.group(1) or found.group(2)
        if code:
            point = int(code, 16)
            return chr(point) if point < 0x110000 else found.group()
        return _ESCAPES.get(found.group(3), found.group())

    if "\\" not in text:
        return text
    # Two \u escapes of a surrogate pair are one character.
    return _ESCAPE.sub(one, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
