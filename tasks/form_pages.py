"""What a posted page says to the fields of a form, unchecked: what cannot be read stays text, and nothing is lost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol


class Posted(Protocol):
    """The fields of a posted page."""

    def get(self, key: str, default: Any = None) -> Any:
        """The one value of a field."""
        ...

    def getlist(self, key: Any) -> list[Any]:
        """All values of a field."""
        ...


LONGEST_NUMBER = 40
"""Characters of a number on a page."""


def value_from_page(field: Mapping[str, Any], text: str) -> Any:
    """The value of a field that is one text."""
    if field["type"] == "boolean":
        return {"yes": True, "no": False}.get(text, text)
    if field["type"] == "integer" and text:
        plain = text.replace("£", "").replace(",", "").replace(" ", "")
        if len(plain) > LONGEST_NUMBER or "e" in plain.lower():
            return text  # 1e999999 is a short text and a number that no memory holds
        try:
            number = Decimal(plain) * 100 if field.get("x-money") else Decimal(plain)
            return int(number) if number == int(number) else text
        except (InvalidOperation, ValueError, OverflowError):
            return text
    return text.replace("\r\n", "\n")


def date_from_page(posted: Posted, key: str) -> str:
    """The date of a field that is asked in three: as ISO 8601 where it is one."""
    day, month, year = (str(posted.get(f"{key}-{part}") or "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return str(posted.get(key) or "").strip()
    try:
        return date(*(int(part) if len(part) <= 4 else 0 for part in (year, month, day))).isoformat()
    except (ValueError, OverflowError):
        return f"{year}-{month}-{day}"
