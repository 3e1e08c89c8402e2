"""Text that no spreadsheet takes for a formula: what somebody wrote must not run where somebody else opens a file.

An apostrophe stands before a text that begins like one (OWASP, CSV injection), whatever blanks stand before its sign:
spreadsheets take them away.
"""

import re

_FORMULA = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def inert(text: str) -> str:
    """The text, with an apostrophe before it where some spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
