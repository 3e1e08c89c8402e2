"""How amounts, days and names are written on a page."""

import unicodedata
from datetime import date


def pounds(pence: int) -> str:
    """An amount of pence as ``£1,234.56``; a negative one with a minus sign."""
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def balance(pence: int) -> str:
    """A balance in pence in words that cannot be misread: ``£12.00 in credit`` where nothing is owed."""
    return f"{pounds(-pence)} in credit" if pence < 0 else pounds(pence)


def day(on: date) -> str:
    """A day as ``2 March 2026``."""
    return f"{on:%-d %B %Y}"


def listed(words: list[str]) -> str:
    """``Ann, Ben and Cy``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def address(lines: tuple[str, ...]) -> str:
    """An address in one line; its postcode, which comes last, is not broken."""
    return ", ".join([*lines[:-1], *(line.replace(" ", "\u00a0") for line in lines[-1:])])


def clean(text: str) -> str:
    """A text of one line as it can be seen.

    What cannot be seen is left out: control characters, and marks that turn the direction of what follows
    (U+202E and the like), which have no place in a name and could make an amount read backwards.
    """
    spaced = "".join(" " if unicodedata.category(letter) in {"Zs", "Zl", "Zp", "Cc"} else letter for letter in text)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"})
    return " ".join(unicodedata.normalize("NFC", seen).split())
