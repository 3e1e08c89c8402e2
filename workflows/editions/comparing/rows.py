"""The elements of a file of YAML or JSON: rows of its lists, members of its mappings, questions of a form."""

from collections.abc import Mapping
from typing import Any

from workflows.editions.comparing.elements import Element, Elements

_NAMES = ("id", "name", "step", "lane", "level", "paragraph", "list", "fact", "kind")
_ONE = {
    "rules": "rule",
    "acts": "act",
    "steps": "step",
    "periods": "period",
    "limits": "limit",
    "fees": "fee",
    "rates": "rate",
    "forms": "form",
    "paragraphs": "paragraph",
    "says": "what it says:",
    "properties": "question",
    "happens": "what happens:",
    "begins": "beginning",
}
"""Member of a file → what one of its rows is called."""


def row_elements(read: Any) -> Elements:
    """What a file says, element by element.

    A row is found again by its name, and where several bear one name, by the day from which it holds.
    """
    if not isinstance(read, Mapping):
        return {"the file": Element("", {"": read})}
    found: Elements = {}
    whole: dict[str, Any] = {}
    for member, value in read.items():
        word = _ONE.get(str(member), str(member))
        if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            found |= {f"{member}: {key}": each for key, each in _rows(word, value).items()}
        elif isinstance(value, Mapping) and value and all(isinstance(each, Mapping) for each in value.values()):
            found |= {f"{member}: {name}": Element(f"{word} {name}", dict(each)) for name, each in value.items()}
        else:
            whole[str(member)] = value
    return {"the file": Element("", whole), **found} if whole else found


def _rows(word: str, rows: list[Mapping[str, Any]]) -> Elements:
    found: Elements = {}
    names = [next((str(row[key]) for key in _NAMES if key in row), "") for row in rows]
    for number, (name, row) in enumerate(zip(names, rows, strict=True), 1):
        known = f"{word} {name or number}"
        if name and names.count(name) > 1:
            known += f" (from {row['from']})" if "from" in row else f" ({names[: number - 1].count(name) + 1})"
        while known in found:
            known += "'"
        said = {str(key): value for key, value in row.items() if key not in _NAMES or str(value) != name}
        found[known] = Element(known, said)
    return found
