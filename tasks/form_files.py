"""Questions that ask for files: photographs and scans, by what stands in them and not by their names.

A field of the type ``string`` with ``format: x-file`` asks for one file; an ``array`` whose ``items`` are so, for
several (``minItems``, ``maxItems``). ``x-accepts`` says which kinds are taken (``pdf``, ``jpeg``, ``png``; left out:
all three), ``x-largest`` how many bytes each may have. An answer names a file by its SHA-256, which bringing it gives.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from documents.media import Media
from tasks.form_pages import Posted

FORMAT = "x-file"
KINDS = {"pdf": Media.PDF, "jpeg": Media.JPEG, "png": Media.PNG}
LARGEST = 10_000_000
"""Bytes of a file where a question does not say."""
LARGEST_ASKED = 20_000_000
"""Bytes that a question may ask for: more would be too much for one request."""
MOST = 20
"""Files of one question."""
NAME = re.compile(r"[0-9a-f]{64}")
"""How an answer names a file."""
_PLAIN = {"type", "format"}


def is_files(field: Mapping[str, Any]) -> bool:
    """Whether a field asks for a file, or for several."""
    return FORMAT in {field.get("format"), _items(field).get("format")}


def asks_several(field: Mapping[str, Any]) -> bool:
    """Whether it asks for several."""
    return bool(field.get("type") == "array")


def accepted(field: Mapping[str, Any]) -> frozenset[Media]:
    """The kinds of file that are taken."""
    return frozenset(KINDS[each] for each in field.get("x-accepts", KINDS))


def largest(field: Mapping[str, Any]) -> int:
    """How many bytes each may have."""
    return int(field.get("x-largest", LARGEST))


def objections(field: Mapping[str, Any], where: str) -> Iterator[str]:
    """What of a field is not written as questions for files are, each a sentence without its beginning."""
    if not is_files(field):
        if odd := sorted({"x-accepts", "x-largest"} & set(field)):
            yield f"{where}: {odd[0]} belongs to a question for files (format {FORMAT})"
        return
    several = asks_several(field)
    asked = _items(field) if several else field
    if asked.get("type") != "string" or (several and "format" in field) or (several and set(asked) != _PLAIN):
        yield f"{where}: a file is a string with the format {FORMAT}, and several are an array of such items"
    if odd := sorted({"enum", "pattern", "maxLength", "minLength", "x-from", "x-multiline", "x-prefix"} & set(field)):
        yield f"{where}: {odd[0]} says nothing of a file. Take it out"
    kinds = field.get("x-accepts", [*KINDS])
    if not isinstance(kinds, list) or not kinds or not all(isinstance(each, str) and each in KINDS for each in kinds):
        yield f"{where}: x-accepts is a list out of {', '.join(KINDS)}"
    most = field.get("x-largest", LARGEST)
    if type(most) is not int or not 1 <= most <= LARGEST_ASKED:
        yield f"{where}: x-largest is a number of bytes, up to {LARGEST_ASKED:,}"
    if several and (type(field.get("maxItems", MOST)) is not int or field.get("maxItems", MOST) > MOST):
        yield f"{where}: a question asks for {MOST} files at most. Say so with maxItems, or fewer"


def named(field: Mapping[str, Any], answer: Any) -> list[str]:
    """The files that a checked answer names."""
    return [] if answer is None else list(answer) if asks_several(field) else [answer]


def from_page(field: Mapping[str, Any], key: str, posted: Posted) -> Any:
    """What a page says of the files of a question: those that were brought before and are not taken away.

    Of a question for one file the one that was brought last counts.
    """
    kept = list(dict.fromkeys(str(each) for each in posted.getlist(key) if each))
    if asks_several(field):
        return kept
    return kept[-1] if kept else ""


def size_in_words(size: int) -> str:
    """How large a file is: ``2.4 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(size, 1) / 1000:.1f} KB"


def _items(field: Mapping[str, Any]) -> Mapping[str, Any]:
    items = field.get("items")
    return items if isinstance(items, Mapping) else {}
